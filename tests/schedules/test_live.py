"""Two-level schedules held to what frameworks do: nested scans in JAX, checkpointed segments in PyTorch."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import pytest
import torch
from torch.utils.checkpoint import checkpoint

from adlint.schedules import Problem, Schedule, plan

STATE = 5 * 4  # bytes of five 32-bit numbers: a state, and what one sine keeps of a step


def two_level(steps: int) -> tuple[Schedule, int, int]:
    schedule = plan("two-level", Problem(steps=steps, snapshot_bytes=STATE, step_tape_bytes=STATE))
    assert isinstance(schedule, Schedule)
    details = dict(schedule.details)
    return schedule, details["segments"], details["length"]


@pytest.mark.parametrize("steps", [9, 36, 64])
def test_nested_scans_of_jax(steps: int) -> None:
    schedule, segments, length = two_level(steps)
    assert segments * length == steps
    ran = []

    def step(state: jax.Array, _: None) -> tuple[jax.Array, None]:
        jax.debug.callback(lambda _: ran.append(1), state)
        return jnp.sin(state), None

    def segment(state: jax.Array, _: None) -> tuple[jax.Array, None]:
        return jax.lax.scan(step, state, length=length)

    def whole(state: jax.Array) -> jax.Array:
        return jax.lax.scan(jax.checkpoint(segment), state, length=segments)[0].sum()

    state = jnp.linspace(0.0, 1.0, 5)
    jax.grad(whole)(state).block_until_ready()
    jax.effects_barrier()
    assert len(ran) == schedule.forward_steps
    _, reverse = jax.vjp(whole, state)
    kept = sum(leaf.nbytes for leaf in jax.tree.leaves(reverse) if leaf.shape == (segments, 5))
    assert kept == schedule.snapshots * STATE
    assert schedule.peak_bytes == kept + length * STATE


@pytest.mark.parametrize("steps", [9, 36, 64])
def test_checkpointed_segments_of_torch(steps: int) -> None:
    schedule, segments, length = two_level(steps)
    ran = 0

    def segment(state: torch.Tensor) -> torch.Tensor:
        nonlocal ran
        for _ in range(length):
            ran += 1
            state = torch.sin(state)
        return state

    start = state = torch.linspace(0, 1, 5, requires_grad=True)
    for _ in range(segments):
        state = checkpoint(segment, state, use_reentrant=False)
    state.sum().backward()
    assert start.grad is not None
    assert ran == schedule.forward_steps
