"""What the analyses want to know of one evaluation of a function: its calls, and where resources may go."""

from __future__ import annotations

from functools import partial

from adlint import ir
from adlint.interpret.collections.containers import content, is_long, item_of, sequence
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.invocation.passing import spreads
from adlint.interpret.memory.atoms import (
    Atom,
    Builtin,
    Closure,
    Handle,
    Method,
    Module,
    Object,
    Part,
    Partial,
    Value,
    atoms,
)
from adlint.interpret.views import described
from adlint.interpret.views.describe import MOST, NESTING, describe, sealed
from adlint.interpret.views.facts import CallFact, Facts, Standing
from adlint.interpret.views.resources import STREAM, Keywords, derived, modelled, models_of, part_of
from adlint.interpret.views.standing import placed, standing, walked
from adlint.models import LOCKS
from adlint.models.transforms import TRANSFORMS

_HANDED = frozenset({Closure, Method, Partial})
_OF_OTHERS = (described.External, described.Parameter)  # of whose parameters it is not told which operand each is
_RESOURCES = (Handle, Part)
SEVERAL = 64  # functions that a call may be of, of which each is told
_NEAR = 1  # containers in containers that are told apart where none may hold a resource


class Notes:
    """Collects the facts of one function, by operation."""

    def __init__(self) -> None:
        self.calls: dict[int, CallFact] = {}
        self.tests: dict[int, described.Value] = {}
        self.stored: dict[int, described.Value] = {}
        self.visits: dict[int, described.Value] = {}
        self.managed: dict[int, described.Value] = {}
        self.local: dict[int, None] = {}
        self.handing: dict[int, None] = {}
        self.transforms: dict[int, None] = {}
        self.imports: dict[described.Value, None] = {}
        self.walked: dict[int, Standing] = {}
        self.has_resources = False

    def facts(self, f: Frame) -> Facts:
        """All that was noted, at the end of the evaluation."""
        made = [one for one in f.made.values() if one.__class__ is Object] if self.has_resources else []
        held = [(one.at, sealed(f, one, 3)) for one in made if one.fields is not None and holds(f, one)]
        return Facts(
            tuple(self.calls.items()),
            tuple([(0, callee) for callee in f.edges]),
            tuple(self.tests.items()),
            tuple(
                [(at, value.item if isinstance(value, described.Iterated) else value) for at, value in held]
            ),
            tuple(self.stored.items()),
            tuple(self.visits.items()),
            tuple(self.managed.items()),
            frozenset(self.local),
            tuple(self.handing),
            self._transforms(f.function),
            tuple(self.imports),
            tuple(self.walked.items()),
        )

    def _transforms(self, function: ir.Function) -> tuple[int, ...]:
        """The calls of what differentiates or checkpoints. `backward` of a tensor gives nothing: of an object of which
        nothing is known it is something else where what it gives is used.
        """
        named = [at for at in self.transforms if TRANSFORMS.isdisjoint(self.calls[at].paths)]
        used = _used(function) if named else frozenset[int]()
        return tuple([at for at in self.transforms if at not in named or at not in used])

    def called(
        self,
        f: Frame,
        op: ir.Call,
        callee: Value,
        receiver: Value | None,
        given: Arguments,
        result: Value,
        method: str,
    ) -> Value:
        """Note a call; what it gives, by the models of what is called."""
        depth, called = NESTING if self.has_resources else _NEAR, callee
        arguments, keywords = _given(f, op, given, depth)
        if isinstance(callee, Partial) and all(isinstance(a, _OF_OTHERS) for a in atoms(callee.callee)):
            arguments = (*[describe(f, early, depth) for early in callee.arguments], *arguments)
            keywords = (*[(name, describe(f, early, depth)) for name, early in callee.keywords], *keywords)
            callee = callee.callee
        if not method:
            receiver, method = _bound(callee, receiver)
        callees = describe(f, callee)
        on = None if receiver is None else describe(f, receiver)
        if keywords or _hands(given.positional):
            self.handing[op.at] = None
        if method == "backward" or _transforms(callees):
            self.transforms[op.at] = None
        known = models_of(callees, method, tuple([name for name, _ in keywords]))
        several = _several(callee) if described.MANY in described.atoms(callees) else ()
        stands = standing(op, called, given)
        self.calls[op.at] = CallFact(callees, on, arguments, keywords, known, method, stands, several)
        if method == "open" and isinstance(result, described.Unknown) and not known:
            result = STREAM
        return placed(f, op.at, callee, self._result(op.at, known, method, on, arguments, keywords, result))

    def _result(
        self,
        at: int,
        known: tuple[str, ...],
        method: str,
        receiver: described.Value | None,
        arguments: tuple[described.Value, ...],
        keywords: Keywords,
        result: Value,
    ) -> Value:
        for name in known:
            self.has_resources = True
            told = modelled(at, name, receiver, arguments, keywords)
            result = told if isinstance(told, _TELLING) else result
        if self.has_resources and not known:
            result = derived(arguments if receiver is None else (receiver, *arguments), result) or result
        return part_of(method, receiver) or result

    def imported(self, module: str | None, name: str | None, value: Value) -> None:
        """An import gives this; `module` is the one of the program that it names."""
        if module is not None and name is not None:
            self.imports[described.Imported(module, name)] = None
        for atom in atoms(value):
            if isinstance(atom, Module):
                self.imports[described.ModuleRef(atom.name)] = None
            elif isinstance(atom, described.External) and (module is None or not atom.path.startswith(_MATH)):
                self.imports[atom] = None

    def got(self, f: Frame, result: Value) -> None:
        """A call gave this."""
        self.has_resources = self.has_resources or (result.__class__ not in _BARE and holds(f, result, 2))

    def tested(self, f: Frame, at: int, value: Value) -> None:
        """A condition asks for a value."""
        self._note(f, self.tests, at, value, whole=False)

    def kept(self, f: Frame, at: int, value: Value) -> None:
        """A value is stored, returned or deleted."""
        self._note(f, self.stored, at, value, whole=False)

    def put(self, f: Frame, at: int, base: Atom, value: Value) -> None:
        """A value is stored in a container, which may have been made here."""
        self.kept(f, at, value)
        if isinstance(base, Object) and base.maker == f.identity and base.kind != "instance":
            self.local[at] = None

    def visited(self, f: Frame, at: int, value: Value) -> None:
        """A loop visits the items of a value."""
        self._note(f, self.visits, at, value, whole=True)

    def went(self, at: int, value: Value) -> None:
        """A loop goes through a value."""
        found = walked(value)
        if found is not None:
            self.walked[at] = found

    def entered(self, f: Frame, at: int, value: Value) -> None:
        """A `with` manages a value."""
        if any(_is_managed(atom) for atom in atoms(value)):
            self.managed[at] = describe(f, value)
            return
        self._note(f, self.managed, at, value, whole=True)

    def _note(
        self, f: Frame, notes: dict[int, described.Value], at: int, value: Value, *, whole: bool
    ) -> None:
        if self.has_resources and holds(f, value):
            notes[at] = described.joined([_sealed(f, a) if whole else describe(f, a) for a in atoms(value)])


