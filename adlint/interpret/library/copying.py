"""Copies and pickles: objects that are taken apart, and put together again.

What a module pickles is what it loads; in one that pickles nothing, what was pickled anywhere, if these are few kinds.
"""

from __future__ import annotations

from collections.abc import Iterator

from adlint.interpret.collections.containers import content, held, sequence
from adlint.interpret.collections.iteration import may_be_object
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.library import MEANINGS
from adlint.interpret.memory.atoms import ITEM, NUMBER, Atom, Class, Value, atoms, joined
from adlint.interpret.memory.spaces import Object
from adlint.interpret.objects.dispatch import call_method
from adlint.interpret.objects.outside import tell
from adlint.ir import Const

DEPTH = 3  # containers in containers that are searched
FEW = 4  # classes whose objects are pickled: with more, it is not known what is loaded
_PICKLED = "pickle.*values"
_NONE = Const("None", None)


def _taken_apart(f: Frame, at: int, atom: Value) -> tuple[Value | None, Value | None]:
    """What `__reduce__` says, or else the state of an object."""
    parts = call_method(f, at, atom, "__reduce_ex__", NUMBER) or call_method(f, at, atom, "__reduce__")
    if parts is not None:
        return parts, None
    call_method(f, at, atom, "__getnewargs__")
    return None, call_method(f, at, atom, "__getstate__")


def _put_together(f: Frame, at: int, atom: Value, parts: Value | None, state: Value | None) -> Value:
    """An object like one that was taken apart: what `__reduce__` says is called, or the new one is given its state."""
    if parts is None:
        call_method(f, at, atom, "__setstate__", state or ITEM)
        return atom
    made: list[Value] = []
    for one in atoms(parts):
        said = sequence(f, one) or []
        if said:
            known = sequence(f, said[1]) if len(said) > 1 else None
            given = Arguments(tuple(known)) if known is not None else Arguments((), (), ITEM)
            made.append(f.call(at, said[0], given))
            if len(said) > 2 and _NONE not in atoms(said[2]):
                call_method(f, at, made[-1], "__setstate__", said[2])
    return joined(made) or atom


def _copied(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    name = "__deepcopy__" if path.endswith("deepcopy") else "__copy__"
    found: list[Value] = []
    for atom in atoms(given.positional[0]) if given.positional else ():
        made = _like(atom, call_method(f, at, atom, name, ITEM))
        if made is None and may_be_object(atom):
            made = _put_together(f, at, atom, *_taken_apart(f, at, atom))
        found.append(atom if made is None else made)
        if name == "__deepcopy__" and isinstance(atom, Object) and atom.cls is None:
            call_method(f, at, held(f, atom) or ITEM, name, ITEM)
    return joined(found)


def _like(atom: Atom, made: Value | None) -> Value | None:
    """What a method that copies gives for an object: of the objects that it makes for any, those of its class."""
    if made is None or not isinstance(atom, Object) or atom.cls is None:
        return made
    return joined([one for one in atoms(made) if not isinstance(one, Object) or _are_akin(one.cls, atom.cls)]) or made


def _are_akin(one: Class | None, other: Class) -> bool:
    return one is None or one in other.order or other in one.order


def _objects(f: Frame, value: Value, depth: int = DEPTH) -> Iterator[Object]:
    """The objects in a value."""
    for atom in atoms(value):
        if isinstance(atom, Object) and atom.kind == "instance":
            yield atom
        elif isinstance(atom, Object) and depth:
            for item in content(f, atom).values():
                yield from _objects(f, item, depth - 1)


def _own(f: Frame) -> str:
    return f"{_PICKLED} of {f.identity.partition(':')[0]}"


def _pickled(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`pickle.dumps(x)` takes apart what is in what it is given."""
    if given.positional:
        for name in (_own(f), _PICKLED):
            tell(f.task, name, given.positional[0])
        for one in _objects(f, given.positional[0]):
            _taken_apart(f, at, one)
    return None


def _loaded(f: Frame, at: int, _path: str, _given: Arguments) -> Value | None:
    """`pickle.loads(text)`: what was pickled, put together again."""
    found = f.task.get(f.world.told, _own(f)) or f.task.get(f.world.told, _PICKLED)
    several = list(_objects(f, found)) if found is not None else []
    if len({one.cls for one in several}) > FEW:
        return None
    for one in several:
        edges, f.edges = f.edges, {}
        apart = _taken_apart(f, at, one)  # it was when it was pickled
        f.edges = edges
        _put_together(f, at, one, *apart)
    return found


_COPIES = ("copy.copy", "copy.deepcopy")
_WRITERS = ("pickle.dump", "pickle.dumps")
_READERS = ("pickle.load", "pickle.loads")
MEANINGS.update({
    **dict.fromkeys(_COPIES, _copied),
    **dict.fromkeys(_WRITERS, _pickled),
    **dict.fromkeys(_READERS, _loaded),
})  # fmt: skip
