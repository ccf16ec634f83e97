"""Calls: what may be called, what is passed on, what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from adlint import ir
from adlint.interpret.attributes import attribute, outside_of
from adlint.interpret.containers import METHODS
from adlint.interpret.containers import method as on_container
from adlint.interpret.facts import CallFact
from adlint.interpret.frame import Frame
from adlint.interpret.library import LIBRARY
from adlint.interpret.program import dotted
from adlint.interpret.values import (
    OPAQUE,
    RESULT,
    STREAM,
    Class,
    Code,
    Container,
    External,
    Handle,
    Instance,
    Items,
    Iterated,
    Parameter,
    Part,
    Partial,
    Table,
    Unknown,
    Value,
    Wrapped,
    atoms,
    informative,
    join,
    joined,
)  # fmt: skip
from adlint.models import PARTED, PARTS, WRAPPERS, Model, canonical, models, protocol
from adlint.models.transforms import TRANSFORMS

_SILENT = frozenset({Unknown, ir.Const, Parameter, Code, Partial, Container, Items, Iterated, Table, Class})
_HANDED = frozenset({Code, Partial, frozenset})
Keywords = tuple[tuple[str | None, Value], ...]
_BUFFERS = (Instance("io.BytesIO"), Instance("io.StringIO"))


def call(f: Frame, op: ir.Call) -> Value:
    """Evaluate a call: its facts are recorded, its result is returned."""
    callees = f.value(op.callee)
    arguments = tuple([f.item(f.value(a.value)) if isinstance(a, ir.Starred) else f.value(a) for a in op.arguments])
    keywords = tuple([(name, f.value(operand)) for name, operand in op.keywords])
    receiver = f.bases.get(op.callee) if op.callee.__class__ is int else None
    method = f.names.get(op.callee, "")
    if callees.__class__ is Unknown:
        result = _passed(arguments, keywords) or RESULT
    else:
        result = _results(f, op, callees, arguments, keywords)
    if method == "open" and result is RESULT:
        result = STREAM
    if keywords or not _HANDED.isdisjoint(map(type, arguments)):
        f.handing[op.at] = None
    known = _models(f, op, callees, keywords)
    for name in known:
        f.has_resources = True
        result = wrapped(name, arguments, keywords) or _modelled(op, name, receiver, arguments, keywords, result)
    if f.has_resources and not known:
        result = _derived(arguments if receiver is None else (receiver, *arguments), result)
    if method in PARTS:
        result = _part(receiver) or result
    if method in METHODS and receiver is not None and receiver.__class__ is not Unknown:
        given = on_container(f, op.at, method, receiver, arguments, keywords)
        result = result if given is None else given
    if method == "backward":
        f.transforms[op.at] = None
    f.calls[op.at] = CallFact(callees, receiver, arguments, keywords, known, method)
    return result


def _part(receiver: Value | None) -> Part | None:
    """What a method that makes a dataset makes of an open file."""
    files = [a for a in atoms(receiver) if isinstance(a, Handle) and a.of in PARTED] if receiver is not None else []
    return Part(files[0].site) if files else None


def _derived(arguments: tuple[Value, ...], result: Value) -> Value:
    """What is made of the name of a temporary file, or of a memory map, still stands for it."""
    if result.__class__ in (Unknown, Instance):
        for argument in arguments:
            if isinstance(argument, Handle) and (argument.kind == "temporary" or argument.of == "numpy.memmap"):
                return argument
    return result


def _results(f: Frame, op: ir.Call, callees: Value, arguments: tuple[Value, ...], keywords: Keywords) -> Value:
    if callees.__class__ is not frozenset:
        return apply(f, op.at, callees, arguments, keywords)
    return joined([apply(f, op.at, callee, arguments, keywords) for callee in atoms(callees)])


def apply(f: Frame, at: int, callee: Value, arguments: tuple[Value, ...], keywords: Keywords) -> Value:
    """The result of calling one atom."""
    if isinstance(callee, External):
        f.edges[at, callee.path] = None
        if callee.path in TRANSFORMS:
            f.transforms[at] = None
        return _external(f, at, callee.path, arguments, keywords)
    if isinstance(callee, Code):
        return _function(f, at, callee.function, callee.receiver, arguments, keywords)
    match callee:
        case Unknown() | Parameter():
            return _passed(arguments, keywords) or RESULT
        case Class(cls):
            return _instantiate(f, at, cls, arguments, keywords)
        case Partial(inner, early):
            return joined([apply(f, at, atom, (*early, *arguments), keywords) for atom in atoms(inner)])
        case Instance():
            return _object(f, at, callee, arguments, keywords)
        case Wrapped(_, function):
            return _function(f, at, function, None, arguments, keywords)
        case Iterated(item):
            return joined([apply(f, at, atom, arguments, keywords) for atom in atoms(item)])
        case _:
            return _passed(arguments, keywords) or RESULT


def _object(f: Frame, at: int, callee: Instance, arguments: tuple[Value, ...], keywords: Keywords) -> Value:
    """Calling an object: its `__call__`, or the `forward` that torch's `Module.__call__` runs."""
    if ":" not in callee.of:
        f.edges[at, f"{callee.of}.__call__"] = None
        return _passed(arguments, keywords) or RESULT
    for name in ("__call__", "forward"):
        member = attribute(f, callee, name, at)
        found = [apply(f, at, atom, arguments, keywords) for atom in atoms(member) if isinstance(atom, Code)]
        if found:
            return joined(found)
    return RESULT


