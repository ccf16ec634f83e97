"""What a checkpointed piece reads that no snapshot holds, and that is changed before it runs again.

With C the piece and D what runs from its end to the reverse sweep: use(C), without what a snapshot holds, where it
meets out(C) or out(D). The first run of C has read the old value, its second run reads the new one: split and joint
mode differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from adlint import ir
from adlint.analysis.effects.summary import Chain, Step
from adlint.checkpoint.behind import behind
from adlint.checkpoint.candidates import Candidate, Changed, runs_backward
from adlint.checkpoint.candidates import piece as operations_of
from adlint.checkpoint.snapshot import shared
from adlint.interpret.program import Program
from adlint.interpret.views.described import Code, Value, atoms
from adlint.interpret.views.facts import Facts
from adlint.storage.location.places import ANY, Path, Place, written
from adlint.storage.solve import Solved, Storage, piece, solve

CALLERS = 2  # calls above a piece whose rest is looked at, too
_OUTER = frozenset({"global", "class", "closure"})


class Later(Struct, frozen=True):
    """A program, with what is asked of it. `orders` are its classes with their bases, `above` the callers of each
    function, `ending` the functions that run the reverse sweep or call what does, `entries` what is differentiated.
    """

    program: Program
    facts: Mapping[str, Facts]
    orders: Mapping[str, tuple[str, ...]]
    above: Mapping[str, list[str]]
    ending: frozenset[str]
    entries: frozenset[str]

    def changed(self, candidate: Candidate) -> Iterator[Changed]:
        """What is read by a piece that the source checkpoints, and changed between its first and its second run."""
        for function, operations in self._runs(candidate):
            yield from self._around(candidate, function, operations)

    def repeated(self, candidate: Candidate) -> Iterator[Changed]:
        """What a piece that the source checkpoints reads and then changes itself; a region has a snapshot for it."""
        if candidate.kind != "region":
            own = self._solved(candidate.function, set()).storage
            where = candidate.site or (candidate.function, candidate.at)
            yield from _met((*own.used, *own.identified), own, where, set())

    def _runs(self, candidate: Candidate) -> Iterator[tuple[str, ir.Block]]:
        """Where the piece runs: the marked region, the call that checkpoints it, or the calls of what that gives."""
        if candidate.kind == "region":
            yield candidate.function, operations_of(self.program, candidate)
        elif candidate.site is not None and candidate.is_called:
            yield candidate.site[0], self._operation(candidate.site)
        elif candidate.site is not None:
            yield from ((step[0], self._operation(step)) for step in self._calls(candidate.function))

    def _operation(self, step: Step) -> ir.Block:
        function, at = step
        return tuple(op for op in self.program.functions[function].operations if op.at == at)

    def _calls(self, function: str) -> Iterator[Step]:
        for caller in self.above.get(function, ()):
            for at, call in self.facts[caller].calls if caller in self.facts else ():
                if any(isinstance(atom, Code) and atom.function == function for atom in atoms(call.callees)):
                    yield caller, at

    def _around(self, candidate: Candidate, function: str, operations: ir.Block) -> Iterator[Changed]:
        if not operations:
            return
        first = operations[0].at
        parts, is_over = self._behind(function, operations)
        solved = self._solved(function, {first, *[part[0].at for part in parts]})
        if first not in solved.before:
            return
        own = piece(solved, operations, solved.before[first])
        free = self._free(candidate, function)
        inside = {(function, op.at) for op in operations}
        looked_at = (*own.used, *own.identified)
        loose = [(path, chain) for path, chain in looked_at if _is_loose(candidate, path[0], free)]
        for after in self._storages(solved, parts):
            yield from _met(loose, after, (function, first), inside)
        everywhere = [(path, chain) for path, chain in loose if path[0].kind in ("global", "class")]
        for after in self._above(function, CALLERS) if everywhere and not is_over else ():
            yield from _met(everywhere, after, (function, first), inside)

    def _above(self, function: str, height: int) -> Iterator[Storage]:
        """The storage of what runs behind a function in its callers, up to what is differentiated."""
        if not height or function in self.entries:
            return
        for caller, at in self._calls(function):
            parts, is_over = self._behind(caller, self._operation((caller, at)))
            yield from self._storages(self._solved(caller, {part[0].at for part in parts}), parts)
            if not is_over:
                yield from self._above(caller, height - 1)

    def _behind(self, function: str, operations: ir.Block) -> tuple[list[ir.Block], bool]:
        calls = self.facts[function].calls
        ends = frozenset(at for at, call in calls if self._is_end(call.callees) or runs_backward(call))
        return behind(self.program.functions[function].body, operations[0].at, operations[-1].at, ends)

    def _is_end(self, callees: Value) -> bool:
        return any(isinstance(atom, Code) and atom.function in self.ending for atom in atoms(callees))

    def _solved(self, function: str, marked: set[int]) -> Solved:
        return solve(self.program, self.facts, self.orders, self.above, function, frozenset(marked))

    @staticmethod
    def _storages(solved: Solved, parts: list[ir.Block]) -> Iterator[Storage]:
        for part in parts:
            if part[0].at in solved.before:
                yield piece(solved, part, solved.before[part[0].at])

    def _free(self, candidate: Candidate, function: str) -> frozenset[str]:
        """The variables of the function around that a nested function which is checkpointed sees as they are."""
        if candidate.kind == "region" or self.program.enclosing(candidate.function) != function:
            return frozenset()
        inner, outer = self.program.functions[candidate.function], self.program.functions[function]
        own = inner.bound - inner.nonlocals | {p.name for p in inner.parameters}
        read = [one for op in inner.operations for one in ir.operands(op)]
        seen = {one for one in read if isinstance(one, str)}
        return frozenset(seen & (outer.bound | {p.name for p in outer.parameters}) - own)


def _is_loose(candidate: Candidate, place: Place, free: frozenset[str]) -> bool:
    """Whether no snapshot holds what stands at a place: a region's holds what can be reached from its variables, the
    others keep the arguments as they are, whatever is set in them later.
    """
    if place.kind in _OUTER:
        return True
    if candidate.kind == "region":
        return False
    return place.root in free or any(step.startswith(".") for step in place.steps)


def _met(
    read: Iterable[tuple[Path, Chain]], after: Storage, where: Step, inside: set[Step]
) -> Iterator[Changed]:
    """What is read and surely changed, but not at one of the steps `inside`."""
    for path, changed in after.written:
        place, region = path
        if region is not None and not region.must:
            continue  # it may be another part
        if place in after.restored or place not in after.unguarded or not inside.isdisjoint(changed):
            continue
        for used, chain in read:
            if ANY not in used[0].steps and used[0].is_below(place) and shared(used, path) is not None:
                yield Changed(where, written((used,))[0], chain, changed)
