"""What a variable may hold, as far as storage goes: which things it refers to, in the order in which they were found.

A *thing* is what can be changed: what stood at a place when the piece began, what the piece made, the variables of a
call, those of a module. A *value* is a tuple of atoms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from msgspec import Struct

from adlint.ir import Const
from adlint.sections import View, reshaped, view_of
from adlint.storage.location.places import Place
from adlint.storage.location.regions import Region
from adlint.symbolic import Polynomial

CONTENT = "content"  # the part of a thing that is its elements
BODY = ".gi_frame"  # the part of a generator that is what it runs when it is asked for items
HANDED = ".handed"  # the part of a library's object that is what it may call of what it was handed
EMPTIED = ".mode"  # the part of a file of a library that is whether it was emptied as it was opened
OWNER = ".__dict__"  # the part of a dict that is the object whose attributes it holds
TRAINING = ".training"  # the part of a layer that is whether it is trained; OFF if it surely is not
SEEDED = ".random_state"  # the part of an estimator that is what it draws from
ORDER = ("order",)  # the part of a container that is whether its items may stand elsewhere than when the piece began
ENDS = ("ends",)  # the part of a list that is whether there may be more behind the items of which it was made
LAST = ("last",)  # the part of a list that is its last item; UNTOLD if nothing was put there since
LATEST = ("latest",)  # the part of a dict that is its key and item that were stored last; UNTOLD if that is not told
BEFORE = ("before",)  # the part of what setting a variable of a context gives that is what it held
CLOSES = ".thing"  # the part of what `contextlib.closing` gives that is what it closes
PASSING = ("passing",)  # the part of an iterator that says that it is one, and begins only once
ORIGIN = ("origin",)  # the part of a copy of something of which no kind is known that is what was copied
CURSOR = ("cursor",)  # the part of a thing that is where it stands: a number, if it was set to stand somewhere


class Entry(Struct, frozen=True, gc=False, cache_hash=True):
    """What stood at a place when the piece began; `kind` is `array`, `number`, `list`, `dict`, an identity of a class
    of the program, or "" if it may be anything.
    """

    place: Place
    kind: str = ""


class Made(Struct, frozen=True, gc=False):
    """What an operation made, in the call of that number: an array, a container, an object of the class `kind`. The old
    one stands for all that it had made before the newest.
    """

    function: str
    at: int
    kind: str
    call: int = 0
    is_old: bool = False


class Variables(Struct, frozen=True, gc=False):
    """The variables of one call of a function; those of the call with number 0 are there when the piece begins."""

    function: str
    call: int


class Globals(Struct, frozen=True, gc=False):
    """The global variables of a module of the program."""

    module: str


class Taken(Struct, frozen=True, gc=False):
    """A number, or a copy (`kind` is `array`), that was taken from a thing: of `parts` of it, as they were when the
    piece began, whatever was written there since.
    """

    thing: Thing
    parts: tuple[Region, ...]
    kind: str


Thing: TypeAlias = Entry | Made | Variables | Globals | Taken


class Ref(Struct, frozen=True, gc=False, cache_hash=True):
    """A thing, or a view of some elements of an array."""

    thing: Thing
    view: View | None = None


class Number(Struct, frozen=True, gc=False):
    """What nobody can change: a number, a text, None; `known` if it is a literal, `size` if it is an integer of which
    something is known, `of` if it is a text that is made of others, by what and of which.
    """

    known: Const | None = None
    size: Polynomial | None = None
    of: tuple[str, tuple[Value, ...]] | None = None


class Shape(Struct, frozen=True, gc=False):
    """The shape of an array."""

    sizes: tuple[Polynomial, ...]


class Function(Struct, frozen=True, gc=False):
    """A function of the program with the variables around it; `defaults` are those of its parameters."""

    name: str
    outer: Variables | None = None
    defaults: tuple[tuple[str, Value], ...] = ()


class Bound(Struct, frozen=True, gc=False):
    """A function with its first argument given, or a method of a library's or an unknown object."""

    callee: Atom
    receiver: Value


class Type(Struct, frozen=True, gc=False):
    """A class of the program."""

    name: str


class Super(Struct, frozen=True, gc=False):
    """`super()` in a method of the class `owner`, on a thing of the class `kind`."""

    owner: str
    kind: str
    receiver: Ref


class Library(Struct, frozen=True, gc=False):
    """A module, function, class or object of a library, by its full path."""

    path: str


class Method(Struct, frozen=True, gc=False):
    """The attribute `name` of what it is bound to, whose class is not known, and which may be called."""

    name: str


