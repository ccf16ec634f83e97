"""Groups of exceptions, as they are made."""

from __future__ import annotations

from adlint.interpret.collections.iteration import items_of
from adlint.interpret.flow.raising import GROUP, group
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.library import MEANINGS, Meaning
from adlint.interpret.memory.atoms import Value


def _group(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`ExceptionGroup(message, exceptions)`."""
    exceptions = given.at(1, "exceptions")
    return None if exceptions is None else group(f, at, items_of(f, at, exceptions))


_NEW: dict[str, Meaning] = dict.fromkeys((f"builtins.{GROUP}", f"builtins.Base{GROUP}"), _group)
MEANINGS.update(_NEW)
