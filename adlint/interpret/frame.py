"""One evaluation of one function: variables, temporaries, and where control may leave it."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from adlint import ir
from adlint.interpret.evidence.types import member_named
from adlint.interpret.memory.atoms import (
    NOT_YET,
    UNBOUND,
    Builtin,
    Closure,
    External,
    Method,
    Parameter,
    Partial,
    Value,
    Wrapped,
    atoms,
    join,
    joined,
)
from adlint.interpret.memory.journal import Changes
from adlint.interpret.memory.parameters import has_parameters
from adlint.interpret.memory.spaces import REST, Class, Fields, Module, Object, Scope, Space
from adlint.interpret.scheduling.asked import IMPORTED
from adlint.interpret.scheduling.order import imported
from adlint.interpret.task import Callees, Task
from adlint.interpret.world import World
from adlint.ir import Const

if TYPE_CHECKING:
    from adlint.interpret.invocation.arguments import Arguments
    from adlint.interpret.views.notes import Notes

Condition: TypeAlias = tuple[str, str, object]  # the variable that it is about, how, and against what
_BUILTINS: dict[str, Value] = {
    **{name: External(f"builtins.{name}") for name in dir(builtins)},
    "__debug__": Const("True", True),
}


class Frame:
    """Temporaries are set once an evaluation. `dead` means that the point cannot be reached. `level` is the
    number of branches that were open where the function was entered; `exits`, `breaks`, `continues` and
    `failures` hold what had changed where control left.
    """

    __slots__ = (
        "attributes", "behind", "breaks", "conditions", "continues", "dead", "edges", "exits", "failures",
        "fields", "function", "generators", "identity", "iteration", "keeps_variables", "late", "level", "levels",
        "loops", "made", "module", "notes", "results", "returned", "scope", "sent", "space", "task", "temps",
        "tests", "thrown", "unrolling", "waits", "world", "yields",
    )  # fmt: skip

    def __init__(
        self, function: ir.Function, identity: str, module: Module, space: Space, task: Task
    ) -> None:
        self.function = function
        self.identity = identity
        self.module = module
        self.space = space
        self.scope: Scope | None = space if isinstance(space, Scope) else None
        self.task = task
        self.world: World = task.world
        self.fields: Fields = space.fields if space.fields is not None else {}
        self.temps: dict[int, Value] = {}
        self.edges = task.edges.setdefault(identity, {})
        self.behind: list[Callees] = []  # whom it calls behind so many yields
        self.generators: list[Object] = []  # that functions gave it
        self.results: list[Value] = []
        self.yields: Object | None = None  # a list of them
        self.sent: Value | None = None
        self.thrown: Value | None = None
        self.waits: list[Changes] = []  # where it yields
        self.exits: list[Changes] = []
        self.breaks: list[Changes] = []
        self.continues: list[Changes] = []
        self.failures: list[tuple[int, list[Changes], bool]] = []  # since which level; whether of a `with`
        self.late: dict[int, tuple[ir.For, frozenset[str]]] = {}  # generator expressions, by where they are made
        self.conditions: dict[int, Condition] = {}
        self.tests: dict[str, tuple[Value, Condition, Value]] = {}  # by variables: what they are the outcome of
        self.unrolling: list[tuple[int, int]] = []
        self.keeps_variables = False
        self.returned = False
        self.levels = task.journal.levels
        self.level = len(self.levels)
        self.loops: list[int] = []
        self.made: dict[tuple[object, ...], Space] = {}
        self.iteration: tuple[int, ...] = ()
        self.notes: Notes | None = None
        self.attributes: dict[int, tuple[Value, str]] = {}
        self.dead = False

    def value(self, operand: ir.Operand) -> Value:
        """What the operand may hold."""
        if operand.__class__ is int:
            return self.temps.get(operand, UNBOUND)
        if operand.__class__ is str:
            found = self.fields.get(operand)
            return self.outside(operand) if found is None else found
        return operand  # type: ignore[return-value]

    def values(self, operands: Sequence[ir.Operand]) -> list[Value]:
        """What each operand may hold: as `value`, without a call for each."""
        temps, fields = self.temps, self.fields
        found: list[Value] = []
        for operand in operands:
            if operand.__class__ is int:
                value = temps.get(operand, UNBOUND)
            elif operand.__class__ is str:
                value = fields.get(operand) or self.outside(operand)
            else:
                value = operand  # type: ignore[assignment]
            found.append(value)
        return found

    def given(self, operand: ir.Operand) -> Value:
        """What the operand may hold; for a parameter of a task's own function also what callers pass."""
        if operand.__class__ is int:
            found = self.temps.get(operand, UNBOUND)
        elif operand.__class__ is str:
            found = self.fields.get(operand)  # type: ignore[assignment]
            if found is None:
                found = self.outside(operand)
        else:
            return operand  # type: ignore[return-value]
        return self.resolved(found) if found.__class__ in _PARAMETRIC else found

    def resolved(self, value: Value) -> Value:
        """`value` with what is known of the parameters in it."""
        if value.__class__ is tuple and Parameter not in map(type, value):
            return value
        result = value
        for atom in value if value.__class__ is tuple else (value,):
            if atom.__class__ is Parameter and not atom.path:
                passed = self.passed(atom)
                if passed is not None:
                    result = join(result, passed)
        return result

    def passed(self, parameter: Parameter) -> Value | None:
        """What callers are known to pass, as far as it is not excluded."""
        passed = joined(parameter.among) if parameter.among is not None else self.task.parameter(parameter.name)
        if passed is not None or self.task.scale.rounds > 2:
            self.task.is_open = True  # it may be more by and by
        return passed

    def handed(self, given: Arguments, *, are_asked: bool = False) -> Arguments:
        """Arguments with the functions and containers that are known of the parameters in them, for those who
        call what they are given; with all that is known, if `are_asked`, for those who ask it by methods of its class.
        """
        for value in given.values:
            if value.__class__ in _PARAMETRIC and has_parameters(value):
                break
        else:
            return given
        known = self.resolved if are_asked else self._callable
        positional = tuple(map(known, given.positional))
        keywords = tuple([(name, known(value)) for name, value in given.keywords])
        return given.__class__(positional, keywords, given.rest, given.extra)

    def _callable(self, value: Value) -> Value:
        if not has_parameters(value):
            return value
        known = atoms(self.resolved(value))
        found = [a for a in known if a.__class__ in _CALLED or (a.__class__ is Object and a.cls is None)]
        return joined([value, *found]) or value

    def outside(self, name: str) -> Value:
        """A name that is not bound here: of an enclosing function, the module, or the builtins."""
        function = self.function
        if name in function.bound and function.kind in _FUNCTIONS:
            return UNBOUND
        task = self.task
        scope = self.scope.outer if self.scope is not None else self.around()
        while scope is not None and name not in function.globals:
            found = task.variable(scope, name)
            if found is not None:
                return found
            scope = scope.outer
        module = self.module
        if module.fields is not None or task.is_warm or module in task.overlay:
            found = task.get(module, name)
        else:  # what `get` does, without a call
            cell = module.cells.get(name) or module.cell(name)
            task.reads[cell] = None
            found = cell.value
        if found is not None:
            task.is_open = task.is_open or found is NOT_YET
            return found
        if name == "__name__":
            return self.module_name()
        found = _BUILTINS.get(name)
        if found is None:
            found = task.below(module, name)  # bound to its package when it was imported
        if found is None:
            found = task.get(self.module, REST)  # what was bound under a name that was computed
            found = None if found is None else member_named(found, name)
        return UNBOUND if found is None else found

    def module_name(self) -> Value:
        """The name of the module; if nobody imports it, it may be the script that runs."""
        name = self.module.name
        own = Const(repr(name), name)
        self.task.asked[IMPORTED, name] = None
        return own if name in imported(self.world.program) else join(own, _SCRIPT)

    def around(self) -> Scope | None:
        """The variables around a class body."""
        around = self.made.get(("around",))
        return around if isinstance(around, Scope) else None

    def call(self, at: int, callee: Value, given: Arguments) -> Value:
        """The result of calling what `callee` may be."""
        return self.task.machine.call(self, at, callee, given)

    def loop_level(self, *, whole: bool) -> int:
        """Since when a jump out of the innermost loop (or, not `whole`, out of one iteration) has to look."""
        if self.loops:
            return self.loops[-1]
        return self.unrolling[-1][0 if whole else 1]

    def make(self, kind: str, at: int, cls: Class | None = None) -> Object:
        """A new object, made by operation `at`; the same in a loop whose iterations are not told apart."""
        key = (at, kind, cls, self.iteration)
        if self.loops:
            old = self.made.get(key)
            if isinstance(old, Object):
                return old
        made = self.task.new_object(kind, cls, at, self.identity)
        self.made[key] = made
        return made


_SCRIPT = Const("'__main__'", "__main__")
_FUNCTIONS = frozenset({"function", "lambda"})
_CALLED = frozenset({Closure, Method, Partial, Class, Wrapped, Builtin})
_PARAMETRIC = frozenset({Parameter, tuple})
