"""What the body of a module puts at places below its variables: `G = {"k": A()}`, `K = Holder(A())`, `H.o = A()`.

That tells of which kind a thing is that stands there, as far as no function of the module puts another one there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from adlint import ir
from adlint.interpret.program import Program, identity
from adlint.models.hooks import BACKWARD, FORWARD, SHOWING
from adlint.storage.definitions.defined import defined
from adlint.storage.definitions.fields import DEFAULTS, Made, Resolve
from adlint.storage.location.places import ANY, Place
from adlint.storage.things.kinds import library_of

if TYPE_CHECKING:
    from adlint.storage.definitions.names import Names

_FAR = 3  # variables and branches through which it is told what something may be
_TOLD = (ir.MakeFunction, ir.MakeClass, ir.Import)
_KEYWORDS = frozenset({"types.SimpleNamespace", "argparse.Namespace"})  # what holds attributes of these names


def bindings(program: Program, module: str) -> dict[str, tuple[ir.Op | None, ...]]:
    """By name, what makes the values that the module's body binds it to, None if that is not told."""
    found: dict[str, tuple[ir.Op | None, ...]] = {}
    if module not in program.modules:
        return found
    functions = program.modules[module].functions
    for block in ir.nested(functions[0].body):
        ops = {op.at: op for op in block}
        for op in block:
            if isinstance(op, ir.Store):
                made = ops.get(op.value) if isinstance(op.value, int) else None
                known = made if isinstance(made, _TOLD) else op
                found[op.name] = (*found.get(op.name, ()), known)
    for function in functions[1:]:
        for name in sorted(function.globals):
            found[name] = (*found.get(name, ()), *_bound_in(function, name))
    return found


def _bound_in(function: ir.Function, name: str) -> tuple[ir.Op | None, ...]:
    """What a function binds a global variable to: imports, and the stores of None; None for all else."""
    ops = function.numbered
    found: list[ir.Op | None] = []
    for op in ops.values():
        if isinstance(op, ir.Store) and op.name == name:
            made = ops.get(op.value) if isinstance(op.value, int) else None
            is_none = isinstance(op.value, ir.Const) and op.value.value is None
            found.append(made if isinstance(made, ir.Import) else op if is_none else None)
    return tuple(found) or (None,)


def placed(names: Names, place: Place) -> str:
    """The kind of what stands at a place of a module, or of a class in it, if that is an iterator or an object; "" if
    the body does not say, or it is none.
    """
    if place.kind not in ("global", "class") or place.module not in names.program.modules or not place.steps:
        return ""
    if place.steps[-1][1:] in names.set_later(place.module):
        return ""
    made = names.made(place.module)
    kinds = {made.kind(operand) for operand in _operands(names, made, place)}
    found = kinds.pop() if len(kinds) == 1 else ""
    # that something is a number or a container would be believed too much: it may be put elsewhere, and changed there
    return found if found == "generator" or library_of(found) or ":" in found else ""


def set_later(program: Program, module: str) -> frozenset[str]:
    """The names of attributes that functions of a module set, beside those that make objects ready."""
    functions = program.modules[module].functions[1:]
    others = [one for one in functions if one.name.rpartition(".")[2] != "__init__"]
    every = (op for one in others for op in one.operations)
    return frozenset(op.name for op in every if isinstance(op, ir.SetAttribute))


def set_in(program: Program, module: str) -> frozenset[str]:
    """The names of attributes that functions of a module set, to anything but an attribute of that name, perhaps with a
    number added to it or so: in place, which leaves of each kind what it was.
    """
    found: set[str] = set()
    for function in program.modules[module].functions if module in program.modules else ():
        ops = function.numbered
        for op in ops.values():
            if isinstance(op, ir.SetAttribute):
                held = _counted(ops.get(op.value) if isinstance(op.value, int) else None, ops)
                found |= set() if isinstance(held, ir.GetAttribute) and held.name == op.name else {op.name}
    return frozenset(found)


