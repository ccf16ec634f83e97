"""Operators: what they give for literals, texts, containers, and objects of the program."""

from __future__ import annotations

import operator
from collections.abc import Callable

from adlint import ir
from adlint.interpret.collections.containers import LONG, SEQUENCES, held, of_items, sequence, update
from adlint.interpret.collections.formatting import interpolated
from adlint.interpret.collections.iteration import extend, may_be_object
from adlint.interpret.collections.text import converted, woven
from adlint.interpret.evidence.exact import tested
from adlint.interpret.evidence.narrowing import compared, truth_of
from adlint.interpret.evidence.sameness import same
from adlint.interpret.evidence.types import is_one, is_type, named
from adlint.interpret.frame import Frame
from adlint.interpret.memory.atoms import ARITHMETIC, Alias, Text, Value, atoms
from adlint.interpret.memory.spaces import Class, Object
from adlint.interpret.objects import special
from adlint.interpret.views.described import External, Parameter, Unknown
from adlint.ir import Const


def unary(f: Frame, op: ir.Unary) -> None:
    """`operator operand`."""
    value = f.given(op.operand)
    if op.operator in ir.CONVERSIONS:
        f.temps[op.at] = converted(f, op.at, value, "__str__" if op.operator == "!s" else "__repr__")
        return
    if isinstance(value, Const) and op.operator == "-" and isinstance(value.value, int | float):
        f.temps[op.at] = Const(repr(-value.value), -value.value)
        return
    if op.operator == "not":
        f.conditions[op.at] = ("", "not", op.operand)
        known = truth_of(value)
        if known is not None:
            f.temps[op.at] = Const(repr(not known), not known)
            return
    is_asked = may_be_object(value) or _has_metaclass(value)
    given = special.unary(f, op.at, op.operator, value) if is_asked else None
    f.temps[op.at] = ARITHMETIC if given is None else given


def binary(f: Frame, op: ir.Binary) -> None:
    """`left operator right`."""
    left, right = f.given(op.left), f.given(op.right)
    if op.operator == "|" and (is_type(left) or is_type(right)):
        said = special.binary(f, op.at, "|", left, right) if _has_metaclass(left) or _has_metaclass(right) else None
        f.temps[op.at] = said or Alias("typing.Union", (named(left, op.left), named(right, op.right)))
        return
    if op.left.__class__ is int and op.left in f.conditions and (told := tested(f, op, right)) is not None:
        f.temps[op.at] = told
        return
    is_silent = left.__class__ in _SAYING_NOTHING and right.__class__ in _SAYING_NOTHING
    if is_silent and f.notes is None and not (left.__class__ is External and op.operator in ("is", "is not")):
        f.temps[op.at] = ARITHMETIC
        return
    if f.notes is not None and op.operator in ("is", "is not", "==", "!="):
        f.notes.tested(f, op.at, left)
    if op.operator in ir.COMPARISONS:
        if right == _NONE and isinstance(op.left, str) and op.operator in ("is", "is not", "==", "!="):
            f.conditions[op.at] = (op.left, "None" if op.operator in ("is", "==") else "not None", ARITHMETIC)
        told = compared(op.operator, left, right)
        if told is None and op.operator in ("in", "not in"):
            told = _among(f, op.operator, left, right)
        if told is None:
            told = same(f, op, left, right)
        if told is not None:
            f.temps[op.at] = told
            return
    given = None
    if may_be_object(left) or may_be_object(right) or _is_asked(op.operator, left, right):
        given = special.binary(f, op.at, op.operator, left, right)
    f.temps[op.at] = (_computed(f, op, left, right) or ARITHMETIC) if given is None else given


def _has_metaclass(value: Value) -> bool:
    return value.__class__ is Class and value.metaclass is not None


def _is_asked(operator: str, left: Value, right: Value) -> bool:
    """Whether membership asks what goes through its items one by one, or a comparison two containers."""
    if _has_metaclass(left) or _has_metaclass(right):
        return True
    if operator in _COMPARISONS:
        return left.__class__ in _HOLDING and right.__class__ in _HOLDING
    return right.__class__ is Object and right.kind in _SEARCHED and operator in ("in", "not in")


