"""What the body of a function shows of its parameters: assertions on shapes, shapes that are unpacked, subscripts, and
where numbers are needed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from adlint.answers.tape.inferred.annotations import is_size, last
from adlint.answers.tape.inferred.kinds import Axis, Kind, Known, Plain, Shaped, Spread, Unclear
from adlint.models.storage import METADATA, READING_METHODS, VIEW_ATTRIBUTES, VIEW_METHODS, WRITING_METHODS

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_OF_ARRAYS = METADATA | READING_METHODS | VIEW_METHODS | VIEW_ATTRIBUTES | WRITING_METHODS
_OF_NUMBERS = {"is_integer", "as_integer_ratio", "real", "imag", "conjugate"}
_KEEPING = frozenset(
    "asarray array asanyarray ascontiguousarray copy as_tensor tensor astype float double to clone".split()
)
_SIZED = frozenset("zeros ones empty full eye identity arange tri range rand randn".split())
_LIBRARIES = frozenset("np numpy jnp onp anp torch F lax jax scipy".split())


class Body:
    """The body of a function, as far as it speaks of the parameters before they are bound to something else."""

    def __init__(self, function: Function, name: str) -> None:
        self._name = name
        self._nodes = [node for node in ast.walk(function) if not isinstance(node, ast.arguments)]
        self._end = min((_line(node) for node in self._nodes if _rebinds(node, name)), default=10**9)

    def nodes(self) -> Iterator[ast.AST]:
        """The nodes that speak of the parameter itself."""
        return (node for node in self._nodes if _line(node) <= self._end)

    def is_name(self, tree: ast.AST | None) -> bool:
        """Whether an expression is the parameter."""
        return isinstance(tree, ast.Name) and tree.id == self._name


def _line(node: ast.AST) -> int:
    return getattr(node, "lineno", 0)


def observed(function: Function, name: str) -> Known | None:
    """What the body shows of a parameter; None if that is nothing."""
    body = Body(function, name)
    best: tuple[int, Known] | None = None
    for node in body.nodes():
        for strength, kind, what in _seen(body, node):
            if best is None or strength > best[0] or (strength == best[0] and _says_more(kind, best[1].kind)):
                best = strength, Known(kind, what, _line(node))
    return None if best is None else best[1]


def _says_more(kind: Kind, than: Kind) -> bool:
    """Whether a subscript names more axes than another, or a shape more sizes."""
    if not isinstance(kind, Shaped) or not isinstance(than, Shaped):
        return False
    return (kind.is_certain, len(kind.axes)) > (than.is_certain, len(than.axes))


Seen = tuple[int, Kind, str]  # how strongly it speaks, what it says, and in which words


def _seen(body: Body, node: ast.AST) -> Iterator[Seen]:
    match node:
        case ast.Assert(test=test):
            for left, right in _comparisons(test, ast.And, ast.Eq):
                yield from _compared(body, left, right)
        case ast.If(test=test, body=[*_, ast.Raise()]):
            for left, right in _comparisons(test, ast.Or, ast.NotEq):
                yield from _compared(body, left, right)
        case ast.Assign(targets=[target], value=value):
            yield from _unpacked(body, target, value)
        case ast.Subscript(value=value, slice=index) if body.is_name(value):
            yield from _subscript(index)
        case ast.Subscript(slice=index) if any(body.is_name(end) for end in _ends(index)):
            yield 3, Plain("int"), "it is an end of a slice"
        case ast.Attribute(value=value, attr=attribute) if body.is_name(value):
            yield _attribute(attribute)
        case ast.BinOp(op=ast.MatMult(), left=left, right=right) if body.is_name(left) or body.is_name(right):
            yield 1, Shaped(), "it stands in a product of matrices"
        case ast.Call():
            yield from _called(body, node)
        case ast.If(test=ast.Compare(left=left, comparators=[right])) if body.is_name(left) or body.is_name(right):
            yield 2, Plain("float"), "a branch compares it"
        case ast.For(iter=iterable) if body.is_name(iterable):
            yield 2, Unclear(), "a loop goes through it"
        case _:
            pass


def _comparisons(test: ast.expr, joined: type, how: type) -> Iterator[tuple[ast.expr, ast.expr]]:
    """The comparisons that hold behind an assertion, or where nothing was raised."""
    match test:
        case ast.BoolOp(op=op, values=values) if isinstance(op, joined):
            for one in values:
                yield from _comparisons(one, joined, how)
        case ast.Compare(left=left, ops=[op], comparators=[right]) if isinstance(op, how):
            yield left, right
        case _:
            pass


def _compared(body: Body, left: ast.expr, right: ast.expr) -> Iterator[Seen]:
    """`x.shape == (n, m)`, `x.ndim == 2`, `len(x.shape) == 2`; `y.shape == (x, 3)` for a number `x`."""
    for one, other in ((left, right), (right, left)):
        axes = _axes(other)
        if _is_attribute(body, one, "shape") and axes is not None:
            yield 5, Shaped(axes), "its shape is compared"
        rank = other.value if isinstance(other, ast.Constant) else None
        if _is_rank(body, one) and isinstance(rank, int):
            yield 4, Shaped(("",) * rank), "its number of axes is compared"
        is_shape = isinstance(one, ast.Attribute) and one.attr == "shape"
        if is_shape and any(body.is_name(part) for part in _parts(other)):
            yield 3, Plain("int"), "it is compared with a size"


def _unpacked(body: Body, target: ast.expr, value: ast.expr) -> Iterator[Seen]:
    """`n, m = x.shape`, `n = x.size`."""
    if _is_attribute(body, value, "shape") and isinstance(target, ast.Tuple | ast.List):
        stars = [isinstance(one, ast.Starred) for one in target.elts]
        names = [one.value if isinstance(one, ast.Starred) else one for one in target.elts]
        axes = [Spread() if star else _free(one) for one, star in zip(names, stars, strict=True)]
        yield 5, Shaped(tuple(axes)), "its shape is unpacked"
    elif isinstance(target, ast.Name) and (_is_attribute(body, value, "size") or _is_call_on(body, value, "numel")):
        yield 2, Shaped((Spread(target.id),)), f"`{target.id}` is its size"
    elif isinstance(target, ast.Tuple | ast.List) and body.is_name(value):
        yield 4, Unclear(), "it is unpacked"


def _free(tree: ast.expr) -> str:
    return tree.id if isinstance(tree, ast.Name) and not tree.id.startswith("_") else ""


def _subscript(index: ast.expr) -> Iterator[Seen]:
    """`x[i, 1:-1]` has as many axes as there are items, as far as no others may be there; `x["w"]` is no array."""
    if isinstance(index, ast.Constant) and isinstance(index.value, str):
        yield 4, Unclear(), "it is a mapping"
        return
    parts: Sequence[ast.expr] = index.elts if isinstance(index, ast.Tuple) else [index]
    constants = [one.value for one in parts if isinstance(one, ast.Constant)]
    is_open = any(one is ... for one in constants)
    count = sum(not (isinstance(one, ast.Constant) and one.value is None) and last(one) != "newaxis" for one in parts)
    if is_open or count < 2:
        yield 1, Shaped(), "it has items"
    else:
        yield 3, Shaped(("",) * count), f"a subscript of it names {count} axes"


def _ends(index: ast.expr) -> Iterator[ast.expr]:
    for one in index.elts if isinstance(index, ast.Tuple) else [index]:
        if isinstance(one, ast.Slice):
            for end in (one.lower, one.upper, one.step):
                yield from _terms(end)


def _terms(tree: ast.expr | None) -> Iterator[ast.expr]:
    """The operands of sums and products."""
    match tree:
        case ast.BinOp(left=left, right=right):
            yield from _terms(left)
            yield from _terms(right)
        case ast.UnaryOp(operand=operand):
            yield from _terms(operand)
        case None:
            pass
        case _:
            yield tree


def _attribute(name: str) -> Seen:
    if name in _OF_ARRAYS and name not in _OF_NUMBERS:
        return 1, Shaped(), f"`.{name}` is asked of it"
    return 2, Unclear(), f"`.{name}` is asked of it"


def _called(body: Body, node: ast.Call) -> Iterator[Seen]:
    name, of = last(node.func), node.func.value if isinstance(node.func, ast.Attribute) else None
    arguments = [*node.args, *(one.value for one in node.keywords)]
    if body.is_name(node.func):
        yield 4, Unclear(), "it is called"
    sizes = [one for argument in arguments for part in _parts(argument) for one in _terms(part)]
    if name in _SIZED and any(map(body.is_name, sizes)):
        yield 3, Plain("int"), f"`{name}` takes it for a size"
    elif name == "fori_loop" and any(body.is_name(one) for one in arguments[:2]):
        yield 3, Plain("int"), "it says how often a loop runs"
    elif any(one.arg in ("length", "axis") and body.is_name(one.value) for one in node.keywords):
        yield 3, Plain("int"), "it is a length or an axis"
    elif any(map(body.is_name, arguments)) and isinstance(of, ast.Name | ast.Attribute):
        root = ast.unparse(of).partition(".")[0]
        if root == "math":
            yield 2, Plain("float"), f"`math.{name}` takes it"
        elif root in _LIBRARIES:
            yield 1, Shaped(), f"`{ast.unparse(node.func)}` takes it"


def _parts(tree: ast.expr) -> Sequence[ast.expr]:
    return tree.elts if isinstance(tree, ast.Tuple | ast.List) else [tree]


def _axes(tree: ast.expr) -> tuple[Axis, ...] | None:
    """A tuple of sizes; a size that is no plain expression has no name."""
    if not isinstance(tree, ast.Tuple | ast.List):
        return None
    return tuple(ast.unparse(one) if is_size(one) else "" for one in tree.elts)


def _is_attribute(body: Body, tree: ast.AST, name: str) -> bool:
    """Whether an expression is an attribute of the parameter: `x.shape`, `np.shape(x)`."""
    if isinstance(tree, ast.Call) and len(tree.args) == 1 and last(tree.func) == name:
        return body.is_name(tree.args[0])
    return isinstance(tree, ast.Attribute) and tree.attr == name and body.is_name(tree.value)


def _is_rank(body: Body, tree: ast.AST) -> bool:
    """Whether an expression is `x.ndim` or `len(x.shape)`."""
    match tree:
        case ast.Call(func=ast.Name(id="len"), args=[shape]):
            return _is_attribute(body, shape, "shape")
        case _:
            return _is_attribute(body, tree, "ndim")


def _is_call_on(body: Body, tree: ast.AST, name: str) -> bool:
    return isinstance(tree, ast.Call) and isinstance(tree.func, ast.Attribute) and _is_attribute(body, tree.func, name)


def _rebinds(node: ast.AST, name: str) -> bool:
    """Whether a statement binds the parameter to something of another shape, for all that is seen."""
    match node:
        case ast.Assign(targets=targets, value=value):
            names = [one for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)]
            stores = [one for one in names if one.id == name and isinstance(one.ctx, ast.Store)]
            return bool(stores) and not (isinstance(value, ast.Call) and last(value.func) in _KEEPING)
        case ast.For(target=target):
            return any(isinstance(one, ast.Name) and one.id == name for one in ast.walk(target))
        case _:
            return False
