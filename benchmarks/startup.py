"""What `adlint check` of one small file costs, beside an empty Python.

    python benchmarks/startup.py [--runs 9] [FILE]

CPU seconds of whole processes, the median of the runs: in one run only their ratio can be compared between machines.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
from pathlib import Path

SMALL = Path(__file__).parents[1] / "examples" / "heat_numpy.py"


def cost(command: list[str], runs: int) -> float:
    """The median CPU time [s] of the command, in user and system together, after one run that is not counted."""
    return statistics.median([_once(command) for _ in range(runs + 1)][1:])


def _once(command: list[str]) -> float:
    before = os.times()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    after = os.times()
    return after.children_user - before.children_user + after.children_system - before.children_system


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path, default=SMALL)
    parser.add_argument("--runs", type=int, default=9)
    chosen = parser.parse_args()
    empty = cost([sys.executable, "-c", "pass"], chosen.runs)
    check = cost([sys.executable, "-m", "adlint", "check", "--no-cache", "--isolated", str(chosen.file)], chosen.runs)
    print(f"check {check:.3f} s, empty Python {empty:.3f} s, ratio {check / empty:.1f}")


if __name__ == "__main__":
    main()
