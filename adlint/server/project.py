"""What is checked together: a folder's files with the editor's text over them, or one document alone."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from adlint.project import Tree, document, read_tree, settings_for
from adlint.project.installed import Installed
from adlint.report.fingerprint import unknown
from adlint.server.asking import Answers
from adlint.server.checked import Checked, path_in
from adlint.server.state import Asked, Key, Open, State, path_of
from adlint.workspace import Report, Workspace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adlint.document import Document
    from adlint.settings import Settings

_logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Project:
    """A folder, or the URI of a document outside every folder, with the memory of its analysis."""

    key: Key
    workspace: Workspace = field(default_factory=Workspace)
    tree: Tree = field(default_factory=Tree)
    installed: Installed = field(default_factory=lambda: Installed(()))
    asked: Asked | None = None
    opened: Mapping[str, Open] = field(default_factory=dict)
    answers: Answers | None = None

    def check(self, state: State) -> Checked | None:
        """The findings in the project's files, with the editor's texts in the place of those that are open; None if
        nothing has changed since they were last given.
        """
        asked = state.asked(self.key)
        if asked is None or asked == self.asked:
            return None
        if self.asked is None or asked.disk != self.asked.disk:
            self.tree = read_tree(self.key) if isinstance(self.key, Path) else _lone_tree(self.key)
            self.installed = Installed.near(str(Path(self.tree.settings.root, "_")))
        self.opened = {path_in(self.key, buffer.uri): buffer for buffer in asked.buffers}
        settings = state.preferences.applied(self.tree.settings)
        self.answers = Answers(self.key, self.documents(), self.opened, settings, self.installed)
        self.asked = None  # until there are findings
        report = self._report(settings)
        self.asked = asked
        for error in report.internal_errors:
            _logger.error("%s", error)
        return Checked(self.key, report, self.opened, asked, self.tree.problems)

    def _report(self, settings: Settings) -> Report:
        """What the analysis finds, without what the project's baseline knows."""
        report = self.workspace.check(self.documents(), settings, load=self.installed.module)
        new = unknown(report.findings, report.sources, settings, self.tree.baseline)
        return replace(report, findings=new)

    def documents(self) -> tuple[Document, ...]:
        """The project's files with the editor's text where one is open, and what is not saved yet."""
        texts = {path: buffer for path, buffer in self.opened.items() if self.tree.holds(path)}
        documents = {saved.path: saved for saved in self.tree.documents}
        for path, buffer in texts.items():
            known = documents.get(path) or document(path, "", str(path_of(buffer.uri) or path))
            documents[path] = replace(known, content=buffer.text)
        return tuple(documents[path] for path in sorted(documents))


def failed(key: Key, state: State) -> Checked | None:
    """What can be said where the analysis fails."""
    asked = state.asked(key)
    problem = f"adlint failed on {key}: its output tells more."
    return None if asked is None else Checked(key, Report((), {}), {}, asked, (problem,), failed=True)


def _lone_tree(uri: str) -> Tree:
    path = path_of(uri)
    if path is None:
        return Tree()
    settings, problems = settings_for(path.parent)
    return Tree(settings, problems=problems)
