"""Which operations of a function flow into some of its values: what the reverse sweep from there goes through.

A backward slice over data alone: conditions, indices, shapes and what is cut off (`detach`, `stop_gradient`) carry no
derivative. Variables are taken together over the whole function, whatever the order of its operations.
"""

from __future__ import annotations

from collections.abc import Iterable

from adlint import ir
from adlint.analysis.paths.paths import Definitions, Meeting, key
from adlint.interpret.views.facts import Facts
from adlint.models.arrays import METADATA

# methods and attributes that give a value without its history
CUT = frozenset({"detach", "detach_", "item", "tolist", "numpy", "data"})
_CUT_PATHS = frozenset(
    "jax.lax.stop_gradient builtins.float builtins.int builtins.len builtins.bool builtins.range torch.tensor"
    " torch.from_numpy torch.as_tensor torch.autograd.grad".split()
)
_PUTS = frozenset({"append", "extend", "insert", "appendleft"})
UNTRACKED = frozenset({"torch.no_grad", "torch.inference_mode", "torch.autograd.no_grad"})


class Flow:
    """Answers for the values of one function."""

    def __init__(self, body: ir.Block, ops: Definitions, facts: Facts) -> None:
        self._ops = ops
        self._facts = facts
        self._into: dict[tuple[ir.Operand, ...], frozenset[int]] = {}
        self._stores: dict[str, list[ir.Store]] = {}
        self._writes: dict[str, list[tuple[int, tuple[ir.Operand, ...]]]] = {}
        self.untracked = frozenset(_untracked(body, facts))
        for op in ops.values():
            self._learn(op)

    def into(self, ends: Iterable[ir.Operand]) -> frozenset[int]:
        """The operations whose results flow into `ends`."""
        asked = tuple(ends)
        found = self._into.get(asked)
        if found is None:
            found = self._into[asked] = self._slice(asked)
        return found

    def _slice(self, ends: Iterable[ir.Operand]) -> frozenset[int]:
        found: set[int] = set()
        seen: set[ir.Operand | str] = set()
        todo: list[ir.Operand] = list(ends)
        while todo:
            one = todo.pop()
            if isinstance(one, ir.Const) or one in seen:
                continue
            seen.add(one)
            name = key(one, self._ops)
            for at, values in self._writes.get(name, ()) if name not in seen or isinstance(one, str) else ():
                found.add(at)
                todo += values
            seen.add(name)
            if isinstance(one, str):
                found.update(op.at for op in self._stores.get(one, ()))
                todo += [op.value for op in self._stores.get(one, ())]
            elif one not in self.untracked:
                found.add(one)
                todo += self.parts(one)
        return frozenset(found)

    def parts(self, at: int) -> list[ir.Operand]:
        """What the result of an operation is made of."""
        op = self._ops.get(at)
        match op:
            case Meeting(_, kind, parts):
                return list(parts[1:] if kind == "if" else parts)
            case ir.GetAttribute(_, base, name):
                return [] if name in METADATA or name in CUT else [base]
            case ir.GetItem(_, base):
                return [base]
            case ir.Binary(_, operator, left, right):
                return [] if operator in ir.COMPARISONS else [left, right]
            case ir.Call():
                return [] if self._is_cut(op) else ir.operands(op)
            case ir.Element(_, unpack):
                return [unpack]
            case None | ir.MakeFunction() | ir.MakeClass():
                return []
            case _:
                return ir.operands(op)

    def _is_cut(self, op: ir.Call) -> bool:
        fact = self._facts.call.get(op.at)
        return fact is not None and (fact.method in CUT or not _CUT_PATHS.isdisjoint(fact.paths))

    def _learn(self, op: ir.Op | Meeting) -> None:
        match op:
            case ir.Store(_, name):
                self._stores.setdefault(name, []).append(op)
            case ir.SetItem(at, base, _, value) | ir.SetAttribute(at, base, _, value) if value is not None:
                name = key(base, self._ops)
                self._write(f"{name}.{op.name}" if isinstance(op, ir.SetAttribute) else name, at, (value,))
            case ir.Append(at, container, _, value):
                self._write(key(container, self._ops), at, (value,))
            case ir.Call(at, int(callee), arguments):
                method = self._ops.get(callee)
                if isinstance(method, ir.GetAttribute) and (method.name in _PUTS or is_in_place(method.name)):
                    values = tuple(one.value if isinstance(one, ir.Starred) else one for one in arguments)
                    fact = self._facts.call.get(at)
                    is_function = fact is not None and bool(fact.paths) and bool(values)  # `torch.relu_(x)`
                    self._write(key(values[0] if is_function else method.base, self._ops), at, values)
            case _:
                pass

    def _write(self, name: str, at: int, values: tuple[ir.Operand, ...]) -> None:
        if at not in self.untracked:
            self._writes.setdefault(name, []).append((at, values))


def is_in_place(method: str) -> bool:
    """Whether a method of tensors, by its name, changes the tensor that it is called on: `add_`."""
    return method.endswith("_") and not method.startswith("_") and method != "requires_grad_"


def _untracked(body: ir.Block, facts: Facts) -> Iterable[int]:
    """The operations of which no history is kept: those in `with torch.no_grad()`."""
    for block in ir.nested(body):
        for op in block:
            if isinstance(op, ir.With) and isinstance(op.manager, int):
                fact = facts.call.get(op.manager)
                if fact is not None and not UNTRACKED.isdisjoint(fact.paths):
                    yield from (one.at for inner in ir.nested(op.body) for one in inner)
