"""What policies of checkpoints keep (`jax.checkpoint_policies`): results of operations, by what makes them."""

from __future__ import annotations

from collections.abc import Iterator

from adlint.trace import Alt, Call, Checkpoint, Loop, Node, Op, Scan, Trace
from adlint.trace.walking import within

# those that are functions as they are
POLICIES = frozenset((
    "everything_saveable", "nothing_saveable", "dots_saveable", "checkpoint_dots", "dots_with_no_batch_dims_saveable",
    "checkpoint_dots_with_no_batch_dims",
))  # fmt: skip


def is_saved(maker: Node, policy: tuple[tuple[str, ...], ...]) -> bool:
    """Whether any of several policies keeps what an operation makes; a policy is its name, and names of arrays."""
    return isinstance(maker, Op) and any(_is_saved(maker, name, names) for name, *names in policy)


def _is_saved(maker: Op, policy: str, names: list[str]) -> bool:
    match policy:
        case "everything_saveable" | "save_anything_except_these_names":
            return True
        case "dots_saveable" | "checkpoint_dots":
            return maker.name == "lax.dot_general"
        case "dots_with_no_batch_dims_saveable" | "checkpoint_dots_with_no_batch_dims":
            return maker.name == "lax.dot_general" and maker.attribute("batched") == ((), ())
        case "save_only_these_names":
            return maker.name == "lax.name" and maker.attribute("called") in names
        case "save_any_names_but_these":
            return maker.name == "lax.name" and maker.attribute("called") not in names
        case _:
            return False


def reaches_inside(node: Checkpoint) -> bool:
    """Whether the policy keeps what is made in loops and branches of the piece."""
    return any(is_saved(one, node.policy) for outer in _controlled(node.body) for one in within((outer,)))


def _controlled(trace: Trace) -> Iterator[Node]:
    """Loops and branches, those of calls too."""
    for node in trace:
        if isinstance(node, Call):
            yield from _controlled(node.body)
        elif isinstance(node, Alt | Loop | Scan):
            yield node
