"""What the arguments of a call of a library function say about its effect."""

from __future__ import annotations

from adlint import ir
from adlint.analysis.paths.paths import Definitions, condition, key
from adlint.interpret.views.described import Container, External, Instance, Value, atoms
from adlint.interpret.views.facts import CallFact
from adlint.models import Effect, Model

NOBODY = "PROC_NULL"  # the rank of MPI to which nothing is sent


def tag(effect: Effect, call: CallFact) -> str:
    """The tag of a message, where it is a constant; of `Sendrecv`, the one of this side."""
    side = "sendtag" if effect is Effect.SEND else "recvtag"
    given = [value for name, value in call.keywords if name in ("tag", side)]
    if call.method.lower().startswith("sendrecv"):
        given += call.arguments[2:3] if effect is Effect.SEND else call.arguments[5:6]
    else:
        given += call.arguments[2:3]
    if given:
        return given[0].text if isinstance(given[0], ir.Const) else ""
    return "0" if effect is Effect.SEND else ""


def peer(call: CallFact) -> str:
    """The rank that a message goes to or comes from, where it is a constant, and one of the same group."""
    receiver = [atom.of for atom in atoms(call.receiver) if isinstance(atom, Instance)] if call.receiver else []
    if any("Intercomm" in path for path in (*call.paths, *receiver)):
        return ""
    given = [value for name, value in call.keywords if name in ("dest", "source")] or list(call.arguments[1:2])
    is_rank = bool(given) and isinstance(given[0], ir.Const) and isinstance(given[0].value, int)
    return given[0].text if is_rank and isinstance(given[0], ir.Const) else ""


def is_told(call: CallFact) -> bool:
    """Whether a call is given any argument but None: a seed that is None comes from the operating system."""
    return any(map(_is_something, (*call.arguments, *(value for _, value in call.keywords))))


def is_excused(model: Model, call: CallFact) -> bool:
    """Whether the argument that takes the effect away is there, and is not None; or is the literal that does."""
    if model.told is not None:
        name, position, literal = model.told
        values = [value for keyword, value in call.keywords if keyword == name]
        values += call.arguments[position : position + 1]
        if any(isinstance(value, ir.Const) and value.value == literal for value in values):
            return True
    if not model.unless:
        return False
    given = [value for name, value in call.keywords if name is None or name in model.unless.split()]
    place = 0 if model.effect is Effect.ENTROPY else model.place
    if place is not None:
        given += call.arguments[place : place + 1]
    return any(map(_is_something, given))


def _is_something(value: Value) -> bool:
    return not (isinstance(value, ir.Const) and value.value is None)


def is_container(value: Value | None) -> bool:
    """Whether a value may be a container."""
    return value is not None and any(isinstance(atom, Container) for atom in atoms(value))


def is_of_class(receiver: Value | None) -> bool:
    """Whether a method is taken from its class, and given its object: `Request.wait(request)`."""
    return receiver is None or all(isinstance(atom, External) for atom in atoms(receiver))


def is_class(path: str) -> bool:
    """A library class that is given a resource is taken to own it."""
    return path.rpartition(".")[2].lstrip("_")[:1].isupper()


def to_nobody(ops: Definitions) -> frozenset[tuple[str, bool]]:
    """The conditions of a function under which a message goes to nobody: `dest == MPI.PROC_NULL`."""
    tests = [op for op in ops.values() if isinstance(op, ir.Binary) and op.operator in ("==", "!=")]
    sides = [(condition(op.at, ops)[0], key(side, ops)) for op in tests for side in (op.left, op.right)]
    return frozenset((text, True) for text, side in sides if side.strip("`").rpartition(".")[2] == NOBODY)
