"""Tapes of functions that nobody wrote a call of: the formula is that of the call which one would write."""

from __future__ import annotations

import sys
from pathlib import Path
from textwrap import dedent
from types import CodeType, FrameType
from typing import Any

import numpy as np
import pytest

from adlint.cli import main
from tests.printed import Capture, answered, refused

HEAD = """\
import numpy as np
import numpy.typing as npt
from dataclasses import dataclass
from jaxtyping import Float
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(text: str, head: str = HEAD, name: str = "it.py") -> None:
    Path(name).write_text(head + dedent(text), encoding="utf-8")


# a function, the call that is to be found, and the same in numbers for the names
PROGRAMS = {
    "annotated": (
        'def f(w: Float[np.ndarray, "n m"], x: Float[np.ndarray, "m"]):\n    return np.tanh(w @ x) ** 3\n',
        "f(w=f64[n, m], x=f64[m])",
    ),
    "trip count": (
        ('def f(u: Float[np.ndarray, "n"], T: int, dt=0.1):\n'
        "    for t in range(T):\n        u = u + dt * np.sin(u)\n    return u\n"),
        "f(u=f64[n], T=T)",
    ),
    "asserted": (
        "def f(a, b, n):\n    assert a.shape == (n, 3) and b.ndim == 1\n    return np.exp(np.exp(a @ b)).sum()\n",
        "f(a=f64[n, 3], b=f64[3], n=n)",
    ),
    "unpacked": (
        "def f(a, b):\n    n, m = a.shape\n    k, = b.shape\n    return (np.exp(a @ b) * n).sum() * k\n",
        "f(a=f64[n, m], b=f64[m])",
    ),
    "constants": (
        "N = 50\ndef f(a):\n    assert a.shape == (N, 3)\n    return np.exp(np.exp(a)).sum()\n",
        "f(a=f64[50, 3])",
    ),
    "subscripts": (
        ("def f(u, steps):\n    for _ in range(steps):\n        u[1:-1, 1:-1] = np.sin(u[1:-1, 1:-1]) + u[2:, 1:-1]\n"
        "    return u.sum()\n"),
        "f(u=f64[u_0, u_1], steps=steps)",
    ),
    "tuple": (
        ('def f(p: tuple[Float[np.ndarray, "n m"], Float[np.ndarray, "n"]], x: Float[np.ndarray, "m"]):\n'
        "    W, b = p\n    return np.tanh(W @ x + b)\n"),
        "f(p=(f64[n, m], f64[n]), x=f64[m])",
    ),
    "dataclass": (
        ('@dataclass\nclass C:\n    hidden: int\n    rate: float = 0.1\n'
        'def f(x: Float[np.ndarray, "b d"], c: C):\n    return np.sin(x @ np.ones((x.shape[1], c.hidden))).sum()\n'),
        "f(x=f64[b, d], c=C(hidden=hidden))",
    ),
    "optional": (
        ('def f(x: Float[np.ndarray, "n"], w: Float[np.ndarray, "n"] | None = None):\n'
        "    return np.sin(np.sin(x)).sum() if w is None else 0.0\n"),
        "f(x=f64[n])",
    ),
}  # fmt: skip
NAMES = {"n": 7, "m": 5, "T": 19, "u_0": 6, "u_1": 8, "steps": 18, "b": 3, "d": 2, "hidden": 11}


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize("model", ["source", "minimum", "overloading"])
def test_the_formula_is_that_of_the_call(name: str, model: str, capsys: Capture) -> None:
    text, call = PROGRAMS[name]
    written(text)
    found = answered(capsys, "it.py::f", "--model", model)
    by_hand = answered(capsys, "it.py", "--call", call, "--model", model)
    assert found["call"] == call
    for key in ("expression", "symbols", "lines", "arguments_saved_bytes"):
        assert found[key] == by_hand[key]
    sizes = [part for name in found["symbols"] for part in ("--set", f"{name}={NAMES[name]}")]
    number = answered(capsys, "it.py::f", "--model", model, *sizes)["bytes"]
    assert number == eval(found["expression"], {name: NAMES[name] for name in found["symbols"]})
    assert any("line" in one for one in found["assumptions"])


def test_the_number_of_axes_is_said_not_to_matter_where_it_does_not(capsys: Capture) -> None:
    written("def f(x, y):\n    z = np.sin(x) * np.exp(y)\n    z = z * np.tanh(z)\n    return (z * z).sum()\n")
    found = answered(capsys, "it.py::f", "--model", "overloading")
    assert "x_size is |x|, the number of elements: x may have any number of axes" in found["assumptions"]
    for shape in ("f64[6]", "f64[2,3]", "f64[1,3,2]"):
        by_hand = answered(capsys, "it.py", "--call", f"f({shape}, {shape})", "--model", "overloading")
        assert eval(found["expression"], {"x_size": 6}) == by_hand["bytes"]


def test_a_size_that_the_body_names_is_called_so(capsys: Capture) -> None:
    written("def f(x):\n    n = x.size\n    return (np.exp(np.exp(x)) / n).sum()\n")
    assert set(answered(capsys, "it.py::f")["symbols"]) == {"n"}


def test_the_number_of_axes_is_found_if_others_fail(capsys: Capture) -> None:
    written("def f(a: np.ndarray):\n    return np.exp(np.einsum('ij,jk->ik', a, a)).sum()\n")
    found = answered(capsys, "it.py::f")
    assert any("a has 2 axes" in one for one in found["assumptions"])


def test_where_the_number_of_axes_matters_it_is_asked_for(capsys: Capture) -> None:
    written("def f(w, x, b):\n    return np.tanh(np.exp(w @ x) + b).sum()\n")
    problem = refused(capsys, "it.py::f")
    assert "how many axes `w`, `x`, `b` have is not known" in problem
    assert "--call 'f(w=f64[n], x=f64[n], b=f64[n])'" in problem


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("def f(g, x):\n    return g(x).sum()\n", "what `g` is cannot be told from the program"),
        ("def f(p):\n    return np.sin(p['w']).sum()\n", "what `p` is cannot be told from the program"),
        ("def f(x, kind: str):\n    return np.sin(x)\n", "what `kind` is cannot be told from the program"),
        ("def g():\n    def f(x):\n        return np.sin(x)\n    return f\n", "there is no function `f`"),
    ],
)
def test_what_cannot_be_told_is_said(text: str, reason: str, capsys: Capture) -> None:
    written(text)
    assert reason in refused(capsys, "it.py::f")


# programs that call `f` themselves: when they run, it is called with the same
CALLING = {
    "main": """
        def f(u, k, steps):
            for _ in range(steps):
                u = u + k * np.sin(u)
            return u.sum()
        def start(n):
            return np.linspace(0.0, 1.0, n) ** 2
        def main(n=40):
            print(f(start(n), np.ones((n,), dtype=np.float32), 2 * n))
        if __name__ == "__main__":
            main()
        """,
    "script": """
        rng = np.random.default_rng(0)
        def f(a, b):
            return np.exp(a @ b).sum()
        data = rng.normal(size=(12, 5))
        for row in data:
            f(data, row)
        """,
    "test": """
        class Model:
            def __init__(self, width):
                self.weights = np.ones((width, width))
            def apply(self, x):
                return f(self.weights, {"x": x, "scales": [x, 2.0]})
        def f(w, p):
            return np.sin(w @ p["x"]).sum()
        def test_f():
            assert Model(6).apply(np.zeros(6)) == 0.0
        """,
    "keywords": """
        def f(x, *, order=2, **options):
            return np.sin(x).sum() * order
        def g(x):
            return f(x.reshape(4, -1), order=3)
        def example():
            return g(np.arange(12.0))
        example()
        """,
}


def _flat(path: str, value: object) -> list[tuple[str, str]]:
    """The arrays in a value, as `path` and `dtype[shape]`."""
    short = {"float64": "f64", "float32": "f32", "int64": "i64"}
    if isinstance(value, np.ndarray):
        return [(path, f"{short[str(value.dtype)]}[{', '.join(map(str, value.shape))}]")]
    if isinstance(value, dict | list):
        several = value.items() if isinstance(value, dict) else enumerate(value)
        return [found for key, one in several for found in _flat(f"{path}[{key!r}]", one)]
    return []


def really(text: str) -> list[tuple[str, str]]:
    """The arrays that the first call of `f` is given when a program runs."""
    seen: list[list[tuple[str, str]]] = []

    def watch(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_name == "f" and not seen:
            seen.append([found for name, one in frame.f_locals.items() for found in _flat(name, one)])

    space: dict[str, Any] = {"__name__": "__main__"}
    code: CodeType = compile(text, "<it>", "exec")
    sys.setprofile(watch)
    try:
        exec(code, space)
        for name in [name for name in space if name.startswith("test_")]:
            space[name]()
    finally:
        sys.setprofile(None)
    return seen[0]


@pytest.mark.parametrize("name", CALLING)
def test_a_call_of_the_program_itself_is_taken_as_it_is(name: str, capsys: Capture) -> None:
    text = "import numpy as np\n" + dedent(CALLING[name])
    written(text, head="")
    found = answered(capsys, "it.py::f")
    arrays = really(text)
    for _, shown in arrays:
        assert shown in found["call"]
    assert sum(found["call"].count(f"{dtype}[") for dtype in ("f64", "f32", "i64")) == len(arrays)
    assert any(one.startswith("the call is that at it.py:") for one in found["assumptions"])


JAX = """
import jax
import jax.numpy as jnp

