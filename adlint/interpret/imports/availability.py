"""Whether an import succeeds: that of a module of the program, or of the standard library, surely does."""

from __future__ import annotations

import collections
import contextlib
import functools
import math
import operator
import sys

from adlint import ir
from adlint.interpret.frame import Frame
from adlint.interpret.objects.attributes import of_module
from adlint.interpret.scheduling.asked import LOADED, TEXT
from adlint.interpret.scheduling.order import is_loaded
from adlint.interpret.views.described import External

# modules of the standard library that some versions or systems lack, or that have lost names
UNSURE = frozenset(
    "_winapi asynchat asyncore bz2 cgi collections crypt ctypes curses dbm distutils fcntl graphlib grp imp"
    " inspect itertools lzma msvcrt nt os posix pwd readline resource smtpd spwd sqlite3 ssl string syslog"
    " termios tkinter tomllib types typing urllib winreg zoneinfo".split()
)
# what these have had in every version for long
SURE = frozenset(
    [f"collections.{name}" for name in collections.__all__]
    + "inspect.signature inspect.getfullargspec itertools.accumulate itertools.zip_longest types.SimpleNamespace"
    " types.MappingProxyType urllib.parse urllib.request urllib.error".split()
)
_NAMES = {one.__name__: frozenset(dir(one)) for one in (contextlib, functools, math, operator)}
_ERRORS = frozenset({"builtins.ImportError", "builtins.ModuleNotFoundError"})
_PLAIN = (ir.Store, ir.Load, ir.GetAttribute, ir.MakeFunction, ir.Annotate)


def failing(f: Frame, op: ir.Try) -> int | None:
    """The number of the import that surely fails in a `try` of imports only; -1 if all surely succeed, None
    if some may fail. One whose failure nothing survives is taken to find what is not here: an extension module.
    """
    sure = True
    for number, inner in enumerate(op.body):
        if isinstance(inner, ir.Import):
            succeeds = is_available(f, inner)
            if succeeds is False and sure and not _is_bound(f, inner):
                return None if all(_gives_up(handler) for handler in op.handlers) else number
            sure = sure and succeeds is True
        elif not isinstance(inner, _PLAIN):
            return None
    return -1 if sure else None


def catches_imports(f: Frame, handler: ir.Handler) -> bool:
    """Whether a handler is for imports that fail, and nothing else."""
    kind = f.value(handler.type) if isinstance(handler.type, str) else None
    return isinstance(kind, External) and kind.path in _ERRORS


def _gives_up(handler: ir.Handler) -> bool:
    return bool(handler.body) and handler.body[-1].__class__ is ir.Raise


def _is_bound(f: Frame, op: ir.Import) -> bool:
    """Whether a name that no statement binds is there all the same."""
    found = f.task.module(f.world.program.absolute(f.module.name, op.module, op.level))
    return (
        found is not None and op.name is not None and not isinstance(of_module(f, found, op.name), External)
    )


def is_available(f: Frame, op: ir.Import) -> bool | None:
    """Whether an import succeeds; None if that is not known."""
    program = f.world.program
    module = program.absolute(f.module.name, op.module, op.level)
    top = module.partition(".")[0]
    if f.task.module(module) is not None:
        return _has(f, module, op.name)
    if f.task.module(top) is not None:
        return False
    if module in SURE or f"{module}.{op.name}" in SURE:
        return True
    if op.name is not None and module in _NAMES and op.name not in _NAMES[module]:
        return None
    return True if top in sys.stdlib_module_names and top not in UNSURE and not top.startswith("_") else None


def _has(f: Frame, module: str, name: str | None) -> bool | None:
    program = f.world.program
    f.task.asked[LOADED, module] = None
    if not is_loaded(program, module):
        return None
    f.task.asked[TEXT, module] = None
    body = program.functions.get(f"{module}:")
    if body is not None and any(inner.__class__ is ir.Raise for inner in body.body):  # it surely fails itself
        return False
    if name is None or f.task.module(f"{module}.{name}") is not None:
        return True
    if body is None:
        return False
    if name in body.bound:
        return True
    is_open = any(isinstance(op, ir.ImportStar) for op in body.operations)
    return None if is_open or "__getattr__" in body.bound else False
