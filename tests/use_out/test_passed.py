"""Functions that callers pass, which are taken to be reentrant themselves; and what is not such."""

from __future__ import annotations

import pytest

from .checking import said

KEPT = "class M:\n    def __init__(self, g, clock=time.time):\n        self.g = g\n        self.clock = clock\n"
HELD = (
    "class N:\n    def __init__(self, h):\n        self.h = h\n    def called_on(self, x):\n        return self.h(x)\n"
    "def f({}):\n    return [m.called_on(x) for m in many]\n"
)
VERDICTS = {
    "a step of Heun's method": ("def f(g, t, y):\n    k = g(t, y)\n    return y + (k + g(t + 1, y + k)) / 2\n", "yes"),
    "items": ("def f(gs, x):\n    return [g(x) for g in gs]\n", "yes"),
    "an item under a name": ("def f(gs: dict[str, object], k, x):\n    return gs[k](x)\n", "yes"),
    "a library is handed an item": ("def f(gs: dict[str, object], k, xs):\n    return list(map(gs[k], xs))\n", "yes"),
    "a library is handed an item of anything": ("def f(gs, k, xs):\n    return list(map(gs[k], xs))\n", "yes"),
    "a library is handed a generator": ("def f(rngs, xs):\n    return list(map(rngs.rng.normal, xs))\n", "unknown"),
    "a library is handed it": (
        "from scipy.optimize import minimize\ndef f(g, x):\n    return minimize(g, x, method='BFGS').x\n",
        "yes",
    ),
    "a function inside of the one that is passed it": (
        "def outer(g):\n    def f(*args, **options):\n        return g(*args, **options)\n    return f\n",
        "yes",
    ),
    "parts of its result are set": ("def f(g, x):\n    v, d = g(x)\n    d[0] = 0\n    d += 1\n    return d\n", "yes"),
    "methods of its result": ("def f(g, x):\n    return g(x).advance()\n", "unknown"),
    "an item of what it gives": ("class A:\n    k = 1\ndef f(g):\n    return next(g(A.k, n=0))\n", "yes"),
    "an item of what may be the iterator that it is given": ("def f(g, x):\n    return next(g(x))\n", "unknown"),
    "an item of the iterator that it is given": ("def f(g, x):\n    return next(g(iter(x)))\n", "yes"),
    "an attribute that is set to it": (KEPT + "    def f(self, x):\n        return self.g(x)\n", "yes"),
    "an attribute that may be something else": (
        KEPT.replace("class", "import elsewhere\nclass")
        + "    def other(self, k):\n        self.g = elsewhere.T[k]\n    def f(self, x):\n        return self.g(x)\n",
        "unknown",
    ),
    "one of several attributes that are set at once": (
        (
            "class M:\n    def __init__(self, g, y):\n        self.g, self.y = g, y\n"
            "    def f(self, h):\n        self.y = self.y + h * self.g(self.y)\n"
        ),
        "yes",
    ),
    "an attribute that is a clock by default": (KEPT + "    def f(self):\n        return self.clock()\n", "no"),
    "a clock by default": ("def f(x, clock=time.time):\n    return x, clock()\n", "no"),
    "a function of a library by default": ("def f(x, how=np.sum):\n    return how(x)\n", "yes"),
    "None by default": ("def f(x, tell=None):\n    if tell is not None:\n        tell(x)\n    return x\n", "yes"),
    "a generator of random numbers": ("def f(rng):\n    return rng()\n", "unknown"),
    "what nobody defines": ("def f(x):\n    return elsewhere(x)\n", "unknown"),
    "an attribute of objects that are passed": (HELD.format("many: list[N], x"), "yes"),
    "an attribute of what a library has made of them": (
        "import jax\n" + HELD.format("tree, x").replace("m in many", "m in jax.tree_util.tree_leaves(tree)"),
        "yes",
    ),
    "a generator in objects that are passed": (
        HELD.replace("self.h", "self.rng").format("many: list[N], x"),
        "unknown",
    ),
    "an attribute of what the module holds": (
        HELD.format("x").replace("m in many", "m in T.values()") + "T = {}\ndef add(k, h):\n    T[k] = N(h)\n",
        "unknown",
    ),
    "what derivatives are taken of": ("import jax\ndef f(g, x):\n    return jax.value_and_grad(g)(x)\n", "yes"),
    "an attribute that is mapped": (
        f"import jax\n{KEPT}    def f(self, x):\n        return jax.vmap(self.g)(x)\n",
        "yes",
    ),
    "an object that counts is mapped": (
        (
            "import jax\nn = [0]\nclass N:\n    def __call__(self, x):\n        n[0] += 1\n        return x * n[0]\n"
            "def f(x):\n    return jax.vmap(N())(x)\n"
        ),
        "no",
    ),
    "what the function itself passes": (
        "n = [0]\ndef h(x):\n    n[0] += x\ndef g(how, x):\n    return how(x)\ndef f(x):\n    return g(h, 1)\n",
        "no",
    ),
}


@pytest.mark.parametrize("name", VERDICTS)
def test_what_is_passed_belongs_to_the_caller(name: str) -> None:
    program, verdict = VERDICTS[name]
    function = "outer.f" if "def outer" in program else "M.f" if "class M" in program else "f"
    found = said(f"import time\n{program}", function).whole
    assert found.reentrant == verdict
    assert bool(found.evidence) is (verdict != "yes")


def test_a_piece_runs_with_what_is_passed() -> None:
    found = said("def f(g, x):\n    for i in range(3):\n        x = g(x)\n    return x\n", "f")
    assert [(piece.kind, piece.reentrant) for piece in found.candidates] == [("loop-body", "unknown")]


def test_what_it_touches_is_not_known() -> None:
    found = said("def f(g, x):\n    return g(x)\n", "f").whole
    assert (found.use, found.out, found.use_complete) == (("x",), ("x",), False)
    assert ["a caller passes" in step.message for step in found.unknown] == [True]
