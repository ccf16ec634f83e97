"""What evaluating a program yields, and how it is kept up to date with the runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from msgspec import Struct

from adlint import ir
from adlint.failures import Guard
from adlint.interpret.memory.spaces import Class
from adlint.interpret.program import Program
from adlint.interpret.scale import functions
from adlint.interpret.scheduling.asked import (
    METHODS,
    MODULE,
    Asked,
    altered,
    altered_loads,
    altered_modules,
    has_method,
)
from adlint.interpret.scheduling.order import import_order, imports, ranked
from adlint.interpret.scheduling.schedule import Altered, Progress, Schedule
from adlint.interpret.scheduling.slots import Run, Slot
from adlint.interpret.task import Callees
from adlint.interpret.views.facts import Facts
from adlint.memo import revised

_NOTHING = Facts.nothing()
EVERYWHERE = frozenset({"__getattribute__", "__hash__", "tree_flatten"})  # methods that are asked for at every step


class Outcome(Struct, frozen=True):
    """Who may call whom (identities, and paths of library functions), and the facts of each function."""

    edges: Mapping[str, tuple[str, ...]]
    facts: Mapping[str, Facts]


@dataclass(slots=True)
class Evaluations:
    """The evaluation of a program, kept over edits if it `remembers` what they need; `misses` counts the runs that were
    done. `orders` are the classes that were made in each slot, but for those that are `unordered`, with their bases;
    `troubled` are the slots of which something failed.
    """

    remembers: bool = True
    schedule: Schedule | None = None
    callers: dict[str, dict[Slot, Run]] = field(default_factory=dict)
    before: dict[Slot, Run] = field(default_factory=dict)
    edges: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facts: Mapping[str, Facts] = field(default_factory=dict)
    orders: dict[Slot, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    unordered: dict[Slot, None] = field(default_factory=dict)
    troubled: dict[Slot, tuple[Guard, ...]] = field(default_factory=dict)
    misses: int = 0


def evaluate_program(
    program: Program,
    guard: Guard,
    progress: Progress = lambda _done, _total: None,
    kept: Evaluations | None = None,
    *,
    wants_facts: bool,
) -> Outcome:
    """The outcome of a program; facts if they are wanted. What is `kept` from before an edit is used."""
    found = kept if kept is not None else Evaluations()
    schedule = found.schedule
    changed = None if schedule is None else _changed(schedule, program)
    if schedule is not None and changed is not None:
        schedule.touched = {}
        if not schedule.update(program, changed):
            changed = None
    if schedule is None or changed is None:
        if schedule is not None:
            schedule.release()
        schedule = Schedule(program, wants_facts=wants_facts, remembers=kept is not None and kept.remembers)
        schedule.run(progress)
        found.schedule, found.callers, found.before = schedule, {}, {}
        found.orders, found.unordered, found.troubled = {}, {}, {}
        found.edges = dict.fromkeys(program.functions, ())
        found.facts = dict.fromkeys(program.functions, _NOTHING)
    found.misses += len(schedule.touched)
    if schedule.touched:
        _refresh(found, schedule)
    for slot in sorted(found.troubled, key=_in_order):
        for one in found.troubled[slot]:
            guard.take(one)
    return Outcome(found.edges, found.facts)


def class_orders(found: Evaluations) -> dict[str, tuple[str, ...]]:
    """The classes of a program that was evaluated, each with itself and its bases in the order of lookup: identities,
    and paths of libraries' classes.
    """
    for slot in found.unordered:
        found.orders[slot] = {one.name: _order(one) for one in slot.made() if isinstance(one, Class)}
        if not found.orders[slot]:
            del found.orders[slot]
    found.unordered = {}
    return {name: order for slot in sorted(found.orders, key=_in_order) for name, order in found.orders[slot].items()}


def _order(cls: Class) -> tuple[str, ...]:
    return tuple(c.name if isinstance(c, Class) else c.path for c in cls.order)


def _changed(schedule: Schedule, new: Program) -> Altered | None:
    """What is otherwise in another program; None if that cannot be told."""
    old = schedule.world.program
    others = {*(old.packages ^ new.packages), *(old.modules.keys() ^ new.modules)}
    altering = [name for name, module in new.modules.items() if old.modules.get(name) is not module]
    modules = tuple(dict.fromkeys((*altering, *sorted(others))))
    pairs = [(old.tables.get(name, {}), new.tables.get(name, {})) for name in modules]
    bodies = [name for was, now in pairs for name in {**was, **now} if was.get(name) is not now.get(name)]
    resized = [name for name in modules if functions(old, name) != functions(new, name)]
    bodies += [name for module in resized for name in old.tables.get(module, ())]
    bodies += [name for module in old.packages ^ new.packages for name in old.tables.get(module, ())]
    asked = [one for name in modules for one in altered(old, new, name)]
    ranks: Mapping[str, int] | None = schedule.ranks
    if others or any(_imported(old, name) != _imported(new, name) for name in modules):
        ranks = ranked(import_order(new), schedule.ranks)
        asked += [*altered_loads(old, new, schedule.asking), *altered_modules(old, new)]
    renames = any(was.keys() != now.keys() for was, now in pairs)
    if ranks is None or (renames and not schedule.fits(new)) or _is_everywhere(old, new, asked):
        return None
    return Altered(tuple(bodies), tuple(asked), modules, renames, ranks)


def _is_everywhere(old: Program, new: Program, altered: Iterable[Asked]) -> bool:
    """Whether something is otherwise that runs look at without noting it: whether there are methods that are asked for
    at every step, and what stands below a module that is no package.
    """
    for kind, name in altered:
        outer = name.rpartition(".")[0]
        if kind == MODULE and any(outer in one.modules and outer not in one.packages for one in (old, new)):
            return True
        if kind == METHODS and name in EVERYWHERE and has_method(old, name) is not has_method(new, name):
            return True
    return False


def _imported(program: Program, module: str) -> list[object]:
    """What a module imports when it is imported, and what of that surely."""
    body = program.modules[module].functions[0].body
    surely = [(op.module, op.level, op.name) for op in body if isinstance(op, ir.Import)]
    return [*imports(program, module), *surely]


def _refresh(found: Evaluations, schedule: Schedule) -> None:
    """Bring the sums up to date with the slots that were touched; what was given out before stays as it was."""
    callers: dict[str, None] = {}
    facts: dict[str, Facts] = {}
    for slot in schedule.touched:
        old, new = found.before.pop(slot, None), slot.last()
        for run in (old, new):
            callers.update(dict.fromkeys(run.edges) if run is not None else ())
        for caller in old.edges if old is not None else ():
            found.callers.get(caller, {}).pop(slot, None)
        if new is not None:
            found.before[slot] = new
            facts.update(new.facts)
            for caller in new.edges if new.counts else ():
                found.callers.setdefault(caller, {})[slot] = new
        troubles = tuple([run.guard for run in slot.runs.values() if run.guard is not None])
        if troubles or slot in found.troubled:
            found.troubled[slot] = troubles
    found.unordered.update(schedule.touched)
    edges = {caller: _sum(found, schedule, caller) for caller in callers}
    functions = schedule.world.program.functions
    if found.edges.keys() == functions.keys():
        found.edges = revised(found.edges, {name: own for name, own in edges.items() if found.edges[name] != own})
        found.facts = revised(found.facts, {name: own for name, own in facts.items() if found.facts[name] != own})
    if list(found.edges) != list(functions):
        for gone in found.edges.keys() - functions.keys():
            found.callers.pop(gone, None)
        edges, facts = {**found.edges, **edges}, {**found.facts, **facts}
        found.edges = {name: edges.get(name, ()) for name in functions}
        found.facts = {name: facts.get(name, _NOTHING) for name in functions}


def _sum(found: Evaluations, schedule: Schedule, caller: str) -> tuple[str, ...]:
    """Whom a function calls, by all runs that go through it."""
    runs = found.callers.get(caller, {})
    asked = max([run.resumed.get(caller, 0) for run in runs.values()], default=0)
    edges: dict[str, int | None] = {}
    for slot in sorted(runs, key=_in_order) if len(runs) > 1 else runs:
        run = runs[slot]
        edges.update(run.edges[caller] if not asked else _within(run.edges[caller], asked))
        for place, (_, method) in run.unknown.items():
            if place[0] == caller:
                only = schedule.world.only.get(method)
                if only is not None and not any(place in r.told for r in runs.values()):
                    edges.update(dict.fromkeys(only))
    return tuple(edges)


def _within(callees: Callees, asked: int) -> Callees:
    """Whom a generator calls that is asked at most so many times."""
    return {callee: behind for callee, behind in callees.items() if behind is None or behind < asked}


def _in_order(slot: Slot) -> tuple[bool, int, str]:
    return bool(slot.place), slot.module, slot.place
