"""The elementary scalar statements that an operation on arrays stands for."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from adlint.frameworks.numpy.ufuncs import ufunc
from adlint.shapes.dims import Dim, Shape, dim, product
from adlint.shapes.dtypes import kind
from adlint.symbolic import Polynomial, floordiv, maximum, polynomial
from adlint.trace import Array, Op, Operand, Repeated


class Statements(Struct, frozen=True, gc=False):
    """`count` equal statements, each with so many active operands, passive variables and constants."""

    count: Dim
    active: int
    passive: int = 0
    constants: int = 0
    name: str = ""
    is_in_place: bool = False


# operations that move elements and compute nothing
MOVES = frozenset(
    "getitem setitem reshape ravel flatten transpose broadcast_to concatenate concat stack hstack vstack"
    " row_stack append"
    " column_stack dstack split repeat tile pad resize roll flip sort partition tril triu rot90 diag diagonal"
    " meshgrid copy"
    " astype real imag array where select insert delete take take_along_axis compress extract expand_dims squeeze"
    " nan_to_num unique full full_like fft.fftshift fft.ifftshift scipy.linalg.block_diag scipy.linalg.toeplitz"
    " scipy.linalg.hankel count_nonzero random.choice random.permutation random.permuted zeros_like ones_like"
    " empty_like"
    " scipy.fft.fftshift scipy.fft.ifftshift lib.stride_tricks.sliding_window_view"
    " lib.stride_tricks.as_strided scipy.spatial.distance.squareform".split()
)
CONTRACTIONS = frozenset("dot matmul inner vdot einsum tensordot vecdot matvec".split())
CONVOLUTIONS = frozenset("convolve correlate".split())
# LAPACK, by closed counts of two-operand statements: the factor and divisor of n³, and the factor of n² for each column
# on the right
_LAPACK = {
    "solve": (2, 3, 2), "inv": (2, 1, 0), "det": (2, 3, 0), "slogdet": (2, 3, 0), "cholesky": (1, 3, 0),
    "cho_factor": (1, 3, 0), "lu_factor": (2, 3, 0), "solve_triangular": (0, 1, 1), "cho_solve": (0, 1, 2),
        "lu_solve": (0, 1, 2),
    **dict.fromkeys(("qr", "svd", "svdvals", "eigh", "eig", "eigvalsh", "eigvals", "lstsq", "pinv", "lu",
        "schur", "cond"),
                    (10, 1, 0)),
}  # fmt: skip


def statements(op: Op, active: Sequence[bool]) -> tuple[Statements, ...] | None:
    """The statements of an operation, given which operands are active; None if no model tells. An integer or boolean
    result is no statement.
    """
    if not any(active) or not op.results or kind(op.results[0].dtype) in "bi":
        return ()
    name = op.name.removeprefix("numpy.")
    if name in MOVES:
        return ()
    if name in CONTRACTIONS:
        return _contraction(op, active)
    if name in CONVOLUTIONS:
        return _convolution(op, active)
    head, _, last = name.rpartition(".")
    if head.endswith("linalg"):
        return _lapack(op, last)
    match last if ufunc(head) is not None else "":
        case "reduce":
            count = op.attribute("count", dim(op.results[0].size * less_one(_reduced(op))))
            assert isinstance(count, int | Polynomial)
            return (Statements(count, 2, name=name),)
        case "accumulate":
            return _scan(op, name)
        case "at":
            return _scattered(op, active, name)
    return None if ufunc(name) is None else (_elementwise(op, active, name),)


def _elementwise(op: Op, active: Sequence[bool], name: str) -> Statements:
    arrays = sum(isinstance(one, Array) for one in op.operands)
    hot = sum(active)
    count = op.attribute("count", op.results[0].size)
    assert isinstance(count, int | Polynomial)
    first, result = op.operands[0], op.results[0]
    in_place = isinstance(first, Array) and first.buffer == result.buffer
    return Statements(count, hot, arrays - hot, len(op.operands) - arrays, name, in_place)


def less_one(size: Dim) -> Dim:
    """How many sums add up so many terms: none for no term."""
    return dim(maximum([0, polynomial(size) - 1]))


def _reduced(op: Op) -> Dim:
    """How many elements are added up for each result."""
    array, axes = op.operands[0], op.attribute("axes", ())
    assert isinstance(array, Array)
    assert isinstance(axes, tuple)
    return product(array.shape[axis] for axis in axes)


def size_of(one: Operand) -> Dim:
    """How many elements an operand has."""
    if isinstance(one, Repeated):
        return dim(one.array.size * one.times)
    return one.size if isinstance(one, Array) else 1


def _contraction(op: Op, active: Sequence[bool]) -> tuple[Statements, ...]:
    """m·k·n products with the active of the factors for operands, and sums with two: k - 1 for each result."""
    summed = op.attribute("summed", ())
    assert isinstance(summed, tuple)
    inner, outer = product(summed), op.results[0].size
    found: list[Statements] = []
    for number in range(1, len(active)):
        before = sum(active[:1]) if number == 1 else int(any(active[:number]))
        found.append(_product(dim(outer * inner), before + active[number]))
    return (*found, Statements(dim(outer * less_one(inner)), 2, name="add"))


def _product(count: Dim, hot: int) -> Statements:
    return Statements(count, hot, 2 - hot, name="multiply")


def _convolution(op: Op, active: Sequence[bool]) -> tuple[Statements, ...]:
    """A product and a sum for each pair of elements, but one sum less for each result."""
    pairs = op.attribute("pairs", 0)
    assert isinstance(pairs, int | Polynomial)
    return _product(pairs, sum(active)), Statements(dim(pairs - op.results[0].size), 2, name="add")


def _lapack(op: Op, name: str) -> tuple[Statements, ...] | None:
    if name not in _LAPACK:
        return None
    matrix = op.operands[0]
    assert isinstance(matrix, Array)
    n, outer = matrix.shape[-1], product(matrix.shape[:-2])
    top, below, column = _LAPACK[name]
    columns: Dim = 0
    if column:
        right = op.operands[1]
        assert isinstance(right, Array)
        columns = 1 if len(right.shape) == 1 else right.shape[-1]
    cost = dim(floordiv(top * n**3, below) + column * n**2 * columns)
    return (Statements(dim(cost * outer), 2, name=name),)


def _scan(op: Op, name: str) -> tuple[Statements, ...]:
    axis, source = op.attribute("axis"), op.operands[0]
    shape: Shape = source.shape if isinstance(source, Array) else ()
    lines = 1 if not isinstance(axis, int) else product(s for n, s in enumerate(shape) if n != axis)
    return (Statements(dim(product(shape) - lines), 2, name=name),)


def _scattered(op: Op, active: Sequence[bool], name: str) -> tuple[Statements, ...]:
    """One statement for each index; what is written to is active from the first one on."""
    count, values = op.attribute("count", 1), op.attribute("values", 0)
    assert isinstance(count, int | Polynomial)
    assert isinstance(values, int)
    return (Statements(count, 1 + sum(active[1 : 1 + values]), name=name),)
