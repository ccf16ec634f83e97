"""The findings in what is checked together, as the editor asks for them: by URI."""

from __future__ import annotations

from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from adlint.server.diagnostics import Places, diagnostic
from adlint.server.notebook import Notebook
from adlint.server.state import Asked, Key, Open, path_of
from adlint.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lsprotocol import types

    from adlint.answers.document import Report
    from adlint.finding import Finding


class Checked(Struct, frozen=True, dict=True):
    """What was found in the folder or lone document `key`, with the texts in `opened`, by path, in the place of those
    on the disk; `asked` is what of the state it is true of, and `problems` are sentences for the user. If the analysis
    has failed, nothing is known; what is not final says less than there is.
    """

    key: Key
    report: Report
    opened: Mapping[str, Open]
    asked: Asked
    problems: tuple[str, ...] = ()
    has_failed: bool = False
    is_final: bool = True

    @cached_property
    def places(self) -> Places:
        """Where things are for the editor."""
        uris = {path: buffer.uri for path, buffer in self.opened.items()}
        if isinstance(self.key, Path):
            uris = {path: (self.key / path).as_uri() for path in self.report.sources} | uris
        texts = {path: Source(path, one.text) for path, one in self.opened.items() if not isinstance(one, Notebook)}
        notebooks = {path: one for path, one in self.opened.items() if isinstance(one, Notebook)}
        return Places(uris, {**self.report.sources, **texts}, notebooks, self.asked.encoding)

    @cached_property
    def _findings(self) -> Mapping[str, tuple[Finding, ...]]:
        found: dict[str, list[Finding]] = {}
        for one in self.report.findings:
            uri = self.places.uri(one.path, one.cell)
            if uri:
                found.setdefault(uri, []).append(one)
        return {uri: tuple(several) for uri, several in found.items()}

    def findings(self, uri: str) -> tuple[Finding, ...]:
        """The findings in a document, or in a cell of a notebook."""
        return self._findings.get(uri, ())

    def diagnostics(self, uri: str) -> tuple[types.Diagnostic, ...]:
        """The same in the words of the protocol."""
        return tuple(diagnostic(finding, self.places) for finding in self.findings(uri))

    def result_id(self, uri: str) -> str:
        """A name of the answer for `uri`: equal answers have equal names."""
        answer = repr((self.asked.encoding, self.diagnostics(uri)))
        return blake2b(answer.encode("utf-8", "replace"), digest_size=12).hexdigest()

    def shown(self) -> Iterator[tuple[str, int | None]]:
        """The URIs that have diagnostics of their own, open ones first, each with the version that they are true of."""
        seen = set()
        for document in self.opened.values():
            for uri, version in texts_of(document):
                seen.add(uri)
                yield uri, version
        for uri in self._findings.keys() - seen:
            yield uri, None


def texts_of(document: Open) -> Iterator[tuple[str, int]]:
    """The URIs of a document's texts, and their versions: one, or that of each Python cell."""
    if isinstance(document, Notebook):
        buffers = [cell.buffer for cell in document.cells if cell.buffer]
        yield from ((one.uri, one.version) for one in buffers if one.language == "python")
    else:
        yield document.uri, document.version


def path_in(key: Key, uri: str) -> str:
    """What findings call the document of that URI: relative to the folder, or its name."""
    path = path_of(uri)
    if isinstance(key, Path) and path:
        return path.relative_to(key).as_posix()
    return unquote(urlsplit(uri).path).rpartition("/")[2]
