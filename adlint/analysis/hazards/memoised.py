"""Decorators of the program that keep what a function gives: what they are handed runs once for equal arguments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from adlint import ir
from adlint.analysis.effects.handed import ASKING
from adlint.analysis.hazards.cached import cached, missing, unset
from adlint.analysis.paths.paths import Definitions, Meeting, defined, forget, key
from adlint.analysis.paths.walk import States, Tokens, Walk
from adlint.failures import ExhaustedError
from adlint.interpret.program import identity
from adlint.interpret.views.described import Class, Code, Partial, Value, atoms
from adlint.interpret.views.facts import CallFact, Facts

Decorated = tuple[tuple[str, int, str, str], ...]  # what is called, by which argument with what function
_TAKING = frozenset({"pop", "popitem", "clear", "remove", "discard"})
_NAMING = frozenset({"functools.wraps", "functools.update_wrapper", *ASKING})
_UNHASHABLE = "TypeError"
_WRAPPED = "__wrapped__"


def decorated(facts: Facts) -> Decorated:
    """The functions that a function hands to others of the program, and to classes."""
    return tuple(one for at in facts.handing for one in _handed(facts.call[at]))


def _handed(call: CallFact) -> Iterator[tuple[str, int, str, str]]:
    for callee, first in _callees(call.callees):
        for position, value in enumerate(call.arguments, first):
            yield from ((callee, position, "", one.function) for one in atoms(value) if isinstance(one, Code))
        for name, value in call.keywords:
            yield from ((callee, -1, name or "", one.function) for one in atoms(value) if isinstance(one, Code))


def _callees(value: Value) -> Iterator[tuple[str, int]]:
    """The functions of the program that are called, and which of their parameters the first argument is."""
    for atom in atoms(value):
        match atom:
            case Code(function, receiver):
                yield function, int(receiver is not None)
            case Class(name):
                yield f"{name}.__init__", 1
            case Partial(inner, arguments):
                yield from ((function, first + len(arguments)) for function, first in _callees(inner))
            case _:
                pass


def parts(functions: Mapping[str, ir.Function], name: str) -> tuple[str, ...]:
    """A function with those that it makes, or with the method that runs when the object is called that it begins."""
    owner, _, last = name.rpartition(".")
    calling = f"{owner}.__call__"
    if last == "__init__" and calling in functions:
        return (name, calling, *_made(functions, calling))
    return (name, *_made(functions, name))


def keeping(functions: Mapping[str, ir.Function], facts: Mapping[str, Facts], name: str) -> frozenset[str]:
    """The parameters that a function leaves to those that it makes, and that these call only where nothing is kept yet
    of what came of that.
    """
    _, *makes = several = parts(functions, name)
    if not makes or any(one not in facts for one in several):
        return frozenset()
    kept = frozenset[str]().union(*(cached(facts[one]) for one in several))
    given = functions[name].positional
    return frozenset(one for one in given if _Kept(functions, facts, name, one).by(makes, kept))


def _made(functions: Mapping[str, ir.Function], name: str) -> Iterator[str]:
    """The functions that a function makes, and those that these make."""
    for op in functions[name].of(ir.MakeFunction):
        inner = identity(name.partition(":")[0], op.function)
        if inner in functions:
            yield inner
            yield from _made(functions, inner)


class _Kept:
    """A parameter of a function, and what is done with it."""

    def __init__(self, functions: Mapping[str, ir.Function], facts: Mapping[str, Facts], name: str, given: str) -> None:
        self.functions = functions
        self.facts = facts
        self.name = name
        self.given = given
        self.texts = {f"`{given}`"}  # what it stands for where it is called

    def by(self, makes: list[str], kept: frozenset[str]) -> bool:
        """Whether it is called by those that are made alone, and only where nothing is kept; or by what is `kept`."""
        own = self._uses(self.name)
        if own is None or own:
            return False
        called = False
        for made in makes:
            calls = () if self._is_hidden(made) else self._uses(made)
            if calls is None or (calls and made not in kept and not self._is_guarded(made, frozenset(calls))):
                return False
            called = called or bool(calls)
        return called

    def _is_hidden(self, made: str) -> bool:
        """Whether a function has a variable of its own by that name."""
        body = self.functions[made]
        return len(self.texts) == 1 and self.given in body.bound | {one.name for one in body.parameters}

    def _uses(self, name: str) -> list[int] | None:
        """The calls of it in a function; None if it goes elsewhere, too."""
        ops, calls = defined(self.functions[name]), list[int]()
        for op in ops.values():
            if isinstance(op, Meeting):
                continue
            is_callee = isinstance(op, ir.Call) and self._is(op.callee, ops)
            calls += [op.at] if is_callee else []
            if isinstance(op, ir.SetAttribute) and op.value is not None and self._is(op.value, ops):
                if op.name == _WRAPPED:
                    continue
                if name != self.name or not name.endswith(".__init__") or op.base != self.functions[name].positional[0]:
                    return None
                self.texts = {f"`{op.base}`.{op.name}"}
            elif not is_callee and self._is_passed_on(name, op, ops):
                return None
        return calls

    def _is_passed_on(self, name: str, op: ir.Op, ops: Definitions) -> bool:
        if isinstance(op, ir.GetAttribute | ir.SetAttribute | ir.Delete):
            return False
        if isinstance(op, ir.Call) and not isinstance(op.callee, ir.Const):
            call = self.facts[name].call.get(op.at)
            if call is not None and call.paths and _NAMING.issuperset(call.paths):
                return False
        return any(self._is(operand, ops) for operand in ir.operands(op))

    def _is(self, operand: ir.Operand, ops: Definitions) -> bool:
        return not isinstance(operand, ir.Const) and key(operand, ops) in self.texts

    def _is_guarded(self, made: str, calls: frozenset[int]) -> bool:
        function = self.functions[made]
        ops = defined(function)
        empty = missing(function, ops) | unset(function, ops, frozenset())
        due = calls - frozenset(_unhashable(ops))
        taking = frozenset(_taking(ops))
        seen = _States(due | taking)
        try:
            Walk(seen, ops).run(function.body)
        except ExhaustedError:
            return False
        own = {one.name for one in function.parameters}
        kept = {at for at, states in seen.found.items() if all(empty & state.assumed for state in states)}
        others = {s for at in seen.found.keys() - kept - taking for s in seen.found[at]}
        is_other = all(any(not truth and _tells_kind(text, own) for text, truth in s.assumed) for s in others)
        return bool(kept & due) and taking <= kept and is_other


class _States:
    """The states in which some operations are reached; nothing is held."""

    def __init__(self, wanted: frozenset[int]) -> None:
        self.wanted = wanted
        self.found: dict[int, States] = {}

    def visit(self, op: ir.Op, states: States) -> States:
        """Note the states."""
        if op.at in self.wanted:
            self.found[op.at] = self.found.get(op.at, frozenset()) | states
        return forget(states, f".{op.name}") if isinstance(op, ir.SetAttribute) else states

    def tested(self, _: ir.If) -> tuple[Tokens, bool]:
        """No condition is about a resource."""
        return frozenset(), False

    def visited(self, _: ir.For) -> Tokens:
        """No loop is."""
        return frozenset()

    def managed(self, _: ir.With) -> Tokens:
        """No `with` is."""
        return frozenset()

    def entered(self, _: ir.With, states: States) -> States:
        """No manager changes what is known."""
        return states

    def left(self, _: ir.With, states: States) -> States:
        """Nor where it is left."""
        return states

    def returned(self, _: ir.Return) -> Tokens:
        """Nothing is handed out."""
        return frozenset()


def _taking(ops: Definitions) -> Iterator[int]:
    """What takes something out of a table that is filled, or makes it anew."""
    filled = {key(op.base, ops) for op in ops.values() if isinstance(op, ir.SetItem) and op.value is not None}
    for op in ops.values():
        match op:
            case ir.GetAttribute(at, base, name) if name in _TAKING and key(base, ops) in filled:
                yield at
            case ir.SetItem(at, base, _, None) if key(base, ops) in filled:
                yield at
            case ir.Store(at, name) if f"`{name}`" in filled:
                yield at
            case _:
                pass


def _unhashable(ops: Definitions) -> Iterator[int]:
    """What is done where something is no key of a table."""
    for op in ops.values():
        if isinstance(op, ir.Try):
            for handler in op.handlers:
                if handler.type == _UNHASHABLE:
                    yield from (one.at for block in ir.nested(handler.body) for one in block)


def _tells_kind(text: str, own: set[str]) -> bool:
    """Whether a condition asks of which class an argument is: of another one nothing is kept."""
    return any(text.startswith(f"`isinstance`(`{one}`, ") for one in own)
