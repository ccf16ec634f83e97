"""Beyond checkpointing: what keeps less without running a whole piece again. Each technique is judged by itself,
against the tape without checkpoints.

*Preaccumulation* keeps the partial derivatives of a block with p inputs and q outputs, 8·p·q bytes where they are
numbers, in the place of its tape (Griewank and Walther 2008, section 10.2). *Recompute* takes the operands of a line
that are kept anyhow, and evaluates it again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator

from adlint.bytesize import human
from adlint.placement.beyond.partials import Block, blocks
from adlint.placement.beyond.saving import PREACCUMULATION, RECOMPUTE, Saving
from adlint.placement.costing.costs import Costing
from adlint.placement.costing.sites import inputs
from adlint.placement.costing.traced import Traced
from adlint.placement.costing.tree import CostTree, instances
from adlint.placement.measuring.heights import stacks
from adlint.shapes.dims import Dim
from adlint.tape.values.elements import is_elementwise
from adlint.trace import Array, Checkpoint, Node, Op, Site, Trace
from adlint.trace.walking import results, with_bodies

TIMES = 2  # so much larger is a tape that is preaccumulated than what is kept instead, and the whole than it
_MOST_LINES = 12  # lines that the model is asked about, from the one that keeps most


def preaccumulated(
    tree: CostTree, costing: Costing, traced: Traced, active: Collection[Array], given: Collection[Array]
) -> Iterator[Saving]:
    """Calls and bodies of loops whose partial derivatives are much smaller than their tape. `active` are the arguments
    that derivatives are taken with respect to, `given` the results of the call. What a block reads is counted as kept,
    since others may need it: the tape without the block is not known to be smaller.
    """
    found = blocks(traced.plain, traced.is_known, active, given)
    tapes = stacks(tree, {})
    whole = int(tapes[tree.entry].tape)
    saved: dict[str, int] = {}
    pays: dict[str, tuple[Block, int, int]] = {}
    for call, runs in instances(tree):
        block = found.get(call.id)
        size = None if block is None else block.bytes
        if block is None or not isinstance(size, int):
            continue
        tape, instead = int(tapes[call.function].tape), size + call.snapshot
        saved[call.id] = saved.get(call.id, 0) + runs * (tape - instead)
        if tape >= TIMES * instead and instead and TIMES * tape <= whole:
            pays.setdefault(call.id, (block, tape, size))
    for id_, (block, tape, size) in pays.items():
        if saved[id_] > 0:
            one = costing.candidates[id_]
            yield Saving(PREACCUMULATION, one.function, one.at, saved[id_], block.because(tape, size))


def recomputed(traced: Traced, line: Callable[[Site], Hashable], number: Callable[[Dim], int]) -> Iterator[Saving]:
    """Lines of operations on elements whose results the model need not keep, for it keeps what they are made of."""
    kept: dict[Hashable, int] = {}
    sites: dict[Hashable, Site] = {}
    for site, several in traced.tape.lines.items():
        if site.function and traced.is_known(site.function):
            key = line(site)
            kept[key] = kept.get(key, 0) + sum(number(one.bytes) for one in several)
            sites.setdefault(key, site)
    whole = number(traced.tape.bytes)
    for key in sorted(kept, key=lambda one: -kept[one])[:_MOST_LINES] if traced.system is not None else ():
        less = whole - number(traced.fold(_again(traced.plain, lambda site, key=key: line(site) == key, traced)).bytes)  # type: ignore[misc]
        if less > 0:
            why = f"what this line is made of is kept anyhow: evaluated again it keeps {human(less)} less"
            yield Saving(RECOMPUTE, sites[key].function, sites[key].at, less, why)


def _again(trace: Trace, is_meant: Callable[[Site], bool], traced: Traced) -> Trace:
    """The trace with checkpoints around what follows each other of a line, if it goes element by element."""
    found: list[Node] = []
    run: list[Node] = []
    name = traced.system.path if traced.system is not None else ""

    def close() -> None:
        if run:
            body = tuple(run)
            made = {one.number: one for node in body for one in results(node)}
            found.append(
                Checkpoint(body[0].site, name, body, tuple(inputs(body)), tuple(made.values()))
            )
            run.clear()

    for node in trace:
        if isinstance(node, Op) and is_meant(node.site) and is_elementwise(node.name):
            run.append(node)
        else:
            close()
            found.append(with_bodies(node, lambda body: _again(body, is_meant, traced)))
    close()
    return tuple(found)
