"""What all turns of a scan compute alike is computed before it, once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from adlint.trace import Alt, Array, Call, Carry, Checkpoint, Custom, Loop, Node, Op, Opaque, Operand, Scan, Stacked


def split(scan: Scan, original: Scan) -> tuple[list[Node], Scan, set[Array]]:
    """The nodes to be run before the scan, the scan with the others, and the arrays that differ from turn to turn.

    Known is what depends on arrays from around the scan alone, as in JAX's `_scan_known_hoisting`.
    """
    varying = {one.entry for one in scan.carried if one.entry is not None}
    varying |= {one.part for one in scan.inputs if isinstance(one.part, Array)}
    before: list[Node] = []
    body: list[Node] = []
    for node in scan.body:
        _sort(node, varying, before, body)
    return (
        before,
        Scan(scan.site, scan.trips, tuple(body), scan.carried, scan.inputs, scan.outputs, scan.is_open),
        varying,
    )


def _sort(node: Node, varying: set[Array], before: list[Node], body: list[Node]) -> None:
    if isinstance(node, Scan) and not node.is_open:
        known, rest = _divided(node, varying)
        if known is not None:
            before.append(known)
        if rest is not None:
            body.append(rest)
            varying.update(results(rest))
        return
    if any(one in varying for one in reads(node)):
        varying.update(results(node))
        body.append(node)
    else:
        before.append(node)


def _divided(scan: Scan, varying: set[Array]) -> tuple[Scan | None, Scan | None]:
    """A scan inside of another: what all turns of the other compute alike of it, and the rest."""
    differing = {one.entry for one in scan.carried if _in(one.initial, varying) and one.entry is not None}
    differing |= {one.part for one in scan.inputs if _in(one.whole, varying) and isinstance(one.part, Array)}
    while True:
        found = set(varying) | differing
        for node in scan.body:
            if any(one in found for one in reads(node)):
                found.update(results(node))
        more = {one.entry for one in scan.carried if _in(one.exit, found) and one.entry is not None}
        if more <= differing:
            break
        differing |= more
    known = _part(
        scan, [one.entry not in differing for one in scan.carried], [not _in(one.part, found) for one in scan.outputs]
    )
    rest = _part(scan, [one.entry in differing for one in scan.carried], [_in(one.part, found) for one in scan.outputs])
    if known is None:
        return None, rest
    return known, rest and _with_all(scan, rest)


def _part(scan: Scan, carried: list[bool], outputs: list[bool]) -> Scan | None:
    """The scan with some of its results; None without any."""
    if not any(carried) and not any(outputs):
        return None
    return Scan(
        scan.site, scan.trips, scan.body,
        tuple(one for one, is_in in zip(scan.carried, carried, strict=True) if is_in), scan.inputs,
        tuple(one for one, is_in in zip(scan.outputs, outputs, strict=True) if is_in), scan.is_open,
    )  # fmt: skip


def _with_all(scan: Scan, rest: Scan) -> Scan:
    """What differs needs the carries that do not as well: they run along under other names."""
    mine = {one.entry for one in rest.carried}
    along = tuple(
        Carry(one.initial, one.entry, one.exit, _copy(one.final)) for one in scan.carried if one.entry not in mine
    )
    return Scan(rest.site, rest.trips, rest.body, (*rest.carried, *along), rest.inputs, rest.outputs, rest.is_open)


def _copy(one: Array) -> Array:
    return Array(one.number, one.shape, one.dtype, one.framework, one.buffer, one.weak)


def _in(one: Operand, arrays: set[Array]) -> bool:
    return isinstance(one, Array) and one in arrays


def reads(node: Node) -> Iterator[Array]:
    """The arrays that a node reads, those that are made inside of it too."""
    match node:
        case Op() | Opaque():
            yield from _arrays(node.operands)
        case Scan():
            yield from _arrays(one.initial for one in node.carried)
            yield from _arrays(one.whole for one in node.inputs)
            yield from _inside(node.body)
            yield from _arrays(one.exit for one in node.carried)
            yield from _arrays(one.part for one in node.outputs)
        case Alt():
            yield from _arrays((node.selector,))
            for branch in node.branches:
                yield from _inside(branch)
            for join in node.joins:
                yield from _arrays(join.sources)
        case Loop():
            yield from _arrays(one.initial for one in node.carried)
            yield from _inside(node.body)
        case Call() | Checkpoint():
            yield from _inside(node.body)
        case Custom():
            yield from _arrays(node.inputs)
            yield from _inside(node.body)
            yield from _arrays(node.outputs)


def _inside(trace: Iterable[Node]) -> Iterator[Array]:
    for node in trace:
        yield from reads(node)


def _arrays(operands: Iterable[Operand]) -> Iterator[Array]:
    return (one for one in operands if isinstance(one, Array))


def results(node: Node) -> Iterator[Array]:
    """The arrays that a node makes for others, and those that are made inside of calls, which stand outside too."""
    match node:
        case Op():
            yield from node.results
        case Scan():
            yield from (one.final for one in node.carried)
            yield from (one.whole for one in node.outputs)
        case Alt():
            yield from (join.result for join in node.joins)
            for branch in node.branches:
                for inner in branch:
                    yield from results(inner)
        case Loop():
            yield from (one.final for one in node.carried)
        case Call() | Checkpoint():
            for inner in node.body:
                yield from results(inner)
        case Custom():
            yield from node.results


__all__ = ["Stacked", "reads", "results", "split"]
