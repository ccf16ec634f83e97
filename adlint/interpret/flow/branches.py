"""Branches: blocks that are evaluated apart, and the state in which they meet."""

from __future__ import annotations

from collections.abc import Callable

from adlint import ir
from adlint.interpret.frame import Frame
from adlint.interpret.memory.journal import Changes


def arm(f: Frame, block: ir.Block, live: list[Changes], before: Callable[[], None] | None = None) -> None:
    """Evaluate a block apart; if it is left at its end, what it changed goes to `live`."""
    if not block and before is None:
        live.append({})
        return
    task = f.task
    epoch, edges = task.epoch, f.edges
    task.journal.begin()
    f.dead = False
    if before is not None:
        before()
    if not f.dead:
        task.machine.run(f, block)
    changes = task.journal.end()
    f.edges = edges
    if task.epoch != epoch:
        task.epoch += 1  # what was written is undone
    if not f.dead:
        live.append(changes)


def meet(f: Frame, live: list[Changes]) -> None:
    """Go on where any of the blocks ended."""
    f.dead = not live
    if any(live):
        f.task.journal.meet(live)
        own = f.fields
        for changes in live:
            for fields, _, _, _ in changes.values():
                if fields is not own:
                    f.task.epoch += 1
                    return


def failed(f: Frame, *, returns: bool = False) -> None:
    """What had changed where a block is left is seen by the handlers and the final block around it, and, but
    where the function returns, by what is behind a `with` that swallows.
    """
    for level, failures, is_with in reversed(f.failures):
        if not (returns and is_with):
            failures.append(f.task.journal.since(level))
            return
