"""Library functions that call what they are given, and objects that keep it, as `adlint.models.callers` says."""

from __future__ import annotations

from collections.abc import Iterator

from adlint.interpret.collections.containers import content, sequence
from adlint.interpret.collections.iteration import called_often, items_of
from adlint.interpret.collections.methods import FUNCTIONS
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.library import MEANINGS, all_called
from adlint.interpret.memory.atoms import NUMBER, Atom, Builtin, Class, Closure, Method, Partial, Value, atoms, joined
from adlint.interpret.memory.spaces import Object
from adlint.interpret.objects.classes import of_library
from adlint.interpret.objects.dispatch import call_method, methods_of
from adlint.interpret.views.described import External, Instance
from adlint.models.callers import PATHS, Call, Caller, caller

_CONTAINERS = frozenset({"list", "tuple", "set"})


def by_table(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """What a function of the table gives, which calls what it is given."""
    known = caller(path)
    result: Value | None = None
    for call in known.calls:
        result = _called(f, at, path, call, given)
    for name, value in given.keywords:
        if known.place(name) < 0 and not _is_named(known, name) and all_called(value):
            called_often(f, at, value, Arguments((), (), NUMBER))
    if known.keeps:
        return _keeping(f, at, path, known, given)
    if known.gives:
        return Instance(known.gives) if "." in known.gives else given.at(known.place(known.gives), known.gives)
    return result if known.returns else None


def _is_named(known: Caller, name: str) -> bool:
    kept = [call for one in known.keeps for call in one.callees]
    return any(call.callee == name for call in (*known.calls, *kept))


def _called(f: Frame, at: int, path: str, call: Call, given: Arguments) -> Value | None:
    known = caller(path)
    value = given.at(known.place(call.callee), call.callee)
    if value is None:
        return None
    passed = _passed(f, path, call, given)
    if call.method:
        return _asked(f, at, path, value, call.method, passed.positional)
    return joined([called_often(f, at, callee, passed) for callee in _callables(f, at, value)])


def _asked(f: Frame, at: int, path: str, value: Value, method: str, passed: tuple[Value, ...]) -> Value | None:
    """What a method gives; methods of the library's own objects are called by the library alone."""
    named, own = set(f.edges), path.partition(".")[0] + "."
    result = call_method(f, at, value, method, *passed)
    for name in [name for name in f.edges if name not in named and name.startswith(own)]:
        del f.edges[name]
    return result


def _callables(f: Frame, at: int, value: Value) -> Iterator[Atom]:
    """What in a value may be called: it, or what a container holds; containers may hold one another."""
    todo, seen = [*atoms(value)], set[Atom]()
    while todo:
        atom = todo.pop(0)
        if atom in seen:
            continue
        seen.add(atom)
        if isinstance(atom, Object) and atom.kind in _CONTAINERS:
            todo = [*atoms(items_of(f, at, atom)), *todo]
        elif isinstance(atom, Object) and atom.kind == "dict":
            todo = [*(one for item in content(f, atom).values() for one in atoms(item)), *todo]
        elif isinstance(atom, Closure | Method | Partial | Object | Class):
            yield atom


def _passed(f: Frame, path: str, call: Call, given: Arguments) -> Arguments:
    """The arguments of a call, as the table writes them."""
    known = caller(path)
    positional, keywords = list[Value](), list[tuple[str, Value]]()
    rest: Value | None = None
    for one in call.given:
        name = one.lstrip("*")
        value = given.at(known.place(name), name)
        if one == "...":
            surplus = given.positional[len(known.parameters) - 1 :] if "..." in known.parameters else ()
            positional += surplus
            rest = given.rest if surplus else NUMBER
        elif one == "self":
            positional.append(Instance(path.rpartition(".")[0]))
        elif one.startswith("**"):
            keywords += _named(f, value)
        elif one.startswith("*"):
            positional += _items(f, value)
        else:
            positional.append(NUMBER if value is None else value)
    return Arguments(tuple(positional), tuple(keywords), rest)


def _items(f: Frame, value: Value | None) -> list[Value]:
    """The items of a sequence; what is none stands for itself."""
    if value is None:
        return []
    known = sequence(f, value)
    return [value] if known is None else list(known)


def _named(f: Frame, value: Value | None) -> list[tuple[str, Value]]:
    known = content(f, value) if isinstance(value, Object) and value.kind == "dict" else {}
    return [(name, item) for name, item in known.items() if isinstance(name, str)]


def _keeping(f: Frame, at: int, path: str, known: Caller, given: Arguments) -> Value:
    """An object that calls what it keeps, where it is called itself, and in methods of it."""
    parts = [(kept.methods, _kept(f, at, known, kept.callees, given)) for kept in known.keeps]
    callees = joined([one for _, found in parts for one in found])
    if callees is None:
        return Instance(path)
    methods = {"__call__": _method(path, "__call__", "*kept", callees)}
    for names, found in parts:
        if (on := joined(found)) is not None:
            methods.update({name: _method(path, name, "*kept", on) for name in names})
    made = of_library(f, at, path, methods)
    for name in known.chains:
        f.task.put(made, name, _method(path, name, "*itself", made))
    return made


def _kept(f: Frame, at: int, known: Caller, callees: tuple[Call, ...], given: Arguments) -> list[Value]:
    """What is called of what an object keeps: what it was given, or methods of that."""
    found: list[Value] = []
    for call in callees:
        is_spread = f"*{call.callee}" in known.parameters
        only = None if is_spread else given.at(known.place(call.callee), call.callee)
        values = given.positional if is_spread else () if only is None else (only,)
        several = [one for value in values for one in _callables(f, at, value)]
        objects = [one for one in several if isinstance(one, Object)]
        found += methods_of(f, at, objects, call.method) if call.method else several
    return found


def _method(path: str, name: str, how: str, on: Value) -> Partial:
    """A method of a library's object that does something with what the object keeps, or with it."""
    method = External(f"{path}.{name}")
    return Partial(Builtin(method, how), (method, on), ())


def _pass_on(f: Frame, at: int, given: Arguments) -> Value:
    """What is kept is called with what the object is."""
    method, callees, *passed = given.positional
    _note(f, method)
    return f.call(at, callees, Arguments(tuple(passed), given.keywords, given.rest if passed else NUMBER))


def _itself(f: Frame, _at: int, given: Arguments) -> Value:
    method, made = given.positional[:2]
    _note(f, method)
    return made


def _note(f: Frame, method: Value) -> None:
    """Methods of libraries are called by those who name them."""
    if isinstance(method, External) and not method.path.endswith("__call__"):
        f.edges[method.path] = None


MEANINGS.update(dict.fromkeys(PATHS, by_table))
FUNCTIONS.update({"*kept": _pass_on, "*itself": _itself})
