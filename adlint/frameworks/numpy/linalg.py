"""What LAPACK does: `numpy.linalg` and `scipy.linalg`."""

from __future__ import annotations

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Value
from adlint.frameworks.numpy.making import Function, Missing, array_at, composed, dtype_of, give, known, path_of
from adlint.frameworks.numpy.reductions import reduce
from adlint.frameworks.numpy.shaping import diagonal_of
from adlint.shapes.broadcasting import broadcast, matrix_product
from adlint.shapes.dims import Dim, Mismatch, Shape
from adlint.shapes.dtypes import kind, real
from adlint.trace import Array

_COMPLEX = {"f32": "c64", "f64": "c128"}


def _floating(dtype: str) -> str:
    return dtype if kind(dtype) in "fc" else "f64"


def matrix_at(m: Machine, given: Given, position: int, *names: str) -> Array:
    """An argument as a matrix, or a stack of them. Missing if it is not known, Mismatch if it is a vector."""
    found = array_at(m, given, position, *names)
    if len(found.shape) < 2:
        raise Mismatch(f"a matrix is needed, and an array of {len(found.shape)} dimensions is given")
    return found


def solve(m: Machine, name: str, given: Given) -> Value:
    """`solve` and its kin, with vectors or matrices on the right."""
    matrix, right = matrix_at(m, given, 0, "a"), array_at(m, given, 1, "b")
    vector = len(right.shape) == 1
    shape = (*matrix.shape[:-2], *matrix_product(matrix.shape[-2:], right.shape[-1:] if vector else right.shape[-2:]))
    if not vector:
        shape = (*broadcast(matrix.shape[:-2], right.shape[:-2]), *shape[-2:])
    return give(m, name, (matrix, right), shape, _floating(dtype_of((matrix, right))))


def same_shape(m: Machine, name: str, given: Given) -> Value:
    """What gives a matrix of the same shape: `inv`, `cholesky`, `expm`."""
    matrix = matrix_at(m, given, 0, "a")
    return give(m, name, (matrix,), matrix.shape, _floating(matrix.dtype))


def several(m: Machine, name: str, given: Given) -> Value:
    """Factorisations and what else gives several arrays, or one of another shape."""
    matrix = matrix_at(m, given, 0, "a")
    dtype = _floating(matrix.dtype)
    parts = _parts(m, name.rpartition(".")[2], matrix.shape, dtype, given)
    results = tuple(m.array(shape, one, matrix.framework) for shape, one in parts)
    m.emit(path_of(name), (matrix,), *results)
    return results[0] if len(results) == 1 else results


def _parts(m: Machine, name: str, shape: Shape, dtype: str, given: Given) -> list[tuple[Shape, str]]:
    outer, rows, columns = shape[:-2], shape[-2], shape[-1]
    least = rows if rows == columns else m.sizes.smaller(rows, columns)
    match name:
        case "det":
            return [(outer, dtype)]
        case "slogdet":
            return [(outer, dtype), (outer, real(dtype))]
        case "eigh":
            return [((*outer, rows), real(dtype)), (shape, dtype)]
        case "eig":
            return [((*outer, rows), _COMPLEX.get(dtype, dtype)), (shape, _COMPLEX.get(dtype, dtype))]
        case "eigvalsh":
            return [((*outer, rows), real(dtype))]
        case "eigvals":
            return [((*outer, rows), _COMPLEX.get(dtype, dtype))]
        case "svdvals":
            return [((*outer, least), real(dtype))]
        case "pinv":
            return [((*outer, columns, rows), dtype)]
        case "matrix_rank":
            return [(outer, "i64")]
        case "cond":
            return [(outer, real(dtype))]
        case "qr":
            return _qr(outer, rows, columns, least, dtype, given)
        case "svd":
            return _svd(outer, rows, columns, least, dtype, given)
        case "lu":
            return [((rows, rows), real(dtype)), ((rows, least), dtype), ((least, columns), dtype)]
        case "lu_factor":
            return [(shape, dtype), ((least,), "i32")]
        case "schur":
            return [(shape, dtype), (shape, dtype)]
        case _:
            raise Missing(f"no model of `{name}`")


def _qr(outer: Shape, rows: Dim, columns: Dim, least: Dim, dtype: str, given: Given) -> list[tuple[Shape, str]]:
    mode = given.at(1, "mode", given.keywords.get("mode", "reduced"))
    if mode == "r":
        return [((*outer, least, columns), dtype)]
    middle = rows if mode in ("complete", "full") else least
    return [((*outer, rows, middle), dtype), ((*outer, middle, columns), dtype)]


def _svd(outer: Shape, rows: Dim, columns: Dim, least: Dim, dtype: str, given: Given) -> list[tuple[Shape, str]]:
    values: tuple[Shape, str] = ((*outer, least), real(dtype))
    if given.at(2, "compute_uv", True) is False:
        return [values]
    whole = given.at(1, "full_matrices", True) is not False
    return [
        ((*outer, rows, rows if whole else least), dtype),
        values,
        ((*outer, columns if whole else least, columns), dtype),
    ]


