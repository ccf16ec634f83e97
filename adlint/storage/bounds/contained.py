"""Functions that touch no more than what they are given: told from all that their calls may reach, without a state.

Where a call is not looked into, because there is no room for it or because it may be one of many, this bounds what it
does. All functions that it may run are gone through once, in any order: they may read what they are given and what
global variables hold, and set attributes, by their names, and items of what they are given. Whatever else one of
them may do (set a global variable, take the next item of an iterator, open a file, call what is not known) leaves it
unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from msgspec import Struct

from adlint import ir
from adlint.interpret.views import described
from adlint.interpret.views.facts import CallFact
from adlint.models import objects, protocols
from adlint.models import storage as model
from adlint.models.outside import WRITING, plain
from adlint.models.reading import is_reading
from adlint.storage.bounds.fresh import Body
from adlint.storage.definitions.defaults import made_once
from adlint.storage.definitions.members import base_kind, class_thing, member, methods_named
from adlint.storage.outside.plain import BARRED, is_plain, is_silent
from adlint.storage.run import Run
from adlint.storage.things.kinds import library_of
from adlint.storage.things.values import Entry, Function, Globals, Library, Number, Ref, Type

ITEMS = "[]"  # stands among the names of attributes for all items, and what arrays and containers hold
ALL = "*"  # stands for all names of attributes
_MANY = 60  # functions that are gone through; a call that reaches more may do anything
_MUTATING = (model.WRITING_METHODS - {"put"}) | model.LIST_WRITES | model.DICT_WRITES | model.SET_WRITES
_OF_CONTAINERS = model.CONTAINER_READS | model.LIST_WRITES | model.DICT_WRITES | model.SET_WRITES
_READING = model.READING_METHODS | model.VIEW_METHODS | model.TEXT_METHODS | model.CONTAINER_READS | model.OF_TABLES
_CONSTRUCTORS = frozenset({"__new__", "__init__", "__post_init__"})
_READING_SPECIALS = frozenset(
    "__getitem__ __getattr__ __getattribute__ __len__ __contains__ __iter__ __reversed__ __repr__ __str__ __eq__ __ne__"
    " __lt__ __le__ __gt__ __ge__ __hash__ __bool__ __format__ __dir__ __new__ __array_finalize__ __sizeof__".split()
)
_CHANGING_SPECIALS = frozenset("__init__ __setitem__ __delitem__ __iadd__ __imul__ __ior__ __setstate__".split())
_COMPARING = frozenset("in|not in|is|is not|==|!=|<|<=|>|>=".split("|"))
_BY_NAME = frozenset({"builtins.setattr", "builtins.object.__setattr__"})


class Reach(Struct, frozen=True):
    """What a call may touch of what it is given: the names of `attributes` that it may set, ITEMS and ALL among them;
    the global variables that it may `read`; and whether it `calls` what it is given.
    """

    attributes: frozenset[str]
    read: tuple[Entry, ...]
    calls: bool = False


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
    read: dict[Entry, bool] = field(default_factory=dict)  # and whether more is done with it than to compare
    passed: set[str] = field(default_factory=set)  # functions that calls pass to others
    passes_class: bool = False
    sets_argument: bool = False
    calls: bool = False

    def found(self) -> Reach | None:
        try:
            while self.waiting:
                name = self.waiting.pop()
                if name not in self.known:
                    self.known.add(name)
                    self._function(name)
                if self.calls and not self.waiting:
                    self.waiting += self.passed - self.known
        except _UnboundedError:
            return None
        is_mixed = self.passes_class and self.sets_argument
        is_mixed |= bool(self.attributes) and any(more and held.kind != "number" for held, more in self.read.items())
        return None if is_mixed else Reach(frozenset(self.attributes), tuple(self.read), self.calls)

    def _function(self, name: str) -> None:
        program = self.run.program
        facts = self.run.facts.get(name)
        if facts is None or name not in program.functions or len(self.known) > _MANY:
            raise _UnboundedError
        body = Body(self.run, name)
        if body.function.globals or any(_is_mutable(self.run, name, one) for one in body.function.parameters):
            raise _UnboundedError
        self.waiting += [callee for _, callee in facts.edges if ":" in callee and not self._is_class(callee)]
        for op in body.ops.values():
            for operand in ir.operands(op):
                if isinstance(operand, str):
                    self._name(body, operand, is_asked=_asks(op, operand))
            self._operation(body, op, facts.call)

    def _is_class(self, name: str) -> bool:
        known = self.run.program.functions.get(name)
        return known is not None and known.kind == "class"

    def _name(self, body: Body, name: str, *, is_asked: bool) -> None:
        """A variable is read: one of the function itself, or a name of its module that means one thing, which is only
        compared, or asked what it holds, if it `is_asked`.
        """
        if body.is_own(name):
            return
        around = self._around(body.name, name)
        if around in self.known:
            return
        if around == self.run.root.function or around in self.run.recursive:
            raise _UnboundedError  # what it holds now is another matter
        found = self.run.names.variable(around, name, is_own=False) if around else ()
        for atom in found or self.run.names.global_variable(body.module, name):
            match atom:
                case Function() | Type() | Library() | Number() | Ref(Globals()):
                    pass
                case Ref(Entry(kind=kind)) if library_of(kind) and objects.is_steady(library_of(kind), ""):
                    pass
                case Ref(Entry() as held) if held.place.kind in ("global", "closure"):
                    self.read[held] = self.read.get(held, False) or not is_asked
                case _:
                    raise _UnboundedError

    def _around(self, function: str, name: str) -> str:
        """The function around another one that a variable of this belongs to; "" if none is, and it is global."""
        around = self.run.program.enclosing(function)
        while around and not around.endswith(":"):
            outer = self.run.program.functions[around]
            if outer.kind != "class" and (name in outer.bound or any(p.name == name for p in outer.parameters)):
                return around
            around = self.run.program.enclosing(around)
        return ""

    def _operation(self, body: Body, op: ir.Op, calls: dict[int, CallFact]) -> None:
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
            case ir.GetAttribute(_, _, name):
                self.read |= dict.fromkeys(_held_by_classes(self.run, name), True)
            case ir.With():
                self._enters(op, calls)
            case ir.Await() | ir.MakeClass():
                raise _UnboundedError
            case _:
                pass

    def _enters(self, op: ir.With, calls: dict[int, CallFact]) -> None:
        """What is entered was made there: by a class of the program, or by what `_call` looks at."""
        fact = calls.get(op.manager) if isinstance(op.manager, int) else None
        if fact is None or op.is_async:
            raise _UnboundedError
        for atom in described.atoms(fact.callees):
            match atom:
                case described.Class(cls):
                    found = [member(self.run, cls, name) for name in ("__enter__", "__exit__")]
                    if None in found:
                        raise _UnboundedError
                    self.waiting += [one.function for one in found if one is not None]
                case described.Code() | described.External():
                    pass
                case _:
                    raise _UnboundedError

    def _changes(self, body: Body, base: ir.Operand) -> None:
        if not body.is_fresh(base):
            self.attributes.add(ITEMS)

    def _call(self, body: Body, op: ir.Call, fact: CallFact | None) -> None:
        if fact is None:
            raise _UnboundedError
        given = (*fact.arguments, *[value for _, value in fact.keywords])
        self.passes_class |= any(isinstance(a, described.Class) for value in given for a in described.atoms(value))
        self.passed.update(a.function for v in given for a in described.atoms(v) if isinstance(a, described.Code))
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
                case _ if isinstance(fact.receiver, described.Super):
                    self._above(body, op, fact.method, fact.receiver.cls)
                case _ if fact.method:
                    self._method(body, op, fact.method)
                case _:
                    self._back(atom)

    def _back(self, callee: described.Atom) -> None:
        """What is passed is called, by a library or by the function that it is passed to."""
        match callee:
            case described.Code(function):
                self.waiting.append(function)
            case described.External(path) if is_plain(plain(path)):
                pass
            case described.Partial(inner):
                for atom in described.atoms(inner):
                    self._back(atom)
            case described.Parameter(_, ()):
                self.calls = True
            case _:
                raise _UnboundedError

    def _above(self, body: Body, op: ir.Call, name: str, cls: str) -> None:
        """A method of a library's class that a class of the program is made of, called by `super`."""
        bases = [base for base in self.run.orders.get(cls, (cls,)) if ":" not in base]
        if (body.kind == "classmethod" and name != "__new__") or not all(map(is_reading, bases)):
            raise _UnboundedError
        if name == "__setattr__":
            self._sets_by_name(op.arguments[0] if op.arguments else "")
        elif name in _CHANGING_SPECIALS:
            self.attributes |= {ITEMS} if base_kind(self.run, cls) else set()
        elif name not in _READING_SPECIALS:
            self._method(body, op, name)

    def _sets_by_name(self, name: ir.Item) -> None:
        """An attribute is set whose name is given."""
        self.attributes.add(str(name.value) if isinstance(name, ir.Const) else ALL)

    def _made(self, cls: str) -> None:
        found = [member(self.run, cls, name) for name in _CONSTRUCTORS]
        self.waiting += [one.function for one in found if one is not None]
        bases = [base for base in self.run.orders.get(cls, (cls,)) if ":" not in base]
        if not all(is_reading(base) for base in bases):
            raise _UnboundedError

    def _library(self, body: Body, op: ir.Call, path: str, fact: CallFact) -> None:
        """A library's function, or a method of one of its classes."""
        owner, _, last = path.rpartition(".")
        if path in _BY_NAME and len(op.arguments) == 3 and not isinstance(op.arguments[0], ir.Starred):
            if body.may_be_class(op.arguments[0]):
                raise _UnboundedError
            self.sets_argument |= not body.is_receiver(op.arguments[0])
            self._sets_by_name(op.arguments[1])
            return
        if path == "builtins.type" and not body.only_tells(op.at):
            raise _UnboundedError  # a class, whose attributes all its objects share
        if not is_silent(path) or any(name in WRITING for name, _ in op.keywords):
            raise _UnboundedError
        for position in protocols.called_positions(path):
            for value in fact.arguments[position : position + 1]:
                for atom in described.atoms(value):
                    self._back(atom)
        if objects.is_own(owner, last) and owner.rpartition(".")[2][:1].isupper():
            if objects.changes(last, owner):
                self._changes_receiver(body, op)
        elif fact.method and last == fact.method and last in _MUTATING | _READING:
            self._method(body, op, last)
        elif not is_plain(path):
            raise _UnboundedError
        if model.writes(path) or any(name == "out" for name, _ in op.keywords):
            self.attributes.add(ITEMS)

    def _method(self, body: Body, op: ir.Call, name: str) -> None:
        """A method of something of which no class is known, by its name: one that classes of the program define, or
        that arrays, containers and texts have.
        """
        if name in BARRED or name.startswith("__"):
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

    def _changes_receiver(self, body: Body, op: ir.Call) -> None:
        method = body.ops.get(op.callee) if isinstance(op.callee, int) else None
        self._changes(body, method.base if isinstance(method, ir.GetAttribute) else "")


