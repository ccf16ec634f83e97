"""`try` and `with`: where control goes when something is raised."""

from __future__ import annotations

from collections.abc import Sequence

from adlint import ir
from adlint.interpret.evidence.narrowing import truth_of
from adlint.interpret.flow.branches import arm, failed, meet
from adlint.interpret.flow.ending import ANEW, ending, is_safe, reached
from adlint.interpret.flow.managers import enter, leave, swallows
from adlint.interpret.flow.raising import caught, grouped, handled
from adlint.interpret.frame import Frame
from adlint.interpret.imports.availability import catches_imports, failing
from adlint.interpret.memory.atoms import CAUGHT, RAISES, Value
from adlint.interpret.memory.journal import Changes
from adlint.interpret.memory.spaces import Class
from adlint.interpret.views.described import External


def try_(f: Frame, op: ir.Try) -> None:
    """`try`: handlers go on from any point where something was raised, as far as that is known."""
    journal, task = f.task.journal, f.task
    live: list[Changes] = []
    mark, results = len(task.raised), len(f.results)
    f.failures.append((len(journal.levels), [], False))
    failure, handlers = None, op.handlers
    if handlers and op.body and op.body[0].__class__ is ir.Import:
        failure = failing(f, op)
        if failure == -1:
            handlers = tuple([handler for handler in handlers if not catches_imports(f, handler)])
    elif is_safe(f, op.body):
        handlers = ()
    edges = f.edges
    journal.begin()
    run = task.machine.run
    if failure is None or failure == -1:
        run(f, op.body)
    else:
        run(f, op.body[:failure])
        f.dead = True
    body, f.edges = journal.end(), edges
    _, failures, _ = f.failures.pop()
    given = task.raised[mark:]
    del task.raised[mark:]
    if not f.dead:
        live.append(body)
        if op.orelse:
            live.pop()
            arm(f, op.orelse, live, lambda: journal.meet([body]))
    _handle(f, op, handlers, live, body, failures, given)
    if not op.handlers:
        task.raised += given
    meet(f, live)
    if op.final:
        _finally(f, op.final, body, results)


def _handle(
    f: Frame,
    op: ir.Try,
    handlers: Sequence[ir.Handler],
    live: list[Changes],
    body: Changes,
    failures: list[Changes],
    given: list[Value],
) -> None:
    """Handlers go on from where something failed: those that may catch what ends the body, if only that is raised."""
    before = set[Class | External]()
    ends = (ending(f, op.body) or None) if f.dead and handlers and not op.is_group else None
    handlers, left = reached(f, handlers, ends)
    if left:
        f.task.raised += given
        f.task.journal.meet([body])
        failed(f)
    for handler in handlers:

        def begin(handler: ir.Handler = handler) -> None:
            if ends:
                f.task.journal.meet([body])
            else:
                f.task.journal.weaken([body, *failures])
            f.task.machine.run(f, handler.test)
            kind = None if handler.type is None else f.given(handler.type)
            if op.is_group:
                f.temps[handler.at] = grouped(f, handler.at, kind, given, before)
            else:
                f.temps[handler.at] = caught(f, kind, given, before)
            if kind is not None and kind.__class__ is not tuple:
                before.update(handled(f, kind))

        arm(f, handler.body, live, begin)


def _finally(f: Frame, final: ir.Block, body: Changes, before: int) -> None:
    """The final block runs; where it surely leaves by a way of its own, what was returned since `before` is dropped."""
    dead, inside = f.dead, len(f.results)
    if dead:
        f.dead = False
        f.task.journal.weaken([body])
    f.task.machine.run(f, final)
    if f.dead:
        del f.results[before:inside]
    f.dead = f.dead or dead


def with_(f: Frame, op: ir.With) -> None:
    """`with`: the manager is left on every way out, and may swallow what was raised."""
    manager = f.given(op.manager)
    if f.notes is not None:
        f.notes.entered(f, op.at, manager)
    f.temps[op.at] = enter(f, manager, op)
    if f.temps[op.at] is RAISES:
        failed(f)
        f.dead = True
        return
    journal, failures, may_swallow = f.task.journal, list[Changes](), swallows(manager)
    if may_swallow:
        f.failures.append((len(journal.levels), failures, True))
    edges = f.edges
    journal.begin()
    run = f.task.machine.run
    run(f, op.body)
    body, f.edges = journal.end(), edges
    if may_swallow:
        f.failures.pop()
    if failures:
        _leave_failed(f, manager, op, body, failures)
        return
    if f.dead and may_swallow:
        journal.weaken([body])
        f.dead = False
    else:
        journal.meet([body])
    dead, f.dead = f.dead, False
    raises = leave(f, manager, op) is RAISES
    if raises and ending(f, op.body) != ():
        raises = leave(f, manager, op, CAUGHT) is RAISES
    _left(f, op, dead=dead, raises=raises)


def _leave_failed(f: Frame, manager: Value, op: ir.With, body: Changes, failures: list[Changes]) -> None:
    """Leave the manager where something was raised on some way through the body, and where nothing was."""
    journal, task, dead = f.task.journal, f.task, f.dead
    f.dead = False
    journal.begin()
    journal.meet(failures)
    task.epoch += 1
    said = leave(f, manager, op, CAUGHT)
    raises = said is RAISES
    swallowed = not raises and truth_of(said) is not False
    after = journal.end()
    ended = [after] if swallowed or dead else []
    task.epoch += 1
    if not dead:
        journal.begin()
        journal.meet([body])
        raises = (leave(f, manager, op) is RAISES) and raises
        ended.append(journal.end())
        task.epoch += 1
    journal.meet(ended)
    _left(f, op, dead=dead and not swallowed, raises=raises)
    if f.dead and not raises:
        failed(f)


def _left(f: Frame, op: ir.With, *, dead: bool, raises: bool) -> None:
    """Go on behind `with`, unless its body was left for good, or leaving the manager raises on every way."""
    f.dead = dead or raises
    if raises:
        f.conditions[op.at] = ("", ANEW, None)
        failed(f)
    else:
        f.conditions.pop(op.at, None)
