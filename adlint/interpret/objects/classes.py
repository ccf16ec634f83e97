"""Classes: the order in which attributes are looked up, and what calling a class does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from adlint.interpret.collections.containers import content, fill_dict, sequence
from adlint.interpret.collections.inherited import take
from adlint.interpret.collections.mappings import fill
from adlint.interpret.collections.text import text
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.memory.atoms import (
    ITEM,
    RAISES,
    RESULT,
    Atom,
    Closure,
    Method,
    Value,
    Wrapped,
    atoms,
    join,
    joined,
)
from adlint.interpret.memory.spaces import Class, Object, is_any
from adlint.interpret.objects import binding, enums, fields, metaclasses
from adlint.interpret.objects.abstract import abstract_members, is_protocol
from adlint.interpret.objects.dispatch import call_method, methods_of, parted
from adlint.interpret.objects.exceptions import keep_arguments
from adlint.interpret.objects.field_atoms import is_field
from adlint.interpret.objects.lookup import lookup
from adlint.interpret.objects.receivers import RECEIVED
from adlint.interpret.objects.setting import put_on_instance
from adlint.interpret.views.described import External, Unknown
from adlint.ir import Const


def linear(cls: Class, bases: Sequence[Class | External]) -> tuple[Class | External, ...]:
    """The class and its bases in the order of lookup (C3; Barrett et al. 1996). Where there is none, Python
    raises; here the first of those left comes next.
    """
    if len(bases) == 1:
        return (cls, *(bases[0].order if isinstance(bases[0], Class) else bases))
    sequences = [list(base.order) if isinstance(base, Class) else [base] for base in bases] + [list(bases)]
    order: list[Class | External] = [cls]
    while sequences := [sequence for sequence in sequences if sequence]:
        heads = [sequence[0] for sequence in sequences]
        best = next((head for head in heads if not any(head in other[1:] for other in sequences)), heads[0])
        order.append(best)
        sequences = [[one for one in sequence if one != best] for sequence in sequences]
    return tuple(order)


CASES = "*cases"  # of what is stored anywhere: the test cases of the program
_CASES = (External("unittest.TestCase"), External("unittest.IsolatedAsyncioTestCase"))


def define(f: Frame, cls: Class, bases: list[Value], keywords: list[tuple[str, Value]], at: int) -> None:
    """Finish a class whose body was evaluated: its order, the hooks of its bases, and what its metaclass does."""
    form(f, cls, bases, keywords, at)
    if cls.metaclass is not None:
        metaclasses.set_up(f, at, cls, cls.metaclass, bases, keywords)


def form(f: Frame, cls: Class, bases: list[Value], keywords: list[tuple[str, Value]], at: int) -> None:
    """What `type.__new__` does with a class whose members are known."""
    known = [atom for base in bases for atom in _ours_first(_meant(f, base, at)) if _is_base(atom)]
    cls.order = linear(cls, known)  # type: ignore[arg-type]
    cls.is_single = len(known) < 2 and all(base.__class__ is External or base.is_single for base in known)  # type: ignore[union-attr]
    cls.factories = tuple([key for key, value in (cls.fields or {}).items() if is_field(value)])
    cls.roles = fields.roles(cls)
    cls.is_protocol = is_protocol(bases)
    cls.abstract = abstract_members(f, cls, keywords)
    for base in cls.order[1:]:
        if isinstance(base, Class):
            f.task.put(base.below, cls, cls)
            cls.metaclass = cls.metaclass or base.metaclass
    for name, value in keywords:
        if name == "metaclass":
            cls.metaclass = next((atom for atom in atoms(value) if isinstance(atom, Class)), cls.metaclass)
    hook = lookup(f, cls, "__init_subclass__", after=cls)
    if hook is not None and hook.__class__ is not External:
        given = Arguments((), tuple([pair for pair in keywords if pair[0] != "metaclass"]))
        for one in atoms(hook):
            callee = Method(one, cls) if isinstance(one, Closure) else binding.on_class(one, cls)
            f.call(at, callee, given)
    _name_members(f, cls, at)
    for key in cls.fields or () if f.task.scale.operations else ():
        if isinstance(key, str) and (key == "__call__" or not key.startswith("__")):
            f.task.add(f.world.owners, key, cls)
    if any(base in cls.order for base in _CASES):
        f.task.add(f.world.stored, CASES, cls)
    if enums.is_enumeration(cls):
        enums.make_members(f, at, cls)


def begin(f: Frame, name: Value | None, members: Value | None) -> Class:
    """A new class with the members of a dict, which is not formed yet."""
    said = name.value if isinstance(name, Const) else "<class>"
    cls = f.task.new_class(f"{f.identity}.{said}")
    for atom in atoms(members) if members is not None else ():
        if isinstance(atom, Object) and atom.kind == "dict" and cls.fields is not None:
            cls.fields.update({k: v for k, v in content(f, atom).items() if isinstance(k, str)})
    return cls


def _made_class(f: Frame, at: int, meta: Class, given: Arguments) -> Value | None:
    """What calling a metaclass gives, set up by its `__init__` if it is a class of its; None if nothing is known."""
    maker = lookup(f, meta, "__new__")
    if maker is None or maker.__class__ is External:
        made: Value | None = of_metaclass(f, at, meta, given)
    else:
        plain = joined([binding.on_class(one, meta) for one in atoms(maker)])
        made = f.call(at, plain or RESULT, given.behind(meta))
    member = lookup(f, meta, "__init__")
    for one in atoms(made) if made is not None and member is not None else ():
        if isinstance(one, Class) and one.metaclass is not None and meta in one.metaclass.order:
            f.call(at, binding.bind(f, member, one, meta, at), given)  # type: ignore[arg-type]
    return made


def of_metaclass(f: Frame, at: int, meta: Class, given: Arguments) -> Class | None:
    """The class that `type.__new__(meta, name, bases, members)` makes where no class statement asks for it."""
    if len(given.positional) < 3 or _TYPE not in meta.order:
        return None
    name, bases, members = given.positional[:3]
    cls = begin(f, name, members)
    form(f, cls, list(sequence(f, bases) or []), [("metaclass", meta)], at)
    return cls


_TYPE = External("builtins.type")


def _name_members(f: Frame, cls: Class, at: int) -> None:
    for name in f.task.keys(cls):
        value = f.task.get(cls, name)
        for atom in atoms(value) if value is not None else ():
            if isinstance(atom, Object) and atom.kind == "instance":
                from_name = text(str(name))
                call_method(f, at, atom, "__set_name__", cls, from_name)


def _meant(f: Frame, base: Value, at: int) -> Value:
    """What an object that stands for bases says that they are."""
    said = call_method(f, at, base, "__mro_entries__", RESULT) if isinstance(base, Object) else None
    return base if said is None else joined(sequence(f, said) or []) or base


def _ours_first(base: Value) -> list[Atom]:
    """What a base may be: where it is imported or else defined, what the program defines is looked at first."""
    return sorted(atoms(base), key=lambda atom: atom.__class__ is External)


def _is_base(atom: Atom) -> bool:
    return isinstance(atom, Class) or (isinstance(atom, External) and atom.path != "builtins.object")


def instantiate(f: Frame, at: int, cls: Class, given: Arguments) -> Value:
    """The object that calling a class gives."""
    if cls.metaclass is not None:
        special = lookup(f, cls.metaclass, "__call__")
        if special is not None and special.__class__ is not External:
            return f.call(at, binding.bind(f, special, cls, cls.metaclass, at), given)
    if len(given.positional) == 1 and enums.is_enumeration(cls):
        member = enums.member_of(f, at, cls, given.positional[0])
        if member is not None:
            return member
    return fill_dict(f, f.make("dict", at), given) if _TABLE in cls.order else construct(f, at, cls, given)


_TABLE = External("typing.TypedDict")


def construct(f: Frame, at: int, cls: Class, given: Arguments) -> Value:
    """What `type.__call__` does: make an object, and let `__init__` set it up."""
    if _TYPE in cls.order and (made_class := _made_class(f, at, cls, given)) is not None:
        return made_class
    made: Value | None = None
    maker = lookup(f, cls, "__new__")
    if maker is not None and maker.__class__ is not External:
        for one in atoms(maker):
            plain = binding.on_class(one, cls)
            value = f.call(at, plain, given.behind(cls))
            made = value if made is None else join(made, value)
        ours = [a for a in atoms(made or ()) if isinstance(a, Object) and a.cls is not None]
        is_known = made is RAISES or made.__class__ is not Unknown
        if made is not None and is_known and not any(cls in a.cls.order for a in ours if a.cls is not None):
            return made
        made = joined(ours)
    if made is None:
        made = new_instance(f, at, cls)
    for one in atoms(made) if given.positional else ():
        if isinstance(one, Object):
            keep_arguments(f, at, one, given)
    receivers = [a for a in atoms(made) if isinstance(a, Object) and a.cls is not None and _may_be_of(a, cls)]
    together, others = parted(f, receivers, "__init__")
    if together:
        f.call(at, joined(methods_of(f, at, together, "__init__")) or RESULT, given)
    ends = bool(others) and not together and cls.metaclass is None  # which may set up what decides
    for receiver in others:
        assert receiver.cls is not None
        ends = set_up(f, at, receiver, receiver.cls, given) is RAISES and ends
        fields.finish(f, at, receiver)
    return RAISES if ends else made


def _may_be_of(made: Object, cls: Class) -> bool:
    """Whether what `__new__` gave may be an object of the class that was called: others are not set up."""
    return made.cls is not None and (cls in made.cls.order or (is_any(made) and made.cls in cls.order))


def new_instance(f: Frame, at: int, cls: Class) -> Object:
    """A new object of a class; past some in one task all are the same."""
    task = f.task
    count = task.instances.get(cls, 0)
    site = cls.site(f.identity, at) if task.scale.instances > 1 and _is_record(f, cls) else None
    if count >= task.scale.instances:
        return cls.generic if site is None else site
    made = f.make("instance", at, cls)
    task.instances[cls] = count + 1
    return made


def of_library(f: Frame, at: int, path: str, methods: Mapping[str, Value]) -> Object:
    """A new object of a library's class that calls these functions in the stead of its methods."""
    cls = f.task.new_class(f"{f.identity}.{path.rpartition('.')[2]}")
    cls.order = (cls, External(path))
    assert cls.fields is not None
    cls.fields.update({name: Wrapped("staticmethod", callee) for name, callee in methods.items()})
    return f.make("instance", at, cls)


