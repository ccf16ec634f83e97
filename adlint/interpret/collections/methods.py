"""Methods of Python's own types: lists, sets, dicts, generators, texts, properties."""

from __future__ import annotations

from collections.abc import Callable

from adlint.interpret.collections.abstract_collections import call_abstract
from adlint.interpret.collections.containers import append, blur, content, held, is_uneven, item_at, sequence
from adlint.interpret.collections.dicts import call_dict
from adlint.interpret.collections.formatting import formatted
from adlint.interpret.collections.inherited import call_inherited
from adlint.interpret.collections.iteration import extend, items_of
from adlint.interpret.collections.ranking import compare, rank
from adlint.interpret.collections.streams import call_stream
from adlint.interpret.collections.text import text_method
from adlint.interpret.flow.managers import BY_HAND, MANAGERS, by_hand
from adlint.interpret.flow.suspending import handed, resumed, scheduled
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.memory.atoms import (
    ITEM,
    RESULT,
    Atom,
    Builtin,
    Closure,
    Method,
    Partial,
    Text,
    Value,
    Wrapped,
    atoms,
    joined,
)
from adlint.interpret.memory.spaces import REGISTERED, REST, Class, Object, is_generic
from adlint.interpret.objects.attributes import attribute, in_order
from adlint.interpret.objects.callables import of_callable
from adlint.interpret.objects.classes import construct, new_instance, of_metaclass
from adlint.interpret.objects.computed import unnamed
from adlint.interpret.objects.derived import derived
from adlint.interpret.objects.dispatch import call_method
from adlint.interpret.objects.dispatching import register
from adlint.interpret.objects.exceptions import keep_arguments
from adlint.interpret.objects.function_methods import call_function
from adlint.interpret.objects.hashing import ask_hash, rivals
from adlint.interpret.objects.lacking import HANDED
from adlint.interpret.objects.metaclasses import made_by_type
from adlint.interpret.objects.properties import call_property
from adlint.interpret.objects.receivers import RECEIVED
from adlint.interpret.objects.setting import put_on_instance
from adlint.interpret.objects.special import binary
from adlint.interpret.views.described import External
from adlint.ir import Const

_RESUMING = frozenset({"send", "throw", "close", "__next__", "asend", "athrow", "aclose", "__anext__", "__await__"})
_ADD = frozenset({"append", "add", "put", "put_nowait"})
_NONE = Const("None", None)


def call_builtin(f: Frame, at: int, callee: Builtin, given: Arguments) -> Value:
    """The result of calling a method of something that is Python's own."""
    receiver, name = callee.receiver, callee.name
    if name in FUNCTIONS:
        return FUNCTIONS[name](f, at, given)
    match receiver:
        case Object(kind="dict"):
            return call_dict(f, at, receiver, name, given)
        case Object() if name in BY_HAND and receiver.kind in MANAGERS:
            return by_hand(f, at, receiver, name)
        case Object(kind="generator" | "coroutine"):
            return _generator(f, receiver, name, given)
        case Object(kind="dispatch" | "dispatchmethod") if name == "register":
            return register(f, receiver, given)
        case Object(kind="sequential") if name == "__call__":
            return f.call(at, receiver, given)
        case Object(kind="sequential") if name.startswith("init") or (name == "apply" and len(given.positional) > 1):
            return f.call(at, External(f"flax.linen.Module.{name}"), given.behind(receiver))
        case Object(kind="sequential") if f"torch.nn.Module.{name}" in RECEIVED:
            return f.call(at, External(f"torch.nn.Module.{name}"), given.behind(receiver))
        case Object() if receiver.kind != "instance":
            return _list(f, at, receiver, name, given)
        case Const(_, str(pattern)) if name == "format" or (name == "format_map" and given.positional):
            return formatted(f, at, pattern, given, given.at(0) if name == "format_map" else None)
        case Const() | Text():
            return text_method(f, at, receiver, name, given)
        case Wrapped("property"):
            return _changed(receiver, name, given.at(0))
        case Class():
            return _class(f, at, receiver, name, given)
        case Object():
            plain = name.removeprefix("object.")
            if name == "object.__init__":
                keep_arguments(f, at, receiver, given)
            found = call_abstract(f, at, receiver, plain, given) or call_inherited(f, at, receiver, plain, given)
            found = found or call_property(f, at, receiver, plain, given) or call_stream(f, at, receiver, plain, given)
            return found or _object(f, at, receiver, name, given)
        case Closure():
            return call_function(f, at, receiver, name, given)
        case _:
            return RESULT


