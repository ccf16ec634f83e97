"""Sparse matrices of SciPy: the elements that they hold, in one array, whose number is a size like others."""

from __future__ import annotations

from adlint.evaluate.iteration import items
from adlint.evaluate.libraries import NO_MODEL
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import External, Ref, Value
from adlint.frameworks.numpy.elementwise import apply
from adlint.frameworks.numpy.filters import floating
from adlint.frameworks.numpy.making import Function, Missing, array_at, dtype_of, give, integer, is_plain, known
from adlint.frameworks.numpy.shaping import shape_at
from adlint.shapes.broadcasting import matrix_product
from adlint.shapes.dims import Dim, Shape, dim, product
from adlint.trace import Array

MATRIX, FACTORS = External("scipy.sparse.Matrix"), External("scipy.sparse.linalg.SuperLU")
_FORMATS = ("csr", "csc", "coo", "lil", "dia", "bsr", "dok")
_SAME = frozenset(("tocsr", "tocsc", "tocoo", "tolil", "todia", "tobsr", "todok", "copy", "asformat", "conj"))


def matrix(m: Machine, data: Array, shape: Shape, *, is_array: bool = False) -> Ref:
    """A sparse matrix, and its transpose, which has the same elements."""
    one, other = m.store.new("instance", cls=MATRIX), m.store.new("instance", cls=MATRIX)
    for made, twin, dims in ((one, other, shape), (other, one, shape[::-1])):
        held: dict[Value, Value] = {"data": data, "shape": dims, "nnz": data.shape[0], "size": data.shape[0]}
        held |= {"T": twin, "ndim": 2, "dtype": External(f"numpy.{data.dtype}"), "<array>": is_array}
        m.store.mine(made).fields = held
    m.bind(f"{one.address}.data", data)
    return one


def is_matrix(m: Machine, value: Value) -> bool:
    """Whether a value is a sparse matrix."""
    return isinstance(value, Ref) and m.store[value].cls == MATRIX


def parts(m: Machine, value: Value) -> tuple[Array, Shape]:
    """The elements of a sparse matrix, and its shape. Missing of anything else."""
    if not isinstance(value, Ref) or not is_matrix(m, value):
        raise Missing("a matrix that is not known to be sparse")
    fields = m.store[value].fields
    data, shape = fields["data"], fields["shape"]
    assert isinstance(data, Array)
    assert isinstance(shape, tuple)
    return data, shape  # type: ignore[return-value]


def _some(m: Machine, operands: tuple[Array, ...], shape: Shape, name: str) -> Array:
    """Elements of which it depends on data how many there are."""
    count = m.fresh("how many elements of a sparse matrix are not 0 depends on data", 0, product(shape))
    return give(m, name, operands, (count,), dtype_of(operands) if operands else "f64")


def made(m: Machine, name: str, given: Given) -> Value:
    """`csr_matrix` and its kin: of an array, of another sparse matrix, of elements and their places, or empty."""
    source, shape = given.at(0, "arg1"), given.at(1, "shape")
    is_array = name.endswith("_array")
    if is_matrix(m, source):
        data, dims = parts(m, source)
        return matrix(m, give(m, "copy", (data,), data.shape, data.dtype), dims, is_array=is_array)
    if isinstance(source, tuple) and len(source) == 2 and all(map(is_plain, source)):
        return matrix(m, _some(m, (), shape_at(m, source), name), shape_at(m, source), is_array=is_array)
    if isinstance(source, tuple):
        if shape is None:
            raise Missing("the shape of a sparse matrix, which its elements tell")
        return matrix(m, known(m, source[0]), shape_at(m, shape), is_array=is_array)
    dense = known(m, source)
    return matrix(m, _some(m, (dense,), dense.shape, "scipy.sparse.data"), dense.shape, is_array=is_array)


def diagonals(m: Machine, name: str, given: Given) -> Value:
    """`diags`: a square matrix, of diagonals of which the lengths tell its size."""
    rows = items(m, given.at(0, "diagonals"))
    offsets = items(m, given.at(1, "offsets", (0,)))
    if rows is None or offsets is None or not all(isinstance(one, int) for one in offsets):
        raise Missing("diagonals that are not known")
    arrays = [known(m, one) for one in rows]
    if any(len(one.shape) != 1 or one.shape[0] == 1 for one in arrays):
        raise Missing("diagonals of one number each")
    first = offsets[0]
    assert isinstance(first, int)
    wanted = given.at(2, "shape")
    size = dim(arrays[0].shape[0] + abs(first))
    count: Dim = 0
    for one in arrays:
        count = dim(count + one.shape[0])
    data = give(m, "concatenate", arrays, (count,), dtype_of(arrays))
    return matrix(m, data, (size, size) if wanted is None else shape_at(m, wanted))


def identity(m: Machine, name: str, given: Given) -> Value:
    """`eye` and `identity`."""
    size = integer(given.at(0, "m", given.keywords.get("n")))
    if given.at(1, "n") is not None and name.endswith("eye"):
        raise Missing("a sparse identity that may not be square")
    return matrix(m, give(m, "ones", (), (size,), "f64"), (size, size))


