"""What is known of the function or call at a place, from the answers about the texts as they are now."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from adlint.answers.outline import Call, Loop, Outline, Symbol
from adlint.answers.plan.planned import Planned
from adlint.answers.sets.sets import Sets
from adlint.finding import Range
from adlint.server.asking import Ask, Unanswered
from adlint.tape.answer import Answer

if TYPE_CHECKING:
    from adlint.server.server import Server
    from adlint.server.state import Place

T = TypeVar("T")


class Entry(Struct, frozen=True):
    """A function whose call is known, with what is answered about that call, or why nothing is."""

    name: str
    tape: Answer | Unanswered
    plan: Planned | Unanswered


async def outlined(ls: Server, uri: str) -> Outline:
    """What stands in the document of that URI."""
    return of_type(Outline, await ls.consult(uri, Ask("outline"))) or Outline()


async def entries(ls: Server, uri: str) -> tuple[Entry, ...]:
    """The functions of a document whose calls comments or the settings tell."""
    names = of_type(tuple, await ls.consult(uri, Ask("called"))) or ()
    return tuple([await entry(ls, uri, name) for name in names])


async def entry(ls: Server, uri: str, name: str) -> Entry:
    """What is answered about the known call of a function."""
    tape = await ls.consult(uri, Ask("tape", name=name))
    plan = await ls.consult(uri, Ask("plan", name=name))
    return Entry(
        name,
        tape if isinstance(tape, Answer | Unanswered) else Unanswered(""),
        plan if isinstance(plan, Planned | Unanswered) else Unanswered(""),
    )


async def sets_of(ls: Server, uri: str, name: str) -> Sets | Unanswered:
    """The use and out sets of a function, or why they are not known."""
    found = await ls.consult(uri, Ask("sets", name=name))
    return found if isinstance(found, Sets | Unanswered) else Unanswered("")


def of_type(kind: type[T], found: object) -> T | None:
    """The answer, if there is one."""
    return found if isinstance(found, kind) else None


def symbol_at(outline: Outline, place: Place) -> Symbol | None:
    """The definition whose name stands at a place."""
    return next((one for one in outline.functions() if _holds(one.selection, one.cell, place)), None)


def call_at(outline: Outline, place: Place) -> Call | None:
    """The call the name of whose callee stands at a place."""
    return next((one for one in outline.calls if _holds(one.selection, one.cell, place)), None)


def loop_at(outline: Outline, place: Place) -> Loop | None:
    """The loop the first line of which stands at a place."""
    return next((one for one in outline.loops if _holds(one.head, one.cell, place)), None)


def lines_of(outline: Outline, loop: Loop) -> frozenset[int]:
    """The lines of a loop that are in none of the loops in it: what is said of its body stands at one of them."""
    inner = [one for one in outline.loops if one.cell == loop.cell and one != loop and _is_in(one.range, loop.range)]
    return _lines(loop.range).difference(*(_lines(one.range) for one in inner))


def calls_in(outline: Outline, place: Place) -> tuple[Call, ...]:
    """The calls in functions around a place, innermost first."""
    found = [one for one in outline.calls if one.function and _holds(one.range, one.cell, place)]
    return tuple(sorted(found, key=lambda one: one.range.start, reverse=True))


def _lines(span: Range) -> frozenset[int]:
    return frozenset(range(span.start.line, span.end.line + 1))


def _is_in(span: Range, other: Range) -> bool:
    return other.start <= span.start and span.end <= other.end


def _holds(span: Range, cell: int | None, place: Place) -> bool:
    return cell == place.cell and span.start <= place.position <= span.end
