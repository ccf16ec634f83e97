"""Many random edits, held to an analysis anew: `python -m edits.campaign 200 --package optax`, in `tests/`.

Half of them are of generated projects, half of the texts of real packages. What differs is printed with the edits that
lead there, by their seed.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator

from adlint.interpret.scale import Scale
from adlint.interpret.scheduling import schedule
from adlint.workspace import Workspace

from .comparing import SCALES, Texts, answers, differences
from .real import edit, package
from .writing import Writer, texts

STEPS = 12  # edits of one project, one after the other
OWN = schedule.scale


def generated(seed: int) -> Iterator[tuple[str, Texts]]:
    """A project, and the same after each of its edits."""
    writer = Writer(random.Random(seed))
    tree = writer.project()
    yield "", texts(tree)
    while True:
        said, tree = writer.edit(tree)
        yield said, texts(tree)


def real(name: str, seed: int) -> Iterator[tuple[str, Texts]]:
    """A package, and the same after each of its edits."""
    choose, tree = random.Random(seed), package(name)
    yield "", tree
    while True:
        said, tree = edit(tree, choose)
        yield said, tree


def held(edits: Iterator[tuple[str, Texts]], chosen: Callable[[int], Scale]) -> Iterator[tuple[str, bool, list[str]]]:
    """Each edit with whether everything was evaluated anew for it, and what is not as it should be after it."""
    schedule.scale = chosen
    warm = Workspace()
    answers(warm, next(edits)[1])
    for _ in range(STEPS):
        said, tree = next(edits)
        before = warm.evaluations.schedule
        found = differences(warm, tree)
        yield said, warm.evaluations.schedule is not before, found
        if found:
            return


def main() -> None:
    """Edit, compare, and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("projects", type=int)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--package", action="append", help="an installed package, without the generated projects")
    options = parser.parse_args()
    count, anew, wrong = Counter[str](), Counter[str](), 0
    for seed in range(options.seed, options.seed + options.projects):
        size = ("medium", "large", "own")[seed % 3]
        chosen = OWN if size == "own" else lambda _, size=size: SCALES[size]
        several = [real(name, seed) for name in options.package or ()] or [generated(seed)]
        for edits in several:
            for said, is_anew, found in held(edits, chosen):
                kind = said.partition(" ")[0]
                count[kind] += 1
                anew[kind] += is_anew
                if found:
                    wrong += 1
                    print(f"seed {seed} ({size}), {said}: {'; '.join(found)[:2000]}", flush=True)
    print(f"{count.total()} edits, {wrong} of them wrong; evaluated anew: {dict(anew)} of {dict(count)}")
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
