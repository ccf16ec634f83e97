"""The order in which modules and functions are evaluated: as Python imports, a package before its modules."""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from adlint import ir
from adlint.interpret.program import Program, identity

_GAP = 1 << 20  # between two modules, so that others find room there


def ranked(order: Sequence[str], known: Mapping[str, int]) -> dict[str, int] | None:
    """Numbers in that order. Of the modules that are `known` those keep theirs that are in order already, as many as
    can; others are put between them. None if there is no room.
    """
    kept = _longest([(name, known[name]) for name in order if name in known])
    found: dict[str, int] = {}
    low, waiting = 0, list[str]()
    for name in (*order, ""):
        if name and name not in kept:
            waiting.append(name)
            continue
        high = known[name] if name else low + _GAP * (len(waiting) + 1)
        step = (high - low) // (len(waiting) + 1)
        if not step:
            return None
        found.update((one, low + step * number) for number, one in enumerate(waiting, 1))
        if name:
            found[name] = low = high
        waiting = []
    return found


def _longest(ranks: Sequence[tuple[str, int]]) -> set[str]:
    """The names in a longest sequence of ranks that grow (Fredman, 1975)."""
    ends: list[int] = []  # the lowest rank at which a sequence of each length ends
    names: list[str] = []
    before: dict[str, str] = {}
    for name, rank in ranks:
        place = bisect_left(ends, rank)
        before[name] = names[place - 1] if place else ""
        ends[place:place + 1], names[place:place + 1] = [rank], [name]
    found: set[str] = set()
    last = names[-1] if names else ""
    while last:
        found.add(last)
        last = before[last]
    return found


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
        known: dict[str, list[str]] = program.__dict__.get("known_targets", {})
        found = {name: known.get(name) or imports(program, name) for name in sorted(program.modules)}
        program.__dict__["targets"] = found
    return found


def imports(program: Program, name: str) -> list[str]:
    """The modules that the body of a module imports."""
    bodies = [f.body for f in program.modules[name].functions if f.kind in ("module", "class")]
    found: list[str] = []
    for op in [op for body in bodies for block in ir.nested(body) for op in block]:
        if op.__class__ is ir.Import or op.__class__ is ir.ImportStar:
            module = program.absolute(name, op.module, op.level)
            found.append(module)
            if op.__class__ is ir.Import and op.name is not None:
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
    """Whether the body of a module, and those of all that it imports, import nothing that may not be there, as far as
    it is not in a `try`.
    """
    known: dict[str, bool] = program.__dict__.setdefault("loaded", {})
    if module not in known:
        known[module] = _loads(program, module, known)
    return known[module]


def _loads(program: Program, module: str, known: dict[str, bool]) -> bool:
    todo, seen = [module], {module}
    while todo:
        name = todo.pop()
        for op in _surely(program, name):
            found = _found(program, name, op)
            if found is None or known.get(found) is False:
                return False
            if found and found not in known and found not in seen:
                seen.add(found)
                todo.append(found)
    known.update(dict.fromkeys(seen, True))
    return True


def _surely(program: Program, module: str) -> list[ir.Import]:
    """The imports in the body of a module, but for those in a `try`."""
    body = program.functions.get(f"{module}:")
    return [op for op in body.body if isinstance(op, ir.Import)] if body is not None else []


def _found(program: Program, importer: str, op: ir.Import) -> str | None:
    """The module of the program that is imported; "" if it is one of Python's, None if it may not be there."""
    module = program.absolute(importer, op.module, op.level)
    if module in program.folders:
        return module
    return "" if module.partition(".")[0] in sys.stdlib_module_names else None
