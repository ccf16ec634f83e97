"""Operators of one's own for PyTorch: what they call, and what is told to them for the way back.

PyTorch's reference, `torch.library.custom_op`: `register_autograd(backward, setup_context=None)` says what sets a
context up behind each call, and what goes back by it.
"""

from __future__ import annotations

from adlint.interpret.collections.containers import of_items
from adlint.interpret.collections.methods import FUNCTIONS
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.library import MEANINGS
from adlint.interpret.library.backward import CONTEXT, keep_back
from adlint.interpret.memory.atoms import NUMBER, RESULT, Builtin, Partial, Value, atoms
from adlint.interpret.memory.spaces import Object
from adlint.interpret.objects.classes import of_library
from adlint.interpret.views.described import External

_PATH = "torch.library.custom_op"
_SETUP, _CONTEXT = "*setup", "*context"  # parts of the operator's holder
_METHODS = {
    "__call__": "call operator",
    "register_autograd": "operator goes back",
    **dict.fromkeys(("register_fake", "register_kernel", "register_vmap"), "told to operator"),
}


def _decorator(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`custom_op(name, f)`, or what `custom_op(name, mutates_args=())` gives to decorate one."""
    callee = given.at(1, "fn")
    if callee is None:
        return Partial(Builtin(External(path), "*operator"), (), ())
    return _made(f, at, Arguments((callee,)))


def _made(f: Frame, at: int, given: Arguments) -> Value:
    holder = f.make("operator", at)
    holder.fields = {_CONTEXT: of_library(f, at, CONTEXT, {})}
    early = (holder, *given.positional[:1])
    return of_library(
        f, at, _PATH, {name: Partial(Builtin(External(_PATH), how), early, ()) for name, how in _METHODS.items()}
    )


def _called(f: Frame, at: int, given: Arguments) -> Value:
    holder, callee, *passed = given.positional
    result = f.call(at, callee, Arguments(tuple(passed), given.keywords, given.rest, given.extra))
    inputs = of_items(f, "tuple", at, passed, None)
    for atom in atoms(holder):
        setup = f.task.get(atom, _SETUP) if isinstance(atom, Object) else None
        if setup is not None:
            f.call(at, setup, Arguments((_context(f, holder), inputs, result)))
    return result


def _context(f: Frame, holder: Value) -> Value:
    return (f.task.get(holder, _CONTEXT) if isinstance(holder, Object) else None) or NUMBER


def _goes_back(f: Frame, _at: int, given: Arguments) -> Value:
    """`operator.register_autograd(backward, setup_context=setup)`."""
    back, setup = given.at(2, "backward"), given.at(-1, "setup_context")
    if back is not None:
        keep_back(f, Partial(back, (_context(f, given.positional[0]),), ()))
    for atom in atoms(given.positional[0]) if setup is not None else ():
        if isinstance(atom, Object) and setup is not None:
            f.task.put(atom, _SETUP, setup)
    return RESULT


def _told(_f: Frame, _at: int, given: Arguments) -> Value:
    """`@operator.register_fake`: a function comes back."""
    return given.positional[-1] if len(given.positional) > 2 else NUMBER


MEANINGS[_PATH] = _decorator
FUNCTIONS.update({
    "*operator": _made, "call operator": _called, "operator goes back": _goes_back, "told to operator": _told,
})  # fmt: skip
