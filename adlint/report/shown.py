"""What every printer is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec import Struct, field

from adlint.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adlint.finding import Finding, Severity
    from adlint.source import Source


class RuleText(Protocol):
    """What printers tell of a rule."""

    @property
    def code(self) -> str:
        """`AD101`."""

    @property
    def name(self) -> str:
        """`open-without-close`."""

    @property
    def severity(self) -> Severity:
        """How much its findings matter."""

    @property
    def since(self) -> str:
        """The version that brought it."""

    @property
    def documentation(self) -> str:
        """Its page, as Markdown."""

    @property
    def examples(self) -> str:
        """Programs with `^^^` under what is found."""


class Shown(Struct, frozen=True):
    """The findings to show, in order, and what the summary says of the run.

    `known` counts findings that the baseline holds back, `stale` its entries that nothing matched; `fixed` those that
    are gone, `hidden` fixes of others that were not asked for.
    """

    findings: tuple[Finding, ...]
    sources: Mapping[str, Source]
    files: int
    version: str
    notes: tuple[str, ...] = ()
    known: int = 0
    stale: int = 0
    color: bool = False
    settings: Settings = field(default_factory=Settings)
    rules: tuple[RuleText, ...] = ()
    fixed: int = 0
    hidden: int = 0