def loss(params, x, y):
    for w in params:
        x = jnp.tanh(x @ w)
    return jnp.mean((x - y) ** 2)

def fit(params, x, y):
    return jax.grad(loss)(params, x, y)

def other(params, x, y):
    return jax.value_and_grad(loss, argnums=(1, 2))(params, x, y)

if __name__ == "__main__":
    key = jax.random.PRNGKey(0)
    params = [jax.random.normal(key, (8, 8)) for _ in range(3)]
    fit(params, jnp.ones((16, 8)), jnp.zeros((16, 8)))
"""


def test_what_a_file_differentiates_is_found(capsys: Capture) -> None:
    written(JAX, head="")
    found = answered(capsys, "it.py")
    assert [one["target"] for one in found["entries"]] == ["it.py::loss"] * 2
    said = [one["assumptions"] for one in found["entries"]]
    assert "it is differentiated at it.py:11, with respect to params" in said[0]
    assert "it is differentiated at it.py:14, with respect to x, y" in said[1]
    call = "loss([f32[8,8], f32[8,8], f32[8,8]], f32[16,8], f32[16,8])"
    for one, wrt in zip(found["entries"], ("params", "x,y"), strict=True):
        by_hand = answered(capsys, "it.py", "--call", call, "--wrt", wrt)
        assert one["bytes"] == by_hand["bytes"] != 0
    assert found["bytes"] == found["entries"][0]["bytes"]


STATES = """
from dataclasses import dataclass
from typing import NamedTuple

