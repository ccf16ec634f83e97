"""What all objects of a class have in common, which no snapshot of one of them holds; held against two runs."""

from __future__ import annotations

import copy

import pytest

from .checking import said

HEAD = """import numpy as np
class A:
    items = []
    table = {}
    names: set = set()
    weights = np.zeros(3)
    own = []
    count = 0
    def __init__(self):
        self.own = []
    def f(self, k):
"""
BODIES = {
    "self.items.append(k)\n        return len(self.items)": "no",
    "self.table[k] = 1": "yes",
    "self.table[k] = self.table.get(k, 0) + 1\n        return self.table[k]": "no",
    "if k in self.names:\n            raise ValueError(k)\n        self.names.add(k)": "no",
    "if k not in self.names:\n            self.names.add(k)": "yes",
    "if k not in self.names:\n            self.names.add(k)\n            self.own.append(k)\n"
    "        return len(self.own)": "no",
    "if k not in self.names:\n            self.names.add(k)\n            print(k)": "yes",
    "self.weights += 1\n        return self.weights.sum()": "no",
    "self.own.append(k)\n        return len(self.own)": "yes",
    "self.count += 1\n        return self.count": "yes",
    "self.__class__.count += 1\n        return self.__class__.count": "no",
    "return len(self.items) + self.weights.sum() + len(self.names)": "yes",
}


@pytest.mark.parametrize("body", BODIES)
def test_what_a_class_holds_is_in_no_snapshot(body: str) -> None:
    program = f"{HEAD}        {body}\n"
    verdict = said(program, "A.f").whole.reentrant
    assert verdict == BODIES[body]
    names: dict[str, object] = {}
    exec(program, names)
    start, seen = names["A"](), []  # type: ignore[operator]
    for _ in range(2):
        run = copy.deepcopy(start)
        try:
            result = run.f("a")
        except ValueError as error:
            result = str(error)
        seen.append(result)
    assert (verdict == "no") == (seen[0] != seen[1])


OWNER = """class Part:
    table = {}
    def __init__(self):
        self.own = {}
    def fill(self, k):
        self.table[k] = len(self.table)
        return len(self.table)
    def keep(self, k):
        self.own[k] = len(self.own)
        return len(self.own)

class Owner:
    def __init__(self):
        self.parts = [Part()]
        self.named = {"a": Part()}
    def f(self, k):
"""
HELD = {
    "return self.named[k].fill(k)": "no",
    "return self.parts[0].fill(k)": "no",
    "return [part.fill(k) for part in self.parts]": "no",
    "return [part.fill(k) for part in self.named.values()]": "no",
    "return [part.keep(k) for part in self.parts]": "yes",
    "for part in self.parts:\n            part.table[k] = len(part.table)": "no",
    "for part in self.parts:\n            part.own[k] = len(part.own)": "yes",
    "return [part.table.get(k) for part in self.parts]": "yes",
}


@pytest.mark.parametrize("body", HELD)
def test_what_a_class_holds_is_changed_by_the_methods_of_items(body: str) -> None:
    assert said(f"{OWNER}        {body}\n", "Owner.f").whole.reentrant == HELD[body]
