"""Which variables are looked at after a turn of a loop, by a later turn or behind it, and which surely have a value."""

from __future__ import annotations

from collections.abc import Iterator

from adlint import ir
from adlint.interpret.program import Program, identity

_MAKING = (ir.MakeFunction, ir.MakeClass)


def carried(function: ir.Function, loop: ir.For | ir.While) -> frozenset[str]:
    """The variables that may be read after a turn before they surely are set anew."""
    test = loop.test if isinstance(loop, ir.While) else ()
    return _exposed((*test, *loop.body))[0].union(_read_outside(function.body, loop))


def seen_inside(program: Program, function: str) -> frozenset[str]:
    """The names in the functions and classes that are made in a function, which may be those of its variables."""
    found: set[str] = set()
    module = function.partition(":")[0]
    for block in ir.nested(program.functions[function].body):
        made = [op.function if isinstance(op, ir.MakeFunction) else op.body for op in block if isinstance(op, _MAKING)]
        for name in made:
            inner = program.functions.get(identity(module, name))
            if inner is not None:
                found.update(*(_names(op) | _set(op) for op in inner.operations))
                found |= seen_inside(program, identity(module, name))
    return frozenset(found)


def _set(op: ir.Op) -> frozenset[str]:
    return frozenset({op.name} if isinstance(op, ir.Load | ir.Store | ir.Delete) else ())


def surely_set(block: ir.Block, at: int) -> frozenset[str]:
    """The variables that surely were set on the way through a block to an operation in it, wherever they are read."""
    found: frozenset[str] = frozenset()
    for op in block:
        if op.at == at:
            return found
        around = next((inner for inner in ir.blocks(op) if _has(inner, at)), None)
        if around is not None:
            return found | surely_set(around, at)
        if isinstance(op, ir.Store):
            found |= {op.name}
    return found


def _has(block: ir.Block, at: int) -> bool:
    return any(op.at == at for inner in ir.nested(block) for op in inner)


def deleted(function: ir.Function) -> frozenset[str]:
    """The variables that a function deletes."""
    return frozenset(op.name for op in function.of(ir.Delete))


def _exposed(block: ir.Block) -> tuple[frozenset[str], frozenset[str]]:
    """(the variables that may be read before they are set, those that surely are set), however far a block is gone
    through.
    """
    read: set[str] = set()
    stored: frozenset[str] = frozenset()
    for op in block:
        read |= _names(op) - stored
        inside = [_exposed(inner) for inner in ir.blocks(op)]
        for exposed, _ in inside:
            read |= exposed - stored
        if isinstance(op, ir.Store):
            stored |= {op.name}
        elif isinstance(op, ir.If):
            stored |= inside[0][1] & inside[1][1]
    return frozenset(read), stored


def _read_outside(block: ir.Block, loop: ir.For | ir.While) -> Iterator[str]:
    for op in block:
        yield from _names(op)
        if op is not loop:
            for inner in ir.blocks(op):
                yield from _read_outside(inner, loop)
        elif isinstance(op, ir.For | ir.While):
            yield from _read_outside(op.orelse, loop)


def set_anew(block: ir.Block) -> frozenset[str]:
    """The variables that a block sets, and of which it surely does not look at what they were before."""
    stored = {op.name for inner in ir.nested(block) for op in inner if isinstance(op, ir.Store)}
    return frozenset(stored) - _exposed(block)[0]


def used_from_before(block: ir.Block) -> Iterator[int]:
    """The temporaries of a block that are set before it."""
    every = [op for inner in ir.nested(block) for op in inner]
    made = {op.to if isinstance(op, ir.Copy) else op.at for op in every}
    yield from (one for op in every for one in ir.operands(op) if isinstance(one, int) and one not in made)


def given(block: ir.Block) -> frozenset[str]:
    """The variables that a block only sets to what is found before it: the targets of a loop, in its body."""
    every = sorted((op for inner in ir.nested(block) for op in inner), key=lambda op: op.at)
    made = {op.to if isinstance(op, ir.Copy) else op.at for op in every if not isinstance(op, ir.Unpack | ir.Element)}
    stored: list[str] = []
    found: set[str] = set()
    for op in every:
        match op:
            case ir.Unpack(at, value) if isinstance(value, str) or value in made:
                made.add(at)
            case ir.Element(at, unpack) if unpack in made:
                made.add(at)
            case ir.Store(_, name, value):
                stored.append(name)
                found |= {name} if isinstance(value, int) and value not in made else set()
    return frozenset(name for name in found if stored.count(name) == 1)


def _names(op: ir.Op) -> frozenset[str]:
    return frozenset(operand for operand in ir.operands(op) if isinstance(operand, str))
