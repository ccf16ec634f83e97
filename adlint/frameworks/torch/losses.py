"""Losses, in the steps that ATen takes."""

from __future__ import annotations

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Value
from adlint.frameworks.torch.elementwise import one, run, two
from adlint.frameworks.torch.making import NotKnown, default_dtype, emit, filled, made, optional, tensor
from adlint.frameworks.torch.promotion import result_type
from adlint.frameworks.torch.reductions import collapsed, normalised
from adlint.frameworks.torch.views import as_contiguous, reshaped
from adlint.shapes.broadcasting import broadcast
from adlint.shapes.dims import Shape, product, replaced
from adlint.trace import Array

NONE, MEAN, SUM = 0, 1, 2
# a loss of two tensors in one operation, and where its reduction stands
SIMPLE = {"mse_loss": 2, "l1_loss": 2, "smooth_l1_loss": 2, "huber_loss": 2, "soft_margin_loss": 2,
          "binary_cross_entropy": 3, "multilabel_margin_loss": 2, "multi_margin_loss": 5}  # fmt: skip

# those that are reduced within the memory of what is reduced
_IN_PLACE = frozenset("mse_loss smooth_l1_loss soft_margin_loss binary_cross_entropy".split())


def reduction(given: Given, position: int) -> int:
    """How a loss is reduced: 0 not at all, 1 to the mean, 2 to the sum."""
    found = given.at(position, "reduction", MEAN)
    if not isinstance(found, int):
        raise NotKnown("the reduction of a loss is not known")
    return found


def _reduced(m: Machine, array: Array, how: int) -> Array:
    """A loss after its reduction."""
    if how == NONE:
        return array
    return collapsed(m, "mean" if how == MEAN else "sum", array, tuple(range(len(array.shape))))


def simple(m: Machine, name: str, given: Given) -> Value:
    """A loss that is one operation, its reduction included."""
    array, target = tensor(m, given, 0, "input"), tensor(m, given, 1, "target")
    how = reduction(given, SIMPLE[name])
    if name == "l1_loss":
        return _reduced(m, one(m, "abs", two(m, "sub", array, target)), how)
    shape = broadcast(array.shape, target.shape) if how == NONE else ()
    dtype = result_type([array, target], default_dtype(m))
    result = made(m, shape, dtype) if how == NONE or name not in _IN_PLACE else _within(m, array, target, dtype)
    more = (optional(m, given.at(2, "weight")),) if name == "binary_cross_entropy" else ()
    emit(m, name, (array, target, *more), result)
    return result


def _within(m: Machine, array: Array, target: Array, dtype: str) -> Array:
    """A reduced loss, in memory that holds the loss of every element."""
    whole = filled(m, broadcast(array.shape, target.shape), dtype)
    return m.array((), dtype, "torch", whole.buffer)


def with_logits(m: Machine, name: str, given: Given) -> Value:
    """`binary_cross_entropy_with_logits`."""
    array, target = tensor(m, given, 0, "input"), tensor(m, given, 1, "target")
    weight, positive = optional(m, given.at(2, "weight")), optional(m, given.at(3, "pos_weight"))
    how = reduction(given, 4)
    result = made(m, array.shape if how == NONE else (), array.dtype)
    emit(m, name, (array, target, weight, positive), result)
    return result


def cross_entropy(m: Machine, name: str, given: Given) -> Value:
    """`cross_entropy_loss`, of class indices or of probabilities."""
    array, target = tensor(m, given, 0, "input"), tensor(m, given, 1, "target")
    weight = optional(m, given.at(2, "weight"))
    how, smoothing = reduction(given, 3), given.at(5, "label_smoothing", 0.0)
    logs = normalised(m, "log_softmax", array)
    if target.dtype[0] == "f" and target.shape == array.shape:
        return _of_probabilities(m, logs, target, weight, how, smoothing)
    loss = _likelihood(m, logs, target, weight, how)
    if smoothing in (0, 0.0):
        return loss
    smooth = _smoothing(m, logs, target, weight, how)
    return two(m, "add", two(m, "mul", loss, 1.0), two(m, "mul", smooth, 1.0))


