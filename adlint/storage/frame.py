"""One call of a function: its variables, and where control may leave it."""

from __future__ import annotations

from collections.abc import Callable

from adlint import ir
from adlint.storage.flow.loads import Way
from adlint.storage.location.places import Place
from adlint.storage.run import Run
from adlint.storage.seen import Watch
from adlint.storage.state import State
from adlint.storage.things.values import Globals, Number, Ref, Value, Variables


class Frame:
    """The call of a function with `variables`, inside those of `outer`. `raised` are the states where something may be
    raised, of each `try` that is going on, `suspended` those in which a generator waits,
    `ends` the ways on which it ended early, each with the operation and what is written behind it instead.
    """

    __slots__ = (
        "around", "asked", "attributes", "breaks", "continues", "cut", "ends", "function", "identity", "module",
        "outer", "raised", "returned", "run", "suspended", "temps", "tests", "there", "unpacked", "variables",
        "within", "yielded",
    )  # fmt: skip

    def __init__(self, run: Run, identity: str, variables: Variables, outer: Variables | None) -> None:
        self.run = run
        self.identity = identity
        self.function = run.body(identity)
        self.module = identity.partition(":")[0]
        self.variables = variables
        self.outer = outer
        self.around = run.bounds  # what indices are at least of loops around the call
        self.attributes: dict[int, tuple[Value, str]] = {}
        self.temps: dict[int, Value] = {}
        self.cut: dict[int, Ref] = {}  # parts of files of which items take elements
        self.unpacked: dict[int, ir.Unpack] = {}
        self.tests: dict[int, tuple[frozenset[Place], frozenset[Place]]] = {}
        self.asked: dict[int, tuple[Value, bool]] = {}  # what gives whether a file is there, or whether it is not
        self.there: list[tuple[Value, bool]] = []  # files of which that is known
        self.returned: list[tuple[State, Value]] = []
        self.suspended: list[State] = []
        self.yielded: Value = ()
        self.breaks: list[State] = []
        self.continues: list[State] = []
        self.raised: list[list[State]] = []
        self.ends: list[tuple[Watch, int, Way]] = []
        self.within: Callable[[State, Value], State | None] | None = None  # what runs where it yields

    def value(self, state: State, operand: ir.Operand) -> Value:
        """What an operand may hold."""
        if isinstance(operand, int):
            return self.temps.get(operand, ())
        if isinstance(operand, str):
            return self._variable(state, operand)
        return (Number(operand),)

    def _variable(self, state: State, name: str) -> Value:
        scope = self.scope(name)
        if scope is not None:
            return self.run.get(state, scope, name)
        return self.run.get(state, Globals(self.module), name)

    def scope(self, name: str) -> Variables | None:
        """The variables among which a name is; None if it is global."""
        function = self.function
        if name in function.globals:
            return None
        if name not in function.nonlocals and _binds(function, name):
            return self.variables
        scope = self.outer if self.outer is not None else self._around()
        while scope is not None:
            body = self.run.body(scope.function)
            if body.kind != "class" and name not in body.globals and _binds(body, name):
                return scope
            scope = self._beyond(scope)
        return None

    def _around(self) -> Variables | None:
        return self._beyond(self.variables)

    def _beyond(self, scope: Variables) -> Variables | None:
        """The variables around others: those of the call that made the closure, if it was seen."""
        known = self.run.outer.get(scope)
        if known is not None:
            return known
        name = self.run.program.enclosing(scope.function)
        if name is None or name.endswith(":"):
            return None
        return Variables(name, 0)


def _binds(function: ir.Function, name: str) -> bool:
    return name in function.bound or any(p.name == name for p in function.parameters)
