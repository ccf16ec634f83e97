"""Factorisations, determinants and inverses of matrices, in the operations of LAPACK that ATen has for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from msgspec import Struct

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Named, Value
from adlint.frameworks.torch.elementwise import run, two
from adlint.frameworks.torch.layout import dense
from adlint.frameworks.torch.making import emit, made, tensor
from adlint.frameworks.torch.views import swapped
from adlint.shapes.dims import Dim, Mismatch, Shape
from adlint.shapes.dtypes import real
from adlint.trace import Array

# operations that lay their results out by rows
_BY_ROWS = frozenset("linalg_pinv.atol_rtol_tensor linalg_matrix_exp linalg_lu linalg_cross".split())


class Matrix(Struct, frozen=True):
    """The matrices of a tensor: `lead` are the axes before those of rows and columns, `least` the smaller of these."""

    array: Array
    lead: Shape
    rows: Dim
    columns: Dim
    least: Dim

    @property
    def dtype(self) -> str:
        """That of the elements."""
        return self.array.dtype

    def of(self, *sizes: Dim) -> tuple[Shape, str]:
        """Shape and dtype of as many matrices, vectors or numbers of the same elements."""
        return (*self.lead, *sizes), self.dtype

    def real(self, *sizes: Dim) -> tuple[Shape, str]:
        """The same, of real numbers."""
        return (*self.lead, *sizes), real(self.dtype)

    def whole(self, *sizes: Dim) -> tuple[Shape, str]:
        """The same, of integers: pivots, and what LAPACK says of success."""
        return (*self.lead, *sizes), "i32"

    @property
    def factors(self) -> tuple[tuple[Shape, str], tuple[Shape, str]]:
        """The factors of an LU factorisation in one matrix, and its pivots."""
        return self.of(self.rows, self.columns), self.whole(self.least)


def factored(m: Machine, name: str, operands: tuple[Array, ...], *results: tuple[Shape, str]) -> list[Array]:
    """The results of an operation. Matrices are laid out by columns, as LAPACK has it, but for some."""
    rank = len(operands[0].shape)
    by_rows = name in _BY_ROWS
    found = [made(m, s, dtype, None if by_rows or len(s) < rank else by_columns(s)) for s, dtype in results]
    emit(m, name, operands, *found)
    return found


def by_columns(shape: Shape) -> Shape | None:
    """The strides of matrices whose columns follow each other."""
    return dense(shape, (*range(len(shape) - 2), len(shape) - 1, len(shape) - 2))


def factorise(m: Machine, name: str, given: Given) -> Value:
    """What a function of `torch.linalg` gives of the matrices of one tensor."""
    name = name.removeprefix("linalg.")
    array = tensor(m, given, 0, "A" if "A" in given.keywords else "input")
    if len(array.shape) < 2:
        raise Mismatch("a factorisation needs at least two dimensions")
    *lead, rows, columns = array.shape
    least = rows if rows == columns else m.sizes.smaller(rows, columns)
    a = Matrix(array, tuple(lead), rows, columns, least)
    return FACTORISATIONS[name](m, name, a, given)


def _cholesky(m: Machine, name: str, a: Matrix, given: Given) -> Value:
    factor, info = factored(m, "linalg_cholesky_ex", (a.array,), a.of(a.rows, a.columns), a.whole())
    factor = swapped(m, factor, -2, -1) if given.at(1, "upper") is True else factor
    return Named(("L", "info"), (factor, info)) if name.endswith("ex") else factor


def _inverse(m: Machine, name: str, a: Matrix, given: Given) -> Value:
    found = factored(m, "linalg_inv_ex", (a.array,), a.of(a.rows, a.columns), a.whole())
    return Named(("inverse", "info"), tuple(found)) if name.endswith("ex") else found[0]


def _determinant(m: Machine, name: str, a: Matrix, given: Given) -> Value:
    return factored(m, "_linalg_det", (a.array,), a.of(), *a.factors)[0]


def _log_determinant(m: Machine, name: str, a: Matrix, given: Given) -> Value:
    sign, logs, *_ = factored(m, "_linalg_slogdet", (a.array,), a.of(), a.real(), *a.factors)
    if name == "slogdet":
        return Named(("sign", "logabsdet"), (sign, logs))
    return run(m, "where.self", (two(m, "eq", sign, -1.0), float("nan"), logs), real(a.dtype))


def _eigen_symmetric(m: Machine, name: str, a: Matrix, given: Given) -> Value:
    found = factored(m, "_linalg_eigh", (a.array,), a.real(a.rows), a.of(a.rows, a.columns))
    return Named(("eigenvalues", "eigenvectors"), tuple(found)) if name == "eigh" else found[0]


def _eigen(m: Machine, name: str, a: Matrix, given: Given) -> Value:
    dtype = {"f32": "c64", "f64": "c128"}.get(a.dtype, a.dtype)
    found = factored(m, "linalg_eig", (a.array,), ((*a.lead, a.rows), dtype), (a.array.shape, dtype))
    return Named(("eigenvalues", "eigenvectors"), tuple(found)) if name == "eig" else found[0]


def _singular(m: Machine, name: str, a: Matrix, given: Given) -> Value:
    is_full = name == "svd" and given.at(1, "full_matrices", True) is not False
    left, right = (a.rows, a.columns) if is_full else (a.least, a.least)
    parts = a.of(a.rows, left), a.real(a.least), a.of(right, a.columns)
    found = factored(m, "_linalg_svd", (a.array,), *parts)
    return Named(("U", "S", "Vh"), tuple(found)) if name == "svd" else found[1]


def _orthogonal(m: Machine, name: str, a: Matrix, given: Given) -> Value:
    inner = a.rows if given.at(1, "mode") == "complete" else a.least
    return Named(("Q", "R"), tuple(factored(m, "linalg_qr", (a.array,), a.of(a.rows, inner), a.of(inner, a.columns))))


def _pseudo_inverse(m: Machine, name: str, a: Matrix, given: Given) -> Value:
    return factored(m, "linalg_pinv.atol_rtol_tensor", (a.array,), a.of(a.columns, a.rows))[0]


def _packed(m: Machine, name: str, a: Matrix, given: Given) -> Value:
    return Named(("LU", "pivots"), tuple(factored(m, "linalg_lu_factor_ex", (a.array,), *a.factors, a.whole())[:2]))


def _triangles(m: Machine, name: str, a: Matrix, given: Given) -> Value:
    parts = a.of(a.rows, a.rows), a.of(a.rows, a.least), a.of(a.least, a.columns)
    return Named(("P", "L", "U"), tuple(factored(m, "linalg_lu", (a.array,), *parts)))


def _exponential(m: Machine, name: str, a: Matrix, given: Given) -> Value:
    return factored(m, "linalg_matrix_exp", (a.array,), a.of(a.rows, a.columns))[0]


def _inverse_of_factor(m: Machine, name: str, a: Matrix, given: Given) -> Value:
    return factored(m, "cholesky_inverse", (a.array,), a.of(a.rows, a.columns))[0]


def _reflectors(m: Machine, name: str, a: Matrix, given: Given) -> Value:
    parts = a.of(a.rows, a.columns), ((*a.lead, a.least), a.dtype)
    return Named(("a", "tau"), tuple(factored(m, "geqrf", (a.array,), *parts)))


def _product_of_reflectors(m: Machine, name: str, a: Matrix, given: Given) -> Value:
    scales = tensor(m, given, 1, "tau")
    return factored(m, "linalg_householder_product", (a.array, scales), a.of(a.rows, a.columns))[0]


Factorisation: TypeAlias = Callable[[Machine, str, Matrix, Given], Value]
FACTORISATIONS: dict[str, Factorisation] = {
    **dict.fromkeys(("cholesky", "cholesky_ex"), _cholesky), **dict.fromkeys(("inv", "inverse", "inv_ex"), _inverse),
    "det": _determinant, **dict.fromkeys(("slogdet", "logdet"), _log_determinant),
    **dict.fromkeys(("eigh", "eigvalsh"), _eigen_symmetric), **dict.fromkeys(("eig", "eigvals"), _eigen),
    **dict.fromkeys(("svd", "svdvals"), _singular), "qr": _orthogonal,
    **dict.fromkeys(("pinv", "pinverse"), _pseudo_inverse), "lu_factor": _packed, "lu": _triangles,
    "matrix_exp": _exponential, "cholesky_inverse": _inverse_of_factor, "geqrf": _reflectors,
    **dict.fromkeys(("householder_product", "orgqr"), _product_of_reflectors),
}  # fmt: skip
