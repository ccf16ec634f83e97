"""`adlint check --fix` and `--diff`: findings fixed in the files, or shown as they would be."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

from adlint.answers.check.fixing import Fixed, fixed
from adlint.cli.diffing import diff
from adlint.cli.failure import Failure
from adlint.cli.sources import decoded, encoded, write
from adlint.cli.streams import complain, put
from adlint.finding import Applicability
from adlint.report.summary import count

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Mapping, Sequence

    from adlint.answers.document import Document, Report
    from adlint.finding import Finding
    from adlint.workspace import Workspace


def refuse(arguments: Namespace) -> None:
    """Failure if what is asked of fixes goes together with nothing."""
    for option in ("write_baseline", "add_ignore", "watch"):
        if getattr(arguments, option) not in (None, False):
            wanted = "--diff" if arguments.diff else "--fix"
            raise Failure(f"{wanted} and --{option.replace('_', '-')} do not go together")


def found(
    arguments: Namespace,
    report: Report,
    documents: Sequence[Document],
    workspace: Callable[[], Workspace],
    check: Callable[[Sequence[Document]], Report],
    chosen: Callable[[Report], Sequence[Finding]],
) -> Fixed:
    """What fixes make of the documents that a report is of."""
    made = fixed(report, documents, workspace, check, chosen, is_unsafe=arguments.unsafe_fixes)
    if not made.is_stable:
        complain("fixes did not come to an end: what is left is found in the texts as they were left")
    return made


def show(made: Fixed, documents: Sequence[Document]) -> int:
    """Print what would change; 1 if anything would."""
    by_path = {one.path: one for one in documents}
    for path, text in made.texts.items():
        put(diff(path, decoded(by_path[path]), text))
    if made.texts:
        complain(f"would fix {count(made.number, 'finding')} in {count(len(made.texts), 'file')}")
    return 1 if made.texts else 0


def keep(made: Fixed, documents: Sequence[Document], *, is_stream: bool) -> bool:
    """Write what was changed, to standard output if that is where the text came from; whether all could be."""
    by_path: Mapping[str, Document] = {one.path: one for one in documents}
    if is_stream:
        (document,) = documents
        assert isinstance(document.content, bytes)
        text = made.texts.get(document.path)
        raw = document.content if text is None else encoded(document, text)
        sys.stdout.buffer.write(raw)
        sys.stdout.buffer.flush()
        return True
    return all(list(map(partial(_written, by_path), made.texts.items())))


def hidden(findings: Sequence[Finding]) -> int:
    """How many findings have a fix that was not asked for."""
    return sum(one.fix is not None and one.fix.applicability is Applicability.UNSAFE for one in findings)


def _written(documents: Mapping[str, Document], changed: tuple[str, str]) -> bool:
    path, text = changed
    try:
        write(documents[path], text)
    except Failure as failure:
        complain(str(failure))
        return False
    return True
