"""What the parameters of a function are that is evaluated for itself: whatever callers may pass."""

from __future__ import annotations

from adlint import ir
from adlint.interpret.evidence.annotations import instance_of
from adlint.interpret.evidence.declared import admitted
from adlint.interpret.evidence.structural import supposed
from adlint.interpret.memory.atoms import Closure, Parameter, Unknown, Value, Wrapped, atoms, informative, join, joined
from adlint.interpret.memory.spaces import REST, Class, Fields, Object
from adlint.interpret.objects.adopted import adopting
from adlint.interpret.objects.derived import derived
from adlint.interpret.scheduling.deferring import merge
from adlint.interpret.task import Task
from adlint.interpret.world import REMADE

MAKERS = 12  # derived classes that the first parameter of a class method may be
_MADE = frozenset({"__new__", "__init_subclass__", "__class_getitem__"})


def generic(task: Task, closure: Closure, function: ir.Function) -> Fields:
    """The parameters of a function that is evaluated for itself: whatever callers may pass."""
    fields: Fields = {}
    declared = dict(closure.annotations)
    is_root = closure.function == task.root
    for position, parameter in enumerate(function.parameters):
        name = parameter.name
        is_first = position == 0 and parameter.kind in ("positional", "any")
        if is_first and closure.owner is not None:
            receiver = receivers(task, closure, closure.owner)
            if receiver is not None:
                fields[name] = receiver
                continue
        if parameter.kind in ("*", "**"):
            fields[name] = _collected(task, closure, parameter)
            continue
        value: Value = Parameter(name) if is_root else Unknown("what a caller passes")
        default = closure.defaults.get(name)
        if default is not None and informative(default):
            value = join(value, default)
        known = task.get(task.world.function(closure.function), name) if name in declared else None
        if known is not None and is_root:
            task.received[name] = admitted(task, closure, name, declared[name], known)
        elif name in declared and known is None:
            annotated = instance_of(task, closure, declared[name])
            value = value if annotated is None else join(value, annotated)
        elif is_root and name not in declared and task.get(task.world.function(closure.function), name) is None:
            objects = supposed(task, closure, function, name)
            value = value if objects is None else join(value, objects)
        for cls in adopting(task, closure.function)[:MAKERS] if is_first and closure.owner is None else ():
            value = join(value, cls.anyone)
        fields[name] = value
    return fields


def _collected(task: Task, closure: Closure, parameter: ir.Parameter) -> Value:
    known = task.get(task.world.function(closure.function), parameter.name)
    made = task.new_object("tuple" if parameter.kind == "*" else "dict", None, -1, closure.function)
    is_root = closure.function == task.root
    made.fields = {REST: Parameter(parameter.name, ("[]",)) if is_root else Unknown("an extra argument")}
    for atom in atoms(known) if known is not None else ():
        if isinstance(atom, Object):
            merge(task, made, atom)
    return made


def receivers(task: Task, closure: Closure, owner: Class) -> Value | None:
    """What the first parameter of a method may be: any object of the class, or of one that inherits it."""
    name = closure.function.rpartition(".")[2].partition("#")[0]
    other = task.get(owner.shared, REMADE)
    owner = other if isinstance(other, Class) else owner
    member = task.get(owner, name)
    if member is closure and name not in _MADE:
        return owner.anyone
    kinds = (
        {atom.kind for atom in atoms(member) if isinstance(atom, Wrapped)} if member is not None else set()
    )
    if "staticmethod" in kinds:
        return None
    if "classmethod" in kinds or name in _MADE:
        below = [cls for cls in derived(task, owner) if task.get(cls, name) is None]
        return joined([owner, *below[:MAKERS]])
    return owner.anyone
