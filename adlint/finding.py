"""What rules find, as plain frozen data: the boundary between the analysis and every face.

Lines and columns are 1-based; columns count characters; the end of a range is exclusive.
"""

from __future__ import annotations

from enum import Enum

from msgspec import Struct


class Severity(Enum):
    """How much a finding matters; `info` is shown only on request."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Applicability(Enum):
    """Whether a fix keeps what the program does (`safe`) or may change it (`unsafe`)."""

    SAFE = "safe"
    UNSAFE = "unsafe"


class Position(Struct, frozen=True, order=True):
    """A place in a text."""

    line: int
    column: int


class Range(Struct, frozen=True, order=True):
    """A stretch of a text, `end` exclusive."""

    start: Position
    end: Position


class Related(Struct, frozen=True):
    """One step of the evidence for a finding. In a notebook, `cell` is its 1-based cell and lines count in it."""

    path: str
    range: Range
    message: str
    cell: int | None = None


class Edit(Struct, frozen=True):
    """Replace `range` of `path` by `text`."""

    path: str
    range: Range
    text: str


class Fix(Struct, frozen=True):
    """A change of the source that removes a finding."""

    title: str
    applicability: Applicability
    edits: tuple[Edit, ...]


class Repair(Struct, frozen=True):
    """What would remove a finding: `kind` is a way of `adlint.fixes`, `options` what it has to know, `span` where it
    begins: line (1-based) and column (0-based, characters) of a stretch of the text, and of its end.
    """

    kind: str
    span: tuple[int, int, int, int]
    options: tuple[str, ...] = ()


class Finding(Struct, frozen=True):
    """One finding of one rule, with the chain of evidence that makes it true.

    `function` is the qualified name of the enclosing function in its module, "" at module level.
    `data` holds (key, value) pairs for machines. In a notebook, `cell` is the 1-based cell and lines count in it.
    `fix` is made of `repair` when somebody asks for it.
    """

    code: str
    name: str
    severity: Severity
    message: str
    path: str
    range: Range
    function: str = ""
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    data: tuple[tuple[str, str | int | None], ...] = ()
    cell: int | None = None
    repair: Repair | None = None


def in_order(findings: list[Finding]) -> tuple[Finding, ...]:
    """The findings by path, cell, position and code: the order in which every face shows them."""
    return tuple(sorted(findings, key=lambda f: (f.path, f.cell or 0, f.range, f.code, f.message)))
