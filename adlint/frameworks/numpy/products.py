"""Products of matrices, contractions, and convolutions."""

from __future__ import annotations

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import Range, Ref, Value
from adlint.frameworks.numpy.elementwise import apply
from adlint.frameworks.numpy.making import (
    Function,
    Missing,
    array_at,
    composed,
    dtype_of,
    framework_of,
    give,
    known,
    number_or_array,
    operand,
    shape_of,
)
from adlint.shapes.broadcasting import broadcast, matrix_product, one_axis, same
from adlint.shapes.dims import Dim, Mismatch, Shape, dim, product
from adlint.symbolic import floordiv
from adlint.trace import Array


def multiply_matrices(m: Machine, a: Value, b: Value, name: str = "matmul") -> Value:
    """`a @ b`."""
    left, right = known(m, a), known(m, b)
    return contraction(m, name, (left, right), matrix_product(left.shape, right.shape), left.shape[-1:])


def contraction(
    m: Machine,
    name: str,
    arrays: tuple[Array, ...],
    shape: Shape,
    summed: Shape,
    subscripts: str = "",
    axes: object = None,
) -> Array:
    """A product of arrays summed over some dims: `summed` are their sizes."""
    return give(m, name, arrays, shape, dtype_of(arrays), summed=summed, subscripts=subscripts, axes=axes)


def dot(m: Machine, name: str, given: Given) -> Value:
    """`dot`, `vdot`, `inner`, `matmul`, `vecdot`. A number times an array is no contraction."""
    pair = tuple(number_or_array(m, one) for one in given.positional[:2])
    if any(not shape_of(one) for one in pair):
        if framework_of(map(operand, pair)) == "autograd":
            return composed(m, name, pair, lambda: apply(m, "multiply", pair))
        return apply(m, "multiply", pair)
    a, b = (known(m, one) for one in pair)
    result = _dot(m, name.rpartition(".")[2], a, b)
    out = given.at(2, "out")
    if isinstance(out, Array):
        give(m, "setitem", (out, result), out.shape, out.dtype, buffer=out.buffer)
        return out
    return result


def _dot(m: Machine, name: str, a: Array, b: Array) -> Value:
    match name:
        case "vdot":
            return contraction(m, name, (a, b), (), (product(a.shape),))
        case "inner":
            return contraction(m, name, (a, b), (*a.shape[:-1], *b.shape[:-1]), a.shape[-1:])
        case "vecdot":
            return contraction(m, name, (a, b), broadcast(a.shape, b.shape)[:-1], a.shape[-1:])
        case "matvec":
            return contraction(m, name, (a, b), (*broadcast(a.shape[:-2], b.shape[:-1]), a.shape[-2]), a.shape[-1:])
        case "matmul":
            return multiply_matrices(m, a, b)
        case _:
            inner = b.shape[-2] if len(b.shape) > 1 else b.shape[0]
            matrix_product(a.shape[-1:], (inner,))
            rest = (*b.shape[:-2], b.shape[-1]) if len(b.shape) > 1 else ()
            return contraction(m, name, (a, b), (*a.shape[:-1], *rest), a.shape[-1:])


def outer(m: Machine, name: str, given: Given) -> Value:
    """`outer`: all products of two flattened arrays."""
    a, b = (known(m, one) for one in given.positional[:2])

    def body() -> Value:
        left = give(m, "reshape", (a,), (product(a.shape), 1), a.dtype, buffer=a.buffer)
        right = give(m, "reshape", (b,), (1, product(b.shape)), b.dtype, buffer=b.buffer)
        return apply(m, "multiply", (left, right))

    return composed(m, "outer", (a, b), body)


def einsum(m: Machine, name: str, given: Given) -> Value:
    """`einsum` by a text."""
    text, *several = given.positional
    if not isinstance(text, str):
        raise Missing("`einsum` by something that is no text")
    arrays = tuple(known(m, one) for one in several)
    _, target, dims = subscripts(text, tuple(one.shape for one in arrays))
    summed = tuple(dims[one] for one in dims if one not in target)
    if len(arrays) == 1 and not summed:
        shape = tuple(dims[one] for one in target)
        return give(m, "einsum", arrays, shape, arrays[0].dtype, buffer=arrays[0].buffer, summed=(), subscripts=text)
    return contraction(m, "einsum", arrays, tuple(dims[one] for one in target), summed, subscripts=text)


