"""Expressions with a scope of their own: lambdas and comprehensions; and the parts of every definition."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

from adlint import ir
from adlint.lower.builder import Builder
from adlint.lower.expressions import EXPRESSIONS, expression, operands
from adlint.lower.targets import bind, bound_names

Values = tuple[tuple[str, ir.Operand], ...]
Comprehension = ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
KIND = {ast.ListComp: "list", ast.SetComp: "set", ast.GeneratorExp: "generator", ast.DictComp: "dict"}


def parameters(arguments: ast.arguments, values: Values) -> tuple[ir.Parameter, ...]:
    """The formal parameters in Python's order, with the `values` of their defaults."""
    value = dict(values)

    def formal(argument: ast.arg, kind: str) -> ir.Parameter:
        default = value.get(argument.arg)
        return ir.Parameter(
            argument.arg, kind, argument.arg in value, default if isinstance(default, ir.Const) else None
        )

    found = [formal(a, "positional") for a in arguments.posonlyargs]
    found += [formal(a, "any") for a in arguments.args]
    if arguments.vararg:
        found.append(ir.Parameter(arguments.vararg.arg, "*", has_default=True))
    found += [formal(a, "keyword") for a in arguments.kwonlyargs]
    if arguments.kwarg:
        found.append(ir.Parameter(arguments.kwarg.arg, "**", has_default=True))
    return tuple(found)


def defaults(b: Builder, arguments: ast.arguments) -> Values:
    """The values of the defaults, evaluated where the function is defined."""
    plain = [*arguments.posonlyargs, *arguments.args]
    optional = plain[len(plain) - len(arguments.defaults) :]
    pairs = list(zip(optional, arguments.defaults, strict=True))
    pairs += [(a, d) for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if d is not None]
    values = operands(b, [default for _, default in pairs])
    return tuple([(a.arg, value) for (a, _), value in zip(pairs, values, strict=True)])


def close(
    b: Builder,
    node: ast.AST,
    inner: Builder,
    arguments: ast.arguments,
    values: Values,
    annotations: Values,
) -> int:
    """Finish the function that `inner` built, and make its closure over the defaults `values` in `b`."""
    formal = parameters(arguments, values)
    is_async = isinstance(node, ast.AsyncFunctionDef)
    is_decorated = bool(getattr(node, "decorator_list", ()))
    b.unit.functions.append(inner.finish(formal, is_async=is_async, is_decorated=is_decorated))
    at = b.number(node)
    b.ops.append(ir.MakeFunction(at, inner.name, values, annotations))
    return at


def _lambda(b: Builder, node: ast.Lambda) -> ir.Operand:
    b.lambdas += 1
    name = f"<lambda{b.lambdas}>"
    values = defaults(b, node.args)
    own = {p.name: p.name for p in parameters(node.args, values)}
    inner = Builder(b.unit, b.qualified(name), "lambda", (*b.renames, own) if b.renames else ())
    inner.number(node)
    value = expression(inner, node.body)
    inner.ops.append(ir.Return(inner.number(node.body), value))
    return close(b, node, inner, node.args, values, ())


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
    """Names that no function around has, for a lambda in a comprehension sees the comprehension's variables."""
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
        key, value = operands(b, (node.key, node.value))
        b.ops.append(ir.Append(b.number(node.value), to, key, value))
    else:
        value = expression(b, node.elt)
        b.ops.append(ir.Append(b.number(node.elt), to, key, value))


SCOPED: dict[type, Callable[..., ir.Operand]] = {ast.Lambda: _lambda} | dict.fromkeys(KIND, _comprehension)
EXPRESSIONS.update(SCOPED)
