"""Arguments: what a call passes, and which parameter takes what."""

from __future__ import annotations

from msgspec import Struct

from adlint import ir
from adlint.interpret.memory.atoms import (
    SILENT,
    Class,
    Closure,
    External,
    Instance,
    Method,
    Parameter,
    Partial,
    Unknown,
    Value,
    Wrapped,
    atoms,
    join,
)
from adlint.interpret.memory.spaces import REST, Fields, Object
from adlint.interpret.task import Task

NOT_GIVEN = Unknown("an argument that is not given")


class Arguments(Struct, frozen=True, gc=False):
    """Positional arguments, `rest` (what any number of further ones may be), keywords, and `extra` (what
    keywords of unknown names may be).
    """

    positional: tuple[Value, ...] = ()
    keywords: tuple[tuple[str, Value], ...] = ()
    rest: Value | None = None
    extra: Value | None = None

    def behind(self, *early: Value) -> Arguments:
        """These arguments behind others."""
        return Arguments((*early, *self.positional), self.keywords, self.rest, self.extra)

    def at(self, position: int, name: str = "") -> Value | None:
        """The argument at a position or of a name; None if it is not given."""
        if 0 <= position < len(self.positional):
            return self.positional[position]
        for keyword, value in self.keywords:
            if keyword == name:
                return value
        return self.rest if position >= 0 else None

    @property
    def values(self) -> tuple[Value, ...]:
        """All that is passed."""
        if not self.keywords and self.rest is None and self.extra is None:
            return self.positional
        more = tuple([value for value in (self.rest, self.extra) if value is not None])
        return (*self.positional, *[value for _, value in self.keywords], *more)


NO_ARGUMENTS = Arguments()


def bound(task: Task, function: ir.Function, closure: Closure, given: Arguments) -> Fields:
    """What each parameter of a function is in a call."""
    names = function.positional
    fields: Fields = dict(zip(names, given.positional, strict=False))
    keywords = given.keywords
    if len(function.parameters) == len(names) == len(given.positional) and not keywords:
        return fields
    surplus = given.positional[len(names) :]
    rest, extra = given.rest, given.extra
    if rest is None and extra is None and not keywords and not surplus:
        defaults = closure.defaults
        for parameter in function.parameters[len(fields) :]:
            kind = parameter.kind
            if kind in _COLLECTED:
                fields[parameter.name] = task.new_object(_COLLECTED[kind], None, -1, closure.function)
            else:
                fields[parameter.name] = defaults.get(parameter.name, NOT_GIVEN)
        return fields
    others: Fields = {}
    allowed = _asked(function)[1]
    for name, value in keywords:
        (fields if name in allowed and name not in fields else others)[name] = value
    for parameter in function.parameters:
        name, kind = parameter.name, parameter.kind
        if kind == "*":
            fields[name] = _collected(task, closure, "tuple", dict(enumerate(surplus)), rest)
        elif kind == "**":
            fields[name] = _collected(task, closure, "dict", others, extra)
        elif name not in fields:
            fields[name] = _missing(closure, name, rest if kind != "keyword" else None, extra)
    return fields


def takes(function: ir.Function, given: Arguments) -> bool:
    """Whether a call that spreads nothing may succeed, as far as the number and the names of arguments tell."""
    needed, names, kinds = _asked(function)
    count = len(given.positional)
    if count > len(function.positional) and "*" not in kinds:
        return False
    by_name = {name for name, _ in given.keywords}
    if not needed <= by_name and not needed <= by_name.union(function.positional[:count]):
        return False
    return "**" in kinds or by_name <= names


def _asked(function: ir.Function) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The parameters that a call has to give, those that it may name, and the kinds of all."""
    known: tuple[frozenset[str], frozenset[str], frozenset[str]] | None = function.__dict__.get("asked")
    if known is None:
        several = function.parameters
        known = function.__dict__["asked"] = (
            frozenset(p.name for p in several if not p.has_default and p.kind not in _COLLECTED),
            frozenset(p.name for p in several if p.kind in ("any", "keyword")),
            frozenset(p.kind for p in several),
        )
    return known


_COLLECTED = {"*": "tuple", "**": "dict"}


def is_collected(function: ir.Function, name: str) -> bool:
    """Whether a parameter is what a call gives beside all others, `*args` or `**options`."""
    return any(one.name == name and one.kind in _COLLECTED for one in function.parameters)


def _missing(closure: Closure, name: str, rest: Value | None, extra: Value | None) -> Value:
    found = closure.defaults.get(name)
    for more in (rest, extra):
        if more is not None:
            found = more if found is None else join(more, found)
    return NOT_GIVEN if found is None else found


def _collected(task: Task, closure: Closure, kind: str, known: Fields, rest: Value | None) -> Object:
    made = task.new_object(kind, None, -1, closure.function)
    made.fields = dict(known)
    if rest is not None:
        made.fields[REST] = rest
    return made


def signature(fields: Fields) -> tuple[object, ...]:
    """What tells calls with equal arguments: collected ones by what they hold."""
    found: list[object] = []
    for value in fields.values():
        if isinstance(value, Object) and value.at == -1 and value.fields is not None and value.cls is None:
            found.append((value.kind, tuple(value.fields.items())))
        else:
            found.append(value)
    return tuple(found)


_SILENT = SILENT - {Parameter} | {External, Instance}


def says_nothing(given: Arguments) -> bool:
    """Whether nothing of the program is passed, nor what a caller passes; quick, for most calls are so."""
    if given.rest is not None or given.extra is not None:
        return False
    for value in given.positional:
        if value.__class__ not in _SILENT:
            return False
    for _, value in given.keywords:  # noqa: SIM110 -- as above
        if value.__class__ not in _SILENT:
            return False
    return True


_RETURNED = Closure | Class | Wrapped | Partial | Method


def passed(given: Arguments) -> Value | None:
    """A function that is given alone to something unknown is taken to come back, as decorators do; a class, with
    options, too.
    """
    if len(given.positional) == 1 and given.rest is None:
        only = given.positional[0]
        if only.__class__ is Class and given.extra is None:
            return only
        if not given.keywords and all(isinstance(atom, _RETURNED) for atom in atoms(only)):
            return only
    return None
