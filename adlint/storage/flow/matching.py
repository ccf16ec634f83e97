"""What the names in patterns of `match` are bound to."""

from __future__ import annotations

from adlint import ir
from adlint.models.protocols import COMPARING
from adlint.storage.callbacks.handing import called_back, run_special
from adlint.storage.frame import Frame
from adlint.storage.invocation.calls import Given
from adlint.storage.location.places import ANY
from adlint.storage.operation.attributes import attribute
from adlint.storage.operation.indexing import item
from adlint.storage.operation.iterating import iterated
from adlint.storage.operation.operations import bind
from adlint.storage.state import State
from adlint.storage.things.making import make
from adlint.storage.things.memory import put
from adlint.storage.things.values import NUMBER, Library, Number, Ref, Unknown, Value, join


def capture(f: Frame, state: State, pattern: ir.Pattern, subject: Value, at: int) -> None:
    """Bind the names of a pattern that a subject matches."""
    match pattern:
        case ir.PatternCapture(name, inner):
            if inner is not None:
                capture(f, state, inner, subject, at)
            if name is not None:
                bind(f, state, name, subject)
        case ir.PatternSequence(items):
            _sequence(f, state, items, subject, at)
        case ir.PatternMapping(keys, items, rest):
            for key, inner in zip(keys, items, strict=True):
                capture(f, state, inner, item(f, state, subject, f.value(state, key), at), at)
            if rest is not None:
                _rest(f, state, rest, "dict", subject, at)
        case ir.PatternClass(cls, positional, named):
            called_back(f, state, at, "builtins.isinstance", Given((subject, f.value(state, cls))))
            for inner in positional:
                capture(f, state, inner, _positional(f.value(state, cls), subject), at)
            for name, inner in named:
                capture(f, state, inner, attribute(f, state, subject, name, at), at)
        case ir.PatternOr(items):
            ways = [state.copy() for _ in items]
            for way, inner in zip(ways, items, strict=True):
                capture(f, way, inner, subject, at)
            state.become(ways, f.run.default)
        case ir.PatternValue():
            run_special(f, state, at, subject, COMPARING, within=True)
        case _:
            pass


def _sequence(f: Frame, state: State, patterns: tuple[ir.Pattern, ...], subject: Value, at: int) -> None:
    """Items are counted from the front, and behind what takes the rest from the end."""
    star = next((n for n, inner in enumerate(patterns) if isinstance(inner, ir.PatternStar)), len(patterns))
    for number, inner in enumerate(patterns):
        if isinstance(inner, ir.PatternStar):
            if inner.name is not None:
                _rest(f, state, inner.name, "list", subject, at)
            continue
        position = number if number < star else number - len(patterns)
        index: Value = (Number(ir.Const(str(position), position)),)
        capture(f, state, inner, item(f, state, subject, index, at), at)


def _rest(f: Frame, state: State, name: str, kind: str, subject: Value, at: int) -> None:
    """What other patterns leave is put into a new container."""
    made = make(f, state, at, kind)
    held = iterated(f, state, subject, at)
    if kind == "dict":
        held = join(held, item(f, state, subject, (Unknown("a key that a pattern leaves"),), at))
    put(f.run, state, made, ANY, join(held, NUMBER), certain=True)
    bind(f, state, name, (Ref(made),))


def _positional(cls: Value, subject: Value) -> Value:
    """What stands at a position of a class: of a library's, the subject itself, as in `float(x)`."""
    if all(isinstance(atom, Library) for atom in cls):
        return subject
    return (Unknown("an attribute that a pattern takes by its position"),)
