"""Convolutions, pooling, and resampling: what they give depends on windows over the last axes."""

from __future__ import annotations

from collections.abc import Sequence

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import Value
from adlint.frameworks.arguments import size_from
from adlint.frameworks.torch.layout import by_channels
from adlint.frameworks.torch.making import NotKnown, emit, made, optional, shape_named, tensor
from adlint.frameworks.torch.reductions import collapsed
from adlint.frameworks.torch.views import copied, unsqueezed, view
from adlint.shapes.broadcasting import same
from adlint.shapes.dims import Dim, Mismatch, Shape, dim, product
from adlint.symbolic import ceildiv, floordiv
from adlint.trace import Array


def _several(m: Machine, value: Value, count: int, default: int) -> tuple[Dim, ...]:
    """A parameter of a window for each axis: one number, or as many."""
    if value is None:
        return (default,) * count
    found = shape_named(m, value, "the size of a window")
    if not found:
        return (default,) * count
    return found if len(found) == count else (found[0],) * count


def _windows(size: Dim, kernel: Dim, stride: Dim, padding: Dim, dilation: Dim, *, ceil: bool = False) -> Dim:
    """How many windows fit along an axis."""
    span = size + 2 * padding - dilation * (kernel - 1) - 1
    if not ceil:
        return dim(floordiv(dim(span), stride) + 1)
    found = dim(ceildiv(dim(span), stride) + 1)
    if isinstance(found, int) and all(isinstance(one, int) for one in (size, padding, stride)):
        return found - 1 if (found - 1) * stride >= size + padding else found  # type: ignore[operator]
    return found


def convolved(m: Machine, name: str, given: Given) -> Value:
    """`conv1d` to `conv3d`."""
    rank = int(name[4])
    array, weight, bias = tensor(m, given, 0, "input"), tensor(m, given, 1, "weight"), optional(m, given.at(2, "bias"))
    stride, dilation = _several(m, given.at(3, "stride"), rank, 1), _several(m, given.at(5, "dilation"), rank, 1)
    wanted, groups = given.at(4, "padding", 0), given.at(6, "groups", 1)
    single = len(array.shape) == rank + 1
    array = unsqueezed(m, array, 0) if single else array
    if same(array.shape[1], dim(weight.shape[1] * size_from(m, groups))) is False:
        raise Mismatch(f"a convolution of {array.shape[1]} channels by weights for {weight.shape[1]}")
    if wanted == "same":
        sizes = array.shape[2:]
        array = _evened(m, array, weight, dilation, rank)
    else:
        padding = _several(m, 0 if wanted == "valid" else wanted, rank, 0)
        axes = zip(array.shape[2:], weight.shape[2:], stride, padding, dilation, strict=True)
        sizes = tuple(_windows(*one) for one in axes)
    return _result(m, array, weight, bias, (array.shape[0], weight.shape[0], *sizes), single=single)


def _evened(m: Machine, array: Array, weight: Array, dilation: Sequence[Dim], rank: int) -> Array:
    """What is to be padded by more on one side than on the other is padded before."""
    total = [dim(dilation[n] * (weight.shape[2 + n] - 1)) for n in range(rank)]
    if all(isinstance(one, int) and one % 2 == 0 for one in total):
        return array
    odd = [one % 2 if isinstance(one, int) else 0 for one in total]
    shape = (*array.shape[:2], *(dim(size + more) for size, more in zip(array.shape[2:], odd, strict=True)))
    return copied(m, "constant_pad_nd", array, shape)


def _result(m: Machine, array: Array, weight: Array, bias: Array | None, shape: Shape, *, single: bool) -> Array:
    result = made(m, shape, array.dtype, by_channels(array, shape))
    emit(m, "convolution", (array, weight, bias), result)
    return view(m, "squeeze", result, shape[1:], None) if single else result


