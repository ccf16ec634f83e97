"""Functions that differentiate what they are given at once."""

from __future__ import annotations

from adlint.interpret.arguments import Arguments
from adlint.interpret.atoms import NUMBER, Builtin, Closure, Partial, Value, atoms
from adlint.interpret.containers import of_items, sequence
from adlint.interpret.differentiating import define_makers, differentiated, pulled
from adlint.interpret.frame import Frame
from adlint.interpret.library import MEANINGS, Meaning
from adlint.interpret.methods import FUNCTIONS
from adlint.ir import Const


def _vjp(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    callee = given.at(0, "fun")
    if callee is None:
        return None
    value, back = differentiated(f, at, callee, Arguments(given.positional[1:]))
    pull: Value = Partial(Builtin(Const(repr(path), path), "pulled"), back, ()) if back else NUMBER
    return of_items(f, "tuple", at, [value, pull], None)


def _made(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`defvjp(fun, *makers)`."""
    makers = of_items(f, "tuple", at, list(given.positional[1:]), None)
    for atom in atoms(given.positional[0]) if given.positional else ():
        if isinstance(atom, Closure):
            define_makers(f, atom, makers)
    return None


def _applied(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`jvp(f, primals, tangents)`, `linearize(f, x)`: `f` runs at once."""
    callee = given.at(0, "fun")
    if callee is None:
        return None
    spread = path.endswith("vp") or path.startswith("torch.autograd.functional")
    passed: list[Value] = []
    for value in given.positional[1:2] if spread else given.positional[1:]:
        passed += (sequence(f, value) or [value]) if spread else [value]
    result, _ = differentiated(f, at, callee, Arguments(tuple(passed), given.keywords))
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


def _directional(f: Frame, at: int, given: Arguments) -> Value:
    """What `f.defjvps(rule, ...)` calls: `f`, and each rule with a tangent, the result and the arguments."""
    callee, *rules, primals, _ = given.positional
    passed = Arguments(tuple(sequence(f, primals) or ()))
    result = f.call(at, callee, passed)
    for rule in rules:
        f.call(at, rule, passed.behind(NUMBER, result))
    return of_items(f, "tuple", at, [result, NUMBER], None)


_EAGER = ("jax.jvp", "jax.linearize", "torch.func.jvp", "torch.autograd.functional.jvp",
          "torch.autograd.functional.vjp", "torch.autograd.functional.jacobian",
          "torch.autograd.functional.hessian", "torch.autograd.functional.hvp",
          "torch.autograd.functional.vhp")  # fmt: skip
_NEW: dict[str, Meaning] = {**dict.fromkeys(_EAGER, _applied), "jax.vjp": _vjp, "torch.func.vjp": _vjp,
                           "autograd.extend.defvjp": _made, "autograd.core.defvjp": _made}  # fmt: skip
MEANINGS.update(_NEW)
FUNCTIONS.update({"differentiated": _differentiated, "pulled": _pulled, "directional": _directional})
