"""Calls put into split mode: their checkpoint is taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from adlint.fixes.change import Change
from adlint.fixes.checkpoints import loop_body
from adlint.fixes.taking_out import called, callee, taken_out
from adlint.fixes.tree import aliases, dotted, tree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adlint.finding import Repair

# what gives a checkpointed function
_GIVES = frozenset(
    "jax.checkpoint jax.remat jax.ad_checkpoint.checkpoint autograd.checkpoint flax.linen.remat flax.linen.checkpoint"
    " equinox.filter_checkpoint haiku.remat".split()
)
# what is called with the function and its arguments
_CALLS = frozenset({"torch.utils.checkpoint.checkpoint"})


def split(text: str, repair: Repair) -> Change | None:
    """The call at a place without its checkpoint, or the loop that is a call without that of its body."""
    read = tree(text)
    way = read.way(repair.span, cst.Call) if read else ()
    call = way[-1] if way else None
    if read is None or not isinstance(call, cst.Call):
        return None
    known = aliases(read.module)
    body = loop_body(call)
    if body is not None and (inner := _function(call.args[body].value, known)) is not None:
        changed: cst.BaseExpression = call.with_deep_changes(call.args[body], value=callee(inner))
    elif (plain := _plain(call, known)) is not None:
        changed = plain
    else:
        return None
    return Change(read.replaced(call, changed), "Take the checkpoint out")


def _plain(call: cst.Call, known: Mapping[str, str]) -> cst.BaseExpression | None:
    """A checkpointed call as it would be without; None if it is none."""
    name = dotted(call.func, known)
    if name in _CALLS:
        return taken_out(call, name.rpartition(".")[0])
    function = _function(call.func, known)
    return None if function is None else called(call.with_changes(func=function))


def _function(node: cst.BaseExpression, known: Mapping[str, str]) -> cst.BaseExpression | None:
    """The function that a call gives a checkpointed one of; None if it is no such call."""
    if not isinstance(node, cst.Call):
        return None
    name = dotted(node.func, known)
    return taken_out(node, name) if name in _GIVES else None
