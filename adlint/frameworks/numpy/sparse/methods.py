"""Methods and operators of sparse matrices."""

from __future__ import annotations

from adlint.evaluate.libraries import NO_MODEL
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Ref, Value
from adlint.frameworks.numpy.elementwise import apply
from adlint.frameworks.numpy.making import Missing, dtype_of, give, is_plain, known
from adlint.frameworks.numpy.sparse.matrix import is_elementwise, is_matrix, matrix, parts, some
from adlint.shapes.broadcasting import matrix_product
from adlint.shapes.dims import Shape, dim
from adlint.trace import Array

_SAME = frozenset(("tocsr", "tocsc", "tocoo", "tolil", "todia", "tobsr", "todok", "copy", "asformat", "conj"))
_IN_PLACE = frozenset(("sort_indices",))
# what leaves zeros as they are
_OF_ELEMENTS = frozenset(
    "sin tan arcsin arctan sinh tanh arcsinh arctanh expm1 log1p sqrt sign floor ceil trunc rint deg2rad rad2deg"
    .split()
)  # fmt: skip


def times(m: Machine, left: Value, right: Value) -> Value:
    """A product with a vector or a matrix: an array; with another sparse matrix: a sparse one."""
    if is_matrix(m, left) and is_matrix(m, right):
        (a, rows), (b, columns) = parts(m, left), parts(m, right)
        shape = matrix_product(rows, columns)
        is_array = is_elementwise(m, left) or is_elementwise(m, right)
        return matrix(m, some(m, (a, b), shape, "scipy.sparse.product"), shape, is_array=is_array)
    if is_matrix(m, left):
        data, dims = parts(m, left)
        dense = known(m, right)
        return give(m, "scipy.sparse.matmul", (data, dense), matrix_product(dims, dense.shape), dtype_of((data, dense)))
    data, dims = parts(m, right)
    dense = known(m, left)
    return give(m, "scipy.sparse.matmul", (data, dense), matrix_product(dense.shape, dims), dtype_of((data, dense)))


def method(m: Machine, base: Ref, name: str, given: Given) -> Value:
    """A method, or an operator, of a sparse matrix; NO_MODEL of others."""
    data, dims = parts(m, base)
    other = given.positional[0] if given.positional else None
    is_number = is_plain(other) or (isinstance(other, Array) and not other.shape)
    match name:
        case "__mul__" | "__rmul__" | "__truediv__" if is_number:
            return _each(m, base, "divide" if name == "__truediv__" else "multiply", other)
        case "__neg__":
            return _each(m, base, "multiply", -1.0)
        case "__abs__":
            return _each(m, base, "absolute")
        case "power" if is_plain(other):
            return _each(m, base, "power", other)
        case "__matmul__" | "dot" | "matvec":
            return times(m, base, other)
        case "__mul__" if not is_elementwise(m, base):
            return times(m, base, other)
        case "__rmatmul__":
            return times(m, other, base)
        case "__add__" | "__sub__" | "__radd__" | "__rsub__" if is_matrix(m, other):
            return _added(m, base, other)
        case "toarray" | "todense":
            return give(m, "scipy.sparse.toarray", (data,), dims, data.dtype)
        case "diagonal":
            return give(m, "scipy.sparse.toarray", (data,), (m.sizes.smaller(*dims),), data.dtype)
        case "transpose":
            return m.store[base].fields["T"]
        case "multiply" if is_number:
            return _each(m, base, "multiply", other)
        case "multiply" | "__mul__" | "__rmul__" if isinstance(other, Array):
            found = give(m, "scipy.sparse.multiply", (data, other), data.shape, dtype_of((data, other)))
            return matrix(m, found, dims, is_array=is_elementwise(m, base))
        case "sum":
            return _sum(m, base, given.at(0, "axis"))
        case _ if name in _OF_ELEMENTS:
            return _each(m, base, name)
        case _ if name in _SAME:
            return matrix(m, data, dims, is_array=is_elementwise(m, base))
        case _ if name in _IN_PLACE:
            return None
        case _:
            return NO_MODEL


def _each(m: Machine, base: Ref, function: str, *others: Value) -> Value:
    """A function of every element that is held."""
    data, dims = parts(m, base)
    found = apply(m, function, (data, *others))
    assert isinstance(found, Array)
    return matrix(m, found, dims, is_array=is_elementwise(m, base))


def _added(m: Machine, left: Value, right: Value) -> Value:
    """A sum: elements of both may fall together."""
    (a, dims), (b, _) = parts(m, left), parts(m, right)
    data = some(m, (a, b), dims, "scipy.sparse.sum", dim(a.shape[0] + b.shape[0]))
    return matrix(m, data, dims, is_array=is_elementwise(m, left) or is_elementwise(m, right))


def _sum(m: Machine, base: Ref, axis: Value) -> Array:
    """The sum of all elements, or along an axis."""
    data, dims = parts(m, base)
    if axis is None:
        return give(m, "scipy.sparse.sum", (data,), (), data.dtype)
    if not is_elementwise(m, base):
        raise Missing("the sum of a sparse matrix along an axis, which is a numpy.matrix")
    if not isinstance(axis, int):
        raise Missing("an axis that is not known")
    shape: Shape = (dims[1],) if axis in (0, -2) else (dims[0],)
    return give(m, "scipy.sparse.sum", (data,), shape, data.dtype)
