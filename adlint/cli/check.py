"""`adlint check`."""

from __future__ import annotations

import os
import sys
from functools import cache, partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from adlint import __version__
from adlint.cli.failure import Failure
from adlint.cli.internal import advice, sentence
from adlint.cli.progress import Progress
from adlint.cli.reading import Reading, from_files, from_stdin, search
from adlint.cli.setup import baseline_file, compared, configured, overridden
from adlint.cli.streams import complain, put, tell
from adlint.report import render
from adlint.report.shown import Shown

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Sequence

    from adlint import ir
    from adlint.answers.document import Document, Report
    from adlint.finding import Finding
    from adlint.project.configuration import Configuration
    from adlint.project.installed import Installed
    from adlint.settings import Settings
    from adlint.workspace import Workspace


_WITH_FIXES = frozenset({"json", "jsonl", "sarif"})


class Target(Struct, frozen=True):
    """What is to be checked: paths, or the text on standard input under a name."""

    paths: tuple[str, ...] = ()
    stdin: str | None = None


def check(arguments: Namespace) -> int:
    """0 without findings, 1 with some, 2 if there is no full answer."""
    target = _target(arguments)
    if arguments.fix or arguments.diff:
        from adlint.cli.fixing import refuse

        refuse(arguments)
    if arguments.watch:
        from adlint.cli.watch import watch

        if target.stdin is not None:
            raise Failure("--watch needs files: standard input cannot be read twice")
        return watch(arguments, target.paths)
    return check_once(arguments, target, _kept if arguments.fix or arguments.diff else _fresh)


def check_once(arguments: Namespace, target: Target, workspace: Callable[[], Workspace]) -> int:
    """One run, from the configuration to the exit code; `workspace` is asked for only if it is needed."""
    found = configured(arguments, target.paths or (target.stdin or os.curdir,))
    found = compared(overridden(found, arguments), arguments)
    if found.problems:
        raise Failure("\n".join(map(str, found.problems)))
    if arguments.show_settings:
        return _show_settings(found)
    if arguments.show_files:
        return _show_files(target, found.settings)
    reading = _read(arguments, target, found.settings)
    for problem in reading.problems:
        complain(problem)
    report = _analysed(arguments, reading.documents, found, workspace, use_cache=target.stdin is None)
    for error in report.internal_errors:
        complain(advice(error))
    incomplete = reading.failed or bool(report.internal_errors)
    if arguments.fix or arguments.diff:
        return _fixed(arguments, target, report, reading, found.settings, workspace, incomplete=incomplete)
    if found.settings.output_format in _WITH_FIXES and not arguments.statistics:
        report = workspace().with_fixes(report)
    return _answer(arguments, report, reading, found.settings, incomplete=incomplete)


def _target(arguments: Namespace) -> Target:
    paths = tuple(arguments.paths)
    if paths == ("-",) or (not paths and arguments.stdin_filename is not None):
        return Target(stdin=arguments.stdin_filename or "<stdin>")
    if "-" in paths:
        raise Failure("- (standard input) cannot be checked together with files")
    if arguments.stdin_filename is not None:
        raise Failure("--stdin-filename names standard input: write - instead of paths")
    return Target(paths)


def _read(arguments: Namespace, target: Target, settings: Settings) -> Reading:
    if target.stdin is not None:
        return from_stdin(target.stdin)
    found = search(target.paths, settings)
    if not found.files and not found.missing:
        complain(f"warning: no Python files found under {', '.join(target.paths) or os.curdir}")
    return from_files(found, arguments.jobs)


def _analysed(
    arguments: Namespace,
    documents: Sequence[Document],
    found: Configuration,
    workspace: Callable[[], Workspace],
    *,
    use_cache: bool,
) -> Report:
    if arguments.no_cache or not use_cache or not documents:
        return _report(documents, found.settings, workspace)
    from adlint.cli.cache import Cache

    cache = Cache.of(found.root, documents, found.settings)
    report = cache.read(documents)
    if report is None:
        report = _report(documents, found.settings, workspace)
        cache.write(report)
    return report


@cache
def _kept() -> Workspace:
    """A workspace that is asked again, when texts have changed."""
    from adlint.workspace import Workspace

    return Workspace()


@cache
def _fresh() -> Workspace:
    """A workspace that lives as long as the process: freeing a large one takes longer than ending."""
    from adlint.workspace import Workspace

    return Workspace(keeps=False)


def _report(documents: Sequence[Document], settings: Settings, workspace: Callable[[], Workspace]) -> Report:
    progress = Progress()
    try:
        return workspace().check(documents, settings, progress, partial(_installed, settings.root or os.curdir))
    except Exception as error:  # whatever went wrong, users get a sentence
        during = ", ".join(filter(None, (_subject(documents), progress.stage)))
        raise Failure(sentence(error, during)) from error
    finally:
        progress.clear()


def _installed(root: str, module: str) -> ir.Module | None:
    """The lowered text of an installed module, as far as an entry asks for one."""
    return _environment(root).module(module)


