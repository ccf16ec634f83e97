"""What AD206, AD208 and AD209 say of programs, held to how what the frameworks keep grows with the turns of a loop."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import pytest
import torch

from adlint.answers.document import Document
from adlint.settings import Settings
from adlint.workspace import Workspace

N = 12
HEAD = "import jax\nimport jax.numpy as jnp\nimport torch\nfrom jax.scipy.linalg import lu_factor, lu_solve\n\n\n"
TEXT = (Path(__file__).parent / "growth.txt").read_text(encoding="utf-8")
PROGRAM = re.compile(r"^== (AD\d+) (\w+): (found|in order)\n(.*?)(?=\n== |\Z)", re.MULTILINE | re.DOTALL)
PROGRAMS = {f"{code} {name}": (code, body, said == "found") for code, name, said, body in PROGRAM.findall(TEXT)}


def of(code: str) -> list[str]:
    return [name for name, (one, _, _) in PROGRAMS.items() if one == code]


def finds(text: str, code: str) -> bool:
    report = Workspace().check([Document("program.py", "program", text)], Settings(select=(code,)))
    assert report.internal_errors == ()
    return bool(report.findings)


def function(parameters: str, body: str, gradient: str = "jax.grad") -> str:
    return f"{HEAD}def f({parameters}):\n{textwrap.indent(body, '    ')}\n\n\ngradient = {gradient}(f)\n"


def built(text: str) -> Callable[..., Any]:
    space: dict[str, Any] = {}
    exec(compile(text, "<program>", "exec"), space)
    return space["f"]  # type: ignore[no-any-return]


def kept(text: str, steps: int) -> int:
    """The bytes that `jax.vjp` keeps."""
    matrix = 20.0 * jnp.eye(N) + jnp.ones((N, N))
    _, back = jax.vjp(lambda u: built(text)(u, matrix, steps), jnp.ones(N))
    arrays = {id(one): one for one in jax.tree_util.tree_leaves(back) if hasattr(one, "nbytes")}
    return sum(one.nbytes for one in arrays.values())


def saved(text: str, steps: int) -> int:
    """The bytes of the tensors that PyTorch saves."""
    storages: dict[int, int] = {}

    def note(one: torch.Tensor) -> torch.Tensor:
        storages[one.untyped_storage().data_ptr()] = one.untyped_storage().nbytes()
        return one

    with torch.autograd.graph.saved_tensors_hooks(note, lambda one: one):
        result = built(text)(torch.ones(N, requires_grad=True), 20.0 * torch.eye(N) + 1.0, steps)
    assert result.requires_grad
    return sum(storages.values())


def equations(text: str, *arguments: Any) -> int:
    numbers = [position for position, one in enumerate(arguments) if isinstance(one, int)]
    traced = jax.make_jaxpr(built(text), static_argnums=tuple(numbers))(*arguments)
    return len(traced.jaxpr.eqns)


@pytest.mark.parametrize("name", of("AD206"))
def test_factors_that_are_found_are_kept_for_each_turn(name: str) -> None:
    code, body, expected = PROGRAMS[name]
    text = function("u, K, steps", f"{body}\nreturn u.sum()")
    assert finds(text, code) == expected
    assert not expected or kept(text, 8) - kept(text, 4) >= 4 * 4 * N * N


@pytest.mark.parametrize("name", ["AD206 before", "AD206 inverted", "AD206 scanned"])
def test_factors_that_are_made_before_a_loop_are_kept_once(name: str) -> None:
    text = function("u, K, steps", f"{PROGRAMS[name][1]}\nreturn u.sum()")
    assert kept(text, 8) - kept(text, 4) < 4 * N * N


def test_pytorch_keeps_the_factors_of_each_turn() -> None:
    body = "for _ in range(steps):\n    u = torch.linalg.solve(K, u)\nreturn u.sum()"
    text = function("u, K, steps", body, "torch.func.grad")
    assert finds(text, "AD206")
    assert saved(text, 8) - saved(text, 4) >= 4 * 4 * N * N


@pytest.mark.parametrize("name", of("AD209"))
def test_a_loop_that_is_found_grows_with_the_array(name: str) -> None:
    code, body, expected = PROGRAMS[name]
    text = function("x", body)
    assert finds(text, code) == expected
    assert not expected or equations(text, jnp.ones(32)) - equations(text, jnp.ones(16)) >= 16


@pytest.mark.parametrize("name", of("AD208"))
def test_a_list_that_is_found_grows_with_the_steps(name: str) -> None:
    code, body, expected = PROGRAMS[name]
    text = function("u, steps", body)
    assert finds(text, code) == expected
    assert not expected or equations(text, jnp.ones(4), 20) - equations(text, jnp.ones(4), 10) >= 10
