"""Calls put into joint mode: checkpointed, or said to be by a directive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adlint.fixes.change import Change
from adlint.fixes.checkpoints import with_checkpoints, with_directives
from adlint.placement.written.writing import SYSTEMS, Wrap, modules_in, of_module

if TYPE_CHECKING:
    from adlint.finding import Repair


def joint(text: str, repair: Repair) -> Change | None:
    """The call at a place checkpointed; `options` are its library, then `body` and `arrays` as they hold of `Wrap`."""
    library, *more = repair.options
    wrap = of_module(Wrap(repair.span, "body" in more, "arrays" in more), modules_in(text))
    system = SYSTEMS.get(library)
    if system is not None and system.definition is not None and not wrap.passes_arrays:
        return None  # what it reads beside its arguments is not known here
    after, left = with_directives(text, (wrap,)) if system is None else with_checkpoints(text, (wrap,), system)
    if left:
        return None
    if system is None:
        return Change(after, "Say `# adlint: joint` over it", is_safe=True)
    return Change(after, f"Checkpoint it by `{wrap.function or system.path}`")
