"""Solves, powers and products of matrices, and distances of vectors."""

from __future__ import annotations

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Named, Value
from adlint.frameworks.torch.elementwise import run
from adlint.frameworks.torch.factorisations import by_columns, factored
from adlint.frameworks.torch.making import default_dtype, emit, made, tensor, tensors
from adlint.frameworks.torch.products import matmul
from adlint.frameworks.torch.promotion import result_type
from adlint.shapes.broadcasting import broadcast
from adlint.shapes.dims import dim, product
from adlint.shapes.dtypes import real


def solve(m: Machine, name: str, given: Given) -> Value:
    """`linalg.solve`: the factors of the matrix are kept."""
    a, b = tensor(m, given, 0, "A"), tensor(m, given, 1, "B")
    *outer, rows, _ = a.shape
    vector = len(b.shape) == 1 or (len(b.shape) == len(a.shape) - 1 and b.shape == a.shape[:-1])
    lead = tuple(outer) if vector else broadcast(a.shape[:-2], b.shape[:-2])
    shape = (*lead, rows) if vector else (*lead, rows, b.shape[-1])
    return factored(
        m,
        "_linalg_solve_ex",
        (a, b),
        (shape, a.dtype),
        (a.shape, a.dtype),
        ((*outer, rows), "i32"),
        (tuple(outer), "i32"),
    )[0]


def solve_by_factors(m: Machine, name: str, given: Given) -> Value:
    """`lu_solve(B, LU, pivots)`, and `linalg.lu_solve(LU, pivots, B)`."""
    several = [tensor(m, given, place, "") for place in range(3)]
    factors, pivots, b = several if name.startswith("linalg") else (*several[1:], several[0])
    shape = (*broadcast(factors.shape[:-2], b.shape[:-2]), *b.shape[-2:])
    return factored(m, "linalg_lu_solve", (factors, pivots, b), (shape, b.dtype))[0]


def least_squares(m: Machine, name: str, given: Given) -> Value:
    """`linalg.lstsq`: the solution lies in the memory of a copy of the right-hand side, or of one that is longer."""
    a, b = tensor(m, given, 0, "a"), tensor(m, given, 1, "b")
    *outer, rows, columns = a.shape
    vector = len(b.shape) == len(a.shape) - 1 and b.shape == a.shape[:-1]
    lead = tuple(outer) if vector else broadcast(a.shape[:-2], b.shape[:-2])
    width = () if vector else (b.shape[-1],)
    whole = made(m, (*lead, m.sizes.larger(rows, columns), *width), b.dtype)
    strides = None if vector else by_columns(whole.shape)
    solution = m.array((*lead, columns, *width), b.dtype, "torch", whole.buffer, strides=strides)
    rest = made(m, (*lead, *width), b.dtype), made(m, tuple(outer), "i64"), made(m, (*outer, columns), real(b.dtype))
    emit(m, "linalg_lstsq", (a, b), solution, *rest, whole)
    return Named(("solution", "residuals", "rank", "singular_values"), (solution, *rest))


def triangular(m: Machine, name: str, given: Given) -> Value:
    """`solve_triangular` and `cholesky_solve`."""
    if name == "cholesky_solve":
        b, factor = tensor(m, given, 0, "B"), tensor(m, given, 1, "L")
        return factored(m, name, (b, factor), (b.shape, b.dtype))[0]
    a, b = tensor(m, given, 0, "A"), tensor(m, given, 1, "B")
    lead = broadcast(a.shape[:-2], b.shape[:-2])
    return factored(m, "linalg_solve_triangular", (a, b), ((*lead, *b.shape[-2:]), b.dtype))[0]


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
    """`multi_dot` and `chain_matmul` of two or three matrices; of more in an order that depends on sizes."""
    parts = tensors(m, given.values)
    if len(parts) == 2:
        return matmul(m, *parts)
    if len(parts) == 3 and all(len(one.shape) == 2 for one in parts):
        a, b, c = parts
        (rows, inner), (outer, columns) = a.shape, c.shape
        left, right = product((rows, outer, dim(inner + columns))), product((inner, columns, dim(rows + outer)))
        is_left = m.sizes.at_least(right, left)
        if is_left is not None:
            return matmul(m, matmul(m, a, b), c) if is_left else matmul(m, a, matmul(m, b, c))
    return m.say_unknown("the order of several products depends on their sizes", tuple(parts))


def cross(m: Machine, name: str, given: Given) -> Value:
    """`cross`."""
    a, b = tensor(m, given, 0, "input"), tensor(m, given, 1, "other")
    return factored(m, "linalg_cross", (a, b), (broadcast(a.shape, b.shape), a.dtype))[0]


def distances(m: Machine, name: str, given: Given) -> Value:
    """`dist`: a norm of a difference, that is made again from both."""
    a, b = tensor(m, given, 0, "input"), tensor(m, given, 1, "other")
    result = made(m, (), result_type([a, b], default_dtype(m)))
    emit(m, "dist", (a, b), result)
    return result
