"""Conditions: what is known of them, and what they say of variables."""

from __future__ import annotations

import builtins
import operator
from collections.abc import Callable
from typing import Any

from adlint import ir
from adlint.interpret.collections.containers import spread
from adlint.interpret.evidence.kinds import counts_as, type_of
from adlint.interpret.evidence.recalled import recalled
from adlint.interpret.evidence.types import is_one
from adlint.interpret.frame import Condition, Frame
from adlint.interpret.imports.versions import version_test
from adlint.interpret.memory.atoms import (
    CAUGHT,
    UNTOLD,
    Alias,
    Atom,
    Builtin,
    Closure,
    Method,
    Partial,
    Value,
    Wrapped,
    atoms,
    joined,
)
from adlint.interpret.memory.spaces import REGISTERED, REST, Class, Module, Object, is_generic
from adlint.interpret.views.described import External, Parameter, Unknown
from adlint.interpret.world import TESTED

_CHECKING = frozenset({"typing.TYPE_CHECKING", "typing_extensions.TYPE_CHECKING"})
_NONE = ir.Const("None", None)


def truth(f: Frame, operand: ir.Operand) -> bool | None:
    """What a condition is, where that is known before the program runs."""
    said = truth_of(f.value(operand))
    test = f.conditions.get(operand) if said is None and operand.__class__ is int else None
    return test[2] if test is not None and test[1] == "decided" else said  # type: ignore[return-value]


def is_for_checkers(value: Value) -> bool:
    """Whether a condition holds for type checkers alone. What is imported under it is what annotations name, so it
    is taken to be there, unless another branch says what is there when the program runs.
    """
    return isinstance(value, External) and value.path in _CHECKING


def truth_of(value: Value) -> bool | None:
    """Whether a value is true; None if it may be either."""
    if value.__class__ is Unknown:
        return None
    if value.__class__ is not tuple:
        return is_true(value)  # type: ignore[arg-type]
    said: bool | None = None
    for atom in atoms(value):
        told = None if atom.__class__ is ir.Const and atom != _NONE else is_true(atom)  # literals count loops
        if told is None or said is (not told):
            return None
        said = told
    return said


def is_true(atom: Atom) -> bool | None:
    """Whether one atom is true; None if it may be either."""
    kind = atom.__class__
    if kind is ir.Const:
        return bool(atom.value)  # type: ignore[union-attr]
    if kind in _TRUE:
        return True
    match atom:
        case External(path):
            return False if path in _CHECKING else True if _is_function(path) else None
        case Class(metaclass=None):
            return True
        case Object(kind="tuple", fields=dict() as held):
            return None if REST in held else bool(held)
        case Object(kind="generator" | "coroutine"):
            return True
        case Object(kind="instance", cls=Class(order=order)):
            return True if all(_is_plain(base) for base in order) else None
        case _:
            return None


_TRUE = frozenset({Closure, Method, Module, Partial, Wrapped, Builtin})


def _is_function(path: str) -> bool:
    return path.startswith("builtins.") and callable(getattr(builtins, path[9:], None))


def _is_plain(base: Class | External) -> bool:
    """Whether objects of the class are true, as far as it is this class that decides."""
    if isinstance(base, Class):
        return not any(has_part(base, name) for name in ("__bool__", "__len__"))
    return base.path == "builtins.object"


def has_part(cls: Class, name: str) -> bool:
    """Whether a class itself has an attribute: if that changes, its shape does (see `schedule`)."""
    if cls.fields is not None:
        return cls.fields.get(name) is not None
    cell = cls.cells.get(name)
    return cell is not None and cell.value is not None


def parts(value: Value, outcome: bool) -> Value:
    """What of a value is true, or false; all of it if nothing is known."""
    if value.__class__ is not tuple:
        return value
    kept = [atom for atom in atoms(value) if is_true(atom) in (outcome, None)]
    return value if len(kept) == len(value) else joined(kept) or value


_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
_VERSIONS = frozenset({External, Alias})
_SAME = {"is": True, "==": True, "is not": False, "!=": False}


