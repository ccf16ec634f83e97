"""Values: what a variable may hold, as one atom or several, in the order in which they were found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from msgspec import Struct

from adlint.interpret.memory.spaces import Class, Module, Object, Scope, Space, is_covered, is_generic, is_site, site_of
from adlint.interpret.views.described import External, Handle, Instance, Parameter, Part, Unknown
from adlint.ir import Const

__all__ = [
    "ARITHMETIC", "CAUGHT", "ELSEWHERE", "FEW", "ITEM", "MANY", "NOT_YET", "NUMBER", "OPAQUE", "PASSED", "RAISES",
    "RESULT", "SILENT", "TOO_MANY", "UNBOUND", "UNTOLD", "Alias", "Atom", "Builtin", "Class", "Closure", "External",
    "Handle", "Instance", "Method", "Module", "Object", "Parameter", "Part", "Partial", "Super", "Text", "Unknown",
    "Value", "Wrapped", "any_closure", "atoms", "informative", "join", "joined",
]  # fmt: skip

COLLECTED = -1  # where the containers of `*args` and `**options` are made
SEVERAL = 4  # values that are joined one by one; of more all atoms are added at once
SHORT = 8  # atoms that are compared one by one
REMEMBERED = 1 << 17  # joins of long values that are kept
GROWING = 1 << 12  # sums that are kept, to be added to
FUNCTIONS = 400  # functions that a value may be
NAMES = 64  # texts that one may be
FEW = 16  # atoms in a value; past it instances of one class, and closures of one function, become one
# past it (functions, methods and rows with them are not counted) nothing more is added, and the value is unknown, too
MANY = 24


class Closure(Space):
    """A function of the program with the variables around it, and its own attributes; `owner` is the class in
    whose body it was defined, `returns` the annotation of its result.
    """

    __slots__ = ("annotations", "defaults", "function", "outer", "owner", "returns")

    def __init__(
        self,
        function: str,
        outer: Scope | None,
        owner: Class | None,
        defaults: dict[str, Value],
        annotations: tuple[tuple[str, Value], ...],
    ) -> None:
        super().__init__({})
        self.function = function
        self.annotations = annotations
        self.returns = next((annotation for name, annotation in annotations if name == "return"), None)
        self.outer = outer
        self.owner = owner
        self.defaults = defaults


class Method(Struct, frozen=True, gc=False):
    """A callable with its first argument given: a bound method."""

    callee: Atom
    receiver: Atom


class Partial(Struct, frozen=True, gc=False):
    """`functools.partial`: a callable with arguments given early; how many such are in one another (`nested`)."""

    callee: Value
    arguments: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]
    nested: int = 0


class Wrapped(Struct, frozen=True, gc=False):
    """What `property`, `staticmethod` or `classmethod` (the `kind`) make of a callable."""

    kind: str
    callee: Value
    setter: Value | None = None
    deleter: Value | None = None


class Super(Struct, frozen=True, gc=False):
    """`super()` in a method of the class, called on the receiver."""

    cls: Class
    receiver: Value


class Builtin(Struct, frozen=True, gc=False):
    """A method of a container or a text of the program, or something else of Python's own that is called."""

    receiver: Atom
    name: str


class Alias(Struct, frozen=True, gc=False):
    """A type with arguments: `list[Model]`."""

    of: str
    arguments: tuple[Value, ...]


class Text(Struct, frozen=True, gc=False):
    """A text of which the beginning and the end are known; one of `among`, if there are any."""

    prefix: str
    suffix: str
    among: tuple[str, ...] = ()


Atom: TypeAlias = (
    Unknown
    | Parameter
    | Const
    | Text
    | External
    | Instance
    | Handle
    | Part
    | Module
    | Class
    | Object
    | Closure
    | Method
    | Partial
    | Wrapped
    | Super
    | Builtin
    | Alias
)
Value: TypeAlias = Atom | tuple[Atom, ...]

ARITHMETIC = Unknown("the result of an operation")
ITEM = Unknown("an item of a container")
RESULT = Unknown("the result of an unknown call")
RAISES = Unknown("nothing, for the call always raises")
UNBOUND = Unknown("a name that is bound nowhere")
NOT_YET = Unknown("a name that its module has not bound yet")
TOO_MANY = Unknown("too many values")
NUMBER = Unknown("a number or an array")
OPAQUE = Unknown("a value that says nothing")
PASSED = Unknown("what a caller passes")
CAUGHT = Unknown("a caught exception")
ELSEWHERE = Unknown("what others may set")


def atoms(value: Value) -> tuple[Atom, ...]:
    """The atoms of a value."""
    return value if value.__class__ is tuple else (value,)  # type: ignore[return-value]