def least_squares(m: Machine, name: str, given: Given) -> Value:
    """`lstsq`: the solution, residuals (none unless it is overdetermined), the rank and the singular values."""
    matrix, right = matrix_at(m, given, 0, "a"), array_at(m, given, 1, "b")
    rows, columns = matrix.shape[-2:]
    least = rows if rows == columns else m.sizes.smaller(rows, columns)
    dtype = _floating(dtype_of((matrix, right)))
    over = m.sizes.at_least(rows, columns + 1)
    count: Dim = (right.shape[-1] if len(right.shape) > 1 else 1) if over else 0
    squares = () if name.startswith("scipy") and len(right.shape) == 1 and over else (count,)
    results = (
        m.array((columns, *right.shape[1:]), dtype, matrix.framework), m.array(squares, dtype, matrix.framework),
        m.array((), "i32", "numpy"), m.array((least,), real(dtype), matrix.framework),
    )  # fmt: skip
    m.emit(path_of(name), (matrix, right), *results)
    return results


def from_factors(m: Machine, name: str, given: Given) -> Value:
    """`cho_solve` and `lu_solve`: a factorisation, which is a pair, and the right side."""
    pair, right = given.positional[0], array_at(m, given, 1, "b")
    if not isinstance(pair, tuple):
        raise Missing("a factorisation that is not known")
    return give(m, name, (known(m, pair[0]), right), right.shape, _floating(right.dtype))


def factor(m: Machine, name: str, given: Given) -> Value:
    """`cho_factor`: a factor, and whether it is the lower one."""
    return same_shape(m, name, given), given.at(1, "lower", False)


def blocks(m: Machine, name: str, given: Given) -> Value:
    """`block_diag` and other matrices made of parts."""
    arrays = [known(m, one) for one in given.positional]
    rows: Dim = 0
    columns: Dim = 0
    for one in arrays:
        shape = one.shape if len(one.shape) == 2 else (1, *(one.shape or (1,)))
        rows, columns = rows + shape[0], columns + shape[1]
    return give(m, name, arrays, (rows, columns), dtype_of(arrays))


def toeplitz(m: Machine, name: str, given: Given) -> Value:
    """`toeplitz`, `circulant`, `hankel`: a matrix that repeats a vector."""
    first = array_at(m, given, 0, "c")
    row = given.at(1, "r")
    arrays = (first,) if row is None else (first, known(m, row))
    return give(m, name, arrays, (arrays[0].shape[0], arrays[-1].shape[0]), dtype_of(arrays))


def trace(m: Machine, name: str, given: Given) -> Value:
    """`trace`: the sum of the diagonal."""
    array, offset = array_at(m, given, 0, "a"), given.at(1, "offset", 0)
    return composed(m, "trace", (array,), lambda: reduce(m, "add", diagonal_of(m, array, offset, 0, 1), -1))


def banded(m: Machine, name: str, given: Given) -> Value:
    """`solve_banded` and its kin."""
    numbers = given.positional[1:] if name.endswith("solve_banded") else given.positional
    bands, right = (known(m, one) for one in numbers[:2])
    return give(m, name, (bands, right), right.shape, _floating(dtype_of((bands, right))))


def conjugate_transpose(m: Machine, name: str, given: Given) -> Value:
    """`matrix_transpose`: the last two axes change places."""
    array = matrix_at(m, given, 0, "x")
    shape = (*array.shape[:-2], array.shape[-1], array.shape[-2])
    order = (*range(len(shape) - 2), len(shape) - 1, len(shape) - 2)
    return give(m, "transpose", (array,), shape, array.dtype, buffer=array.buffer, order=order)


def last_diagonal(m: Machine, name: str, given: Given) -> Value:
    """`linalg.diagonal`: that of the last two axes."""
    return diagonal_of(m, array_at(m, given, 0, "x"), 0, -2, -1)


def spread_out(m: Machine, name: str, given: Given) -> Value:
    """`cdist`: distances of all pairs of rows."""
    a, b = (known(m, one) for one in given.positional[:2])
    return give(m, name, (a, b), (a.shape[0], b.shape[0]), "f64", width=a.shape[1])


_SAME = ("inv", "cholesky")
_SEVERAL = (
    "det",
    "slogdet",
    "eigh",
    "eig",
    "eigvalsh",
    "eigvals",
    "svdvals",
    "pinv",
    "matrix_rank",
    "cond",
    "qr",
    "svd",
)
TABLE: dict[str, Function] = {
    "linalg.solve": solve, "linalg.lstsq": least_squares, "trace": trace, "linalg.trace": trace,
    **dict.fromkeys((f"linalg.{one}" for one in _SAME), same_shape),
    **dict.fromkeys((f"linalg.{one}" for one in _SEVERAL), several),
    **dict.fromkeys(("matrix_transpose", "linalg.matrix_transpose"), conjugate_transpose),
    "linalg.diagonal": last_diagonal,
    **dict.fromkeys((f"scipy.linalg.{one}" for one in (*_SAME, "expm", "logm", "sqrtm", "sinm", "cosm",
        "tanm")), same_shape),
    **dict.fromkeys((f"scipy.linalg.{one}" for one in (*_SEVERAL, "lu", "lu_factor", "schur")), several),
    **dict.fromkeys(("scipy.linalg.solve", "scipy.linalg.solve_triangular"), solve),
    **dict.fromkeys(("scipy.linalg.cho_solve", "scipy.linalg.lu_solve"), from_factors),
    "scipy.linalg.cho_factor": factor, "scipy.linalg.block_diag": blocks, "scipy.linalg.lstsq": least_squares,
    **dict.fromkeys(("scipy.linalg.toeplitz", "scipy.linalg.hankel", "scipy.linalg.circulant"), toeplitz),
    **dict.fromkeys(("scipy.linalg.solve_banded", "scipy.linalg.solveh_banded"), banded),
    "scipy.spatial.distance.cdist": spread_out,
}  # fmt: skip
