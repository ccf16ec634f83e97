"""Random projects, and random edits of what they are made of.

A project is a few modules that import from each other, with functions and classes that call each other. Edits change
bodies and signatures, put functions, classes and files in and take them out, rename them and change what is imported.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace

from .comparing import Text, Texts

MODULES = ("a", "b", "c", "d")
OTHERS = ("e", "pkg", "pkg.part", "pkg.part.inner")  # which come and go
KINDS = "body body signature add add remove class rename method import import last swap".split()
FILES = "file file gone moved package".split()


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


def texts(tree: dict[str, Module]) -> Texts:
    """The project as texts by module."""
    return {name: Text(module.text(), module.is_package) for name, module in tree.items()}