def _passed(arguments: tuple[Value, ...], keywords: Keywords) -> Value | None:
    """A function that is given alone to something unknown is taken to come back, as decorators do."""
    if len(arguments) == 1 and not keywords and arguments[0].__class__ in (Code, Class, Wrapped):
        return arguments[0]
    return None


def _function(
    f: Frame, at: int, function: str, receiver: Value | None, arguments: tuple[Value, ...], keywords: Keywords
) -> Value:
    f.edges[at, function] = None
    given = arguments if receiver is None else (receiver, *arguments)
    _flow(f, function, given, keywords)
    result = f.world.read("result", function, "")
    declared = f.world.read("declared", function, "")
    if result is None or result.__class__ is Unknown:
        return _passed(arguments, keywords) or (RESULT if declared is None else declared)
    f.has_resources = True
    result = outside_of(result, at)
    decorated = _passed(arguments, keywords)
    return result if decorated is None else join(decorated, result)


def _flow(f: Frame, function: str, given: Sequence[Value], keywords: Keywords) -> None:
    if _SILENT.issuperset(map(type, given)) and _SILENT.issuperset([type(value) for _, value in keywords]):
        return
    for name, value in zip(f.world.parameters(function), given, strict=False):
        if value.__class__ not in _SILENT:
            flow(f, function, name, value)
    for keyword, value in keywords:
        if keyword is not None and value.__class__ not in _SILENT:
            flow(f, function, keyword, value)


def flow(f: Frame, function: str, name: str, value: Value) -> None:
    """Tell a parameter what it may be, where that says anything about the methods called on it."""
    if value.__class__ is frozenset:
        said = [a for a in atoms(value) if a.__class__ not in _SILENT]
        value = joined(said) if said else OPAQUE
    if informative(value):
        f.write(("argument", function, name), value)


def _instantiate(f: Frame, at: int, cls: str, arguments: tuple[Value, ...], keywords: Keywords) -> Value:
    made = Instance(cls)
    member = f.world.member(cls, "__init__")
    for atom in atoms(member) if member is not None else ():
        if isinstance(atom, Code):
            _function(f, at, atom.function, made, arguments, keywords)
    return made


def _external(f: Frame, at: int, path: str, arguments: tuple[Value, ...], keywords: Keywords) -> Value:
    meaning = LIBRARY.get(path)
    found = meaning(f, at, path, arguments) if meaning is not None else None
    if found is None:
        found = _passed(arguments, keywords)
    if found is not None:
        return found
    return _object_of(path)