def compared(sign: str, left: Value, right: Value) -> ir.Const | None:
    """What comparing literals gives, or asking what surely is an object whether it is None."""
    if left.__class__ is tuple and isinstance(right, ir.Const):
        return _compared_texts(sign, atoms(left), right)
    if not isinstance(left, ir.Const):
        is_there = left is CAUGHT or isinstance(left, Closure | Class | Module | Method | Object)
        if right == _NONE and sign in _SAME and is_there:
            return ir.Const(repr(not _SAME[sign]), not _SAME[sign])
        if sign in ("is", "is not") and isinstance(left, External) and isinstance(right, External):
            same = is_one(left.path, right.path)
            return None if same is None else ir.Const(repr(same is _SAME[sign]), same is _SAME[sign])
        return version_test(sign, left, right) if left.__class__ in _VERSIONS else None
    if not isinstance(right, ir.Const):
        return None
    if sign in ("is", "is not"):
        is_same = left == right and (left.value is None or isinstance(left.value, bool))
        if not is_same and (left.value is not None and right.value is not None):
            return None
        return ir.Const(repr(is_same is _SAME[sign]), is_same is _SAME[sign])
    try:
        told = bool(_COMPARED[sign](left.value, right.value)) if sign in _COMPARED else None
    except TypeError:
        told = None
    return None if told is None else ir.Const(repr(told), told)


def _compared_texts(sign: str, left: tuple[Atom, ...], right: ir.Const) -> ir.Const | None:
    """What comparing any of several texts gives, if all give the same; numbers may be counts of a loop."""
    if not all(isinstance(atom, ir.Const) and isinstance(atom.value, str) for atom in left):
        return None
    said = {compared(sign, atom, right) for atom in left}
    return said.pop() if len(said) == 1 else None


def note_test(f: Frame, op: ir.Call, callee: External, against: tuple[Value, ...]) -> None:
    """Remember what a call of a function that tests a variable asks; `getattr` does so where its default is false."""
    variable, kind = op.arguments[0], callee.path.removeprefix("builtins.")
    if kind in TESTS and isinstance(variable, str) and not against:
        f.conditions[op.at] = (variable, kind, _NONE)
    elif kind in TESTS and isinstance(variable, str):
        is_default = len(against) == 2 and kind == "getattr" and _is_false(against[1])
        if is_default or (len(against) == 1 and kind != "getattr"):
            f.conditions[op.at] = (variable, _OR_NONE if is_default and against[1] == _NONE else kind, against[0])


_OR_NONE = "getattr or None"


def _is_false(value: Value) -> bool:
    """Whether a value is false; of a container that was made just now that is known."""
    if isinstance(value, Object) and value.kind in _HOLDING:
        return value.fields == {}
    return truth_of(value) is False


def narrow(f: Frame, operand: ir.Operand, outcome: bool) -> None:
    """Let variables be only what a condition of this outcome leaves them."""
    if operand.__class__ is str:
        _narrow_name(f, operand, outcome)
    elif operand.__class__ is int:
        test = f.conditions.get(operand)
        if test is not None:
            _narrow(f, test, outcome)


def _narrow(f: Frame, test: Condition, outcome: bool) -> None:
    name, kind, against = test
    if kind == "not":
        narrow(f, against, not outcome)  # type: ignore[arg-type]
        return
    if kind in ("and", "or"):
        for part in against if outcome is (kind == "and") else ():  # type: ignore[attr-defined]
            if part is not None:
                _narrow(f, part, outcome)
        return
    if kind == "true":
        _narrow_name(f, name, outcome)
        return
    value = f.fields.get(name)
    if value is None:
        return
    if kind == "not None":
        kind, outcome = "None", not outcome
    if kind in TESTS:
        TESTS[kind](f, name, value, against, outcome)  # type: ignore[arg-type]
    elif kind == "None":
        earlier = None if outcome else recalled(f, name)
        kept = [a for a in atoms(value) if (a == _NONE) is outcome or isinstance(a, Unknown | Parameter)]
        if kept and len(kept) < len(atoms(value)):
            f.task.journal.write(f.fields, name, joined(kept))
        if earlier is not None and earlier[1] == _OR_NONE:
            _narrow(f, earlier, True)


