"""Functions with derivatives of their own, and autograd's checkpoint: what their nodes hold, held to real ones."""

from __future__ import annotations

from fractions import Fraction

import pytest

pytest.importorskip("autograd")

from adlint.placement.plan import Goal
from tests.placement.reality import planned
from tests.placement.reality_autograd import held

IMPORTS = "import autograd.numpy as np\nfrom autograd import checkpoint\nfrom autograd.extend import defvjp, defvjp_argnum, primitive\n\n"
USED = "\n\ndef main(x, w):\n    y = np.sin(x) * w\n    for _ in range(3):\n        y = own(y, w) + 1.0\n    return np.sum(y)\n"
PRIMITIVES = {
    "both arguments": """
        @primitive
        def own(a, b):
            return a * b
        defvjp(own, lambda ans, a, b: lambda g: g * b, lambda ans, a, b: lambda g: g * a)
        """,
    "what it gives": """
        @primitive
        def own(a, b):
            return np.exp(a) * b
        defvjp(own, lambda ans, a, b: lambda g: g * ans, lambda ans, a, b: lambda g: g * ans / b)
        """,
    "nothing": """
        @primitive
        def own(a, b):
            return a + 2.0 * b
        defvjp(own, lambda ans, a, b: lambda g: g, lambda ans, a, b: lambda g: 2.0 * g)
        """,
    "what it makes": """
        @primitive
        def own(a, b):
            return np.sin(a) * b
        def of_first(ans, a, b):
            slope = np.cos(a) * b
            return lambda g: g * slope
        defvjp(own, of_first, lambda ans, a, b: lambda g: g * np.sin(a))
        """,
    "by number": """
        @primitive
        def own(a, b):
            return a * b
        def of(number, ans, args, kwargs):
            other = args[1 - number]
            return lambda g: g * other
        defvjp_argnum(own, of)
        """,
}
# `autograd.checkpoint` of a function of one argument, which keeps all of its second run
CHECKPOINT = """
        @checkpoint
        def again(a):
            return np.sin(a) * np.exp(a)
        def own(a, b):
            return again(a) * b
        """


@pytest.mark.parametrize("own", [*PRIMITIVES.values(), CHECKPOINT], ids=[*PRIMITIVES, "a checkpoint"])
def test_a_node_holds_what_its_rule_does(own: str) -> None:
    text = IMPORTS + "".join(f"{line[8:]}\n" for line in own.splitlines()) + USED
    call = "f64[20], f64[20]"
    found = planned(text, call, Goal(max_recompute=Fraction(0)))
    assert found.tape["store_all"] == held(text, call)


def test_a_checkpoint_of_several_traced_arguments_is_not_known() -> None:
    text = f"{IMPORTS}@checkpoint\ndef own(a, b):\n    return np.sin(a) * b\n{USED}"
    found = planned(text, "f64[20], f64[20]", Goal(max_recompute=Fraction(0)))
    assert found.tape["store_all"] is not None  # without checkpoints
    after = planned(text, "f64[20], f64[20]", Goal(max_recompute=Fraction(0), written=True))
    assert after.changes
