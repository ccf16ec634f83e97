"""Loops that iterate until they have converged: x = g(x), until the norm of a change or of a residual is small."""

from __future__ import annotations

from collections.abc import Iterator

from adlint import ir
from adlint.analysis.paths.paths import Meeting, definitions, key
from adlint.differentiated.loopwise import Made, Turn

_NORMS = frozenset("abs absolute fabs norm max amax sum mean dot vdot inner nanmax".split())
_CLOSE = frozenset({"allclose", "isclose"})
_ORDERS = frozenset({"<", "<=", ">", ">="})


def converging(code: ir.Function) -> Iterator[tuple[int, str]]:
    """The loops of a function that run until something has converged, with the name of what does."""
    ops = definitions(code.body)
    for op in ops.values():
        if isinstance(op, ir.For | ir.While):
            turn = Turn(code, op, ops)
            found = next((name for test in _tests(turn) if (name := _converges(turn, test))), "")
            if found:
                yield op.at, found


def _tests(turn: Turn) -> Iterator[ir.Op]:
    """The comparisons that end the loop."""
    branches = [op for op in turn.inside.values() if isinstance(op, ir.If)]
    todo = [op.condition for op in branches if _leaves(op.then) or _leaves(op.orelse)]
    todo += [turn.loop.condition] if isinstance(turn.loop, ir.While) else []
    seen: set[ir.Operand] = set()
    while todo:
        one = todo.pop()
        if one in seen:
            continue
        seen.add(one)
        match turn.ops.get(one) if isinstance(one, int) else None:
            case Meeting(_, _, parts):
                todo += parts
            case ir.Unary(_, "not", inner):
                todo.append(inner)
            case ir.Binary(_, operator) as op if operator in _ORDERS:
                yield op
            case ir.Call() as op:
                yield op
            case _:
                name = turn.name(one) if not isinstance(one, ir.Const) else ""
                todo += [store.value for store in turn.stores.get(name, ())]


def _leaves(block: ir.Block) -> bool:
    return any(isinstance(op, ir.Break | ir.Return) for op in block)


def _converges(turn: Turn, test: ir.Op) -> str:
    """The variable whose change, or whose residual, is tested; "" if there is none. The norm has to be taken in the
    test, or in this turn for it: that of an error may also steer the steps that a time is made of.
    """
    made = turn.made_of((test.at,), stop=tuple(turn.carried()))
    called = {_called(turn, at) for at in made.ops}
    if not called & (_NORMS if isinstance(test, ir.Binary) else _CLOSE):
        return ""
    return _changed(turn, made.ops) or _residual(turn, test)


def _called(turn: Turn, at: int) -> str:
    """The last part of the name of what is called."""
    op = turn.ops.get(at)
    if not isinstance(op, ir.Call):
        return ""
    return key(op.callee, turn.ops).rpartition(".")[2].strip("`")


def _changed(turn: Turn, ops: set[int]) -> str:
    """The variable of which two turns are compared: `x_new - x` where `x = x_new`, or `x - old` where `old = x`."""
    for at in sorted(ops):
        op = turn.ops.get(at)
        if isinstance(op, ir.Binary) and op.operator == "-":
            pair = turn.name(op.left), turn.name(op.right)
        elif isinstance(op, ir.Call) and _called(turn, at) in _CLOSE and len(op.arguments) > 1:
            first, second = op.arguments[:2]
            if isinstance(first, ir.Starred) or isinstance(second, ir.Starred):
                continue
            pair = turn.name(first), turn.name(second)
        else:
            continue
        for new, old in (pair, pair[::-1]):
            values = [turn.name(store.value) for store in turn.stores.get(old, ())]
            if new and new in values and old and _iterates(turn, new, old):
                return new
    return ""


def _iterates(turn: Turn, new: str, old: str) -> bool:
    """Whether a variable is made of what it, or its old value, was."""
    made = turn.made_of(store.value for store in turn.stores.get(new, ()))
    return not made.names.isdisjoint({new, old})


def _residual(turn: Turn, test: ir.Op) -> str:
    """The variable that is changed by what is tested: `x = x - f(x) / df(x)` until `abs(f(x))` is small."""
    carried = sorted(turn.carried(), key=lambda one: not _is_stepped(turn, one))
    for name in carried:
        tested = turn.made_of((test.at,), stop=carried)
        update = turn.made_of((store.value for store in turn.stores[name]), stop=(name,))
        if any(f"`{name}`" in text for text in _computed(turn, tested) & _computed(turn, update)):
            return name
        if any(_depends(turn, one, name, carried) for one in (update.names & tested.names) - {name}):
            return name
    return ""


def _is_stepped(turn: Turn, name: str) -> bool:
    """Whether a step is added to a variable."""
    values = [turn.ops.get(store.value) for store in turn.stores[name] if isinstance(store.value, int)]
    return any(isinstance(op, ir.Binary) and op.operator[0] in "+-" and turn.name(op.left) == name for op in values)


def _computed(turn: Turn, made: Made) -> set[str]:
    """What is computed on the way, as text."""
    return {key(at, turn.ops) for at in made.ops if isinstance(turn.ops.get(at), ir.Call | ir.Binary)}


def _depends(turn: Turn, tested: str, name: str, carried: list[str]) -> bool:
    """Whether what is tested is made of the variable, or of other variables that go on from turn to turn."""
    made = turn.made_of((store.value for store in turn.stores.get(tested, ())), stop=(tested,))
    return name in made.names or any(one in made.names for one in carried if one not in (tested, name))
