"""The body of a `with` whose manager is a generator (`contextlib.contextmanager`): it runs where that yields.

What the generator has set before and puts back behind is put back behind the body, however that ends: its ends meet
where the generator goes on.
"""

from __future__ import annotations

from collections.abc import Callable

from adlint import ir
from adlint.storage.frame import Frame
from adlint.storage.invocation.calls import Given, evaluated
from adlint.storage.run import AGAIN
from adlint.storage.state import State, met
from adlint.storage.things.memory import kind_of
from adlint.storage.things.values import BODY, Early, Function, Made, Ref, Value, joined

Way = State | None


def yielding(f: Frame, state: State, manager: Value) -> Early | None:
    """The generator that a manager is, if it yields once, and catches nothing; None if it is another manager."""
    match manager:
        case (Ref(Made() as thing),) if kind_of(thing) == "generator":
            bodies = f.run.get(state, thing, BODY)
        case _:
            return None
    match bodies:
        case (Early((Function(name),)) as body,) if len(f.run.recursive.get(name, ())) < AGAIN:
            return body if _yields_once(f.run.body(name).body) else None
        case _:
            return None


def _yields_once(body: ir.Block) -> bool:
    every = [op for block in ir.nested(body) for op in block]
    return (
        sum(isinstance(op, ir.Yield) for op in every) == 1
        and not any(isinstance(op, ir.For | ir.While) for op in every)
        and not any(isinstance(op, ir.Try) and op.handlers for op in every)
    )


def run_where_it_yields(f: Frame, state: State, generator: Early, at: int, body: Callable[[State], Way]) -> Way:
    """The state behind a `with`: that behind the generator; the ways on which the body leaves go through it, too."""
    run, callee = f.run, generator.callee[0]
    assert isinstance(callee, Function)
    here, inside, unseen = list(run.here), list(run.inside), run.unseen
    before = len(f.returned), len(f.breaks), len(f.continues)
    goes_on: list[Way] = []

    def within(inner: State, value: Value) -> Way:
        their = run.here, run.inside, run.unseen
        run.here, run.inside, run.unseen = list(here), list(inside), unseen
        f.temps[at] = value
        goes_on.append(body(inner))
        run.here, run.inside, run.unseen = their
        left = [one for one, _ in f.returned[before[0] :]]
        return met((goes_on[-1], *left, *f.breaks[before[1] :], *f.continues[before[2] :]), run.default)

    given = Given(generator.positional, generator.keywords, generator.spread)
    is_unseen = callee.name not in run.begun
    behind = evaluated(f, state, callee, given, is_unseen=is_unseen, within=within)[1]
    if behind is None:
        return None
    returned = f.returned[before[0] :]
    if returned:
        f.returned[before[0] :] = [(behind, joined([value for _, value in returned]))]
    f.breaks[before[1] :] = [behind.copy() for _ in f.breaks[before[1] :][:1]]
    f.continues[before[2] :] = [behind.copy() for _ in f.continues[before[2] :][:1]]
    return behind.copy() if any(one is not None for one in goes_on) else None
