"""Expressions with a scope of their own: lambdas and comprehensions; and the parts of every definition."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

from adlint import ir
from adlint.lower.builder import Builder
from adlint.lower.expressions import EXPRESSIONS, ITEMS, expression, operands, pair
from adlint.lower.targets import bind, bound_names

Values = tuple[tuple[str, ir.Operand], ...]
Formals = list[tuple[ast.arg, str]]
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Comprehension = ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
_BINDING = frozenset({"staticmethod", "classmethod"})  # decorators that leave a function what it is
KIND = {ast.ListComp: "list", ast.SetComp: "set", ast.GeneratorExp: "generator", ast.DictComp: "dict"}


def formals(arguments: ast.arguments) -> Formals:
    """The formal parameters in Python's order, with their kinds."""
    found: Formals = []
    for argument in arguments.posonlyargs:
        found.append((argument, "positional"))
    for argument in arguments.args:
        found.append((argument, "any"))
    if arguments.vararg is not None:
        found.append((arguments.vararg, "*"))
    for argument in arguments.kwonlyargs:
        found.append((argument, "keyword"))
    if arguments.kwarg is not None:
        found.append((arguments.kwarg, "**"))
    return found


def defaults(b: Builder, arguments: ast.arguments) -> Values:
    """The values of the defaults, evaluated where the function is defined."""
    given, given_by_name = arguments.defaults, arguments.kw_defaults
    if not given and not given_by_name:
        return ()
    plain = [*arguments.posonlyargs, *arguments.args]
    pairs = list(zip(plain[len(plain) - len(given) :], given, strict=True))
    pairs += [(a, d) for a, d in zip(arguments.kwonlyargs, given_by_name, strict=True) if d is not None]
    values = operands(b, [default for _, default in pairs])
    return tuple([(a.arg, value) for (a, _), value in zip(pairs, values, strict=True)])


def parameters(formal: Formals, values: Values) -> tuple[ir.Parameter, ...]:
    """The formal parameters with the `values` of their defaults."""
    default = dict(values)
    return tuple([_parameter(argument.arg, kind, default) for argument, kind in formal])


def _parameter(name: str, kind: str, default: dict[str, ir.Operand]) -> ir.Parameter:
    if kind in ("*", "**"):
        return ir.Parameter(name, kind, has_default=True)
    value = default.get(name)
    return ir.Parameter(name, kind, value is not None, value if isinstance(value, ir.Const) else None)


def close(
    b: Builder, node: Definition, inner: Builder, formal: Formals, values: Values, annotations: Values
) -> int:
    """Finish the function that `inner` built, and make its closure over the defaults `values` in `b`."""
    is_async = isinstance(node, ast.AsyncFunctionDef)
    decorators = [] if isinstance(node, ast.Lambda) else node.decorator_list
    replaceable = any(not (isinstance(one, ast.Name) and one.id in _BINDING) for one in decorators)
    b.unit.functions.append(
        inner.finish(
            parameters(formal, values), is_async=is_async, is_decorated=bool(decorators), replaceable=replaceable
        )
    )
    at = b.number(node)
    b.ops.append(ir.MakeFunction(at, inner.name, values, annotations))
    return at


def _lambda(b: Builder, node: ast.Lambda) -> ir.Operand:
    b.lambdas += 1
    name = f"<lambda{b.lambdas}>"
    values, formal = defaults(b, node.args), formals(node.args)
    renames: tuple[Mapping[str, str], ...] = ()
    if b.renames:
        renames = (*b.renames, {argument.arg: argument.arg for argument, _ in formal})
    inner = Builder(b.unit, b.qualified(name), "lambda", renames)
    inner.number(node)
    value = expression(inner, node.body)
    inner.ops.append(ir.Return(inner.number(node.body), value))
    return close(b, node, inner, formal, values, ())


def _comprehension(b: Builder, node: Comprehension) -> ir.Operand:
    to = b.number(node)
    b.ops.append(ir.Build(to, KIND[type(node)], ()))
    _generators(b, node, node.generators, to)
    b.side_effects += 1
    return to


def _generators(b: Builder, node: Comprehension, generators: list[ast.comprehension], to: int) -> None:
    """The first iterable is evaluated outside the comprehension's scope, the rest inside."""
    first = generators[0]
    iterable = expression(b, first.iter)
    outer, scopes = b.ops, b.renames
    b.ops = []
    b.renames = (*scopes, _renaming(b, first.target, to))
    at = b.number(first.target)
    bind(b, first.target, at)
    _conditions(b, node, first.ifs, generators[1:], to)
    body, b.ops, b.renames = tuple(b.ops), outer, scopes
    b.ops.append(ir.For(at, iterable, body, (), bool(first.is_async)))


def _renaming(b: Builder, target: ast.expr, to: int) -> Mapping[str, str]:
    """Names that no function around has: a lambda in a comprehension sees the comprehension's variables."""
    return {name: f"{name}@{b.captured}{to}" for name in bound_names(target)}


def _conditions(
    b: Builder, node: Comprehension, ifs: list[ast.expr], generators: list[ast.comprehension], to: int
) -> None:
    if ifs:
        condition = expression(b, ifs[0])
        outer, b.ops = b.ops, []
        _conditions(b, node, ifs[1:], generators, to)
        body, b.ops = tuple(b.ops), outer
        b.ops.append(ir.If(b.number(ifs[0]), condition, body, ()))
    elif generators:
        _generators(b, node, generators, to)
    else:
        _append(b, node, to)


def _append(b: Builder, node: Comprehension, to: int) -> None:
    key = None
    if isinstance(node, ast.DictComp):
        key, value = pair(b, node.key, node.value)
        b.ops.append(ir.Append(b.number(node.value), to, key, value))
    else:
        value = expression(b, node.elt)
        b.ops.append(ir.Append(b.number(node.elt), to, key, value))


SCOPED: dict[type, Callable[..., ir.Operand]] = {ast.Lambda: _lambda} | dict.fromkeys(KIND, _comprehension)
EXPRESSIONS.update(SCOPED)
ITEMS.update(SCOPED)
