"""Messages between processes: methods of what nothing is known of, that are called as those of communicators are."""

from __future__ import annotations

from functools import cache

from adlint import ir
from adlint.models.mpi import COMM, EPOCHS, STARTS
from adlint.models.outside import ACCUMULATES, COMMUNICATORS, ENVELOPE, MESSAGES
from adlint.storage.definitions.fields import operations
from adlint.storage.frame import Frame
from adlint.storage.invocation.calls import Given
from adlint.storage.outside.hazards import hazard
from adlint.storage.state import State
from adlint.storage.things.kinds import of_library
from adlint.storage.things.making import make
from adlint.storage.things.memory import write
from adlint.storage.things.values import Number, Ref, Tuple, Value, joined


def communicated(f: Frame, state: State, at: int, ref: Ref, name: str, given: Given) -> Value:
    """The result of a method that sends or receives, or belongs to a window or a request; buffers are written."""
    run = f.run
    hazard(f, at, f"{COMM}.{name}", given)
    _begun(f, name)
    if name in ACCUMULATES:
        run.acts(name, (ref,), "a window is added to")
    given.read(run, state)
    for position in MESSAGES.get(name, ()):
        written = given.positional[position] if position < len(given.positional) else given.keyword("recvbuf")
        write(run, state, _buffer(written), certain=False)
    return (Ref(make(f, state, at, of_library("mpi4py"))), Number())


def is_message(f: Frame, at: int, given: Given) -> bool:
    """Whether what is called so belongs to a communicator: by keywords, or as the function asks it what only those
    have.
    """
    return is_enveloped(given) or _base(f, at) in _communicators(f.function)


def is_enveloped(given: Given) -> bool:
    """Whether keywords are passed that only messages have."""
    return any(name in ENVELOPE for name, _ in given.keywords)


def _base(f: Frame, at: int) -> ir.Operand | None:
    """The variable of which a method is called."""
    ops = operations(f.function)
    call = ops.get(at)
    asked = ops.get(call.callee) if isinstance(call, ir.Call) and isinstance(call.callee, int) else None
    return asked.base if isinstance(asked, ir.GetAttribute) and isinstance(asked.base, str) else None


@cache
def _communicators(body: ir.Function) -> frozenset[ir.Operand]:
    """The variables of which a function asks what nothing but a communicator has."""
    every = [op for op in operations(body).values() if isinstance(op, ir.GetAttribute) and isinstance(op.base, str)]
    return frozenset(op.base for op in every if op.name in COMMUNICATORS)


def _buffer(value: Value) -> Value:
    """The array in `array` and `[array, datatype]`."""
    return joined([atom.items[0] if isinstance(atom, Tuple) and atom.items else (atom,) for atom in value])


def _begun(f: Frame, name: str) -> None:
    """What is begun of what stood there: an epoch of a window, which has to end; messages of persistent requests."""
    every = (op.name for block in ir.nested(f.function.body) for op in block if isinstance(op, ir.GetAttribute))
    if name in STARTS:
        f.run.wonder("it is not known what a persistent request sends or receives")
    elif name in EPOCHS and EPOCHS[name] not in every:
        f.run.wonder("an epoch of a window is not seen to end")
