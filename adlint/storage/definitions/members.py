"""The members of classes, as far as storage goes: functions by name, in the order of lookup."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from adlint import ir
from adlint.interpret.program import Program, identity
from adlint.storage.definitions.defined import Member, defined
from adlint.storage.definitions.fields import OWNERS
from adlint.storage.definitions.fields import Made as Body
from adlint.storage.location.places import Place
from adlint.storage.run import Run
from adlint.storage.state import State
from adlint.storage.things.kinds import CONTAINERS, of_library
from adlint.storage.things.values import Entry, Made, Ref, Taken, Thing, Type, Value, join

_CONTAINERS = {
    "builtins.dict": "dict",
    "collections.OrderedDict": "dict",
    "collections.defaultdict": "dict",
    "collections.UserDict": "dict",
    "builtins.list": "list",
    "collections.UserList": "list",
    "builtins.set": "set",
    **dict.fromkeys(("typing.Dict", "typing.TypedDict", "typing_extensions.TypedDict"), "dict"),
    "typing.List": "list",
}


def base_kind(run: Run, cls: str) -> str:
    """What kind of thing a class of the program is by its first base that is a library's; "" if it has none."""
    found = [base for base in run.orders.get(cls, ()) if ":" not in base and base != "builtins.object"]
    return _CONTAINERS.get(found[0], of_library(found[0])) if found else ""


def mixed_kind(run: Run, cls: str, thing: Thing) -> str:
    """The same, for a thing of the class; if that has no such base, what all classes below it are that have one."""
    own = base_kind(run, cls)
    if own or isinstance(thing, Made):
        return own
    found = {kind for one in run.classes_below(cls) if (kind := base_kind(run, one))}
    return found.pop() if len(found) == 1 else ""


def member(run: Run, cls: str, name: str, after: str = "") -> Member | None:
    """What the class, or the first of its bases (behind the one `after`) that has one, defines by that name."""
    order = run.orders.get(cls, (cls,))
    return first_member(run.program, order[order.index(after) + 1 :] if after in order else order, name)


def below(run: Run, thing: Thing, name: str) -> list[Member]:
    """What classes below that of a thing define by a name, if it may be of such; the receiver of the function that is
    looked at is of its own.
    """
    found = [member(run, one, name) for one in _lower(run, thing)]
    return list(dict.fromkeys(one for one in found if one is not None))


def subjects(value: Value) -> list[Ref | Type]:
    """What Python may run special methods of: things, by their classes, and classes, by their metaclasses."""
    return [atom for atom in value if isinstance(atom, Ref | Type)]


def special(run: Run, subject: Ref | Type, names: tuple[str, ...]) -> tuple[list[Member], bool]:
    """The methods that Python runs of a thing, of which the first of some names is taken that its class has: those of
    its class, and of classes below that it may be of; and whether each of these has one.
    """
    is_defined = any(name in run.program.definers for name in names)
    found = [_first(run, cls, names) for cls in _deciding(run, subject)] if is_defined else []
    return list(dict.fromkeys(one for one in found if one is not None)), bool(found) and None not in found


def _deciding(run: Run, subject: Ref | Type) -> tuple[str, ...]:
    """The classes of the program that say what Python runs of something."""
    if isinstance(subject, Ref):
        return classes_of(run, subject.thing)
    meta = _metaclass_of(run, subject.name)
    return (meta,) if meta else ()


def _first(run: Run, cls: str, names: tuple[str, ...]) -> Member | None:
    return next((found for name in names if (found := member(run, cls, name)) is not None), None)


def classes_of(run: Run, thing: Thing) -> tuple[str, ...]:
    """The classes of the program that a thing may be of."""
    kind = thing.kind if isinstance(thing, Entry | Made | Taken) else ""
    return (kind, *_lower(run, thing)) if is_class(run, kind) else ()


def types_of(run: Run, thing: Thing) -> Value:
    """The same, as what `type(thing)` may be."""
    return tuple([Type(cls) for cls in classes_of(run, thing)])


def _lower(run: Run, thing: Thing) -> tuple[str, ...]:
    if isinstance(thing, Entry) and thing.place != run.receiver:
        return run.classes_below(thing.kind)
    return ()


