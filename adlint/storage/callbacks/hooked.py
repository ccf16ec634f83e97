"""Hooks: functions that a program registers to be run wherever a layer is called, or gradients go through something.

Which layer a hook belongs to is not followed: where a program registers any, each of them may run.
"""

from __future__ import annotations

from adlint import ir
from adlint.interpret.program import identity
from adlint.storage.definitions.members import first_member
from adlint.storage.definitions.names import Names
from adlint.storage.frame import Frame
from adlint.storage.invocation.calls import Given, call_perhaps
from adlint.storage.state import State
from adlint.storage.things.values import Function, Unknown

_GIVEN = Unknown("what a hook is given")


def run_hooks(f: Frame, state: State, at: int, kinds: frozenset[str]) -> None:
    """Hooks that the program registers by methods of these names may run."""
    run = f.run
    for function, name, hook in run.names.hooks:
        if name not in kinds:
            continue
        found = _meant(run.names, function, hook)
        if not found:
            run.wonder("it is not known what a hook does that may run here")
        elif not run.recursive.get(found):
            given = Given((), (), (_GIVEN,))
            call_perhaps(f, state, at, Function(found), given, certain=False)


def _meant(names: Names, function: str, hook: ir.Item) -> str:
    """The function of the program that a hook is; "" if that is not told."""
    body, module = names.program.functions[function], function.partition(":")[0]
    ops = body.numbered
    op = ops.get(hook) if isinstance(hook, int) else hook
    match op:
        case ir.MakeFunction(_, made):
            return identity(module, made)
        case str(name) | ir.Load(_, name):
            inner = [one.function for one in ops.values() if isinstance(one, ir.MakeFunction)]
            own = next((one for one in inner if one.rpartition(".")[2] == name), "")
            path = identity(module, own) if own else names.path(module, name)
        case ir.GetAttribute(_, base, name) if (base,) == body.positional[:1]:
            owner = names.program.enclosing(function) or ""
            found = first_member(names.program, names.orders.get(owner, (owner,)), name)
            path = found.function if found is not None else ""
        case _:
            path = ""
    known = names.program.functions.get(path)
    return path if known is not None and known.kind != "class" else ""
