"""What calls make of the floats that they are given."""

from __future__ import annotations

from adlint import ir
from adlint.analysis.numerical.declared import RETURN
from adlint.analysis.numerical.float_flow import ARRAY, FLOAT, GIVEN, MOVED, NUMERIC, OWNED, TEXT, Flow, union
from adlint.interpret.views.described import Class, Code, External, Handle, Instance, Unknown, atoms
from adlint.interpret.views.facts import CallFact
from adlint.models import models
from adlint.models.arrays import (
    ARRAY_METHODS,
    COMBINING_METHODS,
    CONVERTING_METHODS,
    COUNTING_METHODS,
    FIRST,
    IN_PLACE,
    MEASURING_METHODS,
    SHAPING_METHODS,
    Says,
    is_integer,
    is_numerical,
    says,
)

_RECEIVES = frozenset({"Recv", "Irecv", "Sendrecv", "Sendrecv_replace", "Mrecv"})
_TEXTS = ("pathlib.", "os.path.", "os.fspath", "builtins.str", "builtins.repr", "builtins.format")
_BUFFERS = "mpi4py.MPI.Comm."
_OWNERS = frozenset({"Comm", "Intracomm", "Intercomm"})


def call(flow: Flow, op: ir.Call) -> int:
    """The facts of the result of a call; what is written in arguments is put down in `flow`."""
    get = flow.get
    given = (union(get(item) for item in op.arguments) | union(get(value) for _, value in op.keywords)) & ~OWNED
    fact = flow.facts.call.get(op.at)
    receiver = get(op.callee) & ~OWNED
    result = 0
    method = "" if fact is None else fact.method
    if (method in MEASURING_METHODS and not op.arguments) or _makes_integers(flow, op, method):
        return 0
    for atom in atoms(fact.callees) if fact is not None else ():
        match atom:
            case External(path):
                result |= _library(flow, path, given, op)
                flow.calculates |= says(path) in (Says.FLOAT, Says.DRAWN)
            case Code(function):
                result |= _function(flow, function, given, receiver)
            case Class(name) if flow.callees.is_record(name):
                result |= given
            case Class() | Instance() | Handle():
                result |= given & GIVEN
            case _ if method in SHAPING_METHODS - COMBINING_METHODS:
                result |= receiver
            case _:
                result |= given | receiver
                flow.calculates |= isinstance(atom, Unknown) and (given | receiver) & NUMERIC == NUMERIC
    if fact is not None and any(models()[name].result for name in fact.models):
        result = (given | receiver) & GIVEN  # a file, a request, a generator: no floats
    _written(flow, op, fact, given)
    if fact is not None and any(name.startswith(_BUFFERS) for name in fact.models):
        _exchange(flow, op, fact)
    return result | _method(flow.names.get(op.callee, "") if isinstance(op.callee, int) else "", flow, op)


def _makes_integers(flow: Flow, op: ir.Call, method: str) -> bool:
    """Whether a call asks for integers: `dtype=np.int32`, `x.astype("int")`."""
    kinds = [value for name, value in op.keywords if name == "dtype"]
    kinds += [a for a in op.arguments[:1] if not isinstance(a, ir.Starred)] if method in CONVERTING_METHODS else []
    return any(is_integer(_written_type(flow, kind)) for kind in kinds)


def _is_made_of_floats(op: ir.Call) -> bool:
    """Whether nothing says what an array that is made anew holds: then it is floats."""
    return not any(name == "dtype" for name, _ in op.keywords) and len(op.arguments) == 1


def _written_type(flow: Flow, operand: ir.Operand) -> str:
    if isinstance(operand, ir.Const):
        return str(operand.value)
    return operand if isinstance(operand, str) else flow.names.get(operand, "")


def _written(flow: Flow, op: ir.Call, fact: CallFact | None, given: int) -> None:
    """Functions that write an argument: the first one, or what is given as `out`."""
    targets = [value for name, value in op.keywords if name == "out"]
    paths = fact.paths if fact is not None else []
    if op.arguments and any(path.rpartition(".")[2] in IN_PLACE for path in paths):
        targets += [a for a in op.arguments[:1] if not isinstance(a, ir.Starred)]
    for target in targets:
        flow.of[target] = flow.get(target) | given | FLOAT
        flow.reach(target, flow.of[target])


def _function(flow: Flow, function: str, given: int, receiver: int) -> int:
    """What a function of the program makes of what it is given."""
    flow.called[function] = None
    if RETURN in flow.callees.declared(function).plain:
        return 0
    floats = flow.callees.passes(function) if given & FLOAT else bool(given) and flow.callees.is_numeric(function)
    return (given | receiver) & GIVEN | (FLOAT if floats else 0)


def _library(flow: Flow, path: str, given: int, op: ir.Call) -> int:
    if path.startswith(_TEXTS):
        return TEXT
    if path.rpartition(".")[2] in FIRST and op.arguments:
        given = flow.get(op.arguments[0])
    match says(path):
        case Says.NOTHING:
            return 0
        case Says.DRAWN:
            return FLOAT
        case Says.MADE:
            return FLOAT if _is_made_of_floats(op) else 0
        case Says.FLOAT if op.arguments:
            return given | FLOAT if given & GIVEN else given
        case Says.ARRAY:
            owned = 0
            if op.arguments and not isinstance(op.arguments[0], ir.Starred):
                flow.bases[op.at] = op.arguments[0]
                owned = flow.get(op.arguments[0]) & OWNED  # a view, or the array itself
            return given | ARRAY | owned | (MOVED if is_numerical(path) else 0)
        case _:
            return given


def _method(name: str, flow: Flow, op: ir.Call) -> int:
    """Methods of arrays, by name: the receiver is not known, and what has such a method is an array."""
    receiver = flow.get(flow.bases[op.callee]) if name else 0
    if not receiver & GIVEN:
        return 0
    if name in SHAPING_METHODS:
        return receiver  # a view, perhaps
    if name in ARRAY_METHODS:
        flow.calculates = True
        return (receiver | FLOAT) & ~OWNED
    return receiver & (NUMERIC if receiver & FLOAT and name not in COUNTING_METHODS else GIVEN)


def _exchange(flow: Flow, op: ir.Call, call: CallFact) -> None:
    """Upper-case methods of communicators exchange buffers of numbers; what is received in a buffer that was given is a
    result.
    """
    methods = [name[len(_BUFFERS) :] for name in call.models]
    given = op.arguments[_is_unbound(call) :]
    if not given or not any(method[:1].isupper() for method in methods):
        return
    buffer = given[0].value if isinstance(given[0], ir.Starred) else given[0]
    seen: set[ir.Operand] = set()
    is_owned = False
    while buffer in flow.of and buffer not in seen:
        is_owned = is_owned or bool(flow.of[buffer] & OWNED)
        seen.add(buffer)
        flow.of[buffer] |= FLOAT if flow.of[buffer] & GIVEN else 0
        buffer = flow.bases.get(buffer, buffer)
    if is_owned and any(method in _RECEIVES for method in methods):
        flow.returns(flow.get(given[0]))


def _is_unbound(call: CallFact) -> bool:
    """Whether a method is called on its class, and so given its object: `MPI.Comm.Recv(comm, buffer)`."""
    owner = call.receiver
    return isinstance(owner, Class) or (isinstance(owner, External) and owner.path.rpartition(".")[2] in _OWNERS)