def times(m: Machine, left: Value, right: Value) -> Value:
    """A product with a vector or a matrix: an array; with another sparse matrix: a sparse one."""
    if is_matrix(m, left) and is_matrix(m, right):
        (a, rows), (b, columns) = parts(m, left), parts(m, right)
        shape = matrix_product(rows, columns)
        return matrix(m, _some(m, (a, b), shape, "scipy.sparse.product"), shape)
    if is_matrix(m, left):
        data, dims = parts(m, left)
        dense = known(m, right)
        return give(m, "scipy.sparse.matmul", (data, dense), matrix_product(dims, dense.shape), dtype_of((data, dense)))
    data, dims = parts(m, right)
    dense = known(m, left)
    return give(m, "scipy.sparse.matmul", (data, dense), matrix_product(dense.shape, dims), dtype_of((data, dense)))


def scaled(m: Machine, base: Value, operator: str, other: Value) -> Value:
    """Every element times a number, or divided by one."""
    data, dims = parts(m, base)
    found = apply(m, operator, (data, other))
    assert isinstance(found, Array)
    fields = m.store[base].fields if isinstance(base, Ref) else {}
    return matrix(m, found, dims, is_array=fields.get("<array>") is True)


def method(m: Machine, base: Ref, name: str, given: Given) -> Value:
    """A method, or an operator, of a sparse matrix; NO_MODEL of others."""
    data, dims = parts(m, base)
    other = given.positional[0] if given.positional else None
    is_number = is_plain(other) or (isinstance(other, Array) and not other.shape)
    match name:
        case "__mul__" | "__rmul__" | "__truediv__" if is_number:
            return scaled(m, base, "divide" if name == "__truediv__" else "multiply", other)
        case "__neg__":
            return scaled(m, base, "multiply", -1.0)
        case "__matmul__" | "dot" | "matvec":
            return times(m, base, other)
        case "__mul__" if m.store[base].fields["<array>"] is False:
            return times(m, base, other)
        case "__rmatmul__":
            return times(m, other, base)
        case "__add__" | "__sub__" | "__radd__" | "__rsub__" if is_matrix(m, other):
            return matrix(m, _some(m, (data, parts(m, other)[0]), dims, "scipy.sparse.sum"), dims)
        case "toarray" | "todense":
            return give(m, "scipy.sparse.toarray", (data,), dims, data.dtype)
        case "diagonal":
            return give(m, "scipy.sparse.toarray", (data,), (m.sizes.smaller(*dims),), data.dtype)
        case "transpose":
            return m.store[base].fields["T"]
        case "multiply" if isinstance(other, Array) and len(other.shape) == 2:
            found = give(m, "scipy.sparse.multiply", (data, other), data.shape, dtype_of((data, other)))
            return matrix(m, found, dims)
        case _ if name in _SAME:
            return matrix(m, data, dims)
        case _:
            return NO_MODEL


def solved(m: Machine, name: str, given: Given) -> Value:
    """`spsolve`, and iterations until something is small enough, which also say how they ended."""
    data, _ = parts(m, given.at(0, "A"))
    right = array_at(m, given, 1, "b")
    found = give(m, name, (data, right), right.shape, floating(dtype_of((data, right))))
    return found if name.endswith(("spsolve", "spsolve_triangular")) else (found, m.fresh("how a solver ended"))


def factored(m: Machine, name: str, given: Given) -> Value:
    """`splu` and `factorized`: what solves with a matrix."""
    data, dims = parts(m, given.at(0, "A"))
    found = m.store.new("instance", cls=FACTORS)
    m.store.mine(found).fields = {"data": data, "shape": dims}
    return found


def with_factors(m: Machine, base: Ref, name: str, given: Given) -> Value:
    """`solve` of a factorisation."""
    data, right = m.store[base].fields["data"], array_at(m, given, 0, "rhs")
    if name != "solve" or not isinstance(data, Array):
        return NO_MODEL
    return give(m, "scipy.sparse.linalg.spsolve", (data, right), right.shape, floating(dtype_of((data, right))))


_ITERATIVE = "cg bicg bicgstab cgs gmres lgmres minres qmr gcrotmk".split()
TABLE: dict[str, Function] = {
    **{f"scipy.sparse.{one}_{kind}": made for one in _FORMATS for kind in ("matrix", "array")},
    **dict.fromkeys(("scipy.sparse.diags", "scipy.sparse.diags_array"), diagonals),
    **dict.fromkeys(("scipy.sparse.eye", "scipy.sparse.identity", "scipy.sparse.eye_array"), identity),
    **{f"scipy.sparse.linalg.{one}": solved for one in (*_ITERATIVE, "spsolve", "spsolve_triangular")},
    **dict.fromkeys(("scipy.sparse.linalg.splu", "scipy.sparse.linalg.spilu"), factored),
}  # fmt: skip
