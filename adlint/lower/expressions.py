"""Expressions: each is lowered to operations and yields an operand."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from adlint import ir
from adlint.lower.builder import Builder

BINARY = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
    ast.MatMult: "@", ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^", ast.LShift: "<<", ast.RShift: ">>",
}  # fmt: skip
COMPARE = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Is: "is",
    ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip
UNARY = {ast.USub: "-", ast.UAdd: "+", ast.Invert: "~", ast.Not: "not"}
_NONE = ast.Constant(None)  # what a slice leaves out, and the value of what is spread in a dict


def expression(b: Builder, node: ast.expr) -> ir.Operand:
    """The operand that holds the value of `node`."""
    # what runs for most nodes looks into the table itself, and saves this call
    return EXPRESSIONS[type(node)](b, node)


def operands(b: Builder, nodes: Sequence[ast.expr]) -> list[ir.Operand]:
    """The values of `nodes`, evaluated from left to right.

    A variable is read where its operand is used, unless a later operand may rebind it: then it is loaded
    first.
    """
    if b.rebindable and _reads_rebindable(b.rebindable, nodes):
        return _held(b, nodes)
    done: list[ir.Operand] = []
    for node in nodes:
        done.append(EXPRESSIONS[type(node)](b, node))  # noqa: PERF401 -- faster for the few that there are
    return done


def pair(b: Builder, first: ast.expr, second: ast.expr) -> tuple[ir.Operand, ir.Operand]:
    """The values of two expressions, as `operands` evaluates them."""
    if b.rebindable and _reads_rebindable(b.rebindable, (first,)):
        left, right = _held(b, (first, second))
        return left, right
    return EXPRESSIONS[type(first)](b, first), EXPRESSIONS[type(second)](b, second)


def _items(b: Builder, nodes: Sequence[ast.expr]) -> tuple[ir.Item, ...]:
    """The values of `nodes`, as `operands` evaluates them; those that are starred are spread."""
    if b.rebindable and _reads_rebindable(b.rebindable, nodes):
        return _spread(nodes, _held(b, [_bare(node) for node in nodes]))
    done: list[ir.Item] = []
    for node in nodes:
        done.append(ITEMS[type(node)](b, node))  # noqa: PERF401 -- as above
    return tuple(done)


def _reads_rebindable(rebindable: frozenset[str], nodes: Sequence[Any]) -> bool:
    """Whether the value of an expression or keyword is a variable that what is behind it may rebind."""
    for node in nodes:
        kind = type(node)
        if kind is ast.Name:
            if node.id in rebindable:
                return True
        elif kind is ast.Starred or kind is ast.keyword:
            if _reads_rebindable(rebindable, (node.value,)):
                return True
        elif kind is ast.NamedExpr:
            return True
    return False


def _held(b: Builder, nodes: Sequence[ast.expr]) -> list[ir.Operand]:
    """The values of `nodes`, each held against what is evaluated behind it."""
    done: list[ir.Operand] = []
    for node in nodes:
        done.append(following(b, node, done))
    return done


def following(b: Builder, node: ast.expr, done: list[ir.Operand]) -> ir.Operand:
    """The value of `node`, evaluated behind the operands in `done`; what it may rebind is loaded first."""
    position, before = len(b.ops), b.side_effects
    operand = expression(b, node)
    if b.side_effects != before:
        done[:] = [_loaded(b, node, held, position) for held in done]
    return operand


def _loaded(b: Builder, node: ast.expr, operand: ir.Operand, position: int) -> ir.Operand:
    if not isinstance(operand, str) or operand not in b.unit.rebindable:
        return operand
    at = b.number(node)
    b.ops.insert(position, ir.Load(at, operand))
    return at


def _name(b: Builder, node: ast.Name) -> ir.Operand:
    name = b.renamed(node.id) if b.renames else node.id
    b.read.add(name)
    return name


def _constant(b: Builder, node: ast.Constant) -> ir.Operand:
    value = node.value
    return b.literals.get((type(value), value)) or b.unit.literal(value)


def _attribute(b: Builder, node: ast.Attribute) -> ir.Operand:
    value = node.value
    base = EXPRESSIONS[type(value)](b, value)
    at = b.number(node)
    b.ops.append(ir.GetAttribute(at, base, node.attr))
    return at


def _subscript(b: Builder, node: ast.Subscript) -> ir.Operand:
    base, index = pair(b, node.value, node.slice)
    at = b.number(node)
    b.ops.append(ir.GetItem(at, base, index))
    return at


def _slice(b: Builder, node: ast.Slice) -> ir.Operand:
    values = _items(b, [_NONE if part is None else part for part in (node.lower, node.upper, node.step)])
    at = b.number(node)
    b.ops.append(ir.Build(at, "slice", values))
    return at


def _binary(b: Builder, node: ast.BinOp) -> ir.Operand:
    left, right = pair(b, node.left, node.right)
    at = b.number(node)
    b.ops.append(ir.Binary(at, BINARY[type(node.op)], left, right))
    return at


def _unary(b: Builder, node: ast.UnaryOp) -> ir.Operand:
    operand = expression(b, node.operand)
    at = b.number(node)
    b.ops.append(ir.Unary(at, UNARY[type(node.op)], operand))
    return at


def _compare(b: Builder, node: ast.Compare) -> ir.Operand:
    if len(node.ops) == 1:
        left, right = pair(b, node.left, node.comparators[0])
        at = b.number(node)
        b.ops.append(ir.Binary(at, COMPARE[type(node.ops[0])], left, right))
        return at
    return _chained(b, node)


def _chained(b: Builder, node: ast.Compare) -> ir.Operand:
    """`a < b < c` evaluates `b` once and `c` only if `a < b`."""
    to = b.number(node)
    outer: list[tuple[list[ir.Op], int]] = []
    left = expression(b, node.left)
    for operator, comparator in zip(node.ops, node.comparators, strict=True):
        held = [left]
        right = following(b, comparator, held)
        at = b.number(comparator)
        b.ops.append(ir.Binary(at, COMPARE[type(operator)], held[0], right))
        b.ops.append(ir.Copy(b.number(comparator), to, at))
        left = right
        if comparator is not node.comparators[-1]:
            outer.append((b.ops, b.number(comparator)))
            b.ops = []
    for block, at in reversed(outer):
        block.append(ir.If(at, to, tuple(b.ops), ()))
        b.ops = block
    return to


def _boolean(b: Builder, node: ast.BoolOp) -> ir.Operand:
    """`a and b` is `%t = a; if %t: %t = b`, with the arms exchanged for `or`."""
    to = b.number(node)
    is_and = isinstance(node.op, ast.And)
    outer: list[tuple[list[ir.Op], int]] = []
    for value in node.values:
        b.ops.append(ir.Copy(b.number(value), to, expression(b, value)))
        if value is not node.values[-1]:
            outer.append((b.ops, b.number(value)))
            b.ops = []
    for block, at in reversed(outer):
        arm = tuple(b.ops)
        block.append(ir.If(at, to, arm, ()) if is_and else ir.If(at, to, (), arm))
        b.ops = block
    return to


def _conditional(b: Builder, node: ast.IfExp) -> ir.Operand:
    to = b.number(node)
    condition = expression(b, node.test)
    arms = []
    outer = b.ops
    for arm in (node.body, node.orelse):
        b.ops = []
        b.ops.append(ir.Copy(b.number(arm), to, expression(b, arm)))
        arms.append(tuple(b.ops))
    b.ops = outer
    b.ops.append(ir.If(b.number(node.test), condition, arms[0], arms[1]))
    return to


def _call(b: Builder, node: ast.Call) -> ir.Operand:
    function, positional, named = node.func, node.args, node.keywords
    arguments: tuple[ir.Item, ...] = ()
    keywords: tuple[tuple[str | None, ir.Operand], ...] = ()
    if b.rebindable and _reads_rebindable(b.rebindable, (function, *positional, *named)):
        callee, arguments, keywords = _held_call(b, node)
    else:
        callee = EXPRESSIONS[type(function)](b, function)
        if positional:
            arguments = _items(b, positional)
        if named:
            keywords = tuple([(k.arg, expression(b, k.value)) for k in named])
    at = b.number(node)
    b.ops.append(ir.Call(at, callee, arguments, keywords))
    b.side_effects += 1
    return at


def _held_call(
    b: Builder, node: ast.Call
) -> tuple[ir.Operand, tuple[ir.Item, ...], tuple[tuple[str | None, ir.Operand], ...]]:
    """The parts of a call whose arguments may rebind variables that were read before them."""
    arguments = [_bare(argument) for argument in node.args]
    callee, *values = _held(b, [node.func, *arguments, *[k.value for k in node.keywords]])
    split = len(arguments)
    keywords = [(k.arg, v) for k, v in zip(node.keywords, values[split:], strict=True)]
    return callee, _spread(node.args, values[:split]), tuple(keywords)


def _bare(node: ast.expr) -> ast.expr:
    return node.value if isinstance(node, ast.Starred) else node


def _spread(nodes: Sequence[ast.expr], values: Sequence[ir.Operand]) -> tuple[ir.Item, ...]:
    """The values of the bare nodes, with their stars again."""
    return tuple(
        [ir.Starred(v) if isinstance(n, ast.Starred) else v for n, v in zip(nodes, values, strict=True)]
    )


def _display(kind: str) -> Callable[[Builder, Any], ir.Operand]:
    def build(b: Builder, node: ast.Tuple | ast.List | ast.Set) -> ir.Operand:
        values = _items(b, node.elts)
        at = b.number(node)
        b.ops.append(ir.Build(at, kind, values))
        return at

    return build


def _dict(b: Builder, node: ast.Dict) -> ir.Operand:
    nodes: list[ast.expr] = []
    for key, value in zip(node.keys, node.values, strict=True):
        nodes += (ast.Starred(value), _NONE) if key is None else (key, value)
    items = _items(b, nodes)
    at = b.number(node)
    b.ops.append(ir.Build(at, "dict", items))
    return at


def _string(b: Builder, node: Any) -> ir.Operand:
    values = operands(b, list(_strings(node)))
    at = b.number(node)
    b.ops.append(ir.Build(at, "string" if isinstance(node, ast.JoinedStr) else "template", tuple(values)))
    b.side_effects += 1
    return at


def _strings(node: Any) -> Iterator[ast.expr]:
    """The literals and the values of a string; of a template those in the format of a value behind it."""
    for part in node.values:
        is_value = isinstance(part, ast.FormattedValue)
        is_made = is_value and (part.conversion >= 0 or part.format_spec is not None)
        yield part if is_made or isinstance(part, ast.Constant) else part.value
        if not is_value and getattr(part, "format_spec", None) is not None:
            yield from _strings(part.format_spec)


def _made_text(b: Builder, node: ast.FormattedValue) -> ir.Operand:
    """`{value!r:format}` in a string: what is converted, then formatted."""
    if node.conversion < 0:
        return _formatted(b, node, pair(b, node.value, _format_of(node)))
    operand = expression(b, node.value)
    at = b.number(node)
    b.ops.append(ir.Unary(at, f"!{chr(node.conversion)}", operand))
    b.side_effects += 1
    return at if node.format_spec is None else _formatted(b, node, (at, expression(b, _format_of(node))))


def _format_of(node: ast.FormattedValue) -> ast.expr:
    spec = node.format_spec
    assert isinstance(spec, ast.JoinedStr)
    is_literal = len(spec.values) == 1 and isinstance(spec.values[0], ast.Constant)
    return spec.values[0] if is_literal else spec


def _formatted(b: Builder, node: ast.FormattedValue, both: tuple[ir.Operand, ir.Operand]) -> ir.Operand:
    at = b.number(node)
    b.ops.append(ir.Build(at, "formatted", both))
    b.side_effects += 1
    return at


def _walrus(b: Builder, node: ast.NamedExpr) -> ir.Operand:
    value = expression(b, node.value)
    scopes, b.renames = b.renames, ()  # a walrus in a comprehension binds in the function around it
    b.store(node, node.target.id, value)
    b.renames = scopes
    b.side_effects += 1
    return value if not isinstance(value, str) else node.target.id


def _await(b: Builder, node: ast.Await) -> ir.Operand:
    value = expression(b, node.value)
    at = b.number(node)
    b.ops.append(ir.Await(at, value))
    b.side_effects += 1
    return at


def _yield(b: Builder, node: ast.Yield | ast.YieldFrom) -> ir.Operand:
    value = b.unit.literal(None) if node.value is None else expression(b, node.value)
    at = b.number(node)
    b.ops.append(ir.Yield(at, value, isinstance(node, ast.YieldFrom)))
    b.is_generator = True
    b.side_effects += 1
    return at


def _star(b: Builder, node: ast.Starred) -> ir.Item:
    """A star among items or arguments."""
    return ir.Starred(expression(b, node.value))


def _starred(b: Builder, node: ast.Starred) -> ir.Operand:
    """A star where only a tuple's item may stand (`x[*i]`): the tuple that it spreads into."""
    return _display("tuple")(b, ast.copy_location(ast.Tuple([node], ast.Load()), node))


EXPRESSIONS: dict[type, Callable[[Builder, Any], ir.Operand]] = {
    ast.Name: _name,
    ast.Constant: _constant,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Slice: _slice,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.Compare: _compare,
    ast.BoolOp: _boolean,
    ast.IfExp: _conditional,
    ast.Call: _call,
    ast.Tuple: _display("tuple"),
    ast.List: _display("list"),
    ast.Set: _display("set"),
    ast.Dict: _dict,
    ast.JoinedStr: _string,
    ast.FormattedValue: _made_text,
    ast.NamedExpr: _walrus,
    ast.Await: _await,
    ast.Yield: _yield,
    ast.YieldFrom: _yield,
    ast.Starred: _starred,
}
if hasattr(ast, "TemplateStr"):
    EXPRESSIONS[ast.TemplateStr] = _string
ITEMS: dict[type, Callable[[Builder, Any], ir.Item]] = EXPRESSIONS | {ast.Starred: _star}
