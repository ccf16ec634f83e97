"""Edits of what a program is made of, on random projects: the answer is as if everything were analysed anew.

A project is a few modules that import from each other, with functions and classes that call each other. Edits change
bodies and signatures, put functions, classes and files in and take them out, rename them and change what is imported.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace

import pytest

from adlint.document import Document
from adlint.interpret import schedule
from adlint.interpret.scale import Scale
from adlint.settings import Settings
from adlint.workspace import Workspace

MODULES = ("a", "b", "c", "d")
OTHERS = ("e", "pkg", "pkg.part", "pkg.part.inner")  # which come and go
KINDS = "body body signature add add remove class rename method import import last swap".split()
FILES = "file file gone moved package".split()
LARGE = Scale(1, 0, 1, 1, 0, 2, 2)  # as for a program of thousands of functions
MEDIUM = Scale(2, 12, 40, 3, 12, 16, 3)


@dataclass(frozen=True)
class Function:
    """A function or method: what it is given, and the statements of its body."""

    name: str
    parameters: tuple[str, ...]
    body: tuple[str, ...]
    decorator: str = ""

    def text(self, indent: str = "") -> str:
        head = f"{indent}{self.decorator}\n" if self.decorator else ""
        lines = "".join(f"{indent}    {line}\n" for line in self.body)
        return f"{head}{indent}def {self.name}({', '.join(self.parameters)}):\n{lines}\n\n"


@dataclass(frozen=True)
class Class:
    """A class with its base and its methods."""

    name: str
    base: str
    methods: tuple[Function, ...]

    def text(self) -> str:
        methods = "".join(method.text("    ") for method in self.methods) or "    pass\n\n"
        return f"class {self.name}{f'({self.base})' if self.base else ''}:\n{methods}\n"


@dataclass(frozen=True)
class Module:
    """A module: imports, definitions in an order, and what runs when it is imported."""

    imports: tuple[str, ...] = ()
    parts: tuple[Function | Class, ...] = ()
    last: tuple[str, ...] = ()
    is_package: bool = False

    def text(self) -> str:
        return "\n".join([*self.imports, "", "", *[part.text() for part in self.parts], *self.last, ""])


@dataclass
class Writer:
    """Writes projects and edits of them, from a seed."""

    choose: random.Random
    count: int = 0
    methods: tuple[str, ...] = ("run", "step", "close", "kick", "area")
    functions: list[str] = field(default_factory=lambda: [f"f{n}" for n in range(6)])
    classes: list[str] = field(default_factory=lambda: [f"K{n}" for n in range(4)])

    def fresh(self, stem: str) -> str:
        self.count += 1
        return f"{stem}{self.count}"

    def expression(self, parameters: tuple[str, ...], depth: int = 2) -> str:
        pick = self.choose.choice
        variable = pick([*parameters, "(1.5)", "(2)"])
        if depth == 0:
            return variable
        inner = self.expression(parameters, depth - 1)
        kinds = (
            f"{inner} * {variable}", f"{pick(self.functions)}({inner})", f"{pick(self.classes)}({inner})",
            f"{variable}.{pick(self.methods)}({inner})", f"{pick(self.classes)}().{pick(self.methods)}({inner})",
            f"{pick(self.functions)}({inner}, k={variable})", f"np.sin({inner})", f"open(str({inner}))",
            f"{variable}.{pick(('area', 'value'))}", f"apply({pick(self.functions)}, {inner})", "np.random.rand()",
            f"{pick(('a', 'b', 'c', 'd'))}.{pick(self.functions)}({inner})", f"(lambda v: v + {inner})({variable})",
        )  # fmt: skip
        return pick(kinds)

    def body(self, parameters: tuple[str, ...]) -> tuple[str, ...]:
        lines = []
        known = parameters
        for _ in range(self.choose.randrange(3)):
            name = self.choose.choice(("x", "y", "value"))
            lines.append(f"{name} = {self.expression(known)}")
            known = (*dict.fromkeys((*known, name)),)
        if known and self.choose.random() < 0.2:
            lines += ["for _ in range(3):", f"    {known[-1]} = {self.expression(known, 1)}"]
        if known and self.choose.random() < 0.15:
            lines.append(f"yield {known[0]}")
        return (*lines, f"return {self.expression(known)}")

    def function(self, name: str, *, is_method: bool = False) -> Function:
        own = tuple(self.choose.sample(("u", "k", "n=2", "*rest"), self.choose.randrange(1, 4)))
        order = sorted(own, key=("u", "k", "n=2", "*rest").index)
        plain = tuple(one.partition("=")[0].lstrip("*") for one in order)
        decorator = self.choose.choice(("", "", "", "@property")) if is_method else ""
        if decorator:
            return Function(name, ("self",), (*self.body(("self",)),), decorator)
        first = ("self",) if is_method else ()
        return Function(name, (*first, *order), self.body((*first, *plain)))

    def a_class(self, name: str) -> Class:
        names = self.choose.sample((*self.methods, "__init__", "__call__", "value"), self.choose.randrange(4))
        methods = tuple(self.function(one, is_method=True) for one in names)
        methods = tuple(replace(m, decorator="") if m.name.startswith("__") else m for m in methods)
        return Class(name, self.choose.choice(("", "", *self.classes)), methods)

    def imports(self, name: str) -> tuple[str, ...]:
        others = [one for one in (*MODULES, *self.choose.sample(OTHERS, 2)) if one != name]
        found = ["import numpy as np"]
        for other in self.choose.sample(others, 3):
            wanted = self.choose.sample([*self.functions, *self.classes], 3)
            forms = (f"import {other}", f"from {other} import {', '.join(wanted)}", f"from {other} import *")
            found.append(self.choose.choice(forms))
        return tuple(found)

    def module(self, name: str) -> Module:
        functions = [self.function(one) for one in self.choose.sample(self.functions, 3)]
        classes = [self.a_class(one) for one in self.choose.sample(self.classes, 2)]
        apply = Function("apply", ("g", "v"), ("return g(v)",))
        last = (f"DEFAULT = {self.expression((), 1)}", f"table = {{'f': {functions[0].name}}}")
        return Module(self.imports(name), (apply, *classes, *functions), last)

    def project(self) -> dict[str, Module]:
        return {name: self.module(name) for name in MODULES}

    def edit(self, tree: dict[str, Module]) -> tuple[str, dict[str, Module]]:
        """What is done, and the project after it."""
        kind = self.choose.choice([*KINDS, *FILES])
        if kind in FILES:
            name = self.choose.choice(OTHERS if kind != "gone" else (*OTHERS, *MODULES))
            return f"{kind} {name}", self.filed(kind, name, tree)
        name = self.choose.choice(list(tree))
        return f"{kind} in {name}", {**tree, name: self.edited(kind, name, tree[name])}

    def filed(self, kind: str, name: str, tree: dict[str, Module]) -> dict[str, Module]:
        """The project with a file more or less, or one in another place."""
        moved = self.choose.choice(list(tree))
        left = {one: module for one, module in tree.items() if one not in (name, moved if kind == "moved" else name)}
        match kind:
            case "file":
                return {**tree, name: replace(self.module(name), is_package=name == "pkg")}
            case "moved":
                return {**left, name: tree[moved]}
            case "package":
                return {**tree, moved: replace(tree[moved], is_package=not tree[moved].is_package)}
            case _:
                return left or tree

    def edited(self, kind: str, name: str, module: Module) -> Module:
        parts = list(module.parts)
        place = self.choose.randrange(len(parts) + 1)
        one = parts[place] if place < len(parts) else None
        match kind, one:
            case ("body", Function()):
                plain = tuple(p.partition("=")[0].lstrip("*") for p in one.parameters)
                parts[place] = replace(one, body=self.body(plain))
            case ("signature", Function()):
                parts[place] = self.function(one.name)
            case ("add", _):
                parts.insert(place, self.function(self.choose.choice((self.fresh("g"), *self.functions))))
            case ("class", _):
                parts.insert(place, self.a_class(self.choose.choice((self.fresh("C"), *self.classes))))
            case ("remove", Function() | Class()):
                del parts[place]
            case ("rename", Function() | Class()):
                stems = self.functions if isinstance(one, Function) else self.classes
                parts[place] = replace(one, name=self.choose.choice((self.fresh("h"), *stems)))
            case (_, Class()):
                added = self.function(self.choose.choice((*self.methods, "value", "extra")), is_method=True)
                kept = [m for m in one.methods if m.name != added.name]
                parts[place] = replace(one, methods=(*kept, added) if self.choose.random() < 0.7 else tuple(kept[:-1]))
            case ("import", _):
                return replace(module, imports=self.imports(name))
            case ("last", _):
                return replace(module, last=(f"DEFAULT = {self.expression((), 1)}",))
            case _:
                parts.reverse()
        return replace(module, parts=tuple(parts))


def documents(tree: dict[str, Module]) -> list[Document]:
    return [Document(f"{name}.py", name, module.text(), module.is_package) for name, module in tree.items()]


def answers(workspace: Workspace, tree: dict[str, Module]) -> tuple[object, ...]:
    report = workspace.check(documents(tree), Settings())
    assert report.internal_errors == ()
    return report.findings, report.notes, workspace.graph(documents(tree))


@pytest.mark.parametrize("size", ["medium", "large"])
@pytest.mark.parametrize("seed", range(12))
def test_warm_equals_cold(size: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = MEDIUM if size == "medium" else LARGE
    monkeypatch.setattr(schedule, "scale", lambda _: chosen)
    writer = Writer(random.Random(1000 * seed + len(size)))
    tree = writer.project()
    warm = Workspace()
    answers(warm, tree)
    for number in range(8):
        said, tree = writer.edit(tree)
        assert answers(warm, tree) == answers(Workspace(), tree), f"{number}: {said}"


APART = {
    "used": "def used(x):\n    return x\n",
    "user": "from used import used\n\n\ndef user(x):\n    return used(x) * 2\n",
    **{f"other{n}": f"from used import used\n\n\ndef other{n}(x):\n    return len(x)\n" for n in range(30)},
}
ADDED = {
    "at the end": (APART["used"] + "\n\ndef more(x):\n    return x\n", 1),
    "at the start": ("def more(x):\n    return x\n\n\n" + APART["used"], 1),
    "a class": (APART["used"] + "\n\nclass More:\n    def area(self):\n        return 1\n", 1),
}


@pytest.mark.parametrize("where", ADDED)
def test_what_is_added_costs_those_who_look_it_up(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "scale", lambda _: LARGE)
    text, most = ADDED[where]
    warm = Workspace()
    warm.check(plain(APART), Settings())
    before = warm.evaluations.misses
    warm.check(plain({**APART, "used": text}), Settings())
    assert 0 < warm.evaluations.misses - before <= 2 + most, "the module, and what is new in it"
    assert warm.graph(plain({**APART, "used": text})) == Workspace().graph(plain({**APART, "used": text}))


def plain(tree: dict[str, str]) -> list[Document]:
    return [Document(f"{name}.py", name, text) for name, text in tree.items()]


CALLED = """\
import jax
import jax.numpy as jnp

