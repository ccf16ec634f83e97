"""Which findings are shown: selection, ignores, and the findings about the analysis itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from adlint.answers.placing import located, repair
from adlint.checkpoint.regions import Crossing
from adlint.directives import Directive
from adlint.finding import Finding
from adlint.lower import Lowered, Problem
from adlint.lower.unbound import Unbound, places
from adlint.memo import Memo
from adlint.rules import Rule, registry
from adlint.rules.facts import Draft, Place, Text, Trouble
from adlint.settings import Settings, is_selected
from adlint.source import Source


class _Analysed(Protocol):
    @property
    def sources(self) -> Mapping[str, Source]: ...
    @property
    def lowered(self) -> Mapping[str, Lowered]: ...
    @property
    def directives(self) -> Mapping[str, tuple[Directive, ...]]: ...


def suppressed(
    findings: list[Finding],
    analysed: _Analysed,
    settings: Settings,
    crossings: Mapping[str, tuple[Crossing, ...]],
    memo: Memo,
) -> list[Finding]:
    """The findings that are left, those on the texts themselves included; `crossings` by path."""
    chosen = [f for f in findings if is_selected(settings, f.code, f.name, f.path, f.severity)]
    by_path: dict[str, list[Finding]] = {}
    for finding in chosen:
        by_path.setdefault(finding.path, []).append(finding)
    left = []
    for path, source in analysed.sources.items():
        said = analysed.directives.get(path, ())
        used: set[tuple[Directive, str]] = set()
        left += [f for f in by_path.get(path, ()) if not _silenced(f, source, said, used)]
        lowered = analysed.lowered[path]
        if not (said or lowered.problems or lowered.unbound or crossings.get(path)):
            continue  # of most texts the rules on texts have nothing to look at
        missing = memo(places, source.text, lowered.unbound) if lowered.unbound else ()
        text = _text(path, source, lowered, said, used, settings, crossings.get(path, ()), missing)
        own = [f for f in _on_text(text, source) if is_selected(settings, f.code, f.name, path, f.severity)]
        named = tuple(d for d in said if d.codes)  # an ignore without codes would hide that it is of no use itself
        left += [f for f in own if f.code == "AD901" or not _silenced(f, source, named, set())]
    return left


def _silenced(finding: Finding, source: Source, said: tuple[Directive, ...], used: set[tuple[Directive, str]]) -> bool:
    lines = range(
        _line(source, finding), _line(source, finding) + finding.range.end.line - finding.range.start.line + 1
    )
    hits = [
        (directive, code)
        for directive in said
        if directive.kind == "ignore-file" or (directive.kind == "ignore" and directive.target in lines)
        for code in directive.codes or ("",)
        if code in ("", finding.code, finding.name)
    ]
    used.update(hits)
    return bool(hits)


def _line(source: Source, finding: Finding) -> int:
    """The line of a finding in the whole text, also of a notebook."""
    first = {number: line for line, number in source.cells}.get(finding.cell or 0, 1)
    return first + finding.range.start.line - 1


def _text(
    path: str,
    source: Source,
    lowered: Lowered,
    said: tuple[Directive, ...],
    used: set[tuple[Directive, str]],
    settings: Settings,
    crossings: tuple[Crossing, ...],
    unbound: tuple[Unbound, ...],
) -> Text:
    troubles = tuple(Trouble(_place(source, p), p.message, p.gave_up) for p in lowered.problems)
    codes = frozenset(name for rule in registry() for name in (rule.code, rule.name))
    unused = tuple(
        (directive, code)
        for directive in said
        if directive.kind in ("ignore", "ignore-file")
        for code in directive.codes or ("",)
        if (directive, code) not in used and _is_judged(code, path, settings)
    )
    missing = tuple((_place(source, name), name.name) for name in unbound)
    return Text(path, troubles, said, unused, codes, crossings, missing)


def _place(source: Source, where: Problem | Unbound) -> Place:
    start, end = (source.character(where.line, column) for column in (where.column, where.end_column))
    return Place(where.line, start, end)


def _is_judged(code: str, path: str, settings: Settings) -> bool:
    """Whether the rule has run, so that an ignore of it can be said to be of no use."""
    rules = [rule for rule in registry() if code in ("", rule.code, rule.name)]
    return bool(rules) and all(is_selected(settings, r.code, r.name, path, r.severity) or not code for r in rules)


def _on_text(text: Text, source: Source) -> Iterator[Finding]:
    for rule in registry():
        if rule.text is not None:
            for draft in rule.text(text):
                yield _finding(rule, draft, text.path, source)


def _finding(rule: Rule, draft: Draft, path: str, source: Source) -> Finding:
    assert isinstance(draft.where, Place)
    where, cell = located(source, draft.where)
    span = (draft.where.line, draft.where.start, draft.where.line, draft.where.end)
    wanted = repair(draft, span)
    return Finding(
        rule.code, rule.name, rule.severity, draft.message, path, where, data=draft.data, cell=cell, repair=wanted
    )
