"""What must be true of the parameters of a function for something in it to happen.

`def solve(u, noisy=False)` draws only where `if noisy` holds: a call that leaves `noisy` alone draws nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from adlint import ir
from adlint.analysis.paths.paths import State
from adlint.interpret.views.described import MANY, Class, Instance, Parameter, Value, atoms
from adlint.interpret.views.facts import CallFact

_LITERAL = r"'[^'\\]*'|\d+|None|True|False"
_CONDITION = re.compile(
    r"`(?P<true>\w+)`|\(`(?P<none>\w+)` is None\)|`isinstance`\(`(?P<instance>\w+)`, `(?P<type>\w+)`\)"
    rf"|\((?:`(?P<left>\w+)` == (?P<r>{_LITERAL})|(?P<l>{_LITERAL}) == `(?P<right>\w+)`)\)"
    rf"|\(`(?P<among>\w+)` in \((?P<several>(?:(?:{_LITERAL})(?:, )?)+)\)\)"
)
_NUMBERS = {"True": "1", "False": "0"}  # as `1 == True`
TRUE, NONE, IN, INSTANCE, KIND = "is true", "is None", "in", "isinstance", "is of"
_TYPES = {kind.__name__: kind for kind in (bool, int, float, complex, str, bytes, tuple, list, dict, set)}


class Need(Struct, frozen=True):
    """A parameter of which `relation` (`is true`, `is None`, `in` some `literals`, `isinstance` of the builtin that
    they name, or `is of` one of the classes of the program that they name) must have this truth.
    """

    parameter: str
    relation: str
    truth: bool
    literals: frozenset[str] = frozenset()


Needs = frozenset[Need]


def needs(states: Iterable[State], parameters: frozenset[str]) -> Needs:
    """What all `states` assume of `parameters`."""
    common = frozenset.intersection(*[state.assumed for state in states])
    return frozenset(n for text, truth in common if (n := _need(text, truth)) is not None and n.parameter in parameters)


def _need(text: str, truth: bool) -> Need | None:
    found = _CONDITION.fullmatch(text)
    if found is None:
        return None
    if found["true"] or found["none"]:
        return Need(found["true"] or found["none"], TRUE if found["true"] else NONE, truth)
    if found["instance"]:
        return Need(found["instance"], INSTANCE, truth, frozenset({found["type"]})) if found["type"] in _TYPES else None
    parameter = found["left"] or found["right"] or found["among"]
    literals = re.findall(_LITERAL, found["r"] or found["l"] or found["several"])
    return Need(parameter, IN, truth, frozenset(_NUMBERS.get(literal, literal) for literal in literals))


def at_call(needed: Needs, given: Mapping[str, Value], own: frozenset[str]) -> Needs | None:
    """What a call needs of its `own` function's parameters for the needs of its callee to be met: None if what is
    `given` to the callee is against them.
    """
    found: set[Need] = set()
    for need in needed:
        value = given.get(need.parameter)
        if value is None:
            continue
        if all(_holds(need, atom) is False for atom in atoms(value)):
            return None
        if isinstance(value, Parameter) and not value.path and value.name in own:
            found.add(replace(need, parameter=value.name))
    return frozenset(found)


def given(
    parameters: Sequence[ir.Parameter],
    op: ir.Call,
    call: CallFact,
    is_certain: Callable[[ir.Operand, Value], bool],
    own: frozenset[str],
    receiver: ir.Operand | None,
    *,
    bound: bool,
) -> Mapping[str, Value]:
    """What each parameter of the callee is, where the call, as far as that `is_certain`, or a default says so. An
    operand of the caller's `own` parameters is that parameter; `bound` says that the first parameter is the `receiver`.
    """

    def passed(operand: ir.Item, value: Value) -> Value:
        if isinstance(operand, str) and operand in own:
            return Parameter(operand)
        return value if not isinstance(operand, ir.Starred) and is_certain(operand, value) else MANY

    formal = {p.name for p in parameters if p.kind not in ("*", "**", "positional")}
    named = zip(op.keywords, call.keywords, strict=True)
    found: dict[str, Value] = {}
    if not any(isinstance(argument, ir.Starred) for argument in op.arguments):
        if all(name is not None for name, _ in call.keywords):
            found = {p.name: p.default for p in parameters if p.default is not None}
        names = [p.name for p in parameters if p.kind in ("positional", "any")][bound:]
        found.update(zip(names, map(passed, op.arguments, call.arguments), strict=False))
    first = next((p.name for p in parameters if p.kind in ("positional", "any")), "")
    if bound and first and receiver is not None and call.receiver is not None:
        found[first] = call.receiver if isinstance(call.receiver, Class) else passed(receiver, call.receiver)
    found.update((name, passed(operand, value)) for (name, operand), (_, value) in named if name and name in formal)
    return found


def unknown(_needed: Needs) -> Needs:
    """What has to be true of the arguments of a call of which nothing is known."""
    return frozenset()


def _holds(need: Need, value: object) -> bool | None:
    """Whether a value meets a need; None if it may."""
    if need.relation == KIND:
        cls = value.of if isinstance(value, Instance) else value.name if isinstance(value, Class) else ""
        return False if ":" in cls and cls not in need.literals else None
    if isinstance(value, Instance) and need.relation == NONE and _is_object(value.of):
        return not need.truth
    if not isinstance(value, ir.Const):
        return None
    match need.relation, value.value:
        case "is true", plain:
            return bool(plain) == need.truth
        case "is None", plain:
            return (plain is None) == need.truth
        case "in", str() | int() | None:
            return (_NUMBERS.get(value.text, value.text) in need.literals) == need.truth
        case "isinstance", plain:
            return any(isinstance(plain, _TYPES[name]) for name in need.literals) == need.truth
        case _:
            return None


def is_made(value: Value) -> bool:
    """Whether a value is an object of a class, whichever it is, and no parameter's."""
    return all(isinstance(atom, Instance) and _is_object(atom.of) for atom in atoms(value))


def _is_object(path: str) -> bool:
    """Whether a value is an object of a class, and not just what some function of a library returns."""
    return ":" in path or path.rpartition(".")[2][:1].isupper()
