"""Small programs, whole: a module with global variables, classes, helpers, a target `f`, and a `main` that calls it.

They are made by choices among few alternatives, which Hypothesis makes and shrinks, or a generator of random numbers.
Arrays have known shapes, so that most programs run without error; those that do not are not used.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from hypothesis import strategies as st

from .control import Statement, body, branch, result
from .expressions import fresh, number, views
from .statements import calls, store, view
from .writer import Callee, N, Scope, Writer, indented


@dataclass(frozen=True)
class Program:
    """A program: what is analysed, what is run (the same, with `main`), and what stands in it."""

    shown: str
    run: str
    marks: frozenset[str]


HEAD = f"""\
import numpy as np

K = 1.5
G = np.arange({N}.0)


class C:
    count = 0

    def __init__(self, a=None):
        self.a = np.ones({N}) if a is None else a
        self.s = 2.0
        self.t = 0.25
        self.items = [1.0]

    @classmethod
    def of(cls, a):
        return cls(a)

    @property
    def half(self):
        return self.s / 2.0

    @half.setter
    def half(self, value):
        self.s = 2.0 * value

    def norm(self):
        return np.sqrt(np.sum(self.a * self.a))

    def grow(self, by):
        self.s = self.s + by
        self.items.append(by)
        return self

    def step(self, v):
        self.a[1:] += v[:-1]
        v[0] = self.s
        self.t = v[1]
        C.count += 1

    def __call__(self, by):
        self.t = self.t * by
        return self.t

    def __getitem__(self, at):
        return self.a[at]

    def __setitem__(self, at, value):
        self.a[at] = value

    def __iadd__(self, by):
        self.a += by
        return self

    def __enter__(self):
        self.s += 1.0
        return self

    def __exit__(self, *_):
        self.s = 0.5
        return False


class D(C):
    def step(self, v):
        super().step(v)
        self.items = [self.t]

    def norm(self):
        return float(self.a[0])


H = C()
P = {{'a': 1.0, 'b': 2.0, 'w': np.ones({N})}}
""".splitlines()
TYPES = {
    "vector": "np.ndarray", "matrix": "np.ndarray", "number": "float", "list": "list[float]",
    "pool": "list[np.ndarray]", "dict": "dict", "tree": "dict", "object": "C",
}  # fmt: skip
LETTERS = {"vector": "u", "number": "c", "object": "k", "dict": "r", "list": "w", "pool": "b", "tree": "m"}
OPTIONAL = (
    ("y", "vector"), ("A", "matrix"), ("s", "number"), ("l", "list"), ("p", "pool"), ("d", "dict"), ("m", "tree"),
    ("o", "object"),
)  # fmt: skip


def helper(w: Writer, outside: Scope) -> tuple[list[str], Callee]:
    """A function of the module."""
    name = w.new("g")
    kinds = [
        w.pick(["vector", "vector", "number", "object", "dict", "list", "pool", "tree"])
        for _ in range(1 + w.choose(3))
    ]
    scope = outside.copy()
    names = [f"{LETTERS[kind]}{at}" for at, kind in enumerate(kinds)]
    for given, kind in zip(names, kinds, strict=True):
        scope.add(given, kind)
    last, first = "", []
    if w.maybe(4):
        last = w.pick(["c", "out"])
        first += ["if out is None:", f"    out = np.zeros({N})"] if last == "out" else []
        scope.add(last, "vector" if last == "out" else "number")
    declared = global_write(w, scope)
    found = body(w, scope, 1 + w.choose(3), 1)
    gives = w.pick(["number", "number", "vector", "none", "pair", "numbers"])
    there = views(w, scope, N)
    if gives in ("vector", "pair") and not there:
        gives = "number"
    if w.maybe(6):
        found += ["if K > 9.0:", "    raise ValueError"]
    found += {
        "number": lambda: [f"return {number(w, scope, 1)}"],
        "vector": lambda: [f"return {w.pick(there)}"],
        "pair": lambda: [f"return {number(w, scope, 1)}, {w.pick(there)}"],
        "numbers": lambda: [f"yield {number(w, scope, 0)}", *body(w, scope, 1, 0), f"yield {number(w, scope, 0)}"],
        "none": list,
    }[gives]()
    parameters = [*names, *([f"{last}={'None' if last == 'out' else '0.5'}"] if last else [])]
    lines = [f"def {name}({', '.join(parameters)}):", *indented([*declared, *first, *found])]
    return lines, Callee(name, tuple(kinds), gives, last)


def global_write(w: Writer, scope: Scope) -> list[str]:
    """Sometimes a global variable is set, too."""
    if not w.keeps_globals and w.maybe(4):
        scope.numbers.append("K")
        scope.readable = [one for one in scope.readable if one != "K"]
        return ["global K"]
    return []


def program(w: Writer) -> Program:
    """A program."""
    outside = Scope(readable=["K", "G[2]", "G.sum()"])
    if not w.keeps_globals:
        outside.arrays["G"] = (N,)
        if w.maybe():
            outside.objects.append("H")
        if w.maybe():
            outside.dicts.append("P")
    helpers: list[str] = []
    for _ in range(w.pick([1, 0, 2, 2])):
        lines, function = helper(w, outside)
        helpers += [*lines, ""]
        outside.functions.append(function)
    kinds = [("x", "vector"), *(one for one in OPTIONAL if w.maybe())]
    scope = outside.copy()
    for name, kind in kinds:
        scope.add(name, kind)
    lines = target(w, scope)
    annotated = w.maybe()
    shows_main = not annotated or w.maybe()
    said = {kind for _, kind in kinds} if annotated else {"object"}  # of which the class alone says what it does
    parameters = ", ".join(f"{name}: {TYPES[kind]}" if kind in said else name for name, kind in kinds)
    head = [line for line in HEAD if not w.keeps_globals or line != "        C.count += 1"]
    module = [*head, *helpers, f"def f({parameters}):", *indented(lines), ""]
    arguments = ", ".join(fresh(kind, "t") for _, kind in kinds)
    run = "\n".join([*module, "", "def main(t):", f"    return f({arguments})", ""])
    return Program(run if shows_main else "\n".join(module), run, frozenset(w.marks))


def target(w: Writer, scope: Scope) -> list[str]:
    """The statements of the target."""
    lines = [*global_write(w, scope), *body(w, scope, 1 + w.choose(4), 2, final=True)]
    usual: list[Statement] = [view, calls if scope.functions else store, lambda w, scope: branch(w, scope, 2)]
    for part in usual if w.choose(4) else []:
        lines += part(w, scope)
    lines += body(w, scope, 1 + w.choose(3), 2, final=True)
    return [*lines, f"return {result(w, scope)}"]


@st.composite
def programs(draw: st.DrawFn) -> Program:
    """Programs, smaller ones first."""
    return program(Writer(lambda count: draw(st.integers(0, count - 1)) if count > 1 else 0))


def numbered(seed: int) -> Program:
    """The program of a number."""
    return program(Writer(random.Random(seed).randrange))