def transposed(m: Machine, name: str, given: Given) -> Value:
    """`conv_transpose1d` to `conv_transpose3d`."""
    rank = int(name[14])
    array, weight, bias = tensor(m, given, 0, "input"), tensor(m, given, 1, "weight"), optional(m, given.at(2, "bias"))
    stride, padding = _several(m, given.at(3, "stride"), rank, 1), _several(m, given.at(4, "padding"), rank, 0)
    more, groups = _several(m, given.at(5, "output_padding"), rank, 0), given.at(6, "groups", 1)
    dilation = _several(m, given.at(7, "dilation"), rank, 1)
    single = len(array.shape) == rank + 1
    array = unsqueezed(m, array, 0) if single else array
    sizes = [
        dim(
            (array.shape[2 + n] - 1) * stride[n]
            - 2 * padding[n]
            + dilation[n] * (weight.shape[2 + n] - 1)
            + more[n]
            + 1
        )
        for n in range(rank)
    ]
    channels = dim(weight.shape[1] * size_from(m, groups))
    return _result(m, array, weight, bias, (array.shape[0], channels, *sizes), single=single)


def pooled(m: Machine, name: str, given: Given) -> Value:
    """`max_pool1d` to `avg_pool3d`; those in one dimension work on a second one of size 1."""
    rank = next(int(c) for c in name if c.isdigit())
    is_max = name.startswith("max")
    array = tensor(m, given, 0, "input")
    kernel = _several(m, given.at(1, "kernel_size"), rank, 1)
    wanted = given.at(2, "stride")
    stride = kernel if wanted is None or items(m, wanted) == [] else _several(m, wanted, rank, 1)
    padding = _several(m, given.at(3, "padding"), rank, 0)
    dilation = _several(m, given.at(4, "dilation"), rank, 1) if is_max else (1,) * rank
    ceil = given.at(5 if is_max else 4, "ceil_mode", False) is True
    lead = len(array.shape) - rank
    sizes = [
        _windows(array.shape[lead + n], kernel[n], stride[n], padding[n], dilation[n], ceil=ceil) for n in range(rank)
    ]
    return _windowed(m, name, array, lead, tuple(sizes), is_max=is_max, rank=rank)


def _windowed(m: Machine, name: str, array: Array, lead: int, sizes: Shape, *, is_max: bool, rank: int) -> Value:
    source, shape = array, (*array.shape[:lead], *sizes)
    if rank == 1:
        source = unsqueezed(m, array, lead)
        shape = (*array.shape[:lead], 1, *sizes)
    overload = name.replace("_with_indices", "").replace("1d", "2d")
    if is_max:
        overload = f"{overload}_with_indices" if "adaptive" not in name else overload
    strides = by_channels(source, shape)
    results = [made(m, shape, dtype, strides) for dtype in ((array.dtype, "i64") if is_max else (array.dtype,))]
    emit(m, overload, (source,), *results)
    if rank == 1:
        results = [view(m, "squeeze", one, (*array.shape[:lead], *sizes), None) for one in results]
    return tuple(results) if "with_indices" in name or (is_max and "adaptive" in name) else results[0]


def adaptive(m: Machine, name: str, given: Given) -> Value:
    """`adaptive_avg_pool2d` and its kin; one to a single element is a mean."""
    rank = next(int(c) for c in name if c.isdigit())
    array = tensor(m, given, 0, "input")
    lead = len(array.shape) - rank
    held = given.at(1, "output_size")
    named = items(m, held) if not isinstance(held, int) else None
    several_ = named if named is not None else [held] * rank
    sizes = tuple(array.shape[lead + n] if one is None else size_from(m, one) for n, one in enumerate(several_))
    is_max = "max" in name
    if sizes == (1,) * rank and not is_max:
        if rank == 1:
            wide = unsqueezed(m, array, lead)
            return view(m, "squeeze", _mean(m, wide, 2), (*array.shape[:lead], 1), None)
        return _mean(m, array, rank)
    overload = name if is_max else f"_{name}"
    return _windowed(m, overload, array, lead, sizes, is_max=is_max, rank=rank)


