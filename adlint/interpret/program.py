"""The program: its modules and functions by name, before anything is evaluated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from sys import intern

from msgspec import Struct

from adlint import ir
from adlint.memo import revised
from adlint.models.stated import Stated


def identity(module: str, name: str) -> str:
    """The identity of a function or class, `module:qualified.name`: the same object wherever it is asked for."""
    return intern(f"{module}:{name}")


@lru_cache(maxsize=1 << 18)
def dotted(function: str) -> str:
    """An identity as people write it: `module.qualified.name`; a module's body is the module."""
    module, _, name = function.partition(":")
    module = module.partition("#")[0]
    plain = ".".join(part.partition("#")[0] for part in name.split(".")) if name else ""
    return f"{module}.{plain}" if plain else module


class Import(Struct, frozen=True, gc=False):
    """What a statement imports in a body of that `kind`: a module by its dotted name, or something of it by `name`."""

    kind: str
    module: str
    name: str | None


class Program(Struct, frozen=True, dict=True):
    """Modules by dotted name; `packages` are those that are an `__init__`. `stated` is what users say of functions that
    cannot be read, by full path.
    """

    modules: Mapping[str, ir.Module]
    packages: frozenset[str]
    stated: Mapping[str, Stated] = {}

    @cached_property
    def tables(self) -> dict[str, dict[str, ir.Function]]:
        """The functions of each module by identity, modules in the order of their names."""
        return {name: _table(name, self.modules[name]) for name in sorted(self.modules)}

    @cached_property
    def functions(self) -> Mapping[str, ir.Function]:
        """Every function by identity, modules in the order of their names."""
        found: dict[str, ir.Function] = {}
        for table in self.tables.values():
            found.update(table)
        return found

    @cached_property
    def homes(self) -> Mapping[str, ir.Module]:
        """The module that each function stands in."""
        found: dict[str, ir.Module] = {}
        for name, table in self.tables.items():
            found.update(dict.fromkeys(table, self.modules[name]))
        return found

    @cached_property
    def definers(self) -> dict[str, set[str]]:
        """The classes whose bodies bind a name, by the name."""
        found: dict[str, set[str]] = {}
        for cls, function in self.functions.items():
            for name in function.bound if function.kind == "class" else ():
                found.setdefault(name, set()).add(cls)
        return found

    @cached_property
    def setters(self) -> dict[str, list[str]]:
        """The functions that set an attribute, by its name."""
        found: dict[str, list[str]] = {}
        for one, function in self.functions.items():
            for name in sorted({op.name for op in function.of(ir.SetAttribute)}):
                found.setdefault(name, []).append(one)
        return found

    @cached_property
    def bases(self) -> dict[str, frozenset[str]]:
        """The plain names of the bases of each class, as far as they are written as names."""
        return {cls: names for module, table in self.tables.items() for cls, names in bases(table, module).items()}

    @cached_property
    def named_elsewhere(self) -> dict[str, set[str]]:
        """The modules that import something by a name (`*`: all names), or look up or set an attribute of that name."""
        found: dict[str, set[str]] = {}
        for module, known in self.modules.items():
            for name in {name for function in known.functions for name in _named(function)}:
                found.setdefault(name, set()).add(module)
        return found

    @cached_property
    def folders(self) -> frozenset[str]:
        """Dotted names of all modules and of the packages, namespace packages too, that hold them."""
        names = set(self.modules)
        for module in self.modules:
            parts = module.split(".")
            names.update(".".join(parts[:length]) for length in range(1, len(parts)))
        return frozenset(names)

    def imports(self, module: str) -> tuple[Import, ...]:
        """What the statements of a module import, those in its functions, too."""
        known: dict[str, tuple[Import, ...]] = self.__dict__.setdefault("known_imports", {})
        if module not in known:
            known[module] = tuple(
                Import(function.kind, self.absolute(module, op.module, op.level), getattr(op, "name", None))
                for function in self.modules[module].functions
                for op in _importing(function)
            )
        return known[module]

    def looked_up(self, module: str) -> frozenset[str]:
        """The names under which a module looks up attributes."""
        known: dict[str, frozenset[str]] = self.__dict__.setdefault("known_lookups", {})
        if module not in known:
            functions = self.tables.get(module, {}).values()
            known[module] = frozenset(op.name for one in functions for op in one.of(ir.GetAttribute))
        return known[module]

    def enclosing(self, function: str) -> str | None:
        """The function or class that `function` is defined in; None for a module's body."""
        return _enclosing(function)

    def absolute(self, importer: str, module: str, level: int) -> str:
        """The dotted name that `from ..module import` means in `importer`."""
        if not level:
            return module
        parts = importer.split(".")
        drop = level - (importer in self.packages)
        base = parts[: len(parts) - drop] if drop else parts
        return ".".join([*base, module] if module else base)


