"""What AD205 says of random programs of PyTorch, held to whether the reverse sweep of each raises when it runs."""

from __future__ import annotations

import random
import re

import pytest
import torch

from adlint.answers.document import Document
from adlint.settings import Settings
from adlint.workspace import Workspace

UNARY = "exp sin tanh sigmoid sqrt square cos relu abs log1p reciprocal neg".split()
BINARY = ("{0} + {1}", "{0} * {1}", "{0} / {1}", "{0} - {1}", "2.0 * {0}", "{0} ** 2", "{0} / 3.0", "{0} @ {1}")
IN_PLACE = (
    "{0} += 1.0", "{0} *= 2.0", "{0} *= {1}", "{0}[0] = 0.5", "{0}[1:] += {1}[1:]", "{0}.add_({1})", "{0}.mul_({1})",
    "{0}.exp_()", "{0}.sigmoid_()", "{0} /= {1}", "torch.relu_({0})", "{0}.T.add_(1.0)", "{0}.detach().add_(1.0)",
)  # fmt: skip
FAILS = re.compile(r"modified by an inplace operation")
PROGRAMS, PER_FILE = 400, 100


def statement(chance: random.Random, names: list[str]) -> str:
    one, other = chance.choice(names), chance.choice(names)
    kind = chance.random()
    made = f"v{len(names)}"
    if kind < 0.35 and len(names) > 2:
        return chance.choice(IN_PLACE).format(chance.choice(names[2:]), other)
    names.append(made)
    if kind < 0.65:
        return f"{made} = torch.{chance.choice(UNARY)}({one})"
    return f"{made} = {chance.choice(BINARY).format(one, other)}"


def program(seed: int) -> str:
    """A function of two tensors, with in-place operations on what it has made of them."""
    chance = random.Random(seed)
    names = ["x", "w"]
    lines = [statement(chance, names) for _ in range(chance.randint(3, 8))]
    total = " + ".join(names[2:]) or "x"
    body = "".join(f"    {line}\n" for line in lines)
    return f"def f{seed}(x, w):\n{body}    return ({total}).sum()\n"


def raises(function: str, text: str) -> bool:
    """Whether the reverse sweep of a function raises for what was overwritten."""
    space: dict[str, object] = {"torch": torch}
    exec(compile(text, "<program>", "exec"), space)
    x = torch.full((3, 3), 0.7, requires_grad=True)
    w = torch.full((3, 3), 1.3, requires_grad=True)
    try:
        space[function](x, w).backward()  # type: ignore[operator]
    except RuntimeError as error:
        if FAILS.search(str(error)):
            return True
        raise
    return False


@pytest.mark.parametrize("first", range(0, PROGRAMS, PER_FILE))
def test_what_is_found_is_what_raises(first: int) -> None:
    texts = {f"f{seed}": program(seed) for seed in range(first, first + PER_FILE)}
    given = "x = torch.ones(3, 3, requires_grad=True)\nw = torch.ones(3, 3, requires_grad=True)\n"
    sweeps = "".join(f"{name}(x, w).backward()\n" for name in texts)
    text = f"import torch\n\n{''.join(texts.values())}\n{given}{sweeps}"
    report = Workspace().check([Document("programs.py", "programs", text)], Settings(select=("AD205",)))
    assert report.internal_errors == ()
    found = {finding.function for finding in report.findings}
    wrong = {name: raises(name, one) for name, one in texts.items() if raises(name, one) != (name in found)}
    assert not wrong, "\n".join(f"{'raises' if is_so else 'runs'}:\n{texts[name]}" for name, is_so in wrong.items())
