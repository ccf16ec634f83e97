"""Imports: what a name of a module is."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from adlint import ir
from adlint.interpret.collections.containers import sequence
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.memory.atoms import NOT_YET, Value, atoms
from adlint.interpret.memory.spaces import REST, Module
from adlint.interpret.objects.attributes import of_module
from adlint.interpret.program import Program
from adlint.interpret.scheduling.asked import BINDS, TEXT
from adlint.interpret.views.described import External
from adlint.ir import Const


def import_name(f: Frame, op: ir.Import) -> Value:
    """What an import gives."""
    module = f.world.program.absolute(f.module.name, op.module, op.level)
    found = f.task.module(module)
    if found is not None:
        _have_patched(f, found)
    if found is not None and "." in module:
        _bind_submodule(f, found, module)
    if op.name is None:
        shown = module if op.whole else module.partition(".")[0]
        value: Value = f.task.module(shown) or External(shown)
    elif found is None:
        value = External(f"{module}.{op.name}" if module else op.name)
    elif _is_bound_before(f, found, op.name):
        f.task.is_open = True
        value = NOT_YET
    else:
        _ask_for_path(f, found)
        value = of_module(f, found, op.name)
    if f.notes is not None:
        f.notes.imported(found.name if found is not None else None, op.name, value)
    return value


def _have_patched(f: Frame, module: Module) -> None:
    """What a module sets in other modules is there when it is imported, where it alone sets that."""
    task = f.task
    if module in task.imported or not task.scale.operations:
        return
    task.imported[module] = None
    keys: list[Any] = task.names(module.patches)
    for key in keys:
        name, attribute = key
        other, value = task.module(name), task.get(module.patches, key)
        if other is None or value is None or other is f.module:
            continue
        task.is_open = True  # others may set it as well
        patchers: list[Any] = task.names(other.patchers)
        several = {root for own, root in patchers if own == attribute}
        if several <= {module.name, task.root} and attribute not in task.overlay.get(other, ()):
            task.put(other, attribute, value)
            task.patched[other, attribute] = value


def _is_bound_before(f: Frame, package: Module, name: str) -> bool:
    """Whether a package that is not gone through yet binds the name of a module in it to something else, a function
    of that name mostly, before it imports the module that asks for it here.
    """
    program = f.world.program
    body = program.functions.get(f"{package.name}:")
    f.task.asked[BINDS, f"{package.name}:{name}"] = None
    if body is None or name not in body.bound or f.task.get(package, name) is not None:
        return False
    if f.task.below(package, name) is None:
        return False
    f.task.asked[TEXT, package.name] = None
    is_bound = False
    for before, op in pairwise((None, *body.body)):
        if isinstance(op, ir.Store) and op.name == name:
            is_bound = not isinstance(before, ir.Import) or before.name != name or not _is_it(program, before, package)
        elif isinstance(op, ir.Import | ir.ImportStar) and _leads_to(program, op, package, f.module):
            return is_bound
    return False


def _is_it(program: Program, op: ir.Import, package: Module) -> bool:
    """Whether a package imports from itself: what it gets is a module."""
    return program.absolute(package.name, op.module, op.level) == package.name


def _leads_to(program: Program, op: ir.Import | ir.ImportStar, package: Module, module: Module) -> bool:
    """Whether an import in a package is one of the module."""
    name = program.absolute(package.name, op.module, op.level)
    return module.name == name or (isinstance(op, ir.Import) and module.name == f"{name}.{op.name}")


def _ask_for_path(f: Frame, module: Module) -> None:
    """To import names from a module, Python asks whether it is a package: for its `__path__`."""
    program = f.world.program
    getter = f.task.get(module, "__getattr__")
    if getter is not None and module.name in program.modules and module.name not in program.packages:
        f.call(-1, getter, Arguments((_PATH,)))


_PATH = Const(repr("__path__"), "__path__")


def _bind_submodule(f: Frame, module: Module, name: str) -> None:
    """A module becomes an attribute of its package, in place of what the package has bound to that name."""
    package, _, last = name.rpartition(".")
    body = f.world.program.functions.get(f"{package}:")
    f.task.asked[BINDS, f"{package}:{last}"] = None
    if body is None or last not in body.bound:
        return
    f.task.asked[TEXT, package] = None
    is_own = any(
        isinstance(op, ir.Import) and last in (op.name, op.module.rpartition(".")[2]) for op in body.body
    )
    around = f.task.module(package)
    if around is not None and not is_own and f.module is not around:
        f.task.add(around, last, module)


def import_star(f: Frame, op: ir.ImportStar) -> None:
    """Bind the public names of a module, or those in its `__all__`."""
    module = f.task.module(f.world.program.absolute(f.module.name, op.module, op.level))
    if module is None:
        return
    _ask_for_path(f, module)
    if f.notes is not None:
        f.notes.imported(module.name, None, module)
    for name in _public(f, module):
        value = f.task.get(module, name)
        if value is None:
            value = f.task.below(module, name)
        if value is not None and value is not NOT_YET:  # what comes later replaces nothing
            f.task.journal.write(f.fields, name, value)
    computed = f.task.get(module, REST)
    if computed is not None:
        f.task.add(f.space, REST, computed)


def _public(f: Frame, module: Module) -> list[str]:
    names = [key for key in f.task.keys(module) if isinstance(key, str)]
    declared = f.task.get(module, "__all__")
    known = (
        [items for atom in atoms(declared) if (items := sequence(f, atom)) is not None] if declared else []
    )
    listed = [a.value for items in known for a in items if isinstance(a, Const) and isinstance(a.value, str)]
    if declared is not None and known and all(isinstance(a, Const) for items in known for a in items):
        return listed
    return [*[name for name in names if not name.startswith("_")], *[n for n in listed if n.startswith("_")]]
