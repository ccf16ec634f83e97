"""Calls put into split mode: their checkpoint is taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from adlint.fixes.change import Change
from adlint.fixes.checkpoints import loop_body
from adlint.fixes.tree import aliases, dotted, tree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adlint.finding import Repair

# what gives a checkpointed function
_GIVES = frozenset(
    "jax.checkpoint jax.remat jax.ad_checkpoint.checkpoint autograd.checkpoint flax.linen.remat flax.linen.checkpoint"
    " equinox.filter_checkpoint haiku.remat".split()
)
# what is called with the function and its arguments, and what else that takes
_CALLS = frozenset({"torch.utils.checkpoint.checkpoint"})
_OPTIONS = frozenset("use_reentrant preserve_rng_state context_fn determinism_check debug early_stop".split())
_PLAIN = (cst.Name, cst.Attribute, cst.Call, cst.Subscript)


def split(text: str, repair: Repair) -> Change | None:
    """The call at a place without its checkpoint, or the loop that is a call without that of its body (`options`)."""
    read = tree(text)
    way = read.way(repair.span, cst.Call) if read else ()
    call = way[-1] if way else None
    if read is None or not isinstance(call, cst.Call):
        return None
    known = aliases(read.module)
    body = loop_body(call)
    if body is not None and (inner := _function(call.args[body].value, known)) is not None:
        changed: cst.BaseExpression = call.with_deep_changes(call.args[body], value=inner)
    elif (plain := _plain(call, known)) is not None:
        changed = plain
    else:
        return None
    return Change(read.replaced(call, changed), "Take the checkpoint out")


def _plain(call: cst.Call, known: Mapping[str, str]) -> cst.BaseExpression | None:
    """A checkpointed call as it would be without; None if it is none."""
    if dotted(call.func, known) in _CALLS:
        return _passed(call)
    function = _function(call.func, known)
    match function:
        case None:
            return None
        case cst.Lambda(params=cst.Parameters(params=[]), body=body) if not call.args and isinstance(body, _PLAIN):
            return body
        case _:
            return call.with_changes(func=function)


def _function(node: cst.BaseExpression, known: Mapping[str, str]) -> cst.BaseExpression | None:
    """The function that a call gives a checkpointed one of; None if it is no such call."""
    match node:
        case cst.Call(func=maker, args=[cst.Arg(value=function, keyword=None, star=""), *_]) if (
            dotted(maker, known) in _GIVES
        ):
            return _callable(function)
        case _:
            return None


def _passed(call: cst.Call) -> cst.Call | None:
    """The function called with what is passed on to it."""
    match call.args:
        case [cst.Arg(value=function, keyword=None, star=""), *rest]:
            own = [one for one in rest if one.keyword is None or one.keyword.value not in _OPTIONS]
            if own:
                own[-1] = own[-1].with_changes(comma=call.args[-1].comma)
            return call.with_changes(func=_callable(function), args=own)
        case _:
            return None


def _callable(function: cst.BaseExpression) -> cst.BaseExpression:
    if isinstance(function, _PLAIN) or function.lpar:
        return function
    return function.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
