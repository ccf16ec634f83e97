"""From a trace, and what a model keeps of it at each place, to a cost tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from adlint.placement.costing.operations import operations
from adlint.placement.costing.sites import BODY, Candidate, candidate, inside
from adlint.placement.costing.tree import Call, CostTree, Either, Item, Items, Loop, Segment, callees_first, within
from adlint.placement.loops.assuming import UNEVEN, is_uneven
from adlint.shapes.dims import Dim
from adlint.symbolic import Polynomial, Symbol, evaluate, symbols_of
from adlint.tape.lines import STACKED, Tape
from adlint.trace import Alt, Node, Scan, Site, Trace
from adlint.trace import Call as TracedCall
from adlint.trace import Loop as TracedLoop
from adlint.trace.labelling import Path, is_of_program

MIDDLE = "a loop whose length depends on another is taken as long as in the middle of that"
AT_MOST = "a size that depends on data is taken to be as large as it can be"
_HANDED_ON = -1


class UnboundError(Exception):
    """Sizes that are symbols: a plan needs numbers."""

    def __init__(self, symbols: tuple[Symbol, ...]) -> None:
        super().__init__(", ".join(one.key for one in symbols))
        self.symbols = symbols


@dataclass(slots=True)
class Costing:
    """Walks a trace that is labelled: `kept` are the bytes of each place, over all turns of the loops around it; `most`
    are numbers for sizes that depend on data, those that are `given` before those that are as large as can be. `nodes`
    are those of each candidate, with how often they are gone through.
    """

    kept: Mapping[Path, int]
    is_known: Callable[[str], bool]
    snapshot: Callable[[Candidate, Node], int]
    is_free: Callable[[Candidate], bool]
    candidates: dict[str, Candidate] = field(default_factory=dict)
    nodes: dict[str, list[tuple[Node, int]]] = field(default_factory=dict)
    functions: dict[str, Items] = field(default_factory=dict)
    names: dict[tuple[str, Items], str] = field(default_factory=dict)
    indices: dict[str, int] = field(default_factory=dict)
    assumed: dict[str, None] = field(default_factory=dict)
    most: Mapping[str, int] = field(default_factory=dict)
    given: Mapping[str, int] = field(default_factory=dict)
    left: int = 0  # bytes that do not come out even over the turns of a loop

    def tree(self, trace: Trace) -> CostTree:
        """The cost tree of a trace."""
        body = self.body(trace, 1, None)
        self.functions["<call>"] = (Segment(self.left), *body) if self.left else body
        return CostTree("<call>", callees_first("<call>", self.functions))

    def body(self, trace: Trace, turns: int, around: Site | None) -> Items:
        """The items of a body that is gone through so many times."""
        return self._joined(item for node in trace for item in self._items(node, turns, around))

    @staticmethod
    def _joined(items: Iterable[Item]) -> Items:
        """Items with segments that follow each other as one."""
        found: list[Item] = []
        for item in items:
            last = found[-1] if found else None
            if isinstance(item, Segment) and isinstance(last, Segment):
                found[-1] = Segment(last.tape + item.tape, last.time + item.time)
            elif item != Segment(0):
                found.append(item)
        return tuple(found)

    def _items(self, node: Node, turns: int, around: Site | None) -> Items:
        place = node.site.within
        own = self._segment(turns, place, *(() if isinstance(node, Scan) else ((*place, _HANDED_ON),)))
        known = candidate(node, around, self.is_known)
        match node:
            case TracedCall() if is_of_program(node):
                body = self.body(node.body, turns, inside(node, around))
                return (own, *self._call(known, node, body, turns))
            case TracedLoop() | Scan():
                return (own, *self._loop(node, known, turns, around))
            case Alt():
                return (own, Either(tuple(self.body(one, turns, around) for one in node.branches)))
            case _:
                return (Segment(own.tape, self.number(operations((node,)))),)

    def _loop(self, node: TracedLoop | Scan, known: Candidate | None, turns: int, around: Site | None) -> Items:
        trips = self.number(node.trips)
        if is_uneven(node):
            self.assumed[UNEVEN] = None
        if isinstance(node, TracedLoop):
            self.indices[node.index] = max(0, trips - 1) // 2
        handed_on = self._segment(turns * max(1, trips), (*node.site.within, _HANDED_ON))
        body = self._joined([handed_on, *self.body(node.body, turns * max(1, trips), inside(node, around))])
        return (Loop(trips, self._call(known, node, body, turns * trips)),) if trips and body else ()

    def _call(self, known: Candidate | None, node: TracedCall | TracedLoop | Scan, body: Items, turns: int) -> Items:
        """The body as a call that may be joint, if it is a candidate and keeps anything."""
        if known is None or not any(_keeps(one) for one in within(body)):
            return body
        if known.id not in self.candidates or not known.passes_arrays:
            self.candidates[known.id] = known
        self.nodes.setdefault(known.id, []).append((node, turns))
        name = self.names.get((known.callee, body))
        if name is None:
            same = sum(one == known.callee for one, _ in self.names)
            name = known.callee if known.kind != BODY else known.id
            name = f"{name}#{same}" if same else name
            self.names[known.callee, body] = name
            self.functions[name] = body
        return (Call(name, known.id, self.snapshot(known, node), self.is_free(known)),)

    def _segment(self, turns: int, *places: Path) -> Segment:
        """What is kept at some places, in one turn: where the first or the last one keeps something else, as much as in
        the others.
        """
        each, rest = divmod(sum(self.kept.get(one, 0) for one in places), turns)
        if rest > turns - rest:
            return Segment(each + 1)
        self.left += rest
        return Segment(each)

    def paths(self, id_: str) -> list[Path]:
        """The places of a candidate."""
        return [node.site.within for node, _ in self.nodes[id_]]

    def number(self, size: Dim) -> int:
        """A size as a number. UnboundError if it is none."""
        if isinstance(size, Polynomial):
            found = evaluate(size, {**self.most, **self.given, **self.indices})
            if isinstance(found, Polynomial):
                raise UnboundError(tuple(sorted(symbols_of(found), key=lambda one: one.key)))
            for one in symbols_of(size):
                if one.key not in self.given:
                    self.assumed[AT_MOST if one.key in self.most else MIDDLE] = None
            return max(0, found)
        return size


def _keeps(item: Item) -> bool:
    return isinstance(item, Call) or (isinstance(item, Segment) and item.tape > 0)


def kept_by_place(tape: Tape, number: Callable[[Dim], int]) -> dict[Path, int]:
    """The bytes that are kept at each place of a labelled trace; what is stacked apart: what a scan hands from turn to
    turn is kept in its body, before all else.
    """
    found: dict[Path, int] = {}
    for site, several in tape.lines.items():
        for one in several:
            place = (*site.within, _HANDED_ON) if one.why == STACKED else site.within
            found[place] = found.get(place, 0) + number(one.bytes)
    return found