def _counted(op: ir.Op | None, ops: Mapping[int, ir.Op]) -> ir.Op | None:
    """What a number is added to in place, or so: `x.n += 1`; the operation itself if it is another one."""
    match op:
        case ir.Binary(in_place=True, left=int(left), right=ir.Const(value=int() | float())):
            return ops.get(left)
        case _:
            return op


def holds_iterators(program: Program, resolve: Resolve, module: str) -> bool:
    """Whether the code of a module puts iterators into containers."""
    several = (Made(program, resolve, name) for name in program.tables.get(module, ()))
    return any(made.kind(one) == "generator" for made in several for op in made.ops.values() for one in _put_in(op))


def keeps_iterators(program: Program, resolve: Resolve, module: str, name: str) -> bool:
    """Whether a program sets a variable of a module, or an attribute of that name (`module` is "" then), to what may be
    an iterator.
    """
    functions = program.tables.get(module, ()) if module else program.setters.get(name, ())
    several = (Made(program, resolve, one) for one in functions)
    return any(_may_be_iterator(made, value) for made in several for value in _kept_as(made, name, is_own=not module))


def _kept_as(made: Made, name: str, *, is_own: bool) -> Iterator[ir.Operand]:
    """What a function sets attributes of a name to (`is_own`), or a variable of its module."""
    is_bound = made.body.kind == "module" or name in made.body.globals
    for op in made.ops.values():
        match op:
            case ir.SetAttribute() if is_own and op.name == name and op.value is not None:
                yield op.value
            case ir.Store() if not is_own and is_bound and op.name == name:
                yield op.value
            case _:
                pass


def _may_be_iterator(made: Made, operand: ir.Operand, far: int = _FAR) -> bool:
    """Whether something is an iterator on some way: `x or iter(y)`, a variable that is set to one in a branch."""
    if made.kind(operand) == "generator":
        return True
    if isinstance(operand, str):
        stored = [op.value for op in made.ops.values() if isinstance(op, ir.Store) and op.name == operand]
    else:
        stored = [op.value for op in made.ops.values() if isinstance(op, ir.Copy) and op.to == operand]
    return far > 0 and any(_may_be_iterator(made, one, far - 1) for one in stored)


def _put_in(op: ir.Op) -> Iterator[ir.Operand]:
    """What an operation puts into a container that it makes, or into another one."""
    match op:
        case ir.Build(_, "list" | "tuple" | "dict" | "set", items):
            yield from (one for one in items if isinstance(one, int))
        case ir.Append(_, _, _, int(value)) | ir.SetItem(_, _, _, int(value)):
            yield value
        case _:
            pass


def with_defaults(program: Program, resolve: Resolve) -> frozenset[str]:
    """The names of variables and attributes that a program sets to what `defaultdict` makes."""
    found: set[str] = set()
    modules = program.named_elsewhere.get("defaultdict", ())
    for name in (one for module in modules for one in program.tables[module]):
        made = Made(program, resolve, name)
        for op in made.ops.values():
            if isinstance(op, ir.Store | ir.SetAttribute) and isinstance(op.value, int):
                call = made.ops.get(op.value)
                if isinstance(call, ir.Call) and made.path(call.callee) == DEFAULTS:
                    found.add(op.name)
    return frozenset(found)


def registered(program: Program) -> list[tuple[str, str, ir.Item]]:
    """The hooks that a program registers, or sets in a library's module: the function that does, the name of the method
    or of what is set, and the hook.
    """
    modules = {one for name in FORWARD | BACKWARD | SHOWING for one in program.named_elsewhere.get(name, ())}
    found: list[tuple[str, str, ir.Item]] = []
    for function in (one for module in sorted(modules) for one in program.tables[module]):
        ops = program.functions[function].numbered
        found += [(function, name, hook) for op in ops.values() for name, hook in _hooks(ops, op)]
    return found