def join(a: Value, b: Value) -> Value:
    """What may be either. Of several reasons why a value is unknown the first is kept."""
    if a is b:
        return a
    if a.__class__ is tuple:
        left: tuple[Atom, ...] = a
    elif b.__class__ is tuple:
        left = (a,)  # type: ignore[assignment]
    elif a == b or (a.__class__ is Unknown and b.__class__ is Unknown):
        return a
    else:
        return (a, b)  # type: ignore[return-value]
    if b.__class__ is Unknown:
        for atom in left:
            if atom.__class__ is Unknown:
                return a
        return (*left, b)
    if b.__class__ is not tuple:
        if b in left:
            return a
        return (*left, b) if len(left) < FEW else _fewer(left, (b,), a)  # type: ignore[arg-type]
    return _united(a, left, b) if len(left) + len(b) <= SHORT else _remembered(a, left, b, b)


def _remembered(a: Value, left: tuple[Atom, ...], b: Value, right: tuple[Atom, ...]) -> Value:
    """The join of long values, which are joined over and over again: kept for the very same two."""
    key = (id(a), id(b))
    known = _JOINS.get(key)
    if known is None:
        if len(_JOINS) > REMEMBERED:
            _JOINS.clear()
        # `a` and `b` keep their ids as long as they are here
        known = _JOINS[key] = (a, b, _united(a, left, right))
    return known[2]


_JOINS: dict[tuple[int, int], tuple[Value, Value, Value]] = {}


def _united(a: Value, left: tuple[Atom, ...], right: tuple[Atom, ...]) -> Value:
    known = left if len(left) <= SHORT else frozenset(left)
    new = [atom for atom in right if atom not in known]
    if not new:
        return a
    if len(new) > 1 or new[0].__class__ is Unknown:
        new = _one_reason(left, new)
        if not new:
            return a
    return (*left, *new) if len(left) + len(new) <= FEW else _fewer(left, new, a)


def _one_reason(left: tuple[Atom, ...], new: list[Atom]) -> list[Atom]:
    if Unknown not in map(type, new):
        return new
    found = [atom for atom in new if atom.__class__ is not Unknown]
    if Unknown not in map(type, left):
        first = [*map(type, new)].index(Unknown)
        found.insert(first, new[first])
    return found


def _fewer(left: tuple[Atom, ...], new: Iterable[Atom], old: Value) -> Value:
    """Both with one instance of each class (of records one for each place), one container made at each place, one
    closure of each function (in the stead of several any), also as a method of one object, one text where nothing is
    unknown, and no other literals; past MANY (other than functions and methods) the first, and that there are more.
    """
    known = _SUMMED.get(id(left))
    alike, is_full = (_added({}, left), False) if known is None else known[1:]
    if is_full:
        new = [atom for atom in new if _is_function(atom)]
    added = _added(alike, new)
    if known is not None and not added:
        return old
    alike = {**alike, **added} if is_full else _without_sites({**alike, **added})
    if Unknown in alike:
        alike.pop(Text, None)
    if len(alike) > FUNCTIONS:
        return old if TOO_MANY in left else (*left, TOO_MANY)
    if not is_full and len(alike) > MANY:
        is_full = sum([not _is_function(atom) for atom in alike.values()]) > MANY
        alike = _first(alike) if is_full else alike
    fewer = tuple(alike.values())
    if fewer == left:
        fewer = left
    if len(_SUMMED) > GROWING:
        _SUMMED.clear()
    _SUMMED[id(fewer)] = (fewer, alike, is_full)  # which keeps its id as long as it is here
    return old if fewer is left else fewer if len(fewer) > 1 else fewer[0]


# what was summed, its atoms by what makes them alike, and whether it is full: for sums grow by one atom after the other
_SUMMED: dict[int, tuple[tuple[Atom, ...], dict[object, Atom], bool]] = {}
_FUNCTIONS = frozenset({Closure, Method})


def _is_function(atom: Atom) -> bool:
    """Whether an atom is a function or method, or a row of a table with one in it: of these all are kept."""
    return atom.__class__ in _FUNCTIONS or (atom.__class__ is Object and atom.is_row)


def _added(alike: dict[object, Atom], new: Iterable[Atom]) -> dict[object, Atom]:
    """What new atoms add to, or change in, those that were summed."""
    added: dict[object, Atom] = {}
    for atom in new:
        summed = _ALIKE.get(atom.__class__)
        key, kept = (atom, atom) if summed is None else summed(atom)
        if key.__class__ is Object and ((key.cls in alike and is_site(key)) or is_covered(key, alike)):
            continue  # an instance stands for all of the class, or of a base
        old = added.get(key) or alike.get(key)
        if isinstance(old, Text) and isinstance(kept, Text):
            key, kept = _either_text(old, kept)
        if old is None or (key is Text and kept != old) or (key is Unknown and key not in alike):
            added[key] = kept
        elif kept.__class__ in _FUNCTIONS and kept != old and (several := _any_function(kept)) != old:
            added[key] = several
        elif kept.__class__ is Object and kept is not old and kept.every is not None and kept.every is not old:
            added[key] = kept.every
    return added


def _alike_untold(atom: Const | Text | Unknown) -> tuple[object, Atom]:
    if isinstance(atom, Const) and isinstance(atom.value, str):
        return Text, Text(atom.value, "", (atom.value,))
    return (Text, atom) if isinstance(atom, Text) else (Unknown, TOO_MANY)


