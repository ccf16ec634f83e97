"""What operators, subscripts, truth and iteration do to objects of the program: they call methods.

Python's reference, 3.3: special method names.
"""

from __future__ import annotations

from collections.abc import Iterable

from adlint import ir
from adlint.interpret.collections.containers import held
from adlint.interpret.collections.iteration import items_of, may_be_object
from adlint.interpret.collections.mappings import is_mapping
from adlint.interpret.frame import Frame
from adlint.interpret.memory.atoms import UNTOLD, Atom, Class, Closure, Text, Value, atoms, joined
from adlint.interpret.memory.spaces import Object
from adlint.interpret.objects.dispatch import call_method
from adlint.interpret.objects.hashing import ask_hash, is_hashed, may_have_hash, rivals
from adlint.interpret.objects.lookup import lookup
from adlint.interpret.views.described import External
from adlint.ir import Const
from adlint.ir.operators import ARITHMETIC, COMPARED, MIRRORED, UNARY

NOT_IMPLEMENTED = External("builtins.NotImplemented")
_NDARRAY = External("numpy.ndarray")


def binary(f: Frame, at: int, operator: str, left: Value, right: Value) -> Value | None:
    """`left operator right`: the method of the left side, of the right side if the left has none."""
    if operator in ("in", "not in"):
        return _contained(f, at, left, right)
    if operator in COMPARED:
        _compare_items(f, at, operator, left, right)
        said = _either(f, at, left, right, *_names(operator))
        return binary(f, at, "==", left, right) if said is None and operator == "!=" else said
    name = ARITHMETIC.get(operator.removesuffix("="))
    if name is None:
        return None
    if operator in ir.IN_PLACE:
        changed = call_method(f, at, left, f"__i{name}__", right)
        if changed is not None:
            return changed
    made = _either(f, at, left, right, f"__{name}__", f"__r{name}__")
    return _array(f, at, left, right) if made is None and "__array_finalize__" in f.world.methods else made


def _array(f: Frame, at: int, *operands: Value) -> Value | None:
    """What arithmetic gives with objects of a class that is derived from NumPy's arrays: another one, unless it says
    itself what becomes of them.
    """
    for one in [atom for value in operands for atom in atoms(value) if not _says_itself(f, atom)]:
        if (made := another(f, at, one)) is not None:
            return made
    return None


def _says_itself(f: Frame, atom: Atom) -> bool:
    cls = atom.cls if isinstance(atom, Object) else None
    return cls is not None and isinstance(lookup(f, cls, "__array_ufunc__"), Closure)


def another(f: Frame, at: int, atom: Atom) -> Value | None:
    """Another array of a class of the program that is derived from NumPy's, made of one; None if it is none."""
    if not isinstance(atom, Object) or atom.cls is None or _NDARRAY not in atom.cls.order:
        return None
    call_method(f, at, atom, "__array_finalize__", atom)
    return atom


def ordered(f: Frame, at: int, item: Value, operator: str = "<") -> None:
    """Putting items in order compares one with another."""
    if item.__class__ is Object or item.__class__ is tuple:
        binary(f, at, operator, item, item)


def _compare_items(f: Frame, at: int, operator: str, left: Value, right: Value) -> None:
    """Containers are equal if what they hold is; the first items that are not say which comes first."""
    first = _by_kind(left)
    second = _by_kind(right) if first else {}
    for kind in COMPARED_BY_ITEMS if second else ():
        ours, theirs = _held(f, first.get(kind, ())), _held(f, second.get(kind, ()))
        if ours is not None and theirs is not None and (may_be_object(ours) or may_be_object(theirs)):
            _either(f, at, ours, theirs, "__eq__", "__eq__")
            if operator not in ("==", "!="):
                _either(f, at, ours, theirs, *_names(operator))


def _names(operator: str) -> tuple[str, str]:
    return f"__{COMPARED[operator]}__", f"__{COMPARED[MIRRORED[operator]]}__"


COMPARED_BY_ITEMS = ("list", "tuple", "dict")


def _by_kind(value: Value) -> dict[str, list[Object]]:
    """The containers in a value, by their kinds."""
    found: dict[str, list[Object]] = {}
    for atom in atoms(value):
        if atom.__class__ is Object and atom.kind != "instance":
            found.setdefault(atom.kind, []).append(atom)
    return found


def _held(f: Frame, containers: Iterable[Object]) -> Value | None:
    return joined([item for one in containers if (item := held(f, one)) is not None])


