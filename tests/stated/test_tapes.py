"""Functions that cannot be read, with models in the settings, beside the same in Python: shapes, tapes, effects."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from adlint.cli import main

Capture = pytest.CaptureFixture[str]
SETTINGS = """
[[tool.adlint.model]]
name = "mylib.solve"
shape = "(n,n),(n)->(n)"
arguments = ["A", "b"]
saves = ["A", "out"]
effects = []

[[tool.adlint.model]]
name = "mylib.split"
shape = "(m,n)->(m,n),(2*n)"
saves = ["out2"]
effects = ["rng"]

[[tool.adlint.model]]
name = "mylib.fill"
shape = "(n),()->()"
effects = ["write a"]

[[tool.adlint.model]]
name = "mylib.opaque"
shape = "(n)->(n)"

[[tool.adlint.model]]
name = "mylib.single"
shape = "(n)->(n)"
dtype = "f32"
saves = []
effects = ["clock"]
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("pyproject.toml").write_text(SETTINGS, encoding="utf-8")
    return tmp_path


def printed(capsys: Capture, *arguments: str) -> dict[str, Any]:
    status = main([*arguments, "--output-format", "json"])
    out, problems = capsys.readouterr()
    assert status == 0, problems
    document = json.loads(out)
    assert isinstance(document, dict)
    return document


def tape(capsys: Capture, text: str, call: str, *more: str) -> dict[str, Any]:
    Path("it.py").write_text(text, encoding="utf-8")
    return printed(capsys, "tape", "it.py", "--call", call, *more)


def sets(capsys: Capture, body: str) -> dict[str, Any]:
    Path("it.py").write_text(f"import mylib\nimport numpy as np\ndef f(x, y):\n    {body}\n", encoding="utf-8")
    return printed(capsys, "sets", "it.py::f")


NUMPY = "import numpy as np\nimport mylib\ndef f(A, b):\n    return np.exp(mylib.solve(A, b, check=False)).sum()\n"


@pytest.mark.parametrize(
    ("left", "right"),
    [((3, 3), (3,)), ((5, 3, 3), (3,)), ((3, 3), (4, 3)), ((5, 1, 3, 3), (4, 3))],
)
def test_shapes_are_those_of_numpy(left: tuple[int, ...], right: tuple[int, ...], capsys: Capture) -> None:
    solve = np.vectorize(lambda a, b: a @ b, signature="(n,n),(n)->(n)")
    shape = solve(np.ones(left), np.ones(right)).shape
    call = f"f(f64[{','.join(map(str, left))}], f64[{','.join(map(str, right))}])"
    found = tape(capsys, NUMPY, call, "--model", "minimum")
    assert (found["bytes"], found["arguments_saved_bytes"]) == (np.prod(shape) * 8, np.prod(left) * 8)
    assert found["unknown"] == []


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        ("f(f64[3,4], f64[4])", "`n` of `mylib.solve` is 3 and 4, in (3, 4) for `A`"),
        ("f(f64[3,3], f64[4])", "`n` of `mylib.solve` is 3 and 4, in (4,) for `b`"),
        ("f(f64[3], f64[3])", "`mylib.solve` takes (n, n) for `A`, and (3,) is given"),
        ("f('A', f64[3])", "argument `A` of `mylib.solve` is no array"),
    ],
)
def test_what_does_not_fit_is_said_with_its_line(call: str, reason: str, capsys: Capture) -> None:
    Path("it.py").write_text(NUMPY, encoding="utf-8")
    assert main(["tape", "it.py", "--call", call]) == 2
    problem = capsys.readouterr().err
    assert "it.py:4" in problem
    assert reason in problem


def test_several_results_and_sizes_that_are_computed(capsys: Capture) -> None:
    text = "import mylib\ndef f(A):\n    q, r = mylib.split(A)\n    return (r ** 2).sum() + q.sum()\n"
    found = tape(capsys, text, "f(f64[m,n])", "--model", "minimum")
    assert eval(found["expression"], {"m": 3, "n": 5}) == 2 * 5 * 8


def test_the_dtype_may_be_stated(capsys: Capture) -> None:
    text = "import numpy as np\nimport mylib\ndef f(x):\n    return np.exp(mylib.single(x)).sum()\n"
    assert tape(capsys, text, "f(f64[n])", "--model", "minimum")["expression"] == "4*n"


