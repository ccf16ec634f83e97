"""Products of matrices, in the steps that ATen takes: what is kept are the operands of `mm`, `bmm`, `addmm`."""

from __future__ import annotations

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import Ref, Value
from adlint.frameworks.arguments import axes_from
from adlint.frameworks.torch.axes import axes
from adlint.frameworks.torch.elementwise import two
from adlint.frameworks.torch.layout import kept, strides_of
from adlint.frameworks.torch.making import as_tensor, default_dtype, emit, made, needs_gradient, optional, tensor
from adlint.frameworks.torch.promotion import result_type
from adlint.frameworks.torch.reductions import collapsed
from adlint.frameworks.torch.views import expanded, permute, reshaped, swapped, unsqueezed, view
from adlint.shapes.broadcasting import broadcast, same
from adlint.shapes.dims import Mismatch, Shape, product
from adlint.trace import Array


def _multiplied(m: Machine, name: str, operands: tuple[Array, ...], shape: Shape) -> Array:
    a, b = operands[-2:]
    if name != "dot" and same(a.shape[-1], b.shape[-1] if name == "mv" else b.shape[-2]) is False:
        raise Mismatch(f"shapes {a.shape} and {b.shape} do not go together in a product of matrices")
    result = made(m, shape, result_type(list(operands), default_dtype(m)))
    emit(m, name, operands, result)
    return result


def mm(m: Machine, a: Array, b: Array) -> Array:
    """A product of two matrices."""
    return _multiplied(m, "mm", (a, b), (a.shape[0], b.shape[1]))


def bmm(m: Machine, a: Array, b: Array) -> Array:
    """Products of as many pairs of matrices."""
    return _multiplied(m, "bmm", (a, b), (a.shape[0], a.shape[1], b.shape[2]))


def matmul(m: Machine, a: Array, b: Array) -> Array:
    """`a @ b`, taken apart as `at::matmul` does."""
    ranks = (len(a.shape), len(b.shape))
    match ranks:
        case (0, _) | (_, 0):
            raise Mismatch("a product of matrices needs at least one dimension on both sides")
        case (1, 1):
            return _multiplied(m, "dot", (a, b), ())
        case (2, 1):
            return _multiplied(m, "mv", (a, b), a.shape[:1])
        case (1, 2):
            found = mm(m, unsqueezed(m, a, 0), b)
            return reshaped(m, found, found.shape[1:])
        case (2, 2):
            return mm(m, a, b)
    if _folds(m, a, b):
        return _folded(m, a, b)
    return _batched(m, a, b)


def _folds(m: Machine, a: Array, b: Array) -> bool:
    """Whether the larger operand is seen as one matrix, so that the smaller need not be repeated (`should_fold`)."""
    is_first = len(a.shape) >= len(b.shape)
    larger, smaller = (a, b) if is_first else (b, a)
    rank = len(larger.shape)
    if not (rank >= 3 and len(smaller.shape) <= 2):
        return False
    if needs_gradient(m, smaller):
        return True
    if len(a.shape) == 2:
        return False
    places = (*range(rank - 2), rank - 2, rank - 1) if is_first else (*range(rank - 2), rank - 1, rank - 2)
    sizes, steps = ([of[axis] for axis in places] for of in (larger.shape, strides_of(larger)))
    return all(steps[n] == product((steps[n + 1], sizes[n + 1])) for n in range(rank - 2))


def _folded(m: Machine, a: Array, b: Array) -> Array:
    larger = len(a.shape) >= len(b.shape)
    first = a if larger else swapped(m, b, -2, -1)
    second = b if larger else (permute(m, a, (1, 0)) if len(a.shape) == 2 else a)
    rows = reshaped(m, first, (product(first.shape[:-1]), first.shape[-1]))
    outer = first.shape[:-1]
    if len(second.shape) == 1:
        return view(m, "_unsafe_view", _multiplied(m, "mv", (rows, second), rows.shape[:1]), outer, None)
    found = view(m, "_unsafe_view", mm(m, rows, second), (*outer, second.shape[1]), None)
    return found if larger else swapped(m, found, -2, -1)


