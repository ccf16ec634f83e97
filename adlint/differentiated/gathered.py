"""Lists that take something of every step of a time loop, and become one array behind it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from adlint import ir
from adlint.analysis.numerical.carried import carried
from adlint.differentiated.reached import Reached
from adlint.differentiated.repeated import trips
from adlint.differentiated.summed import is_summed
from adlint.differentiated.whole import Whole
from adlint.models.elementwise import REDUCING, joins

_FEW = 4  # steps that are no time loop


class Gathered(Struct, frozen=True):
    """The list, the operation that appends to it, the loop, and the call that joins it, of a library function."""

    name: str
    appended: int
    loop: int
    joined: int
    path: str


def gathered(reached: Reached, whole: Whole) -> Iterator[Gathered]:
    """The lists of a function that gather what a state becomes from step to step, and that could be done without: JAX
    has a loop that gathers by itself; elsewhere, a sum of what is gathered must be all that is used.
    """
    for at in sorted(reached.useful):
        op = reached.ops.get(at)
        path = next((path for path in reached.recorded(at) if joins(path)), None)
        if path is None or not isinstance(op, ir.Call) or not op.arguments or not isinstance(op.arguments[0], str):
            continue
        name = op.arguments[0]
        if not (reached.is_by("jax") or is_summed(reached, at, whole)):
            continue
        for appended, value in _appended(reached, name):
            loop = next(iter(reached.loops[appended][::-1]), None)
            outside = loop is not None and loop not in reached.loops[at]
            if loop is not None and outside and _steps(reached, loop, value) and not _is_small(reached, value):
                yield Gathered(name, appended, loop.at, at, path)


def _appended(reached: Reached, name: str) -> Iterator[tuple[int, ir.Operand]]:
    """What is appended to a list that the function makes."""
    made = reached.stores.get(name, [])
    if not made or not all(_is_list(reached.ops.get(op.value)) for op in made if isinstance(op.value, int)):
        return
    for op in reached.ops.values():
        if isinstance(op, ir.Call) and isinstance(op.callee, int) and len(op.arguments) == 1:
            method, value = reached.ops.get(op.callee), op.arguments[0]
            is_append = isinstance(method, ir.GetAttribute) and method.name == "append" and method.base == name
            if is_append and not isinstance(value, ir.Starred):
                yield op.at, value


def _is_list(op: object) -> bool:
    return isinstance(op, ir.Build) and op.kind == "list"


def _steps(reached: Reached, loop: ir.For | ir.While, value: ir.Operand) -> bool:
    """Whether a loop carries a state from step to step, of which the value is made, and is none over layers."""
    body = loop.body if isinstance(loop, ir.For) else loop.test + loop.body
    inside = {op.at: op for block in ir.nested(body) for op in block}
    few = trips(loop, reached)
    if (few is not None and few < _FEW) or any(_is_of_layer(op, loop, reached) for op in inside.values()):
        return False
    flowing = reached.flow.into([value])
    states = {op.name for op in inside.values() if isinstance(op, ir.Store) and op.at in flowing}
    return not states.isdisjoint(_states(reached, body, inside))


def _states(reached: Reached, body: ir.Block, inside: dict[int, ir.Op]) -> Iterator[str]:
    """The variables that a step makes of what the step before made of them."""
    for name in carried(body):
        for op in inside.values():
            if isinstance(op, ir.Store) and op.name == name and isinstance(op.value, int) and not _is_key(reached, op):
                behind = reached.flow.into([op.value])
                if any(one.at in behind and name in ir.operands(one) for one in inside.values()) and op.at in behind:
                    yield name


def _is_key(reached: Reached, op: ir.Store) -> bool:
    """Whether a variable is set to a key that numbers are drawn with."""
    value: ir.Operand = op.value
    while isinstance(value, int):
        behind = reached.ops.get(value)
        match behind:
            case ir.Element(_, unpack):
                value = unpack
            case ir.Unpack(_, inner) | ir.GetItem(_, inner):
                value = inner
            case _:
                return any(path.startswith("jax.random.") for path in reached.paths(value))
    return False


def _is_of_layer(op: ir.Op, loop: ir.For | ir.While, reached: Reached) -> bool:
    """Whether an operation calls what the loop goes through: a layer, not a step."""
    if not isinstance(op, ir.Call):
        return False
    called = reached.ops.get(op.callee) if isinstance(op.callee, int) else None
    if isinstance(called, ir.GetItem):
        return True
    return not isinstance(called, ir.GetAttribute) and loop.at in reached.flow.into([op.callee])


def _is_small(reached: Reached, value: ir.Operand) -> bool:
    """Whether a value is a number made of an array."""
    while isinstance(value, str):
        stores = [op.value for op in reached.stores.get(value, [])]
        if len(stores) != 1:
            return False
        value = stores[0]
    op = reached.ops.get(value) if isinstance(value, int) else None
    if not isinstance(op, ir.Call) or any(name in ("axis", "dim", "keepdims", "keepdim") for name, _ in op.keywords):
        return False
    fact = reached.facts.call.get(op.at)
    names = {path.rpartition(".")[2] for path in fact.paths} | {fact.method} if fact is not None else set()
    is_method = not (fact is not None and fact.paths)
    return not REDUCING.isdisjoint(names) and len(op.arguments) <= (0 if is_method else 2)
