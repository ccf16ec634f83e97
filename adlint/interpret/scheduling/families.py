"""Methods by their names alone: those that one class has, or a class and a few derived from it, and no other."""

from __future__ import annotations

from collections.abc import Iterable

from adlint import ir
from adlint.interpret.program import Program

MOST = 3  # classes of a family of which one may be meant by the name of a method
FILLED = 2  # of these, the ones whose methods do something
_UNFILLED = "NotImplementedError"


def is_unfilled(function: ir.Function) -> bool:
    """Whether a method only says that those of derived classes are meant."""
    made = {op.at for op in function.body if isinstance(op, ir.Call) and op.callee == _UNFILLED}
    last = function.body[-1] if function.body else None
    return isinstance(last, ir.Raise) and (last.exception == _UNFILLED or last.exception in made)


def meant(program: Program, methods: Iterable[str], definers: Iterable[str]) -> tuple[str, ...]:
    """The methods of one name that may be meant by it, of the classes that bind the name; none if others may be."""
    found = tuple(dict.fromkeys(name.partition("#")[0] for name in methods))
    classes = list(dict.fromkeys(name.partition("#")[0] for name in definers))
    if len(classes) < 2:
        return found if len(found) == 1 else ()
    if len(found) != len(classes) or len(found) > MOST or not _is_family(program, classes):
        return ()
    filled = tuple(name for name in found if not is_unfilled(program.functions[name]))
    return filled if len(filled) <= FILLED else ()


def _is_family(program: Program, classes: list[str]) -> bool:
    """Whether all of some classes but one are derived from others of them."""
    plain = {name: name.rpartition(":")[2].rpartition(".")[2] for name in classes}
    derived = [
        name
        for name in classes
        if program.bases.get(name, frozenset()).intersection(plain[other] for other in classes if other != name)
    ]
    return len(set(plain.values())) == len(classes) and len(derived) == len(classes) - 1
