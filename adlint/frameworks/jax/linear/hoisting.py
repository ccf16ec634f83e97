"""What all turns of a scan compute alike is computed before it, once."""

from __future__ import annotations

from msgspec.structs import replace

from adlint.trace import Alt, Array, Carry, Node, Operand, Scan
from adlint.trace.walking import reads, results


def split(scan: Scan) -> tuple[list[Node], Scan, set[Array]]:
    """The nodes to be run before the scan, the scan with the others, and the arrays that differ from turn to turn.

    Known is what depends on arrays from around the scan alone, as in JAX's `_scan_known_hoisting`.
    """
    varying = {one.entry for one in scan.carried if one.entry is not None}
    varying |= {one.part for one in scan.inputs if isinstance(one.part, Array)}
    before: list[Node] = []
    body: list[Node] = []
    for node in scan.body:
        _sort(node, varying, before, body)
    return before, replace(scan, body=tuple(body)), varying


def _sort(node: Node, varying: set[Array], before: list[Node], body: list[Node]) -> None:
    if isinstance(node, Scan) and not node.is_open:
        known, rest = _divided(node, varying)
        if known is not None:
            before.append(known)
        if rest is not None:
            body.append(rest)
            varying.update(results(rest))
        return
    if isinstance(node, Alt) and not _in(node.selector, varying):
        alike, others = _chosen(node, varying)
        before += [] if alike is None else [alike]
        if others is None:
            return
        node = others
    if not varying.isdisjoint(reads(node)):
        varying.update(results(node))
        body.append(node)
    else:
        before.append(node)


def _chosen(node: Alt, varying: set[Array]) -> tuple[Alt | None, Alt | None]:
    """What branches give that all turns compute alike, if that is so in each branch, and the rest."""
    differing = [set(varying) for _ in node.branches]
    for found, branch in zip(differing, node.branches, strict=True):
        for inner in branch:
            if not found.isdisjoint(reads(inner)):
                found.update(results(inner))
    is_known = [not any(map(_in, join.sources, differing)) for join in node.joins]
    if not any(is_known):
        return None, node
    branches = tuple(
        tuple(inner for inner in branch if found.isdisjoint(results(inner)) and found.isdisjoint(reads(inner)))
        for branch, found in zip(node.branches, differing, strict=True)
    )
    joins = tuple(join for join, known in zip(node.joins, is_known, strict=True) if known)
    rest = tuple(join for join, known in zip(node.joins, is_known, strict=True) if not known)
    return replace(node, branches=branches, joins=joins), replace(node, joins=rest) if rest else None


def _divided(scan: Scan, varying: set[Array]) -> tuple[Scan | None, Scan | None]:
    """A scan inside of another: what all turns of the other compute alike of it, and the rest."""
    differing = {one.entry for one in scan.carried if _in(one.initial, varying) and one.entry is not None}
    differing |= {one.part for one in scan.inputs if _in(one.whole, varying) and isinstance(one.part, Array)}
    while True:
        found = set(varying) | differing
        for node in scan.body:
            if not found.isdisjoint(reads(node)):
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
    return replace(
        scan,
        carried=tuple(one for one, is_in in zip(scan.carried, carried, strict=True) if is_in),
        outputs=tuple(one for one, is_in in zip(scan.outputs, outputs, strict=True) if is_in),
    )


def _with_all(scan: Scan, rest: Scan) -> Scan:
    """What differs needs the carries that do not as well: they run along under other names."""
    mine = {one.entry for one in rest.carried}
    along = tuple(
        Carry(one.initial, one.entry, one.exit, _copy(one.final)) for one in scan.carried if one.entry not in mine
    )
    return replace(rest, carried=(*rest.carried, *along))


def _copy(one: Array) -> Array:
    """The same under another identity."""
    return replace(one)


def _in(one: Operand, arrays: set[Array]) -> bool:
    return isinstance(one, Array) and one in arrays
