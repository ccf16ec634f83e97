"""Functions that a caller passes: what they do belongs to the caller, and they are taken to be reentrant themselves.

A parameter is called, an item of one, or an attribute that a class sets to nothing but what its methods are passed.
Which function that is, is not known, and neither are the use and out sets of a function that calls it; that it may run
twice is for the caller to see. What a parameter is by default is the function's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from adlint import ir
from adlint.models.objects import is_called_safely
from adlint.models.outside import is_generator
from adlint.storage.definitions.defaults import default
from adlint.storage.definitions.fields import Made as Body
from adlint.storage.definitions.fields import methods
from adlint.storage.location.places import Place
from adlint.storage.run import Run
from adlint.storage.things.kinds import CONTAINERS
from adlint.storage.things.memory import kind_of, kind_of_item
from adlint.storage.things.values import (
    GIVEN_BACK,
    WITHIN,
    Atom,
    Bound,
    Entry,
    Made,
    Method,
    Number,
    Ref,
    Unknown,
    Value,
    joined,
)

_CALLED = "generator"  # names of what draws that functions have, too, which make something
_NOT_KNOWN = Unknown("what is called by default is not known")


def is_passed(run: Run, ref: Ref, *, is_called: bool = False) -> bool:
    """Whether something of which no class is known was passed by a caller, to be called as it is. Where it `is_called`
    itself, it is no generator of random numbers, unless its name says no less.
    """
    return bool(_parameters(run, ref, is_called=is_called))


def is_held(run: Run, value: Value) -> bool:
    """Whether all that a value may be is an attribute that the program sets to nothing but what is passed, or is told,
    of parts of what a function is given, or of what a library has made of these; and no generator of random numbers.
    """
    names = {name for atom in value if (name := _attribute(atom))}
    is_inside = all(_is_inside(atom) for atom in value)
    return is_inside and bool(names) and all(_is_passed_alone(run, name) for name in names)


def _attribute(atom: Atom) -> str:
    """The name of the attribute that an atom is, as far as it says; "" if it does not."""
    match atom:
        case Bound(Method(name)):
            return name
        case Ref(Entry(Place(steps=(*_, step)))):
            return step.removeprefix(".")
        case _:
            return ""


def _is_inside(atom: Atom) -> bool:
    match atom:
        case Bound(Method(), receiver):
            return all(map(_is_inside, receiver))
        case Ref(Entry(place)):
            return place.kind == "local" and (not is_generator(place.name) or place.name.endswith(_CALLED))
        case Ref(Made(kind="array")) | Number():
            return True
        case _:
            return atom in (GIVEN_BACK, WITHIN)


def _is_passed_alone(run: Run, name: str) -> bool:
    """Whether the program sets an attribute, and to nothing but parameters, literals, and what has a path."""
    functions = run.program.setters.get(name, ())
    several = [Body(run.program, run.names.path, function) for function in functions]
    values = [value for made in several for value in _set_to(made, name)]
    bodies = [run.body(cls) for cls in run.program.definers.get(name, ()) if cls in run.program.functions]
    is_bound = any(isinstance(op, ir.Store) and op.name == name for body in bodies for op in body.operations)
    return bool(values) and all(values) and not is_bound


def _set_to(made: Body, name: str) -> Iterator[bool]:
    """Whether each of the values that a function sets an attribute to is passed or told."""
    for op in made.ops.values():
        for value in _either(made.ops, op.value) if isinstance(op, ir.SetAttribute) and op.name == name else ():
            part = _part(made.ops, value)
            is_told = isinstance(part, ir.Const) or (not isinstance(part, ir.Starred) and bool(made.path(part or "")))
            yield part in _given(made.body) if isinstance(part, str) and part in _names(made.body) else is_told


def by_default(run: Run, ref: Ref) -> Value:
    """What may be called in the place of what is passed, where nothing is."""
    return joined(_default(run, function, name) for function, name in _parameters(run, ref, is_called=True))


def _default(run: Run, function: str, name: str) -> Value:
    parameter = next(one for one in run.body(function).parameters if one.name == name)
    if not parameter.has_default or parameter.default is not None:
        return ()  # there is none, or a literal, which is not called
    return default(run.names, function, name) or (_NOT_KNOWN,)


def _parameters(run: Run, ref: Ref, *, is_called: bool) -> list[tuple[str, str]]:
    """The parameters, each with its function, that something to be called was passed by; none if by none."""
    if not isinstance(ref.thing, Entry) or ref.thing.place.kind not in ("local", "closure"):
        return []
    if kind_of_item(run, ref) if is_called and kind_of(ref.thing) in CONTAINERS and ref.view else kind_of(ref.thing):
        return []
    place = ref.thing.place
    function = place.module if place.kind == "closure" else run.root.function
    if place.kind == "closure" and not run.root.function.startswith(f"{function}."):
        return []  # of a function that is called: it was passed where that was made
    receiver = _receiver(run, function)
    names = [step[1:] for step in place.steps if step.startswith(".")]
    is_random = is_generator((names or [place.root])[-1]) and not (is_called and place.name.endswith(_CALLED))
    if place.root == receiver and len(names) == 1 and not is_random:
        return _kept(run, run.program.enclosing(function) or "", names[0])
    body = run.body(function)
    is_given = place.root in (_given(body) if place.kind == "closure" else _names(body))
    is_meant = is_given and not names and place.root != receiver and not is_random
    return [(function, place.root)] if is_meant else []


def _kept(run: Run, cls: str, name: str) -> list[tuple[str, str]]:
    """The parameters of methods that an attribute of a class is set to; none if it is set to anything else but None, or
    an object of a library that calls nothing that it was made of.
    """
    found: list[tuple[str, str]] = []
    for function, value in _stores(run, cls, name):
        if isinstance(value, str) and value in _given(run.body(function)):
            found.append((function, value))
        elif not (isinstance(value, ir.Const) and value.value is None) and not _is_safe(run, function, value):
            return []
    return found


def _is_safe(run: Run, function: str, value: ir.Item | None) -> bool:
    """Whether an operand is an object that a library's class makes, and calling it only reads."""
    made = Body(run.program, run.names.path, function)
    op = made.ops.get(value) if isinstance(value, int) else None
    path = made.path(op.callee) if isinstance(op, ir.Call) else ""
    return bool(path) and ":" not in path and path.rpartition(".")[2][:1].isupper() and is_called_safely(path)


