"""One call in joint mode: the text with it checkpointed, if it may run twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from adlint import ir
from adlint.placement.writing import SYSTEMS, Span, Wrap
from adlint.sets import Evidence, why_not

if TYPE_CHECKING:
    from adlint.reentrancy import Asked


class Joint(Struct, frozen=True):
    """The changed text; `doubts` say why it is not known whether the call may run twice, if it is not."""

    text: str
    doubts: tuple[Evidence, ...] = ()


def in_joint_mode(asked: Asked, function: str, span: Span, text: str, framework: str) -> Joint:
    """The text with the call at `span` in a function checkpointed. LookupError, with the reason, if it may not be, or
    cannot be written.
    """
    from adlint.fixes import with_checkpoints  # noqa: PLC0415 -- it loads libcst
    from adlint.reentrancy import verdicts  # noqa: PLC0415 -- it takes long to load

    at = _operation(asked, function, span)
    piece = dict(verdicts(asked, function, frozenset({at}))).get(at)
    if piece is None:
        raise LookupError("this calls no function of the program, as far as is known")
    if piece.reentrant == "no":
        raise LookupError(why_not(piece))
    system = SYSTEMS.get(framework)
    if system is None:
        raise LookupError(f"arrays of {framework} have no checkpoint that could be written")
    changed, left = with_checkpoints(text, (Wrap(span, passes_arrays=False),), system)
    if left:
        raise LookupError("it is to be checkpointed by hand: whether all its arguments are arrays is not known")
    return Joint(changed, piece.evidence if piece.reentrant == "unknown" else ())


def _operation(asked: Asked, function: str, span: Span) -> int:
    for block in ir.nested(asked.program.functions[function].body):
        for op in block:
            if isinstance(op, ir.Call) and asked.placer.span((function, op.at)) == span:
                return op.at
    raise LookupError("no call was found there")
