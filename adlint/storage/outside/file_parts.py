"""Parts of files of libraries: what is made in one, which fails where it is there, and removed, which fails where it is
gone. A file that is emptied when it is opened has none of before.
"""

from __future__ import annotations

from adlint import ir
from adlint.analysis.paths.uses import is_told_from_itself
from adlint.models import objects
from adlint.storage.frame import Frame
from adlint.storage.invocation.calls import Given
from adlint.storage.location.texts import is_text
from adlint.storage.outside.world import written_anew
from adlint.storage.run import Run
from adlint.storage.state import State
from adlint.storage.things.kinds import library_of
from adlint.storage.things.memory import kind_of, put, read
from adlint.storage.things.values import EMPTIED, NONE, NOTHING, NUMBER, Number, Ref, Value, joined, literal, refs

_LEAVING = (ir.Return, ir.Raise, ir.Break, ir.Continue)

def make_part(f: Frame, state: State, ref: Ref, name: str, given: Given) -> Value:
    """What a method of something that stood there gives that only files have, and parts of them."""
    made(f, state, ref, name, given.positional[0] if given.positional else NOTHING)
    read(f.run, state, (ref,))
    given.read(f.run, state)
    return (ref, Number())


def made(f: Frame, state: State, ref: Ref, how: str, key: Value) -> None:
    """A part of a file is made; once, where it may have been asked whether it is there."""
    run = f.run
    is_asked = _is_asked(run, ref) if run.stood(ref.thing) else bool(run.watches)
    text = "a part of a file is made, which fails where it is there"
    if not _is_made_again(f, ref, key):
        _acts(run, state, ref, f"{how} {key}", text, is_asked=is_asked)


def removed(f: Frame, state: State, ref: Ref, key: Value) -> None:
    """A part of a file is removed; once, where it may have been asked whether it is there."""
    run = f.run
    is_asked = bool(run.watches or run.caught)
    text = "a part of a file is removed, which fails where it is gone"
    _acts(run, state, ref, _how(key), text, is_asked=is_asked)
    run.removed[ref.thing, key] = run.here[-1]


def resized(f: Frame, ref: Ref) -> None:
    """An array in a file is given another size; if that is told from the one that it has, a second run goes on so."""
    if is_told_from_itself(f.function, f.run.here[-1][1]):
        f.run.acts("resize", (ref,), "an array in a file grows from the size that it has")


def set_part(f: Frame, state: State, ref: Ref, key: Value, at: int, *, is_removed: bool) -> None:
    """A part of a file is set by its name, or deleted."""
    if is_removed:
        removed(f, state, ref, key)
    elif library_of(kind_of(ref.thing)) in objects.MAKING_ITEMS and is_text(key) and not _is_of_attributes(f, at):
        made(f, state, ref, "set", key)
    elif not _is_made_again(f, ref, key):
        written(f, ref)


def written(f: Frame, ref: Ref) -> None:
    """Something that a file holds is written."""
    if ref.thing in f.run.filed:
        f.run.wonder("it writes what a file holds, and reads some of it")


def _is_of_attributes(f: Frame, at: int) -> bool:
    """Whether an operation sets an item of the attributes of a part of a file."""
    op = next((op for op in f.function.operations if op.at == at), None)
    base = op.base if isinstance(op, ir.SetItem) else None
    return isinstance(base, int) and f.attributes.get(base, (NOTHING, ""))[1] == "attrs"


def _is_made_again(f: Frame, ref: Ref, key: Value) -> bool:
    """Whether a part was removed before, wherever this is reached, so that it is there again: as after one run."""
    run = f.run
    function, at = run.removed.get((ref.thing, key), ("", 0))
    if function != f.identity or not _follows(f.function, at, run.here[-1][1]):
        return False
    run.seen.unknown.pop((function, at), None)
    run.seen.acts.pop((_how(key), (ref,)), None)
    return True


def _how(key: Value) -> str:
    return f"removed {key}"


def _follows(function: ir.Function, before: int, after: int) -> bool:
    """Whether an operation is reached wherever another one is: in the same block, or in one around that."""
    for block in ir.nested(function.body):
        ahead = [op for inner in ir.nested(tuple(op for op in block if op.at < after)) for op in inner]
        if any(op.at == after for op in block) and any(op.at == before for op in ahead):
            return not any(op.at > before and isinstance(op, _LEAVING) for op in ahead)
    return False


def opened(f: Frame, state: State, path: str, given: Given, made: Value) -> None:
    """A file is opened: what it held is gone (a number) or there (None), by the mode; or there may be none before."""
    told = given.keyword("mode") or given.keyword("flag") or joined(given.positional[1:2])
    mode, run = literal(told), f.run
    if mode is not None and mode.value in ("x", "w-") and not run.caught:
        run.acts("new", joined(given.positional[:1]), "a file is created, which fails where it is there")
    if mode is not None and mode.value == "w" and not path.startswith("shelve."):
        written_anew(f, joined(given.positional[:1]))
    for ref in refs(made):
        put(run, state, ref.thing, EMPTIED, _kept(path, mode, is_told=bool(told)), certain=True)


def _kept(path: str, mode: ir.Const | None, *, is_told: bool) -> Value:
    if mode is None:
        return (*NONE, *NUMBER) if is_told else NONE if path in objects.KEEPING else NUMBER
    is_shelf = path.startswith("shelve.")
    keeps = mode.value != "n" if is_shelf else isinstance(mode.value, str) and mode.value[:2] in ("a", "r+")
    return NONE if keeps else NUMBER


def _acts(run: Run, state: State, ref: Ref, how: str, text: str, *, is_asked: bool) -> None:
    """Something is done to a file, once if it is asked before whether it has to be."""
    is_kept = NONE if run.stood(ref.thing) else state.parts.get((ref.thing, EMPTIED), NUMBER)
    if is_asked and NONE[0] in is_kept:
        run.wonder("it is not known whether the part of a file that is made or removed may be there")
    elif is_kept == NONE:
        run.acts(how, (ref,), text)
    elif NONE[0] in is_kept:
        run.wonder("it is not known whether a file is emptied when it is opened, of which a part is made or removed")


def _is_asked(run: Run, ref: Ref) -> bool:
    """Whether this is a way on which something is not there: `if name not in file`."""
    return any(watch.covers(place) for place in run.paths_of(ref.thing) for watch in run.watches)
