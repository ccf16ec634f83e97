"""Texts: what is known of them, for names that are computed."""

from __future__ import annotations

import re
from itertools import product
from math import prod

from adlint.interpret.collections.containers import held, of_items, sequence_of_bounds
from adlint.interpret.collections.iteration import items_of
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.memory.atoms import FEW, RESULT, Atom, Text, Unknown, Value, atoms, joined
from adlint.interpret.memory.spaces import Class, Object
from adlint.interpret.objects.dispatch import asked, call_method, is_of_few
from adlint.ir import Const

STRING = Unknown("a text")
DEPTH = 1  # containers in containers that are shown: of what is in many of them little is known
LENGTH = 80  # characters of a text that is followed
_PLAIN = frozenset(
    "lower upper strip lstrip rstrip casefold title capitalize swapcase removeprefix removesuffix"
    " replace".split()
)


_ASKED = frozenset("startswith endswith isidentifier isupper islower isdigit isalpha isalnum isspace".split())


def _told(answer: bool) -> Value:
    return Const(repr(answer), answer)


def part_of(whole: str, index: Value) -> Value:
    """What a subscript of a text gives."""
    bounds = sequence_of_bounds(index)
    if bounds is not None:
        return text(whole[slice(*bounds)])
    at = index.value if isinstance(index, Const) else None
    return text(whole[at]) if isinstance(at, int) and -len(whole) <= at < len(whole) else STRING


def text(value: str) -> Value:
    """The literal."""
    return Const(repr(value), value) if len(value) <= LENGTH else STRING


def by_format(value: object, spec: object) -> str | None:
    """What `format` makes of a literal; None if it makes nothing, or a text of great width."""
    if not isinstance(spec, str) or any(int(one) > LENGTH for one in re.findall(r"\d+", spec)):
        return None
    try:
        return format(value, spec)
    except (TypeError, ValueError):
        return None


def text_method(f: Frame, at: int, receiver: Const | Text, name: str, given: Arguments) -> Value:
    """The result of a method of a text, or of another literal."""
    if isinstance(receiver, Text):
        return _of_part(receiver, name)
    whole = receiver.value
    if not isinstance(whole, str):
        return RESULT
    if name in _PLAIN:
        plain = [v.value for v in given.positional if isinstance(v, Const) and isinstance(v.value, str)]
        if len(plain) == len(given.positional) and not given.keywords:
            return text(getattr(whole, name)(*plain))
    elif name in _ASKED:
        plain = [v.value for v in given.positional if isinstance(v, Const) and isinstance(v.value, str)]
        return _told(getattr(whole, name)(*plain)) if len(plain) == len(given.positional) else RESULT
    elif name in ("split", "rsplit", "splitlines", "partition", "rpartition"):
        return _split(f, at, whole, name, given)
    elif name == "join" and given.positional:
        items_of(f, at, given.positional[0])
    elif name == "encode":
        return RESULT
    return STRING


def _of_part(receiver: Text, name: str) -> Value:
    if name in ("lower", "upper", "strip", "casefold", "title"):
        return concatenated([getattr(receiver.prefix, name)(), None, getattr(receiver.suffix, name)()])
    return STRING


def converted(f: Frame, at: int, value: Value, method: str, depth: int = DEPTH) -> Value:
    """What `str` (`method` is `__str__`) or `repr` makes of a value, in which containers show what they hold."""
    return joined([_converted(f, at, atom, method, depth) for atom in atoms(value)]) or STRING


def _converted(f: Frame, at: int, atom: Atom, method: str, depth: int) -> Value:
    said = call_method(f, at, atom, method) if atom.__class__ in _ASKING else None
    if said is None and method != "__repr__" and atom.__class__ in _ASKING:
        said = call_method(f, at, atom, "__repr__")
    if said is None and isinstance(atom, Object) and atom.cls is None and depth:
        items = held(f, atom)
        if items is not None and is_of_few(items):
            converted(f, at, items, "__repr__", depth - 1)
    return _plainly(atom, method) if said is None else said


_ASKING = frozenset({Object, Class})


def shown(f: Frame, at: int, value: Value) -> Value:
    """The text of a value as part of another: what its `__format__` gives, or else what `str` makes of it."""
    if value.__class__ is not Object and value.__class__ is not tuple:
        return value
    found: list[Value] = []
    for atom in asked(value):
        said = call_method(f, at, atom, "__format__", RESULT) if atom.__class__ is Object else None
        found.append(converted(f, at, atom, "__str__") if said is None else said)
    return joined(found) or STRING


def _plainly(atom: Atom, method: str) -> Value:
    if method != "__repr__":
        return concatenated([atom])
    return text(repr(atom.value)) if isinstance(atom, Const) else STRING


def woven(parts: list[object]) -> Value:
    """Texts one after the other; of those that may be several it is told apart which they are, if these are few."""
    choices = [atoms(part) if part.__class__ is tuple else (part,) for part in parts]
    if prod(map(len, choices)) > FEW:
        choices = [one if len(one) == 1 else (None,) for one in choices]
    return joined([concatenated(list(one)) for one in product(*choices)]) or STRING


def concatenated(parts: list[object]) -> Value:
    """Texts one after the other, some of which may not be known."""
    known: list[str | None] = []
    for part in parts:
        if isinstance(part, str):
            known.append(part)
        elif isinstance(part, Const) and isinstance(part.value, str | int):
            known.append(str(part.value))
        elif isinstance(part, Text):
            known += [part.prefix, None, part.suffix]
        else:
            known.append(None)
    if None not in known:
        return text("".join(part for part in known if part is not None))
    first = known.index(None)
    last = len(known) - known[::-1].index(None)
    prefix = "".join(part for part in known[:first] if part is not None)
    suffix = "".join(part for part in known[last:] if part is not None)
    return Text(prefix, suffix) if prefix or suffix else STRING


def _split(f: Frame, at: int, whole: str, name: str, given: Arguments) -> Value:
    plain = [v.value for v in given.positional if isinstance(v, Const)]
    try:
        parts = list(getattr(whole, name)(*plain)) if len(plain) == len(given.positional) else None
    except (TypeError, ValueError):
        parts = None
    if parts is None or len(parts) > 32:
        return of_items(f, "list", at, None, STRING)
    return of_items(f, "list", at, [text(part) for part in parts], None)


def spelled(value: Value) -> Value:
    """A value with all the texts that a text of it is known to be one of."""
    if Text not in map(type, atoms(value)):
        return value
    several = [map(text, one.among) if isinstance(one, Text) and one.among else (one,) for one in atoms(value)]
    return tuple([atom for choices in several for atom in choices])  # type: ignore[misc]


def matches(pattern: Text, name: str) -> bool:
    """Whether a name may be the text."""
    return (
        name.startswith(pattern.prefix)
        and name.endswith(pattern.suffix)
        and len(name) >= len(pattern.prefix) + len(pattern.suffix)
    )
