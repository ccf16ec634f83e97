"""Which parameter takes what."""

from __future__ import annotations

from adlint import ir
from adlint.evaluate.errors import Raised
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.store import Object
from adlint.evaluate.values import Value


def bound_arguments(m: Machine, function: ir.Function, made: Object, given: Given) -> dict[Value, Value]:
    """The parameters of a function in a call. Raised (TypeError, in Python's words) if they do not go together."""
    names = function.positional
    fields: dict[Value, Value] = dict(zip(names, given.positional, strict=False))
    surplus = given.positional[len(names) :]
    by_name = {p.name for p in function.parameters if p.kind in ("any", "keyword")}
    others: dict[str, Value] = {}
    for name, value in given.keywords.items():
        if name in by_name and name in fields:
            raise Raised("TypeError", f"`{function.name}` gets several values for `{name}`")
        if name in by_name:
            fields[name] = value
        else:
            others[name] = value
    for parameter in function.parameters:
        match parameter.kind:
            case "*":
                fields[parameter.name], surplus = surplus, ()
            case "**":
                fields[parameter.name], others = m.store.new("dict", fields=dict(others)), {}
            case _ if parameter.name not in fields:
                if parameter.name not in made.defaults:
                    raise Raised("TypeError", f"`{function.name}` needs an argument `{parameter.name}`")
                fields[parameter.name] = made.defaults[parameter.name]
    if surplus:
        count = len(given.positional)
        raise Raised("TypeError", f"`{function.name}` takes {len(names)} positional arguments, and {count} are given")
    if others:
        raise Raised("TypeError", f"`{function.name}` has no parameter `{next(iter(others))}`")
    return fields
