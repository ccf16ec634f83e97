"""Which values of a function are active, as far as something says so: parameters of layers, `requires_grad=True`, the
arguments of what is differentiated, and what is made of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from adlint import ir
from adlint.analysis.paths.paths import Meeting
from adlint.differentiated.needs import WEIGHTED
from adlint.differentiated.reached import Reached
from adlint.differentiated.whole import Whole
from adlint.interpret.views.described import Instance

_PARAMETER = frozenset({"torch.nn.Parameter", "torch.nn.parameter.Parameter"})
_PASSIVE = frozenset(
    "zeros ones empty full eye arange linspace rand randn randint argmax argmin argsort nonzero searchsorted bucketize"
    " bincount one_hot isnan isinf isfinite isclose eq ne lt le gt ge logical_and logical_or logical_not".split()
)
_ROUNDS = 4  # calls that activity is followed through
_DEEP = 2000  # questions in a function


@dataclass(slots=True)
class Active:
    """Answers for one function: `given` are its active parameters, `attributes` those that hold active arrays."""

    reached: Reached
    given: frozenset[str]
    attributes: frozenset[str]
    _known: dict[ir.Operand, bool] = field(default_factory=dict)
    _asked: int = 0

    def is_active(self, operand: ir.Operand) -> bool:
        """Whether a value surely has a derivative."""
        if isinstance(operand, ir.Const):
            return False
        if operand not in self._known:
            before = len(self._known)
            self._known[operand] = isinstance(operand, str)  # a variable that is made of itself is what it was
            self._asked += 1
            is_so = self._asked < _DEEP and self._judge(operand)
            if not is_so:  # what was taken from it does not hold
                for one in list(self._known)[before:]:
                    del self._known[one]
            self._known[operand] = is_so
        return self._known[operand]

    def is_count(self, operand: ir.Operand) -> bool:
        """Whether a value counts the turns of a loop."""
        if isinstance(operand, str):
            stores = self.reached.stores.get(operand, [])
            return len(stores) == 1 and self.is_count(stores[0].value)
        loop = self.reached.ops.get(operand) if isinstance(operand, int) else None
        made = loop.iterable if isinstance(loop, ir.For) else None
        return isinstance(made, int) and "builtins.range" in self.reached.paths(made)

    def _judge(self, operand: ir.Operand) -> bool:
        if isinstance(operand, str):
            values = [op.value for op in self.reached.stores.get(operand, []) if not self._is_update(op)]
            is_parameter = any(one.name == operand for one in self.reached.code.parameters)
            begins = operand in self.given if is_parameter else bool(values)
            return (begins and all(map(self.is_active, values))) or self._is_marked(operand)
        op = self.reached.ops.get(operand)  # type: ignore[arg-type]
        if operand in self.reached.flow.untracked:
            return False
        match op:
            case ir.Call():
                return self._makes(op)
            case ir.GetAttribute(_, base, name):
                return name in self.attributes or (name in ("T", "mT") and self.is_active(base))
            case Meeting(_, kind, parts):
                return all(self.is_active(one) for one in (parts[1:] if kind == "if" else parts))
            case None:
                return False
            case _:
                return any(self.is_active(one) for one in self.reached.flow.parts(op.at))

    def _is_update(self, op: ir.Store) -> bool:
        """Whether a variable is set to what it was, changed in place."""
        value = self.reached.ops.get(op.value) if isinstance(op.value, int) else None
        return isinstance(value, ir.Binary) and value.in_place

    def _is_marked(self, name: str) -> bool:
        """Whether a variable is told to need a gradient: `x.requires_grad_()`, `x.requires_grad = True`."""
        for op in self.reached.ops.values():
            if isinstance(op, ir.GetAttribute) and op.base == name and op.name == "requires_grad_":
                return True
            if isinstance(op, ir.SetAttribute) and op.base == name and op.name == "requires_grad":
                return isinstance(op.value, ir.Const) and op.value.value is True
        return False

    def _makes(self, op: ir.Call) -> bool:
        fact = self.reached.facts.call.get(op.at)
        if fact is None or not self.reached.flow.parts(op.at):
            return False
        needs = dict(op.keywords).get("requires_grad")
        if isinstance(needs, ir.Const) and needs.value is True:
            return True
        if isinstance(fact.callees, Instance) and fact.callees.of.startswith("torch.nn."):
            weighted = fact.callees.of.rpartition(".")[2].startswith((*WEIGHTED, "Embedding"))
            return weighted or any(self.is_active(one) for one in op.arguments if not isinstance(one, ir.Starred))
        if not _PARAMETER.isdisjoint(fact.paths):
            return True
        if fact.paths or not fact.method:
            libraries = ("torch.", "numpy.", "scipy.")
            known = any(path.startswith(libraries) and not _is_passive(path) for path in fact.paths)
            return known and any(self.is_active(one) for one in op.arguments if not isinstance(one, ir.Starred))
        method = self.reached.ops.get(op.callee) if isinstance(op.callee, int) else None
        return isinstance(method, ir.GetAttribute) and self.is_active(method.base)


def _is_passive(path: str) -> bool:
    """Whether what a library function gives has no derivative: a new array of a shape, an index, a truth."""
    name = path.rpartition(".")[2]
    return name.endswith("_like") or name in _PASSIVE


def parameters(whole: Whole) -> frozenset[str]:
    """The names of attributes that hold parameters of layers, whatever else is set to them is one, too."""
    found: dict[str, bool] = {}
    for reached in whole.functions.values():
        name = reached.name.rpartition(".")[0]
        made = whole.program.functions.get(f"{name}.__init__")
        for block in ir.nested(made.body) if made is not None else ():
            calls = {op.at: op for op in block if isinstance(op, ir.Call)}
            names = {op.at: op.name for op in block if isinstance(op, ir.GetAttribute)}
            for op in block:
                if isinstance(op, ir.SetAttribute):
                    call = calls.get(op.value) if isinstance(op.value, int) else None
                    called = call.callee if call is not None else ""
                    is_one = (names.get(called) if isinstance(called, int) else called) == "Parameter"
                    found[op.name] = found.get(op.name, True) and is_one
    return frozenset(name for name, is_one in found.items() if is_one)


def activities(whole: Whole, system: str) -> dict[str, Active]:
    """What is active in each function that a system differentiates."""
    attributes = parameters(whole) if system == "torch" else frozenset[str]()
    given = {name: one.active for name, one in whole.functions.items() if one.is_by(system)}
    for _ in range(_ROUNDS):
        found = {name: Active(whole.functions[name], own, attributes) for name, own in given.items()}
        more = dict(given)
        for name, active in found.items():
            caller = whole.functions[name]
            for at, _ in caller.facts.calls:
                op = caller.ops.get(at) if at not in caller.flow.untracked else None
                for one in whole.passed(op, caller) if isinstance(op, ir.Call) else ():
                    if one.function in more and one.parameter and active.is_active(one.value):
                        more[one.function] |= {one.parameter}
        if more == given:
            break
        given = more
    return found
