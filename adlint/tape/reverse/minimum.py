"""The mathematical minimum: what the adjoint formulas need, of values that the arguments and the result depend on."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from adlint.shapes.dims import Dim, dim
from adlint.shapes.sizes import Sizes
from adlint.tape.lines import Tape
from adlint.tape.reverse.adjoints import is_whole, needed
from adlint.tape.reverse.frames import Frame
from adlint.tape.reverse.keeping import Keeper, kept_of, settled
from adlint.tape.reverse.overwriting import Overwriting, keep_all
from adlint.tape.reverse.pending import Pending
from adlint.tape.reverse.swept import Need, Swept
from adlint.tape.values.aliases import Names
from adlint.tape.values.flow import Flow, Step, Turns, Values, parts_of, read_in_part, written_in_part
from adlint.tape.values.leaves import Leaves, steps_of
from adlint.tape.values.marking import Looped, Split
from adlint.tape.values.regions import Regions
from adlint.trace import Array, Trace

_CONSTANT = frozenset("numpy.sign numpy.floor numpy.ceil numpy.trunc numpy.rint numpy.round numpy.floor_divide".split())


def is_constant(step: Step) -> bool:
    """Whether the derivative of a step is 0 wherever there is one."""
    return step.name in _CONSTANT


@dataclass(slots=True)
class Formulas:
    """What adjoint formulas need, in variables: what statements make on their way is computed again. `wants` says which
    steps need a variable, by what they make, if none keeps what is made on the way, which is found first; `one` gives
    one name to the values of one variable, and `stored` says where values without a name are stored.
    """

    leaves: Leaves
    arguments: frozenset[int]
    sizes: Sizes
    wants: dict[int, set[int]] = field(default_factory=dict)
    one: Mapping[int, int] = field(default_factory=dict)
    stored: Mapping[int, Need] = field(default_factory=dict)
    settled: bool = False

    def depends(self, step: Step, active: Sequence[bool]) -> bool:
        """Whether the result varies."""
        return not is_constant(step)

    def holds(self, step: Step, active: Sequence[bool], kept: Container[int]) -> Iterable[Need] | None:
        """The values that the adjoint of a step needs; None if that is not known."""
        found = needed(step, active, kept)
        return None if found is None else [leaf for one in found for leaf in self._cheapest(one, step, kept)]

    def _cheapest(self, need: Need, step: Step, kept: Container[int]) -> list[Need]:
        """The variables that a value is computed from, or the value, if what only it needs takes twice as much."""
        leaves = self.leaves.of(need)
        if not self.settled:
            for leaf in leaves:
                self.wants.setdefault(self._name(leaf), set()).add(step.writes[0])
            return leaves
        more = self.leaves.bytes(one for one in leaves if one.value not in kept and self._is_for(one, step))
        stored = self.stored.get(need.value)
        own = self.leaves.bytes([need])
        if stored is not None and not self._is_for(stored, step) and self.sizes.at_least(more, own):
            return [stored]
        return [need] if self.sizes.at_least(more, dim(own * 2)) else leaves

    def _name(self, need: Need) -> int:
        return self.one.get(need.value, need.value)

    def _is_for(self, leaf: Need, step: Step) -> bool:
        """Whether a variable, and no argument, is needed for one step alone."""
        return leaf.value not in self.arguments and self.wants.get(self._name(leaf), set()) <= {step.writes[0]}

    def makes(self, step: Step, active: Sequence[bool]) -> Dim:
        """Nothing is made for the reverse sweep alone."""
        return 0

    def steers(self, part: Looped | Split, *, is_reversed: bool) -> Dim:
        """Control takes no numbers."""
        return 0


class Needed(Struct, frozen=True, eq=False, gc=False):
    """What the reverse of each step needs, of the values of arguments, their `own`, and of others: those in the
    memories that are `shared` are told apart by their elements, of the others the `frame` has what is kept.
    """

    own: Sequence[int]
    flow: Flow
    shared: frozenset[int]
    leaves: Leaves
    frame: Frame
    keeper: Keeper
    swept: Swept


def formulas(
    values: Values,
    trace: Trace,
    given: tuple[Sequence[Array], Sequence[Array], Sequence[Array] | None],
    sizes: Sizes,
) -> Needed:
    """What the adjoint formulas of a program need, whose values are to get names: `given` are its arguments, its
    results, and those of the arguments that derivatives are taken with respect to; all for None.
    """
    arguments, results, wanted = given
    own = values.start(arguments)
    flow = values.flow(trace)
    shared = written_in_part(flow, values.arrays, read_in_part(flow))
    leaves = Leaves(values.arrays, shared, written_in_part(flow, values.arrays))
    leaves.learn(flow)
    model = Formulas(leaves, frozenset(own), sizes, one=handed_on(flow), stored=stored_in(flow, leaves))
    for model.settled in (False, True):
        frame, keeper, swept = kept_of(model, flow, values, (own, results, wanted), sizes, shared=shared)
    return Needed(own, flow, shared, leaves, frame, keeper, swept)


def handed_on(flow: Flow) -> dict[int, int]:
    """One name for the values that a variable has in the turns of a loop, and a memory that is written to in part."""
    found: dict[int, int] = {}
    for part in parts_of(flow):
        if isinstance(part, Step) and part.base is not None:
            found.update(dict.fromkeys(part.writes, found.setdefault(part.base, part.base)))
        for one in part.handed if isinstance(part, Turns) else ():
            several = [each for each in (one.entry, one.exit, one.final) if each is not None]
            known = next((found[each] for each in several if each in found), several[0] if several else 0)
            found.update(dict.fromkeys(several, known))
    return found


def stored_in(flow: Flow, leaves: Leaves) -> dict[int, Need]:
    """What statements compute and store in an array, by where it is then: values without a name, of its kind."""
    found: dict[int, Need] = {}
    for step in steps_of(flow):
        value, into = step.reads[1] if step.name == "numpy.setitem" else None, step.op and step.op.attribute("into")
        if value is not None and value not in leaves.named and value in leaves.makers:
            made, array = leaves.makers[value], leaves.arrays[value]
            is_alike = (array.shape, array.dtype) == (into, step.results[0].dtype)
            if is_alike and made.results[0].number == made.results[0].buffer and made.name != "numpy.getitem":
                found[value] = Need(step.writes[0], computed=value)
    return found


def minimum(
    trace: Trace,
    arguments: Sequence[Array],
    results: Sequence[Array],
    sizes: Sizes,
    wanted: Sequence[Array] | None = None,
) -> tuple[Tape, Dim]:
    """The values that adjoint formulas need, in bytes, each once, and of memories that are read through views, or
    written to in part, the elements; and the bytes of arguments among them apart.

    `wanted` are the arguments that derivatives are taken with respect to; all, unless they are given.
    """
    values = Values(memories=True, whole=is_whole)
    found = formulas(values, trace, (arguments, results, wanted), sizes)
    regions = Regions.of_trace(trace, arguments, sizes)
    given = frozenset(one.buffer for one in arguments)
    names = Names.of_flow(found.flow, values.arrays)
    tape = found.keeper.tape
    overwriting = Overwriting(regions, values.arrays, found.shared, sizes, tape, names, given, counts=True)
    pending = Pending(regions)
    pushes = overwriting.run(found.swept, pending)
    pushes += [push for buffer in list(pending.needed) for push in overwriting.die(buffer, pending)]
    keep_all(tape, pushes, "kept")
    return settled(found.keeper, found.frame, found.own)