def _changed(known: Wrapped, name: str, value: Value | None) -> Value:
    """`known.setter(value)`: a property that is otherwise alike."""
    if value is None:
        return RESULT
    match name:
        case "getter":
            return Wrapped("property", value, known.setter, known.deleter)
        case "setter":
            return Wrapped("property", known.callee, value, known.deleter)
        case _:
            return Wrapped("property", known.callee, known.setter, value)


def _attributes(f: Frame, at: int, given: Arguments) -> Value:
    """`attrgetter(name)(x)`."""
    *names, base = given.positional
    found = [
        a.value for name in names for a in atoms(name) if isinstance(a, Const) and isinstance(a.value, str)
    ]
    results: list[Value] = []
    for dotted in found:
        value = base
        for name in dotted.split("."):
            value = attribute(f, value, name, at)
        results.append(value)
    return joined(results) or RESULT


def _items(f: Frame, at: int, given: Arguments) -> Value:
    """`itemgetter(index)(x)`."""
    *indices, base = given.positional
    containers = [a for a in atoms(base) if isinstance(a, Object) and a.kind != "instance"]
    found = [item_at(f, one, index) for one in containers for index in indices]
    for index in indices:
        given_by = call_method(f, at, base, "__getitem__", index)
        found += [] if given_by is None else [given_by]
    return joined(found) or ITEM


def _method(f: Frame, at: int, given: Arguments) -> Value:
    """`methodcaller(name, *args)(x)`."""
    name, *early, base = given.positional
    method = _attributes(f, at, Arguments((name, base)))
    return f.call(at, method, Arguments(tuple(early), given.keywords))


def wrap(f: Frame, wrapped: Value, wrapper: Value) -> Value:
    """The wrapper, which knows what it wraps, and has its attributes."""
    for atom in atoms(wrapper):
        if isinstance(atom, Closure):
            f.task.put(atom, "__wrapped__", wrapped)
            for one in atoms(wrapped):
                _copy_attributes(f, one, atom)
    return wrapper


def _copy_attributes(f: Frame, wrapped: Atom, wrapper: Closure) -> None:
    own = wrapped.callee if isinstance(wrapped, Method) else wrapped
    if not isinstance(own, Closure) or own.fields is None:
        f.task.put(wrapper, HANDED, RESULT)  # nothing is known of attributes that it may have
    if isinstance(own, Closure):
        f.task.put(wrapper, "__name__", of_callable(f, own, "__name__", -1))
        for key in f.task.keys(own):
            value = f.task.get(own, key)
            if value is not None and isinstance(key, str) and (not key.startswith(("*", "__")) or key == HANDED):
                f.task.put(wrapper, key, value)


def _wraps(f: Frame, _at: int, given: Arguments) -> Value:
    """`wraps(f)(g)`: g."""
    wrapped, *wrappers = given.positional
    return wrap(f, wrapped, wrappers[0]) if wrappers else RESULT


def _compared(f: Frame, at: int, given: Arguments) -> Value:
    """A key of `cmp_to_key(f)`: it is made to be compared."""
    callee, *items = given.positional
    return f.call(at, callee, Arguments((items[0], items[0]))) if items else RESULT


# functions that the interpreter makes: the name, which no attribute has, says which, the arguments given early are what
# it was made of
FUNCTIONS: dict[str, Callable[[Frame, int, Arguments], Value]] = {
    "*wraps": _wraps,
    "*compared": _compared,
    "*attrgetter": _attributes,
    "*itemgetter": _items,
    "*methodcaller": _method,
}


