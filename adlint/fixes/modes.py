"""Calls and loops put into joint or split mode where a person asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from adlint.directives import directives
from adlint.finding import Repair
from adlint.fixes import comments, unwrapping, wrapping
from adlint.fixes.change import Change
from adlint.fixes.tree import every, tree
from adlint.source import Source, with_ends

if TYPE_CHECKING:
    from adlint.placement.written.writing import Span


def checkpointed(text: str, span: Span, library: str) -> Change | None:
    """The call at `span` checkpointed; or its body, if it is a loop."""
    repair = Repair("joint", span, (library,))
    return wrapping.joint(text, Repair("joint", span, (library, "body"))) or wrapping.joint(text, repair)


def taken_out(text: str, span: Span) -> Change | None:
    """The call at `span` without its checkpoint, or what is at `span` without `# adlint: joint`."""
    return unwrapping.split(text, Repair("split", span)) or comments.without_directive(text, span[0], "joint")


def directed(text: str, span: Span, mode: str) -> Change | None:
    """`# adlint: joint` or `split` over what is at `span`; in the place of the other, if that stands there."""
    other = "split" if mode == "joint" else "joint"
    turned = comments.other_directive(text, Repair("other-directive", span, (other,)))
    if turned is not None:
        return turned
    source = Source("", text)
    if any(one.kind == mode and one.target == span[0] for one in directives(source)):
        return None
    all_lines = with_ends(text)
    line = all_lines[span[0] - 1]
    end = "\r\n" if line.endswith("\r\n") else "\n"
    indent = line[: len(line) - len(line.lstrip())]
    after = "".join([*all_lines[: span[0] - 1], f"{indent}# adlint: {mode}{end}", *all_lines[span[0] - 1 :]])
    said = [one for one in directives(Source("", after)) if (one.kind, one.line) == (mode, span[0])]
    is_over = [one.target for one in said] == [span[0] + 1] and tree(after) is not None
    return Change(after, f"Say `# adlint: {mode}` over it", is_safe=True) if is_over else None


def without_checkpoint_around(text: str, line: int, column: int) -> Change | None:
    """The text without the innermost checkpoint around a place."""
    read = tree(text)
    if read is None:
        return None
    spans = [read.span(call) for call in every(read.module, cst.Call)]
    around = [one for one in spans if one[:2] <= (line, column) <= one[2:]]
    for span in sorted(around, reverse=True):
        changed = unwrapping.split(text, Repair("split", span))
        if changed is not None:
            return changed
    return None
