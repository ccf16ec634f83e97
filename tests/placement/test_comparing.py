"""What turning one site of today's placement costs, held to the machine that runs both sweeps; who is told of it."""

from __future__ import annotations

import pytest

from adlint.answers.document import Document
from adlint.placement.comparing import Compared, compared
from adlint.placement.costing.traced import Traced
from adlint.placement.costing.tree import CostTree
from adlint.settings import Settings
from adlint.workspace import Workspace

from .machine import run

PROGRAM = """\
import jax
import jax.numpy as jnp


def step(u, k):
    f = jnp.sin(u) * k
    return u + 0.1 * jnp.tanh(f) * f


def stretch(u, k):
    for _ in range(3):
        u = {inner}(u, k)
    return u


# adlint: call(f32[{n}], f32[{n}])
def loss(u, k):
    u = {first}(jnp.cos(u), k)
    for _ in range(40):
        u = {turn}(jnp.cos(u), k)
    return jnp.sum({last}(jnp.cos(u), k))
"""
JOINT = "jax.checkpoint({})"
SITES = ("inner", "first", "turn", "last")
CALLEES = {"inner": "step", "first": "stretch", "turn": "step", "last": "step"}


def program(joint: tuple[str, ...], n: int = 10_000) -> str:
    names = {site: JOINT.format(callee) if site in joint else callee for site, callee in CALLEES.items()}
    return PROGRAM.format(n=n, **names)


def told(text: str) -> list[tuple[str, int]]:
    settings = Settings(select=tuple(f"AD3{number:02}" for number in range(1, 7)))
    report = Workspace(keeps=False).check([Document("program.py", "program", text)], settings)
    assert report.internal_errors == ()
    return [(one.code, one.range.start.line) for one in report.findings]


@pytest.mark.parametrize("joint", [(), ("inner",), ("first", "turn"), ("last",), SITES])
def test_turned_sites_cost_what_the_machine_counts(joint: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[CostTree, Compared]] = []

    def spy(tree: CostTree, costing: object, traced: Traced, today: object) -> Compared:
        seen.append((tree, compared(tree, costing, traced, today)))  # type: ignore[arg-type]
        return seen[-1][1]

    monkeypatch.setattr("adlint.placement.comparing.compared", spy)
    told(program(joint))
    assert seen
    for tree, found in seen:
        now = {one.candidate.id for one in found.sites if one.is_joint}
        assert len(now) == len(joint)
        assert run(tree, now) == (found.today.peak, found.today.recompute)
        assert run(tree, ()) == (found.store_all.peak, 0)
        for one in found.sites:
            assert run(tree, now ^ {one.candidate.id}) == (one.cost.peak, one.cost.recompute)
        assert found.better.peak <= found.today.peak
        assert found.better.recompute <= found.today.recompute
        assert found.plan.recompute <= max(found.time, found.today.recompute)


def test_who_is_told() -> None:
    """A loop that keeps all is told once, and not again for the calls in it; a checkpoint at the end serves nobody."""
    assert told(program(())) == [("AD304", 19)]
    assert told(program(("last",))) == [("AD304", 19), ("AD302", 21)]
    assert told(program((), n=100)) == []
    assert told(program(("turn",))) == []
