"""Functions that touch no more than what they are given: told from all that their calls may reach, without a state.

Where a call is not looked into, because there is no room for it or because it may be one of many, this bounds what it
does. All functions that it may run are gone through once, in any order: they may read what they are given and what
global variables hold, and set attributes, by their names, and items of what they are given. Whatever else one of
them may do (set a global variable, take the next item of an iterator, open a file, call what is not known) leaves it
unknown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from msgspec import Struct

from adlint import ir
from adlint.interpret import described
from adlint.interpret.facts import CallFact
from adlint.models import canonical, models, objects, protocols
from adlint.models import storage as model
from adlint.models.outside import CALLS, DRAWS, EXISTING, IN_FILE, OPENING, WRITING, is_module_generator, plain
from adlint.models.randomness import DRAWN_BY, MASKING, SAMPLERS
from adlint.models.states import STATES
from adlint.storage.defaults import made_once
from adlint.storage.defined import defined
from adlint.storage.kinds import library_of
from adlint.storage.members import member, methods_named
from adlint.storage.run import Run
from adlint.storage.values import Entry, Function, Globals, Library, Number, Ref, Type

ITEMS = "[]"  # stands among the names of attributes for all items, and what arrays and containers hold
_MANY = 60  # functions that are gone through; a call that reaches more may do anything
_MUTATING = (model.WRITING_METHODS - {"put"}) | model.LIST_WRITES | model.DICT_WRITES | model.SET_WRITES
_OF_CONTAINERS = model.CONTAINER_READS | model.LIST_WRITES | model.DICT_WRITES | model.SET_WRITES
_READING = model.READING_METHODS | model.VIEW_METHODS | model.TEXT_METHODS | model.CONTAINER_READS | model.OF_TABLES
_BARRED = frozenset({*DRAWS, *DRAWN_BY, *SAMPLERS, "next", "send", "backward"})
_CONSTRUCTORS = frozenset({"__new__", "__init__", "__post_init__"})
_OF_CLASSES = frozenset({"__new__", "__init_subclass__", "__class_getitem__"})  # whose first parameter is a class
_OF_OBJECTS = frozenset({"method", "property", "cached"})
_FRESH_CALLS = frozenset({"builtins.list", "builtins.dict", "builtins.set", "builtins.bytearray"})
_ADVANCING = frozenset({"builtins.next", "builtins.anext", "builtins.type"})


class Reach(Struct, frozen=True):
    """What a call may touch of what it is given: the names of `attributes` that it may set, ITEMS among them; and the
    global variables that it may `read`.
    """

    attributes: frozenset[str]
    read: tuple[Entry, ...]


def reach(run: Run, functions: frozenset[str]) -> Reach | None:
    """What a call of one of several functions may touch; None if that may be more than what it is given."""
    if functions not in run.contained:
        run.contained[functions] = _Search(run, list(functions)).found()
    return run.contained[functions]


class _UnboundedError(Exception):
    """It may touch more than what it is given."""


@dataclass(slots=True)
class _Search:
    run: Run
    waiting: list[str]
    known: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    read: dict[Entry, None] = field(default_factory=dict)
    passes_class: bool = False
    sets_argument: bool = False

    def found(self) -> Reach | None:
        try:
            while self.waiting:
                name = self.waiting.pop()
                if name not in self.known:
                    self.known.add(name)
                    self._function(name)
        except _UnboundedError:
            return None
        is_mixed = self.passes_class and self.sets_argument
        is_mixed |= bool(self.attributes) and any(held.kind != "number" for held in self.read)
        return None if is_mixed else Reach(frozenset(self.attributes), tuple(self.read))

    def _function(self, name: str) -> None:
        program = self.run.program
        facts = self.run.facts.get(name)
        if facts is None or name not in program.functions or len(self.known) > _MANY:
            raise _UnboundedError
        body = _Body(self.run, name)
        if body.function.globals or any(_is_mutable(self.run, name, one) for one in body.function.parameters):
            raise _UnboundedError
        self.waiting += [callee for _, callee in facts.edges if ":" in callee and not self._is_class(callee)]
        for op in body.ops.values():
            for operand in ir.operands(op):
                if isinstance(operand, str):
                    self._name(body, operand)
            self._operation(body, op, facts.call)

    def _is_class(self, name: str) -> bool:
        known = self.run.program.functions.get(name)
        return known is not None and known.kind == "class"

    def _name(self, body: _Body, name: str) -> None:
        """A variable is read: one of the function itself, or a name of its module that means one thing."""
        if body.is_own(name):
            return
        around = self.run.program.enclosing(body.name)
        while around and not around.endswith(":"):
            outer = self.run.program.functions[around]
            if outer.kind != "class" and (name in outer.bound or any(p.name == name for p in outer.parameters)):
                if around not in self.known:
                    raise _UnboundedError
                return
            around = self.run.program.enclosing(around)
        for atom in self.run.names.global_variable(body.module, name):
            match atom:
                case Function() | Type() | Library() | Number() | Ref(Globals()):
                    pass
                case Ref(Entry(kind=kind)) if library_of(kind) and objects.is_steady(library_of(kind), ""):
                    pass
                case Ref(Entry() as held) if held.place.kind == "global":
                    self.read[held] = None
                case _:
                    raise _UnboundedError

    def _operation(self, body: _Body, op: ir.Op, calls: dict[int, CallFact]) -> None:
        match op:
            case ir.Call():
                self._call(body, op, calls.get(op.at))
            case ir.Store(_, name) | ir.Delete(_, name) if not body.is_own(name):
                raise _UnboundedError
            case ir.SetAttribute(_, base, name):
                if body.may_be_class(base):
                    raise _UnboundedError
                self.sets_argument |= not body.is_receiver(base)
                self.attributes.update(() if body.is_fresh(base) else (name,))
            case ir.SetItem(_, base) | ir.Append(_, base):
                self._changes(body, base)
            case ir.Binary(_, _, left) if op.in_place and not isinstance(op.right, ir.Const):
                self._changes(body, left)
            case ir.GetAttribute(_, _, name) if _is_held_by_class(self.run, name):
                raise _UnboundedError
            case ir.Await() | ir.With() | ir.MakeClass():
                raise _UnboundedError
            case _:
                pass

    def _changes(self, body: _Body, base: ir.Operand) -> None:
        if not body.is_fresh(base):
            self.attributes.add(ITEMS)

    def _call(self, body: _Body, op: ir.Call, fact: CallFact | None) -> None:
        if fact is None:
            raise _UnboundedError
        given = (*fact.arguments, *[value for _, value in fact.keywords])
        self.passes_class |= any(isinstance(a, described.Class) for value in given for a in described.atoms(value))
        for atom in described.atoms(fact.callees):
            match atom:
                case described.Code(function):
                    self.waiting.append(function)
                case described.Class(cls):
                    self._made(cls)
                case described.External(path):
                    self._library(body, op, plain(path), fact)
                case described.Instance(of) if ":" not in of and objects.is_called_safely(of):
                    pass
                case described.Instance(of) if (found := member(self.run, of, "__call__")) is not None:
                    self.waiting.append(found.function)
                case _ if fact.method:
                    self._method(body, op, fact.method)
                case _:
                    raise _UnboundedError

    def _made(self, cls: str) -> None:
        found = [member(self.run, cls, name) for name in _CONSTRUCTORS]
        self.waiting += [one.function for one in found if one is not None]
        bases = [base for base in self.run.orders.get(cls, (cls,)) if ":" not in base]
        if not all(model.is_reading(base) for base in bases):
            raise _UnboundedError

    def _library(self, body: _Body, op: ir.Call, path: str, fact: CallFact) -> None:
        """A library's function, or a method of one of its classes."""
        owner, _, last = path.rpartition(".")
        known = models().get(canonical(path))
        acts = known is not None and (known.effect or known.acquires or known.releases)
        is_barred = path in _ADVANCING or path in CALLS or path in OPENING or path in EXISTING or path in STATES
        is_barred = is_barred or path in IN_FILE or path in MASKING or last in _BARRED or is_module_generator(path)
        if acts or is_barred or any(name in WRITING for name, _ in op.keywords):
            raise _UnboundedError
        for position in protocols.called_positions(path):
            passed = fact.arguments[position : position + 1]
            if not all(isinstance(a, described.Code) for value in passed for a in described.atoms(value)):
                raise _UnboundedError
        if objects.is_own(owner, last) and owner.rpartition(".")[2][:1].isupper():
            if objects.changes(last, owner):
                self._changes_receiver(body, op)
        elif fact.method and last == fact.method and last in _MUTATING | _READING:
            self._method(body, op, last)
        elif not model.is_reading(path) or model.WRITES_UNLESS.get(path) or path.startswith("builtins.__"):
            raise _UnboundedError
        if model.writes(path) or any(name == "out" for name, _ in op.keywords):
            self.attributes.add(ITEMS)

    def _method(self, body: _Body, op: ir.Call, name: str) -> None:
        """A method of something of which no class is known, by its name: one that classes of the program define, or
        that arrays, containers and texts have.
        """
        if name in _BARRED or name.startswith("__"):
            raise _UnboundedError
        self.waiting += methods_named(self.run, name)
        if self.run.program.definers.get(name) and not objects.is_common(name):
            return
        keywords = frozenset([word or "" for word, _ in op.keywords])
        is_container = objects.is_called_so(name, len(op.arguments), keywords)
        if name in _OF_CONTAINERS and not is_container:
            raise _UnboundedError
        if name in _MUTATING or (name in model.OF_TABLES and "inplace" in keywords):
            self._changes_receiver(body, op)
        elif name not in _READING:
            raise _UnboundedError

    def _changes_receiver(self, body: _Body, op: ir.Call) -> None:
        method = body.ops.get(op.callee) if isinstance(op.callee, int) else None
        self._changes(body, method.base if isinstance(method, ir.GetAttribute) else "")


