"""Texts before and after a plan is written into them: what is put in, and what is taken out."""

from __future__ import annotations

from fractions import Fraction
from textwrap import dedent

import pytest

from adlint.answers.plan.planned import Planned
from adlint.fixes import with_checkpoints, with_directives
from adlint.placement.plan import Goal
from adlint.placement.written.writing import SYSTEMS, Wrap, modules_in, of_module
from tests.placement import reality, reality_torch

NOTHING = Goal(max_recompute=Fraction(0), written=True)

BODY = """
def block(w, x):
    return jnp.sin(x @ w) * jnp.tanh(x)
"""
JAX = [
    ("x = jax.checkpoint(block)(w, x)", "x = block(w, x)"),
    ("x = jax.remat(block, prevent_cse=False)(w, x)", "x = block(w, x)"),
    ("x = jax.checkpoint(lambda: block(w, x))()", "x = block(w, x)"),
    ("x = jax.checkpoint(lambda v: block(w, v))(x)", "x = (lambda v: block(w, v))(x)"),
    ("x = functools.partial(jax.checkpoint, policy=None)(block)(w, x)", "x = block(w, x)"),
    ("f = jax.checkpoint(fun=block)\n    x = f(w, f(w, x))", "f = block\n    x = f(w, f(w, x))"),
]
DECORATORS = ["@jax.checkpoint", "@jax.remat", "@functools.partial(jax.checkpoint, prevent_cse=False)"]


def main_of(lines: str) -> str:
    """A program with a line or two of its own."""
    imports = "import functools\n\nimport jax\nimport jax.numpy as jnp\n"
    return f"{imports}\n{BODY}\n\ndef main(w, x):\n    {lines}\n    return jnp.sum(x)\n"


def written(text: str, found: Planned, library: str) -> str:
    """The text with the plan."""
    after, left = with_checkpoints(text, found.changes.get("program.py", ()), SYSTEMS[library])
    assert not left
    return after


@pytest.mark.parametrize(("before", "after"), JAX)
def test_what_is_not_wanted_is_taken_out(before: str, after: str) -> None:
    text = main_of(before)
    found = reality.planned(text, "f32[4, 4], f32[4, 4]", NOTHING)
    assert written(text, found, "jax") == main_of(after)
    assert found.tape["plan"] == found.tape["store_all"]


@pytest.mark.parametrize("decorator", DECORATORS)
def test_decorators_are_taken_off(decorator: str) -> None:
    plain = main_of("x = block(w, x)")
    text = plain.replace("def block", f"{decorator}\ndef block")
    found = reality.planned(text, "f32[4, 4], f32[4, 4]", NOTHING)
    assert written(text, found, "jax") == plain


def test_a_checkpoint_is_moved_to_the_calls_that_need_it() -> None:
    text = dedent("""\
        import jax
        import jax.numpy as jnp


        def cheap(x):
            return x * 2.0


        def costly(x):
            for _ in range(5):
                x = jnp.sin(x) * x
            return x


        @jax.checkpoint
        def everything(x):
            for _ in range(4):
                x = costly(cheap(x))
            return x


        def main(x):
            return jnp.sum(everything(x))
        """)
    found = reality.planned(text, "f32[100]", reality.ONCE)
    after = written(text, found, "jax")
    assert "@jax.checkpoint" not in after
    assert "x = jax.checkpoint(costly)(cheap(x))" in after


TORCH = [
    ("checkpoint(self.layers, x, use_reentrant=False)", "self.layers(x)"),
    ("checkpoint(self.layers, x, use_reentrant=False, preserve_rng_state=True)", "self.layers(x)"),
    ("checkpoint(self.half, x, 2.0, use_reentrant=False)", "self.half(x, 2.0)"),
    ("checkpoint(self.half, x, scale=2.0, use_reentrant=False)", "self.half(x, scale=2.0)"),
    ("checkpoint(lambda v: self.layers(v), x, use_reentrant=False)", "(lambda v: self.layers(v))(x)"),
]


def module_of(line: str) -> str:
    """A module whose forward is a line."""
    imported = "from torch.utils.checkpoint import checkpoint\n" if "checkpoint(" in line else ""
    return dedent("""\
        import torch
        from torch import nn
        {imported}

        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.layers = nn.Sequential(nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 4))

            def half(self, x, scale=1.0):
                return torch.exp(self.layers(x)) * scale

            def forward(self, x):
                return {line}.sum()
        """).format(imported=imported, line=line)