def _batched(m: Machine, a: Array, b: Array) -> Array:
    rows = a.shape[-2] if len(a.shape) > 1 else 1
    inner = a.shape[-1]
    columns = b.shape[-1] if len(b.shape) > 1 else 1
    outer = broadcast(a.shape[:-2], b.shape[:-2])
    are_matrices = (len(a.shape) > 1, len(b.shape) > 1)
    if len(a.shape) == 1:
        a = unsqueezed(m, a, 0)
    if len(b.shape) == 1:
        b = unsqueezed(m, b, 1)
    count = product(outer)
    left = reshaped(m, expanded(m, a, (*outer, rows, inner)), (count, rows, inner))
    right = reshaped(m, expanded(m, b, (*outer, b.shape[-2], columns)), (count, b.shape[-2], columns))
    found = bmm(m, left, right)
    return view(
        m,
        "_unsafe_view",
        found,
        (*outer, *((rows,) if are_matrices[0] else ()), *((columns,) if are_matrices[1] else ())),
        None,
    )


def multiplied(m: Machine, name: str, given: Given) -> Value:
    """`matmul`, `mm`, `bmm`, `mv`, `dot`, `inner` and their kin."""
    a, b = tensor(m, given, 0, "input"), as_tensor(m, _second(given))
    match name:
        case "bmm":
            return bmm(m, a, b)
        case "mm":
            return mm(m, a, b)
        case "inner" if len(a.shape) > 0 < len(b.shape) and max(len(a.shape), len(b.shape)) > 1:
            return tensordot(m, name, Given((a, b, ((-1,), (-1,)))))
        case _:
            return matmul(m, a, b)


def _second(given: Given) -> Value:
    for name in ("other", "mat2", "vec", "tensor", "vec2"):
        if name in given.keywords:
            return given.keywords[name]
    return given.at(1, "other")


def added(m: Machine, name: str, given: Given, *, inplace: bool = False) -> Value:
    """`addmm`, `baddbmm`, `addmv`, `addr`, `addbmm`: a product on top of a tensor."""
    base, a, b = (as_tensor(m, given.positional[number]) for number in range(3))
    match name:
        case "addmv":
            shape: Shape = a.shape[:1]
        case "addr":
            shape = (*a.shape, *b.shape)
        case "addbmm":
            shape = (a.shape[1], b.shape[-1])
        case _:
            shape = (*a.shape[:-1], b.shape[-1])
    strides = kept(m.sizes, base) if name == "addr" and base.shape == shape else None
    result = base if inplace else made(m, shape, base.dtype, strides)
    emit(m, name, (base, a, b), result, inplace=inplace)
    return result


def linear(m: Machine, name: str, given: Given) -> Value:
    """`linear`: `addmm` of rows where they follow each other in memory, else a product and a sum."""
    a, weight, bias = tensor(m, given, 0, "input"), tensor(m, given, 1, "weight"), optional(m, given.at(2, "bias"))
    return affine(m, a, weight, bias)


def affine(m: Machine, a: Array, weight: Array, bias: Array | None) -> Array:
    """x·Wᵀ + b."""
    turned = permute(m, weight, (1, 0)) if len(weight.shape) == 2 else weight
    if bias is not None and len(weight.shape) == 2:
        if len(a.shape) == 2:
            return _addmm(m, bias, a, turned)
        if len(a.shape) > 2 and a.strides is None:
            rows = reshaped(m, a, (product(a.shape[:-1]), a.shape[-1]))
            return view(m, "view", _addmm(m, bias, rows, turned), (*a.shape[:-1], weight.shape[0]), None)
    found = matmul(m, a, turned)
    # of a view that nobody else sees it makes no difference whether the sum is written in place
    return found if bias is None else two(m, "add", found, bias, inplace=found.number == found.buffer)


