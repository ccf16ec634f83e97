"""Findings fixed in their texts: what does not meet at once, then again what is found, until nothing is left to fix."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from adlint.answers.document import Document, Report
from adlint.finding import Applicability, Finding, Fix
from adlint.lower.parse import parse

if TYPE_CHECKING:
    from adlint.workspace import Workspace

_ROUNDS = 20
_ALONE = frozenset({"joint", "split"})  # what a checkpoint costs is said of a program in which all else is as it is


class Fixed(Struct, frozen=True):
    """The texts that changed, by path, and what is found in all of them then; `number` findings were fixed. What is
    left has its fixes. Unless it `is_stable`, more rounds would change more.
    """

    texts: Mapping[str, str]
    report: Report
    number: int
    is_stable: bool = True


def fixed(
    report: Report,
    documents: Sequence[Document],
    workspace: Callable[[], Workspace],
    check: Callable[[Sequence[Document]], Report],
    chosen: Callable[[Report], Sequence[Finding]],
    *,
    is_unsafe: bool,
) -> Fixed:
    """What becomes of documents that a report was made of, by the safe fixes of its `chosen` findings, or by all.
    `check` makes the report of other texts.
    """
    texts: dict[str, str] = {}
    number = 0
    for _ in range(_ROUNDS):
        if all(one.repair is None for one in chosen(report)):
            return Fixed(texts, report, number)
        report = workspace().with_fixes(report)
        changed, done = _round(report, chosen(report), is_unsafe=is_unsafe)
        if not done:
            return Fixed(texts, report, number)
        texts |= changed
        number += done
        documents = [replace(one, content=changed.get(one.path, one.content)) for one in documents]
        report = check(documents)
    return Fixed(texts, report, number, is_stable=False)


def _round(report: Report, findings: Sequence[Finding], *, is_unsafe: bool) -> tuple[dict[str, str], int]:
    """The texts that change when fixes that do not meet are applied, and how many were."""
    from adlint.fixes.applying import applied  # noqa: PLC0415 -- it loads libcst

    texts, number = {}, 0
    for path, fixes in _by_path(findings, is_unsafe=is_unsafe).items():
        before = report.sources[path].text
        after, done = applied(before, fixes)
        if parse(after)[1]:  # each of them parses
            after, done = applied(before, fixes[:1])
        texts[path] = after
        number += len(done)
    return texts, number


def _by_path(findings: Sequence[Finding], *, is_unsafe: bool) -> Mapping[str, list[Fix]]:
    """The fixes for one round: of those that have to be alone of their kind, one."""
    found: dict[str, list[Fix]] = {}
    is_taken = False
    for one in findings:
        is_alone = one.repair is not None and one.repair.kind in _ALONE
        if one.fix is None or (is_alone and is_taken):
            continue
        if is_unsafe or one.fix.applicability is Applicability.SAFE:
            found.setdefault(one.path, []).append(one.fix)
            is_taken |= is_alone
    return found