def _smoothing(m: Machine, logs: Array, target: Array, weight: Array | None, how: int) -> Array:
    """What smooth labels add: the loss of all classes, but of targets that are ignored."""
    smooth = one(m, "neg", collapsed(m, "sum.dim_IntList", _weighted(m, logs, weight), (_classes(logs),)))
    mask = two(m, "eq", target, -100)
    smooth = run(m, "masked_fill.Scalar", (smooth, mask), smooth.dtype)
    if how != MEAN:
        return _reduced(m, smooth, how)
    total = collapsed(m, "sum", smooth, tuple(range(len(smooth.shape))))
    return two(m, "div", total, filled(m, (), "i64" if weight is None else weight.dtype))


def _classes(logs: Array) -> int:
    """The axis of classes."""
    return 1 if len(logs.shape) > 1 else 0


def _weighted(m: Machine, array: Array, weight: Array | None) -> Array:
    """A tensor times the weights of classes."""
    if weight is None:
        return array
    shape: Shape = replaced((1,) * len(array.shape), _classes(array), weight.shape[0])
    return two(m, "mul", array, reshaped(m, weight, shape))


def _of_probabilities(
    m: Machine, logs: Array, target: Array, weight: Array | None, how: int, smoothing: Value
) -> Array:
    if smoothing not in (0, 0.0):
        target = two(m, "add", two(m, "mul", target, 1.0), 1.0)
    crossed = _weighted(m, two(m, "mul", logs, target), weight)
    if how == NONE:
        return one(m, "neg", collapsed(m, "sum.dim_IntList", crossed, (_classes(logs),)))
    total = collapsed(m, "sum", crossed, tuple(range(len(logs.shape))))
    return one(m, "neg", total) if how == SUM else two(m, "div", one(m, "neg", total), 1.0)


def negative_likelihood(m: Machine, name: str, given: Given) -> Value:
    """`nll_loss` of any number of dimensions."""
    array, target = tensor(m, given, 0, "input"), tensor(m, given, 1, "target")
    weight = optional(m, given.at(2, "weight"))
    return _likelihood(m, array, target, weight, reduction(given, 3))


def _likelihood(m: Machine, logs: Array, target: Array, weight: Array | None, how: int) -> Array:
    """`nll_loss_nd`: seen in two dimensions for maps, with the sum of weights."""
    shape = target.shape
    rank = len(logs.shape)
    if rank == 3 or rank > 4:
        rest = product(logs.shape[2:])
        flat = (*logs.shape[:2], 1, rest) if rank == 3 else (*logs.shape[:2], rest, 1)
        logs, target = (as_contiguous(m, one_) for one_ in (logs, target))
        logs, target = reshaped(m, logs, flat), reshaped(m, target, (target.shape[0], *flat[2:]))
    overload = "nll_loss_forward" if rank <= 2 else "nll_loss2d_forward"
    inner = () if how != NONE else target.shape
    result, total = made(m, inner, logs.dtype), made(m, (), logs.dtype)
    emit(m, overload, (logs, target, weight), result, total)
    return reshaped(m, result, shape) if how == NONE and inner != shape else result


def divergence(m: Machine, name: str, given: Given) -> Value:
    """`kl_div`."""
    array, target = tensor(m, given, 0, "input"), tensor(m, given, 1, "target")
    how, log = reduction(given, 2), given.at(3, "log_target", False) is True
    if log:
        found = two(m, "mul", one(m, "exp", target), two(m, "sub", target, array))
    else:
        found = two(m, "sub", two(m, "xlogy", target, target), two(m, "mul", target, array))
    return _reduced(m, found, how)


def margin_ranking(m: Machine, name: str, given: Given) -> Value:
    """`margin_ranking_loss`."""
    a, b, target = tensor(m, given, 0, "input1"), tensor(m, given, 1, "input2"), tensor(m, given, 2, "target")
    shifted = two(m, "add", two(m, "mul", one(m, "neg", target), two(m, "sub", a, b)), 1.0, inplace=True)
    return _reduced(m, _floored(m, shifted, inplace=True), reduction(given, 4))


def _floored(m: Machine, array: Array, *, inplace: bool) -> Array:
    return run(m, "clamp_min", (array,), array.dtype, array if inplace else None)


