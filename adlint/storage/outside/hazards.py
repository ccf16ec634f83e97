"""Hazards of library functions that the rules on reentrancy do not see: they follow the call graph, through few calls.

What the rules see, they judge: they know more of what is seeded, closed, waited for or without consequence.
"""

from __future__ import annotations

from adlint import ir
from adlint.analysis.effects.owning import CONSTRUCTOR
from adlint.analysis.effects.summary import CHAIN
from adlint.analysis.hazards.printed import is_only_printed
from adlint.analysis.paths.uses import is_steady, used_in
from adlint.interpret.views.described import Parameter, atoms
from adlint.models import Effect, Model, canonical, models, releasing
from adlint.storage.frame import Frame
from adlint.storage.invocation.calls import Given
from adlint.storage.invocation.graph import told
from adlint.storage.parameters.unset import is_unset
from adlint.storage.run import Run
from adlint.storage.things.values import NONE, NOTHING, Value, joined, literal

DIRECT = 2  # functions that are gone through where the function that is looked at calls one
KINDS = {
    Effect.DRAW: "RNG",
    Effect.SEED: "RNG",
    Effect.ENTROPY: "RNG",
    Effect.CLOCK: "CLOCK",
    Effect.SEND: "SEND",
    Effect.RECEIVE: "RECV",
}
_ENTERING = frozenset({"enter_context", "enter_async_context"})
# what is otherwise in a second run even where no number shows it: after it, the outside is not as after one run
OTHERWISE = {
    Effect.CLOCK: "`{}` is read: in a second run it is later",
    Effect.DRAW: "the hidden state of `{}` goes on from where it stands",
    Effect.ENTROPY: "`{}` is not given a seed: a second run makes another generator",
}


def hazard(f: Frame, at: int, path: str, given: Given) -> None:
    """Note what a library's function does that a second run would not undo, if the rules do not see it."""
    run = f.run
    model = models().get(canonical(path))
    if model is None or (_is_seen(f, at, model) and not _is_none(f, model, given)):
        return
    if model.effect in OTHERWISE:
        is_seeded = model.effect is Effect.DRAW and model.what in run.seen.seeds
        is_set = model.effect is Effect.ENTROPY and _is_set(f, at)
        if not (is_seeded or is_set or is_excused(f, model, given) or _is_printed(f, at, model)):
            run.acts(path, NOTHING, OTHERWISE[model.effect].format(model.what), KINDS[model.effect])
    elif model.acquires and (_is_adopted(f) or _is_managed(f, at) or not _acquires(model, given)):
        return
    elif model.acquires or (model.effect in (Effect.SEND, Effect.RECEIVE) and model.also is not Effect.RECEIVE):
        run.wonder(f"it is not followed what becomes of what `{path}` does")


def _acquires(model: Model, given: Given) -> bool:
    """Whether a call may acquire what its model says: some do if an argument says so."""
    if model.only is None:
        return True
    name, position, text = model.only
    told = given.keyword(name) or joined(given.positional[position : position + 1])
    known = literal(told)
    return bool(told) and (known is None or known.value == text)


def _is_managed(f: Frame, at: int) -> bool:
    """Whether what a call gives is given back on every way: it goes to a `with` or a stack of managers alone, or to a
    variable behind which `try` and `finally` stand.
    """
    blocks = tuple(ir.nested(f.function.body))
    ops = {op.at: op for block in blocks for op in block}
    users = [op for op in ops.values() if at in ir.operands(op)]
    match users:
        case [ir.With(manager=manager)]:
            return manager == at
        case [ir.Call(_, int(callee))]:
            held = ops.get(callee)
            return isinstance(held, ir.GetAttribute) and held.name in _ENTERING
        case [ir.Store(_, name) as stored]:
            block = next(one for one in blocks if any(op is stored for op in one))
            behind = block[block.index(stored) + 1 :][:1]
            return bool(behind) and isinstance(behind[0], ir.Try) and _gives_back(behind[0].final, name)
        case _:
            return False


def _gives_back(final: ir.Block, name: str) -> bool:
    """Whether a block surely gives back what a variable holds: `fh.close()`, `os.close(fd)`."""
    ops = {op.at: op for op in final}

    def gives(op: ir.Call) -> bool:
        held = ops.get(op.callee) if isinstance(op.callee, int) else None
        if not isinstance(held, ir.GetAttribute) or held.name not in releasing():
            return False
        return name in (held.base, *op.arguments[:1])

    return any(gives(op) for op in final if isinstance(op, ir.Call))


def _is_set(f: Frame, at: int) -> bool:
    """Whether it is a generator from which nothing is drawn as it was made."""
    facts = f.run.facts.get(f.identity)
    return facts is not None and is_steady(at, used_in(f.function), f.function.body, facts)


def _is_printed(f: Frame, at: int, model: Model) -> bool:
    """Whether it is a time that is only printed or logged."""
    facts = f.run.facts.get(f.identity)
    if model.effect is not Effect.CLOCK or facts is None:
        return False
    return is_only_printed(f.run.program.functions, facts, f.identity, at)


def _is_seen(f: Frame, at: int, model: Model) -> bool:
    """Whether the rules see that a call is one of the function; of what no seed takes back, what they find is asked."""
    run = f.run
    if model.effect in (Effect.CLOCK, Effect.ENTROPY):
        return False
    if run.unseen or len(run.inside) > (1 if model.of == "self" else CHAIN):  # a lock is not followed through calls
        return False
    fact = told(f, at)
    if fact is None or model.name not in fact.models:
        return False
    return model.effect is not Effect.DRAW or not any(isinstance(atom, Parameter) for atom in atoms(fact.callees))


def _is_adopted(f: Frame) -> bool:
    """Whether a function is a constructor that the function itself calls: the rules ask what becomes of its object."""
    run = f.run
    return len(run.inside) == DIRECT and f.identity.endswith(CONSTRUCTOR) and f.identity in _callees(run)


def _callees(run: Run) -> list[str]:
    facts = run.facts.get(run.root.function)
    return [function for _, function in facts.edges] if facts is not None else []


def is_excused(f: Frame, model: Model, given: Given) -> bool:
    """Whether the argument that takes the effect away is there, and is not None; or is the literal that does."""
    if model.told is not None:
        name, position, text = model.told
        known = literal(given.keyword(name) or joined(given.positional[position : position + 1]))
        if known is not None and known.value == text:
            return True
    return any(value and not _may_be_none(f, value) for value in _told(model, given))


def _is_none(f: Frame, model: Model, given: Given) -> bool:
    """Whether the argument that takes the effect away may be None, or is unless it is passed: rules do not see that."""
    told = _told(model, given)
    return bool(told) and all(_may_be_none(f, value) for value in told)


def _may_be_none(f: Frame, value: Value) -> bool:
    """Whether a value is None on some path, or unless a caller passes another one."""
    return NONE[0] in value or is_unset(f, value)


def _told(model: Model, given: Given) -> list[Value]:
    """The arguments that take the effect away where they are something."""
    told = [value for name, value in given.keywords if name in model.unless.split()]
    place = 0 if model.effect is Effect.ENTROPY else model.place
    told += given.positional[place : place + 1] if place is not None and model.unless else ()
    return told


def is_off(given: Given, name: str, *, by_default: bool) -> bool:
    """Whether an argument is false; where it is not given, whether it is so `by_default`."""
    told = given.keyword(name)
    known = literal(told)
    return (known is not None and not known.value) if told else by_default
