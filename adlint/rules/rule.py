"""What a rule is: its documentation, its examples, and a function from facts to drafts of findings."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from adlint.finding import Severity
from adlint.rules.facts import Differentiated, Draft, Piece, Taped, Text

if TYPE_CHECKING:
    from adlint.rules.placed import Placed

PieceCheck: TypeAlias = Callable[[Piece], Iterator[Draft]]
VerdictCheck: TypeAlias = Callable[[Piece, Sequence[Draft]], Iterator[Draft]]
TextCheck: TypeAlias = Callable[[Text], Iterator[Draft]]
TapeCheck: TypeAlias = Callable[[Taped], Iterator[Draft]]
FunctionCheck: TypeAlias = Callable[[Differentiated], Iterator[Draft]]
PlacementCheck: TypeAlias = "Callable[[Placed], Iterator[Draft]]"


class Rule(Struct, frozen=True):
    """A rule. `examples` are programs in which `^^^` marks what is found, and they are its tests; `piece` judges a
    checkpoint candidate, `text` a file, `verdict` a piece that is checkpointed, by what the rules on pieces say of it,
    `tape` an entry whose call is written down, `placement` what is checkpointed in it, `function` a function that is
    differentiated.
    """

    code: str
    name: str
    severity: Severity
    since: str
    documentation: str
    examples: str
    piece: PieceCheck | None = None
    text: TextCheck | None = None
    verdict: VerdictCheck | None = None
    tape: TapeCheck | None = None
    function: FunctionCheck | None = None
    placement: PlacementCheck | None = None

    @property
    def decides(self) -> bool:
        """Whether what it finds in a piece means that the piece is not reentrant."""
        return self.code.startswith("AD1") and self.severity is not Severity.INFO


def on_piece(code: str, severity: Severity, since: str, examples: str) -> Callable[[PieceCheck], Rule]:
    """A rule that judges checkpoint candidates; it takes its name from the function and its page from the docstring."""
    return lambda check: _rule(code, severity, since, examples, check, piece=check)


def on_text(code: str, severity: Severity, since: str, examples: str) -> Callable[[TextCheck], Rule]:
    """A rule that judges files."""
    return lambda check: _rule(code, severity, since, examples, check, text=check)


def on_verdict(code: str, severity: Severity, since: str, examples: str) -> Callable[[VerdictCheck], Rule]:
    """A rule that judges pieces that the source checkpoints, by what the rules on pieces find in them."""
    return lambda check: _rule(code, severity, since, examples, check, verdict=check)


def on_tape(code: str, severity: Severity, since: str, examples: str) -> Callable[[TapeCheck], Rule]:
    """A rule that judges the tapes of entries."""
    return lambda check: _rule(code, severity, since, examples, check, tape=check)


def on_placement(code: str, severity: Severity, since: str, examples: str) -> Callable[[PlacementCheck], Rule]:
    """A rule that judges what is checkpointed in entries."""
    return lambda check: _rule(code, severity, since, examples, check, placement=check)


def on_function(code: str, severity: Severity, since: str, examples: str) -> Callable[[FunctionCheck], Rule]:
    """A rule that judges functions that are differentiated."""
    return lambda check: _rule(code, severity, since, examples, check, function=check)


def _rule(
    code: str,
    severity: Severity,
    since: str,
    examples: str,
    check: Callable[..., object],
    piece: PieceCheck | None = None,
    text: TextCheck | None = None,
    verdict: VerdictCheck | None = None,
    tape: TapeCheck | None = None,
    function: FunctionCheck | None = None,
    placement: PlacementCheck | None = None,
) -> Rule:
    name = check.__name__.replace("_", "-")
    page = inspect.cleandoc(check.__doc__ or "")
    text_of = inspect.cleandoc(examples)
    return Rule(code, name, severity, since, page, text_of, piece, text, verdict, tape, function, placement)
