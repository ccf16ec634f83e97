"""Modules that belong together: connected by imports, in either direction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from adlint.interpret.program import Program
from adlint.interpret.views.described import Imported, ModuleRef, Value, atoms
from adlint.interpret.views.facts import Facts
from adlint.memo import Memo


def connected(program: Program, facts: Mapping[str, Facts], modules: frozenset[str], memo: Memo) -> frozenset[str]:
    """The modules that are connected to one of `modules` by imports at module level, themselves included."""
    own = {module: facts[f"{module}:"].imports for module in program.modules}
    imported = memo.each("imports", (own,), lambda module: tuple(_imports(own[module])))
    neighbours = memo.last("neighbours", (imported,), lambda: _neighbours(imported))
    seen, todo = set(modules), list(modules)
    while todo:
        for other in neighbours.get(todo.pop(), ()):
            if other not in seen:
                seen.add(other)
                todo.append(other)
    return frozenset(seen)


def _neighbours(imports: Mapping[str, tuple[str, ...]]) -> Mapping[str, set[str]]:
    neighbours: dict[str, set[str]] = {}
    for module, names in imports.items():
        for imported in names:
            neighbours.setdefault(module, set()).add(imported)
            neighbours.setdefault(imported, set()).add(module)
        if "." in module:
            neighbours.setdefault(module, set()).add(module.rpartition(".")[0])
            neighbours.setdefault(module.rpartition(".")[0], set()).add(module)
    return neighbours


def _imports(values: Iterable[Value]) -> Iterator[str]:
    for value in values:
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
