"""Many generated programs, held to what happens when they run: `python -m use_out.campaign 20000`, in `tests/`.

Each kind of failure is printed once, with the first program that has it; `--reduce` makes that smaller first.
"""

from __future__ import annotations

import argparse
import contextlib
import re
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from .apart import LONG, apart
from .checking import runs
from .programs import Program, numbered
from .reducing import reduced
from .trials import trial

Held = tuple[int, str, list[str], float]
PATIENCE = 20.0  # seconds for making a program smaller


def held(seed: int) -> Held:
    """The verdict on one program (`ran`, `did not run`, `not complete`), what is wrong with it, and seconds."""
    warnings.simplefilter("ignore")
    start = time.process_time()
    try:
        found = trial(numbered(seed))
    except Exception as error:  # noqa: BLE001
        return seed, "failed", [f"internal error: {type(error).__name__}: {error}"], time.process_time() - start
    if found.sets is None:
        return seed, "did not run", [], 0.0
    state = "ran" if found.sets.whole.use_complete else "not complete"
    return seed, state, found.sentences, time.process_time() - start


def _worked(seeds: Iterator[int]) -> Iterator[Held]:
    for seed, found in apart(held, seeds):
        yield found or (seed, "took long", [f"more than {LONG:.0f} seconds"], LONG)


def kind(sentence: str) -> str:
    """What failures of one kind have in common: names and numbers are left out."""
    head = sentence.partition(", not in")[0].partition("{")[0]
    return re.sub(r"\d+", "N", re.sub(r"at line \d+", "", head) if "line" in head else head)


def smaller(program: Program, wanted: str) -> str:
    """A smaller program that fails in the same way."""
    start = time.monotonic()

    class Enough(Exception):  # noqa: N818
        """Time is up."""

    best = program.run

    def fails(text: str) -> bool:
        nonlocal best
        if time.monotonic() - start > PATIENCE:
            raise Enough
        try:
            found = any(runs(text, t) for t in (0.0, 0.7)) and trial(Program(text, text, frozenset())).sentences
        except Exception:  # noqa: BLE001
            return False
        if any(kind(one) == wanted for one in found or ()):
            best = text
            return True
        return False

    with contextlib.suppress(Enough):
        reduced(program.run, fails)
    return best


def main() -> int:
    """Exit code 1 if anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--reduce", action="store_true")
    parser.add_argument("--show", type=int, default=10)
    options = parser.parse_args()
    states: Counter[str] = Counter()
    kinds: dict[str, list[tuple[int, str]]] = {}
    spent: list[float] = []
    start = time.monotonic()
    seeds = iter(range(options.start, options.start + options.count))
    with ThreadPoolExecutor(options.jobs) as pool:
        for results in pool.map(lambda _: list(_worked(seeds)), range(options.jobs)):
            for seed, state, sentences, seconds in results:
                states[state] += 1
                spent.append(seconds)
                if sentences:
                    states["wrong"] += 1
                for sentence in sentences:
                    kinds.setdefault(kind(sentence), []).append((seed, sentence))
    spent.sort()
    print(", ".join(f"{state}: {count}" for state, count in states.most_common()))
    print(f"{time.monotonic() - start:.0f} s; median {spent[len(spent) // 2]:.3f} s, worst {spent[-1]:.1f} s a program")
    ranked = sorted(kinds.items(), key=lambda one: -len({seed for seed, _ in one[1]}))
    for name, failures in ranked[: options.show]:
        seed, sentence = failures[0]
        print(f"\n{len({one for one, _ in failures})} programs: {sentence}")
        print(f"# program {seed}")
        if options.reduce and not sentence.startswith("more than"):
            print(smaller(numbered(seed), name))
    return 1 if states["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
