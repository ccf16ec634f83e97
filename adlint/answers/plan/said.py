"""What the directives `# adlint: split` and `# adlint: joint` say of the sites of a plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from adlint import ir
from adlint.analysis.paths.paths import definitions
from adlint.answers.placing import Placer
from adlint.directives import Directive
from adlint.interpret.program import Program
from adlint.placement.costing.sites import Candidate
from adlint.placement.plan import JOINT, SPLIT


def said(
    program: Program, placer: Placer, directives: Mapping[str, Sequence[Directive]], one: Candidate
) -> Directive | None:
    """The directive over a site, or else the one over the function that it calls; None if there is none. `directives`
    are those of each text, by its path.
    """
    places: list[tuple[str, tuple[int, ...]]] = []
    places.append((placer.path(one.function), placer.lines((one.function, one.at))[:1]))
    if one.callee in program.functions:
        places.append((placer.path(one.callee), tuple(_heads(program, placer, one.callee))))
    for path, lines in places:
        for directive in directives.get(path, ()):
            if directive.kind in (SPLIT, JOINT) and directive.target in lines:
                return directive
    return None


def _heads(program: Program, placer: Placer, function: str) -> Iterator[int]:
    """The lines at which a definition begins: that of `def`, and those of its decorators."""
    yield placer.lines((function, 0))[0]
    outer = program.enclosing(function) or ""
    if not program.functions[function].is_decorated or outer not in program.functions:
        return
    ops = definitions(program.functions[outer].body).values()
    name = program.functions[function].name
    made = {op.at for op in ops if isinstance(op, ir.MakeFunction) and op.function == name}
    for op in ops:
        if isinstance(op, ir.Call) and not made.isdisjoint(op.arguments):
            made.add(op.at)
            yield placer.lines((outer, op.at))[0]
