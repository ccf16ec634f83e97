"""What kinds of things the attributes of a class hold, by all that its methods store in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from adlint import ir
from adlint.interpret.program import Program, identity
from adlint.models.outside import gives_stream
from adlint.models.storage import ARRAYS
from adlint.storage.kinds import of_library

Resolve: TypeAlias = Callable[[str, str], str]  # a module and a name in it: the path of a library, or a class
NUMERIC = "numeric"  # an array or a number
_KINDS = {"list": "list", "dict": "dict", "set": "set", "generator": "generator"}
_CALLED = {f"builtins.{kind}": kind for kind in ("list", "dict", "set")}
_ITERATORS = frozenset(f"builtins.{name}" for name in "iter map filter zip enumerate reversed".split())
_FILE = "io.IOBase"
_DEFAULTS = "collections.defaultdict"
_PLAIN = frozenset(f"builtins.{name}" for name in "list dict set int float str bool".split())
_FRESH = ("numpy.", "jax.numpy.", "autograd.numpy.", "torch.", "scipy.")
_NUMBERS = frozenset({"builtins.float", "builtins.int", "builtins.bool", "builtins.str", "builtins.len"})


class Made:
    """Tells what the operations of a function make; `resolve` gives the path or the class of a global name."""

    def __init__(self, program: Program, resolve: Resolve, function: str) -> None:
        self.program = program
        self.resolve = resolve
        self.module = function.partition(":")[0]
        self.body = program.functions[function]
        self.ops = {op.at: op for block in ir.nested(self.body.body) for op in block}

    def kind(self, operand: ir.Operand) -> str:
        """The kind of thing that an operand is; "" if it may be any."""
        if isinstance(operand, ir.Const):
            return "" if operand.value is None else "number"
        op = self.ops.get(operand) if isinstance(operand, int) else None
        match op:
            case ir.Build(_, kind):
                return _KINDS.get(kind, "")
            case ir.Call(_, callee, items):
                path = self.path(callee)
                return "dict" if path == _DEFAULTS and self._makes_plain(items) else self._made(path)
            case _:
                return ""

    def path(self, operand: ir.Operand) -> str:
        """The library path, or the class of the program, that an operand stands for; "" if it is neither."""
        if isinstance(operand, str):
            is_own = self.body.name and operand in self.body.bound
            return "" if is_own else self.resolve(self.module, operand)
        op = self.ops.get(operand) if isinstance(operand, int) else None
        if isinstance(op, ir.Load):
            return self.path(op.name)
        if isinstance(op, ir.GetAttribute):
            base = self.path(op.base)
            return f"{base}.{op.name}" if base and ":" not in base else ""
        return ""

    def _makes_plain(self, items: tuple[ir.Item, ...]) -> bool:
        """Whether what is made for keys that are not there is a container of Python's own, or a number."""
        first = items[0] if items else None
        return isinstance(first, str | int) and self.path(first) in _PLAIN

    def _made(self, path: str) -> str:
        if ":" in path:
            return path
        if path in _NUMBERS:
            return "number"
        if path in _CALLED:
            return _CALLED[path]
        if gives_stream(path):
            return of_library(_FILE)
        if path in _ITERATORS or path.startswith("itertools."):
            return "generator"
        last = path.rpartition(".")[2]
        if path.startswith(_FRESH) and last[:1].islower() and ".random." not in path and ".nn." not in path:
            return "array" if last in ARRAYS else NUMERIC
        return of_library(path) if path and not path.startswith("builtins.") else ""


def stored(program: Program, resolve: Resolve, order: tuple[str, ...]) -> Mapping[str, str]:
    """The kinds of the attributes of a class, where all that is stored in them is of one kind (or None)."""
    found = stored_kinds(program, resolve, order)
    return {name: kinds.pop() for name, kinds in found.items() if len(kinds) == 1}


def stored_kinds(program: Program, resolve: Resolve, order: tuple[str, ...]) -> dict[str, set[str]]:
    """All kinds of things that methods of a class store in its attributes; "" where it may be any."""
    found: dict[str, set[str]] = {}
    for function in methods(program, order):
        made = Made(program, resolve, function)
        receiver = made.body.positional[:1]
        for op in made.ops.values():
            if isinstance(op, ir.SetAttribute) and (op.base,) == receiver and op.value is not None:
                is_none = isinstance(op.value, ir.Const) and op.value.value is None
                found.setdefault(op.name, set()).update(() if is_none else (made.kind(op.value),))
    return found


def methods(program: Program, order: tuple[str, ...]) -> Iterator[str]:
    """The functions that classes define as methods."""
    for cls in order:
        body = program.functions.get(cls)
        if body is not None and body.kind == "class":
            module = cls.partition(":")[0]
            made = (op for op in body.body if isinstance(op, ir.MakeFunction))
            yield from (identity(module, op.function) for op in made)