def _is_record(f: Frame, cls: Class) -> bool:
    """Whether a class has fields, which whoever makes an object gives."""
    if not any(one.__class__ is Class and one.annotated for one in cls.order):
        return False
    return not isinstance(lookup(f, cls, "__init__"), Closure | Wrapped | tuple) and not _makes_itself(f, cls)


_OBJECT = External("builtins.object")


def _makes_itself(f: Frame, cls: Class) -> bool:
    """Whether a class says itself, and no library, what becomes of arguments: annotated names are no fields then."""
    is_ours = all(one.__class__ is Class or one == _OBJECT for one in cls.order)
    if is_ours and isinstance(lookup(f, cls, "__new__"), Closure | Wrapped):
        return lookup(f, cls, fields.FIELDS) is None and lookup(f, cls, fields.ATTRS) is None
    return False


def set_up(f: Frame, at: int, made: Object, cls: Class, given: Arguments) -> Value:
    """Call `__init__`, and return what it does, or fill in the fields of a dataclass or named tuple."""
    member = lookup(f, cls, "__init__")
    if member is not None and (member.__class__ is not External or member.path in RECEIVED):
        return f.call(at, binding.bind(f, member, made, cls, at), given)
    if member is not None or given.positional or given.keywords:
        fill(f, at, made, given)
        take(f, made, given)
    ours = [one for one in reversed(cls.order) if isinstance(one, Class)]
    names = dict.fromkeys([name for one in ours for name in one.annotated])
    if not names or _makes_itself(f, cls):
        return made
    is_attrs = lookup(f, cls, fields.ATTRS) is not None
    order = fields.positional(f, cls) if given.positional else ()
    called = {name.lstrip("_"): name for name in names} if is_attrs else {}
    keywords = [(called.get(name, name), value) for name, value in given.keywords]
    passed = dict([*zip(order, given.positional, strict=False), *keywords])
    special = {name for one in ours for name in one.factories}
    for name in names if special else [one for one in passed if one in names]:
        value = passed.get(name)
        if name in special:
            value = fields.default(f, at, made, name) if value is None else value
            value = None if value is None else fields.converted(f, at, cls, name, value)
        if value is not None:
            put_on_instance(f, made, cls, name, value, certain=True)
    for name in names if special else ():
        fields.check(f, at, made, cls, name)
    if is_attrs:
        call_method(f, at, made, "__attrs_pre_init__")
        return call_method(f, at, made, "__attrs_post_init__") or made
    return call_method(f, at, made, "__post_init__", *_init_only(f, cls, given)) or made


def _init_only(f: Frame, cls: Class, given: Arguments) -> list[Value]:
    """What is passed on to `__post_init__`: the fields that are declared as `InitVar`."""
    only = fields.init_only(cls)
    order = fields.positional(f, cls) if only else ()
    passed = dict([*zip(order, given.positional, strict=False), *given.keywords])
    return [passed.get(name) or lookup(f, cls, name) or ITEM for name in only]


def subscripted(f: Frame, at: int, cls: Class, index: Value) -> Value | None:
    """`cls[index]`: what its metaclass or `__class_getitem__` gives; None if neither is there."""
    if cls.metaclass is not None:
        member = lookup(f, cls.metaclass, "__getitem__")
        if isinstance(member, Closure):
            return f.call(at, Method(member, cls), Arguments((index,)))
    named = enums.member_named(f, cls, index)
    if named is not None:
        return named
    member = lookup(f, cls, "__class_getitem__")
    for atom in atoms(member) if member is not None and member.__class__ is not External else ():
        callee = Method(atom, cls) if isinstance(atom, Closure) else binding.on_class(atom, cls)
        return f.call(at, callee, Arguments((index,)))
    return None
