"""A call that is planned: its trace without checkpoints, what a model keeps of it, what a checkpoint would change."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from types import MappingProxyType

from adlint.placement.costing.costs import Costing, kept_by_place
from adlint.placement.costing.gathering import gathering
from adlint.placement.costing.sites import (
    Candidate,
    Made,
    Rewriter,
    inputs,
    joint_today,
    keeps_all,
    overwriting,
    unpassed,
)
from adlint.placement.costing.tree import CostTree, instances
from adlint.placement.costing.ungiven import ungiven
from adlint.placement.written.writing import System
from adlint.shapes.dims import Dim
from adlint.tape.lines import Tape
from adlint.tape.values.flow import overwritten
from adlint.tape.values.varied import varied
from adlint.trace import Array, Call, Node, Op, Opaque, Repeated, Trace, within
from adlint.trace.labelling import Path, labelled
from adlint.trace.walking import bodies

NO_SIZES: Mapping[str, int] = MappingProxyType({})
READS = "a snapshot holds what a piece reads, but for arguments of the differentiated call that stay as they are"


@dataclass(frozen=True)
class Traced:
    """`fold` tells what is kept of a trace, for derivatives by what is `active`. `system` is the checkpoint whose
    effect on that the model knows, None if it knows none. `is_known` tells whether a function stands in a text that can
    be changed. `most` are numbers for sizes that depend on data, and `given` those that
    somebody chose. Checkpoints have no policies if it `is_bare`.
    """

    source: Trace
    arguments: tuple[Array, ...]
    fold: Callable[[Trace], Tape]
    system: System | None
    is_known: Callable[[str], bool]
    active: tuple[Array, ...] = ()
    most: Mapping[str, int] = field(default_factory=dict)
    given: Mapping[str, int] = field(default_factory=dict)
    is_bare: bool = False

    @cached_property
    def plain(self) -> Trace:
        """The trace without checkpoints, labelled."""
        return labelled(self._with(()))

    @cached_property
    def tape(self) -> Tape:
        """What is kept without checkpoints."""
        return self.fold(self.plain)

    @cached_property
    def asked(self) -> dict[str, frozenset[Made | None]]:
        """The sites that the source checkpoints, and where it asks for that; None where that is not known."""
        found: dict[str, set[Made | None]] = {}
        for id_, made in joint_today(self.source, self.is_known):
            found.setdefault(id_, set()).add(made)
        return {id_: frozenset(several) for id_, several in found.items()}

    @cached_property
    def unpassed(self) -> frozenset[str]:
        """The sites that a checkpoint which knows of arguments alone would cut derivatives off from: calls that read
        what depends on active arguments, and is not passed to them.
        """
        if self.system is None or not self.system.definition:
            return frozenset()
        depends = varied(self.source, self.active)
        return frozenset(unpassed(self.source, self.is_known, depends))

    @cached_property
    def ungiven(self) -> frozenset[str]:
        """The sites whose results a checkpoint which knows of given arrays alone would cut derivatives off from."""
        if self.system is None or not self.system.definition:
            return frozenset()
        return frozenset(ungiven(self.source, self.is_known))

    @cached_property
    def gathering(self) -> frozenset[str]:
        """The sites that update running statistics."""
        return frozenset(gathering(self.source, self.is_known))

    @cached_property
    def overwriting(self) -> frozenset[str]:
        """The loops whose turns, and the sequences whose segments, write to memory that they have from around."""
        return frozenset(overwriting(self.plain, self.is_known))

    @property
    def today(self) -> frozenset[str]:
        """The sites that the source checkpoints so that anything is freed."""
        return frozenset(id_ for id_, several in self.asked.items() if not keeps_all(several))

    @cached_property
    def candidates(self) -> dict[str, Candidate]:
        """The sites that keep anything, by their ids. UnboundError as for `tree`."""
        found = self._costing(lambda *_: 0, lambda _: True)
        found.tree(self.plain)
        return found.candidates

    def tree(
        self, is_free: Callable[[Candidate], bool], sizes: Mapping[str, int] = NO_SIZES
    ) -> tuple[CostTree, Costing]:
        """The cost tree, and how it was come by, with numbers for sizes that are names. UnboundError if others are no
        numbers.
        """
        first = self._costing(lambda *_: 0, is_free, sizes)
        tree = first.tree(self.plain)
        if self.system is None:
            last = self._costing(lambda _, node: self._read(first, bodies(node)[0]), is_free, sizes)
            last.assumed[READS] = None
        else:
            found = dict(self._whatif(first, tree))
            last = self._costing(lambda one, node: found[one.id](node), is_free, sizes)
        return last.tree(self.plain), last

    def bytes(self, joint: Collection[str], number: Callable[[Dim], int]) -> int | None:
        """What is kept with checkpoints at these sites, in bytes; None if the model does not know."""
        found = self.size(joint)
        return None if found is None else number(found)

    def size(self, joint: Collection[str]) -> Dim | None:
        """As `bytes`, but as a size, which may depend on names."""
        if joint and self.system is None:
            return None
        chosen = frozenset(joint)
        if chosen not in self._sizes:
            self._sizes[chosen] = self.fold(self._with(chosen)).bytes
        return self._sizes[chosen]

    @cached_property
    def _sizes(self) -> dict[frozenset[str], Dim]:
        return {}

    def _with(self, joint: Collection[str]) -> Trace:
        chosen = frozenset(joint)
        return Rewriter(chosen, self.is_known, self.system, self._appended, is_bare=self.is_bare).trace(self.source)

    @cached_property
    def _appended(self) -> frozenset[int]:
        operands = (one for node in within(self.source) if isinstance(node, Op | Opaque) for one in node.operands)
        return frozenset(one.array.number for one in operands if isinstance(one, Repeated))

    def _costing(
        self,
        snapshot: Callable[[Candidate, Node], int],
        is_free: Callable[[Candidate], bool],
        sizes: Mapping[str, int] = NO_SIZES,
    ) -> Costing:
        found = Costing({}, self.is_known, snapshot, is_free, most=self.most, given=self.given)
        found.indices.update(sizes)
        found.kept = kept_by_place(self.tape, found.number)
        return found

    def _whatif(self, first: Costing, tree: CostTree) -> Iterator[tuple[str, Callable[[Node], int]]]:
        """For each site, what a checkpoint keeps in a run, more than is kept without all that is in the piece."""
        runs = dict.fromkeys(first.candidates, 0)
        for call, times in instances(tree):
            runs[call.id] += times
        total = sum(first.kept.values())
        for id_ in first.nodes:
            paths = first.paths(id_)
            inside = sum(size for place, size in first.kept.items() if any(_is_inside(place, one) for one in paths))
            kept = self.bytes((id_,), first.number)
            assert kept is not None
            yield id_, partial(self._share, first, id_, max(0, kept - (total - inside)), max(1, runs[id_]))

    def _share(self, first: Costing, id_: str, kept: int, runs: int, node: Node) -> int:
        """The share that one run of a site has in what all keep: by what is passed, where that is kept, or the same."""
        nodes = first.nodes[id_] if self.system is not None and self.system.is_passed else ()
        whole = sum(turns * self._passed(first, one) for one, turns in nodes)
        return -(-kept * self._passed(first, node) // whole if whole else -kept // runs)  # no less than all keep

    def _passed(self, costing: Costing, node: Node) -> int:
        """The memory that is passed to a call, as in `_read`."""
        return self._memory(costing, node.operands if isinstance(node, Call) else ())

    def _read(self, costing: Costing, body: Trace) -> int:
        """The memory that a body reads, but for arguments of the call that stay as they are."""
        return self._memory(costing, inputs(body))

    def _memory(self, costing: Costing, several: Iterable[Array]) -> int:
        read = {one.buffer: one for one in several if one.buffer not in self._staying and one.is_inexact}
        return sum(costing.number(one.bytes) for one in read.values())

    @cached_property
    def _staying(self) -> frozenset[int]:
        """The memory of arguments that stay as they are."""
        return frozenset(one.buffer for one in self.arguments).difference(overwritten(self.plain))


def _is_inside(place: Path, piece: Path) -> bool:
    return len(place) > len(piece) and place[: len(piece)] == piece