class Early(Struct, frozen=True, gc=False):
    """A callable with arguments given early, any of `spread` after them: `functools.partial`, a generator's body."""

    callee: Value
    positional: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]
    spread: Value = ()


class Tuple(Struct, frozen=True, gc=False):
    """A tuple of known items."""

    items: tuple[Value, ...]


class Range(Struct, frozen=True, gc=False):
    """A range of integers, by what `range` is given."""

    bounds: tuple[Value, ...]


class Slice(Struct, frozen=True, gc=False):
    """A slice, by its bounds."""

    bounds: tuple[Value, ...]


class Unknown(Struct, frozen=True, gc=False):
    """Anything that is not one of the other atoms of the value."""

    reason: str


class Original(Struct, frozen=True, gc=False, cache_hash=True):
    """A region of a thing's content that may still be as it was when the piece began; `gone` are regions of it that
    surely were overwritten, the latest last.
    """

    region: Region = None
    gone: tuple[Region, ...] = ()


Atom: TypeAlias = (
    Ref | Number | Shape | Function | Bound | Super | Type | Library | Method | Early | Tuple | Range | Slice | Unknown
    | Original
)  # fmt: skip
Value: TypeAlias = tuple[Atom, ...]

REGIONS = 4  # ways of being as it was that are told apart
VIEWS = 4  # views of one array that are told apart in a value
TEXTS = 4  # literals of a value that are told apart
MANY = 32  # atoms of a value; past it, it may be more than is said
WITHIN_TUPLES = 512  # atoms of an item of a tuple, tuples in it included; past it, it may be anything
TOO_MANY = Unknown("a value may be too many things")
NEW_ARRAYS = Made("", 0, "array", 0, is_old=True)  # any of many arrays that the piece made, which are not told apart
NUMBER: Value = (Number(),)
NONE: Value = (Number(Const("None", None)),)
NOTHING: Value = ()
OFF: Value = (Number(Const("False", False)),)
# new, or one of its arguments, or what is the caller's anyway
GIVEN_BACK = Unknown("what a function that a caller passes gives back")
WITHIN = Unknown("new, or a part of what a function was given that is not looked into")
ANY_ATTRIBUTE = Unknown("an attribute whose name is not known")  # beside the things that may have it
STANDING: Value = (Unknown("it stands where it stood"),)
UNTOLD: Value = (Unknown("it is the last item that it was"),)
MOVED: Value = (Unknown("it has gone on"),)


def join(a: Value, b: Value) -> Value:
    """What may be either."""
    if a is b or not b:
        return a
    if not a:
        return b
    new = [atom for atom in b if atom not in a]
    if not new:
        return a
    if a[0].__class__ is Original:
        several = _widest([atom for atom in (*a, *new) if isinstance(atom, Original)])
        return tuple(several) if len(several) <= REGIONS else (_any_of(several),)
    if any(map(_is_number, new)) and _are_mixed(a, new):
        a = tuple([atom for atom in a if not _is_number(atom)])
        new = [atom for atom in new if not _is_number(atom)] + [Number()]
    if len(a) + len(new) > VIEWS:
        a, new = _with_few_views(a, new)
    if len(a) + len(new) > MANY or Ref(NEW_ARRAYS) in a or Ref(NEW_ARRAYS) in new:
        a, new = _with_few_arrays(a, new)
    if len(a) + len(new) > MANY:
        return a if TOO_MANY in a else (*a, *new[: MANY - len(a)], TOO_MANY)
    return (*a, *new)


def _is_number(atom: Atom) -> bool:
    """Whether an atom is a number, which None is not."""
    return isinstance(atom, Number) and atom not in NONE


def _are_mixed(a: Value, new: list[Atom]) -> bool:
    """Whether there are several numbers, which are not told apart; a few texts are, by which files are opened."""
    numbers = [atom for atom in (*a, *new) if isinstance(atom, Number) and atom not in NONE]
    are_texts = all(atom.known is not None and isinstance(atom.known.value, str) for atom in numbers)
    return len(numbers) > 1 and not (are_texts and len(numbers) <= TEXTS)


def _with_few_views(a: Value, new: list[Atom]) -> tuple[Value, list[Atom]]:
    """The same atoms with one view, of any elements, in the place of many views of one thing."""
    views: dict[Thing, list[View]] = {}
    for atom in (*a, *new):
        if isinstance(atom, Ref) and atom.view is not None:
            views.setdefault(atom.thing, []).append(atom.view)
    joint = {thing: _of_any(several) for thing, several in views.items() if _are_any(several)}
    if not joint:
        return a, new
    kept = [atom for atom in (*a, *new) if not (isinstance(atom, Ref) and atom.view and atom.thing in joint)]
    return tuple(kept), [Ref(thing, view) for thing, view in joint.items()]