def _narrow_name(f: Frame, name: str, outcome: bool) -> None:
    value, test = f.fields.get(name), recalled(f, name)
    if value.__class__ is tuple:
        kept = parts(value, outcome)
        if kept is not value:
            f.task.journal.write(f.fields, name, kept)
    if test is not None:
        _narrow(f, test, outcome)


def _instance(f: Frame, name: str, value: Value, kinds: Value, outcome: bool) -> None:
    classes = list(classes_in(f, kinds))
    if not classes:
        return
    is_asked = any(says_itself(f, one) for one in classes)

    def kept(atom: Atom) -> list[Atom]:
        if may_be(atom, classes) not in (outcome, None):
            return [atom] if is_asked and isinstance(atom, Object) else []
        return below(atom, classes) if outcome else [atom]

    anyone = [c.anyone for c in classes if isinstance(c, Class)][:4]
    for one in atoms(value) if outcome and anyone and f.task.scale.operations else ():
        if one.__class__ is Parameter and not one.path:
            f.task.add(f.world.function(f.task.root), (TESTED, one.name), joined(anyone) or one)
    restrict(f, name, value, kept, anyone if outcome else [])


def says_itself(f: Frame, cls: Class | External) -> bool:
    """Whether a class, or its metaclass, says by a method of the program what its instances are."""
    if not isinstance(cls, Class) or not (f.task.is_method("__subclasshook__") or cls.metaclass):
        return False
    asking = cls.metaclass.order if cls.metaclass is not None else ()
    return any(isinstance(one, Class) and has_part(one, "__subclasshook__") for one in cls.order) or any(
        isinstance(one, Class) and has_part(one, "__instancecheck__") for one in asking
    )


def restrict(f: Frame, name: str, value: Value, kept: Callable[[Atom], list[Atom]], instead: list[Object]) -> None:
    """Let a variable be what is `kept` of each of its atoms, or, if nothing known is, something `instead`."""
    found: list[Atom] = []
    is_known = False
    for atom in atoms(value):
        passed = f.passed(atom) if atom.__class__ is Parameter and not atom.path else None
        left = [one for a in atoms(atom if passed is None else passed) for one in kept(a)]
        is_known = is_known or any(a.__class__ not in UNTOLD for a in left)
        if passed is not None:
            left = [Parameter(atom.name, (), tuple(left))]  # type: ignore[union-attr]
        found += left
    if not is_known:
        found += instead
    if found:
        f.task.journal.write(f.fields, name, joined(found))


_HOLDING = frozenset({"list", "tuple", "dict", "set"})


# what calls of functions that test an object leave of it
TESTS: dict[str, Callable[[Frame, str, Value, Value, bool], None]] = {"isinstance": _instance}


def below(atom: Atom, classes: list[Class | External]) -> list[Atom]:
    """What any object of a class is where it is of one of the classes derived from it."""
    if not isinstance(atom, Object) or not is_generic(atom) or may_be(atom, classes) is True:
        return [atom]
    return [c.anyone for c in classes if isinstance(c, Class) and atom.cls in c.order] or [atom]


def classes_in(f: Frame, kinds: Value) -> list[Class | External]:
    """The classes that one, several of them in a tuple, or a union of them stands for."""
    found: list[Class | External] = []
    for atom in spread(f, kinds):
        if isinstance(atom, Class | External):
            found += [atom, *registered(f, atom)]
        elif isinstance(atom, Alias) and atom.of == "typing.Union":
            found += [one for inner in atom.arguments for one in classes_in(f, inner)]
        elif atom == _NONE:
            found.append(External("types.NoneType"))
    return found


