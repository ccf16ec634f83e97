"""Parameters of functions in large programs, where not every call is evaluated where it stands: callers are known."""

from __future__ import annotations

import pytest

from tests.callgraph.test_programs import graph

FILLERS = "".join(f"def filler{i}(x):\n    return x\n\n" for i in range(1400))
SPENT = "".join(f"    filler{i}({i})\n" for i in range(100))  # more than is evaluated for one function
PROGRAM = """\
class Items:
    def __str__(self): return "items"
    def __iter__(self): return iter([1])
    def __len__(self): return 1
    def __hash__(self): return 1

def show(value):
    return {asked}

"""


@pytest.mark.parametrize(
    ("asked", "method"),
    [("str(value)", "__str__"), ("list(value)", "__iter__"), ("len(value)", "__len__"), ("hash(value)", "__hash__")],
)
def test_builtins_ask_what_callers_pass(asked: str, method: str) -> None:
    many = f"def many(value):\n{SPENT}    return show(value)\n\ndef begin():\n    return many(Items())\n"
    edges = graph({"main.py": PROGRAM.format(asked=asked) + FILLERS + many})
    assert ("main.show", f"main.Items.{method}") in edges
