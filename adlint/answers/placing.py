"""From operations to places in texts: the only meeting of findings and positions."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from adlint import ir
from adlint.analysis.effects.summary import Step
from adlint.failures import Failure
from adlint.finding import Finding, Position, Range, Related, Repair
from adlint.rules import Rule
from adlint.rules.facts import Draft, Place, function_name
from adlint.source import Source


class Placer:
    """Knows where the operations of each function stand."""

    def __init__(
        self, sources: Mapping[str, Source], paths: Mapping[str, str], where: Callable[[str], ir.SourceMap]
    ) -> None:
        """`paths` by module; `where` tells of a path where the operations in it stand."""
        self._sources = sources
        self._paths = paths
        self._where = where

    def path(self, function: str) -> str:
        """The path of the text that a function stands in."""
        return self._paths[function.partition(":")[0]]

    def knows(self, function: str) -> bool:
        """Whether a function stands in one of the texts."""
        return function.partition(":")[0] in self._paths

    def source(self, module: str) -> Source:
        """The text of a module."""
        return self._sources[self._paths[module]]

    def place(self, step: Step) -> tuple[str, Range, int | None]:
        """The path, range and cell of an operation. A block statement and a definition stand for their first line."""
        function, at = step
        module, _, name = function.partition(":")
        path = self._paths[module]
        source = self._sources[path]
        first, start, last, end = self._where(path).span(name, at)
        begin = source.character(first, start)
        if last != first:
            return path, *located(source, Place(first, begin, len(source.line(first).rstrip())))
        return path, *located(source, Place(first, begin, source.character(first, end)))

    def span(self, step: Step) -> tuple[int, int, int, int]:
        """Where an operation begins and ends in its text: line (1-based) and column (0-based, characters) of both."""
        function, at = step
        module, _, name = function.partition(":")
        source = self._sources[self._paths[module]]
        first, start, last, end = self._where(self._paths[module]).span(name, at)
        return first, source.character(first, start), last, source.character(last, end)

    def lines(self, step: Step) -> tuple[int, int]:
        """The first and the last line of an operation, in its cell if it stands in a notebook."""
        function, at = step
        module, _, name = function.partition(":")
        source = self._sources[self._paths[module]]
        first, _, last, _ = self._where(self._paths[module]).span(name, at)
        return source.cell(first)[1], source.cell(last)[1]

    def finding(self, rule: Rule, draft: Draft) -> Finding:
        """The finding of a draft that stands at an operation."""
        assert isinstance(draft.where, tuple)
        path, where, cell = self.place(draft.where)
        related = tuple(self._related(step, message) for step, message in draft.related)
        name = function_name(draft.where[0]) if not draft.where[0].endswith(":") else ""
        return Finding(
            rule.code,
            rule.name,
            rule.severity,
            draft.message,
            path,
            where,
            name,
            related,
            None,
            draft.data,
            cell,
            repair(draft, self.span(draft.where)) if draft.repair else None,
        )

    def failure(self, failure: Failure) -> str:
        """Where the analysis failed, and how; the rest of the program was analysed."""
        if ":" not in failure.where or failure.where in self._sources:
            return f"{failure.where}: {failure.message}"
        path, where, _ = self.place((failure.where, 0))
        return f"{path}:{where.start.line}: {failure.message}"

    def _related(self, step: Step, message: str) -> Related:
        path, where, cell = self.place(step)
        return Related(path, where, message, cell)


def repair(draft: Draft, span: tuple[int, int, int, int]) -> Repair | None:
    """What a draft says of its fix, at its place in the text."""
    return Repair(draft.repair[0], span, draft.repair[1:]) if draft.repair else None


def located(source: Source, place: Place) -> tuple[Range, int | None]:
    """A place as faces show it: 1-based columns, lines counted in the cell of a notebook."""
    cell, line = source.cell(place.line)
    return Range(Position(line, place.start + 1), Position(line, max(place.end, place.start + 1) + 1)), cell
