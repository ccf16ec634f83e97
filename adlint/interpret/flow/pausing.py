"""What a generator has changed where it waits at a `yield`, and what it changes when it goes on.

It is evaluated to its end where its function is called. A manager that is made of it waits at the `yield` while the
body of `with` runs: that sees what was there, and what comes after it sees the end.
"""

from __future__ import annotations

from adlint.interpret.frame import Frame
from adlint.interpret.machine import Steps
from adlint.interpret.memory.atoms import Value, join, joined
from adlint.interpret.memory.journal import Changes
from adlint.interpret.memory.spaces import Object

YIELDS = 8  # that are told apart


def wait(f: Frame, *, once: bool) -> None:
    """Keep what has changed outside of a generator where it yields; `once`, it goes on if it is asked once more."""
    at = next((number for number, one in enumerate(f.behind, 1) if one is f.edges), 0)
    if once and at < YIELDS:
        if at == len(f.behind):
            f.behind.append({})
        f.edges = f.behind[at]
    changes = f.task.journal.since(f.level - 1, without=f.fields)
    if changes:
        f.waits.append(changes)


def gather(f: Frame) -> None:
    """Let the edges of what lies behind yields be those of the function, with how often it is asked before that."""
    f.edges = f.task.edges[f.identity]
    for number, edges in enumerate(f.behind, 1):
        for callee in edges:
            known = f.edges.get(callee, number)
            f.edges[callee] = None if known is None else min(known, number)


def waited(f: Frame) -> Steps:
    """What is otherwise at the end of a generator than where it yielded: from now on it may be either."""
    places = {place: change for changes in f.waits for place, change in changes.items()}
    ends = [(place, fields, key, fields.get(key)) for place, (fields, key, _, _) in places.items()]
    f.task.journal.weaken(f.waits)
    found = [
        (fields, key, fields.get(key), there, end)
        for place, fields, key, end in ends
        if (there := _there(place, f.waits, places)) is not end
    ]
    return tuple(found)


def _there(place: tuple[int, object], waits: list[Changes], places: Changes) -> Value | None:
    found = [changes[place][3] if place in changes else places[place][2] for changes in waits]
    return joined([value for value in found if value is not None])


def go_on(f: Frame, made: Value, *, to_end: bool) -> None:
    """Let a generator be at its `yield`, or at its end; what somebody else has changed since may be that, too."""
    known = f.task.generators.get(made) if isinstance(made, Object) else None
    for fields, key, *states in known.steps if known is not None else ():
        was, then, now = states[to_end], states[to_end + 1], fields.get(key)
        if now is not was and now is not None:
            then = now if then is None else join(now, then)
        f.task.epoch += 1
        f.task.journal.write(fields, key, then)