def _class(f: Frame, at: int, cls: Class, name: str, given: Arguments) -> Value:
    name = name.removeprefix("object.")
    if name == "__call__":
        return _constructed(f, at, cls, given)
    if name == "__new__" and given.positional:
        return _new(f, at, given)
    if name == "__subclasses__":
        found = joined(derived(f.task, cls))
        made = f.make("list", at)
        made.fields = {REST: found} if found is not None else {}
        return made
    if name == "register" and given.positional:  # of an abstract class: objects of another count as its own
        f.task.add(cls.shared, REGISTERED, given.positional[0])
        return given.positional[0]
    return in_order(f, cls, "list", at) if name == "mro" else RESULT


def _constructed(f: Frame, at: int, cls: Class, given: Arguments) -> Value:
    """`type.__call__(cls)`; where `__init__` may be such a method, nothing is evaluated on the way to the next one."""
    constructing = f.task.constructing
    if f.task.depth in constructing:
        return cls.generic
    constructing.append(f.task.depth)
    made = construct(f, at, cls, given)
    constructing.pop()
    return made


def _new(f: Frame, at: int, given: Arguments) -> Value:
    """`super().__new__(cls)`."""
    found: list[Value] = []
    for atom in atoms(given.positional[0]):
        if isinstance(atom, Class):
            asked = Arguments(given.positional[1:])
            made = made_by_type(f, atom, asked) if len(asked.positional) > 2 else None
            made = of_metaclass(f, at, atom, asked) if made is None else made
            found.append(new_instance(f, at, atom) if made is None else made)
    return joined(found) or RESULT


def _object(f: Frame, at: int, receiver: Object, name: str, given: Arguments) -> Value:
    """What `object` itself does."""
    if name == "object.__init__" and receiver.cls is not None and _MODULE in receiver.cls.order:
        if not is_generic(receiver):
            f.task.put(receiver, "training", Const("True", True))  # a module of PyTorch is in training at first
        return _NONE
    if name in ("__setattr__", "object.__setattr__") and len(given.positional) > 1:
        for key in atoms(given.positional[0]):
            if isinstance(key, Const) and isinstance(key.value, str) and receiver.cls is not None:
                put_on_instance(f, receiver, receiver.cls, key.value, given.positional[1], certain=True)
        return _NONE
    if name == "_replace" and receiver.cls is not None:
        made = f.make("instance", at, receiver.cls)
        made.fields = {**content(f, receiver), **dict(given.keywords)}
        return made
    if name in ("__getattribute__", "object.__getattribute__") and given.positional:
        found = [
            attribute(f, receiver, key.value, at)
            for key in atoms(given.positional[0])
            if isinstance(key, Const) and isinstance(key.value, str)
        ]
        found += [] if found else [attribute(f, receiver, name, at) for name in unnamed(f, receiver)]
        return joined(found) or RESULT
    return RESULT


_MODULE = External("torch.nn.Module")
# methods of sets that ask for hashes: of what is given, or of its items
_HASHING = {"add": True, "remove": True, "discard": True, "update": False, "union": False, "difference": False,
            "intersection": False, "issubset": False, "difference_update": False}  # fmt: skip


_SEARCHING = frozenset({"index", "count", "remove"})


def _list(f: Frame, at: int, container: Object, name: str, given: Arguments) -> Value:
    first = given.at(0)
    if container.kind == "set" and first is not None and name in _HASHING:
        member, is_there = first if _HASHING[name] else items_of(f, at, first), name in ("remove", "discard")
        ask_hash(f, at, member, equal=is_there, among=rivals(f, container, member))
    elif name in _SEARCHING and first is not None:
        binary(f, at, "in", first, container)
    if name in _ADD and first is not None:
        append(f, container, first)
        return _NONE
    match name:
        case "appendleft" if first is not None:
            _insert(f, container, Const("0", 0), first)
        case "extend" | "update" if first is not None:
            extend(f, container, at, first)
        case "extendleft" if first is not None:
            extend(f, container, at, first)
            blur(f, container)
        case "insert" if len(given.positional) > 1:
            _insert(f, container, given.positional[0], given.positional[1])
        case "pop" | "popleft" | "get" | "get_nowait" | "__getitem__":
            return _taken(f, container, name, first)
        case "copy" | "union" | "difference" | "intersection" | "__iter__" | "__enter__":
            return _copied(f, at, container, given) if not name.startswith("__") else container
        case "sort":
            _sort(f, at, container, given)
        case "remove" if first is not None and container.kind == "list":
            _remove(f, container, first)
        case "reverse" | "rotate":
            _turn(f, container, -1 if name == "reverse" else None, Const("int", 1) if first is None else first)
        case "remove":
            blur(f, container)
        case "clear":
            for key in f.task.keys(container):
                f.task.put(container, key, None)
        case "__next__":
            return held(f, container) or ITEM
        case _:
            handed(f, given.positional)
            return RESULT
    return _NONE