def _either_text(a: Text, b: Text) -> tuple[object, Atom]:
    """What is known of a text that may be either, and the key it goes under."""
    among = tuple(dict.fromkeys(a.among + b.among)) if a.among and b.among else ()
    among = among if len(among) <= NAMES else ()
    prefix, suffix = _common(a.prefix, b.prefix), _common(a.suffix[::-1], b.suffix[::-1])[::-1]
    return (Text, Text(prefix, suffix, among)) if prefix or suffix or among else (Unknown, TOO_MANY)


def _common(a: str, b: str) -> str:
    """With what both begin."""
    return a[: next((at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))]


def _without_sites(alike: dict[object, Atom]) -> dict[object, Atom]:
    """With one instance of a class in the stead of those that stand for places, if there are many of these."""
    if sum(isinstance(key, Object) and is_site(key) for key in alike) <= FEW:
        return alike
    kept: dict[object, Atom] = {}
    for key, atom in alike.items():
        if isinstance(key, Object) and key.cls is not None and is_site(key):
            kept[key.cls] = key.cls.generic
        else:
            kept[key] = atom
    return kept


def _first(alike: dict[object, Atom]) -> dict[object, Atom]:
    """The functions and methods, and the first MANY of other atoms, and that there are more."""
    kept: dict[object, Atom] = {}
    others = 0
    for key, atom in alike.items():
        is_other = not _is_function(atom) and atom is not TOO_MANY
        others += is_other
        if not is_other or others <= MANY:
            kept[key] = atom
    return kept if Unknown in kept else {**kept, Unknown: TOO_MANY}


def any_closure(closure: Closure) -> Closure:
    """Any closure of the same function, whichever evaluation of the functions around it made it."""
    every = None if closure.outer is None else closure.outer.every
    if every is None:
        return closure
    key = _alike_closure(closure)[0]
    found = every.closures.get(key)
    if found is None:
        found = Closure(closure.function, every, closure.owner, closure.defaults, closure.annotations)
        found.fields = None
        every.closures[key] = found
    return found


def _alike_closure(atom: Closure) -> tuple[object, Atom]:
    return (atom.function, tuple(atom.defaults.items())) if atom.defaults else atom.function, atom


def _alike_object(atom: Object) -> tuple[object, Atom]:
    if atom.cls is not None:
        site = site_of(atom)
        if site is not None:
            return site, site
        return (atom, atom) if atom is atom.cls.anyone else (atom.cls, atom.cls.generic)
    return (atom, atom) if atom.is_row or atom.at == COLLECTED else ((atom.kind, atom.maker, atom.at), atom)


def _alike_method(atom: Method) -> tuple[object, Atom]:
    callee, receiver = atom.callee, atom.receiver
    if isinstance(receiver, Object) and receiver.cls is not None and not is_generic(receiver):
        atom = Method(callee, receiver.cls.generic)
    return (_alike_closure(callee)[0], atom.receiver) if isinstance(callee, Closure) else atom, atom


def _any_function(atom: Atom) -> Atom:
    """Any closure of the same function, or such a method of the same object."""
    if isinstance(atom, Method) and isinstance(atom.callee, Closure):
        return Method(any_closure(atom.callee), atom.receiver)
    return any_closure(atom) if isinstance(atom, Closure) else atom


_ALIKE: dict[type, Callable[[Any], tuple[object, Atom]]] = {
    Object: _alike_object,
    Closure: _alike_closure,
    Method: _alike_method,
    **dict.fromkeys((Const, Text, Unknown), _alike_untold),
}


def joined(values: Iterable[Value]) -> Value | None:
    """The join of all; None if there are none."""
    several = values if values.__class__ is list else [*values]
    if len(several) < 2:
        return several[0] if several else None
    if len(several) > SEVERAL:
        return _of_atoms(several[0], [a for v in several for a in (v if v.__class__ is tuple else (v,))])
    result = several[0]
    for value in several[1:]:
        result = join(result, value)
    return result


def _of_atoms(first: Value, several: list[Atom]) -> Value:
    """The join of all atoms of some values, the first of which is `first`: of many it is kept for the same atoms."""
    every = tuple(dict.fromkeys(several))
    if len(every) <= FEW:
        return join(first, every if len(every) > 1 else every[0])
    known = _SUMS.get(every)
    if known is None:
        if len(_SUMS) > GROWING:
            _SUMS.clear()
        known = _SUMS[every] = _united(first, atoms(first), every)
    return known


_SUMS: dict[tuple[Atom, ...], Value] = {}


def informative(value: Value) -> bool:
    """Whether knowing `value` tells anything about what is called."""
    return any(a.__class__ not in SILENT for a in value) if value.__class__ is tuple else value.__class__ not in SILENT


SILENT = frozenset({Unknown, Parameter, Const, Handle, Part, Text})
UNTOLD = frozenset({Unknown, Parameter})  # no evidence for anything
