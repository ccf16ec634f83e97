"""Inputs that drive programs: `main(n)` calls the function with numbers of other signs and sizes, in another world.

Arrays keep their shapes, for which the programs are written; lists are shorter or longer, keys of dicts may be missing,
and an object may be one of a class that is derived from its own.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import numpy as np

RANGE = 1.5  # powers of ten, up and down
MISSING = 0.1  # the share of keys that are left out


def driven(text: str, count: int) -> str:
    """The program with a `main` that sets global variables and arguments to numbers that were drawn, others for each of
    0, 1, ... `count - 1`.
    """
    before, _, call = text.partition("\ndef main(t):\n")
    space: dict[str, Any] = {"__name__": "m"}
    exec(compile(text, "<program>", "exec"), space)
    arguments = eval(f"[{call.strip().removeprefix('return f(').removesuffix(')')}]", {**space, "t": 0.5})
    globals_ = {name: value for name, value in space.items() if name[0].isupper()}
    lines = [before, "def main(t):", "    global K"]
    for number in range(count):
        body = _body(globals_, arguments, _Draw(random.Random(number)))
        lines += [f"    if t == {number}:", *(f"        {line}" for line in body)]
    return "\n".join([*lines, ""])


def _body(outer: Mapping[str, Any], arguments: list[Any], draw: _Draw) -> list[str]:
    """The statements of one run."""
    lines: list[str] = []
    for name, value in outer.items():
        if isinstance(value, type):
            lines += [f"{name}.{key} = {draw.count()}" for key, one in vars(value).items() if isinstance(one, int)]
        else:
            lines += draw.set(name, value)
    passed = []
    for number, value in enumerate(arguments):
        name = f"_argument{number}"
        lines += [f"{name} = {draw.made(value)}", *draw.members(name, value)]
        passed.append(name)
    return [*lines, f"return f({', '.join(passed)})"]


class _Draw:
    """Draws values of the kinds of others, as they are written in a program."""

    def __init__(self, source: random.Random) -> None:
        self.source = source
        self.sign = source.choice((-1, 1, 0, 0))  # of all numbers; 0 for either

    def number(self) -> float:
        """A number that is not 0."""
        sign = self.sign or self.source.choice((-1, 1))
        return round(sign * 10 ** self.source.uniform(-RANGE, RANGE), 4)

    def count(self) -> int:
        """A small integer."""
        return self.source.randint(-2, 2)

    def made(self, value: Any) -> str:
        """An expression for a value of the kind of another."""
        if isinstance(value, np.ndarray):
            numbers = ", ".join(str(self.number()) for _ in range(value.size))
            return f"np.array([{numbers}]).reshape({value.shape})"
        if isinstance(value, list):
            longest = 4 if all(isinstance(item, float) for item in value) else 3
            return f"[{', '.join(self.made(value[0]) for _ in range(self.source.randint(1, longest)))}]"
        if isinstance(value, dict):
            more = {"z": 1.0} if self.source.random() < 0.5 else {}  # a key that programs ask for
            kept = {key: item for key, item in {**value, **more}.items() if self.source.random() >= MISSING}
            return f"{{{', '.join(f'{key!r}: {self.made(item)}' for key, item in kept.items())}}}"
        if isinstance(value, float):
            return str(self.number())
        return f"{self.source.choice((type(value), *type(value).__subclasses__())).__name__}()"

    def set(self, name: str, value: Any) -> list[str]:
        """Statements that change what a variable holds."""
        if isinstance(value, np.ndarray):
            return [f"{name}[:] = {self.made(value)}"]
        if isinstance(value, dict):
            return [line for key, item in value.items() for line in self.set(f"{name}[{key!r}]", item)]
        return [f"{name} = {self.made(value)}"] if isinstance(value, float | list) else self.members(name, value)

    def members(self, name: str, value: Any) -> list[str]:
        """Statements that set the attributes of an object."""
        if not hasattr(value, "__dict__"):
            return []
        return [line for key, item in vars(value).items() for line in self.set(f"{name}.{key}", item)]
