"""Calls of functions of which users state shapes and what is kept."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from adlint.evaluate.errors import Raised
from adlint.evaluate.libraries import ArrayLibrary
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Number, Unknown, Value, is_integer
from adlint.models.stated import Dims, Stated
from adlint.shapes.broadcasting import broadcast, same, text
from adlint.shapes.dims import Dim, Mismatch, Shape, dim
from adlint.shapes.promotion import promoted
from adlint.symbolic import floordiv, polynomial
from adlint.trace import Array


def call_stated(m: Machine, function: Stated, given: Given) -> Value:
    """The result of a call. What is no array of those that are stated is an option, and of no account."""
    if function.operands is None:
        return m.say_unknown(f"the model of `{function.name}` has no shape", _arrays(given.values))
    values = [_argument(function, given, place) for place in range(len(function.operands))]
    unknown = next((one for one in values if isinstance(one, Unknown)), None)
    if unknown is not None:
        return m.spread(unknown, _arrays(given.values))
    shapes = [_shape(function, place, one) for place, one in enumerate(values)]
    outer, sizes = bound(function.name, list(zip(function.arguments, function.operands, strict=True)), shapes)
    arrays = _arrays(values)
    library = max(map(m.library_of, arrays), key=lambda one: one.rank, default=None)
    wanted = [(*outer, *(size_of(one, sizes) for one in dims)) for dims in function.results]
    if library is None:
        return Number("float") if not any(wanted) else m.say_unknown(f"`{function.name}` is given no array")
    dtype = function.dtype or promoted(*(one.dtype for one in arrays))
    framework = next(one.framework for one in arrays if m.library_of(one) is library)
    results = tuple(m.array(shape, dtype, framework) for shape in wanted)
    return _recorded(m, library, function, values, results)


def _recorded(
    m: Machine, library: ArrayLibrary, function: Stated, values: Sequence[Value], results: tuple[Array, ...]
) -> Value:
    """The operation stands in the trace, with what of it is kept; that is not known if it is not stated."""
    by_name: dict[str, Value] = dict(zip(function.arguments, values, strict=True))
    by_name |= {f"out{number}": one for number, one in enumerate(results, 1)}
    arrays = _arrays(values)
    if function.saves is None:
        m.say_unknown(f"the model of `{function.name}` does not say what is saved", arrays)
        return results if len(results) > 1 else results[0]
    saved: list[Array] = []
    for name in function.saves:
        saved += results if name == "out" else _arrays((by_name[name],))
    library.stands_for(m, function.name, arrays, results, tuple(saved))
    return results if len(results) > 1 else results[0]


def _arrays(values: Sequence[Value]) -> tuple[Array, ...]:
    return tuple(one for one in values if isinstance(one, Array))


def _argument(function: Stated, given: Given, place: int) -> Value:
    """An argument by place or name. Raised (TypeError) if it is not given."""
    name = function.arguments[place]
    if not given.has(place, name):
        raise Raised("TypeError", f"`{function.name}` needs an argument `{name}`, as its model says")
    return given.at(place, name)


def _shape(function: Stated, place: int, value: Value) -> Shape:
    """The shape of an argument; that of a number is ()."""
    if isinstance(value, Array):
        return value.shape
    if is_integer(value) or isinstance(value, float | complex | Number):
        return ()
    raise Raised("TypeError", f"argument `{function.arguments[place]}` of `{function.name}` is no array")


def bound(
    function: str, arguments: Sequence[tuple[str, Dims]], shapes: Sequence[Shape]
) -> tuple[Shape, dict[str, Dim]]:
    """The axes in front of those that are stated, broadcast; and what the names of sizes stand for. `arguments` are
    names with core dims. Mismatch if shapes are none of those that are stated.
    """
    sizes: dict[str, Dim] = {}
    loops = []
    for (name, core), shape in zip(arguments, shapes, strict=True):
        if len(shape) < len(core):
            raise Mismatch(f"`{function}` takes ({', '.join(core)}) for `{name}`, and {text(shape)} is given")
        cut = len(shape) - len(core)
        loops.append(shape[:cut])
        for word, size in zip(core, shape[cut:], strict=True):
            wanted = int(word) if word.isdecimal() else sizes.setdefault(word, size)
            if same(wanted, size) is False:
                raise Mismatch(f"`{word}` of `{function}` is {wanted} and {size}, in {text(shape)} for `{name}`")
    return broadcast(*loops), sizes


def size_of(word: str, sizes: dict[str, Dim]) -> Dim:
    """A size of a result: a sum or product of what names stand for."""

    def value(tree: ast.expr) -> Dim:
        match tree:
            case ast.Name(id=name):
                return sizes[name]
            case ast.Constant(value=int(number)):
                return number
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return dim(polynomial(value(left)) + value(right))
            case ast.BinOp(left=left, op=ast.Sub(), right=right):
                return dim(polynomial(value(left)) - value(right))
            case ast.BinOp(left=left, op=ast.Mult(), right=right):
                return dim(polynomial(value(left)) * value(right))
            case ast.BinOp(left=left, op=ast.FloorDiv(), right=right):
                return dim(polynomial(floordiv(value(left), value(right))))
            case _:
                raise AssertionError(f"`{word}` is no size")

    return value(ast.parse(word, mode="eval").body)

