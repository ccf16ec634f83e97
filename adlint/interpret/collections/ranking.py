"""The order of items whose keys are known: what `sorted`, `min` and `max` make of them."""

from __future__ import annotations

from adlint.interpret.collections.containers import sequence
from adlint.interpret.collections.iteration import SHORT, called_often
from adlint.interpret.evidence.narrowing import truth_of
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.memory.atoms import Value
from adlint.interpret.memory.spaces import Object
from adlint.interpret.objects.special import ordered
from adlint.ir import Const

_NONE = Const("None", None)


def rank(f: Frame, at: int, items: list[Value], given: Arguments, *, downwards: bool = False) -> list[Value] | None:
    """A few items in the order of their keys, the first of equal ones first; None where that is not known."""
    if len(items) > SHORT or f.loops or given.extra is not None:
        return None
    key, turned = given.at(-1, "key"), given.at(-1, "reverse")
    is_turned = downwards if turned is None else truth_of(turned)
    if is_turned is None:
        return None
    keys = items if key is None or key == _NONE else [f.call(at, key, Arguments((item,))) for item in items]
    if len(items) == 1:
        return items
    known = [_plain(f, one) for one in keys]
    if None in known:
        known = [_plain(f, parts[0]) if (parts := sequence(f, one)) else None for one in keys]
        if len(set(known)) < len(known):  # what comes after the first parts decides
            return None
    if None in known or len({type(one) for one in known}) > 1:
        return None
    try:
        order = sorted(range(len(items)), key=lambda place: known[place], reverse=is_turned)  # type: ignore[arg-type,return-value]
    except TypeError:
        return None
    return [items[place] for place in order]


def compare(f: Frame, at: int, given: Arguments, item: Value | None, operator: str = "<") -> None:
    """Put items in order: they are compared, or their keys are."""
    key = given.at(-1, "key")
    if item is not None and key is not None and key != _NONE:
        item = called_often(f, at, key, Arguments((item,)))
    if item is not None:
        ordered(f, at, item, operator)


def _plain(f: Frame, value: Value, depth: int = 2) -> float | str | tuple[object, ...] | None:
    """A number, a text, or a tuple of these."""
    if isinstance(value, Const):
        return value.value if isinstance(value.value, int | float | str) else None
    parts = sequence(f, value) if isinstance(value, Object) and value.kind == "tuple" and depth else None
    if not parts:
        return None
    plain = [_plain(f, part, depth - 1) for part in parts]
    return None if None in plain else tuple(plain)
