"""The order in which modules and functions are evaluated: as Python imports, a package before its modules."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping

from adlint import ir
from adlint.interpret.program import Program, identity


def import_order(program: Program) -> list[str]:
    """The modules in the order in which importing each, by name, would finish them."""
    targets = _targets(program)
    order: list[str] = []
    begun: set[str] = set()
    ended: set[str] = set()
    for name in targets:
        _visit(name, targets, begun, ended, order)
    return order


def _visit(
    name: str, targets: Mapping[str, list[str]], begun: set[str], ended: set[str], order: list[str]
) -> None:
    """Depth first, with a stack of its own, for chains of imports can be long."""
    work: list[tuple[str, Iterator[str]]] = []

    def begin(module: str) -> None:
        parent = module.rpartition(".")[0]
        if parent in targets and parent not in begun:
            work.append((module, iter((parent, module))))
        elif module not in begun:
            begun.add(module)
            work.append((module, iter(targets[module])))

    begin(name)
    while work:
        module, rest = work[-1]
        target = next((t for t in rest if t in targets and t not in begun), None)
        if target is not None:
            begin(target)
            continue
        work.pop()
        if module in begun and module not in ended:
            ended.add(module)
            order.append(module)


def _targets(program: Program) -> dict[str, list[str]]:
    """What the bodies of all modules import."""
    found: dict[str, list[str]] | None = program.__dict__.get("targets")
    if found is None:
        found = program.__dict__["targets"] = {name: imports(program, name) for name in sorted(program.modules)}
    return found


def imports(program: Program, name: str) -> list[str]:
    """The modules that the body of a module imports."""
    bodies = [f.body for f in program.modules[name].functions if f.kind in ("module", "class")]
    found: list[str] = []
    for op in [op for body in bodies for block in ir.nested(body) for op in block]:
        if isinstance(op, ir.Import | ir.ImportStar):
            module = program.absolute(name, op.module, op.level)
            found.append(module)
            if isinstance(op, ir.Import) and op.name is not None:
                found.append(f"{module}.{op.name}")
    return found


def imported(program: Program) -> frozenset[str]:
    """The modules that another module imports."""
    found: frozenset[str] | None = program.__dict__.get("imported")
    if found is None:
        found = frozenset(t for name, targets in _targets(program).items() for t in targets if t != name)
        program.__dict__["imported"] = found
    return found


def functions_in_order(program: Program, module: str) -> list[tuple[str, str]]:
    """The functions of a module by their place in it: constructors first, outer ones before inner ones."""
    named = [f for f in program.modules[module].functions if f.kind in ("function", "lambda")]
    return sorted((_place(f.name), identity(module, f.name)) for f in named)


def _place(name: str) -> str:
    return f"{int(not name.endswith('.__init__'))}{name.count('.'):03}{name}"


def is_loaded(program: Program, module: str) -> bool:
    """Whether the body of a module imports nothing that may not be there, as far as it is not in a `try`."""
    known: dict[str, bool] = program.__dict__.setdefault("loaded", {})
    if module not in known:
        known[module] = True  # modules that import each other
        body = program.functions.get(f"{module}:")
        imports = [op for op in body.body if isinstance(op, ir.Import)] if body is not None else []
        known[module] = all(_is_found(program, module, op) for op in imports)
    return known[module]


def _is_found(program: Program, importer: str, op: ir.Import) -> bool:
    module = program.absolute(importer, op.module, op.level)
    top = module.partition(".")[0]
    if module in program.folders:
        return is_loaded(program, module)
    return top in sys.stdlib_module_names
