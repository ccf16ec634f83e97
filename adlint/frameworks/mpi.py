"""mpi4py: what a process gets from others is like what it has itself, for all ranks run the same program (SPMD).

Messages are linear, so their adjoints need no values (Utke et al. 2009, "Toward adjoinable MPI"); a message that
arrives in an array overwrites it.
"""

from __future__ import annotations

from collections.abc import Callable

from adlint.evaluate.libraries import NO_MODEL, Library
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import External, Many, Number, Ref, Slice, Unknown, Value
from adlint.frameworks.numpy.making import give
from adlint.shapes.dims import Dim
from adlint.symbolic import Polynomial, polynomial, symbols_of
from adlint.trace import Array

Function = Callable[[Machine, Given], Value]
_REQUEST = External("mpi4py.MPI.Request")
_COMMUNICATOR = External("mpi4py.MPI.COMM_WORLD")
_SENT = "mpi.sent"  # the object that was sent last
_RESULT = "result"  # of a request: what was received
_OPERATIONS = {"MAX": "maximum.reduce", "MIN": "minimum.reduce", "PROD": "multiply.reduce"}  # others are linear


class Mpi(Library):
    """Communicators, requests and what else there is under `mpi4py.MPI`."""

    def state(self, m: Machine, path: str) -> Value:
        """The rank and the size of a communicator, as attributes."""
        match path.rpartition(".")[2]:
            case "rank":
                return _rank(m)
            case "size":
                return _count(m)
            case _:
                return None

    def function(self, m: Machine, path: str, given: Given) -> Value:
        """A function, or a method of a communicator."""
        found = _FUNCTIONS.get(path.rpartition(".")[2])
        return NO_MODEL if found is None else found(m, given)

    def called_on(self, m: Machine, base: Value, name: str, given: Given) -> Value:
        """A method of a request."""
        if not isinstance(base, Ref) or m.store[base].cls != _REQUEST:
            return NO_MODEL
        return m.store[base].fields.get(_RESULT) if name in ("wait", "Wait") else True

    def knows(self, path: str) -> bool:
        """All of it."""
        return path.partition(".")[0] == "mpi4py"


def _request(m: Machine, result: Value = None) -> Value:
    made = m.store.new("instance", cls=_REQUEST)
    m.store[made].fields[_RESULT] = result
    return made


def _buffer(m: Machine, value: Value) -> Array | None:
    """The array of `array`, `[array, datatype]`."""
    if isinstance(value, Array):
        return value
    held = items(m, value) if isinstance(value, tuple | Ref) else None
    return next((one for one in held or () if isinstance(one, Array)), None)


def _write(m: Machine, into: Array, value: Array) -> None:
    index: Value = Slice(None, None, None) if into.shape else ()
    m.library_of(into).set_item(m, into, index, value)


def _sent(m: Machine, given: Given) -> Value:
    m.settings[_SENT] = given.at(0, "obj")
    return None


def _started(run: Function) -> Function:
    """The non-blocking form."""

    def start(m: Machine, given: Given) -> Value:
        return _request(m, run(m, given))

    return start


def _into(position: int, *names: str) -> Function:
    """A message arrives in an array, like what stands there."""

    def receive(m: Machine, given: Given) -> Value:
        value = next((given.keywords[name] for name in names if name in given.keywords), given.at(position, names[0]))
        into = _buffer(m, value)
        if into is None:
            return m.say_unknown("it is not known which array a message arrives in", given.values)
        _write(m, into, give(m, "copy", (into,), into.shape, into.dtype))
        return None

    return receive


def _object(m: Machine, given: Given) -> Value:
    """`recv`: an object like the one that was sent last."""
    found = m.settings.get(_SENT, Unknown("what is received is not known", m.site()))
    return _copied(m, "copy", found)


def _copied(m: Machine, name: str, value: Value) -> Value:
    """An object that has come from another process, or of all."""
    match value:
        case Array():
            return give(m, name, (value,), value.shape, value.dtype)
        case tuple():
            return tuple(_copied(m, name, one) for one in value)
        case Ref() if m.store[value].kind in ("list", "dict"):
            held = m.store[value]
            fields = {key: _copied(m, name, one) for key, one in held.fields.items()}
            return m.store.new(held.kind, items=[_copied(m, name, one) for one in held.items], fields=fields)
        case bool() | int() | str() | None | External():
            return value
        case float():
            return Number("float")
        case _:
            return value


