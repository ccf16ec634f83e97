"""Calls that do the same in every turn of a loop, in the function of the loop or in one that the loop calls."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from adlint import ir
from adlint.analysis.effects.summary import Step
from adlint.checkpoint.candidates import codes
from adlint.differentiated.invariance import Leaf, Need, Unchanged, changes
from adlint.differentiated.reached import Reached
from adlint.differentiated.whole import Whole

_DEEP = 3  # calls from the loop down
_FEW = 2  # turns that are no loop worth speaking of


class _Site(Struct, frozen=True):
    """An operation, the values that it needs, and the calls that lead from it to what it is asked for."""

    reached: Reached
    at: int
    needs: tuple[Need, ...]
    below: tuple[Step, ...] = ()


def same_in_every_turn(reached: Reached, at: int, operand: ir.Operand, whole: Whole) -> tuple[Step, ...] | None:
    """The loop in whose turns an operand of operation `at` is the same, and the calls from it that lead there; None if
    there is none.
    """
    return _in_loop(_Site(reached, at, (Need(operand),)), whole)


def _in_loop(site: _Site, whole: Whole) -> tuple[Step, ...] | None:
    reached = site.reached
    for loop in reversed(reached.loops[site.at]):
        if not _counts(loop, reached):
            break
        body = loop.body if isinstance(loop, ir.For) else loop.test + loop.body
        if _needed(site, body, whole, loop.at) is not None:
            return ((reached.name, loop.at), *site.below)
    needed = _needed(site, reached.code.body, whole) if len(site.below) < _DEEP else None
    for above in _calls(site, needed, whole) if needed is not None else ():
        found = _in_loop(above, whole)
        if found is not None:
            return found
    return None


def _needed(site: _Site, block: ir.Block, whole: Whole, item: int = 0) -> frozenset[Leaf] | None:
    """What the values that are needed depend on outside of a block; None if one may change in it."""
    inside = Unchanged(site.reached, block, changes(site.reached, block, whole), item)
    found: set[Leaf] = set()
    for need in site.needs:
        leaves = inside.need(need, site.at)
        if leaves is None:
            return None
        found |= leaves
    return frozenset(found)


def _counts(loop: ir.For | ir.While, reached: Reached) -> bool:
    """Whether a loop goes on within what is differentiated, so that no parameter changes in it, and for some turns."""
    inside = {op.at for block in ir.nested(loop.body) for op in block}
    if not inside.isdisjoint(reached.facts.transforms):
        return False
    return trips(loop, reached) not in range(_FEW)


def trips(loop: ir.For | ir.While, reached: Reached) -> int | None:
    """How many turns a loop over a range of literals has."""
    made = reached.ops.get(loop.iterable) if isinstance(loop, ir.For) and isinstance(loop.iterable, int) else None
    if isinstance(made, ir.Call) and "builtins.range" in reached.paths(made.at):
        ends = [one.value for one in made.arguments if isinstance(one, ir.Const) and isinstance(one.value, int)]
        if len(ends) == len(made.arguments) and ends:
            return len(range(*ends))
    return None


def _calls(site: _Site, leaves: frozenset[Leaf], whole: Whole) -> Iterator[_Site]:
    """The calls of a function, with what it needs as its callers see it."""
    reached = site.reached
    parameters = {p.name for p in reached.code.parameters}
    for name in dict.fromkeys(whole.made.above.get(reached.name, ())):
        caller = whole.functions.get(name)
        for at, call in caller.facts.calls if caller is not None and caller is not reached else ():
            op = caller.ops.get(at) if caller is not None else None
            if caller is None or not isinstance(op, ir.Call) or reached.name not in codes(call.callees):
                continue
            given = {one.parameter: one.value for one in whole.passed(op, caller) if one.function == reached.name}
            own = {*caller.code.bound, *(p.name for p in caller.code.parameters)}
            told = given.keys() | (_defaults(reached) if _is_plain(op) else set())
            needs = [Need(given[leaf.name], leaf.attributes) for leaf in leaves if leaf.name in given]
            needs += [Need(leaf.name, leaf.attributes) for leaf in leaves if leaf.name in own - parameters]
            if all(leaf.name in told for leaf in leaves if leaf.name in parameters):
                yield _Site(caller, at, tuple(needs), ((caller.name, at), *site.below))


def _defaults(reached: Reached) -> set[str]:
    return {p.name for p in reached.code.parameters if p.has_default}


def _is_plain(op: ir.Call) -> bool:
    """Whether a call says all that it gives."""
    return all(name for name, _ in op.keywords) and not any(isinstance(one, ir.Starred) for one in op.arguments)
