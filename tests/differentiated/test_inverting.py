"""Statements that are said to be undone are undone: generated loops are run, and their states brought back from the
last one, with nothing but what loops do not change, and what is undone itself.
"""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
import pytest
from msgspec import Struct

from adlint import ir
from adlint.analysis.paths.paths import definitions
from adlint.differentiated.inverting import inverting, undoable
from adlint.differentiated.loopwise import Turn
from adlint.lower import lower

STATES, FIXED, LOCALS = ("a", "b", "c", "d"), ("k", "w"), ("s", "t")
TURNS = 3


class Statement(Struct, frozen=True):
    """`name = value`, or `name = name + value` with a sign."""

    name: str
    value: str
    sign: str = ""

    @property
    def text(self) -> str:
        return f"{self.name} = {self.name} {self.sign} {self.value}" if self.sign else f"{self.name} = {self.value}"


def grown(random: Random) -> list[Statement]:
    """The statements of a loop body; locals are set before they are read."""
    found: list[Statement] = []
    targets = random.choices(STATES, k=random.randint(2, 4)) if random.random() < 0.3 else random.sample(STATES, 3)
    for target in targets:
        if random.random() < 0.4:
            found.append(Statement(random.choice(LOCALS), _value(random, found, "")))
        sign = "" if random.random() < 0.1 else random.choice("+-")
        found.append(Statement(target, _value(random, found, target if random.random() < 0.9 else ""), sign))
    return found


def _value(random: Random, before: list[Statement], without: str) -> str:
    known = [*STATES, *FIXED, *2 * [one.name for one in before if one.name in LOCALS]]
    chosen = random.choices([one for one in known if one != without], k=2)
    return random.choice(("np.sin({}) * {}", "{} * {}", "0.1 * {} + {} * k")).format(*chosen)


def loop_of(statements: list[Statement]) -> str:
    lines = "".join(f"        {one.text}\n" for one in statements)
    given = ", ".join((*STATES, *FIXED))
    return f"import numpy as np\ndef run({given}, n):\n    for _ in range(n):\n{lines}    return a\n"


def said(text: str) -> set[str]:
    function = next(one for one in lower(text).module.functions if one.name == "run")
    ops = definitions(function.body)
    loop = next(op for op in ops.values() if isinstance(op, ir.For))
    return set(undoable(Turn(function, loop, ops)))


def undo(statements: list[Statement], at: int, state: dict[str, Any]) -> None:
    """The state before a statement, which adds something: what the turn has set is computed from what is there."""
    here = dict(state)
    for one in statements[:at]:
        if not one.sign:
            exec(one.text, here)
    one = statements[at]
    added = eval(one.value, here)
    state[one.name] = state[one.name] - added if one.sign == "+" else state[one.name] + added


@pytest.mark.parametrize("first", range(0, 1200, 300))
def test_states_come_back(first: int) -> None:
    found = 0
    for seed in range(first, first + 300):
        random = Random(seed)
        statements = grown(random)
        names = said(loop_of(statements))
        state: dict[str, Any] = {"np": np, **{one: np.array([0.3 + random.random()]) for one in (*STATES, *FIXED)}}
        before = []
        for _ in range(TURNS):
            for at, one in enumerate(statements):
                before.append((at, dict(state)))
                exec(one.text, state)
        with np.errstate(all="ignore"):
            for at, old in reversed(before):
                one = statements[at]
                if one.name in names:
                    undo(statements, at, state)
                    text = loop_of(statements)
                    np.testing.assert_allclose(state[one.name], old[one.name], rtol=1e-6, err_msg=text)
                    found += 1
                else:
                    state[one.name] = np.array([np.nan])  # nothing else is there again
    assert found > 100


def test_only_what_an_adjoint_needs_is_worth_it() -> None:
    body = "        a += 0.1 * b\n        b += np.sin(a)\n"
    text = f"import numpy as np\ndef run(a, b, n):\n    for _ in range(n):\n{body}"
    function = next(one for one in lower(text).module.functions if one.name == "run")
    assert [one.name for one in inverting(function)] == ["a"]