def _operation(given: Given, position: int) -> str:
    chosen = given.at(position, "op")
    return _OPERATIONS.get(chosen.path.rpartition(".")[2], "copy") if isinstance(chosen, External) else "copy"


def _reduced(m: Machine, given: Given) -> Value:
    """`allreduce(value, op)`: like the value."""
    return _copied(m, _operation(given, 1), given.at(0, "sendobj"))


def _reduced_into(m: Machine, given: Given) -> Value:
    """`Allreduce(send, receive, op)`."""
    into, sent = _buffer(m, given.at(1, "recvbuf")), _buffer(m, given.at(0, "sendbuf"))
    if into is not None:
        own = into if sent is None or sent.shape != into.shape else sent  # it may be `IN_PLACE`, or on the root alone
        _write(m, into, give(m, _operation(given, 2), (own,), into.shape, into.dtype))
    return None


def _passed_on(m: Machine, given: Given) -> Value:
    return _copied(m, "copy", given.at(0, "obj"))


def _gathered(m: Machine, given: Given) -> Value:
    """`allgather(value)`: one of each process."""
    return m.store.new("list", items=[Many(_copied(m, "copy", given.at(0, "sendobj")), _count(m))])


def _scattered(m: Machine, given: Given) -> Value:
    held = items(m, given.at(0, "sendobj"))
    first = held[0] if held else Unknown("what is scattered is not known", m.site())
    return _copied(m, "copy", first.value if isinstance(first, Many) else first)


def _same(m: Machine, reason: str, least: int) -> Dim:
    """A number that is not known, and the same wherever it is asked for."""
    found = m.settings.get(reason)
    if not isinstance(found, int | Polynomial):
        found = m.settings[reason] = m.fresh(reason, least)
        m.sizes.steady.update(one.key for one in symbols_of(polynomial(found)))
    return found


def _count(m: Machine) -> Dim:
    return _same(m, "the number of processes", 1)


def _rank(m: Machine) -> Dim:
    return _same(m, "the rank of the process", 0)


def _none(m: Machine, given: Given) -> Value:
    return None


def _communicator(m: Machine, given: Given) -> Value:
    return _COMMUNICATOR


def _neighbours(m: Machine, given: Given) -> Value:
    return (m.fresh("the rank of a neighbour"), m.fresh("the rank of a neighbour"))


def _with_started(names: str, run: Function) -> dict[str, Function]:
    found = dict.fromkeys(names.split(), run)
    return found | {f"{'i' if name[0].islower() else 'I'}{name.lower()}": _started(run) for name in names.split()}


_FUNCTIONS: dict[str, Function] = {
    "Get_rank": lambda m, given: _rank(m), "Get_size": lambda m, given: _count(m),
    **_with_started("Send Ssend Bsend Rsend Barrier barrier", _none),
    **_with_started("send ssend bsend", _sent),
    **_with_started("Recv", _into(0, "buf")), **_with_started("recv", _object),
    **_with_started("Bcast", _into(0, "buf")), **_with_started("bcast", _passed_on),
    "Sendrecv": _into(3, "recvbuf"), "Sendrecv_replace": _into(0, "buf"), "sendrecv": _passed_on,
    **_with_started("Allreduce Reduce Scan Exscan", _reduced_into),
    **dict.fromkeys("allreduce reduce scan".split(), _reduced),
    **_with_started("Gather Allgather Scatter Alltoall Gatherv Allgatherv Scatterv Alltoallv", _into(1, "recvbuf")),
    "allgather": _gathered, "gather": _gathered, "scatter": _scattered, "alltoall": _passed_on,
    **dict.fromkeys("Waitall waitall Waitany Testall Wait Free Disconnect Start Startall Finalize Init".split(), _none),
    **dict.fromkeys("Dup Clone Split Create_cart Create_graph Sub Create Split_type".split(), _communicator),
    "Get_parent": lambda m, given: External("mpi4py.MPI.COMM_NULL"), "Shift": _neighbours,
    "Wtime": lambda m, given: Number("float"),
}  # fmt: skip
MPI = Mpi()