def _named(function: ir.Function) -> Iterator[str]:
    """The attributes that a function looks up or sets, and what it imports from modules, `*` if that is everything."""
    yield from (op.name for op in function.of(ir.GetAttribute))
    yield from (op.name for op in function.of(ir.SetAttribute))
    yield from (op.name for op in function.of(ir.Import) if op.name is not None)
    yield from ("*" for _ in function.of(ir.ImportStar))


def _importing(function: ir.Function) -> Iterator[ir.Import | ir.ImportStar]:
    yield from function.of(ir.Import)
    yield from function.of(ir.ImportStar)


def bases(table: Mapping[str, ir.Function], module: str) -> dict[str, frozenset[str]]:
    """The same of the classes of one module."""
    found: dict[str, frozenset[str]] = {}
    for function in table.values():
        made = [op for op in function.body if op.__class__ is ir.MakeClass]
        fetched = {op.at: op.name for op in function.body if op.__class__ is ir.GetAttribute} if made else {}
        for op in made:
            names = [fetched.get(base) if isinstance(base, int) else base for base in op.bases]
            found[identity(module, op.body)] = frozenset([name for name in names if isinstance(name, str)])
    return found


def following(program: Program, old: Program) -> Program:
    """The program, with the modules and functions of an old one where they are equal: what has not changed is the same
    object.
    """
    modules = {name: _following(module, old.modules.get(name)) for name, module in program.modules.items()}
    found = Program(modules, program.packages, program.stated)
    known = old.tables
    found.__dict__["tables"] = {
        name: known[name] if modules[name] is old.modules.get(name) else _table(name, modules[name])
        for name in sorted(modules)
    }
    same = [name for name in modules if modules[name] is old.modules.get(name)]
    same = [name for name in same if (name in old.packages) is (name in program.packages)]
    kept = [("known_imports", "known_imports"), ("known_lookups", "known_lookups"), ("targets", "known_targets")]
    for what, where in kept:
        known_of_old = old.__dict__.get(what, old.__dict__.get(where, {}))
        found.__dict__[where] = {name: known_of_old[name] for name in same if name in known_of_old}
    _follow(found, old)
    return found


def _follow(new: Program, old: Program) -> None:
    """Tables of all functions by those of the old program, if these are of the same names."""
    if new.modules.keys() != old.modules.keys():
        return
    others = [(old.tables[name], table) for name, table in new.tables.items() if old.tables[name] is not table]
    if any(list(was) != list(now) for was, now in others):
        return
    changes = {name: code for was, now in others for name, code in now.items() if was[name] is not code}
    new.__dict__["functions"] = revised(old.functions, changes)
    homes = {name: new.modules[name.partition(":")[0]] for _, now in others for name in now}
    new.__dict__["homes"] = revised(old.homes, homes)


def _following(module: ir.Module, old: ir.Module | None) -> ir.Module:
    if old is None or module is old or module == old:
        return module if old is None else old
    known = {function.name: function for function in old.functions}
    return ir.Module(tuple([known[f.name] if known.get(f.name) == f else f for f in module.functions]))


def _table(name: str, module: ir.Module) -> dict[str, ir.Function]:
    return {identity(name, function.name): function for function in module.functions}


@lru_cache(maxsize=1 << 16)
def _enclosing(function: str) -> str | None:
    module, _, name = function.partition(":")
    return identity(module, name.rpartition(".")[0]) if name else None
