"""What goes into a run and what comes out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adlint.finding import Finding
    from adlint.source import Source
    from adlint.tape.recorded import Recorded


class Document(Struct, frozen=True):
    """A file as a face read it: bytes from a disk, a string from an editor.

    `path` is what findings show (relative to the project, with `/`); `module` is its dotted name.
    """

    path: str
    module: str
    content: bytes | str
    is_package: bool = False


class Report(Struct, frozen=True):
    """What one run found. `notes` are sentences for the summary line (for example on the scope), `tapes` those of
    entries.
    """

    findings: tuple[Finding, ...]
    sources: Mapping[str, Source]
    notes: tuple[str, ...] = ()
    internal_errors: tuple[str, ...] = ()
    tapes: tuple[Recorded, ...] = ()
