"""Functions that give a tensor like the first of those that they are given, in which others may be written."""

from __future__ import annotations

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Value
from adlint.frameworks.torch.layout import kept
from adlint.frameworks.torch.making import NotKnown, as_tensor, emit, made, tensor

# the places and names of the tensors beside the first
_BESIDE: dict[str, tuple[tuple[int, str], ...]] = {
    **dict.fromkeys("tril triu cumsum cumprod renorm mvlgamma".split(), ()),
    **dict.fromkeys("select_scatter slice_scatter diagonal_scatter".split(), ((1, "src"),)),
    "put": ((1, "index"), (2, "source")), "index_reduce": ((2, "index"), (3, "source")),
}  # fmt: skip
LIKE = tuple(_BESIDE)
_COPIED = ("select_scatter", "slice_scatter", "diagonal_scatter", "put")  # into a copy in the same layout


def likened(m: Machine, name: str, given: Given, *, inplace: bool = False) -> Value:
    """One of them."""
    if given.keywords.get("dtype") is not None:
        raise NotKnown(f"`{name}` into another dtype")
    array = tensor(m, given, 0, "input")
    beside = tuple(as_tensor(m, given.at(place, key)) for place, key in _BESIDE[name])
    strides = kept(m.sizes, array) if name in _COPIED else None
    result = array if inplace else made(m, array.shape, array.dtype, strides)
    emit(m, name, (array, *beside), result, inplace=inplace)
    return result
