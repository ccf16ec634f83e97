"""Methods that Python itself looks up in the class of an object."""

from __future__ import annotations

from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.memory.atoms import TOO_MANY, Atom, Builtin, Partial, Value, atoms, joined
from adlint.interpret.memory.spaces import Class, Object
from adlint.interpret.objects.abstract import concrete
from adlint.interpret.objects.binding import bind
from adlint.interpret.objects.derived import overriding
from adlint.interpret.objects.lookup import lookup
from adlint.interpret.objects.receivers import INSTEAD, MIXED
from adlint.interpret.views.described import External
from adlint.ir import Const

CLASSES = 5  # of which an object may be any; with more it is not known of which it is
# what every object does, so that asking one for it tells nothing of its class
_OF_ALL = frozenset({"__eq__", "__ne__", "__hash__", "__repr__", "__str__", "__format__"})
APART = 8  # objects that are asked one by one
_NO_METHODS = frozenset({External, Const, type(None)})
_MIXED = frozenset(name for names in MIXED.values() for name in names)
_ASKED = frozenset(name for known in INSTEAD.values() for name in known)


def _instead(f: Frame, cls: Class, name: str) -> Value | None:
    """What a library's class calls where this method is asked for."""
    if name not in _ASKED:
        return None
    for base in cls.order:
        other = INSTEAD.get(base.path) if isinstance(base, External) else None
        if other is not None and name in other:
            return lookup(f, cls, other[name])
    return None


def mixed_in(cls: Class, name: str) -> Value | None:
    """What an abstract collection gives a class that has not got the method itself."""
    for base in cls.order:
        if isinstance(base, External) and name in MIXED.get(base.path, ()):
            return Partial(Builtin(base, "mixed in"), (Const(repr(name), name),), ())
    return None


def asked(value: Value) -> tuple[Atom, ...]:
    """The objects that are asked for what every object does: of a long sum with objects of many classes in it not
    those that stand for any of a class, for others would be as likely.
    """
    if value.__class__ is not tuple:
        return atoms(value)
    told = tuple([a for a in value if a.__class__ is not Object or a.cls is None or a is not a.cls.generic])
    return told if TOO_MANY in value or len(value) - len(told) > CLASSES else value


def is_of_few(value: Value) -> bool:
    """Whether the objects that it may be are of few classes: with many, others would be as likely."""
    found = atoms(value)
    return TOO_MANY not in found and len({a.cls for a in found if isinstance(a, Object) and a.cls}) <= CLASSES


def method_of(f: Frame, cls: Class, name: str) -> Value | None:
    """The method of that name that is called of objects of a class, None if there is none of the program."""
    member = concrete(name, lookup(f, cls, name)) or _instead(f, cls, name)
    if name in _MIXED and (member is None or member.__class__ is External):
        member = mixed_in(cls, name) or member
    return None if member.__class__ in _NO_METHODS else member


def parted(f: Frame, objects: list[Object], name: str) -> tuple[list[Object], list[Object]]:
    """Of many objects those that have a method, to be asked all at once, and those that are asked one by one: which of
    many gives what is not told apart, for that takes a call for each.
    """
    if len(objects) <= APART:
        return [], objects
    classes = dict.fromkeys(one.cls for one in objects)
    having = {cls for cls in classes if cls is not None and method_of(f, cls, name) is not None}
    return [one for one in objects if one.cls in having], [one for one in objects if one.cls not in having]


def methods_of(f: Frame, at: int, objects: list[Object], name: str) -> list[Value]:
    """The method of each object that has it, to be called on it."""
    found: list[Value] = []
    for one in objects:
        member = None if one.cls is None else method_of(f, one.cls, name)
        if member is not None and one.cls is not None:
            found.append(bind(f, member, one, one.cls, at))
    return found


def call_method(f: Frame, at: int, receiver: Value, name: str, *arguments: Value) -> Value | None:
    """The result of a method of objects of the program that Python itself looks up in their class; None if
    there is none.
    """
    methods: list[Value] = []
    for atom in asked(receiver) if name in _OF_ALL else atoms(receiver):
        if atom.__class__ is Class and atom.metaclass is not None:
            member = lookup(f, atom.metaclass, name)
            if member is not None and member.__class__ is not External:
                methods.append(bind(f, member, atom, atom.metaclass, at))
        if isinstance(atom, Object) and atom.cls is not None:
            methods += methods_of(f, at, [atom], name)
            if atom is atom.cls.anyone:
                for owner, below in overriding(f.task, atom.cls, name):
                    own = concrete(name, f.task.get(owner, name))
                    if own is not None and own.__class__ is not Const:
                        methods.append(bind(f, own, below.anyone, below, at))
    callee = joined(methods)
    return None if callee is None else f.call(at, callee, Arguments(arguments))
