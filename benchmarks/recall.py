"""How many of the calls that really happen `adlint graph` knows: its recall on real packages.

    python benchmarks/recall.py [--package click ...] [--missing 40] [--write] [--held-out] [--trace-only]

Each package's own tests run once, under `benchmarks/observed.py`; the edges are kept in the directory as
NAME.edges.json, and what is there is not traced again. The held-out packages are for a last look: nothing of
the analysis is to be fitted to them.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import venv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from observed import TESTS, WAYS, Edge

HEAD = """\
How many of the calls between functions of a package, observed while its own tests run, are edges of
`adlint graph` over its sources, tests left out. Written by `benchmarks/recall.py`.

- *direct*: the caller's frame is right below the callee's;
- *library*: only frames of other packages are between, so that somebody else was handed the callee;
- *tests*: functions of the test suite are between, which the graph never sees;
- *all*: all of these, each once;
- *static*: edges of the graph between functions of the package, whether observed or not."""

PYTEST = "-m pytest -q -p no:cacheprovider -p observed -o addopts= --continue-on-collection-errors".split()


@dataclass(frozen=True, slots=True)
class Package:
    """A package to be traced: where it and its tests lie in the source distribution, what the tests need
    besides, and options of pytest."""

    name: str
    version: str
    folder: str
    tests: str = "tests"
    needs: tuple[str, ...] = ()
    options: tuple[str, ...] = ()

    @property
    def release(self) -> str:
        return f"{self.name.replace('-', '_')}-{self.version}"


@dataclass(frozen=True, slots=True)
class Observed:
    """What one run of the tests gave; `tests` says how they ended."""

    edges: Mapping[str, frozenset[Edge]]
    tests: str

    @property
    def all(self) -> frozenset[Edge]:
        return frozenset[Edge]().union(*self.edges.values())


@dataclass(frozen=True, slots=True)
class Row:
    """What was observed of a package, and the edges of its graph."""

    package: Package
    observed: Observed
    static: frozenset[Edge]


DEVELOPMENT = (
    Package("click", "8.5.1", "src/click", options=("-m", "not stress")),
    Package("jinja2", "3.1.6", "src/jinja2", needs=("trio",)),
    Package("lark", "1.3.1", "lark", needs=("regex", "interegular")),
    Package("autograd", "1.9.1", "autograd", needs=("scipy",), options=("-o", "required_plugins=")),
    Package("emcee", "3.1.6", "src/emcee", "src/emcee/tests", needs=("scipy", "h5py")),
    Package("lmfit", "1.3.4", "lmfit", needs=("flaky", "pandas", "sympy", "numdifftools", "matplotlib")),
    Package("optax", "0.2.8", "optax", "optax", ("flax", "scikit-learn"), ("-o", "python_files=*_test.py")),
    Package("toolz", "1.2.0", "toolz", "toolz"),
)

MARKDOWN = ("linkify-it-py", "mdit-py-plugins", "pytest-regressions", "requests")
UNITS = ("uncertainties", "scipy", "xarray")

HELD_OUT = (
    Package("pint", "0.25.3", "pint", "pint/testsuite", UNITS, ("--import-mode=importlib",)),
    Package("markdown-it-py", "4.3.0", "markdown_it", needs=MARKDOWN),
    Package("boltons", "26.2.0", "boltons"),
)


def observed(package: Package, directory: Path, seconds: float) -> Observed:
    """The edges that the package's tests show, from the file if they were run before."""
    file = directory / f"{package.name}.edges.json"
    if not file.exists():
        _trace(package, directory, file, seconds)
    found = json.loads(file.read_text(encoding="utf-8"))
    edges = {way: frozenset((caller, callee) for caller, callee in found[way]) for way in WAYS}
    outcomes = [f"{number} {kind}" for kind, number in found["outcomes"].items() if number]
    return Observed(edges, ", ".join([*outcomes, *["stopped"] * found["stopped"]]))


