"""Normalisation, dropout, embeddings and attention, in the steps that ATen takes."""

from __future__ import annotations

from collections.abc import Sequence

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Value
from adlint.frameworks.arguments import size_from
from adlint.frameworks.torch.elementwise import cast, run, two
from adlint.frameworks.torch.layout import by_channels, dense, kept, order, strides_of
from adlint.frameworks.torch.making import emit, filled, made, needs_gradient, optional, shape_named, tensor
from adlint.frameworks.torch.products import matmul
from adlint.frameworks.torch.reductions import collapsed, normalised
from adlint.frameworks.torch.views import copied, expanded, reshaped, swapped, unsqueezed
from adlint.shapes.dims import Dim, Shape, dim, product, quotient
from adlint.trace import Array


def batch_norm(m: Machine, name: str, given: Given) -> Value:
    """`batch_norm`: keeps the mean and the deviation of the batch in training, none when evaluated."""
    array = tensor(m, given, 0, "input")
    return _batch_norm(m, array, _by_channel(m, given), training=given.at(5, "training") is not False)


def _by_channel(m: Machine, given: Given) -> list[Array | None]:
    """What a normalisation has for each channel: weight, bias, running mean and variance."""
    return [optional(m, given.at(n, k)) for n, k in enumerate(("weight", "bias", "running_mean", "running_var"), 1)]


def _batch_norm(m: Machine, array: Array, channels: Sequence[Array | None], *, training: bool) -> Array:
    size: Dim = array.shape[1] if training else 0
    result = made(m, array.shape, array.dtype, by_channels(array, array.shape))
    emit(m, "native_batch_norm", (array, *channels), result, *_statistics(m, array, (size,), channels[0]))
    return result


def _statistics(m: Machine, array: Array, shape: Shape, weight: Array | None) -> tuple[Array, Array]:
    """Mean and deviation, as wide as the weights are (`param_scalar_type`)."""
    dtype = array.dtype if weight is None else weight.dtype
    return made(m, shape, dtype), made(m, shape, dtype)


def instance_norm(m: Machine, name: str, given: Given) -> Value:
    """`instance_norm`: a batch norm of each instance's channels, the weights repeated."""
    array = tensor(m, given, 0, "input")
    parts = _by_channel(m, given)
    batch, channels, *rest = array.shape
    every = [None if one is None else copied(m, "repeat", one, (product((batch, one.shape[0])),)) for one in parts]
    plain = array if array.strides is None else copied(m, "clone", array, array.shape)
    rows = reshaped(m, plain, (1, product((batch, channels)), *rest))
    found = _batch_norm(m, rows, every, training=given.at(5, "use_input_stats") is not False)
    return reshaped(m, found, array.shape)


def layer_norm(m: Machine, name: str, given: Given) -> Value:
    """`layer_norm`."""
    array, over = tensor(m, given, 0, "input"), shape_named(m, given.at(1, "normalized_shape"))
    weight, bias = optional(m, given.at(2, "weight")), optional(m, given.at(3, "bias"))
    shape: Shape = (*array.shape[: len(array.shape) - len(over)], *(1 for _ in over))
    result = made(m, array.shape, array.dtype)
    emit(m, "native_layer_norm", (array, weight, bias), result, *_statistics(m, array, shape, weight))
    return result


def _wide(dtype: str) -> str:
    return "f32" if dtype in ("f16", "bf16") else dtype


def group_norm(m: Machine, name: str, given: Given) -> Value:
    """`group_norm`."""
    array, groups = tensor(m, given, 0, "input"), given.at(1, "num_groups")
    weight, bias = optional(m, given.at(2, "weight")), optional(m, given.at(3, "bias"))
    strides = by_channels(array, array.shape)
    plain = array if array.strides == strides else copied(m, "clone", array, array.shape)
    shape: Shape = (array.shape[0], size_from(m, groups))
    result = made(m, array.shape, array.dtype, strides)
    emit(m, "native_group_norm", (plain, weight, bias), result, *_statistics(m, array, shape, weight))
    return result


def rms_norm(m: Machine, name: str, given: Given) -> Value:
    """`rms_norm`: squares, their mean, its root, and two products."""
    array, over = tensor(m, given, 0, "input"), shape_named(m, given.at(1, "normalized_shape"))
    weight = optional(m, given.at(2, "weight"))
    squares = two(m, "pow", array, 2)
    rank = len(array.shape)
    mean = collapsed(m, "mean.dim", squares, tuple(range(rank - len(over), rank)), keeps=True)
    root = run(m, "rsqrt", (two(m, "add", mean, 1.0, inplace=True),), mean.dtype)
    found = two(m, "mul", array, root)
    return found if weight is None else two(m, "mul", found, weight)


def dropout(m: Machine, name: str, given: Given, *, inplace: bool = False) -> Value:
    """`dropout` and those of whole features: a product with noise, or nothing when evaluated."""
    array, share = tensor(m, given, 0, "input"), given.at(1, "p")
    if given.at(2, "train", given.keywords.get("training")) is False or share == 0:
        return array
    shape = array.shape if "feature" not in name else (*array.shape[:2], *(1 for _ in array.shape[2:]))
    noise = made(m, shape, array.dtype, kept(m.sizes, array) if shape == array.shape else None)
    emit(m, "empty", (), noise)
    if "alpha" in name:
        shift = two(m, "mul", noise, 1.0)
        return two(m, "add", two(m, "mul", array, noise, inplace=inplace), shift, inplace=inplace)
    return two(m, "mul", array, noise, inplace=inplace)


