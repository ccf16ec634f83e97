"""Functions that differentiate what they are given at once."""

from __future__ import annotations

from adlint.interpret.collections.containers import of_items, sequence
from adlint.interpret.collections.methods import FUNCTIONS
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.invocation.differentiating import (
    by_rule,
    define_makers,
    define_tangents,
    differentiated,
    go_back_by,
    pulled,
)
from adlint.interpret.library import MEANINGS, Meaning
from adlint.interpret.memory.atoms import NUMBER, RESULT, Builtin, Closure, Partial, Value, atoms, joined
from adlint.ir import Const


def _vjp(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    callee = given.at(0, "fun")
    if callee is None:
        return None
    value, back = differentiated(f, at, callee, Arguments(given.positional[1:]))
    pull: Value = _partial(path, "*pulled", *back) if back else NUMBER
    return of_items(f, "tuple", at, [value, pull], None)


def _made(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`defvjp(fun, *makers)`, `defjvp(fun, *rules)`."""
    makers = of_items(f, "tuple", at, list(given.positional[1:]), None)
    for atom in atoms(given.positional[0]) if given.positional else ():
        if isinstance(atom, Closure):
            (define_makers if path.endswith("defvjp") else define_tangents)(f, atom, makers)
    return None


def _waiting(name: str) -> Meaning:
    """`make_jvp(g)` and `make_vjp(g)`: what they give is called with a point."""

    def wait(_f: Frame, _at: int, path: str, given: Arguments) -> Value | None:
        callee = given.at(0, "fun")
        return None if callee is None else _partial(path, name, callee)

    return wait


def _pulling(f: Frame, at: int, given: Arguments) -> Value:
    """`make_vjp(g)(x)` calls `g`, and gives what goes back, and the result."""
    callee, *passed = given.positional
    value, back = differentiated(f, at, callee, Arguments(tuple(passed), given.keywords))
    return of_items(f, "tuple", at, [_partial("autograd.make_vjp", "*pulled", *back), value], None)


def _partial(path: str, name: str, *early: Value) -> Partial:
    return Partial(Builtin(Const(repr(path), path), name), early, ())


def _pushed_at(_f: Frame, _at: int, given: Arguments) -> Value:
    return _partial("autograd.make_jvp", "pushed on", *given.positional)


def _pushed(f: Frame, at: int, given: Arguments) -> Value:
    """`make_jvp(g)(x)(v)` calls `g`, and rules for tangents on the way."""
    callee, *passed, _ = given.positional
    rules = f.task.rules
    was, rules.is_forward = rules.is_forward, True
    result, _ = differentiated(f, at, callee, Arguments(tuple(passed)))
    rules.is_forward = was
    return of_items(f, "tuple", at, [result, NUMBER], None)


def _applied(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`jvp(f, primals, tangents)`, `linearize(f, x)`: `f` runs at once; some go back at once, too."""
    callee = given.at(0, "fun")
    if callee is None:
        return None
    spread = path.endswith("vp") or path.startswith("torch.autograd.functional")
    passed: list[Value] = []
    for value in given.positional[1:2] if spread else given.positional[1:]:
        passed += (sequence(f, value) or [value]) if spread else [value]
    result, back = differentiated(f, at, callee, Arguments(tuple(passed), given.keywords))
    if path.startswith("torch.autograd.functional"):
        pulled(f, at, back)
    return of_items(f, "tuple", at, [result, NUMBER], None)


def _differentiated(f: Frame, at: int, given: Arguments) -> Value:
    """`grad(g)(x)` calls `g`, and goes back."""
    callee, *passed = given.positional
    again = Arguments(tuple(passed), given.keywords, given.rest, given.extra)
    result, back = differentiated(f, at, callee, again)
    pulled(f, at, back)
    return result


def _pulled(f: Frame, at: int, given: Arguments) -> Value:
    """`back(g)`, where `y, back = vjp(f, x)`."""
    pulled(f, at, given.positional[:-1])
    return NUMBER


def _with_rule(f: Frame, _at: int, path: str, given: Arguments) -> Value | None:
    """`custom_gradient(f)`: `f` gives a result and what goes back."""
    callee = given.at(0, "fun")
    return None if callee is None else by_rule(f, path, callee)


def _by_rule(f: Frame, at: int, given: Arguments) -> Value:
    callee, *passed = given.positional
    pairs = f.call(at, callee, Arguments(tuple(passed), given.keywords, given.rest, given.extra))
    parts = [items for atom in atoms(pairs) if (items := sequence(f, atom)) is not None and len(items) > 1]
    for _, back, *_others in parts if f.task.rules.is_on else ():
        f.call(at, back, Arguments((NUMBER,)))  # it is traced at once
    return joined([items[0] for items in parts]) or NUMBER


def _checked(f: Frame, at: int, given: Arguments) -> Value:
    """`check_grads(g)(x)` calls `g`, and goes back, and forward as well unless it is told otherwise."""
    modes, callee, *passed = given.positional
    again = Arguments(tuple(passed), given.keywords, given.rest)
    told = [mode.value for mode in sequence(f, modes) or () if isinstance(mode, Const)]
    if "rev" in told or not told:
        _differentiated(f, at, again.behind(callee))
    if "fwd" in told or not told:
        _pushed(f, at, Arguments((callee, *passed, NUMBER), given.keywords))
    return NUMBER


def _checking(_f: Frame, _at: int, path: str, given: Arguments) -> Value | None:
    callee = given.at(0, "f")
    return None if callee is None else _partial(path, "*checked", given.at(1, "modes") or NUMBER, callee)


def _converted(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`closure_convert(f, *args)` traces `f`, and gives what does the same, which calls it no more."""
    callee = given.at(0, "fun")
    if callee is None:
        return None
    f.call(at, callee, Arguments(given.positional[1:]))
    return of_items(f, "tuple", at, [RESULT, of_items(f, "list", at, None, NUMBER)], None)


def _linear(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`linear_call(f, transposed, residuals, x)`: the other goes back."""
    if len(given.positional) < 4:
        return None
    go_back_by(f, given.positional[1])
    return f.call(at, given.positional[0], Arguments(given.positional[2:]))


def _directional(f: Frame, at: int, given: Arguments) -> Value:
    """What `f.defjvps(rule, ...)` calls: `f`, and each rule with a tangent, the result and the arguments."""
    callee, *rules, primals, _ = given.positional
    passed = Arguments(tuple(sequence(f, primals) or ()))
    result = f.call(at, callee, passed)
    for rule in rules:
        f.call(at, rule, passed.behind(NUMBER, result))
    return of_items(f, "tuple", at, [result, NUMBER], None)


_OPERATORS = ("", "differential_operators.")
_EAGER = ("jax.jvp", "jax.linearize", "torch.func.jvp", "torch.func.linearize", "torch.autograd.functional.jvp",
          "torch.autograd.functional.vjp", "torch.autograd.functional.jacobian",
          "torch.autograd.functional.hessian", "torch.autograd.functional.hvp",
          "torch.autograd.functional.vhp", "equinox.filter_jvp", "equinox.filter_linearize")  # fmt: skip
_NEW: dict[str, Meaning] = {
    **dict.fromkeys(_EAGER, _applied),
    **dict.fromkeys(("jax.vjp", "torch.func.vjp", "equinox.filter_vjp"), _vjp),
    **dict.fromkeys(("jax.custom_gradient", "jax.custom_derivatives.custom_gradient"), _with_rule),
    **dict.fromkeys(("jax.closure_convert", "jax.custom_derivatives.closure_convert"), _converted),
    "equinox.filter_closure_convert": lambda f, at, path, given: _converted(f, at, path, given) and NUMBER,
    "jax.custom_derivatives.linear_call": _linear,
    "autograd.test_util.check_grads": _checking,
    **{f"autograd.{module}.{name}": _made for module in ("extend", "core") for name in ("defvjp", "defjvp")},
    **{f"autograd.{module}make_jvp": _waiting("pushed at") for module in _OPERATORS},
    **{f"autograd.{module}make_vjp": _waiting("pulling at") for module in _OPERATORS},
}
MEANINGS.update(_NEW)
FUNCTIONS.update({
    "*differentiated": _differentiated,
    "*pulled": _pulled,
    "pulling at": _pulling,
    "pushed on": _pushed,
    "pushed at": _pushed_at,
    "*directional": _directional,
    "by its rule": _by_rule,
    "*checked": _checked,
})  # fmt: skip
