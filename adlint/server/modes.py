"""Calls and loops that can be put into joint mode or split mode."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

from lsprotocol import types

from adlint.answers.outline import Call
from adlint.answers.plan.modes import Mode
from adlint.answers.sets.sets import Piece, Sets
from adlint.server import markdown
from adlint.server.asking import Ask
from adlint.server.knowledge import calls_in, lines_of, loop_at, of_type, outlined

if TYPE_CHECKING:
    from adlint.answers.outline import Loop, Outline
    from adlint.finding import Range
    from adlint.server.server import Server
    from adlint.server.state import Place

JOINT, SPLIT = "refactor.rewrite.adlint.joint", "refactor.rewrite.adlint.split"
_MARKS = ("checkpoint", "remat")  # without which a text has no checkpoint that could be taken out


async def modes(ls: Server, params: types.CodeActionParams) -> AsyncIterator[types.CodeAction]:
    """What a person may decide at a place: to take a checkpoint out, or else the mode of the innermost piece there.
    While the pointer only passes, nothing is evaluated.
    """
    uri = params.text_document.uri
    buffer, place = ls.state.text(uri), ls.state.place(uri, params.range.start)
    if buffer is None or place is None or place.cell is not None:
        return
    is_passing = params.context.trigger_kind is types.CodeActionTriggerKind.Automatic
    if any(mark in buffer.text for mark in _MARKS):
        at = (place.position.line, place.position.column - 1)
        ask = Ask("split", ls.path(uri), span=(*at, *at))
        taken = of_type(Mode, ls.known(uri, ask) if is_passing else await ls.consult(uri, ask))
        if taken is not None:
            yield _action(ls, uri, SPLIT, f"{taken.title} (split mode)", "", (*at, *at))
            return
    outline = await outlined(ls, uri)
    for one in _pieces(outline, place):
        piece = await _known(ls, uri, outline, one, is_passing=is_passing)
        if piece is not None:
            for action in _of_piece(ls, uri, one, piece):
                yield action
            return


def refuse(ls: Server, action: types.CodeAction, reason: str) -> None:
    """The action is shown with the reason why it cannot be."""
    action.data = None
    if ls.abilities.disables_actions:
        action.disabled = types.CodeActionDisabled(reason)
    else:
        action.title += f": {reason}"


def version_of(ls: Server, uri: str) -> int | None:
    """The version of an open text."""
    buffer = ls.state.text(uri)
    return buffer.version if buffer else None


def _pieces(outline: Outline, place: Place) -> Iterator[Call | Loop]:
    """The calls around a place, innermost first; or the loop that begins there."""
    yield from calls_in(outline, place)
    loop = loop_at(outline, place)
    if loop is not None and loop.function:
        yield loop


async def _known(ls: Server, uri: str, outline: Outline, one: Call | Loop, *, is_passing: bool) -> Piece | None:
    """What is known of a call of a function of the program, or of the body of a loop."""
    ask = Ask("sets", ls.path(uri), one.function)
    sets = of_type(Sets, ls.known(uri, ask) if is_passing else await ls.consult(uri, ask))
    lines = {one.range.start.line} if isinstance(one, Call) else lines_of(outline, one)
    for piece in sets.candidates if sets else ():
        if piece.path != ls.path(uri) or piece.line not in lines:
            continue
        if isinstance(one, Call):
            if piece.kind == "call" and any(one.callee in callee.split(".") for callee in piece.callees):
                return piece
        elif piece.kind == "loop-body":
            return piece
    return None


def _of_piece(ls: Server, uri: str, one: Call | Loop, piece: Piece) -> Iterator[types.CodeAction]:
    what = f"this call of {one.callee}" if isinstance(one, Call) else "each turn of this loop"
    joint = _action(ls, uri, JOINT, f"Checkpoint {what} (joint mode)", one.function, _span(one.range))
    if piece.reentrant == "no":
        step = piece.evidence[-1]
        refuse(ls, joint, f"it is not reentrant: {markdown.where(step)}: {step.message}")
    elif piece.reentrant == "unknown":
        step = piece.evidence[0]
        joint.title += f"; whether it may run twice is not known: {markdown.where(step)}: {step.message}"
    yield joint
    yield _action(ls, uri, SPLIT, f"Never checkpoint {what} (split mode)", one.function, _span(one.range))


def _action(
    ls: Server, uri: str, kind: str, title: str, function: str, span: tuple[int, int, int, int]
) -> types.CodeAction:
    data = {"uri": uri, "version": version_of(ls, uri), "mode": kind.rpartition(".")[2], "function": function}
    return types.CodeAction(title, kind, data={**data, "span": list(span)})


def _span(span: Range) -> tuple[int, int, int, int]:
    return span.start.line, span.start.column - 1, span.end.line, span.end.column - 1