@pytest.mark.parametrize(("before", "after"), TORCH)
def test_what_is_not_wanted_is_taken_out_of_modules(before: str, after: str) -> None:
    text = module_of(before)
    found = reality_torch.planned(text, "Net()(f32[3, 4])", NOTHING)
    assert written(text, found, "torch").split() == module_of(after).split()


def test_what_a_second_run_finds_changed_is_forbidden_and_statistics_are_told_of() -> None:
    text = dedent("""\
        import torch
        from torch import nn


        class Counting(nn.Module):
            def __init__(self):
                super().__init__()
                self.scale = 1.0

            def forward(self, x):
                self.scale = self.scale * 0.9
                return torch.sin(x) * torch.cos(x) * self.scale


        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.counting = Counting()
                self.normal = nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4), nn.Tanh())

            def forward(self, x):
                x = self.counting(torch.exp(x))
                return self.normal(x * x).sum()
        """)
    found = reality_torch.planned(text, "Net()(f32[3, 4])", reality.ONCE)
    by_line = {found.places[one.id].line: one for one in found.plan.sites}
    assert by_line[22].decision == "forbidden"
    assert "reads and changes `self.counting" in by_line[22].why
    assert any("running statistics" in one for one in found.assumptions) == (by_line[23].decision == "joint")


def test_directives_that_were_written_are_decided_anew() -> None:
    text = dedent("""\
        import numpy as np


        def step(u):
            for _ in range(6):
                u = np.sin(u) * u
            return u


        def main(u):
            # the first
            # adlint: joint
            u = step(u)
            u = step(u)  # adlint: joint
            return np.sum(u * u)
        """)
    found = reality.planned(text, "f64[100]", NOTHING)
    after, left = with_directives(text, found.changes["program.py"])
    assert not left
    assert after == text.replace("    # adlint: joint\n", "").replace("  # adlint: joint", "")
    changes = reality.planned(text, "f64[100]", reality.ONCE).changes["program.py"]
    assert [one.span[0] for one in changes] == [14]  # behind it nothing is kept any more


def test_what_is_written_for_autograd_is_known_again_and_leaves_nothing_behind() -> None:
    text = "import autograd.numpy as np\n\n\ndef step(u):\n    return np.sin(u) * u * np.exp(u)\n\n\ndef main(u):\n"
    text += "    for _ in range(9):\n        u = step(u)\n    return np.sum(u)\n"
    found = reality.planned(text, "f64[50]", reality.ONCE)
    after = written(text, found, "autograd")
    assert "u = checkpointed(step)(u)" in after
    again = reality.planned(after, "f64[50]", reality.ONCE)
    assert (again.changes, again.tape, again.unknown) == ({}, found.tape, ())
    assert written(after, reality.planned(after, "f64[50]", NOTHING), "autograd") == text


def test_several_results_are_checkpointed_for_autograd_but_nothing_that_is_read_past_them() -> None:
    text = "import autograd.numpy as np\n\nseen = []\n\n\ndef step(u, v, h):\n    w = np.sin(u) * v * np.exp(u)\n    "
    text += "return u + h * w, v - w * w\n\n\ndef main(u, v):\n"
    text += "    for _ in range(9):\n        u, v = step(u, v, 0.1)\n    return np.sum(u * v)\n"
    found = reality.planned(text, "f64[50], f64[50]", reality.ONCE)
    after = written(text, found, "autograd")
    assert "u, v = checkpointed(step)(u, v, 0.1)" in after
    again = reality.planned(after, "f64[50], f64[50]", reality.ONCE)
    assert (again.changes, again.tape) == ({}, found.tape)
    past = text.replace("    return u + h", "    seen.append(w)\n    return u + h")
    past = past.replace("sum(u * v)", "sum(u * v) + np.sum(seen[-1])")
    assert not reality.planned(past, "f64[50], f64[50]", reality.ONCE).changes


