"""Products of matrices, contractions, and what LAPACK does."""

from __future__ import annotations

from adlint.evaluate.iteration import items
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Unknown, Value
from adlint.frameworks.numpy.elementwise import apply
from adlint.frameworks.numpy.making import as_array, dtype_of
from adlint.shapes.broadcasting import matrix_product, one_axis
from adlint.shapes.dims import Mismatch, Shape, product
from adlint.trace import Array


def multiply_matrices(m: Machine, a: Value, b: Value) -> Value:
    """`a @ b`."""
    left, right = as_array(m, a), as_array(m, b)
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return m.say_unknown("a product with something that is not known", (a, b))
    return contraction(m, (left, right), matrix_product(left.shape, right.shape), left.shape[-1:])


def contraction(m: Machine, arrays: tuple[Array, ...], shape: Shape, summed: Shape) -> Array:
    """A product of arrays summed over some dims: `summed` are their sizes."""
    result = m.array(shape, dtype_of(arrays), "numpy")
    m.emit("numpy.contract", arrays, result, summed=summed)
    return result


def dot(m: Machine, name: str, given: Given) -> Value:
    """`dot`, `vdot`, `inner`, `matmul`."""
    a, b = (as_array(m, one) for one in given.positional[:2])
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return m.say_unknown("a product with something that is not known", given.positional)
    if not a.shape or not b.shape:
        return apply(m, "multiply", (a, b))
    name = name.rpartition(".")[2]
    if name == "vdot":
        return contraction(m, (a, b), (), (product(a.shape),))
    if name == "inner":
        return contraction(m, (a, b), (*a.shape[:-1], *b.shape[:-1]), a.shape[-1:])
    if name == "matmul" or len(b.shape) <= 2:
        return multiply_matrices(m, a, b)
    return contraction(m, (a, b), (*a.shape[:-1], *b.shape[:-2], b.shape[-1]), a.shape[-1:])


def outer(m: Machine, name: str, given: Given) -> Value:
    """`outer`: all products."""
    a, b = (as_array(m, one) for one in given.positional[:2])
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return m.say_unknown("a product with something that is not known", given.positional)
    left = m.array((product(a.shape), 1), a.dtype, "numpy", a.buffer)
    right = m.array((1, product(b.shape)), b.dtype, "numpy", b.buffer)
    m.emit("numpy.reshape", (a,), left)
    m.emit("numpy.reshape", (b,), right)
    return apply(m, "multiply", (left, right))


def einsum(m: Machine, name: str, given: Given) -> Value:
    """`einsum` by a text."""
    text, *several = given.positional
    arrays = [as_array(m, one) for one in several]
    if not isinstance(text, str) or any(isinstance(one, Unknown) for one in arrays):
        return m.say_unknown("`einsum` of something that is not known", given.positional)
    known = tuple(one for one in arrays if isinstance(one, Array))
    letters, target, dims = subscripts(text, tuple(one.shape for one in known))
    summed = tuple(dims[one] for one in dims if one not in target)
    return contraction(m, known, tuple(dims[one] for one in target), summed)


def subscripts(text: str, shapes: tuple[Shape, ...]) -> tuple[list[str], str, dict[str, object]]:
    """The letters of the operands of an `einsum`, those of the result, and the sizes that they stand for."""
    left, arrow, target = text.replace(" ", "").partition("->")
    letters = [_spread(one, len(shape)) for one, shape in zip(left.split(","), shapes, strict=True)]
    dims: dict[str, object] = {}
    for one, shape in zip(letters, shapes, strict=True):
        if len(one) != len(shape):
            raise Mismatch(f"`{text}` names {len(one)} dimensions of an array of {len(shape)}")
        for letter, size in zip(one, shape, strict=True):
            if dims.get(letter, 1) == 1:
                dims[letter] = size
    joined = "".join(letters)
    dots = "".join(sorted({one for one in joined if one.isupper() and one < "K" and "..." in left}))
    target = target.replace("...", dots) if arrow else "".join(
        one for one in sorted(set(joined)) if joined.count(one) == 1
    )
    return letters, target, dims


def _spread(letters: str, rank: int) -> str:
    """`...` as capital letters, from the back."""
    if "..." not in letters:
        return letters
    count = rank - len(letters) + 3
    return letters.replace("...", "ABCDEFGHIJ"[10 - count :] if count else "")


def tensordot(m: Machine, name: str, given: Given) -> Value:
    """`tensordot` over a number of axes, or over pairs of them."""
    a, b = (as_array(m, one) for one in given.positional[:2])
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return m.say_unknown("a product with something that is not known", given.positional)
    axes = given.at(2, "axes", 2)
    if isinstance(axes, int):
        left, right = tuple(range(len(a.shape) - axes, len(a.shape))), tuple(range(axes))
    else:
        pair = items(m, axes) or [(), ()]
        left, right = (
            tuple(one_axis(axis, len(of.shape)) for axis in (items(m, one) or [one]))
            for one, of in zip(pair, (a, b), strict=True)
        )
    shape = (*(s for n, s in enumerate(a.shape) if n not in left), *(s for n, s in enumerate(b.shape) if n not in right))
    return contraction(m, (a, b), shape, tuple(a.shape[axis] for axis in left))


_FACTORS = {"solve", "inv", "det", "slogdet", "cholesky", "eigh", "eigvalsh", "svd", "qr", "eig", "eigvals", "lstsq", "pinv"}


def factorise(m: Machine, name: str, given: Given) -> Value:
    """A function of `np.linalg`."""
    arrays = tuple(one for value in given.positional[:2] if isinstance(one := as_array(m, value), Array))
    if not arrays or len(arrays[0].shape) < 2:
        return m.say_unknown(f"`{name}` of something that is not known", given.positional)
    name = name.rpartition(".")[2]
    results = tuple(m.array(shape, arrays[0].dtype, "numpy") for shape in _factors(name, arrays, given))
    m.emit(f"numpy.linalg.{name}", arrays, *results)
    return results[0] if len(results) == 1 else results


def _factors(name: str, arrays: tuple[Array, ...], given: Given) -> list[Shape]:
    shape = arrays[0].shape
    outer_, rows, columns = shape[:-2], shape[-2], shape[-1]
    least = rows if rows == columns else min(rows, columns, key=str)
    match name:
        case "solve" | "lstsq":
            return [arrays[1].shape]
        case "det":
            return [outer_]
        case "slogdet":
            return [outer_, outer_]
        case "eigh" | "eig":
            return [(*outer_, rows), shape]
        case "eigvalsh" | "eigvals":
            return [(*outer_, rows)]
        case "qr":
            return [(*outer_, rows, least), (*outer_, least, columns)]
        case "svd":
            whole = given.at(1, "full_matrices", True) is not False
            return [(*outer_, rows, rows if whole else least), (*outer_, least),
                    (*outer_, columns if whole else least, columns)]  # fmt: skip
        case "pinv":
            return [(*outer_, columns, rows)]
        case _:
            return [shape]
