"""Modules that are imported under names that are computed."""

from __future__ import annotations

from adlint.interpret.collections.text import matches, spelled
from adlint.interpret.evidence.narrowing import truth_of
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.library import MEANINGS
from adlint.interpret.memory.atoms import RESULT, Atom, Text, Value, atoms, joined
from adlint.interpret.scheduling.asked import MEMBERS
from adlint.interpret.views.described import External
from adlint.ir import Const

_NONE = Const("None", None)
FITTING = 60  # modules whose names fit a pattern; with more nothing is said


def _imported(f: Frame, _at: int, path: str, given: Arguments) -> Value | None:
    """`import_module(name, package)`, `__import__(name)`: of each name that it may be."""
    name, package = given.at(0, "name"), given.at(1, "package")
    is_top = path == "builtins.__import__" and truth_of(given.at(3, "fromlist") or _NONE) is False
    found = [_one(f, atom, package, is_top) for atom in atoms(spelled(name))] if name is not None else []
    return joined(found)


def _one(f: Frame, name: Atom, package: Value | None, is_top: bool) -> Value:
    within = package.value if isinstance(package, Const) and isinstance(package.value, str) else ""
    if isinstance(name, Text):
        is_relative = name.prefix.startswith(".")
        return joined(_fitting(f, Text(within + name.prefix, name.suffix) if is_relative else name)) or RESULT
    if not isinstance(name, Const) or not isinstance(name.value, str):
        return RESULT
    last = name.value.lstrip(".")
    level = len(name.value) - len(last)
    if level and within:
        whole = ".".join([*within.split(".")[: 1 - level or None], last])
    else:
        whole = f.world.program.absolute(f.module.name, last, level)
    if is_top:
        whole = whole.partition(".")[0]
    return f.task.module(whole) or External(whole)


def _fitting(f: Frame, pattern: Text) -> list[Value]:
    """The modules in a package whose names fit a pattern: `import_module(f"package.{name}")`."""
    package, dot, _ = pattern.prefix.rpartition(".")
    if not package or not dot:
        return []
    f.task.asked[MEMBERS, package] = None
    names = [one for one in f.world.program.folders if one.rpartition(".")[0] == package and matches(pattern, one)]
    known = [f.task.module(one) for one in sorted(names)] if len(names) <= FITTING else []
    return [module for module in known if module is not None]


MEANINGS.update({"builtins.__import__": _imported, "importlib.import_module": _imported})