def _either(f: Frame, at: int, left: Value, right: Value, name: str, mirrored: str) -> Value | None:
    """What the method of the left side gives, or, where that is not there or gives up, that of the right
    side. The right side goes first if its class is derived from the left one's and has a method of its own.
    """
    found: list[Value] = []
    if _goes_first(f, left, right, mirrored):
        first = call_method(f, at, right, mirrored, left)
        if first is not None and not _gives_up(first):
            return first
    made = call_method(f, at, left, name, right)
    if made is not None:
        found = [atom for atom in atoms(made) if atom != NOT_IMPLEMENTED]
    if _is_for_right(made, left, right, name):
        other = call_method(f, at, right, mirrored, left)
        found += [] if other is None else [other]
    elif made is not None and _gives_up(made) and (others := _others(f, left, right, name)):
        other = call_method(f, at, others, mirrored, left)
        found += [] if other is None else [other]
    return joined(found)


def _is_for_right(made: Value | None, left: Value, right: Value, name: str) -> bool:
    """Whether the right side is asked: the left side has not got the method, or may be what is known to have none. A
    container or a text is put before another one, where the right side may be that.
    """
    lacking = [a for a in atoms(left) if made is None or (a.__class__ not in UNTOLD and not may_be_object(a))]
    if name == "__add__" and any(one.__class__ in UNTOLD or _is_container(one) for one in atoms(right)):
        return not all(map(_is_container, lacking))
    return bool(lacking)


def _is_container(atom: Atom) -> bool:
    if isinstance(atom, Const):
        return isinstance(atom.value, str | bytes)
    return atom.__class__ is Text or (isinstance(atom, Object) and atom.kind in _CONTAINERS)


_CONTAINERS = frozenset({"list", "tuple", "dict", "set"})


def _gives_up(result: Value) -> bool:
    return NOT_IMPLEMENTED in atoms(result)


def _others(f: Frame, left: Value, right: Value, name: str) -> Value | None:
    """What the right side may be without the objects of the classes whose method the left side has: a method does not
    give up with its own kind, and Python asks none of the same class again.
    """
    owners = {one for atom in atoms(left) if isinstance(atom, Object) for one in _owners(f, atom, name)}
    return joined([a for a in atoms(right) if not isinstance(a, Object) or not owners.intersection(_order(a))])


def _owners(f: Frame, atom: Object, name: str) -> list[Class]:
    member = None if atom.cls is None else lookup(f, atom.cls, name)
    return [one.owner for one in atoms(member or ()) if isinstance(one, Closure) and one.owner is not None]


def _order(atom: Object) -> tuple[object, ...]:
    return () if atom.cls is None else atom.cls.order


def _goes_first(f: Frame, left: Value, right: Value, mirrored: str) -> bool:
    if not isinstance(left, Object) or not isinstance(right, Object) or left.cls is None or right.cls is None:
        return False
    if left.cls is right.cls or left.cls not in right.cls.order:
        return False
    return lookup(f, right.cls, mirrored) is not lookup(f, left.cls, mirrored)


def _contained(f: Frame, at: int, left: Value, right: Value) -> Value | None:
    """`left in right`: what `__contains__` says, or whether any item is equal."""
    said = call_method(f, at, right, "__contains__", left)
    if said is None and may_have_hash(left) and all(map(is_hashed, atoms(right))):
        ask_hash(f, at, left, equal=True, among=rivals(f, right, left))
    elif said is None and (mappings := [a for a in atoms(right) if is_mapping(a)]):
        call_method(f, at, tuple(mappings), "__getitem__", left)  # which raises if it is not there
    elif said is None:
        item = items_of(f, at, right)
        if may_be_object(item) or may_be_object(left):
            _either(f, at, item, left, "__eq__", "__eq__")
    return said


def divided(f: Frame, at: int, left: Value, right: Value) -> Value | None:
    """`divmod(left, right)`."""
    return _either(f, at, left, right, "__divmod__", "__rdivmod__")


def unary(f: Frame, at: int, operator: str, value: Value) -> Value | None:
    """`operator value`; `not` asks for the truth."""
    if operator == "not":
        ask_truth(f, at, value)
        return None
    return call_method(f, at, value, UNARY[operator])


def ask_truth(f: Frame, at: int, value: Value) -> None:
    """Whether an object is true: `__bool__`, or `__len__`."""
    if may_be_object(value) and call_method(f, at, value, "__bool__") is None:
        call_method(f, at, value, "__len__")
