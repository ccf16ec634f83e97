"""Texts and settings in, findings out: the one object behind every face. It does no I/O."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from adlint.finding import Finding
from adlint.memo import Memo
from adlint.settings import Settings
from adlint.source import Source


@dataclass(frozen=True, slots=True)
class Document:
    """A file as a face read it: bytes from a disk, a string from an editor.

    `path` is what findings show (relative to the project, with `/`); `module` is its dotted name.
    """

    path: str
    module: str
    content: bytes | str
    is_package: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What one run found. `notes` are sentences for the summary line (for example on the scope)."""

    findings: tuple[Finding, ...]
    sources: Mapping[str, Source]
    notes: tuple[str, ...] = ()
    internal_errors: tuple[str, ...] = ()


@dataclass(slots=True)
class Workspace:
    """Runs the analysis over documents; equal values are never analysed twice while it lives."""

    memo: Memo = field(default_factory=Memo)

    def check(
        self,
        documents: Sequence[Document],
        settings: Settings,
        progress: Callable[[str, int, int], None] = lambda _stage, _done, _total: None,
    ) -> Report:
        """The findings in `documents` under `settings`; `progress(stage, done, total)` is told how far it is."""
        raise NotImplementedError
