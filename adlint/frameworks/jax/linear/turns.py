"""What all turns of a loop of Python's keep: an array that one turn ends with and the next starts with is one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from msgspec.structs import replace

from adlint.frameworks.jax.linear.nodes import LinearLoop
from adlint.shapes.dims import Dim, dim
from adlint.shapes.sizes import INDEX, Sizes
from adlint.symbolic import polynomial, symbol, symbols_of, total
from adlint.trace import Array, Carry, Operand

Found: TypeAlias = "dict[Array, None]"

SAMPLE = 1 << 10  # turns, where their number is symbolic: counts are affine in it


def kept_in_turns(
    node: LinearLoop, kept: Sequence[Found], finals: Sequence[Carry], sizes: Sizes, stands: Mapping[Array, Array]
) -> Iterator[tuple[Array, Array | None]]:
    """What is kept outside of the loop, given what its last turns keep, from the last one backwards, the first of which
    stands for all before it: arrays from there, and for those of turns one that is as large as all of them,
    with that of any turn.
    """
    chain = {one.entry: one for one in node.chain if one.entry is not None}
    sampled = node.trips if isinstance(node.trips, int) and node.trips < SAMPLE else SAMPLE
    turns: dict[Array, set[int]] = {}
    for one, turn in _by_turn(kept, sampled):
        _enter(one, turn, chain, turns, node.made, stands)
    for last in finals:
        if isinstance(last.exit, Array):
            _enter(last.exit, sampled - 1, chain, turns, node.made, stands)
    for one, several in turns.items():
        if several is _OUTSIDE or not several:
            yield one, None
        else:
            yield _all(one, several, sampled, node, sizes), one


_OUTSIDE: set[int] = set()


def _by_turn(kept: Sequence[Found], sampled: int) -> Iterator[tuple[Array, int]]:
    *last, steady = kept
    for back, one_turn in enumerate(last):
        yield from ((one, sampled - 1 - back) for one in one_turn if back < sampled)
    for turn in range(sampled - len(last)):
        yield from ((one, turn) for one in steady)


def _enter(
    one: Operand, turn: int, chain: Mapping[Array, Carry], turns: dict[Array, set[int]], made: frozenset[Array],
    stands: Mapping[Array, Array],
) -> None:  # fmt: skip
    """Keep an array of a turn: at the start it is that of the turn before."""
    while isinstance(one, Array) and one in chain:
        link = chain[one]
        one, turn = (link.initial, -1) if turn == 0 else (link.exit, turn - 1)
        if turn < 0:
            break
    if not isinstance(one, Array):
        return
    inner = one
    while inner in stands:
        inner = stands[inner]
    if turn < 0 or inner not in made:
        turns[one] = _OUTSIDE
    elif turns.get(one) is not _OUTSIDE:
        turns.setdefault(one, set()).add(turn)


def _all(one: Array, turns: set[int], sampled: int, node: LinearLoop, sizes: Sizes) -> Array:
    """An array as large as those of all turns."""
    size = one.size
    index = symbol(node.index, INDEX)
    if any(found.key == node.index for found in symbols_of(polynomial(size))):
        lo, hi = min(turns), max(turns) + 1
        stop: Dim = hi if hi < sampled // 2 else dim(polynomial(node.trips) - (sampled - hi))
        sum_ = total(polynomial(size), index, lo, stop, sizes.bounds)
        shape: tuple[Dim, ...] = (sizes.fresh("a sum over the turns of a loop") if sum_ is None else dim(sum_),)
    else:
        count: Dim = len(turns)
        if not isinstance(node.trips, int) or node.trips >= SAMPLE:
            count = len(turns) if len(turns) < sampled // 2 else dim(polynomial(node.trips) - (sampled - len(turns)))
        shape = (count, *one.shape)
    return replace(one, shape=shape)
