"""What kinds of things the attributes of a class hold, by all that its methods store in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TypeAlias

from adlint import ir
from adlint.interpret.program import Program, identity
from adlint.models.iterators import TEE, given_by, makes_iterator, reader
from adlint.models.objects import gives_itself, is_common, is_made
from adlint.models.outside import gives_stream
from adlint.models.storage import ARRAYS, SCALARS
from adlint.storage.definitions.defined import defined
from adlint.storage.things.kinds import is_file, library_of, of_library

Resolve: TypeAlias = Callable[[str, str], str]  # a module and a name in it: the path of a library, or a class
OWNERS = 5  # classes that bind a name: with more, it says little
NUMERIC = "numeric"  # an array or a number
_KINDS = {"list": "list", "dict": "dict", "set": "set", "generator": "generator", "tuple": "tuple"}
_CALLED = {f"builtins.{kind}": kind for kind in ("list", "dict", "set")}
_FAR = 3  # calls and variables through which it is told what something is
_FILE = "io.IOBase"
DEFAULTS = "collections.defaultdict"
_CALLED_AS_METHODS = frozenset({"method", "staticmethod", "classmethod"})
_PLAIN = frozenset(f"builtins.{name}" for name in "list dict set int float str bool".split())
_FRESH = ("numpy.", "jax.numpy.", "autograd.numpy.", "torch.", "scipy.")
_NUMBERS = frozenset({"builtins.float", "builtins.int", "builtins.bool", "builtins.str", "builtins.len"})


class Made:
    """Tells what the operations of a function make; `resolve` gives the path or the class of a global name."""

    def __init__(self, program: Program, resolve: Resolve, function: str) -> None:
        self.program = program
        self.resolve = resolve
        self.module = function.partition(":")[0]
        self.function = function
        self.body = program.functions[function]
        self.ops = self.body.numbered

    def kind(self, operand: ir.Operand, far: int = _FAR) -> str:
        """The kind of thing that an operand is; "" if it may be any, or is told from `far` away."""
        if isinstance(operand, ir.Const):
            return "" if operand.value is None else "number"
        if isinstance(operand, str):
            return self.variable(operand, far - 1) if far else ""
        match self.ops.get(operand):
            case ir.Build(_, kind):
                return _KINDS.get(kind, "")
            case ir.Call(_, callee, items, keywords):
                path = self.path(callee)
                if told := reader(path, [name for name, _ in keywords]):
                    return of_library(told)
                if path in SCALARS and len(items) == 1 and isinstance(items[0], ir.Const):
                    return "number"
                if path == "":
                    return self._by_method(callee, far)
                if ":" in path:
                    return self._given(path, far)
                return "dict" if path == DEFAULTS and self._makes_plain(items) else self._made(path)
            case ir.GetAttribute(_, base, "flat") if self.kind(base, far) in ("array", NUMERIC):
                return "generator"
            case ir.Element(_, unpack, index):
                several = self.ops[unpack]
                return self._part(several.value, index, far) if isinstance(several, ir.Unpack) else ""
            case ir.GetItem(_, base) if far and is_file(kind := self.kind(base, far - 1)):
                return kind
            case ir.GetItem(_, base, ir.Const(_, int(index))):
                return self._part(base, index, far)
            case ir.GetAttribute(_, base, name) if (base,) == self.body.positional[:1] and far:
                return self._set(base, name, far - 1)
            case _:
                return ""

    def variable(self, name: str, far: int = _FAR) -> str:
        """The kind of all that the function binds a variable of its own to; "" if anything else may bind it."""
        if name not in self._own:
            return ""
        kinds = {self.kind(op.value, far) for op in self.ops.values() if isinstance(op, ir.Store) and op.name == name}
        return kinds.pop() if len(kinds) == 1 else ""

    @cached_property
    def _own(self) -> frozenset[str]:
        """The variables that nothing binds but the statements of the function itself."""
        if any(isinstance(op, ir.Match) for op in self.ops.values()):
            return frozenset()
        others = {parameter.name for parameter in self.body.parameters}
        for name, inner in self.program.tables[self.module].items():
            is_inside = not self.body.name or name.startswith(f"{self.function}.")
            others |= inner.nonlocals | inner.globals if is_inside else frozenset()
        return self.body.bound - others - self.body.globals - self.body.nonlocals

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

    def _set(self, base: ir.Operand, name: str, far: int) -> str:
        """The kind of all that the function sets an attribute to of what a method is called on."""
        sets = [op for op in self.ops.values() if isinstance(op, ir.SetAttribute) and op.base == base]
        kinds = {"" if op.value is None else self.kind(op.value, far) for op in sets if op.name == name}
        return kinds.pop() if len(kinds) == 1 else ""

    def _by_method(self, callee: ir.Operand, far: int) -> str:
        """The kind of what a method gives, or what is called that a call gave; "" if that is not told."""
        op = self.ops.get(callee) if isinstance(callee, int) else None
        base, name = (op.base, op.name) if isinstance(op, ir.GetAttribute) else (callee, "__call__")
        kind = self.kind(base, far) if isinstance(op, ir.GetAttribute | ir.Call) else ""
        if gives_itself(library_of(kind), name):
            return kind
        told = given_by(library_of(kind), name)
        return of_library(told) if told else self._by_own(base, kind, name, far)

    def _by_own(self, base: ir.Operand, kind: str, name: str, far: int) -> str:
        """The kind of what all methods of a name give that an object of a class of the program may have; where no class
        is known, those of a few classes that define one.
        """
        owners = [kind] if ":" in kind else [] if kind else sorted(self.program.definers.get(name, ()))
        is_told = (base,) == self.body.positional[:1] or ":" in kind
        if not is_told and (len(owners) > OWNERS or is_common(name)):
            return ""
        methods = [one for owner in owners for one in self._methods(owner, name)]
        kinds = {self._given(one, far) for one in methods}
        return kinds.pop() if len(kinds) == 1 else ""

    def _methods(self, cls: str, name: str) -> list[str]:
        """What a class defines by a name, but where that only raises, as what stands for those of classes below."""
        body = self.program.functions.get(cls)
        member = defined(body).get(name) if body is not None and body.kind == "class" else None
        if member is None or member.kind not in _CALLED_AS_METHODS:
            return []
        function = identity(cls.partition(":")[0], member.function)
        match self.program.functions[function].body[-1:]:
            case (ir.Raise(),):
                return []
            case _:
                return [function]

    def _given(self, path: str, far: int) -> str:
        """The kind of what a class of the program makes, or a function of it gives."""
        body = self.program.functions[path]
        if body.kind == "class":
            return path
        if body.is_generator or body.is_async:
            return "" if body.is_async else "generator"
        returned = [op.value for op in body.operations if isinstance(op, ir.Return)] if far else []
        made = Made(self.program, self.resolve, path)
        kinds = {made.kind(operand, far - 1) for operand in returned}
        return kinds.pop() if len(kinds) == 1 else ""

    def _part(self, operand: ir.Operand, index: int, far: int) -> str:
        """The kind of an item of a display, or of the iterators that `itertools.tee` gives."""
        op = self.ops.get(operand) if isinstance(operand, int) else None
        match op:
            case ir.Build(_, "tuple", items) if -len(items) <= index < len(items):
                item = items[index]
                is_told = not any(isinstance(one, ir.Starred) for one in items)
                return self.kind(item, far) if is_told and not isinstance(item, ir.Starred) else ""
            case ir.Call(_, callee) if self.path(callee) == TEE:
                return "generator"
            case _:
                return ""

    def _makes_plain(self, items: tuple[ir.Item, ...]) -> bool:
        """Whether what is made for keys that are not there is a container of Python's own, or a number."""
        first = items[0] if items else None
        return isinstance(first, str | int) and self.path(first) in _PLAIN

    def _made(self, path: str) -> str:
        if path in _NUMBERS:
            return "number"
        if path in _CALLED:
            return _CALLED[path]
        if gives_stream(path):
            return of_library(_FILE)
        if makes_iterator(path):
            return "generator"
        last = path.rpartition(".")[2]
        if path.startswith(_FRESH) and not is_made(path) and ".random." not in path and ".nn." not in path:
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
