"""What abstract collections give to the classes that derive from them: comparisons, and sets made of others; and
operators that NumPy and SciPy give.

Python's reference, `collections.abc`: the mixin methods, and what they ask for.
"""

from __future__ import annotations

from adlint.interpret.collections.containers import of_items
from adlint.interpret.collections.iteration import items_of, lazy, may_be_object
from adlint.interpret.collections.mappings import has_base, is_mapping
from adlint.interpret.collections.methods import FUNCTIONS
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import NO_ARGUMENTS, Arguments
from adlint.interpret.memory.atoms import ITEM, RESULT, Value, atoms, join, joined
from adlint.interpret.memory.spaces import Class, Object
from adlint.interpret.objects.attributes import attribute
from adlint.interpret.objects.classes import construct
from adlint.interpret.objects.dispatch import call_method
from adlint.interpret.objects.receivers import APPLYING, COMBINING, OPERATOR
from adlint.interpret.objects.special import binary
from adlint.interpret.views.described import External
from adlint.ir import Const
from adlint.models import ufuncs

_OPERATED, _LINEAR = frozenset({ufuncs.MIXIN}), frozenset({OPERATOR})
_TURNED = frozenset(f"r{name}__" for name in ufuncs.TURNED)


def _mixed_in(f: Frame, at: int, given: Arguments) -> Value:
    """A method that is called on an object, with what stands on the other side, if anything does."""
    name, receiver, *others = given.positional
    asked, other = str(name.value) if isinstance(name, Const) else "", others[0] if others else RESULT
    match asked:
        case _ if asked in ufuncs.METHODS and _derives(receiver, _OPERATED):
            return _by_ufunc(f, at, asked, receiver, given.positional[2:])
        case _ if asked in APPLYING | COMBINING and _derives(receiver, _LINEAR):
            return _combined(f, at, asked, receiver, other)
        case "__iter__":
            return receiver
        case "__next__":
            return call_method(f, at, receiver, "send", RESULT) or ITEM
        case "__contains__":
            call_method(f, at, receiver, "__getitem__", other)
        case "__eq__" if any(map(is_mapping, atoms(receiver))):
            _spread(f, at, receiver)
            _spread(f, at, other)
        case "__le__" | "__lt__" | "__ge__" | "__gt__" | "__eq__":
            _sizes(f, at, receiver, other)
            inner, outer = (other, receiver) if asked in ("__ge__", "__gt__") else (receiver, other)
            _held(f, at, items_of(f, at, inner), outer)
        case "isdisjoint":
            _held(f, at, items_of(f, at, other), receiver)
        case "__and__" | "__or__" | "__sub__" | "__xor__":
            return _made(f, at, asked, receiver, other)
        case "remove" | "__iand__" | "pop" | "clear":
            _shrunk(f, at, asked, receiver, other)
        case "__ior__" | "__ixor__" | "__isub__":
            call_method(f, at, receiver, "discard" if asked == "__isub__" else "add", items_of(f, at, other))
        case "__iadd__":
            call_method(f, at, receiver, "__len__")
            call_method(f, at, receiver, "insert", ITEM, items_of(f, at, other))
    return receiver if asked.startswith("__i") else RESULT


def _derives(value: Value, bases: frozenset[str]) -> bool:
    return any(isinstance(atom, Object) and has_base(atom.cls, bases) for atom in atoms(value))


def _combined(f: Frame, at: int, name: str, operator: Value, other: Value) -> Value:
    """What arithmetic makes of linear operators: one that applies those that it is made of, or what one gives."""
    if _derives(other, _LINEAR):
        return join(operator, other)
    if name in COMBINING or other.__class__ is Const:  # a multiple
        return operator
    return call_method(f, at, operator, "_matvec", other) or RESULT


def _by_ufunc(f: Frame, at: int, name: str, receiver: Value, others: tuple[Value, ...]) -> Value:
    """What an operator gives by the function of NumPy that it stands for."""
    operands = (*others, receiver) if name[2:] in _TURNED else (receiver, *others)
    function = External(f"numpy.{ufuncs.METHODS[name]}")
    made = call_method(f, at, receiver, "__array_ufunc__", function, Const("'__call__'", "__call__"), *operands)
    return RESULT if made is None else made


def _spread(f: Frame, at: int, value: Value) -> None:
    if may_be_object(value):
        f.call(at, attribute(f, value, "items", at), NO_ARGUMENTS)


def _sizes(f: Frame, at: int, *several: Value) -> None:
    for one in several:
        call_method(f, at, one, "__len__")


def _held(f: Frame, at: int, item: Value, container: Value) -> None:
    binary(f, at, "in", item, container)


def _shrunk(f: Frame, at: int, name: str, receiver: Value, other: Value) -> None:
    if name == "remove":
        _held(f, at, other, receiver)
        call_method(f, at, receiver, "discard", other)
    elif name == "__iand__":
        call_method(f, at, receiver, "discard", items_of(f, at, _made(f, at, "__sub__", receiver, other)))
    else:
        call_method(f, at, receiver, "discard", items_of(f, at, receiver))


def _made(f: Frame, at: int, name: str, receiver: Value, other: Value) -> Value:
    """Another set of the same class; its `__init__` asks for the items, which are told by whether they are held."""
    if name == "__xor__":
        sides = [_made(f, at, "__sub__", *pair) for pair in ((receiver, other), (other, receiver))]
        return _made(f, at, "__or__", *sides)
    if name == "__or__":
        items = of_items(f, "list", at, None, joined([items_of(f, at, receiver), items_of(f, at, other)]))
    else:
        source, table = (other, receiver) if name == "__and__" else (receiver, other)
        rows = of_items(f, "list", at, None, items_of(f, at, source))
        items = lazy(f, at, "filter", attribute(f, table, "__contains__", at), (rows,))
    classes = [atom.cls for atom in atoms(receiver) if isinstance(atom, Object) and isinstance(atom.cls, Class)]
    return joined([construct(f, at, cls, Arguments((items,))) for cls in classes]) or RESULT


FUNCTIONS["mixed in"] = _mixed_in
