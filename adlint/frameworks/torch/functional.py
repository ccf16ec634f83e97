"""`torch.func`: modules called with other parameters than their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Ref, Value
from adlint.frameworks.torch.making import NotKnown


def functional_call(m: Machine, name: str, given: Given) -> Value:
    """A call of a module whose parameters and buffers, by dotted name, are others for the time of the call."""
    module, parameters = given.at(0, "module"), given.at(1, "parameter_and_buffer_dicts")
    arguments, keywords = given.at(2, "args"), given.at(3, "kwargs")
    others = [
        (*_owner(m, module, str(path)), value)
        for one in (parameters if isinstance(parameters, tuple) else (parameters,))
        for path, value in _fields(m, one).items()
    ]
    own = [(held, key, m.store[held].fields[key]) for held, key, _ in others]
    positional = arguments if isinstance(arguments, tuple) else () if arguments is None else (arguments,)
    more = {str(key): value for key, value in m.store[keywords].fields.items()} if isinstance(keywords, Ref) else {}
    _put(m, others)
    try:
        return m.tables.call(m, module, Given(positional, more))
    finally:
        _put(m, own)


def _put(m: Machine, values: Iterable[tuple[Ref, Value, Value]]) -> None:
    for held, key, value in values:
        m.store.mine(held).fields[key] = value


def _fields(m: Machine, value: Value) -> Mapping[Value, Value]:
    if not isinstance(value, Ref):
        raise NotKnown("parameters of a call that are not known")
    return m.store[value].fields


def _owner(m: Machine, module: Value, path: str) -> tuple[Ref, str]:
    """The dict of parameters or buffers that a dotted name is in, and its key there."""
    *parts, last = path.split(".")
    for part in parts:
        inner = _fields(m, module).get("_modules")
        module = m.store[inner].fields.get(part) if isinstance(inner, Ref) else None
        if not isinstance(module, Ref):
            raise NotKnown(f"there is no module `{part}` for sure")
    for name in ("_parameters", "_buffers"):
        held = _fields(m, module).get(name)
        if isinstance(held, Ref) and last in m.store[held].fields:
            return held, last
    raise NotKnown(f"there is no parameter `{path}` for sure")
