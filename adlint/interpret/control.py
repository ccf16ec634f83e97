"""Control: which environments meet where."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from adlint import ir
from adlint.interpret.calls import enter
from adlint.interpret.frame import Frame
from adlint.interpret.operations import OPERATIONS
from adlint.interpret.special import ask_truth, iteration, may_be_object
from adlint.interpret.values import ITEM, External, Unknown, Value, atoms, join

Env = dict[str, Value]
AGAIN = 1  # depth of loops whose bodies are evaluated a second time, what is inside them with them
CAUGHT = Unknown("a caught exception")


def run(f: Frame, block: ir.Block) -> None:
    """Evaluate the operations of a block until its end or a jump."""
    for op in block:
        EVALUATE[op.__class__](f, op)
        if f.dead:
            return


def meet(into: Env, other: Env) -> bool:
    """Join `other` into `into`; whether that changed a variable that `into` knew."""
    changed = False
    for name, value in other.items():
        old = into.get(name)
        if old is value:
            continue
        if old is None:
            into[name] = value
            continue
        new = join(old, value)
        if new is not old:
            into[name] = new
            changed = True
    return changed


def _meet_all(f: Frame, envs: list[Env]) -> None:
    """Go on where any of `envs` does; nowhere if there is none."""
    f.dead = not envs
    if envs:
        f.env = envs[0]
        for env in envs[1:]:
            meet(f.env, env)


def _arm(f: Frame, env: Env, block: ir.Block, live: list[Env]) -> None:
    f.env, f.dead = env, False
    outer = f.enter_block()
    run(f, block)
    f.block = outer
    if not f.dead:
        live.append(f.env)


def truth(f: Frame, operand: ir.Operand) -> bool | None:
    """What a condition is, where that is known before the program runs."""
    if isinstance(operand, ir.Const):
        return bool(operand.value)
    value = f.value(operand)
    if isinstance(value, External) and value.path in (
        "typing.TYPE_CHECKING",
        "typing_extensions.TYPE_CHECKING",
    ):
        return False
    return None


def _if(f: Frame, op: ir.If) -> None:
    known = truth(f, op.condition)
    if known is not None:
        run(f, op.then if known else op.orelse)
        return
    condition = f.value(op.condition)
    ask_truth(f, op.at, condition)
    if f.holds_resource(condition):
        f.tests[op.at] = condition
    live: list[Env] = []
    entry = f.env
    _arm(f, entry.copy(), op.then, live)
    _arm(f, entry, op.orelse, live)
    _meet_all(f, live)


def _loop(f: Frame, before: Callable[[], None], body: ir.Block, orelse: ir.Block) -> None:
    outer = f.breaks, f.continues
    f.depth += 1
    entry = f.env
    left: list[Env] = []
    live: list[Env]
    for _ in range(2 if f.depth <= AGAIN else 1):
        f.breaks, f.continues, live = [], [], []
        f.env = entry.copy()
        before()
        _arm(f, f.env, body, live)
        changed = [meet(entry, env) for env in (*live, *f.continues)]
        left = f.breaks
        if not any(changed):
            break
    f.depth -= 1
    f.breaks, f.continues = outer
    f.env, f.dead = entry, False
    run(f, orelse)
    _meet_all(f, ([] if f.dead else [f.env]) + left)


def _for(f: Frame, op: ir.For) -> None:
    iterable = f.value(op.iterable)
    if f.holds_resource(iterable):
        f.visits[op.at] = f.sealed(iterable)
    given = iteration(f, op.at, iterable) if may_be_object(iterable) else None
    f.temps[op.at] = f.item(iterable) if given is None else given
    _loop(f, lambda: None, op.body, op.orelse)


def _while(f: Frame, op: ir.While) -> None:
    _loop(f, lambda: run(f, op.test), op.body, op.orelse)


def _try(f: Frame, op: ir.Try) -> None:
    caught = f.env.copy()
    live: list[Env] = []
    ended: list[Env] = []
    _arm(f, f.env, op.body, ended)
    meet(caught, f.env)
    for env in ended:
        _arm(f, env, op.orelse, live)
    for handler in op.handlers:
        f.temps[handler.at] = CAUGHT
        f.env, f.dead = caught.copy(), False
        run(f, handler.test)
        _arm(f, f.env, handler.body, live)
    _meet_all(f, live)
    if op.final:
        dead = f.dead
        if dead:
            f.env, f.dead = caught, False
        run(f, op.final)
        f.dead = f.dead or dead


def _with(f: Frame, op: ir.With) -> None:
    manager = f.value(op.manager)
    if f.holds_resource(manager):
        f.entered[op.at] = f.sealed(manager)
    f.temps[op.at] = enter(f, manager, op.at)
    entry = f.env.copy()
    run(f, op.body)
    if f.dead and _swallows(f, op):
        f.env, f.dead = entry, False


def _swallows(f: Frame, op: ir.With) -> bool:
    """Whether leaving this manager may swallow the exception that ended its body."""
    return any(
        isinstance(atom, External) and atom.path.rpartition(".")[2] in ("suppress", "raises")
        for atom in atoms(f.value(op.manager))
    )


def _match(f: Frame, op: ir.Match) -> None:
    live: list[Env] = []
    entry, exhausted = f.env, False
    for case in op.cases:
        f.env, f.dead = entry.copy(), False
        run(f, case.test)
        _bind(f, case.pattern, f.value(op.subject))
        run(f, case.guard_test)
        exhausted = exhausted or (isinstance(case.pattern, ir.PatternCapture) and case.pattern.pattern is None)
        _arm(f, f.env, case.body, live)
    _meet_all(f, live if exhausted else [*live, entry])


def _bind(f: Frame, pattern: ir.Pattern, value: Value) -> None:
    match pattern:
        case ir.PatternCapture(name, inner):
            if inner is not None:
                _bind(f, inner, value)
            if name is not None:
                f.env[name] = value
        case ir.PatternStar(name):
            if name is not None:
                f.env[name] = ITEM
        case ir.PatternSequence(items):
            for item in items:
                _bind(f, item, f.item(value))
        case ir.PatternMapping(_, items, rest):
            for item in items:
                _bind(f, item, f.item(value))
            if rest is not None:
                f.env[rest] = ITEM
        case ir.PatternClass(_, positional, named):
            for item in (*positional, *(p for _, p in named)):
                _bind(f, item, ITEM)
        case ir.PatternOr(items):
            for item in items:
                _bind(f, item, value)
        case ir.PatternValue():
            pass


def _return(f: Frame, op: ir.Return) -> None:
    value = f.value(op.value)
    f.results.append(value)
    if f.holds_resource(value):
        f.stored[op.at] = value
    f.dead = True


def _raise(f: Frame, _op: ir.Raise) -> None:
    f.dead = True


def _break(f: Frame, _op: ir.Break) -> None:
    f.breaks.append(f.env)
    f.dead = True


def _continue(f: Frame, _op: ir.Continue) -> None:
    f.continues.append(f.env)
    f.dead = True


EVALUATE: dict[type, Callable[[Frame, Any], None]] = OPERATIONS | {
    ir.If: _if,
    ir.For: _for,
    ir.While: _while,
    ir.Try: _try,
    ir.With: _with,
    ir.Match: _match,
    ir.Return: _return,
    ir.Raise: _raise,
    ir.Break: _break,
    ir.Continue: _continue,
}
