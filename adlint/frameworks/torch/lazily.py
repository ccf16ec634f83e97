"""Parameters and buffers of lazy modules: their shapes are those of the first batch."""

from __future__ import annotations

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Ref, Value
from adlint.frameworks.torch.creation import parameter
from adlint.frameworks.torch.dtypes import dtype_of
from adlint.frameworks.torch.making import NotKnown, Parameter, default_dtype, filled, mark_passive, shape_named
from adlint.trace import Array


class Unmade(Array, frozen=True, eq=False, gc=False):
    """A buffer that has no shape yet."""


class UnmadeParameter(Parameter, frozen=True, eq=False, gc=False):
    """A parameter that has no shape yet."""


def unmade(m: Machine, name: str, given: Given) -> Value:
    """`UninitializedParameter` and `UninitializedBuffer`."""
    dtype = dtype_of(m, given.keywords.get("dtype"), default_dtype(m))
    kind = UnmadeParameter if name.endswith("Parameter") else Unmade
    m.numbers += 1
    found = kind(m.numbers, (0,), dtype, "torch", m.numbers)
    mark_passive(m, found)
    return found


def is_lazy(m: Machine, given: Given) -> Value:
    """Whether it has no shape yet."""
    return isinstance(given.positional[0], Unmade | UnmadeParameter)


def materialize(m: Machine, array: Array, given: Given) -> Value:
    """It gets a shape: what stands for it from now on is put wherever it stood."""
    if not isinstance(array, Unmade | UnmadeParameter):
        raise NotKnown("it has a shape already")
    dtype = dtype_of(m, given.at(2, "dtype"), array.dtype)
    found: Value = filled(m, shape_named(m, given.at(0, "shape")), dtype)
    if isinstance(array, UnmadeParameter):
        found = parameter(m, "nn.Parameter", Given((found,)))
    for address, held in list(m.store.objects.items()):
        places = [key for key, one in held.fields.items() if one is array]
        if places:
            m.store.mine(Ref(address)).fields.update(dict.fromkeys(places, found))
    return None
