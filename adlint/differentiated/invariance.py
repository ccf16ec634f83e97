"""What does not change from one turn of a loop to the next, or from one call of a function to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from msgspec import Struct

from adlint import ir
from adlint.analysis.paths.paths import Meeting
from adlint.checkpoint.candidates import codes
from adlint.differentiated.reached import Reached
from adlint.differentiated.whole import Whole
from adlint.differentiated.writing import root, written
from adlint.models.arrays import IN_PLACE, METADATA

_LIBRARIES = (
    "numpy.", "autograd.numpy.", "jax.numpy.", "jax.lax.", "jax.scipy.", "scipy.", "autograd.scipy.", "torch.", "cupy.",
    "math.",
)  # fmt: skip
_DRAWING = ("rand", "normal", "uniform", "dropout", "bernoulli", "multinomial", "permutation", "choice", "random")
_BUILTINS = frozenset(f"builtins.{name}" for name in "float int len range abs min max sum tuple slice".split())
_PURE_METHODS = frozenset(
    "copy clone transpose conj astype to reshape view sum mean dot double float contiguous toarray todense tocsc tocsr"
    " t squeeze unsqueeze".split()
)


class Leaf(Struct, frozen=True):
    """What a value depends on outside of its function: a parameter or a variable from around, or an attribute of it."""

    name: str
    attributes: tuple[str, ...] = ()


class Need(Struct, frozen=True):
    """A value, or an attribute of it."""

    value: ir.Operand
    attributes: tuple[str, ...] = ()


class Changing(Struct, frozen=True):
    """What a block changes: variables by name, and attributes of whatever object."""

    names: frozenset[str]
    attributes: frozenset[str]


@dataclass(slots=True)
class Unchanged:
    """Tells of values in a block (the body of a loop, with its `item`, or of a whole function) what they depend on
    outside of it.
    """

    reached: Reached
    block: ir.Block
    changing: Changing
    item: int = 0
    inside: Mapping[int, ir.Op] = field(default_factory=dict)
    _asked: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Note which operations are in the block."""
        self.inside = {op.at: op for block in ir.nested(self.block) for op in block}

    def need(self, need: Need, before: int) -> frozenset[Leaf] | None:
        """What a value or an attribute of it depends on outside; None if it may change in the block."""
        if not self.changing.attributes.isdisjoint(need.attributes):
            return None
        if need.attributes and f"{need.value}.{need.attributes[0]}" in self.changing.names:
            return None
        found = self.leaves(need.value, before)
        return None if found is None else frozenset(Leaf(x.name, (*x.attributes, *need.attributes)) for x in found)

    def leaves(self, operand: ir.Item, before: int) -> frozenset[Leaf] | None:
        """What a value that operation `before` reads depends on outside; None if it may change in the block."""
        if isinstance(operand, ir.Starred):
            return None
        if isinstance(operand, ir.Const):
            return frozenset()
        if isinstance(operand, str):
            return self._variable(operand, before)
        op = self.reached.ops.get(operand)
        if isinstance(op, Meeting):
            return self._all(op.parts, before)
        if operand not in self.inside:
            return None if operand == self.item else frozenset()
        return self._made(op, before)

    def _made(self, op: ir.Op | None, before: int) -> frozenset[Leaf] | None:
        match op:
            case ir.GetAttribute(_, _, name) if name in METADATA:
                return frozenset()  # shapes are taken to stay
            case ir.GetAttribute(_, base, name):
                return self.need(Need(base, (name,)), before)
            case ir.GetItem(_, base, index):
                return self._all((base, index), before)
            case ir.Unary(_, _, value):
                return self.leaves(value, before)
            case ir.Binary(_, _, left, right) if not op.in_place:
                return self._all((left, right), before)
            case ir.Build(_, "tuple" | "list" | "slice", items):
                return self._all(items, before)
            case ir.Call(at, _, arguments, keywords) if all(name for name, _ in keywords):
                given = (*arguments, *(value for _, value in keywords))
                called = self.reached.ops.get(op.callee) if isinstance(op.callee, int) else None
                method = called if isinstance(called, ir.GetAttribute) else None
                is_known = method is not None and method.name in _PURE_METHODS and not self._is_ours(at)
                if self._is_pure(at) or is_known:
                    return self._all((op.callee if method is None else method.base, *given), before)
                return None
            case _:
                return None

    def _all(self, several: tuple[ir.Item, ...], before: int) -> frozenset[Leaf] | None:
        found: frozenset[Leaf] = frozenset()
        for one in several:
            leaves = self.leaves(one, before)
            if leaves is None:
                return None
            found |= leaves
        return found

    def _variable(self, name: str, before: int) -> frozenset[Leaf] | None:
        """A variable that is set once in the block, before it is read and in all turns, is what it is set to."""
        stores = [op for op in self.inside.values() if isinstance(op, ir.Store | ir.Delete) and op.name == name]
        if not stores:
            return None if name in self.changing.names else frozenset({Leaf(name)})
        first = stores[0]
        sure = len(stores) == 1 and first.at < before and any(op is first for op in self.block)
        if not (sure and isinstance(first, ir.Store)) or name in self._asked or name in self.changing.names:
            return None
        self._asked.add(name)
        found = self.leaves(first.value, first.at)
        self._asked.discard(name)
        return found

    def _is_pure(self, at: int) -> bool:
        paths = self.reached.paths(at)
        return bool(paths) and not self._is_ours(at) and all(map(_is_pure, paths))

    def _is_ours(self, at: int) -> bool:
        fact = self.reached.facts.call.get(at)
        return fact is not None and bool(codes(fact.callees))


def _is_pure(path: str) -> bool:
    name = path.rpartition(".")[2]
    if path in _BUILTINS:
        return True
    return path.startswith(_LIBRARIES) and not any(word in path for word in _DRAWING) and name not in IN_PLACE


def changes(reached: Reached, block: ir.Block, whole: Whole) -> Changing:
    """What a block changes in place."""
    names: set[str] = set()
    attributes: set[str] = set()

    def passed(op: ir.Call) -> Iterator[ir.Operand]:
        if op.at in reached.facts.call:
            yield from (one.value for one in whole.passed(op, reached) if whole.writes(one.function, one.parameter))

    for inner in ir.nested(block):
        for op in inner:
            names.update(name for one in written(op, reached.ops, passed) if (name := root(one, reached.ops)))
            if isinstance(op, ir.SetAttribute):
                attributes.add(op.name)
            if isinstance(op, ir.Call) and op.at in reached.facts.call:
                for code in codes(reached.facts.call[op.at].callees):
                    attributes |= whole.sets(code)
    return Changing(frozenset(_aliases(reached, names)), frozenset(attributes))


def _aliases(reached: Reached, names: set[str]) -> set[str]:
    """The variables whose values are written to, and those that they may have them from."""
    stores = [op for op in reached.ops.values() if isinstance(op, ir.Store)]
    todo = list(names)
    while todo:
        one = todo.pop()
        for op in stores:
            behind = root(op.value, reached.ops) if op.name == one else None
            if behind is not None and behind not in names:
                names.add(behind)
                todo.append(behind)
    return names
