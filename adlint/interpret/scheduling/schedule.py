"""The whole program, slot by slot in a fixed order: modules as they are imported, then functions nobody was
seen to call, then, for a few rounds, those for which something that they had read is otherwise by now.

Each run depends on the bodies that it goes through and on what it reads in cells, at its time, and on nothing
else. So after an edit only those runs are done again that read something that is otherwise; the answer is as
if all were.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterable, Mapping

from msgspec import Struct

from adlint.interpret.evidence.narrowing import has_part
from adlint.interpret.memory.spaces import Cell, Class, Space, Time
from adlint.interpret.program import Program
from adlint.interpret.scale import scale
from adlint.interpret.scheduling.asked import DEFINERS, METHODS, Asked
from adlint.interpret.scheduling.cells import add, before, forget, has_changed, record, seen_at
from adlint.interpret.scheduling.order import functions_in_order, import_order, ranked
from adlint.interpret.scheduling.running import Runner
from adlint.interpret.scheduling.slots import Run, Slot
from adlint.interpret.world import BRINGS, CALLED, REACHED, REPLACED, World

MODULES = (0, 1, 3)  # stages over modules; in the last one those that called what was evaluated for itself since
FUNCTIONS = (2, 4, 5)  # stages over functions; the last ones find little to do
Progress = Callable[[int, int], None]


class Altered(Struct, frozen=True):
    """What an edit alters: bodies of functions, by name; what can be asked of texts beside them; and the modules in
    which something is otherwise. It `renames` if there are functions more or less; `ranks` is the order of all modules
    after it.
    """

    bodies: tuple[str, ...]
    asked: tuple[Asked, ...]
    modules: tuple[str, ...]
    renames: bool
    ranks: Mapping[str, int]


class Schedule:
    """The runs over a program."""

    def __init__(self, program: Program, *, wants_facts: bool, remembers: bool) -> None:
        self.world = World(program)
        order = import_order(program)
        self.ranks: Mapping[str, int] = ranked(order, {}) or {}
        size = scale(len(program.functions))
        self.runner = Runner(self.world, size, wants_facts=wants_facts, remembers=remembers)
        self.modules = [Slot(name, self.ranks[name], "") for name in order]
        self.functions = [
            Slot(name, self.ranks[module], place)
            for module in order
            for place, name in functions_in_order(program, module)
        ]
        self.evaluating: dict[str, dict[Slot, None]] = {}
        self.asking: dict[Asked, dict[Slot, None]] = {}
        self.touched: dict[Slot, None] = {}
        self.unsteady: dict[Space, Time] = {}

    def run(self, progress: Progress) -> None:
        """Evaluate everything."""
        total = len(self.modules) + len(self.functions)
        size = self.runner.scale
        for stage in sorted((*MODULES[: size.modules], *FUNCTIONS[: size.rounds])):
            for done, slot in enumerate(self.modules if stage in MODULES else self.functions):
                if self._is_due(slot, stage):
                    before = _shapes(slot.made()) if self.runner.remembers else {}
                    run = self._evaluated(slot, stage)
                    self._put(slot, stage, run)
                    others = _reshaped(run.made, before) if before else ()
                    if others:
                        self._is_unsteady(slot, stage, others)
                if stage in (MODULES[0], FUNCTIONS[0]) and not done % 256:
                    progress(done, total)

    def fits(self, program: Program) -> bool:
        """Whether as much is spent on each function of another program."""
        return scale(len(program.functions)) == self.runner.scale

    def release(self) -> None:
        """Forget everything, for good, so that the memory is free when another schedule takes the place of this one."""
        slots = (*self.modules, *self.functions)
        runs = [run for slot in slots for run in slot.runs.values()]
        used = (cell.space for run in runs for cell in (*run.reads, *run.writes))
        for space in {*used, *(space for slot in slots for space in slot.made())}:
            space.release()
        for slot in slots:
            slot.runs = {}

    def _evaluated(self, slot: Slot, stage: int) -> Run:
        runner = self.runner
        return runner.module(slot, stage) if stage in MODULES else runner.function(slot, stage)

    def _put(self, slot: Slot, stage: int, run: Run) -> None:
        """Keep a run, and let others see what it wrote."""
        run.counts = stage in MODULES or not self.runner.wants_facts or self.is_needed(slot, stage)  # else not due
        slot.runs[stage] = run
        self.touched[slot] = None
        if not self.runner.remembers:
            for cell, value in run.writes.items():
                if cell.value is not value:
                    add(cell, value, run.time)
            run.writes = {}
            return
        for number, (cell, value) in enumerate(run.writes.items()):
            record(cell, run.time, number, value)
        self._index(slot, run)

    def _index(self, slot: Slot, run: Run) -> None:
        for cell in run.reads:
            if cell.readers is None:
                cell.readers = {}
            cell.readers[slot] = None
        for name in run.evaluated:
            self.evaluating.setdefault(name, {})[slot] = None
        for asked in run.asked:
            self.asking.setdefault(asked, {})[slot] = None

    # --- which slots are due ------------------------------------------------------------------------------

    def _is_due(self, slot: Slot, stage: int) -> bool:
        """Whether a slot is evaluated in a stage: in the first, unless all calls of the function were
        evaluated where they stand; in others, if what the last run had read has changed since, or at least
        that a function returns a resource.
        """
        if stage == MODULES[0]:
            return True
        if stage in FUNCTIONS and not self.runner.wants_facts and not self.is_needed(slot, stage):
            return False
        last = slot.last(stage)
        if last is None or last.waits:
            return True
        reads = last.reads if last.is_open else [cell for cell in last.reads if cell.key == BRINGS]
        if not self.runner.is_warm:
            time = last.time
            for cell in reads:  # noqa: SIM110 -- there are many
                if cell.changed > time:
                    return True
            return False
        return any(has_changed(cell, last.time, slot.time(stage)) for cell in reads)

    def is_needed(self, slot: Slot, stage: int) -> bool:
        """Whether a call of a function is known that was not evaluated where it stands, or no call at all;
        one whose name was bound anew before anybody called it is not.
        """
        time, space = slot.time(stage), self.world.function(slot.name)
        if not self.runner.remembers:
            marks = space.published or ()
            return CALLED in marks or (REACHED not in marks and REPLACED not in marks)
        if self._marked(slot, space, CALLED, time):
            return True
        return not self._marked(slot, space, REACHED, time) and not self._marked(slot, space, REPLACED, time)

    def _marked(self, slot: Slot, space: Space, mark: str, time: Time) -> bool:
        cell = space.cell(mark)
        if cell.readers is None:
            cell.readers = {}
        cell.readers[slot] = None
        return before(cell, time) is not None

    # --- after an edit -----------------------------------------------------------------------------------

    def update(self, program: Program, changes: Altered) -> bool:
        """Evaluate again what an edit alters: runs through bodies that are others now, those that asked for something
        else that is, and those that read what these leave. False if that cannot be told, and all must be done anew.
        """
        self.world.follow(program, has_other_methods=any(kind in (METHODS, DEFINERS) for kind, _ in changes.asked))
        self.runner.is_warm = True
        forced: set[tuple[Slot, int]] = set()
        for name in changes.bodies:
            for slot in self.evaluating.get(name, ()):
                forced.update((slot, stage) for stage, run in slot.runs.items() if name in run.evaluated)
        for asked in changes.asked:
            for slot in self.asking.get(asked, ()):
                forced.update((slot, stage) for stage, run in slot.runs.items() if asked in run.asked)
        moved = {name: None for name, rank in self.ranks.items() if changes.ranks.get(name) != rank}
        self.ranks = changes.ranks
        replaced = {**moved, **dict.fromkeys(changes.modules)} if moved or changes.renames else {}
        todo = [*forced, *self._replaced(replaced)]
        queue = [(slot.time(stage), id(slot), slot) for slot, stage in todo]
        heapq.heapify(queue)
        done: set[Time] = set()
        while queue:
            time, _, slot = heapq.heappop(queue)
            if time in done or slot.gone:
                continue
            done.add(time)
            old = slot.runs.get(time[0])
            later = self._again(slot, time[0], is_forced=(slot, time[0]) in forced)
            if later is None:
                return False
            new = slot.runs.get(time[0])
            if old is None or new is None or old.made != new.made:  # later runs go on with what this one makes
                forced.update((slot, stage) for stage in slot.runs if stage > time[0])
            for reader, stage in later:
                heapq.heappush(queue, (reader.time(stage), id(reader), reader))
        return True

    def _replaced(self, modules: Collection[str]) -> Iterable[tuple[Slot, int]]:
        """Take out the slots of functions and modules that are gone from some modules or come at another time, and put
        in those of new ones; the runs to be done for that.
        """
        if not modules:
            return
        wanted = self._wanted(modules)
        own = [slot for slot in (*self.modules, *self.functions) if slot.name.partition(":")[0] in modules]
        known = {slot.name: slot for slot in own if wanted.get(slot.name) == (slot.module, slot.place)}
        for slot in own:
            if slot.name not in known:
                slot.gone = True
                for stage, run in list(slot.runs.items()):
                    altered = self._replace(slot, stage, run, None)
                    yield from self._later_readers(altered, slot.time(stage))
        new = [Slot(name, *where) for name, where in wanted.items() if name not in known]
        self.modules = _in_time([*self.modules, *(slot for slot in new if not slot.place)])
        self.functions = _in_time([*self.functions, *(slot for slot in new if slot.place)])
        yield from ((slot, stage) for slot in new for stage in self._stages(slot))

    def _wanted(self, modules: Iterable[str]) -> dict[str, tuple[int, str]]:
        """The slots that some modules have now, by name, each with its place in the order."""
        program, ranks = self.world.program, self.ranks
        there = [name for name in modules if name in ranks]
        found = {name: (ranks[name], "") for name in there}
        found.update((name, (ranks[m], place)) for m in there for place, name in functions_in_order(program, m))
        return found

    def _again(self, slot: Slot, stage: int, *, is_forced: bool) -> list[tuple[Slot, int]] | None:
        """Do a run again, if it is due and something is otherwise; the later runs that this may alter. None if it would
        see classes that a later run made otherwise.
        """
        old = slot.runs.get(stage)
        is_due = self._is_due(slot, stage)
        if not is_due and old is None:
            return []
        if is_due and old is not None and not is_forced:
            time = old.time
            if all(seen_at(cell, time) == value for cell, value in zip(old.reads, old.seen, strict=True)):
                self._count(slot, stage, old)
                return []
        new = self._renewed(slot, stage) if is_due and slot.time(stage) > slot.unsteady else None
        if slot.time(stage) <= slot.unsteady or (new is not None and self._saw_unsteady(new)):
            return None
        altered = self._replace(slot, stage, old, new)
        later = [(slot, other) for other in self._stages(slot) if other > stage]
        return [*later, *self._later_readers(altered, slot.time(stage))]

    def _renewed(self, slot: Slot, stage: int) -> Run:
        """A run again. Of classes others know what they look like without noting it: where that is otherwise, there is
        another class in its place, or, if it was an earlier run of the slot that made it, the class is not steady.
        """
        before = _shapes(slot.made())
        run = self._evaluated(slot, stage)
        others = _reshaped(run.made, before)
        if not others:
            return run
        if min(slot.runs, default=stage) < stage:
            self._is_unsteady(slot, stage, others)
            return run
        slot.dropped |= others
        return self._evaluated(slot, stage)

    def _is_unsteady(self, slot: Slot, stage: int, classes: Iterable[Space]) -> None:
        """A run has made classes otherwise than an earlier one; those between the two know them as they were."""
        slot.unsteady = slot.time(stage)
        self.unsteady.update(dict.fromkeys(classes, slot.unsteady))

    def _saw_unsteady(self, run: Run) -> bool:
        """Whether a run that was done again looked into a class that a later one made otherwise."""
        return any(run.time <= self.unsteady[cell.space] for cell in run.reads if cell.space in self.unsteady)

    def _count(self, slot: Slot, stage: int, run: Run) -> None:
        """Find out again whether a run counts."""
        counts = stage in MODULES or self.is_needed(slot, stage)
        if run.counts is not counts:
            run.counts = counts
            self.touched[slot] = None

    def _replace(self, slot: Slot, stage: int, old: Run | None, new: Run | None) -> list[Cell]:
        """Put a run in the place of an old one; the cells to which it adds something else."""
        was = {} if old is None else {c: (n, v) for n, (c, v) in enumerate(old.writes.items())}
        now = {} if new is None else {c: (n, v) for n, (c, v) in enumerate(new.writes.items())}
        altered = [cell for cell in {**was, **now} if was.get(cell) != now.get(cell)]
        for cell in altered:
            if cell in was:
                forget(cell, slot.time(stage))
            if cell in now:
                record(cell, slot.time(stage), *now[cell])
        if new is None:
            del slot.runs[stage]
        else:
            new.counts = stage in MODULES or self.is_needed(slot, stage)
            slot.runs[stage] = new
            self._index(slot, new)
        self.touched[slot] = None
        return altered

    def _stages(self, slot: Slot) -> tuple[int, ...]:
        size = self.runner.scale
        return FUNCTIONS[: size.rounds] if slot.place else MODULES[: size.modules]

    def _later_readers(self, altered: list[Cell], time: Time) -> Iterable[tuple[Slot, int]]:
        for cell in dict.fromkeys(_with_names(altered)):
            for reader in cell.readers or ():
                for stage in self._stages(reader):
                    if reader.time(stage) > time:
                        yield reader, stage


def _in_time(slots: Iterable[Slot]) -> list[Slot]:
    """Those that are not gone, in the order of their times."""
    return sorted((slot for slot in slots if not slot.gone), key=lambda slot: slot.time(0))


def _with_names(altered: list[Cell]) -> Iterable[Cell]:
    """The cells, and those of the names of the spaces that they stand in: one may have appeared, or gone."""
    for cell in altered:
        yield cell
        if cell.space.names is not None:
            yield cell.space.names


def _shapes(made: Iterable[Space]) -> dict[Space, tuple[object, ...]]:
    return {space: _shape(space) for space in made if isinstance(space, Class)}


def _reshaped(made: Iterable[Space], before: Mapping[Space, tuple[object, ...]]) -> set[Space]:
    """The classes among what was made that do not look as they did."""
    return {space for space, shape in _shapes(made).items() if before.get(space, shape) != shape}


def _shape(cls: Class) -> tuple[object, ...]:
    """What is known of a class beside its parts."""
    declared = [(name, around.function, value) for name, (around, value) in cls.declared.items()]
    return (
        cls.order, tuple(cls.annotated), declared, cls.factories, cls.abstract, cls.is_protocol, cls.metaclass,
        *(has_part(cls, name) for name in _TRUTH),
    )  # fmt: skip


_TRUTH = ("__bool__", "__len__")
