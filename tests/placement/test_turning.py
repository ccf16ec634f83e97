"""What a site the other way does to the peak is what it is when all is evaluated again."""

from __future__ import annotations

from random import Random

import pytest

from adlint.placement.measuring.heights import stacks
from adlint.placement.measuring.neighbours import neighbours
from adlint.placement.measuring.turning import Graph, Turning

from .families import FAMILIES, family
from .trees import branched, grow


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("name", [*FAMILIES, "grown", "branched", "branched_doubling"])
def test_turned_sites_are_evaluated_without_the_rest(name: str, seed: int) -> None:
    random = Random(seed)
    kind = name.removeprefix("branched_")
    tree = family(kind, 40, seed) if kind in FAMILIES else grow(seed, 40, 10_000)
    tree = branched(tree, random) if name.startswith("branched") else tree
    joint = {one: int(random.random() < 0.5) for one in tree.sites()}
    turning = Turning(Graph(tree), joint, stacks(tree, joint))
    for one in random.sample(sorted(joint), min(12, len(joint))):
        other = {**joint, one: 1 - joint[one]}
        assert turning.turned(one) == stacks(tree, other)[tree.entry].peak


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", [*FAMILIES, "grown", "huge", "branched"])
def test_sites_are_turned_all_at_once_as_each_is_alone(name: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adlint.placement.measuring.neighbours._AT_ONCE", 16)
    random = Random(seed)
    tree = family(name, 40, seed) if name in FAMILIES else grow(seed, 40, 10**24 if name == "huge" else 10_000)
    tree = branched(tree, random) if name == "branched" else tree
    joint = [one for one in tree.sites() if random.random() < 0.5]
    found = dict(neighbours(tree, joint))
    assert list(found) == list(tree.sites())
    for one, peak in found.items():
        assert peak == stacks(tree, dict.fromkeys({*joint} ^ {one}, 1))[tree.entry].peak
