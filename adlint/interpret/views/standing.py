"""Objects that stand where a module or the body of a class made them: no snapshot of a piece that uses them holds them.

A container is known by the operation that made it, and so are generators, iterators and locks of libraries: what is
reached by another name, from a container or as the argument of a call is the same object.
"""

from __future__ import annotations

from adlint import ir
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.invocation.passing import spreads
from adlint.interpret.memory.atoms import (
    Atom,
    Builtin,
    External,
    Instance,
    Method,
    Object,
    Partial,
    Unknown,
    Value,
    atoms,
)
from adlint.interpret.memory.spaces import is_generic
from adlint.interpret.views.facts import CALLEE, Standing
from adlint.models import LOCKS
from adlint.models.iterators import goes_on
from adlint.models.outside import GENERATORS

MODULE = ":"  # how the identity of the body of a module ends
_BODIES = frozenset({"module", "class"})
SEEN = 8  # arguments of a call that are looked at


def placed(f: Frame, at: int, callee: Value, result: Value) -> Value:
    """What a call gives, with its place where a module or the body of a class makes it and it has a state."""
    if f.function.kind not in _BODIES:
        return result
    if result.__class__ is Unknown and callee.__class__ is External and goes_on(callee.path):
        return Instance(callee.path, _site(f.identity, at))
    if result.__class__ is Instance and not result.site and _has_state(result.of):
        return Instance(result.of, _site(f.identity, at))
    return result


def _site(identity: str, at: int) -> str:
    return f"{identity}:{at}"


def _has_state(of: str) -> bool:
    return of in GENERATORS or of in LOCKS or goes_on(of)


def standing(op: ir.Call, callee: Value, given: Arguments) -> tuple[Standing, ...]:
    """What of a call surely stands in a module or in a class."""
    early = callee.arguments if callee.__class__ is Partial else ()
    passed, named = given.positional[:SEEN], given.keywords
    if spreads(op):
        told = next((at for at, one in enumerate(op.arguments) if one.__class__ is ir.Starred), SEEN)
        passed = passed[:told]  # behind it nobody knows how many there are
        written = {name for name, _ in op.keywords}
        named = tuple([one for one in named if one[0] in written])
    places: list[tuple[int | str, Value]] = [(CALLEE, callee), *enumerate((*early, *passed)), *named]
    found = [_one(place, value) for place, value in places if value.__class__ in _STANDING]
    return tuple([one for one in found if one is not None])


def walked(value: Value) -> Standing | None:
    """What stands in a module or a class, and a loop goes through."""
    return _one(CALLEE, value) if value.__class__ in _STANDING else None


def _one(given: int | str, value: Value) -> Standing | None:
    """What a value stands for, if all that it may be is one object that stands somewhere."""
    if value.__class__ is not tuple:
        place = _place(value)  # type: ignore[arg-type]
        return None if place is None else Standing(given, *place)
    if not _STANDING.issuperset(map(type, value)):
        return None
    several = [_place(atom) for atom in atoms(value)]
    first = several[0]
    if first is None or any(one != first for one in several):
        return None
    return Standing(given, *first)


# what may stand in a module, or be of what does; and several such
_STANDING = frozenset({Object, Builtin, Method, Instance, External, Partial, tuple})


def _place(atom: Atom, method: str = "") -> tuple[str, int, str, str] | None:
    match atom:
        case External(path, site):
            of, _, name = path.rpartition(".")
            return _sited(site, name, of) if site else None
        case Object(maker=maker, at=at):
            if at < 0 or not maker.endswith(MODULE) or is_generic(atom):
                return None
            return maker, at, method, atom.kind if atom.cls is None else atom.cls.name
        case Builtin(Object() as on, name):
            return _place(on, name)
        case Method(_, Object() as on):
            return _place(on)
        case Instance(of, site):
            return _sited(site, method, of) if site else None
        case Partial(callee) if not isinstance(callee, tuple):
            return _place(callee)
        case _:
            return None


def _sited(site: str, method: str, of: str) -> tuple[str, int, str, str]:
    maker, _, at = site.rpartition(":")
    return maker, int(at), method, of
