"""What adlint says about real packages, and what it costs.

    python benchmarks/corpus.py --directory build/corpus [--scope auto] [--package scipy ...]

Prepares the packages in the directory (a virtual environment and unpacked source distributions; what is there
is kept), checks each, and writes a Markdown table. The unit of cost is the CPU time of `ast.parse` over the
same files, taken right beside: only ratios can be compared between machines.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import venv
from collections import Counter
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

PARSE = """
import ast, json, pathlib, sys, time, warnings
warnings.simplefilter("ignore")
lines, cpu, failed = 0, 0.0, {}
for name in sys.stdin.read().split("\\0"):
    raw = pathlib.Path(name).read_bytes()
    lines += raw.count(b"\\n")
    start = time.process_time()
    try:
        ast.parse(raw)
    except (SyntaxError, ValueError, RecursionError) as error:
        failed[name] = str(error)
    cpu += time.process_time() - start
print(json.dumps({"lines": lines, "cpu": cpu, "failed": failed}))
"""

PAGE = Path("docs/real-input.md")
GRAPHS = "## The call graph"  # the last section of the page; benchmarks/graphs.py writes it
HEAD = """\
`adlint check --no-cache --isolated --scope {scope}` over the sources of real packages, as they are shipped,
tests included, on Python {python}. Written by `benchmarks/corpus.py`. The cost of `ast.parse` over the same
files is the unit; seconds depend on the machine."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A package of the corpus, installed with its dependencies or unpacked from its source distribution."""

    name: str
    version: str
    source: bool = False


@dataclass(frozen=True, slots=True)
class Package:
    """A prepared package: where its source begins."""

    name: str
    version: str
    root: Path


@dataclass(frozen=True, slots=True)
class Row:
    """What one package gave: `codes` counts findings by rule, `skipped` why files were not analysed in
    full."""

    package: Package
    files: int
    lines: int
    codes: Counter[str]
    skipped: Counter[str]
    notes: tuple[str, ...]
    cpu: float
    parse: float
    rss: int
    status: int


CORPUS = (
    Wanted("scipy", "1.17.1"),
    Wanted("jax", "0.10.2"),
    Wanted("torch", "2.13.0"),
    Wanted("pymc", ""),
    Wanted("h5py", "3.16.0"),
    Wanted("flax", "0.12.8"),
    Wanted("sympy", ""),
    Wanted("veros", "1.7.0", source=True),
    Wanted("mpi4py", "4.1.2", source=True),
    Wanted("cpython", ""),
)


def prepared(corpus: Sequence[Wanted], directory: Path) -> list[Package]:
    """The packages, installed or unpacked in the directory where they were not yet."""
    directory = directory.resolve()
    site = _environment([w for w in corpus if not w.source and w.name != "cpython"], directory)
    versions = {d.metadata["Name"].lower(): d.version for d in distributions(path=[str(site)])}
    found = [Package(w.name, versions[w.name], site / w.name) for w in corpus if w.name in versions and not w.source]
    found += [_unpacked(w, directory) for w in corpus if w.source]
    return [*found, *(_library(directory) for w in corpus if w.name == "cpython")]


def _library(directory: Path) -> Package:
    """A copy of the running Python's library, without what is installed into it."""
    version = sys.version.split()[0]
    root = directory / "src" / f"cpython-{version}"
    if not root.is_dir():
        beside = shutil.ignore_patterns("site-packages", "dist-packages", "__pycache__", "*.so", "*.a")
        shutil.copytree(sysconfig.get_path("stdlib"), root, ignore=beside)
    return Package("cpython", version, root)


def _environment(wanted: Sequence[Wanted], directory: Path) -> Path:
    environment = directory / "env"
    if not (environment / "bin" / "python").exists():
        venv.create(environment, with_pip=True)
    site = environment / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"
    missing = [w for w in wanted if not (site / w.name).is_dir()]
    if missing:
        names = [f"{w.name}=={w.version}" if w.version else w.name for w in missing]
        command = [
            str(environment / "bin" / "python"),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--only-binary",
            ":all:",
            *names,
        ]
        subprocess.run(command, check=True)
    return site


def _unpacked(wanted: Wanted, directory: Path) -> Package:
    root = directory / "src" / f"{wanted.name}-{wanted.version}"
    if not root.is_dir():
        archive = directory / "sdist" / f"{wanted.name}-{wanted.version}.tar.gz"
        if not archive.exists():
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
            subprocess.run([*pip, "--dest", archive.parent, f"{wanted.name}=={wanted.version}"], check=True)
        with tarfile.open(archive) as tar:
            tar.extractall(root.parent, filter="data")
    return Package(wanted.name, wanted.version, root)


def scoped(scope: str) -> list[str]:
    """The option for a scope; none for "auto", which is the default."""
    return [] if scope == "auto" else ["--scope", scope]