WIDTH = 8


def scaled(u):
    return u * WIDTH


TABLE = scaled(2)


def step(u):
    return jnp.sin(u) * TABLE


# adlint: call(u=f64[100])
def loss(u):
    for _ in range(WIDTH):
        u = step(u)
    return jnp.sum(u)
"""
OTHER = CALLED.replace("sum(u)", "sum(u * u)")
CHANGES = (
    ("jnp.sin(u) * TABLE", "jnp.exp(u) * TABLE * u"), ("return u * WIDTH", "return u * WIDTH * 2"),
    ("WIDTH = 8", "WIDTH = 3"), ("f64[100]", "f64[n]"), ("f64[n]", "f64[50]"), ("range(WIDTH)", "range(TABLE)"),
    ("def step(u)", "def step(v, u=1.0)"), ("import jax\n", "import jax\nfrom other import step\n"),
)  # fmt: skip


def test_tapes_of_entries_are_as_if_evaluated_anew() -> None:
    warm = Workspace()
    tree = {"model": CALLED, "other": OTHER, "third": "def f(x):\n    return x\n"}
    tapes = set()
    for old, new in (("", ""), *CHANGES, *((b, a) for a, b in reversed(CHANGES))):
        for module in ("model", "other"):
            tree = {**tree, module: tree[module].replace(old, new) if old else tree[module]}
            found, anew = (one.check(plain(tree), Settings()) for one in (warm, Workspace()))
            assert (found.findings, found.notes, found.tapes) == (anew.findings, anew.notes, anew.tapes)
            assert found.internal_errors == ()
            tapes.add(found.tapes)
    assert len(tapes) > len(CHANGES), "the edits change what is kept"


def nested(depth: int) -> str:
    """Functions that each call the one before three times and more."""
    parts = ["import jax.numpy as jnp\n\n\ndef f0(u):\n    return jnp.sin(u)\n"]
    for n in range(depth):
        body = f"    for _ in range(3):\n        u = f{n}(u)\n    return f{n}(u) + f{n}(u)\n"
        parts.append(f"\n\ndef f{n + 1}(u):\n{body}")
    parts.append(f"\n\n# adlint: call(u=f64[100])\ndef loss(u):\n    return jnp.sum(f{depth}(u))\n")
    return "".join(parts)


@pytest.mark.parametrize(("depth", "gives_up"), [(2, False), (6, True)])
def test_entries_that_are_too_much_are_said_to_be(depth: int, gives_up: bool) -> None:
    text = "import numpy as np\n" + nested(depth) + "\n\ndef draw(u):\n    return u * np.random.rand()\n"
    found = Workspace().check(plain({"model": text}), Settings()).findings
    assert [one.function for one in found if one.code == "AD904"] == ["loss"] * gives_up
    assert "AD105" in {one.code for one in found}, "the rest is judged"
