"""A function that is looked at without a state: which of its operands are new, and which may be classes."""

from __future__ import annotations

from functools import cached_property

from adlint import ir
from adlint.interpret.views import described
from adlint.models import storage as model
from adlint.storage.definitions.defined import defined
from adlint.storage.run import Run

_OF_CLASSES = frozenset({"__new__", "__init_subclass__", "__class_getitem__"})  # whose first parameter is a class
_OF_OBJECTS = frozenset({"method", "property", "cached"})
_NAMES = frozenset({"__name__", "__qualname__", "__module__", "__doc__"})
_FRESH_CALLS = frozenset({"builtins.list", "builtins.dict", "builtins.set", "builtins.bytearray"})


class Body:
    """A function, and which of its operands are new, or may be classes."""

    def __init__(self, run: Run, name: str) -> None:
        self.run = run
        self.name = name
        self.module = name.partition(":")[0]
        self.function = run.body(name)
        self.ops = self.function.numbered
        self.parameters = {one.name for one in self.function.parameters}
        self.stores: dict[str, list[ir.Operand]] = {}
        for op in self.ops.values():
            if isinstance(op, ir.Store):
                self.stores.setdefault(op.name, []).append(op.value)

    def is_own(self, name: str) -> bool:
        """Whether a variable is the function's own."""
        return (name in self.function.bound or name in self.parameters) and name not in self.function.nonlocals

    def is_receiver(self, operand: ir.Operand) -> bool:
        """Whether an operand is the object of a method."""
        return (operand,) == self.function.positional[:1] and self.kind in _OF_OBJECTS

    @cached_property
    def kind(self) -> str:
        """What kind of member of a class the function is; "" for none."""
        cls = self.run.program.enclosing(self.name) or ""
        around = self.run.program.functions.get(cls)
        if around is None or around.kind != "class":
            return ""
        is_meta = "builtins.type" in self.run.orders.get(cls, ())
        of_class = is_meta or self.function.name.rpartition(".")[2].partition("#")[0] in _OF_CLASSES
        kinds = [one.kind for one in defined(around).values() if self.function.name in (one.function, one.setter)]
        return "classmethod" if of_class or not kinds else kinds[0]

    def may_be_class(self, operand: ir.Operand) -> bool:
        """Whether an operand may be a class, whose attributes all its objects share."""
        if isinstance(operand, str):
            is_first = (operand,) == self.function.positional[:1]
            is_told = operand in self.parameters and not (is_first and self.kind == "classmethod")
            return not (is_told or all(map(self.is_new, self.stores.get(operand, [""]))))
        op = self.ops.get(operand) if isinstance(operand, int) else None
        return not isinstance(op, ir.GetAttribute | ir.GetItem) or getattr(op, "name", "") == "__class__"

    def only_tells(self, at: int) -> bool:
        """Whether a class is only compared, named and written out."""
        users = [op for op in self.ops.values() if at in ir.operands(op)]
        is_named = all(isinstance(op, ir.GetAttribute) and op.name in _NAMES for op in users)
        return is_named or all(isinstance(op, ir.Binary | ir.Build) or _is_text(op) for op in users)

    def is_fresh(self, operand: ir.Operand) -> bool:
        """Whether an operand surely was made in the function."""
        if isinstance(operand, str) and operand not in self.parameters:
            found = self.stores.get(operand, [])
            return bool(found) and all(map(self.is_new, found))
        return self.is_new(operand)

    def is_new(self, operand: ir.Operand) -> bool:
        """Whether a value is a literal, or what an operation has just made."""
        op = self.ops.get(operand) if isinstance(operand, int) else None
        match op:
            case ir.Build() | ir.Unary():
                return True
            case ir.Binary():
                return not op.in_place
            case ir.Call():
                fact = self.run.facts[self.name].call.get(op.at)
                return fact is not None and all(map(_makes, described.atoms(fact.callees)))
            case _:
                return isinstance(operand, ir.Const)


def _is_text(op: ir.Op) -> bool:
    """Whether a value is made a text."""
    return isinstance(op, ir.Call) and op.callee in ("str", "repr", "format", "isinstance", "issubclass")


def _makes(callee: described.Atom) -> bool:
    match callee:
        case described.Class():
            return True
        case described.External(path):
            is_array = path.startswith("numpy.") and path.rpartition(".")[2] in model.ARRAYS - model.VIEWS
            return is_array or path in _FRESH_CALLS
        case _:
            return False