@cache
def _environment(root: str) -> Installed:
    from adlint.project.installed import Installed

    return Installed.near(os.path.join(root, "_"))


def _subject(documents: Sequence[Document]) -> str:
    first = f"checking {documents[0].path}" if documents else "checking nothing"
    return first if len(documents) < 2 else f"{first} and {len(documents) - 1} more"


def _fixed(
    arguments: Namespace,
    target: Target,
    report: Report,
    reading: Reading,
    settings: Settings,
    workspace: Callable[[], Workspace],
    *,
    incomplete: bool,
) -> int:
    """The findings fixed, in the files or as a diff; 1 if some are left, or (`--diff`) if anything would change."""
    from adlint.cli import fixing

    file = baseline_file(arguments, settings)

    def check(documents: Sequence[Document]) -> Report:
        return _report(documents, settings, workspace)

    def chosen(one: Report) -> Sequence[Finding]:
        return _unknown(one, reading, settings, file)[0]

    made = fixing.found(arguments, report, reading.documents, workspace, check, chosen)
    incomplete = incomplete or bool(made.report.internal_errors)
    if arguments.diff:
        return max(fixing.show(made, reading.documents), 2 if incomplete else 0)
    incomplete = not fixing.keep(made, reading.documents, is_stream=target.stdin is not None) or incomplete
    shown = _shown(arguments, made.report, reading, settings, file)
    shown = replace(shown, fixed=made.number, hidden=0 if arguments.unsafe_fixes else fixing.hidden(shown.findings))
    _print(arguments, shown, is_aside=target.stdin is not None)
    return 2 if incomplete else int(bool(shown.findings) and not arguments.exit_zero)


def _answer(arguments: Namespace, report: Report, reading: Reading, settings: Settings, *, incomplete: bool) -> int:
    file = baseline_file(arguments, settings)
    if arguments.write_baseline and file is not None:
        from adlint.cli.baseline import write

        complain(write(file, report, settings))
        return 2 if incomplete else 0
    shown = _shown(arguments, report, reading, settings, file)
    if arguments.add_ignore is not None:
        from adlint.cli.add_ignore import add_ignores

        return max(add_ignores(shown, reading.documents, arguments.add_ignore), 2 if incomplete else 0)
    _print(arguments, shown)
    if incomplete:
        return 2
    return 1 if shown.findings and not arguments.exit_zero else 0


def _shown(arguments: Namespace, report: Report, reading: Reading, settings: Settings, baseline: str | None) -> Shown:
    findings, known, stale = _unknown(report, reading, settings, baseline)
    color = _has_color() and arguments.output_file is None
    shown = Shown(findings, report.sources, len(reading.documents), __version__, report.notes, known, stale)
    return _with_faces(shown, settings, color=color)


def _unknown(
    report: Report, reading: Reading, settings: Settings, baseline: str | None
) -> tuple[tuple[Finding, ...], int, int]:
    """The findings that the baseline does not hold back, how many it does, and how many of its entries are stale."""
    if baseline is None:
        return report.findings, 0, 0
    from adlint.cli.baseline import held_back

    return held_back(baseline, report, settings, frozenset(document.path for document in reading.documents))


def _with_faces(shown: Shown, settings: Settings, *, color: bool) -> Shown:
    if settings.output_format != "sarif":
        return replace(shown, settings=settings, color=color)
    from adlint.rules import registry

    return replace(shown, settings=settings, rules=registry())


def _print(arguments: Namespace, shown: Shown, *, is_aside: bool = False) -> None:
    """Print what is found; `is_aside` says that something else goes to standard output."""
    text = _statistics(shown) if arguments.statistics else render(shown.settings.output_format, shown)
    if arguments.output_file is None:
        (tell if is_aside else put)(text)
        return
    try:
        with open(arguments.output_file, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError as error:
        raise Failure(f"{arguments.output_file}: cannot be written: {error.strerror}") from error


def _statistics(shown: Shown) -> str:
    from adlint.report.summary import statistics, summary, totals

    if shown.settings.output_format in {"full", "concise"}:
        return statistics(shown) + summary(shown)
    if shown.settings.output_format == "json":
        import json

        rows = [{"code": code, "name": name, "count": number} for code, name, number in totals(shown)]
        return json.dumps(rows, indent=2) + "\n"
    raise Failure(f"--statistics is printed as full, concise or json, not as {shown.settings.output_format}")


def _has_color() -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def _show_settings(found: Configuration) -> int:
    from adlint.settings.describe import effective

    origin = "the defaults" if found.file is None else str(found.file)
    put(f"# Settings from {origin} and the command line\n{effective(found.settings)}")
    return 0


def _show_files(target: Target, settings: Settings) -> int:
    found = search(target.paths, settings)
    for problem in (*found.missing, *found.unreadable):
        complain(problem)
    put("".join(f"{file}\n" for file in found.files))
    return 2 if found.missing else 0
