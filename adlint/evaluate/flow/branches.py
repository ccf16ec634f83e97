"""Branches: one side where the condition is known, else both, and what stands where they meet."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from adlint.evaluate.errors import Raised, Turned
from adlint.evaluate.flow.join import meet
from adlint.evaluate.machine import FALLS, Exit, Flow, Frame, Machine, Saved
from adlint.evaluate.values import Value
from adlint.trace import Alt, Array, Join, Node, Trace


def either(m: Machine, f: Frame, branches: Sequence[Callable[[], Flow]], reason: str) -> Flow:
    """Go through several branches of which one runs. Those that raise are taken not to run, unless all do."""
    f.forked = True
    before = m.save(f)
    prefix = before.trace
    falling: list[Saved] = []
    exits: list[Exit] = []
    error: Raised | None = None
    for branch in branches:
        m.restore(f, before)
        m.trace = []
        try:
            flow = branch()
        except Raised as raised:
            error = raised
            continue
        except Turned as turned:
            raise turned.behind(prefix)  # noqa: B904 -- it is the same
        for one in flow.exits:
            saved = one.saved or m.save(f)
            exits.append(Exit(one.kind, one.value, Saved(saved.objects, saved.temporaries, [*prefix, *saved.trace])))
        if flow.falls:
            falling.append(m.save(f))
    if not falling and not exits and error is not None:
        raise error
    if len(falling) + len(exits) == 1:
        return _only(m, f, prefix, falling, exits)
    if falling:
        merge(m, f, prefix, falling, reason)
    return Flow(bool(falling), tuple(exits))


def _only(m: Machine, f: Frame, prefix: list[Node], falling: list[Saved], exits: list[Exit]) -> Flow:
    """Go on with the one path that is left."""
    if falling:
        m.restore(f, falling[0])
        m.trace = [*prefix, *falling[0].trace]
        return FALLS
    saved = exits[0].saved
    assert saved is not None
    m.restore(f, saved)
    return Flow(False, (Exit(exits[0].kind, exits[0].value),))


def merge(m: Machine, f: Frame, prefix: list[Node], paths: Sequence[Saved], reason: str) -> None:
    """Go on where paths meet, each with its own trace behind the prefix."""
    if len(paths) == 1:
        m.restore(f, paths[0])
        m.trace = [*prefix, *paths[0].trace]
        return
    joining, _ = meet(m, f, tuple(paths), reason)
    m.trace = [*prefix, *alternatives(m, [tuple(path.trace) for path in paths], joining.joins)]


def alternatives(m: Machine, traces: list[Trace], joins: list[Join]) -> Trace:
    """What is computed whichever of several traces it is: what they begin with, then one of them."""
    common = 0
    while all(len(one) > common and one[common] is traces[0][common] for one in traces):
        common += 1
    rests = tuple(one[common:] for one in traces)
    if not any(rests) and not joins:
        return traces[0]
    return (*traces[0][:common], Alt(m.site(), rests, tuple(joins)))


def returned(m: Machine, f: Frame, exits: Sequence[Exit], reason: str) -> Value:
    """What a function gives that may return at several places; the machine goes on where they meet."""
    if len(exits) == 1:
        if exits[0].saved is not None:
            m.restore(f, exits[0].saved)
        return exits[0].value
    paths = []
    for one in exits:
        saved = one.saved or m.save(f)
        paths.append(Saved(saved.objects, {**saved.temporaries, -1: one.value}, saved.trace))
    joining, _ = meet(m, f, tuple(paths), reason)
    m.trace = list(alternatives(m, [tuple(path.trace) for path in paths], joining.joins))
    return f.temporaries.pop(-1)


def arrays_of(values: Sequence[Value]) -> tuple[Array, ...]:
    """The arrays among values."""
    return tuple(one for one in values if isinstance(one, Array))


def leaving(m: Machine, f: Frame, flow: Flow, final: Callable[[], Flow]) -> Flow:
    """What runs on every way out: falling through, and each jump."""
    if not flow.exits:
        return final()
    if not flow.falls and len(flow.exits) == 1 and flow.exits[0].saved is None:
        after = final()
        return Flow(falls=False, exits=(*after.exits, *(flow.exits if after.falls else ())))
    ends: list[Exit] = [Exit("", None, m.save(f))] if flow.falls else []
    ends += [Exit(one.kind, one.value, one.saved or m.save(f)) for one in flow.exits]
    falls: Saved | None = None
    exits: list[Exit] = []
    for one in ends:
        assert one.saved is not None
        m.restore(f, one.saved)
        after = final()
        exits += [Exit(other.kind, other.value, other.saved or m.save(f)) for other in after.exits]
        if after.falls and one.kind:
            exits.append(Exit(one.kind, one.value, m.save(f)))
        elif after.falls:
            falls = m.save(f)
    if falls is not None:
        m.restore(f, falls)
    return Flow(falls is not None, tuple(exits))
