"""`torch.func`: modules called with other parameters than their own."""

from __future__ import annotations

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Ref, Value
from adlint.frameworks.torch.making import NotKnown


def functional_call(m: Machine, name: str, given: Given) -> Value:
    """A call of a module whose parameters and buffers, by dotted name, are others for the time of the call."""
    function, parameters, arguments = (
        given.at(0, "module"),
        given.at(1, "parameter_and_buffer_dicts"),
        given.at(2, "args"),
    )
    keywords = given.at(3, "kwargs")
    dicts = parameters if isinstance(parameters, tuple) else (parameters,)
    before = []
    for one in dicts:
        if not isinstance(one, Ref) or not isinstance(function, Ref):
            raise NotKnown("parameters of a call that are not known")
        for path, value in m.store[one].fields.items():
            held, key = _owner(m, function, str(path))
            before.append((held, key, m.store[held].fields[key]))
            m.store.mine(held).fields[key] = value
    positional = arguments if isinstance(arguments, tuple) else () if arguments is None else (arguments,)
    more = {str(key): value for key, value in m.store[keywords].fields.items()} if isinstance(keywords, Ref) else {}
    try:
        return m.tables.call(m, function, Given(positional, more))
    finally:
        for held, key, value in before:
            m.store.mine(held).fields[key] = value


def _owner(m: Machine, module: Ref, path: str) -> tuple[Ref, str]:
    """The dict of parameters or buffers that a dotted name is in, and its key there."""
    *parts, last = path.split(".")
    for part in parts:
        inner = m.store[module].fields.get("_modules")
        found = m.store[inner].fields.get(part) if isinstance(inner, Ref) else None
        if not isinstance(found, Ref):
            raise NotKnown(f"there is no module `{part}` for sure")
        module = found
    for name in ("_parameters", "_buffers"):
        held = m.store[module].fields.get(name)
        if isinstance(held, Ref) and last in m.store[held].fields:
            return held, last
    raise NotKnown(f"there is no parameter `{path}` for sure")