@pytest.mark.parametrize(
    ("before", "after"),
    [("= step(u)", "= step(u=u)"), ("def main", "def checkpointed(f):\n    return f\n\n\ndef main")],
)
def test_autograd_is_not_given_what_it_would_lose(before: str, after: str) -> None:
    text = "import autograd.numpy as np\n\n\ndef step(u):\n    return np.sin(u) * u * np.exp(u)\n\n\ndef main(u):\n"
    text += "    for _ in range(9):\n        u = step(u)\n    return np.sum(u)\n"
    changed = text.replace(before, after)
    found = reality.planned(changed, "f64[50]", reality.ONCE)
    assert with_checkpoints(changed, found.changes.get("program.py", ()), SYSTEMS["autograd"])[0] == changed


def test_what_torch_passes_twice_is_one_array_when_it_runs_again() -> None:
    """Of nested checkpoints the inner one gives the function arguments that are not the same object any more."""
    text = dedent("""\
        import torch


        def attend(key, value, *, scale):
            if key is value:
                both = torch.exp(scale * key)
                return torch.sin(both) * torch.cos(both) * torch.tanh(both)
            return torch.sin(key) * value


        def block(x):
            h = torch.tanh(x)
            h = attend(h, h, scale=0.5)
            return x + attend(h, h, scale=0.5)


        def main(x):
            for _ in range(6):
                x = block(x)
            return x.sum()
    """)
    low = reality_torch.planned(text, "main(f32[500])", reality.ONCE).plan.lowest.peak
    goal = Goal(memory=low, written=True)
    after = written(text, reality_torch.planned(text, "main(f32[500])", goal), "torch")
    assert "lambda call, h, **named: call(h, h, **named), attend, h, scale=0.5, use_reentrant=False)" in after
    assert not reality_torch.planned(after, "main(f32[500])", goal).changes
    found = reality_torch.measure(text, "main(f32[500])", goal)
    assert found.predicted == found.measured


def test_what_no_turn_changes_is_kept_for_every_turn_through_a_checkpoint() -> None:
    """A scan of JAX keeps a carry once that a turn gives as it is, but not where the turn is a checkpoint."""
    text = dedent("""\
        import jax.numpy as jnp
        from jax import lax


        def update(carry, k):
            table, total = carry
            return (table, total + jnp.sum(jnp.sin(jnp.cos(table[k])))), total


        def main(table):
            (table, total), path = lax.scan(update, (table, 0.0), jnp.arange(40))
            return total + jnp.sum(path) + jnp.sum(table[0])
    """)
    assert not reality.planned(text, "f32[40,64]", reality.ONCE).changes


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("self.inner(x)", "nnx.remat(self.inner)(x)"),
        ("nnx.remat(self.inner)(x)", "nnx.remat(self.inner)(x)"),
    ],
)
def test_modules_of_nnx_are_passed_to_its_checkpoint(before: str, after: str) -> None:
    text = f"from flax import nnx\n\n\nclass Outer(nnx.Module):\n    def __call__(self, x):\n        return {before}\n"
    wrap = of_module(Wrap((6, 15, 6, 15 + len(before)), is_bound=True), modules_in(text), by_position=True)
    assert with_checkpoints(text, [wrap], SYSTEMS["jax"]) == (text.replace(before, after), ())


NNX = """
import jax
import jax.numpy as jnp
from flax import nnx


class Block(nnx.Module):
    def __init__(self, width, rngs):
        self.up = nnx.Linear(width, 4 * width, rngs=rngs)
        self.down = nnx.Linear(4 * width, width, rngs=rngs)
        self.norm = nnx.LayerNorm(width, rngs=rngs)

    def __call__(self, x):
        h = self.norm(x)
        h = nnx.gelu(self.up(h))
        return x + self.down(h)


class Net(nnx.Module):
    def __init__(self, rngs):
        self.first = Block(32, rngs)
        self.second = Block(32, rngs)
        self.third = Block(32, rngs)
        self.head = nnx.Linear(32, 1, rngs=rngs)

    def __call__(self, x):
        x = self.first(x)
        x = self.second(x)
        x = self.third(x)
        return self.head(x)


def main(x):
    net = Net(nnx.Rngs(0))
    return jnp.mean(net(x) ** 2)
"""


def test_modules_of_nnx_are_checkpointed_by_nnx() -> None:
    pytest.importorskip("flax")
    found = reality.measure(NNX, "f32[64, 32]", Goal(memory=300_000, written=True))
    assert (found.changes, found.left, found.measured) == (2, 0, (666_624, 297_728))
    assert found.predicted == found.measured
