"""Running what stands in a slot."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from adlint import ir
from adlint.interpret.flow.control import run
from adlint.interpret.flow.suspending import run_on
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.calls import call
from adlint.interpret.invocation.evaluate import evaluate, evaluate_text, send
from adlint.interpret.library import (
    backward,
    batching,
    callbacks,
    callers,
    conversions,
    copying,
    custom_ops,
    datasets,
    exceptions,
    fields,
    functional,
    futures,
    heaps,
    layers,
    linear,
    loading,
    loops,
    made_classes,
    mixins,
    modules,
    namespaces,
    numerical,
    operators,
    optimizers,
    ordering,
    records,
    reflection,
    registered,
    rules,
    solvers,
    stacks,
    staged,
    templates,
    trees,
    variables,
    walkers,
    weak,
)
from adlint.interpret.machine import Machine
from adlint.interpret.measures import size_of
from adlint.interpret.memory.atoms import Closure, atoms
from adlint.interpret.memory.spaces import Every, Fields, Space
from adlint.interpret.scale import Scale, functions, most, of_module
from adlint.interpret.scheduling.cells import seen_at
from adlint.interpret.scheduling.pool import Pool, pooled
from adlint.interpret.scheduling.publish import publish
from adlint.interpret.scheduling.roots import generic
from adlint.interpret.scheduling.slots import Run, Slot
from adlint.interpret.task import Task
from adlint.interpret.views.notes import Notes
from adlint.interpret.world import BRINGS, CLOSURES, World

_NOTHING: dict[Any, Any] = {}  # of runs that have nothing to tell: there are many
AGAIN = 2  # evaluations of a call that was put off, in the same task
MACHINE = Machine(run, call, evaluate, send, evaluate_text)
# imported for what they register
_LOADED = (
    backward, batching, callbacks, callers, conversions, copying, custom_ops, datasets, exceptions, fields, functional,
    futures, heaps, layers, linear, loading, loops, made_classes, mixins, modules, namespaces, numerical, operators,
    optimizers, ordering, records, reflection, registered, rules, solvers, stacks, staged, templates, trees, variables,
    walkers, weak,
)  # fmt: skip


class Runner:
    """Runs slots: `is_warm` if there were runs behind them, whose traces they must not see; `remembers` if
    edits are expected.
    """

    def __init__(self, world: World, scale: Scale, *, wants_facts: bool, remembers: bool) -> None:
        self.world = world
        self.scale = scale
        self.wants_facts = wants_facts
        self.remembers = remembers
        self.is_warm = False

    def module(self, slot: Slot, stage: int) -> Run:
        """Run the body of a module."""
        module = self.world.module(slot.name)
        assert module is not None
        module.fields = {}
        name = f"{slot.name}:"
        function = self.world.body(name)
        task = self._task(slot, stage)
        task.scale = of_module(self.scale)
        frame = Frame(function, name, module, module, task)
        frame.notes = Notes() if self.wants_facts else None
        self._guarded(task, name, lambda: run(frame, function.body))
        if task.started:
            self._guarded(task, name, lambda: run_on(frame))
        if frame.notes is not None:
            task.facts[name] = frame.notes.facts(frame)
        return self._finish(task, module)

    def function(self, slot: Slot, stage: int) -> Run:
        """Evaluate a function for itself, with whatever callers may pass."""
        task = self._task(slot, stage)
        function = self.world.body(slot.name)
        made = task.get(self.world.function(slot.name), CLOSURES)
        closures = [a for a in atoms(made) if isinstance(a, Closure)] if made is not None else []
        for closure in _chosen(closures, self.scale.closures):
            task.contexts[closure] = task.contexts.get(closure, 0) + 1
            self._guarded(task, slot.name, partial(_evaluate, task, closure, function, {}))
        return self._finish(task, None)

    def _task(self, slot: Slot, stage: int) -> Task:
        time, pool = slot.time(stage), self._pool(slot)
        task = Task(self.world, self.scale, pool, MACHINE, slot.name, time, self.is_warm, self.wants_facts)
        task.notes_asked = self.remembers
        count = functions(self.world.program, slot.name)
        task.is_again = slot.last(stage) is not None
        task.most = most(self.scale, 0, count)
        task.room = lambda: most(self.scale, size_of(self.world.body(_body(slot))), count)  # seldom asked
        return task

    def _pool(self, slot: Slot) -> Pool:
        """What runs of a slot before have made."""
        return pooled([one for one in slot.made() if one not in slot.dropped]) if slot.runs else {}

    def _guarded(self, task: Task, name: str, step: Callable[[], object]) -> None:
        task.guard(name, step, partial(_left, task))

    def _finish(self, task: Task, left: Space | None) -> Run:
        self._drain(task)
        task.most = sys.maxsize  # what was found out is told, however much it is
        writes = publish(task, left)
        reads = tuple(task.reads)
        if not self.remembers and not task.is_open:  # all that can make it due again
            reads = tuple([cell for cell in reads if cell.key == BRINGS]) if self.wants_facts else ()
        seen = tuple([seen_at(cell, task.time) for cell in reads]) if self.remembers else ()
        return Run(
            task.time,
            reads,
            seen,
            writes,
            tuple(task.edges) if self.remembers else (),
            tuple(task.asked) if self.remembers else (),
            tuple(task.made),
            task.edges,
            task.resumed or _NOTHING,
            task.unknown or _NOTHING,
            task.told or _NOTHING,
            task.facts or _NOTHING,
            task.is_open,
            task.waits,
            guard=None if task.guard.is_clean else task.guard,
        )

    def _drain(self, task: Task) -> None:
        """Evaluate calls that were put off, with all that was passed, as far as there is room."""
        if not task.scale.operations or task.guard.limits:
            return
        for _ in range(AGAIN):
            for name, pending in list(task.pending.items()):
                function = self.world.body(name)
                if isinstance(pending.closure.outer, Every):
                    continue  # several closures: what they see is known when the task has ended
                used = task.contexts.get(pending.closure, 0)
                size = size_of(function)
                if used >= 2 * task.scale.contexts + AGAIN or task.spent + size > task.scale.operations:
                    continue
                task.spent += size
                del task.pending[name]
                task.contexts[pending.closure] = used + 1
                self._guarded(task, name, partial(_evaluate, task, pending.closure, function, pending.fields))


def _evaluate(task: Task, closure: Closure, function: ir.Function, passed: Fields) -> None:
    """Evaluate a function with what is known to be passed, and else with whatever callers may pass."""
    evaluate(task, closure, function, {**generic(task, closure, function), **passed})


def _left(task: Task) -> None:
    """A task whose evaluation failed is where it was before."""
    task.journal.levels.clear()
    task.calling = None
    task.entered.clear()
    task.depth = 0
    task.running.clear()


def _body(slot: Slot) -> str:
    """The identity of what is evaluated in a slot."""
    return slot.name if slot.place else f"{slot.name}:"


def _chosen(closures: list[Closure], room: int) -> list[Closure]:
    """Those of the closures of one function that are evaluated: first what saw all that callers pass."""
    if len(closures) < 2:
        return closures
    general = [c for c in closures if c.outer is not None and c.outer.is_general]
    return list(dict.fromkeys([*general[-2:], *closures]))[:room]
