"""A call that is planned: its trace without checkpoints, what a model keeps of it, what a checkpoint would change."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from adlint.placement.costs import Costing, kept_by_place
from adlint.placement.sites import Candidate, Rewriter, inputs, joint_today
from adlint.placement.tree import CostTree, instances
from adlint.shapes.dims import Dim
from adlint.tape.lines import Tape
from adlint.trace import Array, Trace
from adlint.trace.labelling import Path, labelled

READS = "a snapshot holds what a piece reads and is no argument of the differentiated call"


@dataclass(frozen=True)
class Traced:
    """`fold` tells what is kept of a trace. `system` is the checkpoint whose effect on that the model knows, "" if it
    knows none. `is_known` tells whether a function stands in a text that can be changed.
    """

    source: Trace
    arguments: tuple[Array, ...]
    fold: Callable[[Trace], Tape]
    system: str
    is_known: Callable[[str], bool]

    @cached_property
    def plain(self) -> Trace:
        """The trace without checkpoints, labelled."""
        return labelled(self._with(()))

    @cached_property
    def tape(self) -> Tape:
        """What is kept without checkpoints."""
        return self.fold(self.plain)

    @cached_property
    def today(self) -> frozenset[str]:
        """The sites that the source checkpoints."""
        return frozenset(joint_today(self.source, self.is_known))

    def tree(self, is_free: Callable[[Candidate], bool]) -> tuple[CostTree, Costing]:
        """The cost tree, and how it was come by. UnboundError if sizes are no numbers."""
        first = self._costing(lambda *_: 0, is_free)
        tree = first.tree(self.plain)
        if not self.system:
            last = self._costing(lambda _, body: self._read(first, body), is_free)
            last.assumed[READS] = None
        else:
            found = dict(self._whatif(first, tree))
            last = self._costing(lambda one, _: found[one.id], is_free)
        return last.tree(self.plain), last

    def bytes(self, joint: Collection[str], number: Callable[[Dim], int]) -> int | None:
        """What is kept with checkpoints at these sites, in bytes; None if the model does not know."""
        return number(self.fold(self._with(joint)).bytes) if self.system or not joint else None

    def _with(self, joint: Collection[str]) -> Trace:
        return Rewriter(frozenset(joint), self.is_known, self.system).trace(self.source)

    def _costing(self, snapshot: Callable[[Candidate, Trace], int], is_free: Callable[[Candidate], bool]) -> Costing:
        found = Costing({}, self.is_known, snapshot, is_free)
        found.kept = kept_by_place(self.tape, found.number)
        return found

    def _whatif(self, first: Costing, tree: CostTree) -> Iterator[tuple[str, int]]:
        """For each site, what a checkpoint keeps in each run, more than is kept without all that is in the piece."""
        runs = dict.fromkeys(first.candidates, 0)
        for call, times in instances(tree):
            runs[call.id] += times
        total = sum(first.kept.values())
        for id_, paths in first.paths.items():
            inside = sum(size for place, size in first.kept.items() if any(_is_inside(place, one) for one in paths))
            kept = self.bytes((id_,), first.number)
            assert kept is not None
            yield id_, max(0, kept - (total - inside)) // max(1, runs[id_])

    def _read(self, costing: Costing, body: Trace) -> int:
        """The memory that a body reads, but for arguments of the call."""
        given = {one.buffer for one in self.arguments}
        read = {one.buffer: one for one in inputs(body) if one.buffer not in given and one.is_inexact}
        return sum(costing.number(one.bytes) for one in read.values())


def _is_inside(place: Path, piece: Path) -> bool:
    return len(place) > len(piece) and place[: len(piece)] == piece
