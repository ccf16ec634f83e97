"""Deep copies: new things of the same kinds, down to what is not told apart any more."""

from __future__ import annotations

from adlint.storage.definitions.members import is_class
from adlint.storage.frame import Frame
from adlint.storage.location.places import ANY
from adlint.storage.state import State
from adlint.storage.things.kinds import CONTAINERS
from adlint.storage.things.making import make, several, something
from adlint.storage.things.memory import items, kind_of, put
from adlint.storage.things.values import NUMBER, Ref, Value, join, joined, refs


def copied(f: Frame, state: State, at: int, value: Value) -> Value:
    """A copy of a value, with copies of all that it holds."""
    kinds = dict.fromkeys(kind_of(ref.thing) if ref.view is None else "" for ref in refs(value))
    found: Value = NUMBER
    for kind in kinds:
        made = make(f, state, at, kind if kind in CONTAINERS or is_class(f.run, kind) or kind == "array" else "")
        found = join((Ref(made),) if kind != "" else several(f.run, state, (Ref(made),)), found)
        if kind in CONTAINERS:
            held = joined([items(f.run, state, ref.thing) for ref in refs(value) if kind_of(ref.thing) == kind])
            inner = [_inside(f, state, at, one) for one in dict.fromkeys(kind_of(ref.thing) for ref in refs(held))]
            put(f.run, state, made, ANY, joined([*inner, NUMBER]), certain=False)
        for name, one in f.run.names.fields(kind).items() if is_class(f.run, kind) else ():
            put(f.run, state, made, f".{name}", _inside(f, state, at, one), certain=True)
    return found


def _inside(f: Frame, state: State, at: int, kind: str) -> Value:
    """What is in a copy: any of several things of a kind."""
    if kind in ("array", "number"):
        return something(f, state, at)
    return join(several(f.run, state, (Ref(make(f, state, -at, kind if kind in CONTAINERS else "")),)), NUMBER)
