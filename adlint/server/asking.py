"""What is asked of a project's texts beyond findings: evaluated once, and known until a text changes."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from adlint.answers.check.fixing import Fixed, fixed
from adlint.answers.document import Report
from adlint.answers.outline import Call, Outline, Symbol, called_by_entries
from adlint.answers.tape.question import Question
from adlint.placement.plan import Goal
from adlint.placement.searching.search import InfeasibleError
from adlint.project import document
from adlint.project.documents import module_below
from adlint.project.imported import with_imports
from adlint.report.fingerprint import unknown
from adlint.server.state import path_of
from adlint.source import Source, read
from adlint.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from adlint.answers.document import Document
    from adlint.finding import Finding
    from adlint.project.installed import Installed
    from adlint.server.state import Key, Open
    from adlint.settings import Settings

_logger = logging.getLogger(__name__)


class Ask(Struct, frozen=True):
    """`kind` is `outline`, `module`, `called`, `located`, `sets`, `tape`, `plan`, `graph`, `joint`, `split`, `fix` or
    `fixed`; the document and the function in it, or a dotted name alone; the span of a call or loop, a budget in bytes,
    or what is to be fixed.
    """

    kind: str
    path: str = ""
    name: str = ""
    span: tuple[int, int, int, int] | None = None
    memory: int | None = None
    finding: Finding | None = None


class Unanswered(Struct, frozen=True):
    """Why there is no answer."""

    reason: str


class Located(Struct, frozen=True):
    """A function of the program by its dotted name: its document, its definition (None: the text itself), its calls."""

    name: str
    path: str
    symbol: Symbol | None
    calls: tuple[Call, ...]


@dataclass
class Answers:
    """The answers that are true of these texts. `documents` are all of the project."""

    key: Key
    documents: tuple[Document, ...]
    opened: Mapping[str, Open]
    settings: Settings
    installed: Installed
    baseline: Sequence[Mapping[str, Any]] = ()
    known: dict[Ask, object] = field(default_factory=dict)
    near: dict[str, tuple[Document, ...]] = field(default_factory=dict)
    workspace: Workspace = field(default_factory=lambda: Workspace(keeps=False))

    def __call__(self, ask: Ask) -> object:
        """The answer, or `Unanswered`."""
        if ask not in self.known:
            self.known[ask] = self._tried(ask)
        return self.known[ask]

    def _tried(self, ask: Ask) -> object:
        try:
            return self._answer(ask)
        except InfeasibleError:
            return Unanswered("no placement keeps to this budget")
        except LookupError as error:
            if type(error) is LookupError:  # a KeyError or IndexError is a defect
                return Unanswered(str(error))
            _logger.exception("%s", ask)
        except Exception:
            _logger.exception("%s", ask)
        return Unanswered(f"adlint failed on {ask.path}: its output tells more")

    def _answer(self, ask: Ask) -> object:
        match ask.kind:
            case "outline":
                return self._outline(ask.path)
            case "called":
                return self._called(ask.path)
            case "module":
                return self._module(ask.path)
            case "located":
                return self._located(ask.name)
            case "graph":
                return self.workspace.graph(self.documents)
            case "sets":
                return self.workspace.sets(self.around(ask.path), ask.path, ask.name, self.settings.models)
            case "tape":
                question = replace(self._question(ask), model="all")
                return self.workspace.tape(self.around(ask.path), question, self.installed.module)[0]
            case "plan":
                goal = Goal(ask.memory)
                return self.workspace.plan(self.around(ask.path), self._question(ask), goal, self.installed.module)
            case "joint" if ask.span:
                models = self.settings.models
                return self.workspace.joint(self.around(ask.path), ask.path, ask.name, ask.span, models)
            case "split" if ask.span:
                return self.workspace.split(self._document(ask.path), ask.span)
            case "fix" if ask.finding:
                source = read(ask.path, self._document(ask.path).content)
                sources = {ask.path: source} if isinstance(source, Source) else {}
                return self.workspace.with_fixes(Report((ask.finding,), sources)).findings[0].fix
            case "fixed":
                return self._fixed(ask.path)
            case _:
                raise ValueError(ask.kind)

    def _fixed(self, path: str) -> Fixed:
        """What becomes of a document by the safe fixes of what is found in it."""
        workspace = Workspace()

        def check(documents: Sequence[Document]) -> Report:
            return workspace.check(documents, self.settings, load=self.installed.module)

        def chosen(report: Report) -> tuple[Finding, ...]:
            new = unknown(report.findings, report.sources, self.settings, self.baseline)
            return tuple(one for one in new if one.path == path)

        return fixed(check(self.documents), self.documents, lambda: workspace, check, chosen, is_unsafe=False)

    def _document(self, path: str) -> Document:
        """LookupError if there is none of that path."""
        found = [one for one in (*self._own(path), *self.documents) if one.path == path]
        if not found:
            raise LookupError(f"{path} is not analysed")
        return found[0]

    def _question(self, ask: Ask) -> Question:
        return Question(ask.path, ask.name, entries=self.settings.entries, models=self.settings.models)

    def _outline(self, path: str) -> Outline:
        documents = {one.path: one for one in (*self.documents, *self._own(path))}
        return self.workspace.outline(documents[path]) if path in documents else Outline()

    def _outlined(self, path: str) -> Outline:
        found = self(Ask("outline", path))
        return found if isinstance(found, Outline) else Outline()

    def _located(self, dotted: str) -> Located:
        """LookupError if there is no such function in the project."""
        around = [one for one in self.documents if f"{dotted}.".startswith(f"{one.module}.")]
        for one in sorted(around, key=lambda one: -len(one.module)):
            name = dotted[len(one.module) + 1 :]
            outline = self._outlined(one.path)
            symbol = next((symbol for symbol in outline.symbols if symbol.name == name), None)
            if symbol is not None or not name:
                return Located(dotted, one.path, symbol, outline.calls_in(name))
        raise LookupError(f"no function {dotted} is defined in the project")

    def _module(self, path: str) -> str:
        """The name of a document in the call graph."""
        return next((one.module for one in (*self.documents, *self._own(path)) if one.path == path), "")

    def _called(self, path: str) -> tuple[str, ...]:
        """The functions of a document that comments or settings give a call of."""
        module = next((one.module for one in self.around(path) if one.path == path), "")
        in_settings = called_by_entries(self.settings.entries, module)
        functions = self._outlined(path).functions()
        return tuple(one.name for one in functions if one.has_call or one.name in in_settings)

    def _own(self, path: str) -> tuple[Document, ...]:
        buffer = self.opened.get(path)
        if buffer is None:
            return ()
        return (replace(document(path, "", str(path_of(buffer.uri) or path)), content=buffer.text),)

    def around(self, path: str) -> tuple[Document, ...]:
        """A document and what it imports, directly or not, as far as they are on the disk or open."""
        if path not in self.near:
            self.near[path] = self._around(path)
        return self.near[path]

    def _around(self, path: str) -> tuple[Document, ...]:
        root, buffer = self.key, self.opened.get(path)
        file = root / path if isinstance(root, Path) else path_of(root)
        if file is None or (buffer is None and not file.is_file()):
            return self._own(path)
        texts = self._texts(file)
        here = Path.cwd()
        found = [self._read(str(here / one), base, texts) for one, base in with_imports(str(file), texts).items()]
        return tuple(one for one in found if one is not None)

    def _texts(self, file: Path) -> dict[str, str]:
        """What the editor holds, by absolute path; an editor's text of a lone document is that of its file."""
        if isinstance(self.key, Path):
            return {str(self.key / path): buffer.text for path, buffer in self.opened.items()}
        return {str(file): buffer.text for buffer in self.opened.values()}

    def _read(self, file: str, base: str, texts: Mapping[str, str]) -> Document | None:
        module, is_package = module_below(file, base)
        try:
            content = texts[file] if file in texts else Path(file).read_bytes()
        except OSError:
            return None
        return replace(document(self._path(file), content), module=module, is_package=is_package)

    def _path(self, file: str) -> str:
        """What findings call a file: relative to the folder if it lies in it."""
        if isinstance(self.key, Path):
            inside = Path(file).is_relative_to(self.key)
            return Path(file).relative_to(self.key).as_posix() if inside else Path(file).as_posix()
        own = path_of(self.key)
        return Path(file).name if own and str(own) == file else Path(file).as_posix()
