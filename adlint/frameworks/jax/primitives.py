"""The primitives of `jax.lax` as operations of a trace: what each gives, and no more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from adlint.shapes.broadcasting import broadcast, reduced, same, text
from adlint.shapes.dims import Dim, Mismatch, Shape, dim, product
from adlint.shapes.dtypes import kind, real
from adlint.shapes.sizes import Sizes
from adlint.trace import Array, Op, Operand

X = TypeVar("X", bound=Operand)  # an array stays one, and a number a number


class Emitter(Protocol):
    """What operations are given to: an evaluation, or a transformation of a trace."""

    @property
    def sizes(self) -> Sizes:
        """What is known of sizes."""

    def array(
        self, shape: Shape, dtype: str, framework: str, buffer: int | None = None, *, weak: bool = False
    ) -> Array:
        """A new array."""

    def emit(self, name: str, operands: tuple[Operand, ...], *results: Array, **attributes: object) -> None:
        """An operation happens."""


def bind(
    m: Emitter, name: str, operands: Sequence[Operand], shape: Shape, dtype: str, *, weak: bool = False, **more: object
) -> Array:
    """The one result of the primitive `name`."""
    result = m.array(tuple(map(dim, shape)), dtype, "jax", weak=weak)
    m.emit(f"lax.{name}", tuple(operands), result, **more)
    return result


def again(m: Emitter, op: Op, operands: Sequence[Operand], like: Array, **changed: object) -> Array:
    """The primitive of an operation on other operands, with a result like an array."""
    result = m.array(like.shape, like.dtype, "jax", weak=like.weak)
    m.emit(op.name, tuple(operands), result, **{**dict(op.attributes), **changed})
    return result


def shape_of(x: Operand) -> Shape:
    """The shape; that of a number is ()."""
    return x.shape if isinstance(x, Array) else ()


def first_array(*xs: Operand) -> Array:
    """The first operand that is no number."""
    return next(x for x in xs if isinstance(x, Array))


def elementwise(m: Emitter, name: str, *xs: Operand, dtype: str | None = None, **more: object) -> Array:
    """A primitive that goes element by element; axes of size 1 are taken for any size."""
    arrays = [x for x in xs if isinstance(x, Array)]
    found = dtype or arrays[0].dtype
    weak = dtype is None and all(x.weak for x in arrays)
    return bind(m, name, xs, broadcast(*(x.shape for x in arrays)), found, weak=weak, **more)


def add(m: Emitter, x: Operand, y: Operand) -> Array:
    """`x + y`."""
    return elementwise(m, "add", x, y)


def sub(m: Emitter, x: Operand, y: Operand) -> Array:
    """`x - y`."""
    return elementwise(m, "sub", x, y)


def mul(m: Emitter, x: Operand, y: Operand) -> Array:
    """`x · y`."""
    return elementwise(m, "mul", x, y)


def div(m: Emitter, x: Operand, y: Operand) -> Array:
    """`x / y`."""
    return elementwise(m, "div", x, y)


def neg(m: Emitter, x: Operand) -> Array:
    """`-x`."""
    return elementwise(m, "neg", x)


def integer_pow(m: Emitter, x: Operand, y: int) -> Array:
    """`x` to a power that is a number of the program."""
    return elementwise(m, "integer_pow", x, y=y)


def compare(m: Emitter, name: str, x: Operand, y: Operand) -> Array:
    """`eq`, `ne`, `lt`, `le`, `gt`, `ge`."""
    return elementwise(m, name, x, y, dtype="bool")


def select_n(m: Emitter, which: Operand, *cases: Operand) -> Array:
    """One of the cases, element by element."""
    first = first_array(*cases)
    shape = next((x.shape for x in cases if isinstance(x, Array) and x.shape), shape_of(which))
    weak = all(x.weak for x in cases if isinstance(x, Array))
    return bind(m, "select_n", (which, *cases), shape, first.dtype, weak=weak)


def convert(m: Emitter, x: X, dtype: str, *, weak: bool = False) -> Array | X:
    """An array of another dtype; a number is one of any, and what need not change is itself."""
    if not isinstance(x, Array) or (x.dtype, x.weak) == (dtype, weak):
        return x
    return bind(m, "convert_element_type", (x,), x.shape, dtype, weak=weak)


def full(m: Emitter, shape: Shape, value: X, dtype: str, *, weak: bool = False) -> Array | X:
    """One number everywhere; without dimensions it is that number."""
    if not shape:
        return convert(m, value, dtype, weak=weak)
    return bind(m, "broadcast_in_dim", (convert(m, value, dtype, weak=weak),), shape, dtype, weak=weak, axes=())


def zeros(m: Emitter, x: Array) -> Array:
    """Zeros like an array: the tangent of what has none. Even without dimensions they are computed."""
    return bind(m, "broadcast_in_dim", (0.0,), x.shape, x.dtype, axes=())


def broadcast_in_dim(m: Emitter, x: Array, shape: Shape, axes: Sequence[int]) -> Array:
    """An array with axis number k where `axes[k]` says, repeated along all others."""
    if x.shape == tuple(shape):
        return x
    return bind(m, "broadcast_in_dim", (x,), shape, x.dtype, weak=x.weak, axes=tuple(axes))


def expand_dims(m: Emitter, x: X, axes: Sequence[int]) -> Array | X:
    """Axes of size 1 at these places of the result."""
    if not axes or not isinstance(x, Array):
        return x
    rank = len(x.shape) + len(axes)
    rest = [n for n in range(rank) if n not in axes]
    shape = [x.shape[rest.index(n)] if n in rest else 1 for n in range(rank)]
    return broadcast_in_dim(m, x, tuple(shape), rest)


def reshape(m: Emitter, x: Array, shape: Shape) -> Array:
    """The same elements under another shape."""
    if x.shape == tuple(shape):
        return x
    return bind(m, "reshape", (x,), shape, x.dtype, weak=x.weak)


def squeeze(m: Emitter, x: Array, axes: Sequence[int]) -> Array:
    """Without these axes, which are of size 1."""
    if not axes:
        return x
    return bind(m, "squeeze", (x,), reduced(x.shape, axes), x.dtype, weak=x.weak)


def transpose(m: Emitter, x: Array, order: Sequence[int]) -> Array:
    """With axes in another order."""
    if list(order) == list(range(len(x.shape))):
        return x
    shape = tuple(x.shape[n] for n in order)
    return bind(m, "transpose", (x,), shape, x.dtype, weak=x.weak, order=tuple(order))


def slice_(m: Emitter, x: Array, shape: Shape) -> Array:
    """A part of a shape, from places that the program names."""
    return bind(m, "slice", (x,), shape, x.dtype, weak=x.weak)


def slice_axis(m: Emitter, x: Array, axis: int, size: Dim) -> Array:
    """A part of the size along one axis."""
    return slice_(m, x, (*x.shape[:axis], size, *x.shape[axis + 1 :]))


def pad(m: Emitter, x: Array, value: Operand, shape: Shape, *, compiled: bool = False) -> Array:
    """An array within a larger shape, with a number around it; `jnp.pad` is compiled by itself."""
    more = {"compiled": True} if compiled else {}
    return bind(m, "pad", (x, value), shape, x.dtype, weak=x.weak, **more)


def concatenate(m: Emitter, xs: Sequence[Operand], axis: int) -> Array:
    """Arrays behind each other."""
    arrays = [x for x in xs if isinstance(x, Array)]
    first = arrays[0]
    if len(xs) == 1:
        return first
    size: Dim = 0
    for x in arrays:
        size = dim(size + x.shape[axis])
    shape = (*first.shape[:axis], size, *first.shape[axis + 1 :])
    return bind(m, "concatenate", xs, shape, first.dtype, weak=all(x.weak for x in arrays), axis=axis)


def reduce_(m: Emitter, name: str, x: Array, axes: Sequence[int]) -> Array:
    """`reduce_sum`, `reduce_max`, `reduce_and` and their kin: without the axes."""
    return bind(m, name, (x,), reduced(x.shape, axes), x.dtype, weak=x.weak, axes=tuple(axes))


def dot_general(
    m: Emitter, x: Array, y: Array, contracted: tuple[Sequence[int], Sequence[int]],
    batched: tuple[Sequence[int], Sequence[int]] = ((), ()), dtype: str | None = None,
) -> Array:  # fmt: skip
    """The product over contracted axes: batched axes first, then those of `x`, then those of `y`. Mismatch if axes that
    belong together differ.
    """
    for one, other in (*zip(*contracted, strict=True), *zip(*batched, strict=True)):
        if same(x.shape[one], y.shape[other]) is False:
            raise Mismatch(f"shapes {text(x.shape)} and {text(y.shape)} do not go together in a product of matrices")
    outer = [x.shape[n] for n in batched[0]]
    left = [size for n, size in enumerate(x.shape) if n not in contracted[0] and n not in batched[0]]
    right = [size for n, size in enumerate(y.shape) if n not in contracted[1] and n not in batched[1]]
    return bind(
        m, "dot_general", (x, y), (*outer, *left, *right), dtype or x.dtype, weak=x.weak and y.weak,
        contracted=(tuple(contracted[0]), tuple(contracted[1])), batched=(tuple(batched[0]), tuple(batched[1])),
    )  # fmt: skip


def matmul(m: Emitter, x: Array, y: Array) -> Array:
    """`x @ y` of stacks of matrices with equal leading axes."""
    rank = len(x.shape)
    outer = tuple(range(rank - 2))
    return dot_general(m, x, y, ((rank - 1,), (rank - 2,)), (outer, outer))


def iota(m: Emitter, shape: Shape, dtype: str) -> Array:
    """Numbers counted along an axis."""
    return bind(m, "iota", (), shape, dtype)


def swap_last(m: Emitter, x: Array) -> Array:
    """Matrices transposed."""
    order = list(range(len(x.shape)))
    order[-2:] = order[-1], order[-2]
    return transpose(m, x, order)


def triangular_solve(m: Emitter, a: Array, b: Array, *, left: bool = False) -> Array:
    """The solution of `a x = b` (from the left) or `x a = b`, for triangular `a`."""
    return bind(m, "triangular_solve", (a, b), b.shape, b.dtype, left=left)


def is_complex(x: Operand) -> bool:
    """Whether an array is of complex numbers."""
    return isinstance(x, Array) and kind(x.dtype) == "c"


def real_part(m: Emitter, x: Array) -> Array:
    """The real part; a real array is itself."""
    return elementwise(m, "real", x, dtype=real(x.dtype)) if is_complex(x) else x


def triangle(m: Emitter, x: Array) -> Array:
    """The lower or upper triangle of matrices, zeros beside it."""
    side = iota(m, x.shape[-2:], "i32")
    mask = compare(m, "ge", side, side)
    if len(x.shape) > 2:
        mask = broadcast_in_dim(m, mask, x.shape, range(len(x.shape) - 2, len(x.shape)))
    return select_n(m, mask, zeros(m, x), x)


def size_along(x: Array, axes: Sequence[int]) -> Dim:
    """The number of elements along some axes."""
    return product(x.shape[n] for n in axes)