{imports}

class State(NamedTuple):
    h: object
    u: object

@dataclass(frozen=True)
class Forced:
    state: State
    forcing: object

def f(begin, observed, strength):
    h, u = begin.state
    for _ in range(4):
        h, u = h + np.sin(u) * begin.forcing, u * h * strength
    return np.sum((h - observed) ** 2)

def main():
    begin = Forced(State(np.ones(8), u=np.zeros(8)), np.ones(8))
    return f(begin, np.ones(8), 2.0)
"""


@pytest.mark.parametrize("imports", ["import numpy as np", "import jax.numpy as np", "import autograd.numpy as np"])
def test_arrays_in_records_are_given_with_them(capsys: Capture, imports: str) -> None:
    written(STATES.format(imports=imports), head="")
    found = answered(capsys, "it.py::f")
    dtype = "f32" if "jax" in imports else "f64"
    state = f"State(h={dtype}[8], u={dtype}[8])"
    assert found["call"] == f"f(Forced(state={state}, forcing={dtype}[8]), {dtype}[8], 2.0)"
    by_hand = answered(capsys, "it.py", "--call", found["call"])
    assert found["bytes"] == by_hand["bytes"] >= 6 * 8 * int(dtype[1:]) // 8  # h and u of three turns at least
    only = answered(capsys, "it.py::f", "--wrt", "begin")
    assert 0 < only["bytes"] <= found["bytes"]


TORCH = """
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(10, width), nn.Tanh(), nn.Linear(width, 1))

    def forward(self, x):
        return self.layers(x)