@lru_cache(maxsize=1 << 14)
def _object_of(path: str) -> Value:
    return RESULT if path.startswith("builtins.") else Instance(path)


def _models(f: Frame, op: ir.Call, callees: Value, keywords: Keywords) -> tuple[str, ...]:
    """The library functions with a model that this call may reach."""
    known = models()
    if callees.__class__ is External:
        path = canonical(callees.path)
        return (path,) if path in known else ()
    if callees.__class__ is Code:
        return _ours(callees.function)
    if callees.__class__ is frozenset:
        paths = [canonical(a.path) for a in atoms(callees) if isinstance(a, External)]
        found = tuple([path for path in paths if path in known])
        found += tuple([path for a in atoms(callees) if isinstance(a, Code) for path in _ours(a.function)])
        if found or not all(isinstance(a, Unknown | Parameter) for a in atoms(callees)):
            return found
    elif callees.__class__ not in (Unknown, Parameter):
        return ()
    return _protocol(f, op, keywords)


@lru_cache(maxsize=1 << 14)
def _ours(function: str) -> tuple[str, ...]:
    """A function that has a model is known by it, even where its library is what is checked."""
    path = dotted(function)
    return (path,) if path in models() else ()


def _protocol(f: Frame, op: ir.Call, keywords: Keywords) -> tuple[str, ...]:
    """A method of an unknown object that only one protocol has."""
    name = f.names.get(op.callee) if op.callee.__class__ is int else None
    path, needed = protocol().get(name or "", ("", ()))
    given = [keyword for keyword, _ in keywords]
    return (path,) if path and all(keyword in given for keyword in needed) else ()


def wrapped(name: str, arguments: tuple[Value, ...], keywords: Keywords) -> Value | None:
    """The open file that a library function is given and only reads or writes through."""
    if name not in WRAPPERS:
        return None
    told = next((v for keyword, v in keywords if keyword == "fileobj"), None)
    if told is not None and not (isinstance(told, ir.Const) and told.value is None):
        return told
    given = [*arguments[:1], *(value for keyword, value in keywords if keyword in ("filename", "name"))]
    return next((value for value in given if any(map(_is_stream, atoms(value)))), None)


def _is_stream(atom: Value) -> bool:
    return atom == STREAM or (isinstance(atom, Handle) and atom.kind == "file") or atom in _BUFFERS


def acquires(model: Model, arguments: tuple[Value, ...], keywords: Keywords) -> bool:
    """Whether a call acquires what its model says: some do if an argument says so."""
    if not model.acquires or model.only is None:
        return bool(model.acquires)
    name, position, literal = model.only
    given = [*(value for keyword, value in keywords if keyword == name), *arguments[position : position + 1]]
    return any(isinstance(value, ir.Const) and value.value == literal for value in given)


def _modelled(
    op: ir.Call, name: str, receiver: Value | None, arguments: tuple[Value, ...], keywords: Keywords, result: Value
) -> Value:
    model = models()[name]
    if model.of == "result" and acquires(model, arguments, keywords):
        return Handle(model.result, model.acquires, op.at)
    if model.result == "=self" and receiver is not None:
        return receiver
    if model.result == "=argument" and arguments:
        return arguments[0]
    return Instance(model.result) if model.result else result


def enter(f: Frame, manager: Value, at: int) -> Value:
    """What `with manager as` gives; leaving calls `__exit__`."""
    found: list[Value] = []
    for atom in atoms(manager):
        if isinstance(atom, Iterated):
            found.append(atom.item)
        elif isinstance(atom, Instance) and ":" in atom.of:
            found.append(atom)
            found += [
                apply(f, at, a, (), ()) for a in atoms(attribute(f, atom, "__enter__", at)) if isinstance(a, Code)
            ]
            for leave in atoms(attribute(f, atom, "__exit__", at)):
                if isinstance(leave, Code):
                    apply(f, at, leave, (), ())
        else:
            found.append(atom)
    return joined(found)
