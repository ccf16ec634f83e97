"""Parameters of which nobody says what they are: the classes of the program that have all that is read of them."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from adlint import ir
from adlint.interpret.memory.atoms import Class, Closure, Value, Wrapped, atoms, joined
from adlint.interpret.objects.stored import stored
from adlint.interpret.scheduling.asked import TEXT
from adlint.interpret.task import Task
from adlint.interpret.views.described import External
from adlint.interpret.world import MET, PLAIN, REMADE, TESTED

CLASSES = (0, 1, 4, 6)  # that may be meant, by how many names are read that tell of what they are
_OBJECT = External("builtins.object")
_Names = frozenset[str]


class Reads(Struct, frozen=True):
    """The attributes that a function reads of a variable: `surely`, wherever it gets to its end, and all of them; and
    the attributes of its first parameter that it `keeps` it in.
    """

    surely: _Names
    all: _Names
    keeps: _Names


_NOTHING = Reads(frozenset(), frozenset(), frozenset())


def supposed(task: Task, closure: Closure, function: ir.Function, name: str) -> Value | None:
    """What a parameter may be of which no caller is known, and nothing else: any object of the classes that the
    function tells it from, or that have what it reads. Callers come first, so that this is asked in a second run alone.
    """
    if not task.scale.operations:
        return None
    known = task.world.function(closure.function)
    tested = task.get(known, (TESTED, name))
    if not task.is_again:
        task.waits = task.waits or bool(reads(function, name).all) or bool(reads(function, name).keeps)
        return None
    if task.get(known, (MET, name)) is not None:
        return None
    return tested or _having(task, closure, function, name)


def _having(task: Task, closure: Closure, function: ir.Function, name: str) -> Value | None:
    """What a parameter may be that is no container of Python's own: any object of a class that has all that the
    function reads of it, and the methods of its class where it is kept.
    """
    read = reads(function, name)
    kept = [_of_attribute(task, closure.owner, attribute) for attribute in read.keeps if closure.owner is not None]
    surely = read.surely.union(*(one.surely for one in kept))
    wanted = surely if surely - PLAIN else read.all.union(*(one.all for one in kept))
    telling = sorted([one for one in wanted if one not in PLAIN and not one.startswith("__")])
    if not telling:
        return None
    owners = [cls for one in telling for cls in _owners(task, one)]
    task.is_open = True  # others may be defined, or set the attributes, by and by
    classes = [cls for cls in dict.fromkeys(owners) if all(_has(task, cls, one) for one in wanted)]
    highest = [cls for cls in classes if not any(base in classes for base in cls.order[1:])]
    if closure.owner in highest and closure.function.endswith("__"):
        highest = [closure.owner]  # an operator's other side
    if len(telling) == 1 and not _is_of_one(task, owners, telling[0]):
        return None  # others have something of that name
    is_few = len(highest) <= CLASSES[min(len(telling), len(CLASSES) - 1)]
    return joined([cls.anyone for cls in highest]) if is_few else None


def fitting(task: Task, protocol: Class) -> list[Class]:
    """The classes that have all that a protocol declares, if these are few; none if all of it is that it is called."""
    names = sorted(protocol.abstract) + protocol.annotated
    telling = [one for one in names if one == "__call__" or not one.startswith("__")]
    if not telling or names == ["__call__"]:
        return []
    task.is_open = True  # others may be defined by and by
    owners = [cls for cls in _owners(task, telling[-1]) if protocol not in cls.order]
    found = [cls for cls in owners if not cls.is_protocol and all(_has(task, cls, one) for one in names)]
    return found if len(found) <= CLASSES[-1] else []


def _is_of_one(task: Task, owners: list[Class], name: str) -> bool:
    """Whether an attribute is one class's alone, or a method of one and of classes derived from it."""
    if task.get(task.world.stored, name) is not None:
        return False
    are_methods = all(isinstance(task.get(cls, name), Closure | Wrapped) for cls in owners)
    return len(owners) == 1 or (are_methods and any(all(top in cls.order for cls in owners) for top in owners))