def _mean(m: Machine, array: Array, rank: int) -> Array:
    where = tuple(range(len(array.shape) - rank, len(array.shape)))
    return collapsed(m, "mean.dim", array, where, keeps=True)


def resampled(m: Machine, name: str, given: Given) -> Value:
    """`upsample_nearest2d` and its kin: to a size, or by factors."""
    array = tensor(m, given, 0, "input")
    size, factors = given.at(1, "output_size"), given.positional[-1]
    spatial = array.shape[2:]
    if size is not None:
        sizes = shape_named(m, size, "the size of a resampled tensor")
    else:
        sizes = tuple(_scaled(m, one, factor) for one, factor in zip(spatial, items(m, factors) or [], strict=False))
    shape = (*array.shape[:2], *sizes)
    result = made(m, shape, array.dtype, by_channels(array, shape))
    emit(m, name, (array,), result)
    return result


def _scaled(m: Machine, size: Dim, factor: Value) -> Dim:
    if isinstance(factor, float) and factor.is_integer():
        return dim(size * int(factor))
    if isinstance(factor, int):
        return dim(size * factor)
    if isinstance(factor, float) and isinstance(size, int):
        return int(size * factor)
    if isinstance(factor, float) and (1 / factor).is_integer():
        return dim(floordiv(size, int(1 / factor)))
    return m.fresh("a size that is scaled by a factor", 0)


def shuffled(m: Machine, name: str, given: Given) -> Value:
    """`pixel_shuffle` and `pixel_unshuffle`: copies with elements at other places."""
    array, by = tensor(m, given, 0, "input"), given.positional[1]
    if not isinstance(by, int):
        raise NotKnown("a factor that is not known")
    *lead, channels, height, width = array.shape
    if name == "pixel_shuffle":
        shape = (*lead, dim(floordiv(channels, by * by)), dim(height * by), dim(width * by))
    else:
        shape = (*lead, dim(channels * by * by), dim(floordiv(height, by)), dim(floordiv(width, by)))
    return copied(m, name, array, shape)


def unfolded(m: Machine, name: str, given: Given) -> Value:
    """`im2col`: windows side by side."""
    array = tensor(m, given, 0, "input")
    kernel, dilation, padding, stride = (
        _several(m, given.positional[n], 2, d) for n, d in ((1, 1), (2, 1), (3, 0), (4, 1))
    )
    sizes = [_windows(array.shape[-2 + n], kernel[n], stride[n], padding[n], dilation[n]) for n in range(2)]
    lead = array.shape[:-3]
    return copied(m, "im2col", array, (*lead, dim(array.shape[-3] * product(kernel)), product(sizes)))


def folded(m: Machine, name: str, given: Given) -> Value:
    """`col2im`: windows summed where they overlap."""
    array, sizes = tensor(m, given, 0, "input"), _several(m, given.positional[1], 2, 1)
    kernel = _several(m, given.positional[2], 2, 1)
    channels = dim(floordiv(array.shape[-2], product(kernel)))
    return copied(m, "col2im", array, (*array.shape[:-2], channels, *sizes))


def grid(m: Machine, name: str, given: Given) -> Value:
    """`affine_grid_generator`: places of a grid under an affine map."""
    theta, sizes = tensor(m, given, 0, "theta"), shape_named(m, given.at(1, "size"), "the size of a grid")
    result = made(m, (sizes[0], *sizes[2:], len(sizes) - 2), theta.dtype)
    emit(m, "affine_grid_generator", (theta,), result)
    return result


def sampled(m: Machine, name: str, given: Given) -> Value:
    """`grid_sampler`: values at the places of a grid."""
    array, grid = tensor(m, given, 0, "input"), tensor(m, given, 1, "grid")
    result = made(m, (*array.shape[:2], *grid.shape[1:-1]), array.dtype)
    emit(m, f"grid_sampler_{len(array.shape) - 2}d", (array, grid), result)
    return result
