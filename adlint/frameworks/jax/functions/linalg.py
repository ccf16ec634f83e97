"""`jax.numpy.linalg`, `jax.scipy.linalg`, `jax.lax.linalg`."""

from __future__ import annotations

from adlint.evaluate.libraries import NO_MODEL
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Value
from adlint.frameworks.arguments import axes_from
from adlint.frameworks.jax import primitives as lax
from adlint.frameworks.jax.arguments import Function, named
from adlint.frameworks.jax.numpy.elementwise import absolute, chosen
from adlint.frameworks.jax.numpy.indexing import item
from adlint.frameworks.jax.numpy.making import wanted_shape
from adlint.frameworks.jax.numpy.products import FUNCTIONS as PRODUCTS
from adlint.frameworks.jax.numpy.products import matrix_product
from adlint.frameworks.jax.numpy.reductions import extreme, summed
from adlint.frameworks.jax.primitives import add, bind, div, elementwise, mul, sub, swap_last
from adlint.frameworks.jax.promotion import inexact, joined
from adlint.frameworks.jax.values import array, broadcast_to
from adlint.shapes.broadcasting import broadcast
from adlint.shapes.dtypes import real
from adlint.trace import Array


def _matrix(m: Machine, value: Value) -> Array:
    x = array(m, value)
    return lax.convert(m, x, inexact(m, x.dtype))


def _adjoint(m: Machine, x: Array) -> Array:
    swapped = swap_last(m, x)
    return elementwise(m, "conj", swapped) if lax.is_complex(x) else swapped


def _cholesky(m: Machine, name: str, given: Given) -> Value:
    """The lower factor; an upper one is its transpose."""
    x = _matrix(m, given.positional[0])
    is_upper = not _is_lower(name, given)
    if name.startswith(("numpy", "linalg", "lax")):
        if name != "lax.linalg.cholesky" or given.keywords.get("symmetrize_input", True) is not False:
            x = div(m, add(m, x, _adjoint(m, x)), 2.0)
    elif is_upper:
        x = _adjoint(m, x)
    factor = lax.triangle(m, bind(m, "cholesky", (x,), x.shape, x.dtype))
    if is_upper:
        factor = _adjoint(m, factor)
    return (factor, not is_upper) if name.endswith("cho_factor") else factor


def _is_lower(name: str, given: Given) -> bool:
    if name.startswith("scipy"):
        return given.at(1, "lower", False) is True
    return given.keywords.get("upper") is not True


def _solve(m: Machine, name: str, given: Given) -> Value:
    a, b = _same_dtype(m, given)
    if name.startswith("scipy") and given.keywords.get("assume_a") == "pos":
        held = elementwise(m, "stop_gradient", a)
        factor = lax.triangle(m, bind(m, "cholesky", (held,), a.shape, a.dtype))
        return _reusing(m, a, (factor, None), b)
    return solve(m, a, b)


def _same_dtype(m: Machine, given: Given) -> tuple[Array, Array]:
    a, b = (array(m, one) for one in given.positional[:2])
    dtype = inexact(m, joined(m, (a, b))[0])
    return lax.convert(m, a, dtype), lax.convert(m, b, dtype)


def solve(m: Machine, a: Array, b: Array) -> Array:
    """`solve`: of one right-hand side, or of several as a batch of them."""
    held = elementwise(m, "stop_gradient", a)
    factors, _, order = _factors(m, held)
    return _reusing(m, a, (factors, order), b)


def _reusing(m: Machine, a: Array, factors: tuple[Array, Array | None], b: Array) -> Array:
    """A `custom_linear_solve`, which uses the factors again where it is differentiated."""
    if len(b.shape) == 1 and len(a.shape) == 2:
        return bind(m, "linear_solve", (a, *factors, b), b.shape, b.dtype)
    outer = broadcast(a.shape[:-2], b.shape[:-2])
    wide = broadcast_to(m, b, (*outer, *b.shape[-2:])) if len(b.shape) >= len(a.shape) else b
    assert isinstance(wide, Array)
    rows = swap_last(m, wide)
    return swap_last(m, bind(m, "linear_solve", (a, *factors, rows), rows.shape, b.dtype))


def _factors(m: Machine, a: Array) -> tuple[Array, Array, Array]:
    least = min(a.shape[-2:], key=str) if a.shape[-1] != a.shape[-2] else a.shape[-1]
    results = (
        m.array(a.shape, a.dtype, "jax"), m.array((*a.shape[:-2], least), "i32", "jax"),
        m.array(a.shape[:-1], "i32", "jax"),
    )  # fmt: skip
    m.emit("lax.lu", (a,), *results)
    return results


def _inverse(m: Machine, name: str, given: Given) -> Value:
    a = _matrix(m, given.positional[0])
    size = a.shape[-1]
    mask = lax.compare(m, "eq", add(m, lax.iota(m, (size, size), "i32"), 0), lax.iota(m, (size, size), "i32"))
    unit = lax.convert(m, mask, a.dtype)
    return solve(m, a, broadcast_to(m, unit, a.shape))