def subscripts(text: str, shapes: tuple[Shape, ...]) -> tuple[list[str], str, dict[str, Dim]]:
    """The letters of the operands of an `einsum`, those of the result, and the sizes that they stand for."""
    left, arrow, target = text.replace(" ", "").partition("->")
    parts = left.split(",")
    if len(parts) != len(shapes):
        raise Mismatch(f"`{text}` is of {len(parts)} operands, and {len(shapes)} are there")
    letters = [_spread(one, len(shape)) for one, shape in zip(parts, shapes, strict=True)]
    dims: dict[str, Dim] = {}
    for one, shape in zip(letters, shapes, strict=True):
        if len(one) != len(shape):
            raise Mismatch(f"`{text}` names {len(one)} dimensions of an array of {len(shape)}")
        for letter, size in zip(one, shape, strict=True):
            if dims.get(letter, 1) == 1:
                dims[letter] = size
            elif size != 1 and same(dims[letter], size) is False:
                raise Mismatch(f"`{letter}` of `{text}` is {dims[letter]} and {size}")
    joined = "".join(letters)
    dots = "".join(one for one in _DOTS if one in joined)
    target = (
        target.replace("...", dots)
        if arrow
        else dots + "".join(one for one in sorted(set(joined) - set(dots)) if joined.count(one) == 1)
    )
    return letters, target, dims


_DOTS = "ΑΒΓΔΕΖΗΘΙΚ"  # stand for the dims behind `...`, the last for the last


def _spread(letters: str, rank: int) -> str:
    """`...` as letters that nobody writes, from the back."""
    if "..." not in letters:
        return letters
    count = rank - len(letters) + 3
    return letters.replace("...", _DOTS[len(_DOTS) - count :] if count else "")


def tensordot(m: Machine, name: str, given: Given) -> Value:
    """`tensordot` over a number of axes, or over pairs of them."""
    a, b = (known(m, one) for one in given.positional[:2])
    axes = given.at(2, "axes", 2)
    if isinstance(axes, int):
        left, right = tuple(range(len(a.shape) - axes, len(a.shape))), tuple(range(axes))
    else:
        pair = items(m, axes) or [(), ()]
        left, right = (
            tuple(one_axis(axis, len(of.shape)) for axis in (_listed(m, one)))
            for one, of in zip(pair, (a, b), strict=True)
        )
    rest = [s for n, s in enumerate(a.shape) if n not in left], [s for n, s in enumerate(b.shape) if n not in right]
    shape = (*rest[0], *rest[1])
    return contraction(m, "tensordot", (a, b), shape, tuple(a.shape[axis] for axis in left), axes=(left, right))


def _listed(m: Machine, value: Value) -> list[Value]:
    return (items(m, value) or []) if isinstance(value, tuple | Ref | Range) else [value]


def kronecker(m: Machine, name: str, given: Given) -> Value:
    """`kron`: all products, in blocks."""
    a, b = (known(m, one) for one in given.positional[:2])
    rank = max(len(a.shape), len(b.shape))
    left, right = ((1,) * (rank - len(one.shape)) + one.shape for one in (a, b))

    def body() -> Value:
        spread = tuple(size for one in left for size in (one, 1))
        first = give(m, "reshape", (a,), spread, a.dtype, buffer=a.buffer)
        other = give(m, "reshape", (b,), tuple(size for one in right for size in (1, one)), b.dtype, buffer=b.buffer)
        found = apply(m, "multiply", (first, other))
        assert isinstance(found, Array)
        shape = tuple(product(pair) for pair in zip(left, right, strict=True))
        return give(m, "reshape", (found,), shape, found.dtype, buffer=found.buffer)

    return composed(m, "kron", (a, b), body)


