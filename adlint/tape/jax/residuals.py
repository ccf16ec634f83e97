"""Residuals: the distinct arrays that the live linear program reads, without arguments, constants and literals.

As JAX 0.10 finds them: `jax.vjp` linearises the traced program, drops dead tangents, and keeps what is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from adlint.frameworks.jax.linear import linearise
from adlint.frameworks.jax.linear.liveness import Liveness
from adlint.shapes.dims import Dim, Shape, dim, product
from adlint.shapes.sizes import Sizes
from adlint.tape.jax.folding import folded
from adlint.tape.lines import STACKED, Kept, Tape
from adlint.trace import Alt, Array, Loop, Node, Op, Operand, Scan, Site, Trace
from adlint.trace.walking import arrays, bodies, bound, results, within

# what stands in the program as it is, and is not computed
GIVEN = frozenset({"jax.constant", "jax.literal"})


@dataclass(slots=True)
class Numbering:
    """Makes arrays behind those of a trace."""

    sizes: Sizes
    numbers: int

    def array(
        self, shape: Shape, dtype: str, framework: str, buffer: int | None = None, *, weak: bool = False
    ) -> Array:
        """A new array."""
        self.numbers += 1
        return Array(self.numbers, shape, dtype, framework, self.numbers if buffer is None else buffer, weak)

    def emit(self, name: str, operands: tuple[Operand, ...], *results: Array, **attributes: object) -> None:
        """Operations belong to the programs that are made, not here."""


def record(
    trace: Trace,
    arguments: Sequence[Array],
    outputs: Iterable[Array],
    sizes: Sizes,
    active: Iterable[Array] | None = None,
) -> tuple[Tape, Dim]:
    """The tape of a trace, differentiated with respect to the inexact ones of its arguments, or of those that are
    `active`; and the bytes of arguments that are kept beside it. Results are `outputs`.
    """
    numbering = Numbering(sizes, 1 << 40)
    several = arguments if active is None else active
    seeds = {one: numbering.array(one.shape, one.dtype, "jax") for one in several if one.is_inexact}
    found = linearise(numbering, folded(trace), seeds)
    wanted = [tangent for one in outputs if (tangent := found.tangent(one)) is not None]
    liveness = Liveness({*found.linears}, sizes)
    kept = liveness.of(found.linear, wanted)
    makers = _makers(found.primal)
    tape, given = Tape(), set(arguments)
    beside: Dim = 0
    for one in kept:
        base = liveness.of_turn(one)
        turns = "" if base is one else "in every turn of a loop"
        maker = makers.get(base)
        beside = dim(beside + one.bytes) if base in given else beside
        if maker is not None and base.framework == "jax" and maker.name not in GIVEN:
            name = maker.name.removeprefix("lax.")
            shape, times = _each(one, base)
            tape.keep(maker.site, Kept(name, shape, one.dtype, times, one.bytes, turns or maker.why))
    for missed in liveness.missed:
        tape.miss(missed.site, missed.reason)
    for node in _loose(trace):
        tape.miss(node.site, "an item of a list that the same loop fills")
    return tape, beside


def _loose(trace: Trace) -> Iterator[Op]:
    """Operations on arrays that nothing makes, though they are younger than what the trace begins with."""
    made = {one for node in trace for one in bound(node)}
    first = min((one.number for one in made), default=0)
    for node in within(trace):
        mine = [one for one in arrays(node.operands) if one.framework == "jax"] if isinstance(node, Op) else []
        if isinstance(node, Op) and any(one.number > first and one not in made for one in mine):
            yield node


def _each(whole: Array, one: Array) -> tuple[Shape, Dim]:
    """The shape of one of several arrays that are kept as alike, and how many there are."""
    outer = len(whole.shape) - len(one.shape)
    if outer > 0 and whole.shape[outer:] == one.shape:
        return one.shape, product(whole.shape[:outer])
    return whole.shape, 1


@dataclass(frozen=True, slots=True)
class Maker:
    """The operation that makes an array."""

    site: Site
    name: str
    why: str = "a residual"


def _makers(trace: Trace) -> Mapping[Array, Maker]:
    found: dict[Array, Maker] = {}
    for node in trace:
        _enter(node, found)
    return found


def _enter(node: Node, found: dict[Array, Maker]) -> None:
    for body in bodies(node):
        found.update(_makers(body))
    match node:
        case Op():
            found.update({one: Maker(node.site, node.name) for one in node.results})
        case Loop():
            found.update({one.final: _of(one.exit, found, node.site, "a result of a loop") for one in node.carried})
        case Scan():
            found.update({one.entry: Maker(node.site, "carry") for one in node.carried if one.entry is not None})
            found.update({one.final: _of(one.exit, found, node.site, "a result of a scan") for one in node.carried})
            found.update({one.whole: _of(one.part, found, node.site, STACKED) for one in node.outputs})
        case Alt():
            found.update({join.result: Maker(node.site, "branch", "of either branch") for join in node.joins})
        case _:
            pass
    for one in results(node):
        found.setdefault(one, Maker(node.site, "computed"))


def _of(part: Operand, found: Mapping[Array, Maker], site: Site, why: str) -> Maker:
    """What is handed out of a loop is said of the operation in it that makes it."""
    inner = found.get(part) if isinstance(part, Array) else None
    return Maker(site, "carry", why) if inner is None or inner.name in GIVEN else Maker(inner.site, inner.name, why)