def _determinant(m: Machine, name: str, given: Given) -> Value:
    """`det`, written out for small matrices; else by a factorisation."""
    a = _matrix(m, given.positional[0])
    if a.shape[-1] in (2, 3):
        return _written_out(m, a)
    m.sizes.takes(a.shape[-1], 4)
    result = m.array(a.shape[:-2], a.dtype, "jax")
    m.emit("lax.determinant", (a,), result)
    return result


def _written_out(m: Machine, a: Array) -> Array:
    def at(i: int, j: int) -> Array:
        return item(m, a, (..., i, j))

    if a.shape[-1] == 2:
        return sub(m, mul(m, at(0, 0), at(1, 1)), mul(m, at(0, 1), at(1, 0)))
    rows = (((0, 0), (1, 1), (2, 2)), ((0, 1), (1, 2), (2, 0)), ((0, 2), (1, 0), (2, 1)), ((0, 2), (1, 1), (2, 0)),
            ((0, 0), (1, 2), (2, 1)), ((0, 1), (1, 0), (2, 2)))  # fmt: skip
    terms = [mul(m, mul(m, at(*one), at(*other)), at(*third)) for one, other, third in rows]
    total = add(m, add(m, terms[0], terms[1]), terms[2])
    for term in terms[3:]:
        total = sub(m, total, term)
    return total


def _log_determinant(m: Machine, name: str, given: Given) -> Value:
    """`slogdet`: sign and logarithm."""
    a = _matrix(m, given.positional[0])
    results = tuple(m.array(a.shape[:-2], dtype, "jax") for dtype in (a.dtype, real(a.dtype)))
    if a.shape[-1] in (1, 2):
        m.emit("lax.small_slogdet", (a,), *results)
        return results
    m.sizes.takes(a.shape[-1], 3)
    m.emit("lax.slogdet", (a,), *results)
    return results


def _least_squares(m: Machine, name: str, given: Given) -> Value:
    """`lstsq`, by a singular value decomposition."""
    a, b = _same_dtype(m, given)
    wide = lax.expand_dims(m, b, (1,)) if len(b.shape) == 1 else b
    parts = _svd(m, name, Given((a, False)))
    u, s, vt = (array(m, one) for one in parts) if isinstance(parts, tuple) else (a, a, a)
    first = item(m, s, 0)
    mask = elementwise(m, "and", lax.compare(m, "gt", s, 0), lax.compare(m, "ge", s, mul(m, 1e-6, first)))
    safe = chosen(m, mask, s, 1)
    inverse = lax.expand_dims(m, chosen(m, mask, div(m, 1.0, safe), 0), (1,))
    inner = mul(m, inverse, matrix_product(m, _adjoint(m, u), wide))
    x = matrix_product(m, _adjoint(m, vt), inner)
    rest = elementwise(m, "sqrt", summed(m, elementwise(m, "square", sub(m, wide, matrix_product(m, a, x))), 0))
    rank = summed(m, mask, None)
    return (lax.reshape(m, x, (x.size,)) if wide is not b else x), lax.integer_pow(m, rest, 2), rank, s


def _norm(m: Machine, name: str, given: Given) -> Value:
    x, order, axis, keeps = named(given, "x ord axis keepdims")
    x = _matrix(m, x)
    over = axes_from(m, axis)
    if order in (None, 2, "fro") and not (order == 2 and over is None and len(x.shape) == 2):
        squared = lax.real_part(m, mul(m, x, elementwise(m, "conj", x))) if lax.is_complex(x) else mul(m, x, x)
        return elementwise(m, "sqrt", summed(m, squared, over, keeps=keeps))
    size = absolute(m, x)
    if order == 1 and (over is not None or len(x.shape) == 1):
        return summed(m, size, over, keeps=keeps)
    if order in (float("inf"), float("-inf")) and (over is not None or len(x.shape) == 1):
        name, initial = ("reduce_max", 0) if order == float("inf") else ("reduce_min", None)
        return extreme(m, name, size, over, keeps, initial)
    return NO_MODEL


def _eigh(m: Machine, name: str, given: Given) -> Value:
    """Values and vectors of a symmetric matrix."""
    a = _matrix(m, given.positional[0])
    a = div(m, add(m, a, _adjoint(m, a)), 2.0)
    values, vectors = m.array(a.shape[:-1], real(a.dtype), "jax"), m.array(a.shape, a.dtype, "jax")
    m.emit("lax.eigh", (a,), vectors, values)
    return values if name.endswith("eigvalsh") else (values, vectors)


def _qr(m: Machine, name: str, given: Given) -> Value:
    a = _matrix(m, given.positional[0])
    rows, columns = a.shape[-2:]
    mode = given.at(1, "mode", "reduced")
    # there are derivatives of matrices that are at least as tall as they are wide: others are not asked for
    least = columns if m.sizes.takes(rows, columns) else m.sizes.smaller(rows, columns)
    inner = rows if mode in ("full", "complete") else least
    q, r = m.array((*a.shape[:-1], inner), a.dtype, "jax"), m.array((*a.shape[:-2], inner, columns), a.dtype, "jax")
    m.emit("lax.qr", (a,), q, r)
    return r if mode == "r" else (q, r)


