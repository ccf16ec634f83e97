"""Changes that add up: what a function does to what stays where it is when a piece that was checkpointed runs again.

Only what surely depends on what was there before is told: `count += 1`, `TOTAL = TOTAL + x`, `history.append(x)`,
`next(batches)`. A variable that is set to something new is the same after two runs as after one, a table that is
filled where an entry is missing, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TypeGuard

from msgspec import Struct

from adlint import ir
from adlint.analysis.effects.handed import ASKING, PARTIAL
from adlint.analysis.effects.summary import Hazard, Step
from adlint.analysis.hazards.first_times import first_times
from adlint.analysis.hazards.standing import Variables, standing
from adlint.analysis.paths.paths import Definitions, Meeting, defined, key
from adlint.analysis.paths.uses import unpacked
from adlint.interpret.program import Program, identity
from adlint.interpret.views.described import Code, Container, Instance, Items, Iterated, Value, atoms
from adlint.interpret.views.facts import CALLEE, CallFact, Facts, Standing
from adlint.models import Effect, models

GROWS = frozenset({"append", "extend", "insert", "appendleft", "extendleft", "put", "put_nowait"})
_NEXT = frozenset({"builtins.next", "builtins.anext"})
_LINES = frozenset({"readline", "readlines"})
LINES = "lines"
CHANGED = "="  # before the direction, of what is changed by what it was
UP, DOWN = "up", "down"  # what is counted up and down again, pushed and popped, is in the end what it was
_DIRECTION = {"+=": UP, "+": UP, "-=": DOWN, "-": DOWN}
_IDEMPOTENT = frozenset({"|", "&", "|=", "&="})  # what is put into a set is in it after two runs as after one
_STATISTICS = frozenset({"counter", "counters", "stats", "statistics", "metrics", "timings", "profile"})
SHRINKS = frozenset({"pop", "popleft", "get", "get_nowait"})
# functions that change the list or array that they are given first
_FIRST = {
    **dict.fromkeys(("heapq.heappush", "bisect.insort", "bisect.insort_left", "bisect.insort_right"), UP),
    "numpy.add.at": UP,
    **dict.fromkeys(("heapq.heappop", "numpy.subtract.at"), DOWN),
    **dict.fromkeys(("numpy.multiply.at", "numpy.divide.at", "numpy.power.at"), ""),
}
_BY_CALL = _NEXT.union(_FIRST)
_SHOWING = ASKING | {PARTIAL}  # what is done to what these are given is seen elsewhere
_TURNS = frozenset({"reverse", "rotate"})
_READS = frozenset({"str", "int", "float", "repr"})  # what they give tells what they were given
_RESETS = frozenset({"pop", "clear", "remove"})
_OF_CLASSES = frozenset({"__new__", "__init_subclass__", "__class_getitem__"})
_METHODS = GROWS | _LINES | SHRINKS | _TURNS
CHANGES = (Effect.CHANGE, Effect.ADVANCE)
Found = Mapping[int, Hazard]
NOTHING_FOUND: Found = {}


class Changes(Struct, frozen=True):
    """What adds up in a function and what it draws from what stays where it is, by operation; `variables` are those
    that hold what it uses of what stands in modules.
    """

    found: tuple[tuple[int, Hazard], ...] = ()
    variables: Variables = ()


NONE = Changes()


def changes(program: Program, name: str, facts: Facts, variables: Variables) -> Found:
    """The changes in a function, by operation. The `path` of each is whose variable it is: a function, or the body of a
    module. What is done to a parameter is done to what callers pass.
    """
    function = program.functions[name]
    by_call = any(not _BY_CALL.isdisjoint(call.paths) for _, call in facts.calls)
    if function.kind in ("module", "class") or not (by_call or variables or _may_change(function)):
        return NOTHING_FOUND
    seen = _Seen(function, facts, _class(program, name), _given_class(program, name), dict(variables))
    for op in function.operations:
        seen.see(op)
    found: dict[int, Hazard] = {}
    once = first_times(function) if seen.found else frozenset()
    given = {p.name for p in function.parameters}
    for at, (effect, variable, tag) in seen.found.items():
        if at in once:
            continue
        whose = seen.makers.get(at) or owner(program, name, function, variable)
        is_own = whose == name or variable == _receiver(program, whose)
        if effect is Effect.ADVANCE or not (is_own or variable in seen.put):
            found[at] = Hazard(effect, variable, whose, ((name, at),), tag)
        elif whose == name and variable in given and variable not in seen.put:
            found[at] = Hazard(Effect.GIVEN, variable, name, ((name, at),), f"{CHANGED}{tag}")
    return found


def is_anew(hazard: Hazard, function: ir.Function, call: Step) -> bool:
    """Whether what is changed below a call is anew in every run of the function: a variable of one of those that are
    called, or of the function, or one that it has set to a literal before.
    """
    if ":" not in hazard.path or hazard.effect is Effect.GIVEN:
        return False
    is_set = hazard.path.endswith(":") and _reset(function).get(hazard.what, call[1]) < call[1]
    is_here = is_set or (hazard.effect is not Effect.ADVANCE and hazard.path == call[0])
    return is_here or any(one == hazard.path for one, _ in hazard.chain)


@lru_cache(maxsize=1 << 9)
def _reset(function: ir.Function) -> Mapping[str, int]:
    """The variables outside of a function of which it sets a part to a literal, or all, by where it does so first."""
    ops = function.numbered
    own = (function.bound | {one.name for one in function.parameters}) - function.globals - function.nonlocals
    found: dict[str, int] = {}
    for at, op in sorted(ops.items()):
        match op:
            case ir.SetItem(_, str(name), _, value) | ir.SetAttribute(_, str(name), _, value) if name not in own:
                if value is not None and _is_literal(value, ops):
                    found.setdefault(name, at)
            case ir.Store(_, name, value) if name in function.globals and _is_literal(value, ops):
                found.setdefault(name, at)
            case _:
                pass
    return found


def _is_literal(operand: ir.Operand, ops: Mapping[int, ir.Op]) -> bool:
    """Whether it is a literal, or one of several that are put together."""
    return isinstance(unpacked(operand, ops), ir.Const)


def _may_change(function: ir.Function) -> bool:
    """Whether there is an operation in a function that might be such a change; most have none."""
    if function.globals or function.nonlocals:
        return True
    arithmetic = [op for op in function.of(ir.Binary) if not isinstance(op.left, ir.Const)]
    if any(op.name in _METHODS for op in function.of(ir.GetAttribute)):
        return True
    if any(op.in_place and isinstance(op.left, int) for op in arithmetic):
        return True
    calls = function.of(ir.Call)
    if any(name == "out" for op in calls for name, _ in op.keywords):
        return True
    stored = {op.value for op in function.of(ir.SetAttribute)}.union([op.value for op in function.of(ir.SetItem)])
    if not stored:
        return False
    computed = {op.at for op in arithmetic}.union([op.at for op in calls if op.callee in _READS])
    return not computed.isdisjoint(stored)


def _place(op: ir.Op, ops: Definitions) -> str:
    """The attribute or item that an operation reads or sets, by a text that is equal for the same place; an item that
    `get` gives is one. "" if it is none.
    """
    match op:
        case ir.GetAttribute(_, base, name) | ir.SetAttribute(_, base, name):
            return f"{key(base, ops)}.{name}"
        case ir.GetItem(_, base, index) | ir.SetItem(_, base, index):
            return f"{key(base, ops)}[{key(index, ops)}]"
        case ir.Call(_, int(callee), (index, *_)) if not isinstance(index, ir.Starred):
            match ops.get(callee):
                case ir.GetAttribute(_, base, "get"):
                    return f"{key(base, ops)}[{key(index, ops)}]"
    return ""


def _places(op: ir.Binary, ops: Definitions) -> Iterator[str]:
    """The attributes and items that arithmetic reads."""
    for side in (op.left, op.right):
        part = _told(side, ops) if isinstance(side, int) else None
        if isinstance(part, ir.Binary):
            yield from _places(part, ops)
        elif part is not None and not isinstance(part, Meeting):
            yield _place(part, ops)


def _told(operand: ir.Operand, ops: Definitions) -> ir.Op | Meeting | None:
    """The operation whose result an operand is, or tells in another form: `str(int(n))` is n."""
    op = ops.get(operand) if isinstance(operand, int) else None
    if isinstance(op, ir.Call) and op.callee in _READS and len(op.arguments) == 1:
        inner = op.arguments[0]
        return _told(inner, ops) if isinstance(inner, int) else op
    return op


class _Seen:
    """What was seen of the operations of a function. `roots` are the variables that attributes and items are reached
    from, `depends` those that results of arithmetic depend on; `put` are variables that the function also sets, empties
    or hands on: what was there before may be back in the end, or be gone before it is read.
    """

    def __init__(
        self,
        function: ir.Function,
        facts: Facts,
        cls: str,
        given: str,
        variables: Mapping[tuple[str, int], str],
    ) -> None:
        self.facts = facts
        self.ops = defined(function)
        self.given = given
        self.cls = cls
        self.outer = function.globals | function.nonlocals
        self.roots: dict[int, str] = {}
        self.depends: dict[int, frozenset[str]] = {}
        self.found: dict[int, tuple[Effect, str, str]] = {}
        self.directions: dict[object, str] = {}
        self.names: dict[int, frozenset[str]] = {}  # on the way to attributes and items
        self.methods: dict[ir.Operand, str] = {}  # what a variable that is set to an attribute was reached from
        self.put: set[str] = set()
        self.variables = variables
        self.makers: dict[int, str] = {}  # where what is changed is known by the body of a module that made it

    def see(self, op: ir.Op) -> None:
        """Look at the next operation. What is reached from the class of the receiver is reached from the name of the
        class.
        """
        match op:
            case ir.Load(at, variable):
                self.roots[at], self.depends[at] = variable, frozenset((variable,))
            case ir.GetAttribute(at, base) | ir.GetItem(at, base):
                is_class = base == self.given or (isinstance(op, ir.GetAttribute) and op.name == "__class__")
                self.roots[at] = self.cls if self.cls and is_class else self._root(base)
                self.methods[at] = self.roots[at]
                self.names[at] = self._names(base) | self._names(op.name if isinstance(op, ir.GetAttribute) else "")
            case ir.Binary(at, _, left, right):
                self.depends[at] = self._read(left) | self._read(right)
                self.directions[at] = _DIRECTION.get(op.operator, "") if isinstance(right, ir.Const) else ""
                if op.in_place and isinstance(left, int) and self._root(left) and self._adds_up(op):
                    self.found[at] = (Effect.CHANGE, self._root(left), self.directions[at])
            case ir.Store(_, variable, int(value)) if value in self.methods and variable not in self.outer:
                self.methods[variable] = self.methods[value]
            case ir.Store(at, variable, value) if variable in self.outer:
                computed = self.ops.get(value) if isinstance(value, int) else None
                is_same = isinstance(computed, ir.Binary) and computed.operator in _IDEMPOTENT
                if variable in self._read(value) and not is_same:
                    self.found[at] = (Effect.CHANGE, variable, self.directions.get(value, ""))
                else:
                    self.put.add(variable)
            case ir.SetAttribute(at, base, _, value) | ir.SetItem(at, base, _, value):
                computed = _told(value, self.ops) if isinstance(value, int) else None
                if self._is_rewritten(computed, op):
                    self.found[at] = (Effect.CHANGE, self._root(base), self.directions[computed.at])
                elif not (isinstance(value, int) and value in self.found):
                    self.put.add(self._root(base))
            case ir.Call(at, "type", (str(),)) if self.cls:
                self.roots[at] = self.cls
            case ir.Call(at) if (fact := self.facts.call.get(at)) is not None:
                self._called(op, fact)
            case _:
                pass

    def _called(self, op: ir.Call, fact: CallFact) -> None:
        on = standing(fact, CALLEE)
        root = self._held(on) or self.methods.get(op.callee, "")
        method = on.method if on is not None else fact.method
        is_list = _is_list(fact) or (on is not None and on.kind == "list")
        if root and method in GROWS and is_list and not self._is_resource(op):
            self._change(op.at, Effect.CHANGE, root, UP, on)
        elif root and method in SHRINKS and len(op.arguments) == 0 and is_list:
            self._change(op.at, Effect.CHANGE, root, DOWN, on)
        elif root and method in _TURNS and is_list:
            self._change(op.at, Effect.CHANGE, root, "", on)
        elif root and method in _LINES and not any(isinstance(a, Code) for a in atoms(fact.callees)):
            self._change(op.at, Effect.ADVANCE, root, LINES, on)
        else:
            self._first_changed(op, fact)
            self._out_changed(op, fact)
        if root and method in _RESETS and op.at not in self.found:
            self.put.add(root)
        if op.at not in self.found and not (fact.paths and _SHOWING.issuperset(fact.paths)):
            self.put.update(one for one in op.arguments if isinstance(one, str))

    def _first_changed(self, op: ir.Call, fact: CallFact) -> None:
        """What a function of a library changes of what it is given first."""
        first = op.arguments[0] if op.arguments and len(op.arguments) == len(fact.arguments) else None
        operand = None if isinstance(first, ir.Starred) else first
        one, root = standing(fact, 0), self._root(operand) if operand is not None else ""
        given = self._held(one) or root
        direction = next((_FIRST[path] for path in fact.paths if path in _FIRST), None)
        is_known = one is not None or isinstance(operand, str)
        if given and is_known and not _NEXT.isdisjoint(fact.paths) and not _is_object(fact.arguments[0]):
            self._change(op.at, Effect.ADVANCE, given, "", one)
        elif given and direction is not None:
            self._change(op.at, Effect.CHANGE, given, direction, one)

    def _out_changed(self, op: ir.Call, fact: CallFact) -> None:
        """What a function of a library is told to put its result into, and computes it from: `add(t, x, out=t)`."""
        out = dict(op.keywords).get("out")
        root = self._root(out) if out is not None else ""
        operands = [key(one, self.ops) for one in op.arguments if not isinstance(one, ir.Starred)]
        if out is not None and root and fact.paths and key(out, self.ops) in operands:
            self._change(op.at, Effect.CHANGE, root, "", None)

    def _held(self, one: Standing | None) -> str:
        """The variable of a module that holds what stands there; "" if there is none."""
        return self.variables.get((one.maker, one.at), "") if one is not None else ""

    def _change(self, at: int, effect: Effect, variable: str, tag: str, one: Standing | None) -> None:
        """A change of what a variable holds, which is one of a module if what stands there is changed."""
        self.found[at] = (effect, variable, tag)
        if one is not None and self._held(one):
            self.makers[at] = one.maker

    def _is_rewritten(self, computed: object, op: ir.SetAttribute | ir.SetItem) -> TypeGuard[ir.Binary]:
        """Whether an attribute or item is set to what arithmetic makes of it: `t.n = t.n + 1`."""
        if not isinstance(computed, ir.Binary) or computed.in_place or not self._root(op.base):
            return False
        return _place(op, self.ops) in _places(computed, self.ops) and self._adds_up(computed)

    def _adds_up(self, op: ir.Binary) -> bool:
        """Whether two runs give something else than one; but not where a count goes up that is kept under a name in
        what keeps counts: nothing is computed from that.
        """
        is_count = op.operator in ("+", "+=") and isinstance(op.right, ir.Const)
        is_statistic = is_count and not _STATISTICS.isdisjoint(self._names(op.left))
        return op.operator not in _IDEMPOTENT and not is_statistic

    def _names(self, base: ir.Operand) -> frozenset[str]:
        if isinstance(base, str):
            return frozenset((base.lower().strip("_"),))
        return self.names.get(base, frozenset()) if isinstance(base, int) else frozenset()

    def _is_resource(self, op: ir.Call) -> bool:
        """Whether what is added is a resource, whose release is another matter."""
        made = [self.facts.call[one] for one in op.arguments if isinstance(one, int) and one in self.facts.call]
        return any(models()[name].acquires for call in made for name in call.models)

    def _root(self, base: ir.Operand) -> str:
        if isinstance(base, str):
            return base
        return self.roots.get(base, "") if isinstance(base, int) else ""

    def _read(self, operand: ir.Operand) -> frozenset[str]:
        if isinstance(operand, str):
            return frozenset((operand,))
        return self.depends.get(operand, frozenset()) if isinstance(operand, int) else frozenset()


def _is_list(fact: CallFact) -> bool:
    """Whether what a method is called on surely is a list or its like."""
    return fact.receiver is not None and all(
        isinstance(atom, Iterated | Container | Items) for atom in atoms(fact.receiver)
    )


def _is_object(value: Value) -> bool:
    """Whether a value may be an object of a class of the program: where that stands, its attributes say."""
    return any(isinstance(atom, Instance) and ":" in atom.of for atom in atoms(value))


def _class(program: Program, name: str) -> str:
    """The name of the class that a method belongs to."""
    owner = program.enclosing(name)
    return owner.rpartition(":")[2].rpartition(".")[2] if owner and program.functions[owner].kind == "class" else ""


def _given_class(program: Program, name: str) -> str:
    """The variable that is the class where a function is a method of a class, or stands in one; "" if there is none."""
    function, owner = program.functions[name], program.enclosing(name)
    if owner is None:
        return ""
    around = program.functions[owner]
    if around.kind != "class":
        given = "" if around.kind == "module" else _given_class(program, owner)
        return given if given not in function.bound else ""
    made = {op.at: op.function for op in around.body if isinstance(op, ir.MakeFunction)}
    wrapped = [op.arguments[0] for op in around.body if isinstance(op, ir.Call) and op.callee == "classmethod"]
    is_one = function.name in {made[one] for one in wrapped if isinstance(one, int) and one in made}
    first = function.positional[:1] if is_one or function.name.rpartition(".")[2] in _OF_CLASSES else ()
    stored = {op.name for op in function.of(ir.Store)}
    return first[0] if first and first[0] not in stored else ""


def owner(program: Program, name: str, function: ir.Function, variable: str) -> str:
    """Whose variable it is."""
    module = name.partition(":")[0]
    if variable in function.globals:
        return identity(module, "")
    if variable in function.bound or any(p.name == variable for p in function.parameters):
        return name
    outer = program.enclosing(name)
    while outer:
        around = program.functions[outer]
        if around.kind != "class" and (variable in around.bound or any(p.name == variable for p in around.parameters)):
            return outer
        outer = program.enclosing(outer)
    return identity(module, "")


def _receiver(program: Program, owner: str) -> str:
    """The name by which a method calls its receiver: what a function in it does to that, a method might do."""
    function = program.functions.get(owner)
    return function.positional[0] if function is not None and _class(program, owner) and function.positional else ""
