"""A call that a module makes itself: when it runs as a program, or in one of its functions that need no arguments."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from adlint import ir
from adlint.evaluate.errors import GaveUp, Raised, Reached
from adlint.evaluate.evaluate import Evaluated, machine, outcome, standing
from adlint.evaluate.invocation.imports import module
from adlint.evaluate.invocation.parameters import names_of
from adlint.evaluate.libraries import Library
from adlint.evaluate.machine import MOST_STEPS, Given, Machine
from adlint.evaluate.paths import given, is_record, parts
from adlint.evaluate.values import External, Ref, Value
from adlint.interpret.program import Program, identity
from adlint.shapes.dims import Mismatch
from adlint.symbolic import Polynomial
from adlint.trace import Array, Site

_LONGEST = 160  # characters of an argument that is written in full
_MOST_LISTED = 3  # items of a list that are all written, though they look the same
MOST_SEARCHED = 200_000  # steps until the call is reached


class Witness(Struct, frozen=True):
    """A call as it was made: its text (`...` for what cannot be written), where, and what comes of it. `active` are the
    paths of the arguments through which derivatives run; None if no array of the program says so of itself.
    """

    text: str
    site: Site
    found: Evaluated
    active: frozenset[str] | None


def witnessed(
    program: Program,
    load: Callable[[str], ir.Module | None],
    libraries: Mapping[str, Library],
    module_name: str,
    awaited: str,
) -> Witness | None:
    """The first call of a function (by identity) that a module is seen to make, evaluated; None if it makes none."""
    m = machine(program, load, libraries, main=module_name)
    m.is_forward = awaited == identity(module_name, "")
    if m.is_forward:
        return Witness("the module, as it runs", Site("", 0), outcome(m, lambda: module(m, module_name), {}, {}), None)
    m.awaited, m.steps = awaited, MOST_STEPS - MOST_SEARCHED
    for run in _runs(m, module_name):
        try:
            run()
        except Reached as reached:
            return _evaluated(m, reached)
        except (Raised, Mismatch, GaveUp):
            m.trace.clear()
    return None


def _runs(m: Machine, name: str) -> Iterator[Callable[[], object]]:
    """The module, then each of its functions that can be called without arguments."""
    yield lambda: module(m, name)
    for function in m.program.modules[name].functions:
        is_plain = function.kind == "function" and "." not in function.name and not function.is_generator
        if is_plain and all(one.has_default or one.kind in ("*", "**") for one in function.parameters):
            ref = _bound_to(m, name, function.name)
            if ref is not None:
                yield lambda ref=ref: m.tables.call(m, ref, Given())  # type: ignore[misc]


def _bound_to(m: Machine, name: str, function: str) -> Ref | None:
    fields = m.store[m.modules[name]].fields if name in m.modules else {}
    found = fields.get(function)
    is_itself = isinstance(found, Ref) and m.store[found].code == identity(name, function)
    return found if is_itself and isinstance(found, Ref) and m.store[found].code != m.awaited else None


def _evaluated(m: Machine, reached: Reached) -> Witness:
    m.awaited, m.trace, m.failed_at, m.is_forward, m.steps = "", [], None, True, 0
    m.unknown.clear()
    arguments = dict(_arrays(m, reached.callee, reached.given))
    marked = {one.number for one in standing(m, arguments.values()) if m.library_of(one).begins_with(m, one)}
    active = frozenset(path for path, one in arguments.items() if one.number in marked)
    shown = [_short(_text(m, one)) for one in reached.given.positional]
    shown += [f"{name}={_short(_text(m, one))}" for name, one in reached.given.keywords.items()]
    found = outcome(m, lambda: m.tables.call(m, reached.callee, reached.given), arguments, {})
    name, owner = _name(m, reached.callee), ""
    if "." in name and shown and shown[0].endswith(")"):
        owner, name = f"{shown.pop(0)}.", name.rpartition(".")[2]
    text = f"{owner}{name}({', '.join(shown)})"
    return Witness(text, reached.site, found, active if marked else None)


def _name(m: Machine, callee: Value) -> str:
    code = m.store[callee].code if isinstance(callee, Ref) else ""
    return ".".join(part.partition("#")[0] for part in code.partition(":")[2].split("."))


def _arrays(m: Machine, callee: Value, passed: Given) -> Iterator[tuple[str, Array]]:
    """The arrays among arguments, by the paths of these."""
    names = names_of(m, callee)
    for number, one in enumerate(passed.positional):
        yield from given(m, one, names[number] if number < len(names) else f"[{number}]")
    for name, one in passed.keywords.items():
        yield from given(m, one, name)


def _short(text: str) -> str:
    """An argument that is too long to be read: the name of its class alone."""
    name = text.partition("(")[0]
    return f"{name}(...)" if len(text) > _LONGEST and name.isidentifier() else text


def _listed(texts: list[str]) -> str:
    is_long = len(texts) > _MOST_LISTED and len(set(texts)) == 1
    return f"{len(texts)} of {texts[0]}" if is_long else ", ".join(texts)


def _text(m: Machine, value: Value) -> str:
    """A value as a call has it."""
    match value:
        case Array():
            return f"{value.dtype}[{', '.join(map(str, value.shape))}]"
        case bool() | int() | float() | complex() | str() | None:
            return repr(value)
        case Polynomial():
            return str(value)
        case tuple():
            inner = ", ".join(_text(m, one) for one in value)
            return f"({inner}{',' if len(value) == 1 else ''})"
        case Ref() if m.store[value].kind == "list":
            return f"[{_listed([_text(m, one) for one in m.store[value].items])}]"
        case Ref() if m.store[value].kind == "dict":
            return f"{{{', '.join(f'{key!r}: {_text(m, one)}' for key, one in m.store[value].fields.items())}}}"
        case Ref() if m.store[value].kind == "function":
            return _name(m, value) or "..."
        case Ref() if is_record(m, m.store[value]):
            fields = (f"{name[1:]}={_text(m, one)}" for name, one in parts(m, m.store[value], ""))
            return f"{_name(m, m.store[value].cls)}({', '.join(fields)})"
        case Ref() if m.store[value].kind == "instance" and isinstance(m.store[value].cls, Ref):
            return f"{_name(m, m.store[value].cls)}(...)"
        case External():
            return value.path
        case _:
            return "..."
