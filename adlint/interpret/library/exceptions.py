"""Exceptions of Python, as they are made: groups of others, and what they are given."""

from __future__ import annotations

import builtins

from adlint.interpret.collections.iteration import items_of
from adlint.interpret.flow.raising import GROUP, group
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.library import MEANINGS, Meaning
from adlint.interpret.memory.atoms import Value, informative
from adlint.interpret.memory.spaces import Object
from adlint.interpret.objects.classes import of_library
from adlint.interpret.objects.exceptions import keep_arguments


def _group(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`ExceptionGroup(message, exceptions)`."""
    exceptions = given.at(1, "exceptions")
    return None if exceptions is None else group(f, at, items_of(f, at, exceptions))


def _given(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """An exception made with what tells what is called."""
    if not any(map(informative, given.positional)):
        return None
    known = f.made.get((path, at))
    made = known if isinstance(known, Object) else of_library(f, at, path, {})
    f.made[path, at] = made
    keep_arguments(f, at, made, given)
    return made


_PLAIN = [name for name, one in vars(builtins).items() if isinstance(one, type) and issubclass(one, BaseException)]
_NEW: dict[str, Meaning] = dict.fromkeys([f"builtins.{name}" for name in _PLAIN], _given)
_NEW |= dict.fromkeys((f"builtins.{GROUP}", f"builtins.Base{GROUP}"), _group)
MEANINGS.update(_NEW)
