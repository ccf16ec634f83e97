"""Functions of the standard library that call what they are given: json, re, functools, contextlib."""

from __future__ import annotations

from adlint.interpret.collections.containers import content
from adlint.interpret.collections.methods import FUNCTIONS
from adlint.interpret.collections.ranking import compare
from adlint.interpret.flow.managers import REDIRECTED, enter_now, leave_now
from adlint.interpret.flow.pausing import go_on
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.library import MEANINGS, NAMED, Meaning, callable_atoms
from adlint.interpret.memory.atoms import CAUGHT, ITEM, RESULT, Atom, Builtin, Partial, Value, Wrapped, atoms, joined
from adlint.interpret.memory.spaces import Class, Object
from adlint.interpret.objects.binding import bind
from adlint.interpret.objects.classes import new_instance
from adlint.interpret.objects.dispatching import DEFAULT, is_static
from adlint.interpret.objects.lookup import lookup
from adlint.interpret.views.described import External, Instance, Parameter, Unknown
from adlint.ir import Const

_NONE = Const("None", None)
DEPTH = 4  # containers in containers that are searched


def _strange(f: Frame, value: Value, depth: int = DEPTH) -> list[Value]:
    """What in a value `json` cannot write by itself."""
    found: list[Value] = []
    for atom in atoms(value):
        if isinstance(atom, Object) and atom.kind in ("list", "tuple", "dict") and depth:
            for item in content(f, atom).values():
                found += _strange(f, item, depth - 1)
        elif isinstance(atom, Object | Instance | Unknown | Parameter) or _is_unwritable(atom):
            found.append(atom)
    return found


def _is_unwritable(atom: Atom) -> bool:
    return isinstance(atom, Const) and isinstance(atom.value, bytes | complex)


def _written(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`json.dumps(value, default=f, cls=Encoder)`."""
    default, encoder = given.at(-1, "default"), given.at(-1, "cls")
    if (default is None and encoder is None) or not given.positional:
        return None
    strange = joined(_strange(f, given.positional[0]))
    if strange is None:
        return None
    for callee in [default, *_methods(f, at, encoder)]:
        if callee is not None and callee != _NONE:
            f.call(at, callee, Arguments((strange,)))
    return None


def _methods(f: Frame, at: int, encoder: Value | None) -> list[Value]:
    found: list[Value] = []
    for cls in atoms(encoder) if encoder is not None else ():
        member = lookup(f, cls, "default") if isinstance(cls, Class) else None
        if isinstance(cls, Class) and member is not None and not isinstance(member, External):
            found.append(bind(f, member, new_instance(f, at, cls), cls, at))
    return found


def _read(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`json.loads(text, object_hook=f)`."""
    for name in ("object_hook", "object_pairs_hook"):
        hook = given.at(-1, name)
        if hook is not None and hook != _NONE:
            return f.call(at, hook, Arguments((ITEM,)))
    return None


def _substituted(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`re.sub(pattern, f, text)`."""
    callee = given.at(0 if ".Pattern." in path else 1, "repl")
    if callable_atoms(callee) and callee is not None:
        f.call(at, callee, Arguments((Instance("re.Match"),)))
    return None


def _compared(_f: Frame, _at: int, path: str, given: Arguments) -> Value | None:
    """`cmp_to_key(f)`: a key, of which two are compared by `f`."""
    first = given.at(0)
    return None if first is None else Partial(Builtin(Const(repr(path), path), "*compared"), (first,), ())


def _dispatcher(kind: str) -> Meaning:
    def make(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
        first = given.at(0)
        if first is None:
            return None
        made = f.make("dispatch" if is_static(first) else kind, at)
        made.fields = {DEFAULT: first.callee if isinstance(first, Wrapped) else first}
        return Wrapped(first.kind, made) if isinstance(first, Wrapped) else made

    return make


def _manager(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`closing(x)` and `nullcontext(x)`: managers of an object of the program."""
    first = given.at(0)
    if first is None or not any(map(_is_object, atoms(first))):
        return first if path.endswith("closing") else None
    made = f.make(path.rpartition(".")[2], at)
    made.fields = {0: first}
    return made


def _redirected(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`redirect_stdout(stream)`."""
    stream = given.at(0, "new_target")
    if stream is None:
        return None
    made = f.make("redirection", at)
    made.fields = {0: stream, REDIRECTED: External("sys." + path.rpartition("_")[2])}
    return made


def _is_object(atom: Atom) -> bool:
    return isinstance(atom, Object) and atom.kind == "instance"


def _managed(f: Frame, at: int, given: Arguments) -> Value:
    """A function that a manager decorates."""
    manager, callee, *passed = given.positional
    enter_now(f, at, manager)
    go_on(f, manager, to_end=False)
    before = len(f.task.raised)
    result = f.call(at, callee, Arguments(tuple(passed), given.keywords, given.rest, given.extra))
    go_on(f, manager, to_end=True)
    leave_now(f, at, manager)
    if len(f.task.raised) > before:
        leave_now(f, at, manager, CAUGHT)
    return result


def _instance(_f: Frame, _at: int, path: str, _given: Arguments) -> Value | None:
    """An object of the class that is called, though it is given a class alone, as decorators are."""
    return Instance(path)


def _sorted(f: Frame, at: int, given: Arguments) -> Value | None:
    """`x.sort(key=f)` of what is not known: of a list, whose items are passed to the key."""
    if given.at(-1, "key") is not None:
        compare(f, at, given, RESULT)
    return None


_NEW: dict[str, Meaning] = {
    "contextlib.suppress": _instance,
    "pytest.raises": _instance,
    "enum.auto": _instance,
    "pytest.warns": _instance,
    "json.dumps": _written,
    "json.dump": _written,
    "json.loads": _read,
    "json.load": _read,
    "re.sub": _substituted,
    "re.subn": _substituted,
    "re.Pattern.sub": _substituted,
    "re.Pattern.subn": _substituted,
    "functools.cmp_to_key": _compared,
    "functools.singledispatch": _dispatcher("dispatch"),
    "functools.singledispatchmethod": _dispatcher("dispatchmethod"),
    **{f"contextlib.redirect_{name}": _redirected for name in ("stdout", "stderr", "stdin")},
    "contextlib.closing": _manager,
    "contextlib.nullcontext": _manager,
}
MEANINGS.update(_NEW)
NAMED.update(dict.fromkeys(("sub", "subn"), lambda f, at, given: _substituted(f, at, "re.Pattern.sub", given)))
FUNCTIONS["*managed"] = _managed
NAMED["sort"] = _sorted