def _owners(task: Task, name: str) -> list[Class]:
    """The classes that have an attribute themselves, but for those in whose place others stand."""
    found = task.get(task.world.owners, name)
    classes = [cls for cls in atoms(found) if isinstance(cls, Class)] if found is not None else []
    return [cls for cls in classes if task.get(cls.shared, REMADE) is None]


def _has(task: Task, cls: Class, name: str) -> bool:
    """Whether objects of a class are seen to have an attribute, or a base from a library may."""
    for owner in cls.order:
        if owner.__class__ is External:
            if owner != _OBJECT and not owner.path.startswith(("abc.", "typing.")):
                return True
        elif _has_itself(task, owner, name):  # type: ignore[arg-type]
            return True
    return stored(task, cls, name) is not None


def _has_itself(task: Task, cls: Class, name: str) -> bool:
    """Whether a class has an attribute, or its own methods set it, whatever to."""
    is_bound = task.get(cls, name) is not None or name in cls.annotated
    return is_bound or any(_sets(code, name) for code in _methods(task, cls))


def _methods(task: Task, cls: Class) -> list[ir.Function]:
    """The functions in the body of a class."""
    module = cls.name.partition(":")[0]
    task.asked[TEXT, module] = None
    table = task.world.program.tables.get(module, {})
    return [code for name, code in table.items() if name.rpartition(".")[0] == cls.name]


def _sets(function: ir.Function, name: str) -> bool:
    """Whether a function sets an attribute of its first parameter, whatever it is set to."""
    known: frozenset[str] | None = function.__dict__.get("sets")
    if known is None:
        first = function.positional[0] if function.positional else None
        found = [op for op, _ in _operations(function.body, is_sure=True) if isinstance(op, ir.SetAttribute)]
        known = function.__dict__["sets"] = frozenset([op.name for op in found if op.base == first])
    return name in known


def _of_attribute(task: Task, owner: Class | None, attribute: str) -> Reads:
    """What the methods of a class read of what its objects hold in an attribute."""
    if owner is None:
        return _NOTHING
    found = [reads(code, attribute, of_first=True) for code in _methods(task, owner)]
    surely = frozenset[str]().union(*(one.surely for one in found))
    return Reads(surely, frozenset[str]().union(*(one.all for one in found)), frozenset())


def reads(function: ir.Function, name: str, *, of_first: bool = False) -> Reads:
    """What a function reads of a parameter that it does not bind anew, or of an attribute of its first parameter."""
    known: dict[tuple[str, bool], Reads] = function.__dict__.setdefault("reads", {})
    if (name, of_first) not in known:
        known[name, of_first] = _reads(function, name, of_first)
    return known[name, of_first]


def _reads(function: ir.Function, name: str, of_first: bool) -> Reads:
    first = function.positional[0] if function.positional else None
    bases: set[ir.Operand] = set() if of_first else {name}
    surely, every, keeps = set[str](), set[str](), set[str]()
    for op, is_sure in _operations(function.body, is_sure=True):
        match op:
            case ir.Store() if op.name == (first if of_first else name):
                return _NOTHING
            case ir.GetAttribute() if of_first and op.base == first and op.name == name:
                bases.add(op.at)
            case ir.GetAttribute() if op.base in bases:
                every.add(op.name)
                surely.update([op.name] if is_sure else [])
            case ir.SetAttribute() if not of_first and op.value == name and op.base == first:
                keeps.add(op.name)
    return Reads(frozenset(surely), frozenset(every), frozenset(keeps))


def _operations(block: ir.Block, *, is_sure: bool) -> Iterator[tuple[ir.Op, bool]]:
    """The operations in a block and those in it, and of each whether it is done wherever the block is."""
    for op in block:
        yield op, is_sure
        for inner in ir.blocks(op):
            is_passed = is_sure and isinstance(op, ir.With | ir.Try) and inner is op.body
            yield from _operations(inner, is_sure=is_passed)
