"""The functions whose verdict on reentrancy was found by reading them, and what `adlint sets` says of them.

    python benchmarks/labels.py [--directory build/labels] [--package mpi4py ...] [--verdicts] [--set second]

The labels (`tests/data/labels/reentrancy.json`) judge plain re-execution, each function by itself, and hold no
source. Their packages are downloaded in the labelled version and unpacked in the directory, what is there is kept;
nothing is installed or imported. Each function is looked up by its qualified name and its line; those that are not
there are printed, and the exit code is then 1. With `--verdicts` the functions of the development set (`--set`: of
another one; `--held-out`: of the packages that are kept for a last look) are analysed, and the verdicts held against
the labels; unknown counts as wrong.
"""

from __future__ import annotations

import argparse
import ast
import json
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from adlint.project.documents import read_below, shown
from adlint.project.imported import with_imports
from adlint.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LABELS = Path(__file__).resolve().parent.parent / "tests" / "data" / "labels" / "reentrancy.json"
# One platform, so that everyone reads the same files; the wheels' compiled parts are never loaded.
WHEEL = ("--only-binary", ":all:", "--platform", "manylinux_2_28_x86_64", "--python-version", "3.11")
SDIST = ("--no-binary", ":all:")
DOWNLOADS = 4
SETS = ("development", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
        "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
        "twentieth", "twenty-first")


@dataclass(frozen=True, slots=True)
class Label:
    """A judged function: `file` is relative to the unpacked archive, `line` is that of its `def`."""

    package: str
    version: str
    kind: str
    set: str
    file: str
    function: str
    line: int
    verdict: str
    hazard: str
    reason: str

    @property
    def archive(self) -> tuple[str, str, str]:
        """What is downloaded for it."""
        return self.package, self.version, self.kind

    def __str__(self) -> str:
        """Package, version, and the function as a target is written."""
        return f"{self.package} {self.version}: {self.file}::{self.function}:{self.line}"


def labels(path: Path = LABELS) -> list[Label]:
    """All labels of a file."""
    return [Label(**entry) for entry in json.loads(path.read_text(encoding="utf-8"))]


def unpacked(package: str, version: str, kind: str, directory: Path) -> Path:
    """The folder of an unpacked archive; a source distribution's own top folder is left out."""
    root = directory / f"{package}-{version}-{kind}"
    if root.is_dir():
        return root
    directory.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=directory) as staging:
        content = Path(staging) / "content"
        _extract(_downloaded(package, version, kind, Path(staging) / "archive"), content)
        inner = next(content.iterdir()) if kind == "sdist" else content
        inner.rename(root)
    return root


def _downloaded(package: str, version: str, kind: str, destination: Path) -> Path:
    options = SDIST if kind == "sdist" else WHEEL
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", *options, "--dest", str(destination)]
    subprocess.run([*command, f"{package}=={version}"], check=True)
    return next(destination.iterdir())


def _extract(archive: Path, target: Path) -> None:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            wheel.extractall(target)
        return
    with tarfile.open(archive) as tar:
        tar.extractall(target, filter="data")


@cache
def lines(path: Path) -> dict[str, list[int]]:
    """The lines of each function of a file, by qualified name."""
    found: dict[str, list[int]] = {}
    for name, line in _functions(ast.parse(path.read_bytes()), ""):
        found.setdefault(name, []).append(line)
    return found


def _functions(node: ast.AST, prefix: str) -> Iterator[tuple[str, int]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield prefix + child.name, child.lineno
        named = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        yield from _functions(child, f"{prefix}{child.name}." if named else prefix)


def trouble(label: Label, root: Path) -> str | None:
    """Why a label's function was not found under the root, None if it was."""
    path = root / label.file
    if not path.is_file():
        return "no such file"
    known = lines(path).get(label.function, [])
    if not known:
        return "no such function"
    return None if label.line in known else f"stands on line {', '.join(map(str, known))}"


def target(label: Label, root: Path) -> str:
    """The name of a label's function, with its number where the file defines several of that name."""
    known = lines(root / label.file)[label.function]
    return label.function if len(known) == 1 else f"{label.function}#{known.index(label.line) + 1}"


def counted(judged: Sequence[Label]) -> str:
    """How many labels there are of each set and verdict."""
    counts = Counter((label.set, label.verdict) for label in judged)
    return ", ".join(f"{number} {which} {verdict}" for (which, verdict), number in sorted(counts.items()))


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered for a label, in how many seconds of CPU, and the first reason."""

    label: Label
    verdict: str
    seconds: float
    reason: str


def answered(label: Label, root: Path) -> Answer:
    """The verdict of `adlint sets` on a function."""
    start = time.process_time()
    file = str(root / label.file)
    found = [read_below(path, below) for path, below in with_imports(file).items()]
    try:
        whole = Workspace(keeps=False).sets(found, shown(file), target(label, root), with_pieces=False).whole
    except Exception as error:  # noqa: BLE001 -- one that fails is one that is wrong
        return Answer(label, "error", time.process_time() - start, repr(error))
    reason = f"{whole.evidence[-1].line}: {whole.evidence[-1].message}" if whole.evidence else ""
    return Answer(label, whole.reentrant, time.process_time() - start, reason)


def held(answers: Sequence[Answer]) -> str:
    """How many are right, how many are unsound, in a line."""
    right = sum(answer.verdict == answer.label.verdict for answer in answers)
    unsound = sum(answer.verdict == "yes" != answer.label.verdict for answer in answers)
    false = sum(answer.verdict == "no" != answer.label.verdict for answer in answers)
    unknown = len(answers) - right - unsound - false
    share = 100 * right / max(len(answers), 1)
    return (
        f"{right} of {len(answers)} right ({share:.1f} %), {unsound} called reentrant that are not, "
        f"{false} called non-reentrant that are, {unknown} unknown"
    )


def main() -> int:
    """Download, look each function up, print what is not there."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--directory", type=Path, default=Path("build/labels"))
    parser.add_argument("--package", action="append", help="only these packages")
    parser.add_argument("--verdicts", action="store_true", help="analyse the functions, too")
    parser.add_argument("--set", choices=SETS, default="development", help="the set of them")
    parser.add_argument("--held-out", action="store_true", help="those of the held-out packages")
    options = parser.parse_args()
    sets = ("development", "held_out") if options.set == "development" else (options.set,)
    judged = [label for label in labels() if not options.package or label.package in options.package]
    judged = [label for label in judged if label.set in sets]
    archives = sorted({label.archive for label in judged})
    with ThreadPoolExecutor(DOWNLOADS) as pool:
        roots = dict(
            zip(archives, pool.map(lambda archive: unpacked(*archive, options.directory), archives), strict=True)
        )
    lost = [(label, why) for label in judged if (why := trouble(label, roots[label.archive]))]
    for label, why in lost:
        print(f"{label}: {why}")
    print(f"{len(judged)} labels of {len(archives)} packages ({counted(judged)}), {len(lost)} not found")
    if options.verdicts:
        which = "held_out" if options.held_out else options.set
        chosen = [label for label in judged if label.set == which]
        answers: list[Answer] = []
        for label in chosen:
            answer = answered(label, roots[label.archive])
            answers.append(answer)
            if answer.verdict != answer.label.verdict:
                print(f"{answer.verdict} for {answer.label.verdict}, {answer.seconds:.1f} s: {answer.label}")
                print(f"    {answer.reason}\n    label: {answer.label.reason}", flush=True)
        print(held(answers))
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
