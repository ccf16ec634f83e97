"""Whether two classes, or two functions, are one: `cls is Base`, and what a variable may be where that was asked."""

from __future__ import annotations

from adlint import ir
from adlint.interpret.evidence.narrowing import TESTS
from adlint.interpret.frame import Frame
from adlint.interpret.memory.atoms import Closure, Value, atoms, joined
from adlint.interpret.memory.spaces import Class
from adlint.ir import Const

_SIGNS = {"is": True, "==": True, "is not": False, "!=": False}
_KIND = "same class"


def same(f: Frame, op: ir.Binary, left: Value, right: Value) -> Const | None:
    """What comparing a class with another gives, or a function with another; None where that is not known."""
    if op.operator not in _SIGNS:
        return None
    if left.__class__ is Closure and right.__class__ is Closure:
        return None if left.function == right.function else _said(op, False)
    if right.__class__ is not Class or right.metaclass is not None:
        return None
    if isinstance(op.left, str) and _SIGNS[op.operator]:
        f.conditions[op.at] = (op.left, _KIND, right)
    if left.__class__ is not Class:
        return None
    is_one = _is_one(f, op.left, left, right)
    return None if is_one is None else _said(op, is_one)


def _said(op: ir.Binary, is_one: bool) -> Const:
    outcome = is_one is _SIGNS[op.operator]
    return Const(repr(outcome), outcome)


def _is_one(f: Frame, operand: ir.Operand, left: Class, right: Class) -> bool | None:
    """Where it is not passed by a caller, a class may stand for any that is derived from it."""
    if right is not left and left not in right.order and left.name != right.name:
        return False
    is_general = f.scope is not None and f.scope.is_general
    is_passed = isinstance(operand, str) and operand in f.function.positional
    return left is right if is_passed and not is_general else None


def _narrow(f: Frame, name: str, value: Value, against: Value, outcome: bool) -> None:
    """Where a variable is the class it is no other, and else not the class."""
    kept = [a for a in atoms(value) if a.__class__ is not Class or (a is against) is outcome]
    if kept and len(kept) < len(atoms(value)):
        f.task.journal.write(f.fields, name, joined(kept))


TESTS[_KIND] = _narrow
