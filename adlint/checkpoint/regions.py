"""Regions that the source marks: `# adlint: checkpoint-start NAME` to `# adlint: checkpoint-end NAME`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations

from msgspec import Struct

from adlint import ir
from adlint.checkpoint.candidates import Candidate
from adlint.directives import Directive
from adlint.interpret.program import identity


class Crossing(Struct, frozen=True):
    """A region that is no piece of code: `message` says what it crosses, `start` is where it begins."""

    start: Directive
    message: str


class Marked(Struct, frozen=True):
    """The regions of a text that stand in one block, and those that cross its control; a region that is left by a jump
    is both.
    """

    regions: tuple[Candidate, ...] = ()
    crossings: tuple[Crossing, ...] = ()


class _Part(Struct, frozen=True):
    """The operations of one block that stand between two marks."""

    function: ir.Function
    operations: ir.Block


_Spans = Callable[[str, int], tuple[int, int, int, int]]
_NOTHING = Marked()


def marked(name: str, module: ir.Module, said: Sequence[Directive], where: Callable[[], ir.SourceMap]) -> Marked:
    """The marked regions of the module `name`."""
    pairs = tuple(_pairs(said))
    if not pairs:
        return _NOTHING
    functions = {function.name: function for function in module.functions}
    regions: list[Candidate] = []
    crossings = [
        Crossing(inner, f"the marked region `{inner.argument}` begins in `{outer.argument}` and ends behind it")
        for (outer, outer_end), (inner, inner_end) in combinations(pairs, 2)
        if outer.line < inner.line < outer_end.line < inner_end.line
    ]
    for start, end in pairs:
        parts = list(_parts(functions, where().span, functions[""], functions[""].body, start.line, end.line))
        if len({(part.function.name, part.operations[0].at) for part in parts}) > 1 or _is_apart(start, end):
            message = f"the marked region `{start.argument}` does not begin and end in the same block"
            crossings.append(Crossing(start, message))
        elif parts and parts[0].function.kind != "class":
            function, operations = parts[0].function, parts[0].operations
            why = f"it is the marked region `{start.argument}`"
            first, last = operations[0].at, operations[-1].at
            made = identity(name, function.name)
            regions.append(Candidate("region", made, first, why, until=last, mark=start.argument))
            crossings += [
                Crossing(start, f"the marked region `{start.argument}` {jump}")
                for jump in dict.fromkeys(_jumps(operations, in_loop=False))
            ]
    return Marked(tuple(regions), tuple(crossings))


def _pairs(said: Sequence[Directive]) -> list[tuple[Directive, Directive]]:
    """The starts with their ends, in the order of the starts."""
    open_at: dict[str, Directive] = {}
    found = []
    for directive in said:
        if directive.kind == "checkpoint-start":
            open_at[directive.argument] = directive
        elif directive.kind == "checkpoint-end" and directive.argument in open_at:
            found.append((open_at.pop(directive.argument), directive))
    return sorted(found, key=lambda pair: pair[0].line)


def _is_apart(start: Directive, end: Directive) -> bool:
    """Whether indentation says that two marks stand in different blocks: it alone tells where a comment behind the
    last statement of a block stands.
    """
    return start.statement != end.statement


def _parts(
    functions: Mapping[str, ir.Function], span: _Spans, function: ir.Function, block: ir.Block, first: int, last: int
) -> Iterator[_Part]:
    """What stands between two lines: block by block, without what lies inside of operations that are between them as
    a whole.
    """
    inside, around = [], []
    for op in block:
        begin, end = _lines(op, function.name, span)
        if first < begin and end < last:
            inside.append(op)
        elif begin < last and first < end:
            around.append(op)
    if inside:
        yield _Part(function, tuple(inside))
    for op in around:
        for inner in ir.blocks(op):
            yield from _parts(functions, span, function, inner, first, last)
        name = op.function if isinstance(op, ir.MakeFunction) else op.body if isinstance(op, ir.MakeClass) else ""
        if name:
            yield from _parts(functions, span, functions[name], functions[name].body, first, last)


def _lines(op: ir.Op, function: str, span: _Spans) -> tuple[int, int]:
    """The first and the last line of an operation with the blocks in it; its own span may be that of its head alone."""
    inner = [one.at for block in ir.blocks(op) for inside in ir.nested(block) for one in inside]
    spans = [span(function, at) for at in (op.at, *inner)]
    return min(first for first, _, _, _ in spans), max(last for _, _, last, _ in spans)


def _jumps(block: ir.Block, *, in_loop: bool) -> Iterator[str]:
    """How a block is left other than by its end."""
    for op in block:
        match op:
            case ir.Return():
                yield "is left by a `return`"
            case ir.Yield():
                yield "is left by a `yield`"
            case ir.Break() | ir.Continue() if not in_loop:
                yield f"is left by a `{type(op).__name__.lower()}`"
            case ir.For() | ir.While():
                yield from _jumps(op.body, in_loop=True)
                yield from _jumps(op.orelse, in_loop=in_loop)
            case _:
                for inner in ir.blocks(op):
                    yield from _jumps(inner, in_loop=in_loop)
