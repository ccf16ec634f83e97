"""Policies of checkpoints: what plans predict with them, and without them where that costs less, is what JAX keeps."""

from __future__ import annotations

from fractions import Fraction

import pytest

from adlint.fixes import with_checkpoints
from adlint.placement.plan import Goal
from adlint.placement.written.writing import SYSTEMS

from .reality import measure, planned

HEAD = """\
import functools

import jax
import jax.numpy as jnp

SAVED = jax.checkpoint_policies.everything_saveable


def dense(x, w):
    return jnp.tanh(jnp.sin(x @ w) * 2.0)


@functools.partial(jax.checkpoint, policy=SAVED)
def block(x, w):
    return jnp.tanh(jnp.sin(x @ w) * 2.0)


def main(x, ws):
"""
LOOP = "    for i in range(6):\n        x = {}(x, ws[i])\n    return jnp.sum(x)\n"
CALLED = HEAD + "    f = jax.checkpoint(dense, policy=SAVED)\n" + LOOP.format("f")
DECORATED = HEAD + LOOP.format("block")
SCANNED = HEAD + """\
    x, _ = jax.lax.scan(jax.checkpoint(lambda h, w: (dense(h, w), None), policy=SAVED), x, ws)
    return jnp.sum(x)
"""
CALL = "f32[64, 16], f32[6, 16, 16]"
ONCE = Goal(max_recompute=Fraction(1), written=True)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (CALLED, "f = jax.checkpoint(dense)"),
        (DECORATED, "@jax.checkpoint"),
        (SCANNED, "(jax.checkpoint(dense)(h, w), None)"),
    ],
)
def test_a_policy_that_keeps_too_much_is_taken_out(text: str, line: str) -> None:
    found = planned(text, CALL, ONCE)
    assert found.today is not None
    assert found.plan.plan.peak < found.today.peak
    after, left = with_checkpoints(text, found.changes["program.py"], SYSTEMS["jax"])
    assert not left
    assert line in after
    measured = measure(text, CALL)
    assert measured.predicted[1] == measured.measured[1] < found.tape["store_all"]  # type: ignore[operator]


def test_a_policy_that_serves_stays() -> None:
    text = CALLED.replace("everything_saveable", "dots_saveable")
    today = planned(text, CALL, ONCE).today
    assert today is not None
    assert not planned(text, CALL, Goal(memory=today.peak, written=True)).changes
    (change,) = planned(text, CALL, Goal(memory=today.peak * 4 // 5, written=True)).changes["program.py"]
    assert getattr(change, "keeps", False)