def _is_managed(atom: Atom) -> bool:
    """Whether it is a lock, or an object of a class of the program, whose methods run."""
    if isinstance(atom, Object):
        return atom.kind == "instance" and atom.cls is not None
    return isinstance(atom, described.Instance) and atom.of in LOCKS


def _sealed(f: Frame, atom: Atom) -> described.Value:
    return sealed(f, atom, 3) if isinstance(atom, Object) and atom.kind != "instance" else describe(f, atom)


_MATH = ("math", "cmath")  # in a module behind another, no sign of numerical code
_TELLING = (described.Handle, described.Part, described.Instance, described.Unknown, described.External)


def _given(f: Frame, op: ir.Call, given: Arguments, depth: int) -> tuple[tuple[described.Value, ...], Keywords]:
    """What a call passes by position, and by keyword."""
    if spreads(op):
        keywords = [(name, describe(f, f.value(one), depth)) for name, one in op.keywords]
        return tuple([_argument(f, argument, depth) for argument in op.arguments]), tuple(keywords)
    named = tuple([(name, describe(f, value, depth)) for name, value in given.keywords])
    return tuple([describe(f, value, depth) for value in given.positional]), named


def _argument(f: Frame, argument: ir.Item, depth: int) -> described.Value:
    """What an argument is; of one that is spread out, what its items are."""
    if isinstance(argument, ir.Starred):
        return describe(f, item_of(f, f.value(argument.value)), depth)
    return describe(f, f.value(argument), depth)


