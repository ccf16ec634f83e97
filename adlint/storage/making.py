"""Things that operations make: the newest is told from older ones that the same operation has made before."""

from __future__ import annotations

from msgspec.structs import replace

from adlint.storage.run import Run
from adlint.storage.state import Part, State
from adlint.storage.values import Atom, Made, Ref, Value, join, mapped


def make(run: Run, state: State, function: str, at: int, kind: str) -> Made:
    """What an operation makes. What it had made before, by the same way, is one of its older things from now on."""
    thing = Made(function, at, kind, run.inside[-1])
    if kind == "array" or kind.startswith("library "):
        return thing  # nothing can be stored in it but numbers
    if thing in run.made:
        _age(run, state, thing)
    run.made[thing] = None
    return thing


def _age(run: Run, state: State, thing: Made) -> None:
    old = replace(thing, is_old=True)

    def aged(atom: Atom) -> Atom:
        return Ref(old, atom.view) if isinstance(atom, Ref) and atom.thing == thing else atom

    parts: dict[Part, Value] = {}
    for (owner, key), value in state.parts.items():
        part = (old if owner == thing else owner, key)
        new = mapped(value, aged)
        parts[part] = join(parts[part], new) if part in parts else new
    state.parts = parts
    run.steps.setdefault(old, {}).update(run.steps.get(thing, {}))
