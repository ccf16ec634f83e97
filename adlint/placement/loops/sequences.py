"""Sequences of layers in segments, all of which but the last may be checkpointed, as `checkpoint_sequential` does.

That cuts n layers into k segments of n // k layers each, and the last one with the rest: PyTorch's documentation of
`torch.utils.checkpoint`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msgspec.structs import replace

from adlint.placement.costing.sites import SEGMENT, candidate, inside
from adlint.trace import Array, Call, Node, Site, Trace
from adlint.trace.walking import bodies, reads, results, with_bodies

_CALLING = ("torch.nn.modules.module:Module._wrapped_call_impl", "torch.nn.modules.module:Module._call_impl")
_SEQUENCE = "torch.nn.modules.container:Sequential.forward"


def sequences(
    trace: Trace, is_known: Callable[[str], bool], around: Site | None = None
) -> Iterator[tuple[str, int]]:
    """The sites that call sequences of layers, with how many layers these have."""
    for node in trace:
        found = candidate(node, around, is_known)
        sequence = _called(node) if found is not None else None
        if found is not None and sequence is not None:
            yield found.id, len(sequence.body)
        for body in bodies(node):
            yield from sequences(body, is_known, inside(node, around))


def in_segments(
    trace: Trace, segments: Mapping[str, int], is_known: Callable[[str], bool], around: Site | None = None
) -> Trace:
    """The trace in which these sites call as many segments."""

    def node_in_segments(node: Node) -> Node:
        found = candidate(node, around, is_known)
        count = segments.get(found.id, 0) if found is not None else 0
        outer = inside(node, around)
        changed = with_bodies(node, lambda body: in_segments(body, segments, is_known, outer))
        return _cut(changed, count) if count and _called(node) is not None else changed

    return tuple(map(node_in_segments, trace))


def counts(most: int) -> Iterator[int]:
    """Into how many segments so many layers at most may be cut: twice as many each time, up to one for a layer."""
    count = 2
    while count < 2 * most:
        yield min(count, most)
        count *= 2


def _called(node: Node) -> Call | None:
    """The sequence of two layers or more that a call of a module is a call of; None if it is of something else."""
    if not isinstance(node, Call) or node.function not in _CALLING:
        return None
    (*others, inner) = node.body or (None,)
    if others or not isinstance(inner, Call):
        return None
    if inner.function != _SEQUENCE:
        return _called(inner)
    are_layers = all(isinstance(one, Call) and one.function in _CALLING for one in inner.body)
    return inner if are_layers and len(inner.body) > 1 else None


def _cut(node: Node, count: int) -> Node:
    """A call of a sequence with its layers in so many segments."""
    assert isinstance(node, Call)
    if node.function != _SEQUENCE:
        return with_bodies(node, lambda body: tuple(_cut(one, count) for one in body))
    size = len(node.body) // count
    ends = range(size, size * count, size)
    parts = []
    for end in ends:
        layers = node.body[end - size : end]
        passed = _passed(node.body[: end - size], layers) or node.operands
        parts.append(Call(node.site, f"{SEGMENT}{count} segments", layers, passed, passes_arrays=True))
    return replace(node, body=(*parts, *node.body[size * (count - 1) :]))


def _passed(before: Trace, layers: Trace) -> tuple[Array, ...]:
    """What layers are passed by those before them, which they may write to in place; () by none."""
    made = {one.number for node in before for one in results(node)}
    return tuple({one.number: one for node in layers for one in reads(node) if one.number in made}.values())
