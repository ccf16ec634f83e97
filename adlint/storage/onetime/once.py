"""What is done once: a condition finds that something is not there yet, and it is put there. A second run finds it, and
goes the other way. That is no hazard where both ways come to the same: the same variables hold what was put there, or
the same as ever, the same is returned, and nothing else is changed. A flag is filled to do something else once.

`if k not in t: t[k] = f(k)` and `if k in t: return t[k]` come to the same as they go on; a flag that is set and says
which value is returned does not.
"""

from __future__ import annotations

from collections.abc import Iterator

from adlint import ir
from adlint.analysis.paths.uses import used_in
from adlint.storage.flow.loads import Names, Outcome, Way, worst


def way(operations: ir.Block, *, goes_on: bool) -> Way:
    """A way through a block, or through several ones that follow each other."""
    every = tuple(op for block in ir.nested(operations) for op in block)
    return Way(every, goes_on, tuple(op.value for op in every if isinstance(op, ir.Return)))


def behind(function: ir.Function, at: int, filling: Way, finding: Way) -> Outcome:
    """Whether the way that puts something there and the way that finds it, behind which they meet, are one."""
    names = Names(function, at, filling, finding)
    if any(isinstance(op, ir.Yield) for one in (filling, finding) for op in one.operations):
        return Outcome.UNKNOWN
    if filling.goes_on and finding.goes_on:
        if _may_leave(filling) or _may_leave(finding):
            return Outcome.UNKNOWN
        seen = names.stored & _read_after(function, at, filling, finding)
        pairs = [*((name, name) for name in sorted(seen)), *_copies(filling, finding)]
        return worst((names.worth, names.besides, *(names.compared(*pair) for pair in pairs)))
    if filling.goes_on or not filling.returned or not finding.returned:
        # what is raised, and what leaves a loop, is another way
        return Outcome.DIFFERENT if not finding.goes_on and not finding.returned else Outcome.UNKNOWN
    return _returns(names)


def behind_end(function: ir.Function, at: int, finding: Way) -> Outcome:
    """Whether a function that ends where it finds something gives what it gives otherwise."""
    return _returns(Names(function, at, _rest(function, finding), finding))


def _returns(names: Names) -> Outcome:
    pairs = [(one, other) for one in names.filling.returned for other in names.finding.returned]
    return worst((names.worth, names.besides, *(names.compared(*pair) for pair in pairs)))


def _rest(function: ir.Function, finding: Way) -> Way:
    """The way of a function beside the one that returned what it found."""
    taken = {op.at for op in finding.operations}
    first = min(taken)  # what was returned before is returned again
    every = tuple(op for op in function.operations if op.at > first and op.at not in taken)
    returned = tuple(op.value for op in every if isinstance(op, ir.Return))
    ends = function.body[-1:] and isinstance(function.body[-1], ir.Return | ir.Raise)
    return Way(every, False, returned if ends else (*returned, ir.Const("None", None)))


def is_first_look(function: ir.Function, at: int) -> bool:
    """Whether nothing has looked at a table before a call of its `setdefault`, which finds what it puts there; or
    before an item is asked for of one that makes what is not there.
    """
    op = next((op for op in function.operations if op.at == at), None)
    if not isinstance(op, ir.Call | ir.GetItem):
        return False
    return Names(function, at, Way((op,), True, ()), Way((), True, ())).worth is Outcome.SAME


def is_taken_out_once(function: ir.Function, at: int) -> bool:
    """Whether an item is taken out of a table where it is found there, if that is all that is done then, and nothing
    has looked at the table before: `if k in t: del t[k]`, `t.pop(k, None)`. A second run finds none.
    """
    blocks = [block for block in ir.nested(function.body) if any(op.at == at for op in block)]
    op = next((op for block in blocks for op in block if op.at == at), None)
    if isinstance(op, ir.Call) and (at in used_in(function) or len(op.arguments) > 2):
        return False
    if not isinstance(op, ir.Call | ir.SetItem):
        return False
    names = Names(function, at, Way((op,), True, ()), Way((), True, ()))
    asks = isinstance(op, ir.Call) and len(op.arguments) == 2
    return names.worth is Outcome.SAME and (asks or any(_is_found(names, one, at) for one in names.temps.values()))


def _is_found(names: Names, guard: ir.Op, at: int) -> bool:
    """Whether a condition finds in a table what is then taken out, and nothing else is done where it does or not."""
    if not isinstance(guard, ir.If) or guard.orelse or not any(op.at == at for op in guard.then):
        return False
    asked = names.temps.get(guard.condition) if isinstance(guard.condition, int) else None
    others = (op for op in guard.then if op.at != at)
    is_all = all(isinstance(op, ir.Load | ir.GetAttribute) for op in others)
    return is_all and isinstance(asked, ir.Binary) and asked.operator == "in" and names.takes(asked.right, asked.left)


def is_passed(function: ir.Function, op: ir.Op) -> bool:
    """Whether all that stands behind an operation is reached through it alone."""
    blocks = [function.body]
    for block in blocks:
        if any(one is op for one in block):
            return True
        blocks += [one.body for one in block if isinstance(one, ir.With)]
    return False


def _may_leave(along: Way) -> bool:
    """Whether a function, or a turn of a loop, may end on a way whose end is reached, too."""
    kinds = {op.__class__ for op in along.operations}
    return ir.Return in kinds or (not kinds & {ir.For, ir.While} and bool(kinds & {ir.Break, ir.Continue}))


def _copies(filling: Way, finding: Way) -> Iterator[tuple[ir.Operand, ir.Operand]]:
    """The two values of a conditional expression."""
    for one, other in zip(filling.operations[-1:], finding.operations[-1:], strict=False):
        if isinstance(one, ir.Copy) and isinstance(other, ir.Copy):
            yield one.value, other.value


def _read_after(function: ir.Function, at: int, filling: Way, finding: Way) -> frozenset[str]:
    """The variables that may be read behind two ways, in a later turn of a loop, or by functions that are made."""
    inside = {op.at for one in (filling, finding) for op in one.operations}
    every = list(function.operations)
    loops = any(isinstance(op, ir.For | ir.While) for op in every)
    behind = [op for op in every if op.at not in inside and (loops or op.at > at)]
    read = {name for op in behind for name in ir.operands(op) if isinstance(name, str)}
    makes = any(isinstance(op, ir.MakeFunction | ir.MakeClass) for op in every)
    return frozenset(function.bound) if makes else frozenset(read)
