"""Methods that turn a tensor itself into another view of its memory: `x.t_()`, `x.unsqueeze_(0)`."""

from __future__ import annotations

from collections.abc import Callable

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import External, Ref, Value
from adlint.frameworks.torch.making import NotKnown
from adlint.trace import Array

TURNED = ("t_", "transpose_", "swapaxes_", "swapdims_", "unsqueeze_", "squeeze_")


def turned(name: str) -> Callable[[Machine, Array, Given], Value]:
    """The method, by the one that gives a view: whoever holds the tensor holds the view from then on."""

    def found(m: Machine, array: Array, given: Given) -> Value:
        view = m.call(External(f"torch.Tensor.{name.removesuffix('_')}"), array, *given.positional, **given.keywords)
        if not isinstance(view, Array):
            raise NotKnown(f"what `{name}` makes of a tensor")
        _replace(m, array, view)
        return view

    return found


def _replace(m: Machine, old: Array, new: Array) -> None:
    for address, thing in list(m.store.objects.items()):
        if any(_holds(one, old) for one in (*thing.items, *thing.fields.values())):
            mine = m.store.mine(Ref(address))
            mine.items = [_instead(one, old, new) for one in mine.items]
            mine.fields = {key: _instead(one, old, new) for key, one in mine.fields.items()}
    for frame in m.stack:
        frame.temporaries.update((at, _instead(one, old, new)) for at, one in frame.temporaries.items())


def _holds(value: Value, old: Array) -> bool:
    if isinstance(value, tuple):
        return any(_holds(one, old) for one in value)
    return isinstance(value, Array) and value.number == old.number


def _instead(value: Value, old: Array, new: Array) -> Value:
    if isinstance(value, Array):
        return new if value.number == old.number else value
    return tuple(_instead(one, old, new) for one in value) if isinstance(value, tuple) and _holds(value, old) else value