_COMPARISONS = ir.COMPARISONS - {"in", "not in", "is", "is not"}
_HOLDING = frozenset({Object, tuple})
_SEARCHED = frozenset({"generator", "lazy", "list", "tuple"})  # sets and dicts ask for the hash of what is looked for


def _among(f: Frame, operator: str, left: Value, right: Value) -> Const | None:
    """Whether a literal is one of a tuple of literals, or something of a library one of several such things."""
    if isinstance(left, Const):
        items = sequence(f, right) if isinstance(right, Object) and right.kind == "tuple" else None
        if items is None or not all(isinstance(item, Const) for item in items):
            return None
        is_there = any(isinstance(item, Const) and item.value == left.value for item in items)
    elif isinstance(left, External) and isinstance(right, Object) and right.kind in _KINDS:
        kept = held(f, right)
        said = [is_one(left.path, a.path) if isinstance(a, External) else None for a in atoms(kept)] if kept else []
        if not said or (None in said and True not in said):
            return None
        is_there = True in said
    else:
        return None
    return Const(repr(is_there is (operator == "in")), is_there is (operator == "in"))


_KINDS = frozenset({"tuple", "list", "set"})


def _computed(f: Frame, op: ir.Binary, left: Value, right: Value) -> Value | None:
    sign = op.operator.removesuffix("=") if op.in_place else op.operator
    match sign, left, right:
        case _, Const(_, int(a)), Const(_, int(b)) if sign in _WHOLE and not f.loops:
            if b == 0 and sign in ("//", "%"):
                return None
            made = _WHOLE[sign](a, b)
            return Const(repr(made), made)
        case "+", _, _ if _is_text(left) or _is_text(right):
            return woven([left, right])
        case "%", Const(_, str(pattern)), _:
            return interpolated(f, op.at, pattern, right)
        case "+" | "*" | "|", _, _:
            containers = [a for a in atoms(left) if isinstance(a, Object) and a.kind != "instance"]
            if sign == "*":
                containers += [a for a in atoms(right) if isinstance(a, Object) and a.kind != "instance"]
            return _concatenated(f, op, containers[0], right, sign) if containers else None
        case _:
            return None


_WHOLE: dict[str, Callable[[int, int], int]] = {
    "+": operator.add, "-": operator.sub, "//": operator.floordiv, "%": operator.mod,
}  # fmt: skip


def _is_text(value: Value) -> bool:
    """Whether all that is known of a value is that it is one of some texts."""
    return all(isinstance(one, Text) or (isinstance(one, Const) and isinstance(one.value, str)) for one in atoms(value))


def _concatenated(f: Frame, op: ir.Binary, left: Object, right: Value, operator: str) -> Value:
    """`list + list`, `dict | dict`: the new container (or, in place, the old one) holds what both hold."""
    if operator == "*" and left.kind in SEQUENCES and not op.in_place:
        return _repeated(f, op, left, f.given(op.left) if right is left else right)
    if operator == "*" or (operator == "|" and left.kind not in ("dict", "set")):
        return left
    if op.in_place:
        made = left
    else:
        made = f.make(left.kind, op.at)
        made.fields = {key: v for key in f.task.keys(left) if (v := f.task.get(left, key)) is not None}
    if left.kind == "dict":
        update(f, made, right)
    else:
        for atom in atoms(right):
            extend(f, made, op.at, atom)
    return made


def _repeated(f: Frame, op: ir.Binary, items: Object, times: Value) -> Object:
    """`items * times`."""
    known = sequence(f, items)
    count = times.value if isinstance(times, Const) and not f.loops else None
    if known is not None and isinstance(count, int) and len(known) * count <= LONG:
        return of_items(f, items.kind, op.at, known * count, None)
    return of_items(f, items.kind, op.at, None, held(f, items))


_NONE = Const("None", None)
_SAYING_NOTHING = frozenset({Unknown, Parameter, External})
