"""Numerical functions: floats or float arrays flow from their arguments to their result.

A forward dataflow of facts an operand: GIVEN (derived from an argument, or from the state of `self`), FLOAT (used
as a float or as an array of floats), ARRAY (an array of anything: floats, as soon as it is calculated with), TEXT, and
OWNED (it may be an argument itself, or a part of one: what is stored in it is seen by the caller).
What is an index, a name or a count, or is declared to be one, is no float.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from msgspec import Struct

from adlint import ir
from adlint.analysis.carried import carried
from adlint.analysis.counts import is_repeatable
from adlint.analysis.declared import RETURN, Declared
from adlint.interpret.described import Class, Code, External, Handle, Instance, Unknown, atoms
from adlint.interpret.facts import CallFact, Facts
from adlint.models import models
from adlint.models.arrays import (
    ARRAY_ATTRIBUTES,
    ARRAY_METHODS,
    COMBINING_METHODS,
    CONVERTING_METHODS,
    COUNTING_METHODS,
    FIRST,
    IN_PLACE,
    MEASURING_METHODS,
    METADATA,
    SHAPING_METHODS,
    Says,
    is_integer,
    says,
)

GIVEN, FLOAT, ARRAY, TEXT, OWNED = 1, 2, 4, 8, 16
NUMERIC = GIVEN | FLOAT
_STRONG = frozenset({"/", "**", "@", "/=", "**=", "@="})
DEEP = 4  # loops in each other that are gone through twice; one that is deeper is as often as those around it
_ARITHMETIC = _STRONG | {"+", "-", "*", "+=", "-=", "*="}
_RECEIVES = frozenset({"Recv", "Irecv", "Sendrecv", "Sendrecv_replace", "Mrecv"})
_TEXTS = ("pathlib.", "os.path.", "os.fspath", "builtins.str", "builtins.repr", "builtins.format")
_BUFFERS = "mpi4py.MPI.Comm."
_OWNERS = frozenset({"Comm", "Intracomm", "Intercomm"})


class Numeric(Struct, frozen=True):
    """Whether a function is numerical, its loops that carry floats from one iteration to the next, and whether it, or
    what it calls, calculates with floats, and does not only pass them on.
    """

    is_numeric: bool
    loops: frozenset[int]
    calculates: bool


class Callees(Protocol):
    """What is known of the functions that are called."""

    def is_numeric(self, name: str) -> bool:
        """Whether a function makes floats of what it is given."""

    def passes(self, name: str) -> bool:
        """Whether floats that a function is given come back."""

    def calculates(self, name: str) -> bool:
        """Whether a function calculates with floats."""

    def declared(self, name: str) -> Declared:
        """What its annotations say of a function."""


@dataclass(slots=True)
class _Flow:
    facts: Facts
    of: dict[ir.Operand, int]
    callees: Callees
    declared: Declared
    names: dict[int, str] = field(default_factory=dict)
    bases: dict[ir.Operand, ir.Operand] = field(default_factory=dict)
    result: int = 0
    calculates: bool = False
    depth: int = 0
    nested: int = 0  # loops
    loops: set[int] = field(default_factory=set)
    lists: set[ir.Operand] = field(default_factory=set)

    def get(self, operand: ir.Item | None) -> int:
        """The facts of an operand."""
        if isinstance(operand, ir.Starred):
            operand = operand.value
        if operand is None or isinstance(operand, ir.Const):
            return FLOAT if operand is not None and operand.value.__class__ in (float, complex) else 0
        return self.of.get(operand, 0)


def numeric(function: ir.Function, facts: Facts, declared: Declared, callees: Callees) -> Numeric:
    """Whether floats flow from the arguments of `function` to its result, by the variables `declared` to be floats or
    to hold none.
    """
    flow = _Flow(facts, {}, callees, declared)
    for parameter in function.parameters:
        flow.of[parameter.name] = _parameter(flow, parameter.name)
    _block(flow, function.body)
    return Numeric(flow.result == NUMERIC, frozenset(flow.loops), flow.calculates)


def _parameter(flow: _Flow, name: str) -> int:
    if name in flow.declared.floats:
        return NUMERIC | OWNED
    return OWNED if name in flow.declared.plain else GIVEN | OWNED


def _block(flow: _Flow, block: ir.Block) -> None:
    for op in block:
        _op(flow, op)


def _op(flow: _Flow, op: ir.Op) -> None:
    of, get = flow.of, flow.get
    match op:
        case ir.Load(at, name):
            of[at] = get(name)
        case ir.Store(_, name, value):
            of[name] = _stored(flow, name, get(value))
            flow.bases[name] = value
        case ir.Copy(_, to, value):
            of[to] = of.get(to, 0) | get(value)
        case ir.GetAttribute(at, base, name):
            flow.names[at], flow.bases[at] = name, base
            of[at] = _attribute(get(base), name)
        case ir.SetAttribute(_, base, _, value):
            _reach(flow, base, get(value))
        case ir.GetItem(at, base, _):
            flow.bases[at] = base
            of[at] = get(base)
        case ir.SetItem(_, base, _, value):
            _reach(flow, base, get(value))
            if isinstance(base, ir.Const) or value is None:
                return
            of[base] = get(base) | get(value) & ~OWNED
        case ir.Unary(at, operator, operand):
            of[at] = _unary(operator, get(operand))
        case ir.Binary(at, operator, left, right):
            if operator == "*" and not flow.lists.isdisjoint((left, right)):
                left = right = left if left in flow.lists else right  # how often is a count
            of[at] = _binary(operator, get(left), get(right), left, right)
            flow.calculates |= of[at] & NUMERIC == NUMERIC
            if op.in_place and not isinstance(left, ir.Const):
                _reach(flow, left, of[at])
                of[at] |= get(left) & OWNED
        case ir.Call():
            of[op.at] = _call(flow, op)
        case ir.Build(at, kind, items):
            of[at] = TEXT if kind == "string" else _union(get(item) for item in items) & ~OWNED
            flow.lists.update([at] if is_repeatable(op) else [])
        case ir.Append(_, container, _, value):
            of[container] = of.get(container, 0) | get(value) & ~OWNED
        case ir.Unpack(at, value) | ir.Await(at, value) | ir.Element(at, value):
            of[at] = get(value)
        case _:
            _control(flow, op)


def _control(flow: _Flow, op: ir.Op) -> None:
    """Operations that leave, or hold blocks."""
    of, get = flow.of, flow.get
    match op:
        case ir.Return(_, value):
            _returned(flow, get(value))
        case ir.Yield(at, value):
            _result(flow, get(value))
            of[at] = 0
        case ir.For(at, iterable) | ir.While(at, _, iterable):
            _loop(flow, op, at, get(iterable) if isinstance(op, ir.For) else 0)
        case ir.With(at, manager):
            of[at] = get(manager)
            _block(flow, op.body)
        case _:
            _branches(flow, ir.blocks(op))


def _branches(flow: _Flow, blocks: Sequence[ir.Block]) -> None:
    """Blocks of which each may not run: a variable that is bound in one keeps what it was before."""
    flow.depth += 1
    for block in blocks:
        _block(flow, block)
    flow.depth -= 1


def _stored(flow: _Flow, name: str, value: int) -> int:
    if name in flow.declared.plain:
        return value & OWNED
    return value | flow.of.get(name, 0) if flow.depth else value


def _union(parts: Iterable[int]) -> int:
    found = 0
    for part in parts:
        found |= part
    return found


def _attribute(base: int, name: str) -> int:
    """Floats have few attributes that are floats; any attribute of what is given is given."""
    if name in METADATA:
        return 0
    return base | ARRAY if name in ARRAY_ATTRIBUTES and base else base & (GIVEN | OWNED)


def _result(flow: _Flow, value: int) -> None:
    if value & NUMERIC == NUMERIC:
        flow.result = NUMERIC


def _returned(flow: _Flow, value: int) -> None:
    if RETURN not in flow.declared.plain:
        _result(flow, value)


def _reach(flow: _Flow, base: ir.Operand, stored: int) -> None:
    """Storing floats in what was given is a result."""
    if flow.get(base) & OWNED:
        _result(flow, stored)


def _unary(operator: str, operand: int) -> int:
    return TEXT if operator in ir.CONVERSIONS else 0 if operator == "not" else operand & ~OWNED


def _binary(operator: str, left: int, right: int, a: ir.Operand, b: ir.Operand) -> int:
    if operator not in _ARITHMETIC:
        return 0
    left, right = left & ~OWNED, right & ~OWNED
    both = left | right
    if both & TEXT or _is_text(a) or _is_text(b):
        return TEXT
    if both & ARRAY:
        both |= FLOAT
    if operator in _STRONG and both & GIVEN:
        return both | FLOAT
    if operator in ("*", "*=") and left & GIVEN and right & GIVEN:
        return both | FLOAT
    return both


def _is_text(operand: ir.Operand) -> bool:
    return isinstance(operand, ir.Const) and isinstance(operand.value, str | bytes)


def _loop(flow: _Flow, op: ir.For | ir.While, at: int, item: int) -> None:
    before = dict(flow.of)
    flow.nested += 1
    for _ in range(2 if flow.nested <= DEEP else 1):
        flow.of[at] = item
        if isinstance(op, ir.While):
            _block(flow, op.test)
        _block(flow, op.body)
    flow.nested -= 1
    if any(flow.of.get(name, 0) & NUMERIC == NUMERIC for name in carried(op.body)):
        flow.loops.add(at)
    for name, facts in before.items():
        flow.of[name] = flow.of.get(name, 0) | facts
    _block(flow, op.orelse)


def _call(flow: _Flow, op: ir.Call) -> int:
    get = flow.get
    given = (_union(get(item) for item in op.arguments) | _union(get(value) for _, value in op.keywords)) & ~OWNED
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


def _makes_integers(flow: _Flow, op: ir.Call, method: str) -> bool:
    """Whether a call asks for integers: `dtype=np.int32`, `x.astype("int")`."""
    kinds = [value for name, value in op.keywords if name == "dtype"]
    kinds += [a for a in op.arguments[:1] if not isinstance(a, ir.Starred)] if method in CONVERTING_METHODS else []
    return any(is_integer(_written_type(flow, kind)) for kind in kinds)


def _written_type(flow: _Flow, operand: ir.Operand) -> str:
    if isinstance(operand, ir.Const):
        return str(operand.value)
    return operand if isinstance(operand, str) else flow.names.get(operand, "")


def _written(flow: _Flow, op: ir.Call, fact: CallFact | None, given: int) -> None:
    """Functions that write an argument: the first one, or what is given as `out`."""
    targets = [value for name, value in op.keywords if name == "out"]
    paths = fact.paths if fact is not None else []
    if op.arguments and any(path.rpartition(".")[2] in IN_PLACE for path in paths):
        targets += [a for a in op.arguments[:1] if not isinstance(a, ir.Starred)]
    for target in targets:
        flow.of[target] = flow.get(target) | given | FLOAT
        _reach(flow, target, flow.of[target])


def _function(flow: _Flow, function: str, given: int, receiver: int) -> int:
    """What a function of the program makes of what it is given."""
    flow.calculates |= flow.callees.calculates(function)
    if RETURN in flow.callees.declared(function).plain:
        return 0
    floats = flow.callees.passes(function) if given & FLOAT else bool(given) and flow.callees.is_numeric(function)
    return (given | receiver) & GIVEN | (FLOAT if floats else 0)


def _library(flow: _Flow, path: str, given: int, op: ir.Call) -> int:
    if path.startswith(_TEXTS):
        return TEXT
    if path.rpartition(".")[2] in FIRST and op.arguments:
        given = flow.get(op.arguments[0])
    match says(path):
        case Says.NOTHING:
            return 0
        case Says.DRAWN:
            return FLOAT
        case Says.FLOAT if op.arguments:
            return given | FLOAT if given & GIVEN else given
        case Says.ARRAY:
            owned = 0
            if op.arguments and not isinstance(op.arguments[0], ir.Starred):
                flow.bases[op.at] = op.arguments[0]
                owned = flow.get(op.arguments[0]) & OWNED  # a view, or the array itself
            return given | ARRAY | owned
        case _:
            return given


def _method(name: str, flow: _Flow, op: ir.Call) -> int:
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


def _exchange(flow: _Flow, op: ir.Call, call: CallFact) -> None:
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
        _result(flow, flow.get(given[0]))


def _is_unbound(call: CallFact) -> bool:
    """Whether a method is called on its class, and so given its object: `MPI.Comm.Recv(comm, buffer)`."""
    owner = call.receiver
    return isinstance(owner, Class) or (isinstance(owner, External) and owner.path.rpartition(".")[2] in _OWNERS)