def _asks(op: ir.Op, name: str) -> bool:
    """Whether an operation only compares what a name stands for, or asks whether it holds or is of something."""
    match op:
        case ir.Binary(_, operator):
            return operator in _COMPARING and not op.in_place
        case ir.Call(_, "isinstance" | "issubclass" | "len", arguments):
            return name in arguments
        case _:
            return False


def _is_mutable(run: Run, function: str, parameter: ir.Parameter) -> bool:
    """Whether a parameter is by default the same container in all calls."""
    return parameter.has_default and parameter.default is None and bool(made_once(run.names, function, parameter.name))


def _held_by_classes(run: Run, name: str) -> list[Entry]:
    """What classes of the program bind a name to that may be changed, for all their objects."""
    owners = [cls for cls in run.program.definers.get(name, ()) if _changeable_members(run, cls, name)]
    return [Entry(class_thing(cls).place.at(f".{name}"), "") for cls in owners]


def _changeable_members(run: Run, cls: str, name: str) -> bool:
    body = run.program.functions[cls]
    ops = body.numbered
    return any(
        isinstance(op, ir.Store) and op.name == name and not _is_settled(ops, op.value) for op in ops.values()
    )


def _is_settled(ops: Mapping[int, ir.Op], value: ir.Operand) -> bool:
    """Whether a class attribute is a literal, a function or a class."""
    made = ops.get(value) if isinstance(value, int) else None
    if isinstance(made, ir.Call) and made.callee == "property":
        return True
    if isinstance(made, ir.Call) and len(made.arguments) == 1:  # a decorated method
        inner = made.arguments[0]
        return isinstance(inner, int) and _is_settled(ops, inner)
    return isinstance(value, ir.Const) or isinstance(made, ir.MakeFunction | ir.MakeClass)