def _hooks(ops: Mapping[int, ir.Op], op: ir.Op) -> Iterator[tuple[str, ir.Item]]:
    """The hook that an operation registers or sets, under its name; one that is put back is none."""
    match op:
        case ir.Call(_, int(callee), arguments, keywords):
            method = ops.get(callee)
            if isinstance(method, ir.GetAttribute) and method.name in FORWARD | BACKWARD:
                yield from [(method.name, one) for one in [*arguments, *[value for _, value in keywords]][-1:]]
        case ir.SetAttribute(_, _, name, value) if name in SHOWING and value is not None:
            kept = [one.value for one in ops.values() if isinstance(one, ir.Store) and one.name == value]
            told = [ops.get(one) for one in kept or [value] if isinstance(one, int)]
            if not told or not all(isinstance(one, ir.GetAttribute) and one.name == name for one in told):
                yield name, value
        case _:
            pass


def _operands(names: Names, made: Made, place: Place) -> list[ir.Operand]:
    """All that the body of a module puts at a place, and at variables."""
    if not place.steps:
        bound = names.bindings(place.module).get(place.root, ()) if place.kind == "global" else ()
        return [op.value for op in bound if isinstance(op, ir.Store)]
    above, step = place.above, place.steps[-1]
    held = [one for operand in _operands(names, made, above) for one in _held(names, made, operand, step)]
    return held if above.steps else [*held, *_set(made, above.root, step)]


def _set(made: Made, root: str, step: str) -> Iterator[ir.Operand]:
    """What a body sets an attribute or an item of a variable to."""
    for op in made.ops.values():
        match op:
            case ir.SetAttribute(_, base, name, value) if value is not None and f".{name}" == step:
                yield from (value,) if ir.variable(base, made.ops) == root else ()
            case ir.SetItem(_, base, key, value) if value is not None and _is_at(key, step):
                yield from (value,) if ir.variable(base, made.ops) == root else ()
            case _:
                pass


def _is_at(key: ir.Operand, step: str) -> bool:
    """Whether an item stands where a step leads, which may lead to any."""
    return step == ANY or (isinstance(key, ir.Const) and f"[{key.text}]" == step)


def _held(names: Names, made: Made, operand: ir.Operand, step: str) -> Iterator[ir.Operand]:
    """What something is made to hold where a step leads."""
    match made.ops.get(operand) if isinstance(operand, int) else None:
        case ir.Build(_, "dict" | "list" | "tuple" as kind, items):
            plain = [one for one in items if not isinstance(one, ir.Starred)]
            if len(plain) < len(items):
                return
            keys = plain[::2] if kind == "dict" else [ir.Const(str(number), number) for number in range(len(plain))]
            values = plain[1::2] if kind == "dict" else plain
            yield from (one for key, one in zip(keys, values, strict=True) if _is_at(key, step))
            added = [op for op in made.ops.values() if isinstance(op, ir.Append) and op.container == operand]
            yield from (op.value for op in added if step.startswith("["))
        case ir.Call(_, callee, items, keywords):
            path = made.path(callee)
            named = dict(keywords) if path in _KEYWORDS else _kept(names, path, items, keywords) if ":" in path else {}
            yield from (one for name, one in named.items() if f".{name}" == step)
        case _:
            pass


def _kept(
    names: Names, cls: str, items: tuple[ir.Item, ...], keywords: tuple[tuple[str | None, ir.Operand], ...]
) -> dict[str, ir.Operand]:
    """What a class is given whose `__init__` keeps it as it is, by the attribute that it is kept in."""
    body = names.program.functions[cls]
    member = defined(body).get("__init__") if body.kind == "class" else None
    if member is None or any(isinstance(one, ir.Starred) for one in items):
        return {}
    init = names.program.functions[identity(cls.partition(":")[0], member.function)]
    receiver, *parameters = init.positional
    given: dict[str | None, ir.Item] = dict(zip(parameters, items, strict=False))
    given |= dict(keywords)
    made = init.numbered
    sets = [op for op in made.values() if isinstance(op, ir.SetAttribute) and op.base == receiver]
    loads = {op.name: made.get(op.value) if isinstance(op.value, int) else op.value for op in sets}
    held = {name: one.name if isinstance(one, ir.Load) else one for name, one in loads.items()}
    told = {name: given[one] for name, one in held.items() if isinstance(one, str) and one in given}
    return {name: one for name, one in told.items() if not isinstance(one, ir.Starred)}