def test_what_is_not_stated_is_unknown(capsys: Capture) -> None:
    text = "import numpy as np\nimport mylib\ndef f(x):\n    return np.exp(mylib.opaque(x)).sum()\n"
    found = tape(capsys, text, "f(f64[n])")
    assert found["bytes"] is None
    assert "does not say what is saved" in found["unknown"][0]["reason"]


def test_a_model_stands_before_the_text_of_a_function(capsys: Capture) -> None:
    Path("mylib.py").write_text("def solve(A, b):\n    raise NotImplementedError\n", encoding="utf-8")
    found = tape(capsys, NUMPY, "f(f64[n,n], f64[n])", "--model", "minimum")
    assert found["expression"] == "8*n"


def test_under_jax_it_is_a_custom_vjp(capsys: Capture) -> None:
    import jax

    stand_in = """
@jax.custom_vjp
def solve(A, b):
    return jnp.linalg.solve(A, b)
def forward(A, b):
    x = jnp.linalg.solve(A, b)
    return x, (A, x)
def backward(kept, g):
    A, x = kept
    y = jnp.linalg.solve(A.T, g)
    return -jnp.outer(y, x), y
solve.defvjp(forward, backward)
"""
    body = "def f(A, b):\n    x = {}solve(jnp.sin(A), b)\n    return jnp.sum(jnp.tanh(x) * x)\n"
    head = "import jax\nimport jax.numpy as jnp\nimport mylib\n"
    said = tape(capsys, head + body.format("mylib."), "f(f32[7,7], f32[7])")
    space: dict[str, Any] = {"jax": jax, "jnp": jax.numpy}
    exec(stand_in + body.format(""), space)
    arguments = jax.numpy.eye(7), jax.numpy.ones(7)
    _, pull = jax.vjp(space["f"], *arguments)
    own = {one.unsafe_buffer_pointer() for one in arguments}
    arrays = {one.unsafe_buffer_pointer(): one.nbytes for one in jax.tree.leaves(pull)}
    assert said["bytes"] == sum(size for place, size in arrays.items() if place not in own)
    assert said["unknown"] == []


def test_under_pytorch_it_is_a_function_of_its_own(capsys: Capture) -> None:
    import torch

    class Solve(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
            out = torch.linalg.solve(a, b)
            ctx.save_for_backward(a, out)
            return out

        @staticmethod
        def backward(_: Any, *grads: torch.Tensor) -> tuple[torch.Tensor | None, None]:
            return grads[0], None

    text = "import torch\nimport mylib\ndef f(A, b):\n    x = mylib.solve(torch.exp(A), b)\n    return (x * x).sum()\n"
    said = tape(capsys, text, "f(f32[7,7], f32[7])")
    kept: dict[int, int] = {}

    def pack(one: torch.Tensor) -> torch.Tensor:
        kept[one.untyped_storage().data_ptr()] = one.untyped_storage().nbytes()
        return one

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda one: one):
        x = Solve.apply(torch.exp(torch.eye(7, requires_grad=True)), torch.ones(7, requires_grad=True))
        held = (x * x).sum()
    assert held is not None
    assert said["bytes"] == sum(kept.values())


def test_a_function_without_effects_may_run_again(capsys: Capture) -> None:
    found = sets(capsys, "return mylib.solve(x, y)")
    assert (found["use"], found["out"], found["use_complete"], found["reentrant"]) == (["x", "y"], [], True, "yes")


def test_what_is_written_is_in_the_out_set(capsys: Capture) -> None:
    found = sets(capsys, "return mylib.fill(x, y)")
    assert (found["out"], found["out_complete"], found["reentrant"]) == (["x"], True, "yes")


@pytest.mark.parametrize(("call", "kind"), [("mylib.split(x)", "RNG"), ("mylib.single(x)", "CLOCK")])
def test_effects_are_said(call: str, kind: str, capsys: Capture) -> None:
    found = sets(capsys, f"return {call}")
    assert [one["kind"] for one in found["effects"]] == [kind]
    assert found["reentrant"] == "no"


def test_without_effects_in_the_settings_nothing_is_known(capsys: Capture) -> None:
    assert sets(capsys, "return mylib.opaque(x)")["reentrant"] == "unknown"
