"""Calls without their checkpoints."""

from __future__ import annotations

import libcst as cst

from adlint.fixes.tree import in_brackets

_OWN = frozenset("use_reentrant context_fn determinism_check debug preserve_rng_state early_stop".split())
_SEGMENTS = 1  # the place of `segments` among the arguments of `checkpoint_sequential`


def taken_out(call: cst.Call, name: str) -> cst.BaseExpression | None:
    """The call of a checkpoint, by the `name` of that (see `trace.Checkpoint`), as it is without; None if its text does
    not tell.
    """
    match name:
        case "torch.utils.checkpoint":
            return _called(call)
        case "torch.utils.checkpoint_sequential":
            return _whole(call)
        case _:
            return _function(call)


def without_policy(call: cst.BaseExpression) -> cst.BaseExpression | None:
    """What asks for a checkpoint, without what says what is kept all the same; None if its text does not tell."""
    if not isinstance(call, cst.Call):
        return None
    own = [one for one in call.args if one.keyword is None or one.keyword.value != "policy"]
    if len(own) == len(call.args) or not own:
        return None
    name = call.func.attr if isinstance(call.func, cst.Attribute) else call.func
    is_partial = len(own) == 1 and getattr(name, "value", "") == "partial"
    own[-1] = own[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    return own[0].value if is_partial else call.with_changes(args=own)


def _function(call: cst.Call) -> cst.BaseExpression | None:
    """The function that is checkpointed."""
    first = next((one for one in call.args if one.keyword is None or one.keyword.value in ("fun", "f")), None)
    return None if first is None or first.star else first.value


def _called(call: cst.Call) -> cst.Call | None:
    """The call of the function with the arguments that are its own."""
    if not call.args or call.args[0].star or call.args[0].keyword is not None:
        return None
    own = [one for one in call.args[1:] if one.keyword is None or one.keyword.value not in _OWN]
    if own:
        own[-1] = own[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    return call.with_changes(func=callee(call.args[0].value), args=own)


def _whole(call: cst.Call) -> cst.Call | None:
    """A sequence in one segment: the last one is never checkpointed."""
    for number, one in enumerate(call.args):
        is_it = one.keyword.value == "segments" if one.keyword is not None else number == _SEGMENTS
        if is_it and not any(before.star for before in call.args[: number + 1]):
            changed = one.with_changes(value=cst.Integer("1"))
            return call.with_changes(args=[*call.args[:number], changed, *call.args[number + 1 :]])
    return None


def callee(function: cst.BaseExpression) -> cst.BaseExpression:
    """A function as it is written where it is called."""
    is_atom = isinstance(function, cst.Name | cst.Attribute | cst.Call | cst.Subscript)
    return function if is_atom else in_brackets(function)


def called(call: cst.Call) -> cst.BaseExpression:
    """The call of what a checkpoint was taken off: of a function without arguments that was written for the checkpoint
    alone, what it gives.
    """
    match call.func:
        case cst.Lambda(params=cst.Parameters(params=(), kwonly_params=()), body=body) if not call.args:
            return callee(body)
        case function:
            return call.with_changes(func=callee(function))
