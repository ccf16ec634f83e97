"""Which part of a linear program matters, and what it reads that is no tangent: the residuals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from adlint.frameworks.jax.linear.nodes import Linear, LinearAlt, LinearLoop, LinearNode, LinearScan, made
from adlint.frameworks.jax.linear.turns import kept_in_turns
from adlint.shapes.sizes import Sizes
from adlint.trace import Array, Op, Opaque, Operand
from adlint.trace.walking import arrays

Found = dict[Array, None]


def pruned(linear: Linear, linears: set[Array], wanted: Iterable[Operand], sizes: Sizes) -> Linear:
    """The operations of a linear program that the wanted results depend on."""
    liveness = Liveness(linears, sizes)
    live = {one for one in wanted if isinstance(one, Array)}
    kept: list[LinearNode] = []
    for node in reversed(linear):
        if isinstance(node, Opaque) or any(one in live for one in made(node)):
            kept.append(node)
        liveness.through((node,), live)
    return tuple(reversed(kept))


def residuals(linear: Linear, linears: set[Array], wanted: Iterable[Operand], sizes: Sizes) -> Found:
    """The arrays that are no tangents and that the wanted results of a linear program depend on."""
    return Liveness(linears, sizes).of(linear, wanted)


@dataclass(slots=True)
class Liveness:
    """Goes through a linear program backwards. `stands` are arrays that stand for one of each turn of a loop, with that
    of any turn; `missed` are the operations that matter and are not known.
    """

    linears: set[Array]
    sizes: Sizes
    stands: dict[Array, Array] = field(default_factory=dict)
    missed: dict[Opaque, None] = field(default_factory=dict)

    def of_turn(self, one: Array) -> Array:
        """An array of any turn, for one that stands for those of all turns of a loop."""
        while one in self.stands:
            one = self.stands[one]
        return one

    def of(self, linear: Linear, wanted: Iterable[Operand]) -> Found:
        """The residuals of a linear program, given which results are wanted."""
        live = {one for one in wanted if isinstance(one, Array)}
        return self.through(linear, live)

    def through(self, linear: Linear, live: set[Array], found: Found | None = None) -> Found:
        """The residuals; what is live at the start is added to what is live at the end."""
        found = {} if found is None else found
        found.update({one: None for one in live if one not in self.linears})
        for node in reversed(linear):
            self._node(node, live, found)
        return found

    def _node(self, node: LinearNode, live: set[Array], found: Found) -> None:
        match node:
            case Op():
                if any(one in live for one in node.results):
                    self._read(arrays(node.operands), live, found)
            case Opaque():  # what it keeps, if anything, is not known: nothing is surely kept for it
                self.missed[node] = None
            case LinearScan():
                self._scan(node, live, found)
            case LinearAlt():
                self._alt(node, live, found)
            case LinearLoop():
                self._loop(node, live, found)

    def _read(self, operands: Iterable[Array], live: set[Array], found: Found) -> None:
        for one in operands:
            if one in self.linears:
                live.add(one)
            else:
                found[one] = None

    def turn(self, node: LinearScan, live: set[Array]) -> tuple[set[Array], Found, list[bool]]:
        """What is live at the start of a turn, what turns read, and which carries matter, which is a fixpoint."""
        matters = [one.final in live for one in node.carried]
        ends = [part for whole, part in node.outputs if whole in live]
        while True:
            exits = [one.exit for one, is_in in zip(node.carried, matters, strict=True) if is_in]
            inside = {one for one in (*ends, *exits) if isinstance(one, Array)}
            found = self.through(node.body, inside)
            now = [was or one.entry in inside for was, one in zip(matters, node.carried, strict=True)]
            if now == matters:
                return inside, found, matters
            matters = now

    def _scan(self, node: LinearScan, live: set[Array], found: Found) -> None:
        if not any(one.final in live for one in node.carried) and not any(whole in live for whole, _ in node.outputs):
            return
        inside, kept, matters = self.turn(node, live)
        outside = dict(node.residuals)
        found.update({outside.get(self.of_turn(one), one): None for one in kept})
        entries = {one.entry for one in node.carried} | {part for _, part in node.inputs}
        live.update(one for one in inside if one in self.linears and one not in entries)
        # what a carry starts with stays an operand as long as what it ends with is read
        given = [one.initial for one, is_in in zip(node.carried, matters, strict=True) if is_in]
        given += [whole for whole, part in node.inputs if part in inside]
        self._read(arrays(given), live, found)

    def _alt(self, node: LinearAlt, live: set[Array], found: Found) -> None:
        joins = [sources for result, sources in node.joins if result in live]
        if node.is_one and not joins:
            return
        before = set(live)
        for number, branch in enumerate(node.branches):
            inside = set() if node.is_one else set(before)
            inside.update(one for one in (sources[number] for sources in joins) if isinstance(one, Array))
            kept = self.through(branch, inside)
            outside = dict(node.slots[number]) if node.slots else {}
            found.update({outside.get(one, one): None for one in kept})
            live.update(one for one in inside if one in self.linears)
        if isinstance(node.selector, Array):
            found[node.selector] = None

    def _loop(self, node: LinearLoop, live: set[Array], found: Found) -> None:
        """From the last turn to the first: turns are gone through until what is live no longer grows."""
        ends = {one.exit for one in node.carried if one.final in live and isinstance(one.exit, Array)}
        read = {one for one in live if one in node.inner}
        last: list[Found] = []
        seen: list[set[Array]] = []
        while True:
            inside = ends | read
            seen.append(ends)
            last.append(self.through(node.body, inside))
            live |= {one for one in inside if one in self.linears and one not in node.inner}
            now = {one.exit for one in node.carried if one.entry in inside and isinstance(one.exit, Array)}
            if now == ends:
                break
            # where turns take turns in what they need, all of it is needed
            ends = now | ends if now in seen else now
        live -= read
        self._read(arrays(one.initial for one in node.carried if one.entry in inside), live, found)
        finals = [one for one in node.chain if one.final in found]
        for one in finals:
            del found[one.final]
        for outside, part in kept_in_turns(node, last, finals, self.sizes, self.stands):
            if part is not None:
                self.stands[outside] = part
            found[outside] = None