def _bound(callee: Value, receiver: Value | None) -> tuple[Value | None, str]:
    """What a method is called on that was taken from it before, and its name."""
    match callee:
        case Builtin(Object() as on, name):
            return on, name
        case described.Parameter(given, (*path, name)):
            return described.Parameter(given, tuple(path)), name
        case _:
            return receiver, ""


def _used(function: ir.Function) -> frozenset[int]:
    """The operations whose results others read; what is returned may be nothing."""
    reading = (op for op in function.operations if not isinstance(op, ir.Return))
    return frozenset(one for op in reading for one in ir.operands(op) if isinstance(one, int))


def _several(callee: Value) -> tuple[str, ...]:
    """The functions of the program that are called, if they are all of it and at most SEVERAL."""
    called = [atom.callee if isinstance(atom, Method) else atom for atom in atoms(callee)]
    functions = tuple(dict.fromkeys([atom.function for atom in called if isinstance(atom, Closure)]))
    return functions if len(functions) <= SEVERAL and all(isinstance(atom, Closure) for atom in called) else ()


def _hands(passed: tuple[Value, ...]) -> bool:
    """Whether a call passes a function."""
    for value in passed:
        if value.__class__ in _HANDED:
            return True
        if value.__class__ is tuple and not _HANDED.isdisjoint(map(type, value)):
            return True
    return False


def _transforms(callees: described.Value) -> bool:
    """Whether something is called that differentiates or checkpoints."""
    if callees.__class__ is described.External:
        return callees.path in TRANSFORMS
    several = callees if isinstance(callees, frozenset) else ()
    return any(isinstance(one, described.External) and one.path in TRANSFORMS for one in several)


_BARE = frozenset(
    {described.Unknown, described.Instance, described.External, ir.Const, Closure, Method, Module}
)


def holds(f: Frame, value: Value, depth: int = 4) -> bool:
    """Whether a value may be a resource that was acquired here, or hold one."""
    if value.__class__ in _BARE:
        return False
    for atom in atoms(value):
        if isinstance(atom, _RESOURCES):
            return True
        if not depth or not isinstance(atom, Object) or atom.kind == "instance" or is_long(f, atom, MOST):
            continue
        if f.task.once("holds", atom, depth, partial(_held, f, atom, depth)):
            return True
    return False


def _held(f: Frame, container: Object, depth: int) -> bool:
    return any(holds(f, item, depth - 1) for item in content(f, container).values())


def brought(f: Frame, at: int, result: Value) -> Value:
    """A result as its caller sees it: a resource is one that this call acquired."""
    if result.__class__ is not tuple:
        return _brought(f, at, result)  # type: ignore[arg-type]
    if _BRINGING.isdisjoint([atom.__class__ for atom in result]):
        return result
    return tuple([_brought(f, at, atom) if atom.__class__ in _BRINGING else atom for atom in atoms(result)])


_BRINGING = frozenset({Handle, Part, Object})


def _brought(f: Frame, at: int, atom: Atom) -> Atom:
    match atom:
        case Handle(of, kind, _):
            return Handle(of, kind, at)
        case Part():
            return described.ITEM
        case Object(kind="tuple" | "list" | "generator"):
            if f.task.once("resources", atom, 0, partial(_has_resources, f, atom)):
                held = content(f, atom)
                made = f.task.new_object(atom.kind, None, -5, f.identity)
                made.fields = {key: brought(f, at, value) for key, value in held.items()}
                return made
    return atom


def _has_resources(f: Frame, container: Object) -> bool:
    return any(isinstance(a, _RESOURCES) for value in content(f, container).values() for a in atoms(value))


_TRUE = ir.Const("True", True)


def told_by_flag(f: Frame, value: Value, index: int) -> Handle | None:
    """The resource that an item tells of: `return open(path), True` and `return stream, False` give a
    resource and whether it is there.
    """
    tuples = [sequence(f, atom) for atom in atoms(value)]
    flags = [items[index] if items is not None and index < len(items) else None for items in tuples]
    if not all(isinstance(flag, ir.Const) for flag in flags):
        return None
    if len(flags) == 1 and flags[0] != _TRUE:
        return None  # a number beside a resource, say
    held = [
        next((a for item in items or () for a in atoms(item) if isinstance(a, Handle)), None)
        for items in tuples
    ]
    told = [bool(flag.value) for flag in flags if isinstance(flag, ir.Const)]
    return next((h for h in held if h is not None), None) if told == [h is not None for h in held] else None