def _stores(run: Run, cls: str, name: str) -> Iterator[tuple[str, ir.Item | None]]:
    """What methods of a class set an attribute to, each with the method."""
    for function in methods(run.program, run.orders.get(cls, (cls,))):
        receiver = _receiver(run, function)
        ops = run.body(function).numbered
        for op in ops.values():
            if isinstance(op, ir.SetAttribute) and op.name == name and op.base == receiver:
                for value in _either(ops, op.value):
                    yield function, _part(ops, value)


def _either(ops: Mapping[int, ir.Op], value: ir.Operand | None) -> list[ir.Operand | None]:
    """An operand; of one of two by a condition, both: `f if f is not None else g`."""
    arms: list[ir.Operand | None] = [op.value for op in ops.values() if isinstance(op, ir.Copy) and op.to == value]
    return arms or [value]


def _part(ops: Mapping[int, ir.Op], value: ir.Operand | None) -> ir.Item | None:
    """An operand; of one of several that are assigned at once, the one that it is: `self.f, self.x = f, x`."""
    element = ops.get(value) if isinstance(value, int) else None
    unpack = ops.get(element.unpack) if isinstance(element, ir.Element) else None
    built = ops.get(unpack.value) if isinstance(unpack, ir.Unpack) and isinstance(unpack.value, int) else None
    if not (isinstance(element, ir.Element) and isinstance(built, ir.Build) and element.index < len(built.items)):
        return value
    return value if any(isinstance(item, ir.Starred) for item in built.items) else built.items[element.index]


def _names(body: ir.Function) -> frozenset[str]:
    return frozenset(parameter.name for parameter in body.parameters)


def _given(body: ir.Function) -> frozenset[str]:
    """The parameters of a function that never name anything else."""
    return _names(body) - {op.name for op in body.operations if isinstance(op, ir.Store)}


def _receiver(run: Run, function: str) -> str:
    """The parameter of a method that stands for its object; "" if it is no method."""
    around = run.program.functions.get(run.program.enclosing(function) or "")
    first = run.body(function).positional[:1]
    return first[0] if first and around is not None and around.kind == "class" else ""
