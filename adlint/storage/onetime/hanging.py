"""What hangs on whether a file is there, that a function then writes: a second run gets the other answer."""

from __future__ import annotations

from collections.abc import Mapping

from adlint import ir
from adlint.storage.frame import Frame
from adlint.storage.onetime.there import is_silent

_COUNTING = frozenset({"len", "max", "min", "sum"})
_READING_NAMES = frozenset("int str float sorted list set tuple reversed filter map enumerate zip".split())
RAISES = "it is asked whether a file is there, and raised if it is, before it is written: a second run finds it"
OTHERWISE = "it is asked whether a file is there before it is written, and not followed what hangs on that"


def hangs(f: Frame, at: int) -> str:
    """What hangs on the answer of an operation that tells whether a file is there; "" if nothing does."""
    every = list(f.function.operations)
    answers = _answers(every, at)
    found = {_on(f, op, answers) for op in every}
    return RAISES if RAISES in found else OTHERWISE if OTHERWISE in found else ""


def hunts(f: Frame, at: int) -> bool:
    """Whether a function goes on until a file is not there, or counts those that are, as it does for a new name."""
    every = list(f.function.operations)
    answers = _answers(every, at)
    ops = {op.at: op for op in every}
    told = _told_by(ops, at)
    counted = [op for op in every if isinstance(op, ir.Call) and op.callee in _COUNTING]
    is_counted = any(one in told for op in counted for one in op.arguments)
    return is_counted or any(isinstance(op, ir.While) and op.condition in answers for op in every)


def _told_by(ops: Mapping[int, ir.Op], at: int) -> set[ir.Item]:
    """The variables and temporaries that hold what a listing gives, its items, or what names of files say."""
    found: set[ir.Item] = {at}
    before = 0
    while len(found) > before:
        before = len(found)
        for op in ops.values():
            match op:
                case ir.Store(_, name, value) if value in found:
                    found |= {name}
                case ir.Append(_, container, _, value) if value in found:
                    found |= {container}
                case ir.For(_, iterable, body) if iterable in found:
                    inner = [one for block in ir.nested(body) for one in block]
                    found |= {op.at, *(one.container for one in inner if isinstance(one, ir.Append))}
                case ir.Load() | ir.GetItem() | ir.GetAttribute() | ir.Binary() if _reads(op, found):
                    found |= {op.at}
                case ir.Call() if _reads(op, found) and (op.callee in found or _reads_names(ops, op.callee)):
                    found |= {op.at}
                case _:
                    pass
    return found


def _reads(op: ir.Op, found: set[ir.Item]) -> bool:
    return any(one in found for one in ir.operands(op))


def _reads_names(ops: Mapping[int, ir.Op], callee: ir.Operand) -> bool:
    """Whether a function reads what names say, and not what lies in files of that name."""
    op = ops.get(callee) if isinstance(callee, int) else None
    if isinstance(op, ir.GetAttribute):
        return op.base in ("re", "os") or (op.base in ops and _reads_names(ops, op.base))
    return callee in _READING_NAMES


def leaving(f: Frame, at: int) -> frozenset[tuple[str, int]] | None:
    """The operations of the way that an operation is on, if that leaves the function: none of others follows it."""
    arms = [arm for op in f.function.operations if isinstance(op, ir.If)
            for arm in (op.then, op.orelse)]  # fmt: skip
    for arm in arms:
        ops = [op.at for block in ir.nested(arm) for op in block]
        if at in ops and _leaves(arm):
            return frozenset((f.identity, one) for one in ops)
    return None


def _leaves(block: ir.Block) -> bool:
    match block[-1:]:
        case (ir.Return() | ir.Raise(),):
            return True
        case (ir.With(body=body),):
            return _leaves(body)
        case _:
            return False


def _answers(every: list[ir.Op], at: int) -> dict[int, bool]:
    """The temporaries that hold the answer, perhaps among others, and whether they hold where the file is there."""
    found = {at: True}
    for op in every:
        match op:
            case ir.Unary(_, "not", int(operand)) if operand in found:
                found[op.at] = not found[operand]
            case ir.Copy(_, to, int(value)) if value in found:
                found[to] = found[value]
            case _:
                pass
    return found


def _on(f: Frame, op: ir.Op, answers: dict[int, bool]) -> str:
    """What an operation does with the answer."""
    match op:
        case ir.If(_, int(condition), then, orelse) if condition in answers:
            found, gone = (then, orelse) if answers[condition] else (orelse, then)
            if found and isinstance(found[-1], ir.Raise):
                return RAISES
            arms = [one for arm in (found, gone) for block in ir.nested(arm) for one in block]
            return "" if all(is_silent(f, one) or isinstance(one, ir.Raise) for one in arms) else OTHERWISE
        case ir.Unary() | ir.Copy() | ir.If():
            return ""
        case _:
            return OTHERWISE if any(one in answers for one in ir.operands(op) if isinstance(one, int)) else ""