def _addmm(m: Machine, bias: Array, a: Array, b: Array) -> Array:
    return _multiplied(m, "addmm", (bias, a, b), (a.shape[0], b.shape[1]))


def bilinear(m: Machine, name: str, given: Given) -> Value:
    """`bilinear`: one operation, and the bias on top."""
    a, b, weight = (tensor(m, given, n, k) for n, k in enumerate(("input1", "input2", "weight")))
    bias = optional(m, given.at(3, "bias"))
    rows = product(a.shape[:-1])
    flat = [reshaped(m, one, (rows, one.shape[-1])) for one in (a, b)]
    result = made(m, (rows, weight.shape[0]), a.dtype)
    emit(m, "_trilinear", (flat[0], weight, flat[1]), result)
    found = reshaped(m, result, (*a.shape[:-1], weight.shape[0]))
    return found if bias is None else two(m, "add", found, bias)


def outer(m: Machine, name: str, given: Given) -> Value:
    """`outer`: a product of a column and a row, element by element."""
    a, b = tensor(m, given, 0, "input"), as_tensor(m, _second(given))
    column = reshaped(m, a, (a.shape[0], 1))
    return two(m, "mul", column, b)


def tensordot(m: Machine, name: str, given: Given) -> Value:
    """`tensordot`: both operands permuted and seen as matrices."""
    a, b = tensor(m, given, 0, "a"), tensor(m, given, 1, "b")
    wanted = given.at(2, "dims", 2)
    if isinstance(wanted, int):
        over_a = tuple(range(len(a.shape) - wanted, len(a.shape)))
        over_b = tuple(range(wanted))
    else:
        pair = items(m, wanted) or []
        over_a, over_b = (
            axes(axes_from(m, one) if isinstance(one, Ref | tuple) else one, len(x.shape))
            for one, x in zip(pair, (a, b), strict=True)
        )
    for x, y in zip(over_a, over_b, strict=True):  # a size of 1 goes with any other
        if a.shape[x] == 1 != b.shape[y]:
            b = collapsed(m, "sum.dim_IntList", b, (y,), keeps=True)
        elif b.shape[y] == 1 != a.shape[x]:
            a = collapsed(m, "sum.dim_IntList", a, (x,), keeps=True)
    if len(over_a) == len(a.shape) == len(b.shape) and over_a == over_b:
        whole = two(m, "mul", a, b)
        return collapsed(m, "sum", whole, tuple(range(len(whole.shape))))
    left = [axis for axis in range(len(a.shape)) if axis not in over_a]
    right = [axis for axis in range(len(b.shape)) if axis not in over_b]
    inner = product(a.shape[axis] for axis in over_a)
    shape = (*(a.shape[axis] for axis in left), *(b.shape[axis] for axis in right))
    rows = reshaped(m, permute(m, a, (*left, *over_a)), (product(a.shape[axis] for axis in left), inner))
    columns = reshaped(m, permute(m, b, (*over_b, *right)), (inner, product(b.shape[axis] for axis in right)))
    return reshaped(m, mm(m, rows, columns), shape)


def kronecker(m: Machine, name: str, given: Given) -> Value:
    """`kron`: a product of both seen with twice the axes."""
    a, b = tensor(m, given, 0, "input"), as_tensor(m, _second(given))
    rank = max(len(a.shape), len(b.shape))
    first, second = ((1,) * (rank - len(one.shape)) + one.shape for one in (a, b))
    wide = tuple(size for one in first for size in (one, 1))
    deep = tuple(size for one in second for size in (1, one))
    found = two(m, "mul", reshaped(m, a, wide), reshaped(m, b, deep))
    return view(m, "_unsafe_view", found, tuple(product(pair) for pair in zip(first, second, strict=True)), None)
