"""What a function can see of the rest of the program: the results of the round before, each read recorded."""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from adlint.interpret.facts import Key
from adlint.interpret.program import Program
from adlint.interpret.values import (
    UNBOUND,
    Class,
    External,
    Imported,
    Instance,
    Items,
    ModuleRef,
    Value,
    atoms,
    joined,
)  # fmt: skip
from adlint.ir import Const

BUILTINS = frozenset(dir(builtins))


@dataclass(slots=True)
class World:
    """The program and the table of a round; `reads` collects what the evaluation of one function has looked at,
    `orders` keeps the bases of classes in their order, with what had to be read for it.
    """

    program: Program
    table: Mapping[Key, Value]
    reads: dict[Key, Value | None] = field(default_factory=dict)
    orders: dict[str, tuple[list[str], dict[Key, Value | None]]] = field(default_factory=dict)

    def read(self, kind: str, owner: str, name: str) -> Value | None:
        """The entry of the table, None if there is none."""
        key = (kind, owner, name)
        found = self.table.get(key)
        self.reads[key] = found
        return found

    def has_module(self, name: str) -> bool:
        """Whether the program has a module or package of this name."""
        return self.read("module", name, "") is not None

    def parameters(self, function: str) -> tuple[str, ...]:
        """The names of the positional parameters of a function of the program."""
        return _names(self.read("parameters", function, ""))

    def bound(self, function: str) -> frozenset[str]:
        """The variables of a function of the program."""
        return frozenset(_names(self.read("bound", function, "")))

    def kind(self, function: str) -> str:
        """Whether it is a function, lambda, class or module; "" if it is none of the program."""
        if function.endswith(":"):
            return "module"
        return next(iter(_names(self.read("kind", function, ""))), "")

    def export(self, module: str, name: str) -> Value | None:
        """What `name` is at the end of a module of the program, imports followed to where it is defined."""
        key = ("export", module, name)
        found = self.reads[key] = self.table.get(key)
        if found is None or found.__class__ is Imported or found.__class__ is frozenset:
            return self._export(module, name, ())
        return found

    def _export(self, module: str, name: str, trail: tuple[tuple[str, str], ...]) -> Value | None:
        if (module, name) in trail:
            return None
        trail = (*trail, (module, name))
        found = self.read("export", module, name)
        if found is None:
            return self._starred(module, name, trail)
        return self._follow(found, trail)

    def _starred(self, module: str, name: str, trail: tuple[tuple[str, str], ...]) -> Value | None:
        stars = self.read("stars", module, "")
        if stars is not None and not name.startswith("_"):
            for star in atoms(stars):
                found = self._export(star.name, name, trail) if isinstance(star, ModuleRef) else None
                if found is not None:
                    return found
        return None

    def follow(self, value: Value) -> Value:
        """`value` with imported names replaced by what they are."""
        return self._follow(value, ())

    def _follow(self, value: Value, trail: tuple[tuple[str, str], ...]) -> Value:
        if value.__class__ is Imported:
            return self._imported(value, trail)
        if value.__class__ is frozenset and any(a.__class__ is Imported for a in value):
            return joined([self._imported(a, trail) if isinstance(a, Imported) else a for a in atoms(value)])
        return value

    def _imported(self, name: Imported, trail: tuple[tuple[str, str], ...]) -> Value:
        found = self._export(name.module, name.name, trail)
        if found is not None:
            return found
        if self.read("round", "", "") is None:
            return UNBOUND  # in the first round nothing is known of other modules
        path = f"{name.module}.{name.name}"
        return ModuleRef(path) if self.has_module(path) else External(path)

    def bases(self, cls: str) -> tuple[Value, ...]:
        """The values of the bases of a class of the program."""
        found = self.read("bases", cls, "")
        return found.items if isinstance(found, Items) else ()

    def mro(self, cls: str) -> Iterator[str]:
        """The class and its bases of the program, depth first, each once."""
        if cls not in self.orders:
            around, self.reads = self.reads, {}
            order = self._linear(cls, ())
            self.orders[cls] = (order, self.reads)
            self.reads = around
        order, reads = self.orders[cls]
        self.reads.update(reads)
        return iter(order)

    def _linear(self, cls: str, trail: tuple[str, ...]) -> list[str]:
        if cls in trail:
            return []
        order = [cls]
        for base in self.bases(cls):
            for atom in atoms(base):
                if isinstance(atom, Class):
                    below = self._linear(atom.name, (*trail, cls))
                    order = [c for c in order if c not in below] + below
        return order

    def member(self, cls: str, name: str, after: str | None = None) -> Value | None:
        """The attribute of a class, looked up along its bases (those behind `after`, for `super`)."""
        if after is None:
            found = self.read("member", cls, name)
            if found is not None:
                return self.follow(found)
        order = list(self.mro(cls))
        if after is not None:
            order = order[order.index(after) + 1 :] if after in order else []
        for owner in order:
            found = self.read("member", owner, name)
            if found is not None:
                return self.follow(found)
        return None

    def instance(self, cls: str, name: str) -> Value | None:
        """What any method stores in the attribute of an instance."""
        found = [v for owner in self.mro(cls) if (v := self.read("instance", owner, name)) is not None]
        return self.follow(joined(found)) if found else None

    def foreign_bases(self, cls: str) -> Iterator[str]:
        """The paths of the library classes that a class derives from."""
        for owner in self.mro(cls):
            for base in self.bases(owner):
                for atom in atoms(base):
                    if isinstance(atom, External):
                        yield atom.path


def _names(value: Value | None) -> tuple[str, ...]:
    return _split(value.text) if isinstance(value, Const) else ()


@lru_cache(maxsize=1 << 14)
def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ()


def structure(program: Program) -> dict[Key, Value]:
    """What the program is before it is evaluated, as entries of a table: an evaluation that looked at it is used
    again only where it is the same.
    """
    table: dict[Key, Value] = {("module", name, ""): Const("", None) for name in program.folders}
    for name, function in program.functions.items():
        if function.positional:
            table["parameters", name, ""] = Const(",".join(function.positional), None)
    for outer in {program.enclosing(name) for name in program.functions} - {None}:
        owner = program.functions.get(outer or "")
        if outer is not None and owner is not None:
            table["kind", outer, ""] = Const(owner.kind, None)
            if owner.kind in ("function", "lambda"):
                table["bound", outer, ""] = Const(",".join(sorted(owner.bound)), None)
    return table


def instance_of(annotation: Value) -> Value | None:
    """What a parameter annotated so may be, where that says anything."""
    found: list[Value] = []
    for atom in atoms(annotation):
        match atom:
            case Class(name):
                found.append(Instance(name))
            case External(path) if not path.startswith(("builtins.", "typing.", "collections.abc.")):
                found.append(Instance(path))
            case Const() | _:
                pass
    return joined(found) if found else None
