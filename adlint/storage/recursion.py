"""Functions that call themselves, directly or not: gone through a few times, and then taken to go on in the same way.

Deeper than that, a call runs code that was gone through. What it is not given, the calls around it read and write as it
does; what it can reach by its arguments, it may read and write. It gives nothing at first, so that each call around it
gives what one gives that is so much deeper: that is all, if what is passed and what is given are things of the same
kinds from one depth to the next. If they are not, it is not known.
"""

from __future__ import annotations

from collections.abc import Iterable

from adlint.storage.run import Kinds, Run
from adlint.storage.things.memory import kind_of
from adlint.storage.things.values import Ref, Tuple, Value

_ANYTHING, _NUMBER = ("Ref", ""), ("Number", "")
_OTHERWISE = "it calls itself with other kinds of things, or gives others, each time"


def kinds(values: Iterable[Value]) -> Kinds:
    """What kinds of things values may be; something of which nothing is known may be a number, too."""
    found: set[tuple[str, str]] = set()
    for value in values:
        for atom in value:
            found.add((atom.__class__.__name__, kind_of(atom.thing) if isinstance(atom, Ref) else ""))
            found |= kinds(atom.items) if isinstance(atom, Tuple) else frozenset()
    return frozenset(found - {_NUMBER} if _ANYTHING in found else found)


def goes_on(run: Run, function: str, values: Iterable[Value]) -> bool:
    """Whether a function is called again, and in the same way as the call of it that is going on."""
    calls = run.recursive.get(function, [])
    return len(calls) > 1 and calls[-1] == calls[-2] == kinds(values)


def cut(run: Run, function: str, values: Iterable[Value]) -> None:
    """A call is not gone through, because it goes on in the same way: it gives nothing at first."""
    run.deepest.setdefault(function, (kinds(values), frozenset()))


def ended(run: Run, function: str, result: Value) -> None:
    """A call is over, that calls itself: one that was passed what the call in it was must give what that gave.

    What the deepest gave is made of nothing, and so is only compared where it is all there is.
    """
    calls = run.recursive[function]
    known, now = run.deepest.get(function), kinds((result,))
    if known is not None:
        passed, gave = known
        if gave and passed == calls[-1] and gave != now:
            run.wonder(_OTHERWISE)
        run.deepest[function] = (calls[-1], now)
    if len(calls) == 1:
        run.deepest.pop(function, None)
