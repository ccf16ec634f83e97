"""Factorisations, solves, and Fourier transforms."""

from __future__ import annotations

from adlint.evaluate.iteration import items
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Named, Value
from adlint.frameworks.arguments import axes_from, size_from
from adlint.frameworks.torch.axes import axes
from adlint.frameworks.torch.cutting import cut
from adlint.frameworks.torch.elementwise import run, two
from adlint.frameworks.torch.layout import dense
from adlint.frameworks.torch.making import emit, made, tensor, tensors
from adlint.frameworks.torch.products import matmul
from adlint.frameworks.torch.reductions import collapsed
from adlint.frameworks.torch.views import copied, swapped
from adlint.shapes.broadcasting import broadcast
from adlint.shapes.dims import Dim, Mismatch, Shape, dim, replaced
from adlint.shapes.dtypes import kind, real
from adlint.symbolic import floordiv
from adlint.trace import Array

_BY_ROWS = frozenset("linalg_pinv.atol_rtol_tensor linalg_matrix_exp linalg_lu linalg_cross".split())


def _run(m: Machine, name: str, operands: tuple[Array, ...], *results: tuple[Shape, str]) -> list[Array]:
    """Matrices are laid out by columns, as LAPACK has it, but for some."""
    rows = name in _BY_ROWS
    rank = len(operands[0].shape)
    found = [made(m, s, dtype, None if rows or len(s) < rank else _by_columns(s)) for s, dtype in results]
    emit(m, name, operands, *found)
    return found


def _by_columns(shape: Shape) -> Shape | None:
    """The strides of matrices whose columns follow each other."""
    return dense(shape, (*range(len(shape) - 2), len(shape) - 1, len(shape) - 2))


def factorise(m: Machine, name: str, given: Given) -> Value:
    """Factorisations, determinants and inverses of matrices."""
    name = name.removeprefix("linalg.")
    a = tensor(m, given, 0, "A" if given.has(0, "A") and "input" not in given.keywords else "input")
    if len(a.shape) < 2:
        raise Mismatch("a factorisation needs at least two dimensions")
    *outer, rows, columns = a.shape
    least = rows if rows == columns else m.sizes.smaller(rows, columns)
    lead, dtype, plain = tuple(outer), a.dtype, real(a.dtype)
    factors = ((a.shape, dtype), ((*lead, least), "i32"))
    match name:
        case "cholesky" | "cholesky_ex":
            lower, info = _run(m, "linalg_cholesky_ex", (a,), (a.shape, dtype), (lead, "i32"))
            upper = given.at(1, "upper") is True
            lower = swapped(m, lower, -2, -1) if upper else lower
            return (lower, info) if name.endswith("ex") else lower
        case "inv" | "inverse" | "inv_ex":
            found = _run(m, "linalg_inv_ex", (a,), (a.shape, dtype), (lead, "i32"))
            return tuple(found) if name.endswith("ex") else found[0]
        case "det":
            return _run(m, "_linalg_det", (a,), (lead, dtype), *factors)[0]
        case "slogdet":
            found = _run(m, "_linalg_slogdet", (a,), (lead, dtype), (lead, plain), *factors)
            return Named(("sign", "logabsdet"), tuple(found[:2]))
        case "logdet":
            sign, found_ = _run(m, "_linalg_slogdet", (a,), (lead, dtype), (lead, plain), *factors)[:2]
            return run(m, "where.self", (two(m, "eq", sign, -1.0), float("nan"), found_), plain)
        case "eigh" | "eigvalsh":
            found = _run(m, "_linalg_eigh", (a,), ((*lead, rows), plain), (a.shape, dtype))
            return Named(("eigenvalues", "eigenvectors"), tuple(found)) if name == "eigh" else found[0]
        case "eig" | "eigvals":
            wide = {"f32": "c64", "f64": "c128"}.get(dtype, dtype)
            found = _run(m, "linalg_eig", (a,), ((*lead, rows), wide), (a.shape, wide))
            return Named(("eigenvalues", "eigenvectors"), tuple(found)) if name == "eig" else found[0]
        case "svd" | "svdvals":
            whole = name == "svd" and given.at(1, "full_matrices", True) is not False
            wide_u, wide_v = (rows, columns) if whole else (least, least)
            found = _run(
                m,
                "_linalg_svd",
                (a,),
                ((*lead, rows, wide_u), dtype),
                ((*lead, least), plain),
                ((*lead, wide_v, columns), dtype),
            )
            return Named(("U", "S", "Vh"), tuple(found)) if name == "svd" else found[1]
        case "qr":
            inner = rows if given.at(1, "mode") == "complete" else least
            found = _run(m, "linalg_qr", (a,), ((*lead, rows, inner), dtype), ((*lead, inner, columns), dtype))
            return Named(("Q", "R"), tuple(found))
        case "pinv":
            return _run(m, "linalg_pinv.atol_rtol_tensor", (a,), ((*lead, columns, rows), dtype))[0]
        case "lu_factor":
            return tuple(_run(m, "linalg_lu_factor_ex", (a,), *factors, (lead, "i32"))[:2])
        case "lu":
            shapes = ((*lead, rows, rows), (*lead, rows, least), (*lead, least, columns))
            return tuple(_run(m, "linalg_lu", (a,), *((shape, dtype) for shape in shapes)))
        case "cholesky_inverse":
            return _run(m, "cholesky_inverse", (a,), (a.shape, dtype))[0]
        case _:
            return _run(m, f"linalg_{name}", (a,), (a.shape, dtype))[0]


