"""Messages of MPI: what belongs to a communicator, the buffers that methods write, and what they begin and end that
stood there.
"""

from __future__ import annotations

from functools import cache

from adlint import ir
from adlint.models.mpi import COMM, COMPLETING, EPOCHS, STARTS
from adlint.models.outside import ACCUMULATES, COMMUNICATORS, ENVELOPE, MESSAGES
from adlint.storage.callbacks.handed import held_within
from adlint.storage.frame import Frame
from adlint.storage.invocation.calls import Given
from adlint.storage.outside.hazards import hazard
from adlint.storage.state import State
from adlint.storage.things.kinds import CONTAINERS, library_of, of_library
from adlint.storage.things.making import make
from adlint.storage.things.memory import is_one, kind_of, write
from adlint.storage.things.values import NOTHING, Library, Number, Ref, Tuple, Value, joined, refs

_IN_PLACE = Library("mpi4py.MPI.IN_PLACE")  # in the place of what is sent: the buffer that is written is read
_WHOLE = frozenset({"Allreduce"})  # what fills a buffer, which has to have the size of what is sent


def of_mpi(f: Frame, state: State, at: int, path: str, given: Given) -> Value | None:
    """What a function of mpi4py gives that fills a buffer; None if it is another one, which may end requests."""
    name = path.rpartition(".")[2]
    if not path.startswith("mpi4py."):
        return None
    if name in COMPLETING:
        complete(f, state, name, NOTHING, given)
    return exchanged(f, state, at, NOTHING, name, given) if name in _WHOLE else None


def exchanged(f: Frame, state: State, at: int, base: Value, name: str, given: Given) -> Value:
    """What a method of a communicator, a request or a window gives."""
    hazard(f, at, f"{COMM}.{name}", given)
    _begin(f, name)
    if name in ACCUMULATES:
        f.run.acts(name, base, "a window is added to")
    buffers = [_buffer(_received(given, position)) for position in MESSAGES.get(name, ())]
    is_whole = name in _WHOLE and _IN_PLACE not in joined(given.positional[:1]) and len(given.positional) > 1
    is_whole = is_whole and all(is_one(one) and kind_of(refs(one)[0].thing) == "array" for one in buffers)
    (Given((given.positional[0], *given.positional[2:]), given.keywords) if is_whole else given).read(f.run, state)
    for one in buffers:
        write(f.run, state, one, certain=is_whole)
    return (Ref(make(f, state, at, of_library("mpi4py"))), Number())


def complete(f: Frame, state: State, name: str, base: Value, given: Given) -> None:
    """Requests are waited for: those that stood there, a second run finds at their end, and nothing is received."""
    several = joined(given.positional[:1])
    found = [one for one in refs((*base, *several, *held_within(f, state, several))) if f.run.stood(one.thing)]
    requests = [one for one in found if not kind_of(one.thing) or library_of(kind_of(one.thing)).startswith("mpi4py.")]
    for one in requests:
        f.run.acts(name, (one,), "a request ends that was started elsewhere")
    if any(kind_of(one.thing) in CONTAINERS for one in found):
        f.run.wonder("a container may hold requests that were started elsewhere, and end here")


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
    ops = f.function.numbered
    call = ops.get(at)
    asked = ops.get(call.callee) if isinstance(call, ir.Call) and isinstance(call.callee, int) else None
    return asked.base if isinstance(asked, ir.GetAttribute) and isinstance(asked.base, str) else None


@cache
def _communicators(body: ir.Function) -> frozenset[ir.Operand]:
    """The variables of which a function asks what nothing but a communicator has."""
    every = [op for op in body.of(ir.GetAttribute) if isinstance(op.base, str)]
    return frozenset(op.base for op in every if op.name in COMMUNICATORS)


def _received(given: Given, position: int) -> Value:
    return given.positional[position] if position < len(given.positional) else given.keyword("recvbuf")


def _begin(f: Frame, name: str) -> None:
    """What is begun of what stood there: an epoch of a window, which has to end; messages of persistent requests."""
    every = (op.name for op in f.function.of(ir.GetAttribute))
    if name in STARTS:
        f.run.wonder("it is not known what a persistent request sends or receives")
    elif name in EPOCHS and EPOCHS[name] not in every:
        f.run.wonder("an epoch of a window is not seen to end")


def _buffer(value: Value) -> Value:
    """The array in `array` and `[array, datatype]`."""
    return joined([atom.items[0] if isinstance(atom, Tuple) and atom.items else (atom,) for atom in value])
