"""`inspect`: the parameters of functions of the program."""

from __future__ import annotations

from adlint.evaluate.library.plain import Function
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Bound, External, Partial, Ref, Transformed, Unknown, Value

EMPTY = External("inspect.Parameter.empty")
_KINDS = {
    "positional": "POSITIONAL_ONLY", "any": "POSITIONAL_OR_KEYWORD", "*": "VAR_POSITIONAL", "keyword": "KEYWORD_ONLY",
    "**": "VAR_KEYWORD",
}  # fmt: skip


def _signature(m: Machine, given: Given) -> Value:
    function: Value = given.positional[0]
    skipped = 0
    while not isinstance(function, Ref):
        match function:
            case Bound(inside):
                function, skipped = inside, skipped + 1
            case Partial(inside, given_first):
                function, skipped = inside, skipped + len(given_first)
            case Transformed(_, inside):
                function = inside
            case _:
                return Unknown("the signature of something that is not known", m.site())
    while isinstance(inner := m.store[function].fields.get("__wrapped__"), Ref):
        function = inner
    made = m.store[function]
    if made.kind != "function":
        return Unknown("the signature of something that is no function", m.site())
    parameters: dict[Value, Value] = {}
    for one in m.functions[made.code].parameters[skipped:]:
        fields: dict[Value, Value] = {
            "name": one.name, "kind": External(f"inspect.Parameter.{_KINDS[one.kind]}"),
            "default": made.defaults.get(one.name, EMPTY), "annotation": EMPTY, "empty": EMPTY,
            **{kind: External(f"inspect.Parameter.{kind}") for kind in _KINDS.values()},
        }  # fmt: skip
        parameters[one.name] = m.store.new("instance", cls=External("inspect.Parameter"), fields=fields)
    held = m.store.new("dict", fields=parameters)
    return m.store.new("instance", cls=External("inspect.Signature"), fields={"parameters": held})


FUNCTIONS: dict[str, Function] = {"inspect.signature": _signature}