def train(net, steps):
    optimiser = torch.optim.SGD(net.parameters(), lr=0.1)
    for step in range(steps):
        x, y = torch.randn(32, 10), torch.randn(32, 1)
        loss = ((net(x) - y) ** 2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()

if __name__ == "__main__":
    train(Net(20), 100)
"""


def test_the_reverse_sweep_of_a_training_loop_ends_the_forward_sweep(capsys: Capture) -> None:
    import torch

    written(TORCH, head="")
    found = answered(capsys, "it.py")
    assert found["target"] == "it.py::train"
    assert "the reverse sweep begins at it.py:19" in found["assumptions"]
    space: dict[str, Any] = {"__name__": "it"}
    exec(TORCH, space)
    kept: dict[int, int] = {}
    net = space["Net"](20)
    owned = {one.untyped_storage().data_ptr() for one in net.parameters()}

    def pack(one: torch.Tensor) -> torch.Tensor:
        storage = one.untyped_storage()
        if storage.data_ptr() not in owned:
            kept[storage.data_ptr()] = storage.nbytes()
        return one

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda one: one):
        space["train"](net, 1)
    assert found["bytes"] == sum(kept.values())


def test_a_script_at_the_top_of_a_module_is_an_entry(capsys: Capture) -> None:
    body = (
        "w = torch.ones(5, requires_grad=True)\nfor _ in range(30):\n    loss = torch.exp(torch.sin(w)).sum()\n"
        "    loss.backward()\n"
    )
    written(body, head="import torch\n")
    found = answered(capsys, "it.py")
    assert (found["call"], found["bytes"], found["arguments_saved_bytes"]) == ("the module, as it runs", 20, 20)


def test_fields_of_a_container_are_parts_of_the_argument(capsys: Capture) -> None:
    text = (
        "import jax\nimport jax.numpy as jnp\nfrom typing import NamedTuple\nfrom jaxtyping import Array, Float\n"
        'class Params(NamedTuple):\n    w: Float[Array, "d h"]\n    b: Float[Array, "h"]\n'
        'def loss(p: Params, x: Float[Array, "n d"]):\n    return jnp.tanh(x @ p.w + p.b).sum()\n'
        "slope = jax.jit(jax.value_and_grad(loss))\n"
    )
    written(text, head="")
    found = answered(capsys, "it.py")
    assert found["call"] == "loss(p=Params(w=f32[d, h], b=f32[h]), x=f32[n, d])"
    assert found["assumptions"][-1] == "it is differentiated at it.py:10, with respect to p"
    by_hand = answered(capsys, "it.py", "--call", "loss(Params(f32[d,h], f32[h]), f32[n,d])", "--wrt", "p")
    assert found["expression"] == by_hand["expression"] != "0"


def test_a_traced_length_of_a_scan_is_said(capsys: Capture) -> None:
    text = (
        "import jax\nimport jax.numpy as jnp\n\n@jax.jit\ndef f(x, steps):\n"
        "    return jax.lax.scan(lambda c, _: (jnp.sin(c), None), x, None, length=steps)[0].sum()\n"
    )
    written(text, head="")
    assert main(["tape", "it.py", "--call", "f(f32[n], 5)"]) == 2
    assert "it.py:6: the program raises TypeError: the `length` of a scan is traced" in capsys.readouterr().err


def test_one_entry_that_cannot_be_told_does_not_hide_another(capsys: Capture) -> None:
    text = (
        "import jax\nimport jax.numpy as jnp\nfrom jaxtyping import Array, Float\n"
        'def f(x: Float[Array, "n"]):\n    return jnp.sin(x).sum()\ndef g(unclear):\n    return unclear["w"].sum()\n'
        "one, other = jax.grad(g), jax.grad(f)\n"
    )
    written(text, head="")
    assert main(["tape", "it.py"]) == 0
    out, problems = capsys.readouterr()
    assert "f(x=f32[n])" in out
    assert "it.py::g: what `unclear` is cannot be told from the program" in problems


def test_methods_and_closures_are_called_as_the_program_calls_them(capsys: Capture) -> None:
    text = """
        import jax
        import jax.numpy as jnp
        class Model:
            def __init__(self, w):
                self.w = w
            def loss(self, x):
                return jnp.sin(self.w * x).sum()
            def step(self, x):
                return jax.grad(self.loss)(x)
        def fit(x, steps=3):
            def inner(p):
                return jnp.mean(jnp.tanh(x @ p) ** 2)
            p = jnp.zeros(x.shape[1])
            for _ in range(steps):
                p = p - 0.1 * jax.grad(inner)(p)
            return p
        def test_all():
            Model(jnp.ones(5)).step(jnp.ones(5))
            fit(jnp.ones((20, 4)))
        """
    written(text, head="")
    found = answered(capsys, "it.py")["entries"]
    assert {one["call"] for one in found} == {"Model(...).loss(f32[5])", "fit.inner(f32[4])"}
    assert all(any("with respect to" in said for said in one["assumptions"]) for one in found)


def test_arrays_of_autograd_are_traced(capsys: Capture) -> None:
    text = """
        import autograd.numpy as np
        from autograd import value_and_grad
        def loss(params, x):
            for W, b in params:
                x = np.tanh(np.dot(x, W) + b)
            return np.mean(x ** 2)
        slope = value_and_grad(loss)
        slope([(np.ones((4, 8)), np.zeros(8)), (np.ones((8, 1)), np.zeros(1))], np.ones((30, 4)))
        """
    written(text, head="")
    found = answered(capsys, "it.py")
    call = "loss([(f64[4,8], f64[8]), (f64[8,1], f64[1])], f64[30,4])"
    by_hand = answered(capsys, "it.py", "--call", call, "--wrt", "params")
    assert (found["model"], found["bytes"]) == ("autograd", by_hand["bytes"])


def test_without_a_call_or_an_entry_the_command_says_what_to_write(capsys: Capture) -> None:
    written("def f(x):\n    return np.sin(x)\n")
    assert "nothing in it is differentiated, and no call is written down" in refused(capsys, "it.py")


def test_comments_and_settings_are_all_taken(capsys: Capture) -> None:
    written("# adlint: call(f64[n])\ndef f(x):\n    return np.exp(np.sin(x))\ndef g(x):\n    return np.sin(x) ** 2\n")
    setting = '[[tool.adlint.entry]]\ncall = "it:g(f64[3])"\n'
    Path("pyproject.toml").write_text(setting, encoding="utf-8")
    assert [one["call"] for one in answered(capsys, "it.py")["entries"]] == ["f(f64[n])", "g(f64[3])"]


def test_sizes_that_are_taken_for_equal_are_said(capsys: Capture) -> None:
    written("def f(x, y):\n    return np.exp(np.exp(x * y)).sum()\n")
    found = answered(capsys, "it.py", "--call", "f(f64[n], f64[m])")
    assert found["assumptions"] == ["n == m"]
    assert answered(capsys, "it.py", "--call", "f(f64[n], f64[n])")["assumptions"] == []


STARTED = """
import argparse
import numpy as np

def f(x, steps, scale):
    for _ in range(steps):
        x = np.sin(x) * scale
    return np.sum(x)

def main():
    parser = argparse.ArgumentParser(description="a program")
    parser.add_argument("points", type=int, nargs="?", default="12")
    parser.add_argument("-s", "--time-steps", type=int, default=5, help="steps")
    parser.add_argument("--double", action="store_true")
    args = parser.parse_args()
    return f(np.ones(args.points), args.time_steps, 2.0 if args.double else 1.0)

if __name__ == "__main__":
    main()
"""


def test_a_program_is_started_without_arguments(capsys: Capture) -> None:
    written(STARTED, head="")
    assert main(["tape", "it.py::f"]) == 0
    shown = capsys.readouterr()
    assert "f(f64[12], 5, 1.0)" in shown.out
    assert "started without arguments" in shown.err


DRAWN = """
import random
import torch
from torch import nn

class Agent:
    def __init__(self, width=8):
        self.net = nn.Linear(4, width)
        self.seen = []

    def learn(self, count=16):
        drawn = random.sample(self.seen, count)
        state, reward = map(torch.stack, zip(*drawn))
        loss = ((self.net(state).sum(1) - reward) ** 2).mean()
        loss.backward()

if __name__ == "__main__":
    agent = Agent(3)
    for _ in range(64):
        agent.seen.append((torch.randn(4), torch.tensor(0.5)))
    agent.learn()
"""


def test_a_method_is_called_on_what_the_program_has_made(capsys: Capture) -> None:
    written(DRAWN, head="")
    found = answered(capsys, "it.py::Agent.learn")
    assert found["call"] == "Agent(...).learn()"
    assert not found["unknown"]
    assert found["bytes"] == 4 * (16 * 4 + 16)  # the states, for the weights, and what is squared


def test_a_gradient_with_respect_to_what_is_not_known_says_so(capsys: Capture) -> None:
    text = """
    import jax
    import jax.numpy as jnp
    from nowhere import parameters

    def loss(p, x):
        return jnp.sum(p["w"] * x)

    @jax.jit
    def step(p, x):
        return jax.grad(loss)(p, x)

    step(parameters(), jnp.ones(3))
    """
    written(text, head="")
    found = answered(capsys, "it.py::loss")
    assert "no model of `nowhere.parameters`" in str(found["unknown"])


OPTIMISED = """
import autograd.numpy as np
from autograd import grad
from autograd.misc.optimizers import {name}

def predict(params, x):
    for w, b in params:
        x = np.tanh(np.dot(x, w) + b)
    return x

if __name__ == "__main__":
    x, y = np.ones((20, 5)), np.ones((20, 2))
    params = [(np.ones((5, 8)), np.ones(8)), (np.ones((8, 2)), np.ones(2))]

    def objective(params, iteration):
        return np.sum((predict(params, x) - y) ** 2)

    params = {name}(grad(objective), params, num_iters=10)
"""


@pytest.mark.parametrize("name", ["sgd", "adam", "rmsprop"])
def test_what_an_optimizer_is_given_is_called_by_it(capsys: Capture, name: str) -> None:
    written(OPTIMISED.format(name=name), head="")
    found = answered(capsys, "it.py")
    assert found["target"] == "it.py::objective"
    assert "[(f64[5, 8], f64[8]), (f64[8, 2], f64[2])]" in found["call"]
    assert not found["unknown"]
    assert found["bytes"] > 20 * 8 * 8


SHUFFLED = """
import random
import numpy as np

def f(x, lengths):
    random.shuffle(lengths)
    return np.sum(np.sin(x[:lengths[0]]) ** 2)

def main():
    return f(np.ones(100), [10, 20, 30])
"""


def test_what_chance_puts_first_has_a_size_between_the_least_and_the_most(capsys: Capture) -> None:
    written(SHUFFLED, head="")
    found = answered(capsys, "it.py::f", "--model", "overloading")
    one, most = (
        answered(capsys, "it.py", "--call", f"f(f64[100], [{size}])", "--model", "overloading")["bytes"]
        for size in (10, 30)
    )
    assert found["bytes"] is None
    assert found["interval"] == [one, most]
