"""What a piece of code reaches by calls, the nearest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from adlint import ir
from adlint.analysis.effects.summary import Chain
from adlint.interpret.views.described import Code, atoms
from adlint.interpret.views.facts import CallFact, Facts
from adlint.models.reports import LOGGING, ONCE, REPORTERS, REPORTS

DEPTH = 3  # calls that are followed
MOST = 200  # functions that are looked at
_SHOWS = ("matplotlib.pyplot.",)


def reached(
    function: str, block: ir.Block, facts: Mapping[str, Facts], *, several: bool = False
) -> Iterator[tuple[Chain, CallFact]]:
    """The calls in a piece of a function and in what it calls, breadth first, each with the way to it; also in each of
    `several` functions of which a call may be any.
    """
    own = {op.at for inner in ir.nested(block) for op in inner if isinstance(op, ir.Call)}
    todo: list[tuple[str, Chain]] = [(function, ())]
    seen = {function}
    while todo:
        name, way = todo.pop(0)
        for at, call in facts[name].calls if name in facts else ():
            if way or at in own:
                chain = (*way, (name, at))
                yield chain, call
                named = [a.function for a in atoms(call.callees) if isinstance(a, Code)]
                codes = [name for name in (*named, *(call.several if several else ())) if name not in seen]
                if len(chain) <= DEPTH and len(seen) < MOST:
                    seen.update(codes)
                    todo += [(code, chain) for code in codes]


def told(call: CallFact) -> str:
    """The function by which a call prints, logs or shows something; "" if it does not."""
    for path in call.paths:
        if path.startswith(ONCE):
            continue
        if path in REPORTS - {"time.sleep"} or (path.startswith(REPORTERS) and path.rpartition(".")[2] in LOGGING):
            return path
        if path.startswith(_SHOWS):
            return path
    return ""


def is_failing(functions: Mapping[str, ir.Function], chain: Chain) -> bool:
    """Whether what a chain leads to is done on the way to an error that nothing in the chain handles."""
    bodies = [(functions[name], at) for name, at in chain if name in functions]
    if not bodies or any(_is_tried(function, at) for function, at in bodies):
        return False
    function, last = bodies[-1]
    blocks = [block for block in ir.nested(function.body) if any(op.at == last for op in block)]
    return any(isinstance(block[-1], ir.Raise) for block in blocks)


def _is_tried(function: ir.Function, at: int) -> bool:
    """Whether an error of an operation is handled in its function, or may be."""
    tries = [op for op in function.of(ir.Try) if op.handlers]
    return any(op.at == at for one in tries for block in ir.nested(one.body) for op in block)