class _Body:
    """A function, and which of its operands are new, or may be classes."""

    def __init__(self, run: Run, name: str) -> None:
        self.run = run
        self.name = name
        self.module = name.partition(":")[0]
        self.function = run.body(name)
        self.ops = {op.at: op for block in ir.nested(self.function.body) for op in block}
        self.parameters = {one.name for one in self.function.parameters}
        self.stores: dict[str, list[ir.Operand]] = {}
        for op in self.ops.values():
            if isinstance(op, ir.Store):
                self.stores.setdefault(op.name, []).append(op.value)

    def is_own(self, name: str) -> bool:
        """Whether a variable is the function's own."""
        return (name in self.function.bound or name in self.parameters) and name not in self.function.nonlocals

    def is_receiver(self, operand: ir.Operand) -> bool:
        """Whether an operand is the object of a method."""
        return (operand,) == self.function.positional[:1] and self.kind in _OF_OBJECTS

    @cached_property
    def kind(self) -> str:
        """What kind of member of a class the function is; "" for none."""
        cls = self.run.program.enclosing(self.name) or ""
        around = self.run.program.functions.get(cls)
        if around is None or around.kind != "class":
            return ""
        is_meta = "builtins.type" in self.run.orders.get(cls, ())
        of_class = is_meta or self.function.name.rpartition(".")[2].partition("#")[0] in _OF_CLASSES
        kinds = [one.kind for one in defined(around).values() if self.function.name in (one.function, one.setter)]
        return "classmethod" if of_class or not kinds else kinds[0]

    def may_be_class(self, operand: ir.Operand) -> bool:
        """Whether an operand may be a class, whose attributes all its objects share."""
        if isinstance(operand, str):
            is_first = (operand,) == self.function.positional[:1]
            is_told = operand in self.parameters and not (is_first and self.kind == "classmethod")
            return not (is_told or all(map(self.is_new, self.stores.get(operand, [""]))))
        op = self.ops.get(operand) if isinstance(operand, int) else None
        return not isinstance(op, ir.GetAttribute | ir.GetItem) or getattr(op, "name", "") == "__class__"

    def is_fresh(self, operand: ir.Operand) -> bool:
        """Whether an operand surely was made in the function."""
        if isinstance(operand, str) and operand not in self.parameters:
            found = self.stores.get(operand, [])
            return bool(found) and all(map(self.is_new, found))
        return self.is_new(operand)

    def is_new(self, operand: ir.Operand) -> bool:
        """Whether a value is a literal, or what an operation has just made."""
        op = self.ops.get(operand) if isinstance(operand, int) else None
        match op:
            case ir.Build() | ir.Unary():
                return True
            case ir.Binary():
                return not op.in_place
            case ir.Call():
                fact = self.run.facts[self.name].call.get(op.at)
                return fact is not None and all(map(_makes, described.atoms(fact.callees)))
            case _:
                return isinstance(operand, ir.Const)


