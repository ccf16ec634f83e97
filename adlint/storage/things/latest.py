"""The item that was stored last: `table[key] = x`, and then `table[key]` is x, whatever the key is; or `items[-1]`."""

from __future__ import annotations

from adlint.storage.state import State
from adlint.storage.things.memory import is_single
from adlint.storage.things.values import LAST, LATEST, UNTOLD, Atom, Entry, Number, Ref, Thing, Tuple, Value


def keep_latest(state: State, thing: Thing, key: Value, value: Value) -> None:
    """An item is stored in a dict: under that key it stands, as long as nothing else is changed in it."""
    if is_single(thing) and all(map(_is_told_key, key)):
        state.parts[thing, LATEST] = (Tuple((key, value)),)


def latest_of(state: State, thing: Thing, key: Value) -> Value | None:
    """The item of a dict under a key, if it is known to be the one that was stored last."""
    match state.parts.get((thing, LATEST)):
        case (Tuple((known, value)),) if known == key:
            return value
        case _:
            return None


def last_of(state: State, thing: Thing) -> Value | None:
    """The last item of a list, if it is known to have been appended."""
    found = state.parts.get((thing, LAST), UNTOLD)
    return None if UNTOLD[0] in found else found


def _is_told_key(atom: Atom) -> bool:
    """Whether equal atoms are the same key: a literal, what stood in a place, a tuple of such."""
    match atom:
        case Ref(Entry() as thing, None):
            return is_single(thing)
        case Number(known):
            return known is not None
        case Tuple(items):
            return all(len(item) == 1 and _is_told_key(item[0]) for item in items)
        case _:
            return False