def of_metaclass(run: Run, cls: str, name: str) -> Member | None:
    """What the metaclass of a class defines by a name, if that is a class of the program."""
    if not any("builtins.type" in run.orders.get(one, ()) for one in run.program.definers.get(name, ())):
        return None
    meta = _metaclass_of(run, cls)
    return member(run, meta, name) if meta else None


def _metaclass_of(run: Run, cls: str) -> str:
    """The class of the program that is the metaclass of a class; "" if it has none of the program."""
    return next((found for one in run.orders.get(cls, (cls,)) if (found := _metaclass(run, one))), "")


def _metaclass(run: Run, cls: str) -> str:
    """The class of the program that a statement names as the metaclass of the class that it makes."""
    module, _, name = cls.partition(":")
    owner = run.program.enclosing(cls) or identity(module, "")
    if owner not in run.program.functions:
        return ""
    made = run.names.made(module) if owner.endswith(":") else Body(run.program, run.names.path, owner)
    for op in made.ops.values():
        if isinstance(op, ir.MakeClass) and op.body == name:
            paths = [_class_named(run, made, operand) for key, operand in op.keywords if key == "metaclass"]
            return next((path for path in paths if ":" in path), "")
    return ""


def _class_named(run: Run, body: Body, operand: ir.Operand) -> str:
    """The class that an operand of a body stands for: one that the body, or a function around it, makes by that name
    alone; or the path of a global one.
    """
    while isinstance(operand, str) and body.body.name:
        if operand in body.body.bound:
            stored = [op.value for op in body.ops.values() if isinstance(op, ir.Store) and op.name == operand]
            made = body.ops.get(stored[0]) if len(stored) == 1 and isinstance(stored[0], int) else None
            return identity(body.module, made.body) if isinstance(made, ir.MakeClass) else ""
        body = Body(run.program, run.names.path, run.program.enclosing(body.function) or f"{body.module}:")
    return body.path(operand)


def first_member(program: Program, order: Iterable[str], name: str) -> Member | None:
    """What the first of some classes that has one defines by a name."""
    for one in order:
        body = program.functions.get(one)
        found = defined(body).get(name) if body is not None and body.kind == "class" else None
        if found is not None:
            own = [identity(one.partition(":")[0], name) if name else "" for name in _functions(found)]
            return Member(own[0], found.kind, own[1], own[2])
    return None


def _functions(member: Member) -> tuple[str, str, str]:
    return member.function, member.setter, member.deleter


def methods_named(run: Run, name: str) -> list[str]:
    """The methods of a name in all classes of the program that define one."""
    found = [member(run, cls, name) for cls in sorted(run.program.definers.get(name, ()))]
    return [one.function for one in found if one is not None and one.kind == "method"]


def methods(run: Run, cls: str) -> list[tuple[str, str]]:
    """The methods of a class and of its bases in the program, by name, each with its function."""
    known = run.methods.get(cls)
    if known is not None:
        return known
    found: dict[str, str] = {}
    for one in run.orders.get(cls, (cls,)):
        body = run.program.functions.get(one)
        for name, held in defined(body).items() if body is not None and body.kind == "class" else ():
            if held.kind == "method":
                found.setdefault(name, identity(one.partition(":")[0], held.function))
    run.methods[cls] = list(found.items())
    return run.methods[cls]


def methods_of(run: Run, subject: Ref | Type) -> list[tuple[str, str]]:
    """The methods of the class of a thing, and of the classes below it that it may be of; none of a library's. Those of
    a class are its metaclass's.
    """
    return list(dict.fromkeys(one for cls in _deciding(run, subject) for one in methods(run, cls)))


def properties(run: Run, cls: str) -> list[str]:
    """The functions of the properties of a class of the program and of its bases in it."""
    return [identity(at, held.function) for at, held in _members(run, cls) if held.kind in ("property", "cached")]


def setters(run: Run, cls: str) -> list[str]:
    """The functions that set the properties of such a class."""
    return [identity(at, held.setter) for at, held in _members(run, cls) if held.setter]


