"""Modules that belong together: connected by imports, in either direction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from adlint.interpret.described import Imported, ModuleRef, Value, atoms
from adlint.interpret.facts import Facts
from adlint.interpret.program import Program


def connected(program: Program, facts: Mapping[str, Facts], modules: frozenset[str]) -> frozenset[str]:
    """The modules that are connected to one of `modules` by imports at module level, themselves included."""
    neighbours: dict[str, set[str]] = {}
    for module in program.modules:
        for imported in _imports(facts[f"{module}:"]):
            neighbours.setdefault(module, set()).add(imported)
            neighbours.setdefault(imported, set()).add(module)
        if "." in module:
            neighbours.setdefault(module, set()).add(module.rpartition(".")[0])
            neighbours.setdefault(module.rpartition(".")[0], set()).add(module)
    seen, todo = set(modules), list(modules)
    while todo:
        for other in neighbours.get(todo.pop(), ()):
            if other not in seen:
                seen.add(other)
                todo.append(other)
    return frozenset(seen)


def _imports(facts: Facts) -> Iterator[str]:
    for value in facts.imports:
        yield from _modules(value)


def _modules(value: Value) -> Iterator[str]:
    for atom in atoms(value):
        match atom:
            case Imported(module, name):
                yield module
                yield f"{module}.{name}"
            case ModuleRef(name):
                yield name
            case _:
                pass
