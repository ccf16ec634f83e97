"""Classes: made from their bodies, with the order of their bases; and instances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from adlint import ir
from adlint.evaluate.errors import Raised
from adlint.evaluate.invocation.mixins import mixed
from adlint.evaluate.machine import Frame, Given, Machine
from adlint.evaluate.operation.attributes import MISSING, inherited, plain_name
from adlint.evaluate.operation.containers import ALIAS, base_kind
from adlint.evaluate.values import Bound, Descriptor, External, Ref, Super, Transformed, Unknown, Value
from adlint.interpret.program import identity

OBJECT = External("builtins.object")
CELL = "__classcell__"  # where a namespace names the body that it comes from, as in Python


def make_class(m: Machine, f: Frame, op: ir.MakeClass, bases: Sequence[Value], keywords: Mapping[str, Value]) -> Value:
    """The class that a class statement makes: its metaclass has a say, as far as it is one of the program."""
    code = identity(f.module, op.body)
    body = m.functions[code]
    around = f.variables.address if f.function.kind != "module" else None
    scope = m.store.new("scope", code=code, around=around)
    m.store[scope].fields["__module__"] = f.module
    m.store[scope].fields["__qualname__"] = body.name
    frame = Frame(code, body, f.module, scope)
    bases = _resolved(m, bases)
    meta = keywords.get("metaclass") or _metaclass(m, bases)
    options = {name: value for name, value in keywords.items() if name != "metaclass"}
    m.stack.append(frame)
    try:
        m.run(frame, body.body)
    finally:
        m.stack.pop()
    namespace = m.store.new("dict", fields={**m.store[scope].fields, CELL: scope})
    creator = inherited(m, meta, "__new__") if isinstance(meta, Ref) else MISSING
    given = Given((meta, plain_name(body.name), tuple(bases), namespace), options)
    made = new_class(m, given) if creator is MISSING else m.tables.call(m, creator, given)
    initialiser = inherited(m, meta, "__init__") if isinstance(meta, Ref) else MISSING
    if initialiser is not MISSING and isinstance(made, Ref):
        m.tables.call(m, Bound(initialiser, made), Given(given.positional[1:], options))
    return made


def new_class(m: Machine, given: Given) -> Value:
    """`type.__new__(metaclass, name, bases, namespace)`, with the options of a class statement."""
    meta, name, listed, namespace = given.positional[:4]
    if not isinstance(namespace, Ref) or not isinstance(listed, tuple):
        return m.say_unknown("a class is made of what is not known", given.positional)
    bases = _resolved(m, listed)
    fields = dict(m.store[namespace].fields)
    scope = fields.pop(CELL, None)
    code = m.store[scope].code if isinstance(scope, Ref) else f"{fields.get('__module__', '')!s}:{name!s}"
    made = m.store.new("class", fields=fields, code=code, cls=meta if isinstance(meta, Ref) else _metaclass(m, bases))
    if isinstance(scope, Ref):
        m.classes[scope.address] = made
    m.store[made].order = _linearised(m, made, bases)
    for name, value in fields.items():
        if isinstance(value, Ref) and m.store[value].kind == "instance" and isinstance(m.store[value].cls, Ref):
            hook = inherited(m, m.store[value].cls, "__set_name__")  # type: ignore[arg-type]
            if hook is not MISSING:
                m.call(Bound(hook, value), made, name)
    return _prepared(m, made, given.keywords)


def _prepared(m: Machine, made: Ref, options: Mapping[str, Value]) -> Value:
    """The class after its bases have had their say: `__init_subclass__`, and what library bases make of it."""
    for one in m.store[made].order[1:]:
        if isinstance(one, Ref) and "__init_subclass__" in m.store[one].fields:
            hook = m.store[one].fields["__init_subclass__"]
            function = hook.functions[0] if isinstance(hook, Descriptor) else hook
            m.tables.call(m, Bound(function, made), Given((), options))
            break
    for one in m.store[made].order:
        if isinstance(one, External):
            library = m.library(one.path)
            if library is not None:
                library.subclassed(m, one.path, made)
    return made


def _resolved(m: Machine, bases: Sequence[Value]) -> list[Value]:
    """Bases without type parameters: `Generic[T]` is `Generic`."""
    found: list[Value] = []
    for base in map(_plain, bases):
        if isinstance(base, Unknown):
            m.notes.setdefault(f"a base of a class is not known: {base.reason}", None)
        elif base not in (External("typing.Generic"), External("typing.Protocol"), External("abc.ABC")):
            found.append(mixed(m, base))
    return found


def _plain(base: Value) -> Value:
    return base.function if isinstance(base, Transformed) and base.transform == ALIAS else base


def _metaclass(m: Machine, bases: Sequence[Value]) -> Value:
    return next((m.store[base].cls for base in bases if isinstance(base, Ref) and m.store[base].cls is not None), None)


def _linearised(m: Machine, made: Ref, bases: Sequence[Value]) -> tuple[Value, ...]:
    """The C3 order of a class and its bases. Raised if there is none."""
    lists = [[*_order(m, base)] for base in bases] + [list(bases)]
    found: list[Value] = [made]
    while any(lists):
        lists = [one for one in lists if one]
        head = next((one[0] for one in lists if not any(one[0] in other[1:] for other in lists)), None)
        if head is None:
            raise Raised("TypeError", "there is no consistent order of the bases of a class")
        found.append(head)
        lists = [[other for other in one if other != head] for one in lists]
    return (*[one for one in found if one != OBJECT], OBJECT)


# classes of the standard library that hold what a builtin one holds, whose methods stand for theirs
_ALIKE = {"collections.deque": External("builtins.list"), "collections.OrderedDict": External("builtins.dict")}


def _order(m: Machine, base: Value) -> tuple[Value, ...]:
    if isinstance(base, External) and base.path in _ALIKE:
        return _ALIKE[base.path], base
    return m.store[base].order if isinstance(base, Ref) and m.store[base].kind == "class" else (base,)


def instantiate(m: Machine, cls: Ref, given: Given) -> Value:
    """A new instance: `__new__`, then `__init__`."""
    maker = inherited(m, cls, "__new__")
    if maker is MISSING:
        made: Value = bare(m, cls, given)
    else:
        made = m.tables.call(m, maker, Given((cls, *given.positional), given.keywords))
    if isinstance(made, Ref) and m.store[made].kind == "instance" and _is_of(m, made, cls):
        initialiser = inherited(m, cls, "__init__")
        if initialiser is not MISSING:
            m.tables.call(m, Bound(initialiser, made), given)
    return made


def bare(m: Machine, cls: Ref, given: Given) -> Ref:
    """An instance before it is initialised, with what a builtin base holds: what changes is filled by `__init__`, where
    the class writes one.
    """
    made = m.store.new("instance", cls=cls)
    holds = "tuple" if External("builtins.tuple") in m.store[cls].order else base_kind(m, m.store[made])
    if given.positional and (holds == "tuple" or (holds and inherited(m, cls, "__init__") is MISSING)):
        copied = m.call(External(f"builtins.{holds}"), *given.positional[:1])
        if isinstance(copied, tuple):
            m.store[made].items = list(copied)
        elif isinstance(copied, Ref):
            m.store[made].items = list(m.store[copied].items)
            m.store[made].fields = dict(m.store[copied].fields)
    elif is_exception(m, cls):
        m.store[made].fields["args"] = given.positional
    return made


def is_exception(m: Machine, cls: Ref) -> bool:
    """Whether a class is one of exceptions."""
    return any(isinstance(one, External) and one.path.endswith(("Error", "Exception")) for one in m.store[cls].order)


def is_subclass(m: Machine, cls: Value, other: Value) -> bool:
    """Whether a class is another or inherits from it."""
    return cls == other or (isinstance(cls, Ref) and m.store[cls].kind == "class" and other in m.store[cls].order)


def _is_of(m: Machine, made: Ref, cls: Ref) -> bool:
    return is_subclass(m, m.store[made].cls, cls)


def super_of(m: Machine, frame: Frame, given: Given) -> Value:
    """`super()`: of the class whose body the running method stands in, or of the one that is named."""
    if len(given.positional) == 2:
        after, receiver = given.positional
        return Super(after, receiver) if isinstance(after, Ref) else Unknown("super of something that is no class")
    scope = m.store[frame.variables].around
    while scope is not None and scope not in m.classes:
        scope = m.store.objects[scope].around
    first = next((p.name for p in frame.function.parameters), None)
    fields = m.store[frame.variables].fields
    receiver = fields.get(first) if first is not None else None
    if isinstance(receiver, tuple) and frame.function.parameters[0].kind == "*":
        receiver = receiver[0] if receiver else None
    if scope is None or receiver is None:
        return Unknown("super() outside of a method")
    return Super(m.classes[scope], receiver)
