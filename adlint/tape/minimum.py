"""The mathematical minimum: what the adjoint formulas need, of values that the arguments and the result depend on."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from adlint.shapes.dims import Dim, dim
from adlint.shapes.sizes import Sizes
from adlint.tape.adjoints import is_whole, needed
from adlint.tape.flow import Step, Values
from adlint.tape.keeping import kept_of, settled
from adlint.tape.leaves import Leaves
from adlint.tape.lines import Tape
from adlint.tape.marking import Looped, Split
from adlint.trace import Array, Trace

_CONSTANT = frozenset("numpy.sign numpy.floor numpy.ceil numpy.trunc numpy.rint numpy.round numpy.floor_divide".split())


def is_constant(step: Step) -> bool:
    """Whether the derivative of a step is 0 wherever there is one."""
    return step.name in _CONSTANT


@dataclass(slots=True)
class Formulas:
    """What adjoint formulas need, in variables: what statements make on their way is computed again."""

    leaves: Leaves
    arguments: frozenset[int]
    sizes: Sizes

    def depends(self, step: Step, active: Sequence[bool]) -> bool:
        """Whether the result varies."""
        return not is_constant(step)

    def holds(self, step: Step, active: Sequence[bool], kept: Container[int]) -> Iterable[int] | None:
        """The values that the adjoint of a step needs; None if that is not known."""
        found = needed(step, active, kept)
        return None if found is None else [leaf for one in found for leaf in self._cheapest(one, kept)]

    def _cheapest(self, value: int, kept: Container[int]) -> list[int]:
        """The variables that a value is computed from, or the value, if those not kept anyhow take twice as much."""
        leaves = self.leaves.of(value)
        more = self.leaves.bytes(one for one in leaves if one not in kept and one not in self.arguments)
        return [value] if self.sizes.at_least(more, dim(self.leaves.bytes([value]) * 2)) else leaves

    def makes(self, step: Step, active: Sequence[bool]) -> Dim:
        """Nothing is made for the reverse sweep alone."""
        return 0

    def steers(self, part: Looped | Split) -> Dim:
        """Control takes no numbers."""
        return 0


def minimum(
    trace: Trace,
    arguments: Sequence[Array],
    results: Sequence[Array],
    sizes: Sizes,
    wanted: Sequence[Array] | None = None,
) -> tuple[Tape, Dim]:
    """The values that adjoint formulas need, in bytes, each once; and the bytes of arguments among them apart.

    `wanted` are the arguments that derivatives are taken with respect to; all, unless they are given.
    """
    values = Values(memories=True, whole=is_whole)
    own = values.start(arguments)
    flow = values.flow(trace)
    leaves = Leaves(values.arrays)
    leaves.learn(flow)
    model = Formulas(leaves, frozenset(own), sizes)
    frame, keeper = kept_of(model, flow, values, (own, results, wanted), sizes)
    return settled(keeper, frame, own)
