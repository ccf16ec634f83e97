"""What a metaclass does with a class whose body was evaluated."""

from __future__ import annotations

from adlint.interpret.collections.containers import content, of_items
from adlint.interpret.collections.text import text
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.memory.atoms import RESULT, Atom, Closure, Value, Wrapped, atoms, joined
from adlint.interpret.memory.spaces import Class, Object
from adlint.interpret.objects import binding
from adlint.interpret.objects.dispatch import call_method
from adlint.interpret.objects.lookup import lookup
from adlint.interpret.views.described import External
from adlint.interpret.world import DEFINED


def set_up(
    f: Frame, at: int, cls: Class, meta: Class, bases: list[Value], keywords: list[tuple[str, Value]]
) -> None:
    """What the metaclass does with a new class: its `__prepare__`, its `__new__`, which asks `type` for it, and its
    `__init__`.
    """
    others = tuple([pair for pair in keywords if pair[0] != "metaclass"])
    given = Arguments((plain_name(cls), of_items(f, "tuple", at, bases, None)), others)
    prepared = _prepared(f, at, cls, meta, given)
    makers = [lookup(f, meta, name) for name in ("__new__", "__init__")]
    if not any(isinstance(maker, Closure | tuple) for maker in makers):
        return
    body: Atom | None = prepared
    if body is None:
        body = f.task.new_object("dict", None, at, f.identity)
        body.fields = {key: value for key in f.task.keys(cls) if (value := f.task.get(cls, key)) is not None}
    given = Arguments((*given.positional, body), others)
    f.task.put(meta.shared, DEFINED, cls)
    for maker, first in zip(makers, (meta, cls), strict=True):
        for one in atoms(maker) if maker is not None else ():
            if isinstance(one, Closure | Wrapped):
                f.call(at, one.callee if isinstance(one, Wrapped) else one, given.behind(first))
    f.task.put(meta.shared, DEFINED, None)


def plain_name(cls: Class) -> Value:
    """The name of a class as a text."""
    return text(cls.name.rpartition(".")[2].rpartition(":")[2])


def _prepared(f: Frame, at: int, cls: Class, meta: Class, given: Arguments) -> Object | None:
    """What the metaclass's `__prepare__` gives, if it is an object of the program; Python calls it before the body,
    which sets its items.
    """
    member = lookup(f, meta, "__prepare__")
    if member is None or member.__class__ is External:
        return None
    made = f.call(at, joined([binding.on_class(one, meta) for one in atoms(member)]) or RESULT, given)
    if not isinstance(made, Object) or made.kind != "instance":
        return None
    edges, f.edges = f.edges, f.task.edges.setdefault(cls.name, {})
    for key in f.task.keys(cls):
        value = f.task.get(cls, key)
        if isinstance(key, str) and value is not None:
            call_method(f, at, made, "__setitem__", text(key), value)
    f.edges = edges
    return made


def made_by_type(f: Frame, meta: Class, given: Arguments) -> Value | None:
    """What `type.__new__(meta, name, bases, body)` gives: the class of the body, with what was added."""
    cls = f.task.get(meta.shared, DEFINED)
    body = given.at(2)
    if isinstance(cls, Class) and isinstance(body, Object) and body.kind == "dict":
        for key, value in content(f, body).items():
            if isinstance(key, str) and f.task.get(cls, key) is not value:
                f.task.put(cls, key, value)
    return cls