def cross(m: Machine, name: str, given: Given) -> Value:
    """`cross` of vectors of three components, which stand in the last axis: six products and three differences."""
    a, b = (known(m, one) for one in given.positional[:2])
    if {"axis", "axisa", "axisb", "axisc"} & set(given.keywords) and given.keywords.get("axis") != -1:
        return m.say_unknown("`cross` along other axes than the last", (a, b))
    if a.shape[-1] != 3 or b.shape[-1] != 3:
        return m.say_unknown("`cross` of vectors that do not have three components", (a, b))
    shape = broadcast(a.shape[:-1], b.shape[:-1])

    def body() -> Value:
        result = give(m, "empty", (), (*shape, 3), dtype_of((a, b)))
        for _ in range(3):
            parts = [give(m, "getitem", (one,), one.shape[:-1], one.dtype, buffer=one.buffer) for one in (a, b)]
            first = apply(m, "multiply", tuple(parts))
            other = apply(m, "multiply", tuple(parts))
            part = apply(m, "subtract", (first, other))
            give(m, "setitem", (result, part), result.shape, result.dtype, buffer=result.buffer, into=shape)
        return result

    return composed(m, "cross", (a, b), body)


def convolve(m: Machine, name: str, given: Given) -> Value:
    """`convolve` and `correlate` of two vectors: a product of vectors for each place where they overlap."""
    a, b = (known(m, one) for one in given.positional[:2])
    mode = given.at(2, "mode", "full" if name == "convolve" else "valid")
    long, short = a.shape[0], b.shape[0]
    if m.sizes.at_least(long, short) is False:
        long, short = short, long
    match mode:
        case "full":
            size, pairs = dim(long + short - 1), dim(long * short)
        case "valid":
            size = dim(long - short + 1)
            pairs = dim(size * short)
        case _:
            left = dim(floordiv(short, 2))
            right = dim(short - left - 1)
            size = long
            cut = dim(floordiv(left * (left + 1), 2) + floordiv(right * (right + 1), 2))
            pairs = dim(long * short - cut)
    return give(m, name, (a, b), (size,), dtype_of((a, b)), pairs=pairs, mode=str(mode))


def chain(m: Machine, name: str, given: Given) -> Value:
    """`multi_dot` of three matrices or more is in the order that costs least."""
    several = [known(m, one) for one in items(m, given.positional[0]) or []]
    if len(several) == 3 and all(len(one.shape) == 2 for one in several):
        a, b, c = several
        (p, q), (_, r), (_, s) = a.shape, b.shape, c.shape
        first = m.sizes.at_least(dim(q * s * (p + r)), dim(p * r * (q + s)))
        if first is None:
            return m.say_unknown("the order in which matrices are multiplied depends on sizes", tuple(several))
        if first:
            return multiply_matrices(m, multiply_matrices(m, a, b), c)
        return multiply_matrices(m, a, multiply_matrices(m, b, c))
    if len(several) != 2:
        return m.say_unknown("the order in which many matrices are multiplied", tuple(several))
    return multiply_matrices(m, several[0], several[1])


def matrix_power(m: Machine, name: str, given: Given) -> Value:
    """`matrix_power`, by squaring."""
    matrix, power = array_at(m, given, 0, "a"), given.at(1, "n")
    if not isinstance(power, int) or power < 1:
        return m.say_unknown("a power of a matrix that is not known", (matrix,))
    if power == 3:
        return multiply_matrices(m, multiply_matrices(m, matrix, matrix), matrix)
    result: Value = None
    square: Value = None
    while power:
        square = matrix if square is None else multiply_matrices(m, square, square)
        if power & 1:
            result = square if result is None else multiply_matrices(m, result, square)
        power >>= 1
    return result


TABLE: dict[str, Function] = {
    **dict.fromkeys(("dot", "vdot", "inner", "matmul", "vecdot", "matvec", "linalg.matmul", "linalg.vecdot"), dot),
    "outer": outer, "linalg.outer": outer, "einsum": einsum, "tensordot": tensordot, "linalg.tensordot": tensordot,
    "kron": kronecker, "cross": cross, "linalg.cross": cross, "convolve": convolve, "correlate": convolve,
    "linalg.multi_dot": chain, "linalg.matrix_power": matrix_power,
}  # fmt: skip
