"""The text of a trace, which tests speak."""

from __future__ import annotations

from collections.abc import Iterator

from adlint.trace.nodes import (
    Alt,
    Array,
    Call,
    Checkpoint,
    Custom,
    Loop,
    Node,
    Op,
    Opaque,
    Operand,
    Repeated,
    Scan,
    Trace,
)


def show(trace: Trace) -> str:
    """One line an operation, arrays numbered in the order in which they are met."""
    numbers: dict[int, int] = {}
    return "\n".join(line for node in trace for line in _lines(node, numbers))


def _lines(node: Node, numbers: dict[int, int]) -> Iterator[str]:
    match node:
        case Op():
            given = ", ".join(_operand(one, numbers) for one in node.operands)
            more = "".join(f" {key}={_attribute(value)}" for key, value in node.attributes)
            made = ", ".join(_operand(one, numbers) for one in node.results)
            yield f"{made} = {node.name}({given}){more}"
        case Opaque():
            given = ", ".join(_operand(one, numbers) for one in node.operands)
            yield f"unknown({given}): {node.reason}"
        case Call():
            yield f"call {node.function}:"
            yield from _indented(node.body, numbers)
        case Loop():
            yield f"for {node.index} < {node.trips}:"
            for one in node.carried:
                yield f"  {_operand(one.entry, numbers)} from {_operand(one.initial, numbers)}"
            yield from _indented(node.body, numbers)
            for one in node.carried:
                yield f"  {_operand(one.exit, numbers)} to {_operand(one.final, numbers)}"
        case Scan():
            yield from _scan(node, numbers)
        case Alt():
            for number, branch in enumerate(node.branches):
                yield "or:" if number else "either:"
                yield from _indented(branch, numbers)
            for join in node.joins:
                several = " | ".join(_operand(one, numbers) for one in join.sources)
                yield f"{_operand(join.result, numbers)} = {several}"
        case Checkpoint():
            yield f"checkpoint {node.name}:"
            yield from _indented(node.body, numbers)
        case Custom():
            yield f"{node.name}:"
            yield from _indented(node.body, numbers)
            yield "with derivatives:"
            yield from _indented(node.rule, numbers)


def _scan(node: Scan, numbers: dict[int, int]) -> Iterator[str]:
    yield f"scan {node.trips} times:"
    for one in node.carried:
        yield f"  {_operand(one.entry, numbers)} from {_operand(one.initial, numbers)}"
    for stacked in node.inputs:
        yield f"  {_operand(stacked.part, numbers)} of {_operand(stacked.whole, numbers)}"
    yield from _indented(node.body, numbers)
    for one in node.carried:
        yield f"  {_operand(one.exit, numbers)} to {_operand(one.final, numbers)}"
    for stacked in node.outputs:
        yield f"  {_operand(stacked.part, numbers)} into {_operand(stacked.whole, numbers)}"


def _indented(trace: Trace, numbers: dict[int, int]) -> Iterator[str]:
    return (f"  {line}" for node in trace for line in _lines(node, numbers))


def _operand(operand: Operand, numbers: dict[int, int]) -> str:
    match operand:
        case Array():
            number = numbers.setdefault(operand.number, len(numbers))
            dims = ",".join(map(str, operand.shape))
            return f"v{number}:{operand.dtype}{'*' if operand.weak else ''}[{dims}]"
        case Repeated():
            return f"{_operand(operand.array, numbers)}*{operand.times}"
        case _:
            return repr(operand)


def _attribute(value: object) -> str:
    return f"({','.join(map(str, value))})" if isinstance(value, tuple) else str(value)
