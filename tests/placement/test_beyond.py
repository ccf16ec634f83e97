"""What techniques beyond checkpointing save, and when a carry is larger than residuals, held to what JAX keeps."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import pytest

from adlint.answers.document import Document
from adlint.answers.plan.planned import Planned
from adlint.answers.tape.question import Question
from adlint.placement.plan import Goal
from adlint.settings import Settings
from adlint.workspace import Workspace
from tests.tape.jax import live

LINES = """\
import jax
import jax.numpy as jnp


def step(u, k):
    {step}


def loss(u, k, steps):
    for _ in range(steps):
        u = {call}(u, k)
    return jnp.sum(u)
"""
STORED = "v = jnp.sin(u) * u\n    return v + k * jnp.tanh(v)"
LONGER = "v = jnp.sin(u) * jnp.cos(u) * u\n    return v + k * jnp.tanh(v) * jnp.exp(v) * jnp.sin(v)"
AGAIN = "v = jax.checkpoint(lambda w: jnp.sin(w) * w)(u)\n    return v + k * jnp.tanh(v)"
FORWARD = """\
@jax.custom_vjp
def again(u, k):
    return step(u, k)


def forward(u, k):
    value, of_u = jax.jvp(lambda a: step(a, k), (u,), (jnp.ones_like(u),))
    _, of_k = jax.jvp(lambda a: step(u, a), (k,), (jnp.ones_like(k),))
    return value, (of_u, of_k)


def backward(partials, g):
    return partials[0] * g, partials[1] * g


again.defvjp(forward, backward)


def loss"""
CARRIES = {
    "a mean": ("(0.9 * u + s, jnp.sin(jnp.mean(u)) * s)", True),
    "an element": ("(jnp.roll(u, 1) + jnp.sin(u[:1]), s * u[0])", True),
    "the whole state": ("(u + 0.1 * jnp.tanh(jnp.sin(u) * u), s)", False),
    "nothing but numbers": ("(0.9 * u + 0.1 * jnp.roll(u, 1), jnp.sin(s))", False),
}
CARRY = """\
import jax
import jax.numpy as jnp


def body(carry, _):
    u, s = carry
    return {step}, None


# adlint: call(f32[n], f32[], T)
def joint(u, s, steps):
    (u, s), _ = jax.lax.scan(jax.checkpoint(body), (u, s), None, length=steps)
    return jnp.sum(u) * s


def split(u, s, steps):
    (u, s), _ = jax.lax.scan(body, (u, s), None, length=steps)
    return jnp.sum(u) * s
"""


def planned(text: str, call: str) -> Planned:
    documents = [Document("program.py", "program", text.encode())]
    question = Question("program.py", call.partition("(")[0], call)
    return Workspace(keeps=False).plan(documents, question, Goal(), lambda _: None)


def kept(text: str, name: str, *given: object) -> int:
    """What JAX keeps of a call, in bytes."""
    namespace: dict[str, object] = {"__name__": "program"}
    exec(compile(text, "program.py", "exec"), namespace)
    return live.size(live.kept(namespace[name], given, {}, list(namespace.values())))  # type: ignore[arg-type]


def test_a_line_that_is_evaluated_again_saves_what_was_said() -> None:
    text = LINES.format(step=STORED, call="step")
    found = planned(text, "loss(f32[1000], f32[1000], 20)")
    ((place, saving),) = [one for one in found.beyond if one[1].technique == "recompute" and one[0].line == 6]
    u = jnp.ones(1000)
    before, after = (kept(LINES.format(step=one, call="step"), "loss", u, u, 20) for one in (STORED, AGAIN))
    assert place.path == "program.py"
    assert saving.bytes == before - after > 0


def test_partial_derivatives_save_at_least_what_was_said() -> None:
    text = LINES.format(step=LONGER, call="step")
    found = planned(text, "loss(f32[1000], f32[1000], 20)")
    savings = [one for _, one in found.beyond if one.technique == "preaccumulation"]
    assert savings
    other = LINES.format(step=LONGER, call="again").replace("def loss", FORWARD)
    u = jnp.ones(1000)
    before, after = kept(text, "loss", u, u, 20), kept(other, "loss", u, u, 20)
    assert before - after >= max(one.bytes for one in savings) > 0



@pytest.mark.parametrize("name", CARRIES)
def test_a_carry_that_is_said_to_be_larger_is(name: str) -> None:
    step, is_larger = CARRIES[name]
    text = CARRY.format(step=step)
    settings = Settings(select=("AD306",))
    report = Workspace(keeps=False).check([Document("program.py", "program", text)], settings)
    u, s = jnp.ones(100), jnp.float32(0.5)
    joint, split = (kept(text, which, u, s, 50) for which in ("joint", "split"))
    assert (joint > split + 1024) is is_larger
    assert [one.range.start.line for one in report.findings] == ([12] if is_larger else [])


def test_the_partials_are_the_gradient() -> None:
    text = LINES.format(step=STORED, call="step")
    other = LINES.format(step=STORED, call="again").replace("def loss", FORWARD)
    gradients = []
    for one in (text, other):
        namespace: dict[str, object] = {"__name__": "program"}
        exec(compile(one, "program.py", "exec"), namespace)
        gradients.append(jax.grad(namespace["loss"])(jnp.linspace(0.1, 1, 5), jnp.ones(5), 4))  # type: ignore[arg-type]
    assert jnp.allclose(*gradients, rtol=1e-4)
