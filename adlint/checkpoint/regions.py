"""Regions that the source marks: `# adlint: checkpoint-start NAME` to `# adlint: checkpoint-end NAME`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from adlint import ir
from adlint.checkpoint.candidates import Candidate
from adlint.directives import Directive
from adlint.interpret.program import identity


def regions(
    name: str, module: ir.Module, said: Sequence[Directive], where: Callable[[], ir.SourceMap]
) -> Iterator[Candidate]:
    """The marked regions of the module `name` whose start and end stand in the same block."""
    for mark, first, last in _pairs(said):
        for function in module.functions:
            inside = _inside(function, where(), first, last)
            if inside:
                why = f"it is the marked region `{mark}`"
                yield Candidate("region", identity(name, function.name), inside[0], why, until=inside[-1], mark=mark)
                break


def _pairs(said: Sequence[Directive]) -> Iterator[tuple[str, int, int]]:
    """Name, line of the start and line of the end."""
    open_at: dict[str, int] = {}
    for directive in said:
        if directive.kind == "checkpoint-start":
            open_at[directive.argument] = directive.line
        elif directive.kind == "checkpoint-end" and directive.argument in open_at:
            yield directive.argument, open_at.pop(directive.argument), directive.line


def _inside(function: ir.Function, source_map: ir.SourceMap, first: int, last: int) -> list[int]:
    """The operations of the outermost block of `function` that has some between the two lines."""
    if function.kind == "class":
        return []
    for block in ir.nested(function.body):
        spans = [(op.at, source_map.span(function.name, op.at)) for op in block]
        found = [at for at, span in spans if first < span[0] and span[2] < last]
        if found:
            return found
    return []
