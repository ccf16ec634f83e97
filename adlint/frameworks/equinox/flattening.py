"""How modules are trees: of their fields that are not static. Equinox writes the code for it, class by class."""

from __future__ import annotations

from adlint.evaluate.library.plain import Function
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import External, Partial, Ref, Value

_GENERATE = "equinox._module._flatten.generate_flatten_functions"
_FLATTEN, _UNFLATTEN = External("equinox.<flatten>"), External("equinox.<unflatten>")


def _generated(m: Machine, given: Given) -> Value:
    """Functions that take an instance apart, with keys and without, and one that puts it together."""
    names: list[Value] = []
    for field in items(m, given.positional[1]) or ():
        said = m.store[field].fields if isinstance(field, Ref) else {}
        metadata = said.get("metadata")
        is_static = isinstance(metadata, Ref) and m.store[metadata].fields.get("static", False) is True
        if not is_static:
            names.append(said.get("name"))
    flatten = Partial(_FLATTEN, (tuple(names),), ())
    return flatten, flatten, _UNFLATTEN


def _flatten(m: Machine, given: Given) -> Value:
    names, instance = given.positional
    assert isinstance(instance, Ref)
    assert isinstance(names, tuple)
    fields = m.store[instance].fields
    present = tuple(name for name in names if name in fields)
    rest = tuple((name, value) for name, value in fields.items() if name not in present)
    return tuple(fields[name] for name in present), (present, rest)


def _unflatten(m: Machine, given: Given) -> Value:
    cls, auxiliary, data = given.positional
    assert isinstance(auxiliary, tuple)
    present, rest = (one if isinstance(one, tuple) else () for one in auxiliary)
    fields: dict[Value, Value] = dict(zip(present, items(m, data) or (), strict=True))
    fields.update({pair[0]: pair[1] for pair in rest if isinstance(pair, tuple)})
    return m.store.new("instance", cls=cls, fields=fields)


FUNCTIONS: dict[str, Function] = {
    _GENERATE: _generated, _FLATTEN.path: _flatten, _UNFLATTEN.path: _unflatten,
}  # fmt: skip
