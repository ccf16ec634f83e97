"""`inspect.Signature.bind`: arguments put to the names of parameters."""

from __future__ import annotations

from adlint.evaluate.errors import Raised
from adlint.evaluate.library.plain import Function
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import External, Partial, Ref, Value

BIND, _APPLY = External("inspect.<bind>"), External("inspect.<apply defaults>")


def _bind(m: Machine, given: Given) -> Value:
    """`signature.bind(*args, **kwargs)`, behind the parameters of the signature. Raised if they do not fit."""
    parameters, *rest = given.positional
    assert isinstance(parameters, Ref)
    left, named = list(rest), dict(given.keywords)
    found: dict[Value, Value] = {}
    for name, kind, default in parameters_in(m, parameters):
        if kind == "VAR_POSITIONAL":
            left, found = [], {**found, **({name: tuple(left)} if left else {})}
        elif kind == "VAR_KEYWORD":
            named, found = {}, {**found, **({name: m.store.new("dict", fields=dict(named))} if named else {})}
        elif left and kind != "KEYWORD_ONLY":
            found[name] = left.pop(0)
        elif name in named and kind != "POSITIONAL_ONLY":
            found[name] = named.pop(str(name))
        elif default is None:
            raise Raised("TypeError", f"missing a required argument: '{name!s}'")
    if left or named:
        raise Raised("TypeError", "too many arguments")
    bound = m.store.new("instance", cls=External("inspect.BoundArguments"))
    _fill(m, bound, parameters, found)
    return bound


def parameters_in(m: Machine, parameters: Ref) -> list[tuple[Value, str, tuple[Value, ...] | None]]:
    """Name, kind and default of each; None where there is no default."""
    found: list[tuple[Value, str, tuple[Value, ...] | None]] = []
    for name, one in m.store[parameters].fields.items():
        fields = m.store[one].fields if isinstance(one, Ref) else {}
        kind, default = fields.get("kind"), fields.get("default")
        short = kind.path.rpartition(".")[2] if isinstance(kind, External) else ""
        found.append((name, short, None if default == fields.get("empty") else (default,)))
    return found


def _fill(m: Machine, bound: Ref, parameters: Ref, found: dict[Value, Value]) -> None:
    """`args`, `kwargs` and `arguments` of what is bound."""
    kinds = {name: kind for name, kind, _ in parameters_in(m, parameters)}
    positional = [value for name, value in found.items() if kinds[name].startswith("POSITIONAL")]
    several = [one for name, value in found.items() if kinds[name] == "VAR_POSITIONAL" for one in _items(value)]
    named = {name: value for name, value in found.items() if kinds[name] == "KEYWORD_ONLY"}
    for name, value in found.items():
        if kinds[name] == "VAR_KEYWORD" and isinstance(value, Ref):
            named.update(m.store[value].fields)
    m.store.mine(bound).fields.update({
        "args": (*positional, *several), "kwargs": m.store.new("dict", fields=named),
        "arguments": m.store.new("dict", fields=dict(found)),
        "apply_defaults": Partial(_APPLY, (bound, parameters), ()),
    })  # fmt: skip


def _items(value: Value) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else ()


def _apply_defaults(m: Machine, given: Given) -> Value:
    """`bound.apply_defaults()`: parameters that got nothing have their defaults."""
    bound, parameters = given.positional
    assert isinstance(bound, Ref)
    assert isinstance(parameters, Ref)
    arguments = m.store[bound].fields["arguments"]
    assert isinstance(arguments, Ref)
    had, found = m.store[arguments].fields, {}
    for name, kind, default in parameters_in(m, parameters):
        empty: Value = () if kind == "VAR_POSITIONAL" else m.store.new("dict") if kind == "VAR_KEYWORD" else None
        found[name] = had[name] if name in had else empty if default is None else default[0]
    _fill(m, bound, parameters, found)
    return None


def bound_to(m: Machine, parameters: Ref, given: Given) -> Value:
    """A dict of what each parameter gets, its default if it is given nothing."""
    bound = _bind(m, Given((parameters, *given.positional), given.keywords))
    _apply_defaults(m, Given((bound, parameters)))
    return m.store[bound].fields["arguments"] if isinstance(bound, Ref) else bound


FUNCTIONS: dict[str, Function] = {BIND.path: _bind, _APPLY.path: _apply_defaults}