def _insert(f: Frame, container: Object, index: Value, value: Value) -> None:
    items = sequence(f, container)
    at = index.value if isinstance(index, Const) else None
    if items is not None and isinstance(at, int) and not f.loops and not is_uneven(f, container):
        for position, item in enumerate([*items[:at], value, *items[at:]]):
            f.task.put(container, position, item)
    else:
        blur(f, container)
        f.task.add(container, REST, value)


def _remove(f: Frame, container: Object, value: Value) -> None:
    """`items.remove(value)`, of functions, classes and literals the first that is the same."""
    items = sequence(f, container)
    known = items if items is not None and not f.loops and not is_uneven(f, container) else []
    if value in known and all(item.__class__ in _SAME for item in known):
        at = known.index(value)
        for position, item in enumerate([*known[:at], *known[at + 1 :], None]):
            f.task.put(container, position, item)
    else:
        blur(f, container)


_SAME = frozenset({Closure, Class, Const})


def _turn(f: Frame, container: Object, step: int | None, by: Value) -> None:
    """`items.reverse()`, where the step is -1, and `items.rotate(by)`."""
    items = None if f.loops or is_uneven(f, container) else sequence(f, container)
    if not items or by.__class__ is not Const or not isinstance(by.value, int):
        blur(f, container)
        return
    first = 0 if step == -1 else -by.value % len(items)
    for position, item in enumerate([*items[first:], *items[:first]][::step]):
        f.task.put(container, position, item)


def _taken(f: Frame, container: Object, name: str, index: Value | None) -> Value:
    items = sequence(f, container)
    if name == "__getitem__":
        return item_at(f, container, index) if index is not None else ITEM
    if items and not f.loops and name in ("pop", "popleft") and not is_uneven(f, container):
        position = 0 if name == "popleft" else -1
        if index is not None:
            position = (
                index.value if isinstance(index, Const) and isinstance(index.value, int) else len(items)
            )
        if -len(items) <= position < len(items):
            taken = items.pop(position)
            for key, item in enumerate([*items, None]):
                f.task.put(container, key, item)
            return taken
    return held(f, container) or ITEM


def _copied(f: Frame, at: int, container: Object, given: Arguments) -> Value:
    made = f.make(container.kind, at)
    made.fields = dict(content(f, container))
    for value in given.positional:
        f.task.add(made, REST, items_of(f, at, value))
    return made


def _sort(f: Frame, at: int, container: Object, given: Arguments) -> None:
    items = None if is_uneven(f, container) else sequence(f, container)
    ranked = None if items is None else rank(f, at, items, given)
    if ranked is None:
        compare(f, at, given, held(f, container))
        blur(f, container)
    for position, item in enumerate(ranked or ()):
        f.task.put(container, position, item)


def _generator(f: Frame, generator: Object, name: str, given: Arguments) -> Value:
    if name in _RESUMING:
        resumed(f, generator, once=name in ("send", "__next__"))
    if name == "add_done_callback" and given.positional:
        scheduled(f, Partial(given.positional[0], (generator,), ()))
    if name in ("send", "asend") and given.positional:
        f.task.machine.send(f.task, generator, given.positional[0], None)
    if name in ("throw", "athrow") and given.positional:
        f.task.machine.send(f.task, generator, None, given.positional[-1 if len(given.positional) == 2 else 0])
    if name in ("__iter__", "__aiter__"):
        return generator
    return held(f, generator) or ITEM
