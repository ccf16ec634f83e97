"""How far plans for large cost trees may be from the best, and how long they take, family by family.

    python -m benchmarks.placements [--sites 300] [--seeds 2] [--parts 2 4 16] [--shares 0.05 0.2 0.5] [--times 2]
                                    [FAMILY ...]

For each family the least recompute under budgets of memory (the lowest peak, and 1/2, 1/4, 1/16 of what the fastest
placement takes more), and the lowest peak under budgets of recompute (shares of a plain run): the median and the
largest gap, in percent of the bound, and CPU and wall seconds. Searches of the solver stop by CPU time, all else by
counts of steps.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator

from adlint.placement.searching.problem import Problem, lowest, problem
from adlint.placement.searching.search import Found, least_peak, least_recompute
from tests.placement.families import FAMILIES, family


def questions(
    given: Problem, parts: list[int], shares: list[float], times: list[float]
) -> Iterator[Callable[[], Found]]:
    """What is asked of one tree."""
    low, high = lowest(given).peak, given.place(()).peak
    for part in parts:
        yield lambda part=part: least_recompute(given, low + (high - low) // part)  # type: ignore[misc]
    for most in times:
        yield lambda most=most: least_recompute(given, round(1000 * most) * low // 1000)  # type: ignore[misc]
    for share in shares:
        yield lambda share=share: least_peak(given, given.time * round(1000 * share) // 1000)  # type: ignore[misc]


def measured(ask: Callable[[], Found]) -> tuple[float, float, float]:
    """The gap, and CPU and wall seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    gap = ask().gap
    return 100 * gap, time.process_time() - cpu, time.perf_counter() - wall


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("families", nargs="*", default=list(FAMILIES))
    parser.add_argument("--sites", type=int, default=300)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--parts", type=int, nargs="*", default=[2, 4, 16])
    parser.add_argument("--shares", type=float, nargs="*", default=[0.05, 0.2, 0.5])
    parser.add_argument("--times", type=float, nargs="*", default=[])
    chosen = parser.parse_args()
    print(f"{'family':16}{'median gap':>12}{'largest':>10}{'CPU':>8}{'largest':>9}{'wall':>8}{'largest':>9}")
    for name in chosen.families:
        rows = []
        for seed in range(chosen.seeds):
            given = problem(family(name, chosen.sites, seed))
            rows += [measured(ask) for ask in questions(given, chosen.parts, chosen.shares, chosen.times)]
        gaps, cpus, walls = zip(*rows, strict=True)
        print(
            f"{name:16}{statistics.median(gaps):11.3g}%{max(gaps):9.3g}%{statistics.median(cpus):8.1f}{max(cpus):9.1f}"
            f"{statistics.median(walls):8.1f}{max(walls):9.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