def files_of(package: Package) -> list[Path]:
    """The Python files of a package."""
    return sorted(path for path in package.root.rglob("*.py") if path.is_file())


def parsed_alone(files: Sequence[Path]) -> dict[str, Any]:
    """What `ast.parse` alone costs on files, in a process of its own: lines, CPU seconds, and what failed."""
    command = [sys.executable, "-c", PARSE]
    listing = "\0".join(map(str, files))
    done = subprocess.run(command, input=listing, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def measured(package: Package, scope: str, timeout: float) -> Row:
    """Check one package, and parse the same files, each in a process of its own."""
    files = files_of(package)
    parsed = parsed_alone(files)
    command = ["-m", "adlint", "check", "--no-cache", "--isolated", "--exit-zero", *scoped(scope)]
    command += ["--output-format", "json", package.root.name]
    out, errors, status, cpu, rss = timed([sys.executable, *command], package.root.parent, timeout)
    answer = json.loads(out) if out.strip() else {"findings": []}
    trouble = [line for line in errors.splitlines() if line.startswith("adlint: ")]
    codes = Counter(f["code"] for f in answer["findings"])
    skipped = Counter(reason(f["message"]) for f in answer["findings"] if f["code"] in ("AD901", "AD904"))
    skipped.update(trouble)
    summary = answer.get("summary", {})
    notes = tuple(map(str, summary.get("notes", ()))) if isinstance(summary, dict) else ()
    return Row(package, len(files), parsed["lines"], codes, skipped, notes, cpu, parsed["cpu"], rss, status)


def timed(command: Sequence[str], directory: Path, timeout: float) -> tuple[str, str, int, float, int]:
    """Output, errors, exit code (-1: timed out), CPU seconds and peak resident KiB of a command."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        limit = ["timeout", "--signal=KILL", str(timeout), *command]
        process = subprocess.Popen(limit, cwd=directory, stdout=out, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode()
        errors.seek(0)
        trouble = errors.read().decode(errors="replace")
    code = -1 if process.returncode in (137, -9) else process.returncode
    return ("" if code == -1 else text), trouble, code, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def reason(message: str) -> str:
    """A message without the particulars of one file."""
    return re.sub(r"(['\"`]).*?\1", "…", message)[:100]


def page(rows: Sequence[Row], scope: str) -> str:
    """The Markdown page."""
    codes = sorted({code for row in rows for code in row.codes})
    head = ["package", "version", "files", "lines", *codes, "CPU s", "x ast.parse", "peak MiB", "exit"]
    lines = ["# Real input", "", HEAD.format(scope=scope, python=sys.version.split()[0]), ""]
    lines += ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for row in rows:
        exit_ = "timed out" if row.status == -1 else str(row.status)
        cells = [
            row.package.name,
            row.package.version,
            row.files,
            f"{row.lines:,}",
            *(row.codes[c] for c in codes),
        ]
        cells += [f"{row.cpu:.1f}", f"{row.cpu / max(row.parse, 1e-9):.1f}", row.rss // 1024, exit_]
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    lines += ["", "## Not analysed in full", ""]
    for row in rows:
        for why, number in row.skipped.most_common():
            lines.append(f"- {row.package.name}: {number} of: {why}")
    notes = [f"- {row.package.name}: {note}" for row in rows for note in row.notes]
    return "\n".join([*lines, "", *(["## Scope", "", *notes, ""] if notes else [])])


def before_graphs(written: Path) -> str:
    """A page up to its section on call graphs, which another benchmark writes."""
    return written.read_text(encoding="utf-8").partition(GRAPHS)[0].rstrip("\n") + "\n\n"


def graphs_of(written: Path) -> str:
    """The section on call graphs of a page, if it has one."""
    text = written.read_text(encoding="utf-8") if written.exists() else ""
    return "".join(text.partition(GRAPHS)[1:])


def main() -> None:
    """Prepare, check, print and write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--directory", type=Path, default=Path("build/corpus"))
    parser.add_argument("--scope", default="auto", choices=["auto", "differentiated", "numeric", "all"])
    parser.add_argument("--package", action="append", help="only these packages")
    parser.add_argument("--timeout", type=float, default=1800.0, help="seconds for one package")
    parser.add_argument("--write", type=Path, default=PAGE)
    options = parser.parse_args()
    rows = []
    wanted = [w for w in CORPUS if not options.package or w.name in options.package]
    for package in prepared(wanted, options.directory):
        rows.append(measured(package, options.scope, options.timeout))
        print(
            f"{package.name}: {rows[-1].cpu:.1f} s, {rows[-1].codes.total()} findings",
            file=sys.stderr,
            flush=True,
        )
    text = page(rows, options.scope)
    print(text)
    graphs = graphs_of(options.write)
    options.write.write_text(text + "\n" + (f"\n{graphs}" if graphs else ""), encoding="utf-8")


if __name__ == "__main__":
    main()