def _trace(package: Package, directory: Path, file: Path, seconds: float) -> None:
    root = _unpacked(package, directory)
    python = _environment(package, directory)
    # The package is imported from its sources; the installed one only stands for its metadata.
    path = os.pathsep.join([str((root / package.folder).parent), str(Path(__file__).resolve().parent)])
    command = [str(python), *PYTEST, "--package", package.folder, "--edges", str(file)]
    command += ["--seconds", str(seconds), *package.options, package.tests]
    log = directory / f"{package.name}.tests.txt"
    with log.open("wb") as output:
        subprocess.run(
            command,
            cwd=root,
            env=os.environ | {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "MPLBACKEND": "agg"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            timeout=3 * seconds,
            check=False,
        )
    if not file.exists():
        raise SystemExit(f"{package.name}: the tests did not run, see {log}")


def _unpacked(package: Package, directory: Path) -> Path:
    """The source distribution."""
    root = directory / package.release
    if not root.is_dir():
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
        subprocess.run([*pip, "--dest", directory, f"{package.name}=={package.version}"], check=True)
        with tarfile.open(directory / f"{package.release}.tar.gz") as tar:
            tar.extractall(directory, filter="data")
    return root


def _environment(package: Package, directory: Path) -> Path:
    """The interpreter of the environment, in which the package and what its tests need is installed."""
    python = directory / "env" / "bin" / "python"
    if not python.exists():
        venv.create(directory / "env", with_pip=True)
    wanted = ["pytest", f"{package.name}=={package.version}", *package.needs]
    subprocess.run([python, "-m", "pip", "install", "--quiet", *wanted], check=True)
    return python


def static(package: Package, directory: Path) -> frozenset[Edge]:
    """The edges of `adlint graph` between functions of the package; two definitions of one name are one."""
    source = directory / package.release / package.folder
    bare = directory / "source" / source.name
    if not bare.is_dir():
        shutil.copytree(source, bare, ignore=shutil.ignore_patterns(*TESTS))
        (bare.parent / "adlint.toml").write_text("respect-gitignore = false\n", encoding="utf-8")
    command = [sys.executable, "-m", "adlint", "graph", str(bare), "--root", str(bare.parent)]
    command += ["--output-format", "json"]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    edges = {(caller, callee) for caller, callees in json.loads(answer.stdout).items() for callee in callees}
    merged = {(re.sub(r"#\d+", "", caller), re.sub(r"#\d+", "", callee)) for caller, callee in edges}
    return frozenset(edge for edge in merged if all(f"{end}.".startswith(f"{bare.name}.") for end in edge))


def page(rows: Sequence[Row]) -> str:
    """The Markdown page."""
    head = ["package", "version", "tests", *(f"{way} | recall" for way in (*WAYS, "all")), "static"]
    lines = ["# Recall of the call graph", "", HEAD, "", f"| {' | '.join(head)} |"]
    lines.append("|" + "---|" * (lines[-1].count("|") - 1))
    for row in rows:
        cells = [row.package.name, row.package.version, row.observed.tests, *_counts([row])]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, f"| **all** | | | {' | '.join(_counts(rows))} |", ""])


def _counts(rows: Sequence[Row]) -> list[str]:
    """Observed edges and their recall by way, and static edges, of some packages together."""
    static = frozenset[Edge]().union(*(row.static for row in rows))
    ways = [frozenset[Edge]().union(*(row.observed.edges[way] for row in rows)) for way in WAYS]
    ways.append(frozenset[Edge]().union(*ways))
    recalls = [f"{len(way & static) / len(way):.1%}" if way else "-" for way in ways]
    return [*(f"{len(way)} | {recall}" for way, recall in zip(ways, recalls, strict=True)), str(len(static))]


def missing(row: Row, number: int) -> str:
    """The first missing edges, direct ones first, grouped by callee, those missed from most callers first."""
    lines: list[str] = []
    for way in WAYS:
        callers = defaultdict(list)
        for caller, callee in sorted(row.observed.edges[way] - row.static):
            callers[callee].append(caller)
        lines.append(f"\n{row.package.name}, {way}: {sum(map(len, callers.values()))} missing")
        for callee, who in sorted(callers.items(), key=lambda item: (-len(item[1]), item[0])):
            shown = who[: max(number, 0)]
            number -= len(who)
            lines += [f"  {callee}", *(f"    from {caller}" for caller in shown)] if shown else []
    return "\n".join(lines)


def main() -> None:
    """Trace, compare, print and write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--directory", type=Path, default=Path("build/recall"))
    parser.add_argument("--package", action="append", help="only these packages")
    parser.add_argument("--held-out", action="store_true", help="the held-out packages, not the others")
    parser.add_argument("--trace-only", action="store_true", help="observe, and say nothing of the graph")
    parser.add_argument("--missing", type=int, default=0, metavar="N", help="print N missing edges of each")
    parser.add_argument("--seconds", type=float, default=300.0, help="no test is begun after that")
    parser.add_argument("--write", type=Path, nargs="?", const=Path("docs"), help="write the page to a folder")
    options = parser.parse_args()
    directory = options.directory.resolve()
    directory.mkdir(parents=True, exist_ok=True)
    rows = []
    for package in HELD_OUT if options.held_out else DEVELOPMENT:
        if options.package and package.name not in options.package:
            continue
        calls = observed(package, directory, options.seconds)
        print(f"{package.name}: {len(calls.all)} edges observed; {calls.tests}", file=sys.stderr, flush=True)
        if not options.trace_only:
            rows.append(Row(package, calls, static(package, directory)))
    if rows:
        print(page(rows), *(missing(row, options.missing) for row in rows if options.missing), sep="\n")
    if rows and options.write:
        beside = "recall-held-out.md" if options.held_out else "recall.md"
        file = options.write / beside if options.write.is_dir() else options.write
        file.write_text(page(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
