"""What a run asks of the texts of the program beside the bodies that it goes through. It is noted, so that after an
edit the runs are found that asked for something that is otherwise now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from adlint import ir
from adlint.interpret.program import Program, bases, identity
from adlint.interpret.scheduling.families import is_unfilled
from adlint.interpret.scheduling.order import imported, is_loaded

Asked: TypeAlias = tuple[str, str]  # a kind, and the name of what is asked about
SIGNATURE = "signature"  # of a function: what it takes, and whether it is a generator
VARIABLES = "variables"  # the names that a function binds
BINDS = "binds"  # whether the body of a module binds a name
METHODS = "methods"  # which classes have a method or property of a name, and which of them are derived from others
DEFINERS = "definers"  # which classes bind a name
LOADED = "loaded"  # whether all that a module imports is surely there
TEXT = "text"  # of a module
MODULE = "module"  # whether there is a module or package of a name
MEMBERS = "members"  # of a package: which modules are in it
IMPORTED = "imported"  # whether others import a module


def signature(function: ir.Function) -> tuple[object, ...]:
    """What whoever calls a function without going through it may see of it."""
    return (
        function.kind, function.parameters, function.is_generator, function.is_async, function.is_decorated,
        not function.body,
    )  # fmt: skip


def altered(old: Program, new: Program, module: str) -> Iterator[Asked]:
    """What is otherwise in a module, which one of the programs may not have, as far as it can be asked, but for
    bodies.
    """
    was, now = old.tables.get(module, {}), new.tables.get(module, {})
    yield TEXT, module
    for name in {**was, **now}:
        before, after = was.get(name), now.get(name)
        if before is after:
            continue
        if before is None or after is None or signature(before) != signature(after):
            yield SIGNATURE, name
        unlike = _bound(before) ^ _bound(after)
        kinds = {one.kind for one in (before, after) if one is not None}
        if unlike:
            yield VARIABLES, name
        if "class" in kinds:
            yield from ((DEFINERS, one) for one in unlike)
        elif before is not None and after is not None and is_unfilled(before) is not is_unfilled(after):
            yield METHODS, plain(name)
        if "module" in kinds:
            yield from ((BINDS, f"{name}{one}") for one in unlike)
    above, below = bases(was, module), bases(now, module)
    for name in [one for one in above.keys() & below if above[one] != below[one]]:
        yield from ((METHODS, one) for one in _bound(was.get(name)) | _bound(now.get(name)))
    for name in methods(was, old) ^ methods(now, new):
        yield METHODS, plain(name)
    for name in properties(was, module) ^ properties(now, module):
        yield METHODS, name


def altered_loads(old: Program, new: Program, asked: Iterable[Asked]) -> Iterator[Asked]:
    """The modules of which it is otherwise whether all that they import is there, as far as that was asked."""
    for kind, module in asked:
        if kind == LOADED and is_loaded(new, module) is not is_loaded(old, module):
            yield kind, module


def altered_modules(old: Program, new: Program) -> Iterator[Asked]:
    """Which modules and packages are there, and are imported, as far as that is otherwise."""
    others = {*(old.folders ^ new.folders), *(old.modules.keys() ^ new.modules), *(old.packages ^ new.packages)}
    yield from ((MODULE, name) for name in sorted(others))
    yield from ((MEMBERS, name) for name in sorted({one.rpartition(".")[0] for one in others}))
    yield from ((IMPORTED, name) for name in sorted(imported(old) ^ imported(new)))


def _bound(function: ir.Function | None) -> frozenset[str]:
    return frozenset() if function is None else function.bound


def plain(name: str) -> str:
    """The name of a method, without its class and its number."""
    return name.rpartition(".")[2].partition("#")[0]


def methods(table: dict[str, ir.Function], program: Program) -> frozenset[str]:
    """The functions among those of a module that stand in a class."""
    outers = ((name, program.enclosing(name)) for name, function in table.items() if function.kind == "function")
    return frozenset(name for name, outer in outers if outer in table and table[outer].kind == "class")


def has_method(program: Program, name: str) -> bool:
    """Whether a class of the program has a method of a plain name."""
    return any(plain(one) == name for table in program.tables.values() for one in methods(table, program))


def properties(table: dict[str, ir.Function], module: str) -> frozenset[str]:
    """The plain names of those of them that are properties."""
    found: set[str] = set()
    for function in table.values():
        if function.kind == "class":
            made = {op.at: identity(module, op.function) for op in function.body if isinstance(op, ir.MakeFunction)}
            calls = [op for op in function.body if isinstance(op, ir.Call) and op.callee == "property"]
            found.update(made[a] for call in calls for a in call.arguments if a in made)
    return frozenset(map(plain, found))
