"""What a condition says of variables that may be None."""

from __future__ import annotations

import re

from adlint import ir
from adlint.analysis.paths.paths import defined, implied
from adlint.storage.frame import Frame
from adlint.storage.state import State
from adlint.storage.things.values import NONE, Entry, Ref, Unknown, Value

_IS_NONE = re.compile(r"\(`([^`]+)` is None\)")
_NAME = re.compile(r"`([^`]+)`")


def narrow(f: Frame, state: State, condition: ir.Operand, *, holds: bool) -> None:
    """Leave of the variables that may be None what they may be where a condition holds, or where it does not."""
    for text, truth in implied(condition, defined(f.function), truth=holds):
        asked = _IS_NONE.fullmatch(text)
        named = asked or (_NAME.fullmatch(text) if truth else None)
        part = (f.variables, named[1]) if named is not None else None
        value = state.parts.get(part, ()) if part is not None else ()
        if part is not None and len(value) > 1 and NONE[0] in value:
            state.parts[part] = _may_be_none(value) if asked and truth else _without(value)


def _without(value: Value) -> Value:
    return tuple([atom for atom in value if atom != NONE[0]])


def _may_be_none(value: Value) -> Value:
    """None, and what the caller passes, which may be None, too."""
    return tuple([
        atom for atom in value if atom == NONE[0] or isinstance(atom, Unknown) or
        (isinstance(atom, Ref) and isinstance(atom.thing, Entry))
    ])
