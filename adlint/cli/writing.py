"""Writing a plan into the source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adlint.cli.diffing import diff
from adlint.cli.sources import decoded, write
from adlint.cli.streams import complain, put
from adlint.placement.written.writing import SYSTEMS, Wrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from adlint.answers.document import Document
    from adlint.answers.plan.planned import Planned


def write_plan(found: Planned, documents: Sequence[Document], *, is_dry: bool) -> None:
    """Write the checkpoints of a plan, or (`is_dry`) print what would change. Failure if a file cannot be written."""
    by_path = {one.path: one for one in documents}
    for path, (before, after) in dict(_changed(found, by_path)).items():
        if is_dry:
            put(diff(path, before, after))
        else:
            write(by_path[path], after)
            complain(f"{path}: checkpoints are written")


def _changed(found: Planned, documents: Mapping[str, Document]) -> Iterator[tuple[str, tuple[str, str]]]:
    from adlint.fixes import with_checkpoints, with_directives

    system = SYSTEMS.get(found.system)
    for path, wraps in found.changes.items():
        before = decoded(documents[path])
        after, left = with_directives(before, wraps) if system is None else with_checkpoints(before, wraps, system)
        for one in left:
            reason = one.by_hand or "it is no call that can be changed"
            what = "this is to be checkpointed" if isinstance(one, Wrap) else "this checkpoint is to be taken out"
            complain(f"{path}:{one.span[0]}: {what} by hand: {reason}")
        for one in wraps:
            if isinstance(one, Wrap) and one.doubt and one not in left:
                complain(f"{path}:{one.span[0]}: {one.doubt}")
        if after != before:
            yield path, (before, after)