def _makes(callee: described.Atom) -> bool:
    match callee:
        case described.Class():
            return True
        case described.External(path):
            is_array = path.startswith("numpy.") and path.rpartition(".")[2] in model.ARRAYS - model.VIEWS
            return is_array or path in _FRESH_CALLS
        case _:
            return False


def _is_mutable(run: Run, function: str, parameter: ir.Parameter) -> bool:
    """Whether a parameter is by default the same container in all calls."""
    return parameter.has_default and parameter.default is None and bool(made_once(run.names, function, parameter.name))


def _is_held_by_class(run: Run, name: str) -> bool:
    """Whether a class of the program binds a name to what may be changed, for all its objects."""
    return any(_changeable_members(run, cls, name) for cls in run.program.definers.get(name, ()))


def _changeable_members(run: Run, cls: str, name: str) -> bool:
    body = run.program.functions[cls]
    ops = {op.at: op for block in ir.nested(body.body) for op in block}
    return any(
        isinstance(op, ir.Store) and op.name == name and not _is_settled(ops, op.value) for op in ops.values()
    )


def _is_settled(ops: dict[int, ir.Op], value: ir.Operand) -> bool:
    """Whether a class attribute is a literal, a function or a class."""
    made = ops.get(value) if isinstance(value, int) else None
    if isinstance(made, ir.Call) and len(made.arguments) == 1:  # a decorated method
        inner = made.arguments[0]
        return isinstance(inner, int) and _is_settled(ops, inner)
    return isinstance(value, ir.Const) or isinstance(made, ir.MakeFunction | ir.MakeClass)
