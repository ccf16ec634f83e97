"""Every place in a trace told apart, though a function be called more than once."""

from __future__ import annotations

from msgspec.structs import replace

from adlint.trace.nodes import Alt, Call, Checkpoint, Custom, Loop, Node, Op, Opaque, Scan, Site, Trace

Path = tuple[int, ...]


def labelled(trace: Trace, path: Path = ()) -> Trace:
    """The trace with sites that know where they are in it: the numbers of the nodes from the outermost in; of a branch
    its number after that of the node. What stands in a function of a library is where its call is.
    """
    return tuple(_node(node, (*path, number)) for number, node in enumerate(trace))


def _node(node: Node, path: Path) -> Node:
    site = Site(node.site.function, node.site.at, path)
    match node:
        case Op() | Opaque():
            return replace(node, site=site)
        case Call() if not is_of_program(node):
            return replace(node, site=site, body=_all(node.body, path))
        case Call() | Checkpoint() | Loop() | Scan():
            return replace(node, site=site, body=labelled(node.body, path))
        case Alt():
            branches = tuple(labelled(one, (*path, number)) for number, one in enumerate(node.branches))
            return replace(node, site=site, branches=branches)
        case Custom():
            body, rule, backward = (_all(one, path) for one in (node.body, node.rule, node.backward))
            return replace(node, site=site, body=body, rule=rule, backward=backward)


def _all(trace: Trace, path: Path) -> Trace:
    """All nodes at the same place."""
    return tuple(_flat(node, path) for node in trace)


def _flat(node: Node, path: Path) -> Node:
    site = Site(node.site.function, node.site.at, path)
    match node:
        case Op() | Opaque():
            return replace(node, site=site)
        case Alt():
            return replace(node, site=site, branches=tuple(_all(one, path) for one in node.branches))
        case Custom():
            body, rule, backward = (_all(one, path) for one in (node.body, node.rule, node.backward))
            return replace(node, site=site, body=body, rule=rule, backward=backward)
        case _:
            return replace(node, site=site, body=_all(node.body, path))


def is_of_program(call: Call) -> bool:
    """Whether a call is of a function with a text, and not of one of a library that is written in terms of others."""
    return ":" in call.function
