"""What a call passes: its arguments, spread where it says so."""

from __future__ import annotations

from adlint import ir
from adlint.interpret.collections.containers import entries
from adlint.interpret.collections.iteration import items_of, listed, may_be_object
from adlint.interpret.collections.mappings import asked_entries
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import NO_ARGUMENTS, Arguments
from adlint.interpret.memory.atoms import Unknown, Value, atoms, join
from adlint.interpret.memory.spaces import REST, Object


def arguments(f: Frame, op: ir.Call) -> Arguments:
    """What a call passes."""
    if not op.arguments and not op.keywords:
        return NO_ARGUMENTS
    if spreads(op):
        return _spread_out(f, op)
    positional = tuple(f.values(op.arguments))  # type: ignore[arg-type]
    if not op.keywords:
        return Arguments(positional)
    return Arguments(positional, tuple([(name, f.value(operand)) for name, operand in op.keywords]))  # type: ignore[misc]


def spreads(op: ir.Call) -> bool:
    """Whether a call spreads something, so that it is not told what it passes for which parameter."""
    for argument in op.arguments:
        if argument.__class__ is ir.Starred:
            return True
    for name, _ in op.keywords:  # noqa: SIM110 -- it is asked for every call
        if name is None:
            return True
    return False


def _spread_out(f: Frame, op: ir.Call) -> Arguments:
    positional: list[Value] = []
    rest: Value | None = None
    for argument in op.arguments:
        spread = isinstance(argument, ir.Starred)
        value = f.given(argument.value) if isinstance(argument, ir.Starred) else f.value(argument)
        known = listed(f, op.at, value) if spread else (value,)
        if known is not None and rest is None:
            positional += known
        else:
            more = items_of(f, op.at, value) if spread else value
            rest = more if rest is None else join(rest, more)
    keywords: dict[str, Value] = {}
    extra: Value | None = None
    for name, operand in op.keywords:
        if name is not None:
            keywords[name] = f.value(operand)
            continue
        for key, value in _spread(f, op.at, f.given(operand)):
            if isinstance(key, str):
                keywords[key] = value
            else:
                extra = value if extra is None else join(extra, value)
    return Arguments(tuple(positional), tuple(keywords.items()), rest, extra)


def _spread(f: Frame, at: int, value: Value) -> list[tuple[object, Value]]:
    found: list[tuple[object, Value]] = []
    for atom in atoms(value):
        if isinstance(atom, Object) and atom.kind == "dict":
            found += entries(f, atom)
        elif may_be_object(atom) and (asked := asked_entries(f, at, atom)):
            found += asked
        else:
            found.append((REST, Unknown("an item of a mapping")))
    return found
