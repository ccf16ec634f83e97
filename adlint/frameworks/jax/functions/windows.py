"""Convolutions, and reductions over windows."""

from __future__ import annotations

from adlint.evaluate.libraries import NO_MODEL
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import External, Named, Ref, Unknown, Value
from adlint.frameworks.arguments import size_from
from adlint.frameworks.jax import primitives as lax
from adlint.frameworks.jax.arguments import Function, named
from adlint.frameworks.jax.primitives import bind
from adlint.frameworks.jax.values import array, dtype_of, unknown
from adlint.shapes.dims import Dim, dim
from adlint.symbolic import ceildiv, floordiv


def _conv(m: Machine, name: str, given: Given) -> Value:
    """`conv_general_dilated`: bilinear."""
    x, y, strides, padding = named(given, "lhs rhs window_strides padding")
    x, y = array(m, x), array(m, y)
    rank = len(x.shape)
    numbers = given.at(6, "dimension_numbers") if name == "lax.conv_general_dilated" else None
    left, right, out = _orders(m, numbers, rank)
    spatial = rank - 2
    steps = _several(m, strides, spatial)
    spread = _several(m, given.at(4, "lhs_dilation"), spatial)
    holes = _several(m, given.at(5, "rhs_dilation"), spatial)
    sizes = [_dilated(x.shape[n], d) for n, d in zip(left[2:], spread, strict=True)]
    kernel = [_dilated(y.shape[n], d) for n, d in zip(right[2:], holes, strict=True)]
    found = _windows(m, sizes, kernel, steps, padding)
    shape: list[Dim] = [0] * rank
    shape[out[0]], shape[out[1]] = x.shape[left[0]], y.shape[right[0]]
    for place, size in zip(out[2:], found, strict=True):
        shape[place] = size
    dtype = dtype_of(m, given.keywords.get("preferred_element_type"), x.dtype)
    return bind(m, "conv_general_dilated", (x, y), tuple(shape), dtype)


def _conv_transposed(m: Machine, name: str, given: Given) -> Value:
    """`conv_transpose`: a convolution of what is spread by the strides."""
    x, y, strides, padding, holes, numbers, flipped = named(
        given, "lhs rhs strides padding rhs_dilation dimension_numbers transpose_kernel"
    )
    if given.keywords.get("use_consistent_padding") is True and not isinstance(padding, str):
        return NO_MODEL
    x, y = array(m, x), array(m, y)
    rank = len(x.shape)
    inner = "WD" if rank == 5 else "W" if rank == 4 else ""
    order = "H" + inner if rank > 2 else ""
    numbers = (f"N{order}C", f"{order}IO", f"N{order}C") if numbers is None else numbers
    left, right, out = _orders(m, numbers, rank)
    if flipped is True:
        y = bind(m, "rev", (y,), y.shape, y.dtype, axes=tuple(right[2:]))
        swapped = [right[1] if n == right[0] else right[0] if n == right[1] else n for n in range(rank)]
        y = lax.transpose(m, y, swapped)
    shape: list[Dim] = [0] * rank
    shape[out[0]], shape[out[1]] = x.shape[left[0]], y.shape[right[0]]
    steps, spread = _several(m, strides, rank - 2), _several(m, holes, rank - 2)
    pairs = [padding] * (rank - 2) if isinstance(padding, str) else items(m, padding) or []
    for n, (step, by, pad) in enumerate(zip(steps, spread, pairs, strict=True)):
        size, window = x.shape[left[2 + n]], _dilated(y.shape[right[2 + n]], by)
        shape[out[2 + n]] = _spread(m, size, window, step, pad)
    dtype = dtype_of(m, given.keywords.get("preferred_element_type"), x.dtype)
    return bind(m, "conv_general_dilated", (x, y), tuple(shape), dtype)


def _spread(m: Machine, size: Dim, window: Dim, step: int, padding: Value) -> Dim:
    """How long a transposed convolution is along an axis."""
    if padding == "SAME":
        return dim(size * step)
    if padding == "VALID":
        return dim(size * step + m.sizes.span(dim(window - step)))
    low, high = _ends(m, padding)
    return dim((size - 1) * step + 1 + low + high - window + 1)


SPECS = ("lhs_spec", "rhs_spec", "out_spec")