def registered(f: Frame, cls: Class | External) -> list[Class]:
    """The classes that were registered with an abstract class."""
    found = f.task.get(cls.shared, REGISTERED) if isinstance(cls, Class) else None
    return [] if found is None else [atom for atom in atoms(found) if isinstance(atom, Class)]


def is_instance(f: Frame, value: Value, kinds: Value) -> bool | None:
    """Whether all that a value may be, or none of it, is an instance of some classes; None if some may."""
    classes = list(classes_in(f, kinds))
    found = (
        {may_be(atom, classes) for atom in atoms(value)}
        if classes and value.__class__ is not Unknown
        else {None}
    )
    return found.pop() if len(found) == 1 else None


def _may_hold(path: str, cls: Class) -> bool:
    """Whether objects of a class may be instances of a library's class that is none of its known bases."""
    return not path.startswith(_CONCRETE) or any(
        isinstance(base, External) and not base.path.startswith(_PLAIN) for base in cls.order
    )


_CONCRETE = ("builtins.", "numpy.")  # where classes come from that others are no instances of without being derived
# where bases come from whose objects are no texts or numbers
_PLAIN = ("typing.", "abc.", "builtins.object", "builtins.Exception")


def _counts(atom: object, classes: list[Class | External]) -> bool | None:
    """Whether a value of Python's own is an instance of one of the classes; None if it may be."""
    kind = type_of(atom)
    told = {isinstance(c, External) and counts_as(kind, c.path) for c in classes} if kind is not None else {None}
    return True if True in told else None if None in told else False


_PROTOCOL = External("typing.Protocol")


def _fits(atom: Object, cls: Class, protocols: list[Class]) -> bool | None:
    """Whether an object has all that a protocol, and those above it, ask for; None if it may be given that."""
    asked = [name for one in protocols for name in (*(one.fields or {}), *one.cells, *one.annotated)]
    names = {name for name in asked if isinstance(name, str) and name not in _OF_CLASSES and name[:1] != "*"}
    names = {one for one in names if not any(isinstance(base, Class) and has_part(base, one) for base in cls.order)}
    if not names:
        return True
    is_whole = atom.fields is not None and not is_generic(atom) and all(map(_is_bare, cls.order))
    return False if is_whole and not names <= (atom.fields or {}).keys() else None


def _is_bare(base: Class | External) -> bool:
    """Whether objects have nothing from a base that is not seen."""
    return base.path.startswith(_PLAIN) if isinstance(base, External) else not has_part(base, "__getattr__")


# what bodies of classes define that no protocol asks of others
_OF_CLASSES = frozenset({
    "__module__", "__qualname__", "__doc__", "__annotations__", "__slots__", "__init__", "__new__", "__init_subclass__",
    "__class_getitem__", "__subclasshook__", "__match_args__", "__orig_bases__", "__parameters__",
})  # fmt: skip


def may_be(atom: object, classes: list[Class | External]) -> bool | None:
    """Whether an atom is an instance of one of the classes; None if it may be."""
    match atom:
        case Object(kind="instance", cls=Class() as cls):
            order = cls.order
            for one in classes:  # it is asked often, and of few classes
                if one in order:
                    return True
            for one in classes:
                if one.__class__ is External and _may_hold(one.path, cls):
                    return None
            for protocol in classes:
                if isinstance(protocol, Class) and _PROTOCOL in protocol.order:
                    above = [one for one in protocol.order if isinstance(one, Class) and _PROTOCOL in one.order]
                    return _fits(atom, cls, above)
            is_below = is_generic(atom) and any(cls in c.order for c in classes if isinstance(c, Class))
            return None if is_below else False
        case Object() if all(isinstance(one, Class) for one in classes):
            return False
        case Object(kind=kind):
            told = _counts(atom, classes)
            names = [c.path.rpartition(".")[2].lower() for c in classes if isinstance(c, External)]
            return told if told is not None else kind in names or None
        case ir.Const():
            return _counts(atom, classes) or False
        case Closure() | Method() | Module():
            return False if all(isinstance(c, Class) for c in classes) else None
        case _:
            return None
