"""Methods of functions: how they are differentiated, calls and bindings by hand."""

from __future__ import annotations

from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.invocation.differentiating import define, define_half
from adlint.interpret.memory.atoms import RESULT, Builtin, Closure, Method, Partial, Value, atoms, joined
from adlint.ir import Const

_NONE = Const("None", None)


def call_function(f: Frame, at: int, receiver: Closure, name: str, given: Arguments) -> Value:
    """The result of calling a method of a function."""
    match name:
        case "defvjp" | "defjvp" | "def_jvp" if given.positional:
            define(f, receiver, given.positional[0], given.at(1, "bwd"))
            return given.positional[0]
        case "def_fwd" | "def_bwd" if given.positional:
            define_half(f, receiver, given.positional[0], ahead=name == "def_fwd")
            return given.positional[0]
        case "defjvps":
            rules = Partial(Builtin(receiver, "*directional"), (receiver, *given.positional), ())
            define(f, receiver, rules, None)
            return _NONE
        case "__get__" if given.positional:
            return _bound(receiver, given.positional[0])
        case "__call__":
            return f.call(at, receiver, given)
        case "register":
            return given.at(0) or RESULT
        case _:
            return RESULT


def _bound(callee: Closure, on: Value) -> Value:
    """`f.__get__(x)`."""
    return joined([callee if atom == _NONE else Method(callee, atom) for atom in atoms(on)]) or RESULT
