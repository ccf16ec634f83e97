"""What goes on where a call is told to draw from it, or to write to it, by a keyword."""

from __future__ import annotations

from adlint.models.estimators import keeps_seed
from adlint.models.outside import DRAWING, HIDDEN, WRITING, is_generator
from adlint.storage.frame import Frame
from adlint.storage.invocation.calls import Given
from adlint.storage.outside.world import advance, draw, is_seed
from adlint.storage.state import State
from adlint.storage.things.memory import kind_of
from adlint.storage.things.values import Entry, Library, Thing, refs


def told_to_go_on(f: Frame, state: State, path: str, given: Given) -> None:
    """A generator that is given by a keyword is drawn from; a file is written to."""
    for name, value in given.keywords:
        for ref in refs(value) if name in DRAWING | WRITING else ():
            if is_seed(ref.thing) or (name == "random_state" and keeps_seed(path)):
                continue
            if name == "random_state" and _is_untold(f, ref.thing):
                f.run.wonder(f"what `{path}` is given may be a seed, or a generator, which goes on")
            else:
                advance(f.run, state, ref.thing)
        for atom in value if name in DRAWING else ():
            if isinstance(atom, Library) and atom.path in HIDDEN:
                draw(f, HIDDEN[atom.path], Given())


def _is_untold(f: Frame, thing: Thing) -> bool:
    """Whether nothing says what a thing is that was there: no kind, and no name of a generator."""
    is_named = isinstance(thing, Entry) and is_generator(thing.place.name)
    return f.run.stood(thing) and not kind_of(thing) and not is_named