def solve(m: Machine, name: str, given: Given) -> Value:
    """`linalg.solve`: the factors of the matrix are kept."""
    a, b = tensor(m, given, 0, "A"), tensor(m, given, 1, "B")
    *outer, rows, _ = a.shape
    vector = len(b.shape) == 1 or (len(b.shape) == len(a.shape) - 1 and b.shape == a.shape[:-1])
    lead = tuple(outer) if vector else broadcast(a.shape[:-2], b.shape[:-2])
    shape = (*lead, rows) if vector else (*lead, rows, b.shape[-1])
    return _run(
        m,
        "_linalg_solve_ex",
        (a, b),
        (shape, a.dtype),
        (a.shape, a.dtype),
        ((*outer, rows), "i32"),
        (tuple(outer), "i32"),
    )[0]


def triangular(m: Machine, name: str, given: Given) -> Value:
    """`solve_triangular` and `cholesky_solve`."""
    if name == "cholesky_solve":
        b, factor = tensor(m, given, 0, "B"), tensor(m, given, 1, "L")
        return _run(m, name, (b, factor), (b.shape, b.dtype))[0]
    a, b = tensor(m, given, 0, "A"), tensor(m, given, 1, "B")
    lead = broadcast(a.shape[:-2], b.shape[:-2])
    return _run(m, "linalg_solve_triangular", (a, b), ((*lead, *b.shape[-2:]), b.dtype))[0]


def power(m: Machine, name: str, given: Given) -> Value:
    """`matrix_power`: products by the bits of the exponent."""
    a, times = tensor(m, given, 0, "input"), given.at(1, "n")
    if not isinstance(times, int) or times < 1:
        return m.say_unknown("a power of a matrix that is not known", (a,))
    if times == 1:
        return run(m, "clone", (a,), a.dtype)
    if times <= 3:
        square = matmul(m, a, a)
        return square if times == 2 else matmul(m, square, a)
    base, result = a, None
    while times:
        if times & 1:
            result = base if result is None else matmul(m, result, base)
        times >>= 1
        if times:
            base = matmul(m, base, base)
    return result


def multi_dot(m: Machine, name: str, given: Given) -> Value:
    """`multi_dot` and `chain_matmul` of two matrices; of more in an order that depends on sizes."""
    parts = tensors(m, given.values)
    if len(parts) == 2:
        return matmul(m, *parts)
    return m.say_unknown("the order of several products depends on their sizes", tuple(parts))


def cross(m: Machine, name: str, given: Given) -> Value:
    """`cross`."""
    a, b = tensor(m, given, 0, "input"), tensor(m, given, 1, "other")
    return _run(m, "linalg_cross", (a, b), (broadcast(a.shape, b.shape), a.dtype))[0]


def distances(m: Machine, name: str, given: Given) -> Value:
    """`dist`: a norm of a difference."""
    gap = two(m, "sub", tensor(m, given, 0, "input"), tensor(m, given, 1, "other"))
    return collapsed(m, "linalg_vector_norm", gap, tuple(range(len(gap.shape))))


def _resized(m: Machine, array: Array, axis: int, size: Dim) -> Array:
    """A tensor cut off, or filled up with zeros, along an axis."""
    if array.shape[axis] == size:
        return array
    if m.sizes.at_least(array.shape[axis], size):
        return cut(m, array, axis, size)
    return copied(m, "constant_pad_nd", array, replaced(array.shape, axis, size))


def transform(m: Machine, name: str, given: Given) -> Value:
    """Fourier transforms: of real input to a half of complex output, and back."""
    short = name.removeprefix("fft.")
    array = tensor(m, given, 0, "input")
    if "shift" in short:
        return run(m, "roll", (array,), array.dtype)
    if short.endswith("freq"):
        raise Mismatch("frequencies of a tensor")
    rank = len(array.shape)
    many = short.endswith(("2", "n"))
    named = axes_from(m, given.at(2, "dim", (-2, -1) if short.endswith("2") else None if many else -1))
    over = axes(named, rank)
    size = given.at(1, "s" if many else "n")
    to_real, of_real = short.startswith(("irfft", "hfft")), short.startswith(("rfft", "ihfft"))
    shape = list(array.shape)
    if size is not None:
        sizes = items(m, size) if many else [size]
        for axis, one_ in zip(over, sizes or [], strict=False):
            wanted = size_from(m, one_)
            if not (to_real and axis == over[-1]):
                array = _resized(m, array, axis, wanted)
            shape[axis] = wanted
    last = over[-1]
    if of_real:
        shape[last] = dim(floordiv(shape[last], 2) + 1)
    elif to_real and size is None:
        shape[last] = dim(2 * (shape[last] - 1))
    halves = not (short in ("fft", "ifft") and kind(array.dtype) == "f")
    if halves and not of_real and kind(array.dtype) != "c":
        array = run(m, "_to_copy", (array,), {"f64": "c128"}.get(array.dtype, "c64"))
    dtype = (
        {"f64": "c128"}.get(array.dtype, "c64")
        if of_real or not halves
        else real(array.dtype)
        if to_real
        else array.dtype
    )
    result = made(m, tuple(shape), dtype)
    emit(m, "_fft_r2c" if of_real or not halves else "_fft_c2r" if to_real else "_fft_c2c", (array,), result)
    return result
