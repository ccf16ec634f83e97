"""Programs that keep something for later in tables, flags and attributes, run twice: what comes out the second time,
and what is left behind, is held to the verdict.

    python -m use_out.twice 2000 0      (in `tests/`: so many programs, beginning with that seed)
"""

from __future__ import annotations

import contextlib
import sys
from collections import Counter
from copy import deepcopy
from random import Random
from typing import Any

from .checking import said

HEAD = "t = {}\nm = None\nn = 0\ndone = False\nseen = []\n\n\nclass C:\n    kept = None\n\n\n"
STATE = ("t", "m", "n", "done", "seen")
CONDITIONS = (
    "k in t", "k not in t", "m is None", "m is not None", "not done", "done", "not n", "y is None", "not m",
    "C.kept is None", "C.kept is not None", "k in seen", "k not in seen", "x > 1",
)  # fmt: skip
VALUES = ("x", "y", "k", "x * 2", "y", "t[k]", "t.get(k)", "m", "n", "0", "1", "None", "a[0]", "C.kept", "len(t)")
# what a program is first called with, so that its state is another one
CALLS = ((), ((1, "p"),), ((2, "q"),), ((1, "p"), (2, "q")))


class Writer:
    """Writes one program by a seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def program(self) -> str:
        """A module with state, and a function `f` that uses it."""
        lines = ["def f(x, k, a):", "    global m, n, done", "    y = None", *self._block(1, 2), *self._block(1, 2)]
        return HEAD + "\n".join([*lines, f"    return {self._value()}", ""])

    def _value(self) -> str:
        return self.random.choice(VALUES)

    def _block(self, depth: int, most: int = 2) -> list[str]:
        found: list[str] = []
        for _ in range(self.random.randint(1, most)):
            is_branch = depth < 3 and self.random.random() < (0.8 if depth == 1 else 0.2)
            found += self._branch(depth) if is_branch else [self._statement(depth)]
        return found

    def _branch(self, depth: int) -> list[str]:
        indent = "    " * depth
        if self.random.random() < 0.2:
            head = [f"{indent}try:", f"{indent}    {self.random.choice(('y = t[k]', 'return t[k]', 't[k]'))}"]
            return [*head, f"{indent}except KeyError:", *self._block(depth + 1)]
        found = [f"{indent}if {self.random.choice(CONDITIONS)}:", *self._block(depth + 1)]
        if self.random.random() < 0.4:
            found += [f"{indent}else:", *self._block(depth + 1)]
        return found

    def _statement(self, depth: int) -> str:
        value, other = self._value(), self._value()
        kinds = (
            f"t[k] = {value}", f"t[k] = y = {value}", f"m = {value}", f"y = {value}", f"y = {value}", "done = True",
            f"n = {value}", f"y = t.setdefault(k, {value})", f"return {value}", "pass", f"a[0] = {value}",
            f"C.kept = {value}", "seen.append(k)", f"m, y = {value}, {other}", "raise ValueError",
            f"y = {value} if {self.random.choice(CONDITIONS)} else {other}", "m = m or x",
        )  # fmt: skip
        return "    " * depth + self.random.choice(kinds)


def is_same_twice(text: str) -> bool:
    """Whether a second run does what the first one did, from every state that is tried, where that ended well."""
    return all(_agrees(text, calls, last) for calls in CALLS for last in ((1, "p"), (3, "r")))


def _agrees(text: str, calls: tuple[tuple[int, str], ...], last: tuple[int, str]) -> bool:
    space: dict[str, Any] = {"__name__": "m"}
    exec(text, space)
    for call in calls:
        with contextlib.suppress(Exception):
            space["f"](*call, [5])
    try:
        first = _ran(space, last)
    except Exception:  # noqa: BLE001 -- it did not end well
        return True
    try:
        return first == _ran(space, last)
    except Exception:  # noqa: BLE001
        return False


def _ran(space: dict[str, Any], call: tuple[int, str]) -> tuple[Any, ...]:
    argument = [5]
    result = space["f"](*call, argument)
    return deepcopy((result, argument, space["C"].kept, *(space[name] for name in STATE)))


def held(seed: int) -> tuple[str, bool, str]:
    """The verdict on a program, whether two runs are the same, and its text."""
    text = Writer(seed).program()
    return said(text).whole.reentrant, is_same_twice(text), text


if __name__ == "__main__":
    number, start = (int(word) for word in sys.argv[1:3])
    counts: Counter[tuple[str, bool]] = Counter()
    for seed in range(start, start + number):
        verdict, same, text = held(seed)
        counts[verdict, same] += 1
        if verdict == "yes" and not same:
            print(f"# {seed}: called reentrant\n{text[len(HEAD):]}")
    print(counts)