def _specs(m: Machine, name: str, given: Given) -> Value:
    """`ConvDimensionNumbers`: the axes by number."""
    return Named(SPECS, tuple(given.at(n, one) for n, one in enumerate(SPECS)))


def _specs_of(m: Machine, name: str, given: Given) -> Value:
    """`conv_dimension_numbers(lhs_shape, rhs_shape, dimension_numbers)`."""
    shape, numbers = given.at(0, "lhs_shape"), given.at(2, "dimension_numbers")
    if not isinstance(shape, tuple):
        return Unknown("the dimension numbers of a convolution", m.site())
    return Named(SPECS, tuple(tuple(one) for one in _orders(m, numbers, len(shape))))


def _orders(m: Machine, numbers: Value, rank: int) -> tuple[list[int], list[int], list[int]]:
    """Where the batch, channels and spatial axes stand: of the input, the kernel (outputs first) and the result."""
    if numbers is None:
        return (list(range(rank)),) * 3
    if isinstance(numbers, Named) and numbers.names == SPECS:
        left, right, out = numbers
        return list(left), list(right), list(out)
    texts = items(m, numbers) if isinstance(numbers, tuple | Ref) else None
    if texts is None or not all(isinstance(one, str) for one in texts):
        raise unknown(m, "the dimension numbers of a convolution are not known", numbers)
    left, right, out = (str(one) for one in texts)
    spatial = [one for one in right if one not in "OI"]
    return (
        [left.index(one) for one in ("N", "C", *spatial)], [right.index(one) for one in ("O", "I", *spatial)],
        [out.index(one) for one in ("N", "C", *spatial)],
    )  # fmt: skip


def _several(m: Machine, value: Value, count: int) -> list[int]:
    if value is None:
        return [1] * count
    held = items(m, value) if isinstance(value, tuple | Ref) else [value] * count
    if held is None or not all(isinstance(one, int) for one in held):
        raise unknown(m, "strides or windows are not known", value)
    return [one for one in held if isinstance(one, int)]


def _dilated(size: Dim, by: int) -> Dim:
    return size if by == 1 else dim((size - 1) * by + 1)


def _windows(m: Machine, sizes: list[Dim], kernel: list[Dim], steps: list[int], padding: Value) -> list[Dim]:
    """How many windows there are along each axis."""
    if padding in ("SAME", "SAME_LOWER"):
        return [dim(ceildiv(size, step)) for size, step in zip(sizes, steps, strict=True)]
    if padding is None or padding == "VALID":
        pairs: list[tuple[Dim, Dim]] = [(0, 0)] * len(sizes)
    else:
        pairs = [_ends(m, one) for one in items(m, padding) or []]
    return [
        dim(floordiv(size + low + high - window, step) + 1)
        for size, window, step, (low, high) in zip(sizes, kernel, steps, pairs, strict=True)
    ]


def _ends(m: Machine, value: Value) -> tuple[Dim, Dim]:
    low, high = (size_from(m, one) for one in items(m, value) or ())
    return low, high


def _reduced(m: Machine, name: str, given: Given) -> Value:
    """`reduce_window` with a sum or an extreme."""
    x, _, computation, window, strides, padding, spread, holes = named(
        given, "operand init_value computation window_dimensions window_strides padding base_dilation window_dilation"
    )
    x = array(m, x)
    rank = len(x.shape)
    spaced = [_dilated(size, by) for size, by in zip(x.shape, _several(m, spread, rank), strict=True)]
    widths = [_dilated(size, by) for size, by in zip(_several(m, window, rank), _several(m, holes, rank), strict=True)]
    sizes = _windows(m, spaced, widths, _several(m, strides, rank), padding)
    kind = computation.path.rpartition(".")[2] if isinstance(computation, External) else ""
    primitive = {"add": "sum", "maximum": "max", "minimum": "min"}.get(kind, kind)
    if primitive not in ("sum", "max", "min"):
        raise unknown(m, "a reduction over windows with a function that is not known", x)
    return bind(m, f"reduce_window_{primitive}", (x,), tuple(sizes), x.dtype)


FUNCTIONS: dict[str, Function] = {
    **dict.fromkeys(("lax.conv_general_dilated", "lax.conv", "lax.conv_with_general_padding"), _conv),
    "lax.conv_transpose": _conv_transposed, "lax.reduce_window": _reduced,
    "lax.ConvDimensionNumbers": _specs, "lax.conv_dimension_numbers": _specs_of,
}  # fmt: skip