def _members(run: Run, cls: str) -> list[tuple[str, Member]]:
    """What the classes of the program define that a class is made of, each with its module."""
    order = run.orders.get(cls, (cls,)) if is_class(run, cls) else ()
    bodies = [(one.partition(":")[0], run.program.functions[one]) for one in order if is_class(run, one)]
    return [(module, held) for module, body in bodies for held in defined(body).values()]


def is_class(run: Run, kind: str) -> bool:
    """Whether a kind of thing is a class of the program."""
    return ":" in kind and kind in run.program.functions


def class_thing(cls: str) -> Entry:
    """What stands for the attributes of a class."""
    module, _, name = cls.partition(":")
    return Entry(Place(name.partition("#")[0], (), "class", module), "class")


def binds(run: Run, cls: str, name: str) -> bool:
    """Whether the body of a class, or of a base of it in the program, binds a name."""
    return any(is_class(run, one) and name in run.program.functions[one].bound for one in run.orders.get(cls, (cls,)))


def class_attribute(run: Run, state: State, cls: str, step: str) -> Value:
    """What a class has by a name, or its bases, up to the first whose body sets it."""
    found: Value = ()
    for one in run.orders.get(cls, (cls,)):
        if is_class(run, one):
            found = join(found, run.get(state, class_thing(one), step))
            ops = run.program.functions[one].operations
            if any(isinstance(op, ir.Store) and op.name == step[1:] for op in ops):
                break
    return found


def is_shared(run: Run, cls: str, name: str) -> bool:
    """Whether all objects of a class have the same by a name: a container or an array that its body makes, or that of a
    base, and that no method sets.
    """
    found = run.shared_names.get((cls, name))
    if found is None:
        order = [one for one in run.orders.get(cls, (cls,)) if is_class(run, one)]
        binding = next((one for one in order if name in run.program.functions[one].bound), "")
        kind = run.names.bound_kind(binding, name) if binding else ""
        is_changed = kind in CONTAINERS or kind == "array"
        found = is_changed and not _is_set(run, frozenset((*order, *run.classes_below(cls))), name)
        run.shared_names[cls, name] = found
    return found


def sharing(run: Run, name: str) -> list[str]:
    """The classes of the program of which all objects have the same by a name, if they are few that bind it."""
    owners = sorted(run.program.definers.get(name, ()))
    return [cls for cls in owners if is_shared(run, cls, name)] if len(owners) <= OWNERS else []


def _is_set(run: Run, family: frozenset[str], name: str) -> bool:
    """Whether an attribute is set on objects of classes, or on what may be one, where these are defined."""
    for module in {one.partition(":")[0] for one in family}:
        for function in run.program.modules[module].functions:
            owner = run.program.enclosing(identity(module, function.name)) or ""
            around = run.program.functions.get(owner)
            is_other = around is not None and around.kind == "class" and owner not in family
            ops = function.numbered
            for op in ops.values():
                if not isinstance(op, ir.SetAttribute) or op.name != name or _is_put_back(ops, op):
                    continue
                if not (is_other and (op.base,) == function.positional[:1]):
                    return True
    return False


def _is_put_back(ops: Mapping[int, ir.Op], op: ir.SetAttribute) -> bool:
    """Whether an attribute is set to itself, perhaps after it was changed in place: `self.x += 1`."""
    value = ops.get(op.value) if isinstance(op.value, int) else None
    if isinstance(value, ir.Binary) and value.in_place:
        value = ops.get(value.left) if isinstance(value.left, int) else None
    return isinstance(value, ir.GetAttribute) and value.name == op.name and value.base == op.base


def fields(run: Run, cls: str) -> list[tuple[str, str, ir.Operand | None]]:
    """The annotated fields of a class and its bases, which a constructor that is not written out takes, in order: the
    name of each, the class that has it, and its default.
    """
    found: dict[str, tuple[str, ir.Operand | None]] = {}
    for one in reversed(run.orders.get(cls, (cls,))):
        body = run.program.functions.get(one)
        if body is not None and body.kind == "class":
            stored = {op.name: op.value for op in body.body if isinstance(op, ir.Store)}
            for op in body.body:
                if isinstance(op, ir.Annotate):
                    found[op.name] = one, stored.get(op.name)
    return [(name, owner, default) for name, (owner, default) in found.items()]
