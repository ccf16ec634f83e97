"""Transposes of linear primitives, as JAX 0.10 has them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from adlint.frameworks.jax import primitives as lax
from adlint.frameworks.jax.primitives import Emitter, bind, elementwise
from adlint.frameworks.jax.recording import Recording
from adlint.trace import Array, Op, Operand

# from the operation, its operands (tangents are stand-ins), the cotangents of its results, and which operands are
# tangents, to the cotangents of these
Operands: TypeAlias = Sequence[Operand]
Active: TypeAlias = Sequence[bool]
Transpose: TypeAlias = Callable[[Recording, Op, Operands, Operands, Active], Operands]

TRANSPOSES: dict[str, Transpose] = {}


def _transpose(*names: str) -> Callable[[Transpose], Transpose]:
    def enter(found: Transpose) -> Transpose:
        TRANSPOSES.update({f"lax.{name}": found for name in names})
        return found

    return enter


def _first(op: Op, given: Operands) -> tuple[Array, Array]:
    """The first operand, and the cotangent of the first result."""
    x, g = op.operands[0], given[0]
    assert isinstance(x, Array)
    assert isinstance(g, Array)
    return x, g


def _unbroadcast(m: Emitter, like: Operand, x: Operand) -> Operand:
    """A cotangent in the shape of an operand that was repeated."""
    if not isinstance(like, Array) or not isinstance(x, Array) or like.shape == x.shape:
        return x
    if not like.shape:
        return lax.reduce_(m, "reduce_sum", x, range(len(x.shape)))
    axes = [n for n, (a, b) in enumerate(zip(x.shape, like.shape, strict=True)) if a != b]
    return lax.reshape(m, lax.reduce_(m, "reduce_sum", x, axes), like.shape)


@_transpose("add", "add_any")
def _add(m: Emitter, op: Op, operands: Operands, given: Operands, active: Active) -> list[Operand]:
    return [_unbroadcast(m, one, given[0]) if is_in else None for one, is_in in zip(op.operands, active, strict=True)]


@_transpose("sub")
def _sub(m: Emitter, op: Op, operands: Operands, given: Operands, active: Active) -> list[Operand]:
    x, y = op.operands
    return [
        _unbroadcast(m, x, given[0]) if active[0] else None,
        _unbroadcast(m, y, lax.neg(m, given[0])) if active[1] else None,
    ]


@_transpose("neg", "rev", "cumsum", "copy", "conj", "reduce_precision", "optimization_barrier", "psum")
def _same(m: Emitter, op: Op, operands: Operands, given: Operands, active: Active) -> list[Operand]:
    (x,), (g,) = op.operands, given
    assert isinstance(x, Array)
    return [lax.again(m, op, (g,), x)]


@_transpose("custom_linear_solve")
def _solved(m: Emitter, op: Op, operands: Operands, given: Operands, active: Active) -> list[Operand]:
    """The transposed system, which reads what the solver does."""
    count = len(operands) - len(op.results)
    right = [lax.zeros(m, x) if g is None else g for x, g in zip(op.results, given, strict=True)]
    results = tuple(m.array(one.shape, one.dtype, "jax") for one in op.results)
    m.emit(op.name, (*operands[:count], *right), *results, **dict(op.attributes))
    return [*([None] * count), *results]


@_transpose("device_put")
def _put(m: Emitter, op: Op, operands: Operands, given: Operands, active: Active) -> Operands:
    return given


@_transpose("mul")
def _mul(m: Emitter, op: Op, operands: Operands, given: Operands, active: Active) -> list[Operand]:
    x, y = operands
    return [
        _unbroadcast(m, op.operands[0], lax.mul(m, given[0], y)) if active[0] else None,
        _unbroadcast(m, op.operands[1], lax.mul(m, x, given[0])) if active[1] else None,
    ]


@_transpose("div")
def _div(m: Emitter, op: Op, operands: Operands, given: Operands, active: Active) -> list[Operand]:
    return [_unbroadcast(m, op.operands[0], lax.div(m, given[0], operands[1])), None]


@_transpose("convert_element_type")
def _convert(m: Emitter, op: Op, operands: Operands, given: Operands, active: Active) -> list[Operand]:
    x = op.operands[0]
    assert isinstance(x, Array)
    return [bind(m, "convert_element_type", given, x.shape, x.dtype, weak=x.weak)]


@_transpose("broadcast_in_dim", "tile")
def _broadcast(m: Emitter, op: Op, operands: Operands, given: Operands, active: Active) -> list[Operand]:
    x, g = _first(op, given)
    rank = len(g.shape)
    found = op.attribute("axes")
    axes = found if isinstance(found, tuple) else tuple(range(rank - len(x.shape), rank))
    kept = [n for n, size in zip(axes, x.shape, strict=True) if size != 1]
    over = [n for n in range(rank) if n not in kept]
    summed = lax.reduce_(m, "reduce_sum", g, over) if over else g
    return [lax.expand_dims(m, summed, [n for n, size in enumerate(x.shape) if size == 1])]


@_transpose("reshape", "squeeze")
def _reshape(m: Emitter, op: Op, operands: Operands, given: Operands, active: Active) -> list[Operand]:
    x, g = _first(op, given)
    return [lax.reshape(m, g, x.shape)]


@_transpose("transpose")
def _transposed(m: Emitter, op: Op, operands: Operands, given: Operands, active: Active) -> list[Operand]:
    g, order = given[0], op.attribute("order")
    assert isinstance(g, Array)
    assert isinstance(order, tuple)
    return [lax.transpose(m, g, sorted(range(len(order)), key=order.__getitem__))]


@_transpose("slice")
def _slice(m: Emitter, op: Op, operands: Operands, given: Operands, active: Active) -> list[Operand]:
    x, g = _first(op, given)
    return [lax.pad(m, g, 0.0, x.shape, compiled=op.attribute("compiled") is True)]


@_transpose("pad")
def _pad(m: Emitter, op: Op, operands: Operands, given: Operands, active: Active) -> list[Operand]:
    x, g = _first(op, given)
    return [lax.slice_(m, lax.pad(m, g, 0.0, x.shape), x.shape), None]


@_transpose("reduce_sum")
def _sum(m: Emitter, op: Op, operands: Operands, given: Operands, active: Active) -> list[Operand]:
    x, g = _first(op, given)
    over = op.attribute("axes")
    assert isinstance(over, tuple)
    kept = [n for n in range(len(x.shape)) if n not in over]
    return [lax.broadcast_in_dim(m, g, x.shape, kept)]


@_transpose("dot_general", "conv_general_dilated", "matvec")
def _product(m: Emitter, op: Op, operands: Operands, given: Operands, active: Active) -> list[Operand]:
    x, y = op.operands
    assert isinstance(x, Array)
    assert isinstance(y, Array)
    name = op.name.removeprefix("lax.").replace("matvec", "dot_general")
    g, contracted, batched = given[0], op.attribute("contracted"), op.attribute("batched")
    if isinstance(contracted, tuple) and isinstance(batched, tuple) and isinstance(g, Array):
        return [
            _factor(m, g, operands[1], x, contracted, batched, swapped=False) if active[0] else None,
            _factor(m, g, operands[0], y, contracted[::-1], batched[::-1], swapped=True) if active[1] else None,
        ]
    return [
        bind(m, name, (given[0], _backwards(m, name, operands[1])), x.shape, x.dtype) if active[0] else None,
        bind(m, name, (given[0], operands[0]), y.shape, y.dtype) if active[1] else None,
    ]


def _backwards(m: Emitter, name: str, kernel: Operand) -> Operand:
    """The kernel of a convolution the other way round along the axes that it is moved along."""
    if name != "conv_general_dilated" or not isinstance(kernel, Array):
        return kernel
    return bind(m, "rev", (kernel,), kernel.shape, kernel.dtype, axes=())


Axes: TypeAlias = "tuple[tuple[int, ...], tuple[int, ...]]"


def _factor(m: Emitter, g: Array, other: Operand, x: Array, contracted: Axes, batched: Axes, *, swapped: bool) -> Array:
    """The cotangent of one factor of a product: that of the product times the other factor."""
    assert isinstance(other, Array)
    kept = [n for n in range(len(x.shape)) if n not in contracted[0] and n not in batched[0]]
    other_kept = [n for n in range(len(other.shape)) if n not in contracted[1] and n not in batched[1]]
    outer = list(range(len(batched[0])))
    first = len(outer) + (0 if swapped else len(kept))
    of_other = list(range(first, first + len(other_kept)))
    found = lax.dot_general(m, g, other, (of_other, other_kept), (outer, batched[1]), x.dtype)
    order = sorted(range(len(contracted[1])), key=contracted[1].__getitem__)
    axes = [*batched[0], *kept, *(contracted[0][n] for n in order)]
    return lax.transpose(m, found, sorted(range(len(axes)), key=axes.__getitem__))


@_transpose("select_n")
def _select(m: Emitter, op: Op, operands: Operands, given: Operands, active: Active) -> list[Operand]:
    which, g = operands[0], given[0]
    assert isinstance(g, Array)
    nothing = lax.zeros(m, g)
    count = len(operands) - 1
    found: list[Operand] = [None]
    for number in range(count):
        cases = [g if n == number else nothing for n in range(count)]
        found.append(lax.select_n(m, which, *cases) if active[number + 1] else None)
    return found


@_transpose("gather")
def _gather(m: Emitter, op: Op, operands: Operands, given: Operands, active: Active) -> list[Operand]:
    x = op.operands[0]
    assert isinstance(x, Array)
    unique = op.attribute("unique", False)
    return [bind(m, "scatter_add", (lax.zeros(m, x), operands[1], given[0]), x.shape, x.dtype, unique=unique), None]


@_transpose("dynamic_slice")
def _dynamic(m: Emitter, op: Op, operands: Operands, given: Operands, active: Active) -> list[Operand]:
    x = op.operands[0]
    assert isinstance(x, Array)
    return [bind(m, "dynamic_update_slice", (lax.zeros(m, x), given[0], *operands[1:]), x.shape, x.dtype)]


@_transpose("dynamic_update_slice")
def _updated(m: Emitter, op: Op, operands: Operands, given: Operands, active: Active) -> list[Operand]:
    x, y = op.operands[:2]
    assert isinstance(x, Array)
    assert isinstance(y, Array)
    nothing = lax.zeros(m, y)
    return [
        bind(m, "dynamic_update_slice", (given[0], nothing, *operands[2:]), x.shape, x.dtype) if active[0] else None,
        bind(m, "dynamic_slice", (given[0], *operands[2:]), y.shape, y.dtype) if active[1] else None,
    ]


@_transpose("scatter_add", "scatter", "scatter_sub")
def _scatter(m: Emitter, op: Op, operands: Operands, given: Operands, active: Active) -> list[Operand]:
    x, _, y = op.operands
    assert isinstance(x, Array)
    assert isinstance(y, Array)
    into = given[0]
    if op.name == "lax.scatter" and active[0]:
        into = bind(m, "scatter", (given[0], operands[1], lax.zeros(m, y)), x.shape, x.dtype, unique=True)
    read = bind(m, "gather", (given[0], operands[1]), y.shape, y.dtype) if active[2] else None
    return [into if active[0] else None, None, lax.neg(m, read) if op.name == "lax.scatter_sub" and read else read]


@_transpose("scatter_mul")
def _scatter_mul(m: Emitter, op: Op, operands: Operands, given: Operands, active: Active) -> list[Operand]:
    x = op.operands[0]
    assert isinstance(x, Array)
    return [lax.again(m, op, (given[0], *operands[1:]), x), None, None]


@_transpose("concatenate")
def _concatenate(m: Emitter, op: Op, operands: Operands, given: Operands, active: Active) -> list[Operand]:
    results = tuple(m.array(one.shape, one.dtype, "jax") for one in op.operands if isinstance(one, Array))
    m.emit("lax.split", tuple(given), *results, **dict(op.attributes))
    return list(results)


@_transpose("split")
def _split(m: Emitter, op: Op, operands: Operands, given: Operands, active: Active) -> list[Operand]:
    x = op.operands[0]
    assert isinstance(x, Array)
    parts = [lax.zeros(m, one) if g is None else g for g, one in zip(given, op.results, strict=True)]
    return [bind(m, "concatenate", parts, x.shape, x.dtype, axis=op.attribute("axis"))]


@_transpose("real", "imag")
def _part(m: Emitter, op: Op, operands: Operands, given: Operands, active: Active) -> list[Operand]:
    x = op.operands[0]
    assert isinstance(x, Array)
    return [bind(m, "complex", (given[0], 0.0), x.shape, x.dtype)]


@_transpose("complex")
def _complex(m: Emitter, op: Op, operands: Operands, given: Operands, active: Active) -> list[Operand]:
    x = op.operands[0] if isinstance(op.operands[0], Array) else op.operands[1]
    assert isinstance(x, Array)
    return [
        elementwise(m, name, given[0], dtype=x.dtype) if is_in else None
        for name, is_in in zip(("real", "imag"), active, strict=True)
    ]


@_transpose("triangular_solve")
def _triangular(m: Emitter, op: Op, operands: Operands, given: Operands, active: Active) -> list[Operand]:
    y = op.operands[1]
    assert isinstance(y, Array)
    return [None, lax.again(m, op, (operands[0], given[0]), y)]


@_transpose("linear_solve")
def _solve(m: Emitter, op: Op, operands: Operands, given: Operands, active: Active) -> list[Operand]:
    y = op.operands[3]
    assert isinstance(y, Array)
    return [None, None, None, bind(m, "linear_solve", (*operands[:3], given[0]), y.shape, y.dtype)]


@_transpose("tridiagonal_solve")
def _tridiagonal(m: Emitter, op: Op, operands: Operands, given: Operands, active: Active) -> list[Operand]:
    """With the outer diagonals in each other's place."""
    y, turned = op.operands[3], []
    assert isinstance(y, Array)
    for one in (operands[2], operands[0]):
        assert isinstance(one, Array)
        turned.append(bind(m, "concatenate", (one,), one.shape, one.dtype, axis=len(one.shape) - 1))
    return [None, None, None, lax.again(m, op, (turned[0], operands[1], turned[1], given[0]), y)]


@_transpose("fft")
def _fft(m: Emitter, op: Op, operands: Operands, given: Operands, active: Active) -> list[Operand]:
    x = op.operands[0]
    assert isinstance(x, Array)
    return [lax.again(m, op, given, x)]