def _svd(m: Machine, name: str, given: Given) -> Value:
    a = _matrix(m, given.positional[0])
    rows, columns = a.shape[-2:]
    least = m.sizes.smaller(rows, columns)
    whole = given.at(1, "full_matrices", True) is not False
    values = m.array((*a.shape[:-2], least), real(a.dtype), "jax")
    if given.at(2, "compute_uv", True) is False or name.endswith("svdvals"):
        m.emit("lax.svd", (a,), values)
        return values
    u = m.array((*a.shape[:-1], rows if whole else least), a.dtype, "jax")
    vt = m.array((*a.shape[:-2], columns if whole else least, columns), a.dtype, "jax")
    m.emit("lax.svd", (a,), values, u, vt)
    return u, values, vt


def _triangular(m: Machine, name: str, given: Given) -> Value:
    a, b = _same_dtype(m, given)
    if name.startswith("lax"):
        left = given.keywords.get("left_side") is True
        if len(b.shape) == len(a.shape) - 1:  # one vector for each matrix
            place = len(b.shape) if left else len(b.shape) - 1
            wide = lax.expand_dims(m, b, (place,))
            assert isinstance(wide, Array)
            return lax.squeeze(m, lax.triangular_solve(m, a, wide, left=left), (place,))
        return lax.triangular_solve(m, a, b, left=left)
    return _left(m, a, b)


def _tridiagonal(m: Machine, name: str, given: Given) -> Value:
    """`tridiagonal_solve(dl, d, du, b)`."""
    held = [array(m, one) for one in named(given, "dl d du b")]
    return bind(m, "tridiagonal_solve", held, held[3].shape, held[3].dtype)


def _left(m: Machine, a: Array, b: Array) -> Array:
    wide = lax.expand_dims(m, b, (len(b.shape),)) if len(b.shape) == 1 else b
    assert isinstance(wide, Array)
    result = lax.triangular_solve(m, a, wide, left=True)
    return lax.squeeze(m, result, (len(b.shape),)) if wide is not b else result


def _by_cholesky(m: Machine, factor: Array, b: Array) -> Array:
    return _left(m, factor, _left(m, factor, b))


def _cho_solve(m: Machine, name: str, given: Given) -> Value:
    pair = given.positional[0]
    if not isinstance(pair, tuple):
        return m.say_unknown("the factor for `cho_solve` is not known", given.positional)
    a, b = _same_dtype(m, Given((pair[0], given.positional[1])))
    return _by_cholesky(m, a, b)


def _lu(m: Machine, name: str, given: Given) -> Value:
    a = _matrix(m, given.positional[0])
    factors, pivots, order = _factors(m, a)
    return (factors, pivots, order) if name.startswith("lax") else (factors, pivots)


def _permutation(m: Machine, name: str, given: Given) -> Value:
    """The order of rows that pivots stand for."""
    pivots, size = named(given, "pivots permutation_size")
    held = array(m, pivots)
    return bind(m, "lu_pivots_to_permutation", (held,), (*held.shape[:-1], *wanted_shape(m, size)), "i32")


def _power(m: Machine, name: str, given: Given) -> Value:
    """`matrix_power`: by repeated squaring."""
    a, n = array(m, given.positional[0]), given.at(1, "n")
    if not isinstance(n, int) or n < 1:
        return m.say_unknown("a power of a matrix that is not known", given.positional)
    result, square = None, a
    while n:
        if n % 2:
            result = square if result is None else matrix_product(m, result, square)
        n //= 2
        if n:
            square = matrix_product(m, square, square)
    return result


def _same_as(functions: dict[str, Function], name: str) -> Function:
    return lambda m, _, given: functions[name](m, name, given)


_BOTH = ("numpy.linalg", "linalg", "scipy.linalg")


def _under(names: str, function: Function, roots: tuple[str, ...] = _BOTH) -> dict[str, Function]:
    return {f"{root}.{name}": function for root in roots for name in names.split()}


FUNCTIONS: dict[str, Function] = {
    **_under("cholesky", _cholesky), "scipy.linalg.cho_factor": _cholesky, "lax.linalg.cholesky": _cholesky,
    **_under("solve", _solve), **_under("inv", _inverse), **_under("det", _determinant),
    **_under("slogdet", _log_determinant), **_under("lstsq", _least_squares),
    **_under("norm vector_norm matrix_norm", _norm), **_under("eigh eigvalsh", _eigh), **_under("qr", _qr),
    **_under("svd svdvals", _svd), "scipy.linalg.solve_triangular": _triangular,
    "lax.linalg.triangular_solve": _triangular, "lax.linalg.tridiagonal_solve": _tridiagonal,
    "scipy.linalg.cho_solve": _cho_solve, "lax.linalg.lu": _lu,
    "scipy.linalg.lu_factor": _lu,
    "lax.linalg.lu_pivots_to_permutation": _permutation, **_under("matrix_power", _power),
    **{f"numpy.linalg.{name}": _same_as(PRODUCTS, name) for name in ("matmul", "outer", "tensordot", "vecdot")},
}  # fmt: skip
