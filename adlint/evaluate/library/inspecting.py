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
    function = given.positional[0]
    skipped = 0
    while not isinstance(function, Ref):
        match function:
            case Bound():
                function, skipped = function.function, skipped + 1
            case Partial():
                function, skipped = function.function, skipped + len(function.positional)
            case Transformed():
                function = function.function
            case _:
                return Unknown("the signature of something that is not known", m.site())
    while "__wrapped__" in m.store[function].fields and isinstance(m.store[function].fields["__wrapped__"], Ref):
        function = m.store[function].fields["__wrapped__"]  # type: ignore[assignment]
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