def embedding(m: Machine, name: str, given: Given) -> Value:
    """`embedding`: rows of a table."""
    weight, index = tensor(m, given, 0, "weight"), tensor(m, given, 1, "indices")
    result = made(m, (*index.shape, *weight.shape[1:]), weight.dtype)
    emit(m, "embedding", (weight, index), result)
    return result


def embedding_bag(m: Machine, name: str, given: Given) -> Value:
    """`embedding_bag`: rows of a table, summed by bags; which bag an index is in is kept, but for plain sums."""
    weight, index, offsets = (tensor(m, given, n, k) for n, k in enumerate(("weight", "indices", "offsets")))
    mode, last = given.at(4, "mode", 0), given.at(7, "include_last_offset") is True
    bags = dim(offsets.shape[0] - last)
    whole = filled(m, (dim(index.shape[0] + 1) if mode != 0 else 0,), "i64")
    places = m.array((index.shape[0] if mode != 0 else 0,), "i64", "torch", whole.buffer)
    largest: Shape = (bags, weight.shape[1]) if mode == 2 else (bags,)
    counts = filled(m, offsets.shape, "i64")
    sizes = m.array((bags,), "i64", "torch", counts.buffer)
    results = made(m, (bags, weight.shape[1]), weight.dtype), places, sizes, made(m, largest, "i64")
    emit(m, "_embedding_bag", (weight, index, offsets, optional(m, given.at(6, "per_sample_weights"))), *results)
    return results


def attention(m: Machine, name: str, given: Given) -> Value:
    """`scaled_dot_product_attention`: in one operation where the CPU has one, else step by step."""
    query, key, value = (tensor(m, given, n, k) for n, k in enumerate(("query", "key", "value")))
    mask = optional(m, given.at(3, "attn_mask"))
    rate, causal = given.at(4, "dropout_p", 0.0), given.at(5, "is_causal", False)
    is_grouped = given.keywords.get("enable_gqa") is True
    if mask is not None and mask.dtype == "bool":
        mask = filled(m, mask.shape, query.dtype)
    if _is_fused(m, (query, key, value), mask, rate, is_grouped=is_grouped):
        return _fused(m, query, key, value, mask)
    if is_grouped:
        key, value = (_for_each_head(m, one, query) for one in (key, value))
    return _stepwise(m, query, key, value, mask, rate, causal=causal is True)


def _for_each_head(m: Machine, array: Array, query: Array) -> Array:
    times = quotient(query.shape[-3], array.shape[-3])
    if times is None or times == 1:
        return array
    shape = (*array.shape[:-2], times, *array.shape[-2:])
    whole = copied(m, "clone", expanded(m, unsqueezed(m, array, len(array.shape) - 2), shape), shape)
    return reshaped(m, whole, (*array.shape[:-3], query.shape[-3], *array.shape[-2:]))


def _is_fused(
    m: Machine, arrays: Sequence[Array], mask: Array | None, rate: Value, *, is_grouped: bool
) -> bool:
    same_width = len({one.shape[-1] for one in arrays}) == 1
    plain = all(len(one.shape) == 4 and 0 not in one.shape for one in arrays)
    alike = 1 if is_grouped else 2  # heads of queries may share those of keys
    outer = all(one.shape[:alike] == arrays[0].shape[:alike] for one in arrays)
    close = all(one.strides is None or one.strides[-1] == 1 for one in arrays)
    fits = mask is None or (not needs_gradient(m, mask) and len(mask.shape) in (2, 4))
    return rate in (0, 0.0) and same_width and plain and outer and close and fits


def _fused(m: Machine, query: Array, key: Array, value: Array, mask: Array | None) -> Array:
    batch, heads, rows, _ = query.shape
    width = value.shape[-1]
    shape = (batch, heads, rows, width)
    result = made(m, shape, query.dtype, dense(shape, order(m.sizes, query.shape, (strides_of(query),))))
    logs = made(m, (batch, heads, rows), _wide(query.dtype), (product((rows, heads)), 1, heads))
    emit(m, "_scaled_dot_product_flash_attention_for_cpu", (query, key, value, mask), result, logs)
    return result


def _stepwise(
    m: Machine, query: Array, key: Array, value: Array, mask: Array | None, rate: Value, *, causal: bool
) -> Array:
    own = query.dtype
    query, key, value = (cast(m, one, _wide(own)) for one in (query, key, value))  # what is half as wide is widened
    scaled = two(m, "mul", query, 1.0)
    scores = matmul(m, scaled, two(m, "mul", swapped(m, key, -2, -1), 1.0))
    if causal:
        mask = filled(m, (query.shape[-2], key.shape[-2]), query.dtype)
    if mask is not None:
        scores = two(m, "add", scores, mask, inplace=True)
    weights = normalised(m, "softmax", scores)
    if rate not in (0, 0.0):
        dropped = dropout(m, "dropout", Given((weights, rate, True)))
        assert isinstance(dropped, Array)
        weights = dropped
    return cast(m, matmul(m, weights, value), own)
