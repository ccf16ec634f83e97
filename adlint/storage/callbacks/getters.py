"""Functions that `operator` makes to look something up: `itemgetter(1)`, `attrgetter("a.b")`, `methodcaller("sum")`."""

from __future__ import annotations

from adlint.storage.frame import Frame
from adlint.storage.invocation.calls import Given, one_of
from adlint.storage.invocation.methods import call_method
from adlint.storage.operation.attributes import attribute
from adlint.storage.operation.indexing import item
from adlint.storage.state import State
from adlint.storage.things.memory import touch
from adlint.storage.things.values import Bound, Early, Function, Library, Tuple, Unknown, Value, literal

_MAKERS = frozenset({"operator.itemgetter", "operator.attrgetter", "operator.methodcaller"})
_CALL = ".__call__"


def of_getter(f: Frame, state: State, at: int, path: str, given: Given) -> Value | None:
    """What such a function is, or what it gives of the last argument, by what it was made of; None if it is none."""
    maker = path.removesuffix(_CALL)
    if maker not in _MAKERS:
        return None
    if path == maker:
        made = Early((Library(path + _CALL),), given.positional, given.keywords)
        return _wonder(f, state, given) if given.spread else (made,)
    if len(given.positional) + bool(given.spread) < 2:
        return _wonder(f, state, given)
    *keys, base = (*given.positional, given.spread) if given.spread else given.positional  # it may be any of some items
    match maker, keys:
        case "operator.itemgetter", _:
            found = [item(f, state, base, key, at) for key in keys]
        case "operator.attrgetter", _:
            found = [_attribute(f, state, at, base, key, given) for key in keys]
        case _, [name, *rest]:
            found = [_called(f, state, at, base, name, Given((*rest,), given.keywords))]
    return found[0] if len(found) == 1 else (Tuple(tuple(found)),)


def _wonder(f: Frame, state: State, given: Given) -> Value:
    touch(f.run, state, given.values, "it is not known what is looked up")
    return (Unknown("what is looked up"), *given.refs)


def _attribute(f: Frame, state: State, at: int, base: Value, key: Value, given: Given) -> Value:
    """What stands at the end of a path of attributes."""
    name = literal(key)
    if name is None or not isinstance(name.value, str):
        return _wonder(f, state, given)
    for part in name.value.split("."):
        base = attribute(f, state, base, part, at)
    return base


def _called(f: Frame, state: State, at: int, base: Value, key: Value, given: Given) -> Value:
    """What a method gives."""
    name = literal(key)
    if name is None or not isinstance(name.value, str):
        return _wonder(f, state, Given((base, *given.positional), given.keywords))
    own = name.value
    found = attribute(f, state, base, own, at)
    if not found or not all(isinstance(atom, Function | Bound | Library) for atom in found):
        return call_method(f, state, at, base, own, given)
    return one_of(f, state, found, lambda atom, way: f.run.machine.apply(f, way, at, atom, given))
