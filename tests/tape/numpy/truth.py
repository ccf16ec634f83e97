"""Whether what a model keeps is enough for the gradient, and whether all of it is read: programs with all loops walked."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from adlint.evaluate.flow import loops
from adlint.shapes.sizes import Sizes
from adlint.tape.reverse.adjoints import is_whole
from adlint.tape.reverse.overwriting import Overwriting, Push
from adlint.tape.reverse.pending import Pending
from adlint.tape.reverse.swept import Reversed
from adlint.tape.systems.source import Analysed, analysed, there_at_the_end, with_overwritten
from adlint.tape.values.aliases import Names
from adlint.tape.values.leaves import Leaves
from adlint.tape.values.regions import Regions

from .evaluating import evaluated
from .running import Memory, NotRun, Recording
from .sweeping import Sweep


@contextmanager
def walked() -> Iterator[None]:
    """Loops are gone through turn by turn."""
    before = loops.WALKED
    loops.WALKED = 10**6
    try:
        yield
    finally:
        loops.WALKED = before


@dataclass(slots=True)
class Noting(Overwriting):
    """Notes which writes push what they overwrite, by the value that they make."""

    writes: set[int] = field(default_factory=set)

    def _write(self, step: Any, array: Any, pending: Pending) -> list[Push]:
        pushes = Overwriting._write(self, step, array, pending)
        self.writes.update(step.writes if pushes else ())
        return pushes


@dataclass
class Kept:
    """A program and what source transformation keeps of it: writes that push, values, and memories that died."""

    arguments: list[Any]
    end: Any
    recording: Recording
    found: Analysed
    pushed: set[int]
    values: set[int]
    memories: set[int]
    free: set[int]
    named: frozenset[int]


def kept(text: str, call: str, sizes: Mapping[str, int] = {}, *, every: bool = False) -> Kept:
    """What the model keeps of a call; with `every`, without analysis of what the reverse sweep needs."""
    with walked():
        result = evaluated(text, call, sizes=sizes)
    assert result.failure is None, result.failure
    arguments, known = list(result.arguments.values()), Sizes(dict(result.bounds))
    values = Recording(memories=True, whole=is_whole)
    found = analysed(values, result.trace, (arguments, result.results, None), known)
    if found.keeper.tape.gaps:
        raise NotRun(str(list(found.keeper.tape.gaps)))
    regions = Regions.of_trace(result.trace, arguments, known)
    given = frozenset(one.buffer for one in arguments)
    names = Names.of_flow(found.flow, values.arrays)
    frame, dead = found.frame, found.dead
    if every:
        again = Recording(memories=True, whole=is_whole)
        asked = (arguments, result.results, None)
        frame, dead = with_overwritten(found, analysed(again, result.trace, asked, known, every=True)), frozenset()
    noting = Noting(regions, values.arrays, found.shared, known, found.keeper.tape, names, given, dead, every)
    pending = Pending(regions)
    noting.run(found.swept, pending)
    died = {one for one in list(pending.needed) if not found.is_there(one) and noting.die(one, pending)}
    leaves = Leaves(values.arrays, found.shared, found.shared)
    leaves.learn(found.flow)
    whole = {value for value, size in frame.sizes.items() if size != 0}
    there = set(there_at_the_end(values, found.flow, found.place, found.own))
    (end,) = result.results
    return Kept(arguments, end, values, found, noting.writes, whole, died, there, frozenset(leaves.named))


def everything(one: Kept) -> Kept:
    """The same, if all values and all that is overwritten were kept."""
    values = set(one.recording.arrays)
    return replace(one, pushed=values, values=values, memories={array.buffer for array in one.recording.arrays.values()})


def gradients(one: Kept, data: list[Any], drop: tuple[str, int] = ("", 0)) -> list[Any]:
    """The derivatives of the sum of the result; `drop` is something kept that is missing."""
    kind, which = drop
    values = (one.values - ({which} if kind == "value" else set())) | one.free
    pushed = one.pushed - ({which} if kind == "write" else set())
    memories = one.memories - ({which} if kind == "memory" else set())
    memory = run(one, data)
    whole = {
        entry.writes[0] for entry in one.recording.log
        if entry.before is not None and entry.results[0].buffer not in one.found.shared
        and entry.reads and replaced(entry) in values
    }  # fmt: skip
    steps = [step for step in one.found.swept if isinstance(step, Reversed) and step.needs]
    reading = {step.step.writes[0]: frozenset(need.value for need in step.needs) for step in steps}
    sweep = Sweep(memory, one.recording.log, frozenset(pushed | whole | one.found.dead), one.named, reading)
    sweep.mark(one.found.own)  # type: ignore[arg-type]
    before = {array.number: memory.owner(array) for array in one.arguments}
    for array in {array.buffer: array for array in one.recording.arrays.values()}.values():
        is_there = (
            array.buffer in memories or one.found.is_there(array.buffer)
            if array.buffer in one.found.shared else one.recording.current.get(array.buffer) in values
        )  # fmt: skip
        if not is_there and array.number in memory.held and memory.owner(array).dtype.kind == "f":
            memory.owner(array)[...] = np.nan
    sweep.run(one.end)
    found = [sweep.adjoints.get(id(owner)) for owner in before.values()]
    return [np.zeros(np.shape(owner)) if bar is None else bar for bar, owner in zip(found, before.values(), strict=True)]


def replaced(entry: Any) -> int | None:
    """The value that a memory held before a write to all of it."""
    target = entry.node.attribute("out") or entry.operands[0]
    for operand, value in zip(entry.operands, entry.reads, strict=True):
        if getattr(operand, "buffer", None) == target.buffer:
            return value  # type: ignore[no-any-return]
    return None


def run(one: Kept, data: list[Any]) -> Memory:
    """The program, forward."""
    memory = Memory()
    for array, each in zip(one.arguments, data, strict=True):
        memory.start(array, each)
    memory.run(one.recording.log)
    return memory


def difference(one: Kept, data: list[Any], directions: list[Any]) -> float:
    """The derivative of the sum of the result in a direction."""
    ends = []
    for step in (1e-6, -1e-6):
        moved = [each + step * way for each, way in zip(data, directions, strict=True)]
        ends.append(float(np.sum(run(one, moved).held[one.end.number])))
    return (ends[0] - ends[1]) / 2e-6


def maker(one: Kept, value: int) -> str:
    """The operation that made a value."""
    return next((entry.name for entry in one.recording.log if value in entry.writes), "an argument")


def verdict(text: str, call: str, sizes: Mapping[str, int] = {}, most: int = 10**6) -> str:
    """`exact`, or what is wrong. At most so many of the things that are kept are left out, one by one."""
    try:
        one = kept(text, call, sizes)
        rng = np.random.default_rng(1)
        data = [data_for(array, rng) for array in one.arguments]
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            return _judged(one, data, rng, most)
    except NotRun as reason:
        return f"not run: {reason}"


def is_enough(text: str, call: str, sizes: Mapping[str, int]) -> bool:
    """Whether what is kept without analysis gives the gradient, where that can be told."""
    try:
        one = kept(text, call, sizes, every=True)
        rng = np.random.default_rng(1)
        data = [np.asarray(rng.uniform(0.2, 0.8, array.shape)) for array in one.arguments]
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            right, found = gradients(everything(one), data), gradients(one, data)
    except NotRun:
        return True
    return all(np.allclose(*pair, equal_nan=False) or np.isnan(pair[0]).any() for pair in zip(right, found, strict=True))


def data_for(array: Any, rng: Any) -> Any:
    """Numbers for an argument; square matrices are well conditioned."""
    found = np.asarray(rng.uniform(0.2, 0.8, array.shape))
    return found + 5 * np.eye(len(found)) if found.ndim == 2 and found.shape[0] == found.shape[1] else found


def _judged(one: Kept, data: list[Any], rng: Any, most: int) -> str:
    value = float(np.sum(run(one, data).held[one.end.number]))
    if not np.isfinite(value) or abs(value) > 1e4:
        return "not run: it is not well scaled"
    if any(np.isnan(bar).any() for bar in gradients(everything(one), data)):
        return "not run: there is no derivative"
    bars = gradients(one, data)
    if any(np.isnan(bar).any() for bar in bars):
        return "not enough is kept"
    for number, bar in enumerate(bars):
        ways = [rng.uniform(-1, 1, np.shape(each)) * (n == number) for n, each in enumerate(data)]
        real, found = difference(one, data, ways), float(np.sum(bar * ways[number]))
        if abs(found - real) > 1e-3 * max(1.0, abs(real)):
            return f"another gradient: {found} for {real}, for argument {number}"
    # what is made in the last turn of a loop is pushed, as in all its turns, though it is still there
    groups = (("value", one.values - one.free), ("write", one.pushed), ("memory", one.memories))
    drops = [(kind, each) for kind, several in groups for each in sorted(several)]
    for drop in drops[:: max(1, len(drops) // most)]:
        if not any(np.isnan(bar).any() for bar in gradients(one, data, drop)):
            return f"too much is kept: {drop[0]} of {maker(one, drop[1])}"
    return "exact"
