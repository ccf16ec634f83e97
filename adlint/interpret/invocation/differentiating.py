"""Custom derivatives: what is called in the stead of a function that has them where it is differentiated."""

from __future__ import annotations

from adlint.interpret.collections.containers import of_items, sequence
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.invocation.staging import outside, stage
from adlint.interpret.memory.atoms import ELSEWHERE, NUMBER, Builtin, Closure, Partial, Value
from adlint.interpret.memory.spaces import Object
from adlint.ir import Const

# parts of a function: what is called in its stead, what goes back, what makes that, and what goes forward; and of
# what is stored anywhere, that there are such parts
AHEAD, BACK, MAKERS, TANGENTS, RULED, PLAIN = "*ahead", "*back", "*makers", "*tangents", "*ruled", "*plain"


def define(f: Frame, closure: Closure, ahead: Value, back: Value | None) -> None:
    """Let a function have a custom derivative: another is called in its stead, and, if there is one, one goes back."""
    f.task.put(closure, AHEAD, ahead)
    f.task.put(closure, BACK, back)
    f.task.add(f.world.stored, RULED, ELSEWHERE)


def define_half(f: Frame, closure: Closure, rule: Value, *, ahead: bool) -> None:
    """Let a rule be what is called in the stead of a function, told first what is perturbed, or what goes back."""
    f.task.put(closure, AHEAD if ahead else BACK, Partial(rule, (NUMBER,), ()) if ahead else rule)
    f.task.add(f.world.stored, RULED, ELSEWHERE)


def exclude(f: Frame, closure: Closure, positions: Value) -> None:
    """Let arguments of a function be passed on to its rules as they are: `nondiff_argnums`."""
    f.task.put(closure, PLAIN, positions)


def define_makers(f: Frame, closure: Closure, makers: Object) -> None:
    """Let a function have rules that are made, each from its result and its arguments, when it was called."""
    f.task.put(closure, MAKERS, makers)
    f.task.add(f.world.stored, RULED, ELSEWHERE)


def define_tangents(f: Frame, closure: Closure, rules: Object) -> None:
    """Let a function have rules that give, each from a tangent, its result and its arguments, a tangent."""
    f.task.put(closure, TANGENTS, rules)
    f.task.add(f.world.stored, RULED, ELSEWHERE)


def differentiated(f: Frame, at: int, callee: Value, given: Arguments) -> tuple[Value, tuple[Value, ...]]:
    """The result of a function that is differentiated, and what is called to go back."""
    task = f.task
    outer, task.rules.back = task.rules.back, []
    was, since = task.rules.is_on, task.rules.since
    task.rules.is_on, task.rules.since = True, len(task.entered)
    result = f.call(at, callee, given)
    back, task.rules.back = tuple(task.rules.back), outer
    task.rules.is_on, task.rules.since = was, since
    return result, back


def ruled(f: Frame, at: int, closure: Closure, given: Arguments) -> Value | None:
    """The result of a function with a custom derivative where it is differentiated; None where there is none."""
    rules = f.task.rules
    ahead = f.task.get(closure, AHEAD)
    made = f.task.get(closure, TANGENTS if rules.is_forward else MAKERS) if ahead is None else None
    if ahead is None and made is None:
        return None
    rules.is_on = False
    result = _traced(f, at, closure, given, made) if ahead is None else _ruled(f, at, closure, ahead, given)
    rules.is_on = True
    return result


def _traced(f: Frame, at: int, closure: Closure, given: Arguments, makers: Value | None) -> Value:
    """The function itself is called; what goes back is made of its result, or tangents are."""
    result = f.call(at, closure, given)
    for maker in (sequence(f, makers) or ()) if makers is not None else ():
        if f.task.rules.is_forward:
            f.call(at, maker, given.behind(result).behind(NUMBER))
        else:
            f.task.rules.back.append(f.call(at, maker, given.behind(result)))
    return result


def _ruled(f: Frame, at: int, closure: Closure, ahead: Value, given: Arguments) -> Value:
    """What is called in the stead of a function gives its result; what is compiled is traced first, and then
    differentiated.
    """
    edges, back = outside(f, f.task.rules.since), f.task.get(closure, BACK)
    if edges is None:
        return _replaced(f, at, closure, ahead, back, given)
    result = f.call(at, closure, given)
    for rule in (ahead, back):
        if rule is not None:
            stage(f, rule)
    own, f.edges = f.edges, edges
    _replaced(f, at, closure, ahead, back, given)
    f.edges = own
    f.task.epoch += 1  # who calls it depends on who is evaluated: no result of these is kept
    return result


def _replaced(f: Frame, at: int, closure: Closure, ahead: Value, back: Value | None, given: Arguments) -> Value:
    plain, others = _parted(f, closure, given.positional)
    if back is None:
        zeros = of_items(f, "tuple", at, [NUMBER] * len(others), None)
        given = Arguments((*plain, of_items(f, "tuple", at, others, None), zeros))
    result = f.call(at, ahead, given)
    if back is not None:
        f.task.rules.back.append(Partial(back, plain, ()) if plain else back)
    items = sequence(f, result)
    return items[0] if items else NUMBER


def _parted(f: Frame, closure: Closure, passed: tuple[Value, ...]) -> tuple[tuple[Value, ...], list[Value]]:
    """The arguments that are passed on as they are, and those for which there are derivatives."""
    positions = f.task.get(closure, PLAIN)
    several = [positions] if isinstance(positions, Const) else sequence(f, positions) if positions is not None else None
    plain = {at.value for at in several or () if isinstance(at, Const)}
    early = tuple([value for at, value in enumerate(passed) if at in plain])
    return early, [value for at, value in enumerate(passed) if at not in plain]


def go_back_by(f: Frame, back: Value) -> None:
    """Let this be called where it is gone back through what is differentiated, if anything is."""
    if f.task.rules.is_on:
        f.task.rules.back.append(back)


def pulled(f: Frame, at: int, back: tuple[Value, ...]) -> None:
    """Go back: the rules are called with what was kept, and a cotangent."""
    for one in dict.fromkeys(back):
        f.call(at, one, Arguments((NUMBER, NUMBER)))


def by_rule(f: Frame, path: str, callee: Value) -> Value:
    """What `custom_gradient(f)` gives: a function that gives what `f` gives first, and goes back by the other."""
    f.task.add(f.world.stored, RULED, ELSEWHERE)
    return Partial(Builtin(Const(repr(path), path), "by its rule"), (callee,), ())


def gradient(f: Frame, path: str, callee: Value) -> Value:
    """What `grad(f)` gives: `f`, or, where there are custom derivatives, a function that calls them."""
    has_rules = path.startswith("torch.") and "backward" in f.world.methods
    if not has_rules and f.task.get(f.world.stored, RULED) is None:
        return callee
    return Partial(Builtin(Const(repr(path), path), "*differentiated"), (callee,), ())
