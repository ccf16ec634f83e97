"""What the call graph of real packages costs.

    python benchmarks/graphs.py --directory build/corpus [--package scipy ...] [--times 3]

Runs `adlint graph` over the packages of benchmarks/corpus.py, and `ast.parse` over the same files right beside, takes
of each the least of some runs, and writes the table to the end of the page on real input.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path

from corpus import CORPUS, GRAPHS, PAGE, Package, before_graphs, files_of, parsed_alone, prepared, timed

TEXT = """\
`adlint graph --isolated`, reading and parsing included, beside `ast.parse` over the same files: the least CPU time of
{times} runs of each. Written by `benchmarks/graphs.py`."""


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds of the graph and of `ast.parse` alone, peak resident KiB, and how many edges there are."""

    package: Package
    cpu: float
    parse: float
    rss: int
    edges: int


def measured(package: Package, times: int, timeout: float) -> Cost:
    """The least of some runs, those of the graph and of `ast.parse` by turns, for the machine may do other things."""
    files = files_of(package)
    parsed, made, rss, edges = [], [], 0, 0
    for _ in range(times):
        parsed.append(float(parsed_alone(files)["cpu"]))
        command = [sys.executable, "-m", "adlint", "graph", "--isolated", package.root.name]
        out, _, _, cpu, peak = timed(command, package.root.parent, timeout)
        made.append(cpu)
        rss, edges = max(rss, peak), sum(map(len, json.loads(out).values()))
    return Cost(package, min(made), min(parsed), rss, edges)


def section(costs: list[Cost], times: int) -> str:
    """The section of the page."""
    lines = [GRAPHS, "", TEXT.format(times=times), ""]
    lines += ["| package | version | edges | CPU s | ast.parse s | x ast.parse | peak MiB |", "|" + "---|" * 7]
    for one in costs:
        cells = [one.package.name, one.package.version, f"{one.edges:,}", f"{one.cpu:.2f}", f"{one.parse:.2f}"]
        lines.append(f"| {' | '.join(cells)} | {one.cpu / one.parse:.2f} | {one.rss // 1024} |")
    return "\n".join([*lines, ""])


def main() -> None:
    """Prepare, measure, print and write the section."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--directory", type=Path, default=Path("build/corpus"))
    parser.add_argument("--package", action="append", help="only these packages")
    parser.add_argument("--times", type=int, default=3, help="runs of each, of which the least counts")
    parser.add_argument("--timeout", type=float, default=1800.0, help="seconds for one run")
    parser.add_argument("--write", type=Path, help="the page; docs/real-input.md if all packages are measured")
    options = parser.parse_args()
    wanted = [w for w in CORPUS if not options.package or w.name in options.package]
    costs = [measured(one, options.times, options.timeout) for one in prepared(wanted, options.directory)]
    text = section(costs, options.times)
    print(text)
    page = options.write or (None if options.package else PAGE)
    if page is not None:
        page.write_text(before_graphs(page) + text, encoding="utf-8")


if __name__ == "__main__":
    main()
