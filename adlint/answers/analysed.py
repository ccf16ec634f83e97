"""From documents to the program in them: texts that are read, lowered and named."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from msgspec import Struct

from adlint.answers.document import Document
from adlint.answers.tape.question import Models
from adlint.directives import Directive, directives
from adlint.failures import Guard
from adlint.interpret.program import Program, following
from adlint.lower import Lowered, Problem, blank, lower
from adlint.memo import Memo
from adlint.models.stated import by_path
from adlint.source import Source, Unreadable, read

Progress = Callable[[str, int, int], None]
Told = Callable[[str, bool], object]  # a sentence, and whether what it says is a defect of adlint's
_UNREAD = Problem(1, 0, 1, "this file was not analysed: it is nested too deeply, or adlint failed on it", gave_up=True)


class Analysed(Struct, frozen=True):
    """The program behind some documents: sources, lowered texts and directives by path; paths by module."""

    sources: Mapping[str, Source]
    lowered: Mapping[str, Lowered]
    directives: Mapping[str, tuple[Directive, ...]]
    paths: Mapping[str, str]
    program: Program
    guard: Guard


def unheard(_sentence: str, _is_defect: bool) -> None:
    """Say nothing of what is missing."""


def silent(_stage: str, _done: int, _total: int) -> None:
    """Nobody is told."""


def analyse(
    documents: Sequence[Document], memo: Memo, progress: Progress, models: Models, old: Program | None
) -> Analysed:
    """The program in the documents, with modules and functions of an old one where they are equal; `models` is what the
    settings state of functions that cannot be read.
    """
    sources: dict[str, Source] = {}
    lowered: dict[str, Lowered] = {}
    said: dict[str, tuple[Directive, ...]] = {}
    paths: dict[str, str] = {}
    packages = set()
    guard = Guard()
    given = {document.path: document for document in documents}
    texts = memo.each("texts", (given,), lambda path: _text(given[path]))
    for done, document in enumerate(documents):
        progress("reading", done, len(documents))
        source, comments = texts[document.path]
        if isinstance(source, Unreadable):
            sources[document.path] = Source(document.path, "")
            lowered[document.path] = blank(Problem(source.line, 0, 1, source.message))
        else:
            sources[document.path] = source
            step = partial(memo, lower, source.text)
            lowered[document.path] = guard(document.path, step, partial(blank, _UNREAD))
            said[document.path] = comments
        module = _unique(document.module, paths)
        paths[module] = document.path
        if document.is_package:
            packages.add(module)
    modules = {module: lowered[path].module for module, path in paths.items()}
    program = Program(modules, frozenset(packages), by_path(models))
    return Analysed(sources, lowered, said, paths, program if old is None else following(program, old), guard)


def _unique(module: str, taken: Mapping[str, str]) -> str:
    """The name of a module; scripts of the same name in several folders are told apart: `main`, `main#2`."""
    count, name = 1, module
    while name in taken:
        count += 1
        name = f"{module}#{count}"
    return name


def _text(document: Document) -> tuple[Source | Unreadable, tuple[Directive, ...]]:
    """The text of a document, and the directives in it."""
    source = read(document.path, document.content)
    return source, directives(source) if isinstance(source, Source) else ()


def is_text(document: Document) -> bool:
    """Whether a document can be read; nothing is known of the names of a module that cannot."""
    return isinstance(read(document.path, document.content), Source)