def cosine_embedding(m: Machine, name: str, given: Given) -> Value:
    """`cosine_embedding_loss`: products of both with themselves and each other, and two branches by the target."""
    a, b, target = tensor(m, given, 0, "input1"), tensor(m, given, 1, "input2"), tensor(m, given, 2, "target")
    axis = (len(a.shape) - 1,)

    def summed(x: Array, y: Array) -> Array:
        return collapsed(m, "sum.dim_IntList", two(m, "mul", x, y), axis)

    both = summed(a, b)
    squares = [two(m, "add", summed(one_, one_), 1.0, inplace=True) for one_ in (a, b)]
    root = one(m, "sqrt", two(m, "mul", *squares))
    cosine = two(m, "div", both, root)
    zeros = made(m, cosine.shape, cosine.dtype)
    emit(m, "empty", (), zeros)
    near, far = two(m, "rsub", cosine, 1.0), _floored(m, two(m, "sub", cosine, 1.0), inplace=True)
    parts = [
        run(m, "where.self", (two(m, "eq", target, sign), part, zeros), part.dtype)
        for sign, part in ((1, near), (-1, far))
    ]
    return _reduced(m, two(m, "add", *parts), reduction(given, 4))


def triplet(m: Machine, name: str, given: Given) -> Value:
    """`triplet_margin_loss`: distances of pairs of rows."""
    anchor, positive, negative = (tensor(m, given, n, k) for n, k in enumerate(("anchor", "positive", "negative")))
    near, far = pairwise(m, anchor, positive), pairwise(m, anchor, negative)
    if given.at(6, "swap", False) is True:
        far = two(m, "minimum", far, pairwise(m, positive, negative))
    shifted = two(m, "sub", two(m, "add", near, 1.0), far)
    return _reduced(m, _floored(m, shifted, inplace=False), reduction(given, 7))


def pairwise(m: Machine, a: Array, b: Array, *, keeps: bool = False) -> Array:
    """`pairwise_distance`: norms of differences, by rows."""
    gap = two(m, "add", two(m, "sub", a, b), 1e-6)
    axis = (len(gap.shape) - 1,)
    return collapsed(m, "linalg_vector_norm", gap, axis, keeps=keeps)


def pairwise_distance(m: Machine, name: str, given: Given) -> Value:
    """`pairwise_distance`."""
    keeps = given.at(4, "keepdim", False) is True
    return pairwise(m, tensor(m, given, 0, "x1"), tensor(m, given, 1, "x2"), keeps=keeps)


def poisson(m: Machine, name: str, given: Given) -> Value:
    """`poisson_nll_loss`, of the logarithm of rates or of rates."""
    array, target = tensor(m, given, 0, "input"), tensor(m, given, 1, "target")
    if given.at(3, "full") is True:
        raise NotKnown("the whole of a likelihood")
    if given.at(2, "log_input", True) is not False:
        found = two(m, "sub", one(m, "exp", array), two(m, "mul", target, array))
    else:
        found = two(m, "sub", array, two(m, "mul", target, one(m, "log", two(m, "add", array, 1e-8))))
    return _reduced(m, found, reduction(given, 5))


def hinge(m: Machine, name: str, given: Given) -> Value:
    """`hinge_embedding_loss`: two branches by the target."""
    array, target = tensor(m, given, 0, "input"), tensor(m, given, 1, "target")
    zeros = filled(m, array.shape, array.dtype)
    far = _floored(m, two(m, "rsub", array, 1.0), inplace=False)
    parts = [
        run(m, "where.self", (two(m, "ne", target, sign), part, zeros), array.dtype)
        for sign, part in ((1, far), (-1, array))
    ]
    return _reduced(m, two(m, "add", *parts), reduction(given, 3))


def log_sigmoid(m: Machine, name: str, given: Given) -> Value:
    """`log_sigmoid`, which keeps a buffer on the CPU."""
    array = tensor(m, given, 0, "input")
    result, buffer = (made(m, array.shape, array.dtype) for _ in range(2))
    emit(m, "log_sigmoid_forward", (array,), result, buffer)
    return result
