"""`heapq` and `bisect`: lists that are kept in order, for which items are compared."""

from __future__ import annotations

from adlint.interpret.collections.containers import append, blur, held, of_items
from adlint.interpret.collections.iteration import items_of
from adlint.interpret.collections.ranking import compare
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.library import MEANINGS, Meaning
from adlint.interpret.memory.atoms import ITEM, Value, atoms, joined
from adlint.interpret.memory.spaces import REST, Object
from adlint.ir import Const

_NONE = Const("None", None)


def _heaps(value: Value | None) -> list[Object]:
    """The containers of the program that a value may be."""
    found = atoms(value) if value is not None else ()
    return [atom for atom in found if isinstance(atom, Object) and atom.kind != "instance"]


def _pushed(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`heappush(heap, x)`, `insort(items, x)`: compared with what is there, if anything is."""
    heaps, item = _heaps(given.at(0)), given.at(1)
    if not heaps or item is None:
        return None
    before = joined([value for heap in heaps if (value := held(f, heap)) is not None])
    for heap in heaps:
        append(f, heap, item)
    if before is not None:
        compare(f, at, given, joined([blur(f, heap) or item for heap in heaps]) or item)
    return before if path.endswith(("pushpop", "replace")) else _NONE


def _popped(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`heappop(heap)`."""
    heaps = _heaps(given.at(0))
    if not heaps:
        return None
    found = joined([value for heap in heaps if (value := held(f, heap)) is not None]) or ITEM
    keys = [key for heap in heaps for key in f.task.keys(heap)]
    if len(keys) > 1 or REST in keys:
        compare(f, at, given, found)
        for heap in heaps:
            blur(f, heap)
    elif len(heaps) == 1:
        for key in keys:
            f.task.put(heaps[0], key, None)
    return found


def _searched(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`bisect(items, x, key=f)`: `x` itself is compared with keys."""
    first = given.at(0, "a")
    if first is not None:
        compare(f, at, given, items_of(f, at, first))
    return None


def _ordered(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`heapify(items)`, `nsmallest(n, items, key=)`, `merge(a, b)`."""
    item = None
    for value in given.positional:
        if isinstance(value, Object):
            item = items_of(f, at, value)
            compare(f, at, given, item)
    return None if item is None else of_items(f, "list", at, None, item)


_NEW: dict[str, Meaning] = {
    **dict.fromkeys(("heapq.heappush", "heapq.heappushpop", "heapq.heapreplace"), _pushed),
    **dict.fromkeys(("bisect.insort", "bisect.insort_left", "bisect.insort_right"), _pushed),
    **dict.fromkeys(("bisect.bisect", "bisect.bisect_left", "bisect.bisect_right"), _searched),
    "heapq.heappop": _popped,
    **dict.fromkeys([f"heapq.{name}" for name in ("heapify", "nsmallest", "nlargest", "merge")], _ordered),
}
MEANINGS.update(_NEW)
