"""What the call graph knows of something that is called, where the values do not say it."""

from __future__ import annotations

from collections.abc import Iterator

from adlint.interpret.views import described
from adlint.models import objects
from adlint.storage.definitions.members import below, is_class, member
from adlint.storage.frame import Frame
from adlint.storage.run import is_number
from adlint.storage.things.memory import kind_of
from adlint.storage.things.values import Atom, Bound, Early, Function, Library, Ref, Unknown, Value, joined, refs

_GIVEN = ".args"  # the part of a partial that is what it gives early
_CALLED = ("__call__", "forward")  # the methods that run where an object is called


def meant(f: Frame, atom: described.Atom, value: Value) -> Iterator[Atom]:
    """What runs where it is called; `value` stands for it, or holds what it holds."""
    match atom:
        case described.Instance(cls) if several := calling(f, cls, value):
            yield from several
        case described.Code(function, receiver) if function in f.run.program.functions:
            made = Function(function)
            yield Bound(made, value) if receiver is not None else made
        case described.Iterated(item):  # a sequence of layers, which are called one after the other
            for layer in described.atoms(item):
                yield from meant(f, layer, value)
        case described.Partial(inner, arguments):
            early = tuple([found for callee in described.atoms(inner) for found in meant(f, callee, value)])
            held = joined([value, *(f.run.default((ref.thing, _GIVEN)) for ref in refs(value))])
            yield Early(early, (held,) * len(arguments), (), held)
        case described.External(path):
            yield Library(path)
        case _:
            yield Bound(Unknown("it is not known what is called inside"), value)


def calling(f: Frame, cls: str, value: Value) -> Value:
    """What is called where an object of a class is, or of one below it if it may be of such; nothing if the class does
    not say.
    """
    itself = tuple([one for one in value if isinstance(one, Ref | Unknown) and not is_number((one,))])
    if not is_class(f.run, cls):
        return (Bound(Library(f"{cls}.__call__"), itself),) if objects.is_called_safely(cls) else ()
    for name in _CALLED:
        found = member(f.run, cls, name)
        if found is not None:
            lower = [one for ref in refs(itself) if kind_of(ref.thing) == cls for one in below(f.run, ref.thing, name)]
            return tuple([Bound(Function(one), itself) for one in dict.fromkeys(m.function for m in (found, *lower))])
    return ()
