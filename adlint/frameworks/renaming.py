"""Traces with other arrays in place of some."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from adlint.shapes.dims import Shape
from adlint.trace import (
    Alt,
    Array,
    Call,
    Carry,
    Checkpoint,
    Custom,
    Join,
    Loop,
    Node,
    Op,
    Opaque,
    Operand,
    Repeated,
    Scan,
    Stacked,
    Trace,
)
from adlint.trace.walking import bound

if TYPE_CHECKING:
    from adlint.frameworks.jax.primitives import Emitter


def renamed(trace: Iterable[Node], names: Mapping[Array, Operand]) -> Trace:
    """A trace that reads other arrays where it reads those in `names`."""
    return tuple(_node(node, lambda one: _known(one, names)) for node in trace)


def copied(
    m: Emitter, trace: Iterable[Node], names: dict[Array, Operand], shape: Callable[[Shape], Shape] = lambda one: one
) -> Trace:
    """A trace that makes arrays of its own, of shapes that may be changed; `names` are what it reads, and grow."""

    def name(one: Operand) -> Operand:
        return _known(one, names)

    found: list[Node] = []
    for node in trace:
        for made in bound(node):
            names.setdefault(made, m.array(shape(made.shape), made.dtype, made.framework, weak=made.weak))
        found.append(_node(node, name))
    return tuple(found)


def _known(one: Operand, names: Mapping[Array, Operand]) -> Operand:
    if isinstance(one, Repeated):
        inner = _known(one.array, names)
        return Repeated(inner, one.times) if isinstance(inner, Array) else one
    return names.get(one, one) if isinstance(one, Array) else one


def _node(node: Node, name: Callable[[Operand], Operand]) -> Node:
    def all_(operands: Iterable[Operand]) -> tuple[Operand, ...]:
        return tuple(map(name, operands))

    def arrays(operands: Iterable[Operand]) -> tuple[Array, ...]:
        return tuple(one for one in map(name, operands) if isinstance(one, Array))

    def array(one: Array) -> Array:
        found = name(one)
        return found if isinstance(found, Array) else one

    def traces(trace: Trace) -> Trace:
        return tuple(_node(inner, name) for inner in trace)

    match node:
        case Op():
            return Op(node.site, node.name, all_(node.operands), arrays(node.results), node.attributes)
        case Opaque():
            return Opaque(node.site, node.reason, arrays(node.operands))
        case Call():
            return replace(node, body=traces(node.body), operands=arrays(node.operands))
        case Checkpoint():
            body = traces(node.body)
            return replace(node, body=body, inputs=arrays(node.inputs), outputs=arrays(node.outputs))
        case Scan():
            inputs = tuple(Stacked(array(one.whole), name(one.part)) for one in node.inputs)
            outputs = tuple(Stacked(array(one.whole), name(one.part)) for one in node.outputs)
            carried = _carried(node.carried, name, array)
            constant = arrays(node.constant)
            return Scan(node.site, node.trips, traces(node.body), carried, inputs, outputs, node.is_open, constant)
        case Loop():
            return Loop(node.site, node.index, node.trips, traces(node.body), _carried(node.carried, name, array))
        case Alt():
            joins = tuple(Join(array(join.result), all_(join.sources)) for join in node.joins)
            return Alt(node.site, tuple(map(traces, node.branches)), joins, name(node.selector))
        case Custom():
            return Custom(
                node.site, node.name, all_(node.inputs), traces(node.body), all_(node.outputs), arrays(node.results),
                traces(node.rule), all_(node.primals), arrays(node.seeds), all_(node.given), traces(node.backward),
                all_(node.cotangents),
            )  # fmt: skip


def _carried(
    carried: tuple[Carry, ...], name: Callable[[Operand], Operand], array: Callable[[Array], Array]
) -> tuple[Carry, ...]:
    return tuple(
        Carry(name(one.initial), None if one.entry is None else array(one.entry), name(one.exit), array(one.final))
        for one in carried
    )
