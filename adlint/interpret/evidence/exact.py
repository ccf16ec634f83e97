"""Tests of the very class of an object: `type(x) is A`, `x.__class__ in (A, B)`."""

from __future__ import annotations

from adlint import ir
from adlint.interpret.collections.containers import held
from adlint.interpret.evidence.kinds import type_of
from adlint.interpret.evidence.narrowing import TESTS, restrict
from adlint.interpret.frame import Frame
from adlint.interpret.memory.atoms import Atom, Value, atoms, joined
from adlint.interpret.memory.spaces import Class, Object, is_any
from adlint.interpret.objects.derived import derived
from adlint.interpret.views.described import External, Parameter, Unknown
from adlint.interpret.world import TESTED

OF = "class of"  # what an operand is that is the class of a variable
TYPE = External("builtins.type")
_EXACTLY, _OTHERWISE = "exactly", "not exactly"
_SIGNS = {
    "is": _EXACTLY, "==": _EXACTLY, "in": _EXACTLY, "is not": _OTHERWISE, "!=": _OTHERWISE, "not in": _OTHERWISE,
}  # fmt: skip
_LISTED = frozenset({"tuple", "list", "set"})


def note_class(f: Frame, at: int, variable: ir.Operand) -> None:
    """Remember that an operation gives the class of a variable."""
    if variable.__class__ is str and not f.task.is_method("__class__"):
        f.conditions[at] = (variable, OF, None)


def tested(f: Frame, op: ir.Binary, right: Value) -> ir.Const | None:
    """What comparing the class of a variable gives, where that is known; what it says of the variable is remembered."""
    test = f.conditions.get(op.left) if op.left.__class__ is int else None
    if test is None or test[1] != OF or op.operator not in _SIGNS:
        return None
    against, kind = _Classes(f, op.operator, right), _SIGNS[op.operator]
    f.conditions[op.at] = (test[0], kind, against)
    value = f.given(test[0])
    if value.__class__ is Unknown or not against.must:
        return None
    said = {is_exactly(f, atom, against.must) for atom in atoms(value)}
    outcome = said.pop() if len(said) == 1 else None
    return None if outcome is None else ir.Const(repr(outcome is (kind == _EXACTLY)), outcome is (kind == _EXACTLY))


class _Classes:
    """The classes that one is compared with: those it may be, and those it is not where the comparison fails."""

    def __init__(self, f: Frame, sign: str, right: Value) -> None:
        several = list(atoms(right))
        if sign in ("in", "not in"):
            inner = [held(f, a) for a in several if isinstance(a, Object) and a.kind in _LISTED]
            is_whole = len(inner) == len(several) and None not in inner
            found = [one for value in inner if value is not None for one in atoms(value)] if is_whole else []
        else:
            found = several
        classes = [one for one in dict.fromkeys(found) if isinstance(one, Class | External)]
        self.may = classes if len(classes) == len(set(found)) else []
        self.must = self.may if len(several) == 1 and (sign in ("in", "not in") or len(classes) == 1) else []


def _told(f: Frame, name: str, value: Value, against: object, outcome: bool) -> None:
    """What `type(variable) is against` of this outcome leaves of a variable."""
    assert isinstance(against, _Classes)
    if outcome and against.may:
        exact = [one.generic for one in against.may if isinstance(one, Class)][:4]
        for one in atoms(value) if exact and f.task.scale.operations else ():
            if one.__class__ is Parameter and not one.path:
                f.task.add(f.world.function(f.task.root), (TESTED, one.name), joined(exact) or one)
        restrict(f, name, value, lambda atom: _as_one_of(f, atom, against.may), exact)
    elif not outcome and against.must:
        restrict(f, name, value, lambda a: [] if is_exactly(f, a, against.must) is True else [a], [])


TESTS[_EXACTLY] = _told
TESTS[_OTHERWISE] = lambda f, name, value, against, outcome: _told(f, name, value, against, not outcome)


def _as_one_of(f: Frame, atom: Atom, classes: list[Class | External]) -> list[Atom]:
    if is_exactly(f, atom, classes) is False:
        return []
    if isinstance(atom, Object) and is_any(atom):
        assert atom.cls is not None
        return [one.generic for one in classes if isinstance(one, Class) and atom.cls in one.order] or [atom]
    return [atom]


def is_exactly(f: Frame, atom: Atom, classes: list[Class | External]) -> bool | None:
    """Whether an atom is of one of some classes, and of none derived from it; None if it may be."""
    if isinstance(atom, Object) and atom.cls is not None:
        if not is_any(atom):
            return atom.cls in classes
        if any(isinstance(one, Class) and atom.cls in one.order for one in classes):
            return None if derived(f.task, atom.cls) else True
        return False
    kind = type_of(atom)
    if kind is None:
        return None
    told = {isinstance(one, External) and _is_kind(one.path, kind) for one in classes}
    return True if True in told else None if None in told else False


def _is_kind(path: str, kind: type) -> bool | None:
    owner, _, name = path.rpartition(".")
    return name == kind.__name__ if owner == "builtins" else None
