"""Values as the analyses see them: what a variable of a function may hold, as atoms or sets of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, TypeAlias

from msgspec import Struct

from adlint.ir import Const

CAP = 8  # atoms in a set; past it the value is unknown


class Unknown(Struct, frozen=True, gc=False):
    """Any value; `reason` says why nothing more is known."""

    reason: str


class Parameter(Struct, frozen=True, gc=False):
    """What the caller passes as `name`, or what is reached from it by `path` of attributes. Where conditions or
    uses leave less of what callers are known to pass, that is `among` (which does not leave the interpreter).
    """

    name: str
    path: tuple[str, ...] = ()
    among: tuple[Any, ...] | None = None


class Code(Struct, frozen=True, gc=False):
    """A function of the program, by its identity `module:qualified.name`; `receiver` if it is bound."""

    function: str
    receiver: Instance | Class | Handle | None = None


class Wrapped(Struct, frozen=True, gc=False):
    """What `property`, `staticmethod` or `classmethod` (the `kind`) make of a function."""

    kind: str
    function: str


class Class(Struct, frozen=True, gc=False):
    """A class of the program, by its identity."""

    name: str


class Instance(Struct, frozen=True, gc=False):
    """An object of a class: of the program (an identity, with `:`) or of a library (its full path); where it was made,
    if it was given functions there, or goes on from a state that stands in a module.
    """

    of: str
    site: str = ""


class Super(Struct, frozen=True, gc=False):
    """`super()` in a method of the class."""

    cls: str
    receiver: str


class ModuleRef(Struct, frozen=True, gc=False):
    """A module of the program."""

    name: str


class External(Struct, frozen=True, gc=False):
    """A module, function or class of a library, by its full path; builtins are `builtins.name`. Of a method of an
    object that stands in a module, `site` is where that was made.
    """

    path: str
    site: str = ""


NAME = "name"  # the kind of what is only the name of a resource


class Handle(Struct, frozen=True, gc=False):
    """A resource of a library class, acquired by operation `site` of the function that is looked at."""

    of: str
    kind: str
    site: int


class Part(Struct, frozen=True, gc=False):
    """A dataset or group of the file that operation `site` opened: as long as it lives, so does the file."""

    site: int


class Items(Struct, frozen=True, gc=False):
    """A tuple of known length."""

    items: tuple[Value, ...]


class Table(Struct, frozen=True, gc=False):
    """A dict whose literal keys are all known, as it left its function."""

    entries: tuple[tuple[str, Value], ...]


class Container(Struct, frozen=True, gc=False):
    """A list, set, dict or generator that operation `site` of this function made."""

    kind: str
    site: int


class Iterated(Struct, frozen=True, gc=False):
    """Something that yields `item`, over and over: a generator, or a container that left its function."""

    item: Value


class Imported(Struct, frozen=True, gc=False):
    """A name imported from a module of the program; the world follows it to what it is bound to there."""

    module: str
    name: str


class Partial(Struct, frozen=True, gc=False):
    """A callable with arguments that were given early."""

    callee: Value
    arguments: tuple[Value, ...]


Atom: TypeAlias = (
    Unknown
    | Parameter
    | Code
    | Wrapped
    | Class
    | Instance
    | Super
    | ModuleRef
    | External
    | Handle
    | Part
    | Items
    | Table
    | Container
    | Iterated
    | Imported
    | Partial
    | Const
)
Value: TypeAlias = Atom | frozenset[Atom]

ITEM = Unknown("an item of a container")
STREAM = Unknown("what an unknown `open` gives")
UNBOUND = Unknown("a name that is bound nowhere")
MANY = Unknown("too many values")
OPAQUE = Unknown("a value that says nothing")
OWN = Unknown("a method of a container or a text of Python's own")


def atoms(value: Value) -> tuple[Atom, ...]:
    """The atoms of a value, in an order that does not depend on the hash seed."""
    return _ordered(value) if isinstance(value, frozenset) else (value,)


@lru_cache(maxsize=1 << 16)
def _ordered(value: frozenset[Atom]) -> tuple[Atom, ...]:
    return tuple(sorted(value, key=repr))


def join(a: Value, b: Value) -> Value:
    """What may be either; unknown past CAP atoms. Of several reasons why a value is unknown one is kept."""
    if a is b:
        return a
    if isinstance(b, Unknown):
        return _with_unknown(a, b)
    if isinstance(a, Unknown):
        return _with_unknown(b, a)
    if a == b:
        return a
    left = a if isinstance(a, frozenset) else frozenset((a,))
    right = b if isinstance(b, frozenset) else frozenset((b,))
    both = left | right
    if both == left:
        return a
    reasons = sorted(atom.reason for atom in both if isinstance(atom, Unknown))
    if len(reasons) > 1:
        both = frozenset(atom for atom in both if not isinstance(atom, Unknown)) | {Unknown(reasons[0])}
    return both if len(both) <= CAP else MANY


def _with_unknown(a: Value, b: Unknown) -> Value:
    """The join of a value and an unknown one."""
    if isinstance(a, Unknown):
        return a if a.reason <= b.reason else b
    if isinstance(a, frozenset):
        old = next((atom for atom in a if isinstance(atom, Unknown)), None)
        if old is not None and old.reason <= b.reason:
            return a
        both = (a if old is None else a - {old}) | {b}
        return both if len(both) <= CAP else MANY
    return frozenset((a, b))


def joined(values: Iterable[Value]) -> Value:
    """The join of all; unbound if there are none."""
    result: Value | None = None
    for value in values:
        result = value if result is None else join(result, value)
    return UNBOUND if result is None else result
