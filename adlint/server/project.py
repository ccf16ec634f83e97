"""What is checked together: a folder's files with the editor's text over them, or one document alone."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from msgspec import Struct
from msgspec.structs import replace

from adlint.project import Tree, document, read_tree, settings_for
from adlint.report.fingerprint import unknown
from adlint.server.diagnostics import Places, diagnostic
from adlint.server.state import path_of
from adlint.source import Source
from adlint.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lsprotocol import types

    from adlint.document import Document, Report
    from adlint.server.buffer import Buffer

_logger = logging.getLogger(__name__)


class Outcome(Struct, frozen=True):
    """The diagnostics of each buffer, true of that very text, and what the user should be told once."""

    shown: tuple[tuple[Buffer, tuple[types.Diagnostic, ...]], ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(slots=True)
class Project:
    """A folder, or the URI of a document outside every folder, with the memory of its analysis."""

    root: Path | str
    workspace: Workspace = field(default_factory=Workspace)
    tree: Tree = field(default_factory=Tree)
    disk: int = -1
    answered: tuple[Buffer, ...] = ()

    def check(self, buffers: tuple[Buffer, ...], disk: int, encoding: str) -> Outcome:
        """The findings in `buffers` among the project's files; nothing if nothing has changed."""
        if (buffers, disk) == (self.answered, self.disk):
            return Outcome()
        if disk != self.disk:
            self.tree = read_tree(self.root) if isinstance(self.root, Path) else _lone_tree(self.root)
        opened = {_path(self.root, buffer.uri): buffer for buffer in buffers}
        report = self._report(opened)
        self.answered, self.disk = buffers, disk
        for error in report.internal_errors:
            _logger.error("%s", error)
        return Outcome(_shown(report, opened, self._places(report, opened, encoding)), self.tree.problems)

    def _report(self, opened: Mapping[str, Buffer]) -> Report:
        """What the analysis finds, without what the project's baseline knows."""
        report = self.workspace.check(self._documents(opened), self.tree.settings)
        new = unknown(report.findings, report.sources, self.tree.settings, self.tree.baseline)
        return replace(report, findings=new)

    def _documents(self, opened: Mapping[str, Buffer]) -> tuple[Document, ...]:
        """The project's files with the editor's text where one is open, and what is not saved yet."""
        texts = {path: buffer for path, buffer in opened.items() if self.tree.holds(path)}
        documents = {saved.path: saved for saved in self.tree.documents}
        for path, buffer in texts.items():
            known = documents.get(path) or document(path, "", str(path_of(buffer.uri) or path))
            documents[path] = replace(known, content=buffer.text)
        return tuple(documents[path] for path in sorted(documents))

    def _places(self, report: Report, opened: Mapping[str, Buffer], encoding: str) -> Places:
        uris = {path: buffer.uri for path, buffer in opened.items()}
        if isinstance(self.root, Path):
            uris = {path: (self.root / path).as_uri() for path in report.sources} | uris
        texts = {path: Source(path, buffer.text) for path, buffer in opened.items()}
        return Places(uris, {**report.sources, **texts}, encoding)


def _shown(
    report: Report, opened: Mapping[str, Buffer], places: Places
) -> tuple[tuple[Buffer, tuple[types.Diagnostic, ...]], ...]:
    found: dict[str, list[types.Diagnostic]] = {path: [] for path in opened}
    for finding in report.findings:
        if finding.path in found:
            found[finding.path].append(diagnostic(finding, places))
    return tuple((buffer, tuple(found[path])) for path, buffer in opened.items())


def _path(root: Path | str, uri: str) -> str:
    path = path_of(uri)
    if isinstance(root, Path) and path:
        return path.relative_to(root).as_posix()
    return unquote(urlsplit(uri).path).rpartition("/")[2]


def _lone_tree(uri: str) -> Tree:
    path = path_of(uri)
    if path is None:
        return Tree()
    settings, problems = settings_for(path.parent)
    return Tree(settings, problems=problems)
