"""One call or loop in joint or split mode: checkpointed, if it may run twice, or without its checkpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from adlint import ir
from adlint.answers.sets.sets import Evidence, why_not
from adlint.placement.written.writing import SYSTEMS, Span

if TYPE_CHECKING:
    from adlint.answers.sets.reentrancy import Asked


class Mode(Struct, frozen=True):
    """The changed text, and what the change is called; `doubts` say why it is not known whether what is put into joint
    mode may run twice, if it is not.
    """

    text: str
    title: str
    doubts: tuple[Evidence, ...] = ()


def in_joint_mode(asked: Asked, function: str, span: Span, text: str, framework: str) -> Mode:
    """The text with the call or loop at `span` in a function checkpointed, or said to be by a directive where no
    library does it. LookupError, with the reason, if it may not be, or cannot be written.
    """
    from adlint.answers.sets.reentrancy import verdicts  # noqa: PLC0415 -- it takes long to load
    from adlint.fixes.modes import checkpointed, directed  # noqa: PLC0415 -- it loads libcst

    op = _operation(asked, function, span)
    piece = dict(verdicts(asked, function, frozenset({op.at}))).get(op.at)
    if piece is None:
        raise LookupError("this calls no function of the program, as far as is known")
    if piece.reentrant == "no":
        raise LookupError(why_not(piece))
    is_call = isinstance(op, ir.Call)
    if is_call and framework in SYSTEMS:
        changed = checkpointed(text, span, framework)
        if changed is None:
            raise LookupError("it is to be checkpointed by hand: whether all its arguments are arrays is not known")
    else:
        changed = directed(text, span, "joint")
        if changed is None:
            raise LookupError("no comment can stand over it")
    return Mode(changed.text, changed.title, piece.evidence if piece.reentrant == "unknown" else ())


def in_split_mode(text: str, span: Span) -> Mode:
    """The text with the call or loop at `span` without its checkpoint; else without its `# adlint: joint`; else with
    `# adlint: split` over it. LookupError, with the reason, if none of these can be written.
    """
    from adlint.fixes.modes import directed, taken_out  # noqa: PLC0415 -- it loads libcst

    changed = taken_out(text, span) or directed(text, span, "split")
    if changed is None:
        raise LookupError("no comment can stand over it")
    return Mode(changed.text, changed.title)


def checkpoint_around(text: str, line: int, column: int) -> Mode:
    """The text without the innermost checkpoint around a place: 1-based line, 0-based column. LookupError if there is
    none.
    """
    from adlint.fixes.modes import without_checkpoint_around  # noqa: PLC0415 -- it loads libcst

    changed = without_checkpoint_around(text, line, column)
    if changed is None:
        raise LookupError("nothing is checkpointed here")
    return Mode(changed.text, changed.title)


def _operation(asked: Asked, function: str, span: Span) -> ir.Call | ir.For | ir.While:
    for op in asked.program.functions[function].operations:
        if isinstance(op, ir.Call | ir.For | ir.While) and asked.placer.span((function, op.at)) == span:
            return op
    raise LookupError("no call or loop was found there")
