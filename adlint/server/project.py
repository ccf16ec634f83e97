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

    from adlint.answers.analysed import Progress
    from adlint.answers.document import Document

_logger = logging.getLogger(__name__)
_LARGE = 400_000  # characters of a folder, from which on what is open is checked first
_UNUSED_IGNORE = "AD902"


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
    is_checked: bool = False

    def take(self, state: State) -> bool:
        """Whether there is something to check: texts, settings or the disk are not those that were checked last. They
        are those of `state` from now on.
        """
        asked = state.asked(self.key)
        if asked is None or (asked == self.asked and self.is_checked):
            return False
        if self.asked is None or asked.disk != self.asked.disk:
            self.tree = read_tree(self.key) if isinstance(self.key, Path) else _lone_tree(self.key)
            self.installed = Installed.near(str(Path(self.tree.settings.root, "_")))
        self.opened = {path_in(self.key, buffer.uri): buffer for buffer in asked.buffers}
        settings = state.preferences.applied(self.tree.settings)
        self.answers = Answers(self.key, self.documents(), self.opened, settings, self.installed, self.tree.baseline)
        self.asked = asked
        return True

    def first(self, progress: Progress) -> Checked | None:
        """Of a large folder that was never checked: what is found in what is open and what that imports. Other files
        may add findings, or make use of an ignore.
        """
        size = sum(len(one.content) for one in self.tree.documents)
        if self.is_checked or size < _LARGE or not self.opened or self.answers is None:
            return None
        held = [path for path in self.opened if self.tree.holds(path)]
        near = {one.path: one for path in held for one in self.answers.around(path)}
        report = self._report(Workspace(keeps=False), tuple(near[path] for path in sorted(near)), progress)
        sure = tuple(one for one in report.findings if one.code != _UNUSED_IGNORE and one.path in self.opened)
        return self._checked(replace(report, findings=sure), is_final=False)

    def check(self, progress: Progress) -> Checked:
        """The findings in the project's files, with the editor's texts in the place of those that are open."""
        self.is_checked = False  # until there are findings
        report = self._report(self.workspace, self.documents(), progress)
        self.is_checked = True
        for error in report.internal_errors:
            _logger.error("%s", error)
        return self._checked(report, is_final=True)

    def _report(self, workspace: Workspace, documents: tuple[Document, ...], progress: Progress) -> Report:
        """What the analysis finds, without what the project's baseline knows."""
        assert self.answers is not None
        settings = self.answers.settings
        report = workspace.check(documents, settings, progress, self.installed.module)
        new = unknown(report.findings, report.sources, settings, self.tree.baseline)
        return replace(report, findings=new)

    def _checked(self, report: Report, *, is_final: bool) -> Checked:
        assert self.asked is not None
        return Checked(self.key, report, self.opened, self.asked, self.tree.problems, is_final=is_final)

    def documents(self) -> tuple[Document, ...]:
        """The project's files with the editor's text where one is open, and what is not saved yet."""
        texts = {path: buffer for path, buffer in self.opened.items() if self.tree.holds(path)}
        documents = {saved.path: saved for saved in self.tree.documents}
        for path, buffer in texts.items():
            known = documents.get(path) or document(path, "", str(path_of(buffer.uri) or path))
            documents[path] = replace(known, content=buffer.text)
        return tuple(documents[path] for path in sorted(documents))


def failed(key: Key, state: State) -> Checked:
    """What can be said where the analysis fails."""
    asked = state.asked(key) or Asked((), state.disk, state.encoding, ())
    problem = f"adlint failed on {key}: its output tells more."
    return Checked(key, Report((), {}), {}, asked, (problem,), has_failed=True)


def _lone_tree(uri: str) -> Tree:
    path = path_of(uri)
    if path is None:
        return Tree()
    settings, problems = settings_for(path.parent)
    return Tree(settings, problems=problems)
