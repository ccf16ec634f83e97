"""Custom derivatives: what is called in the stead of a function that has them where it is differentiated."""

from __future__ import annotations

from adlint.interpret.arguments import Arguments
from adlint.interpret.atoms import NUMBER, Builtin, Closure, Partial, Value
from adlint.interpret.containers import of_items, sequence
from adlint.interpret.frame import Frame
from adlint.ir import Const


def differentiated(f: Frame, at: int, callee: Value, given: Arguments) -> tuple[Value, tuple[Value, ...]]:
    """The result of a function that is differentiated, and what is called to go back."""
    task = f.task
    outer, task.rules.back = task.rules.back, []
    was, task.rules.is_on = task.rules.is_on, True
    result = f.call(at, callee, given)
    back, task.rules.back = tuple(task.rules.back), outer
    task.rules.is_on = was
    return result, back


def ruled(f: Frame, at: int, closure: Closure, given: Arguments) -> Value | None:
    """The result of a function with a custom derivative where it is differentiated; None where it is not."""
    rules = f.task.rules
    if not rules.is_on:
        return None
    ahead, back = rules.known[closure]
    rules.is_on = False
    if back is None:
        zeros = of_items(f, "tuple", at, [NUMBER] * len(given.positional), None)
        result = f.call(at, ahead, Arguments((of_items(f, "tuple", at, list(given.positional), None), zeros)))
    else:
        result = f.call(at, ahead, given)
        rules.back.append(back)
    rules.is_on = True
    items = sequence(f, result)
    return items[0] if items else NUMBER


def pulled(f: Frame, at: int, back: tuple[Value, ...]) -> None:
    """Go back: the rules are called with what was kept, and a cotangent."""
    for one in dict.fromkeys(back):
        f.call(at, one, Arguments((NUMBER, NUMBER)))


def gradient(f: Frame, path: str, callee: Value) -> Value:
    """What `grad(f)` gives: `f`, or, where there are custom derivatives, a function that calls them."""
    return Partial(Builtin(Const(repr(path), path), "differentiated"), (callee,), ()) if f.task.rules.known else callee
