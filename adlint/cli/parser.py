"""The grammar of the command line."""

from __future__ import annotations

import math
from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from fractions import Fraction
from typing import TYPE_CHECKING

from adlint import __version__
from adlint.bytesize import parsed

if TYPE_CHECKING:
    from argparse import _SubParsersAction

_FORMATS = ("full", "concise", "json", "jsonl", "github", "gitlab", "sarif", "junit")
_EXIT = """
exit codes:
  0  the command answered; for `check`: and found nothing
  1  `check` found something
  2  it could not answer: usage, configuration, a named file that cannot be read, an internal error
"""


def parser() -> ArgumentParser:
    """The parser of all commands; `command` names the one that was given."""
    top = ArgumentParser(
        prog="adlint",
        description="Static analysis of numerical Python for reverse-mode automatic differentiation.",
        epilog=_EXIT,
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"adlint {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _check(_command(commands, "check", "report what stands in the way of differentiation and checkpointing"))
    _graph(_command(commands, "graph", "print the call graph"))
    _sets(_command(commands, "sets", "print what a function reads and writes, and whether it may run twice"))
    _tape(_command(commands, "tape", "print how much the forward sweep keeps for the reverse sweep"))
    _plan(_command(commands, "plan", "propose where to checkpoint, under a budget of memory or time"))
    _report(_command(commands, "report", "write a page with findings, tapes and plans"))
    _schedule(_command(commands, "schedule", "plan which steps of a loop are stored and which run again to reverse it"))
    _rule(_command(commands, "rule", "explain a rule, or list all"))
    _config(_command(commands, "config", "explain a setting, or list all"))
    _server(_command(commands, "server", "run the language server, on stdio unless told otherwise"))
    return top


def _command(commands: _SubParsersAction[ArgumentParser], name: str, text: str) -> ArgumentParser:
    description = text[0].upper() + text[1:] + "."
    return commands.add_parser(name, help=text, description=description, allow_abbrev=False)


def _check(command: ArgumentParser) -> None:
    command.add_argument("paths", nargs="*", metavar="PATH", help="files, folders (default: .), - for stdin")
    _selection(command)
    _output(command)
    _fixes(command)
    _baseline(command)
    _project(command)
    run = command.add_argument_group("the run")
    run.add_argument("--watch", action="store_true", help="check again whenever a file changes")
    run.add_argument("--no-cache", action="store_true", help="neither read nor write .adlint_cache")
    run.add_argument("-j", "--jobs", type=_positive, default=1, metavar="N", help="read files with N threads")
    run.add_argument("--stdin-filename", metavar="NAME", help="the name of what is read from stdin")
    run.add_argument("--show-files", action="store_true", help="print the files that would be checked")
    run.add_argument("--show-settings", action="store_true", help="print the settings that hold")


def _selection(command: ArgumentParser) -> None:
    group = command.add_argument_group("rules (codes, prefixes of codes or names, with commas)")
    group.add_argument("--select", type=_list, action="extend", metavar="CODES", help="report these only")
    group.add_argument("--extend-select", type=_list, action="extend", metavar="CODES", help="and these")
    group.add_argument("--ignore", type=_list, action="extend", metavar="CODES", help="do not report these")
    group.add_argument(
        "--per-file-ignores", type=_globs, action="extend", metavar="GLOB:CODES",
        help="do not report these in matching files; several as GLOB:CODE,CODE,GLOB:CODE",
    )  # fmt: skip
    group.add_argument(
        "--scope", choices=("differentiated", "numeric", "all"),
        help="the code that findings may be about (default: what is differentiated, else what is numerical)",
    )  # fmt: skip


def _output(command: ArgumentParser) -> None:
    group = command.add_argument_group("output")
    group.add_argument("--output-format", choices=_FORMATS, help="how to print findings (default: full)")
    group.add_argument("--output-file", metavar="FILE", help="write the results there")
    group.add_argument("--statistics", action="store_true", help="print how often each rule found something")
    group.add_argument("--exit-zero", action="store_true", help="exit with 0 even if there are findings")


def _fixes(command: ArgumentParser) -> None:
    group = command.add_argument_group("fixes")
    choice = group.add_mutually_exclusive_group()
    choice.add_argument("--fix", action="store_true", help="change the files so that findings go; print what is left")
    choice.add_argument("--diff", action="store_true", help="print what --fix would change (exit 1), and write nothing")
    group.add_argument("--unsafe-fixes", action="store_true", help="also fixes that may change what the program does")


def _baseline(command: ArgumentParser) -> None:
    group = command.add_argument_group("known findings")
    group.add_argument("--baseline", metavar="FILE", help="do not report the findings recorded in FILE; compare tapes")
    group.add_argument(
        "--write-baseline", action="store_true",
        help="record all findings, and tapes of entries, in the baseline (default: adlint-baseline.json)",
    )  # fmt: skip
    group.add_argument(
        "--add-ignore", metavar="REASON", type=_reason,
        help="write `# adlint: ignore[CODE] REASON` behind every line with a finding",
    )  # fmt: skip


def _project(command: ArgumentParser) -> None:
    group = command.add_argument_group("configuration")
    choice = group.add_mutually_exclusive_group()
    choice.add_argument("--config", metavar="FILE", help="read this file instead of the nearest one")
    choice.add_argument("--isolated", action="store_true", help="read no configuration")


def _graph(command: ArgumentParser) -> None:
    command.add_argument("paths", nargs="*", metavar="PATH", help="files and folders (default: the root)")
    command.add_argument("--root", default=".", metavar="DIR", help="the folder that module names start from")
    command.add_argument("--output-format", "--format", choices=("json", "dot", "graphml", "mermaid"), default="json")
    _project(command)


def _sets(command: ArgumentParser) -> None:
    command.add_argument("target", metavar="FILE::FUNC", help="a function: path/to/file.py::Class.method")
    command.add_argument("--whole", action="store_true", help="without the calls, loops and marked regions in it")
    command.add_argument("--output-format", choices=("table", "json"), default="table")
    _project(command)


def _tape(command: ArgumentParser) -> None:
    command.add_argument(
        "target", metavar="FILE[::FUNC]",
        help="a function: path/to/file.py::Class.method (default: what the file differentiates)",
    )  # fmt: skip
    _asking(command, "the AD system that keeps it, or all (default: its own)")
    command.add_argument("--output-format", choices=("table", "json", "html"), default="table")
    _project(command)


def _asking(command: ArgumentParser, model: str) -> None:
    command.add_argument(
        "--call", metavar="EXPR",
        help="the call to be differentiated, arrays as dtype[dims]: 'loss(x=f32[N, 784], steps=100)' "
        "(default: what comments, settings, annotations and the program itself say)",
    )  # fmt: skip
    command.add_argument(
        "--wrt", type=_list, default=[], metavar="NAMES",
        help="the arguments with respect to which (default: all floating ones)",
    )  # fmt: skip
    command.add_argument(
        "--set", type=_binding, action="append", default=[], metavar="NAME=INT", dest="sizes",
        help="a number for a name in the sizes; may be repeated",
    )  # fmt: skip
    command.add_argument("--model", metavar="MODEL", help=model)


def _plan(command: ArgumentParser) -> None:
    command.add_argument("target", nargs="?", metavar="FILE[::FUNC]", help="a function: path/to/file.py::Class.method")
    command.add_argument("--costs", metavar="FILE.json", help="plan from a cost tree instead of source")
    _asking(command, "the AD system that keeps the tape (default: its own)")
    budget = command.add_mutually_exclusive_group()
    budget.add_argument("--memory", type=_size, metavar="SIZE", help="the largest height of the stack: 512MiB, 2GB")
    budget.add_argument(
        "--max-recompute", type=_factor, metavar="FACTOR",
        help="how much may be computed again, of the time of one plain run (default: 1)",
    )  # fmt: skip
    command.add_argument(
        "--seconds", type=_seconds, metavar="S",
        help="for how long to search for a better plan (default: 20; for more than 1,000 sites 5)",
    )  # fmt: skip
    command.add_argument("--write", action="store_true", help="write the checkpoints into the source")
    command.add_argument("--diff", action="store_true", help="print what --write would change, and write nothing")
    command.add_argument("--pareto", action="store_true", help="also the placements that no other is better than")
    command.add_argument("--output-format", choices=("table", "json", "html"), default="table")
    _project(command)


def _schedule(command: ArgumentParser) -> None:
    command.add_argument("--steps", type=_positive, required=True, metavar="N", help="how many steps the loop has")
    command.add_argument("--snapshots", type=_positive, metavar="S", help="how many states memory may hold at once")
    command.add_argument("--memory", type=_size, metavar="SIZE", help="what snapshots and tape may take, as 2GiB")
    command.add_argument("--kind", metavar="KIND", help="the kind of schedule (default: the best one allowed)")
    command.add_argument("--actions", action="store_true", help="print what is done, step by step")
    command.add_argument("--output-format", choices=("table", "json"), default="table")
    group = command.add_argument_group("sizes")
    group.add_argument("--snapshot-bytes", type=_size, metavar="SIZE", help="what one state takes")
    group.add_argument("--step-tape-bytes", type=_size, metavar="SIZE", help="what the tape of one step takes")
    group = command.add_argument_group("disk, and snapshots that take time (costs in forward steps)")
    group.add_argument("--disk", type=_positive, metavar="SLOTS", help="how many states a disk may hold")
    group.add_argument("--write-cost", type=_cost, metavar="C", help="what writing a snapshot costs (default: 2)")
    group.add_argument("--read-cost", type=_cost, metavar="C", help="what reading a snapshot costs (default: 2)")
    group.add_argument("--mtbf", type=_cost, metavar="T", help="the mean time between failures, for restart points")


def _report(command: ArgumentParser) -> None:
    command.add_argument("paths", nargs="*", metavar="PATH", help="files and folders (default: .)")
    command.add_argument("-o", "--output", default="adlint-report.html", metavar="FILE", help="the page to write")
    _project(command)


def _rule(command: ArgumentParser) -> None:
    command.add_argument("code", nargs="?", metavar="CODE", help="a code or a name")
    command.add_argument("--output-format", choices=("text", "json"), default="text")


def _config(command: ArgumentParser) -> None:
    command.add_argument("key", nargs="?", metavar="KEY", help="the name of a setting")
    command.add_argument(
        "--output-format", choices=("text", "json", "markdown", "schema"), default="text",
        help="schema is the JSON schema of the configuration",
    )  # fmt: skip


def _server(command: ArgumentParser) -> None:
    transport = command.add_mutually_exclusive_group()
    transport.add_argument("--stdio", action="store_true", help="serve stdin and stdout (the default)")
    transport.add_argument("--tcp", type=_address, metavar="HOST:PORT", help="serve TCP")
    transport.add_argument("--ws", type=_address, metavar="HOST:PORT", help="serve WebSocket")


def _list(text: str) -> list[str]:
    return [item for item in (part.strip() for part in text.split(",")) if item]


def _binding(text: str) -> tuple[str, int]:
    name, equals, number = text.partition("=")
    if not equals or not name.strip().isidentifier() or not number.strip().isdecimal():
        raise ArgumentTypeError(f"{text!r} is not NAME=INT")
    return name.strip(), int(number)


def _factor(text: str) -> Fraction:
    try:
        value = Fraction(text)
    except (ValueError, ZeroDivisionError) as error:
        raise ArgumentTypeError(f"{text!r} is no number") from error
    if value < 0:
        raise ArgumentTypeError(f"{text!r} is negative")
    return value


def _number(text: str, what: str) -> float:
    """A number that is not negative."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 <= number < math.inf:
        raise ArgumentTypeError(f"{text!r} is not a number of {what}")
    return number


def _seconds(text: str) -> float:
    return _number(text, "seconds: write 5, 60 or 0.5")


def _globs(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """(glob, codes) in `GLOB:CODE,CODE,GLOB:CODE`."""
    pairs: list[tuple[str, tuple[str, ...]]] = []
    for item in _list(text):
        glob, colon, code = item.rpartition(":")
        if colon:
            pairs.append((glob, (code.strip(),)))
        elif pairs:
            pairs[-1] = (pairs[-1][0], (*pairs[-1][1], item))
        else:
            raise ArgumentTypeError(f"{item!r} has no glob before it: write GLOB:{item}")
    return pairs


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise ArgumentTypeError(f"{text!r} is not a positive whole number")
    return int(text)


def _size(text: str) -> int:
    try:
        size = parsed(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error
    if size == 0:
        raise ArgumentTypeError(f"{text!r} is not a positive size")
    return size


def _cost(text: str) -> int | float:
    cost = _number(text, "forward steps: write 0, 2 or 0.5")
    return int(cost) if cost.is_integer() else cost


def _reason(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise ArgumentTypeError("a reason is one line of text, and not empty")
    return text.strip()


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not port.isdecimal() or int(port) > 65535:
        raise ArgumentTypeError(f"{text!r} is not HOST:PORT")
    return host or "127.0.0.1", int(port)