def _with_few_arrays(a: Value, new: list[Atom]) -> tuple[Value, list[Atom]]:
    """The same atoms with one array in the place of all that were made, and a method of each of several things once."""
    kept: dict[Atom, Value] = {}
    for atom in (*a, *new):
        match atom:
            case Ref(Made(kind="array"), view):
                kept |= dict.fromkeys((Ref(NEW_ARRAYS), *(NUMBER if view is not None else ())), NOTHING)
            case Bound(Method() as method, receiver):
                kept[method] = join(kept.get(method, NOTHING), receiver)
            case _:
                kept[atom] = NOTHING
    found = [Bound(atom, receiver) if receiver else atom for atom, receiver in kept.items()]
    before = [atom for atom in a if atom in found]
    return tuple(before), [atom for atom in found if atom not in before]


def _are_any(views: list[View]) -> bool:
    """Whether views of one thing are not told apart: they are many, or one of them may be of any elements."""
    return len(views) > VIEWS or (len(views) > 1 and any(len(view.lost) == len(view.base) for view in views))


def _of_any(views: list[View]) -> View:
    """A view of any elements of what views are of."""
    base = views[0].base
    return reshaped(view_of(base), base)


def _widest(several: list[Original]) -> list[Original]:
    """Ways of being as it was, without those of which another one leaves as much or more."""
    found: list[Original] = []
    for one in several:
        if not any(_leaves(other, one) for other in found):
            found = [*[other for other in found if not _leaves(one, other)], one]
    return found


def _leaves(one: Original, other: Original) -> bool:
    """Whether one way leaves all that another one does."""
    return one.region == other.region and set(one.gone) <= set(other.gone)


def _any_of(several: list[Original]) -> Original:
    """What any of several ways has left: all, without what each of them has overwritten."""
    first = several[0]
    gone = tuple([region for region in first.gone if all(region in other.gone for other in several)])
    region = first.region if all(other.region == first.region for other in several) else None
    return Original(region, gone)


def joined(values: Iterable[Value]) -> Value:
    """What may be any of several."""
    result: Value = NOTHING
    for value in values:
        result = join(result, value)
    return result


def display(items: Iterable[Value]) -> Tuple:
    """A tuple of items; of one that tuples in tuples make too large (`t = t, t` in a loop), nothing is known."""
    return Tuple(tuple([(TOO_MANY,) if _is_large(item) else item for item in items]))


def _is_large(value: Value) -> bool:
    waiting, left = [value], WITHIN_TUPLES
    while waiting and left >= 0:
        atoms = waiting.pop()
        left -= len(atoms)
        waiting += [item for atom in atoms if isinstance(atom, Tuple) for item in atom.items]
    return left < 0


def mapped(value: Value, change: Callable[[Atom], Atom]) -> Value:
    """A value with other atoms, inside of tuples, slices and bound functions, too."""
    new = tuple([_mapped(atom, change) for atom in value])
    return value if new == value else tuple(dict.fromkeys(new))


def _mapped(atom: Atom, change: Callable[[Atom], Atom]) -> Atom:
    match atom:
        case Slice(inner):
            return Slice(tuple([mapped(value, change) for value in inner]))
        case Range(inner):
            return Range(tuple([mapped(value, change) for value in inner]))
        case Tuple(inner):
            return Tuple(tuple([mapped(value, change) for value in inner]))
        case Bound(callee, receiver):
            return Bound(_mapped(callee, change), mapped(receiver, change))
        case Early(callee, positional, keywords, spread):
            named = tuple([(name, mapped(value, change)) for name, value in keywords])
            given = tuple([mapped(value, change) for value in positional])
            return Early(mapped(callee, change), given, named, mapped(spread, change))
        case _:
            return change(atom)


def is_open(value: Value) -> bool:
    """Whether a value may be something unknown that is not its caller's."""
    return any(isinstance(atom, Unknown) and atom not in (GIVEN_BACK, WITHIN) for atom in value)


def refs(value: Value) -> list[Ref]:
    """The things that a value may be."""
    return [atom for atom in value if isinstance(atom, Ref)]


def text(known: str) -> Value:
    """A text that is known."""
    return (Number(Const(repr(known), known)),)


def literal(value: Value) -> Const | None:
    """The literal that a value is; None if it is none, or may be several."""
    if len(value) == 1 and isinstance(value[0], Number):
        return value[0].known
    return None
