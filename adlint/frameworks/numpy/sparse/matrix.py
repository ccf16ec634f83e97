"""A sparse matrix as a value: an instance whose fields are its elements and its shape."""

from __future__ import annotations

from adlint.evaluate.machine import Machine
from adlint.evaluate.values import External, Ref, Value
from adlint.frameworks.numpy.making import Missing, dtype_of, give
from adlint.shapes.dims import Dim, Shape, product
from adlint.trace import Array

MATRIX = External("scipy.sparse.Matrix")


def matrix(m: Machine, data: Array, shape: Shape, *, is_array: bool = False) -> Ref:
    """A sparse matrix, and its transpose, which has the same elements; `is_array` says that its `*` is elementwise."""
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


def is_elementwise(m: Machine, value: Value) -> bool:
    """Whether a value is a sparse matrix of the kind whose `*` is elementwise (`csr_array`)."""
    return isinstance(value, Ref) and m.store[value].fields.get("<array>") is True


def parts(m: Machine, value: Value) -> tuple[Array, Shape]:
    """The elements of a sparse matrix, and its shape. Missing of anything else."""
    if not isinstance(value, Ref) or not is_matrix(m, value):
        raise Missing("a matrix that is not known to be sparse")
    fields = m.store[value].fields
    data, shape = fields["data"], fields["shape"]
    assert isinstance(data, Array)
    assert isinstance(shape, tuple)
    return data, shape  # type: ignore[return-value]


def some(m: Machine, operands: tuple[Array, ...], shape: Shape, name: str, most: Dim | None = None) -> Array:
    """Elements of which it depends on data how many there are: `most`, or all of the matrix, at the most."""
    reason = "how many elements of a sparse matrix are not 0 depends on data"
    count = m.fresh(reason, 0, product(shape) if most is None else most)
    return give(m, name, operands, (count,), dtype_of(operands) if operands else "f64")
