"""Values with their history that outlive the turn whose reverse sweep they belong to (PyTorch)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from msgspec import Struct

from adlint import ir
from adlint.analysis.paths.paths import Meeting, key
from adlint.checkpoint.candidates import runs_backward
from adlint.differentiated.flow import CUT
from adlint.differentiated.reached import Loops, Reached, roots

# methods whose result has the history of what they are called on
_KEEPING = frozenset(
    "mean sum clone cpu cuda to double float half view reshape squeeze unsqueeze div mul add sub neg abs sqrt pow"
    " flatten max min expand contiguous type".split()
)
_MAKING = frozenset(
    "rand randn randint zeros ones full empty eye arange linspace tensor as_tensor from_numpy rand_like randn_like"
    " zeros_like ones_like full_like load range enumerate zip len next iter".split()
)
_ADDS = frozenset({"+=", "-="})
_GROWS = frozenset({"append", "extend", "insert", "appendleft"})


class Retained(Struct, frozen=True):
    """Where a value is kept, what is kept, in what, and the reverse sweep of the same turn."""

    at: int
    value: str
    holder: str
    backward: int


@dataclass(slots=True)
class Retaining:
    """A function that runs reverse sweeps: what it keeps of them. `results` are calls of functions that run one each,
    and give back what it began with.
    """

    reached: Reached
    results: tuple[int, ...] = ()
    sweeps: dict[int, tuple[ir.Operand, ...]] = field(default_factory=dict)
    behind: dict[int, frozenset[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find the reverse sweeps, with the values that they begin with."""
        for at in self.reached.facts.transforms:
            op = self.reached.ops.get(at)
            if isinstance(op, ir.Call) and runs_backward(self.reached.facts.call[at]):
                self.sweeps[at] = tuple(roots(op, self.reached.ops))
        self.sweeps.update(dict.fromkeys(self.results, ()))

    def gives(self) -> bool:
        """Whether what the function returns has the graph of its reverse sweep."""
        returned = [op for op in self.reached.ops.values() if isinstance(op, ir.Return)]
        return any(
            self._carries(op.value, op.at, at, frozenset(self._seeds(ends, at)))
            for at, ends in self.sweeps.items()
            for op in returned
        )

    def kept(self) -> Iterator[Retained]:
        """What is added up or gathered with its history, although its reverse sweep has run."""
        for at, ends in self.sweeps.items():
            seeds = frozenset(self._seeds(ends, at))
            for op in self.reached.ops.values():
                held = self._held(op)
                if held is None or op.at in self.reached.flow.untracked or self._flows_on(op):
                    continue
                holder, value = held
                if holder not in seeds and self._carries(value, op.at, at, seeds) and self._outlives(op, holder, at):
                    yield Retained(op.at, _shown(self._name(value)), holder, at)

    def _seeds(self, ends: tuple[ir.Operand, ...], at: int) -> Iterator[str]:
        """The variables that the reverse sweep goes through first: its value, and what that is a sum of."""
        if at in self.results:
            yield from (op.name for op in self.reached.ops.values() if isinstance(op, ir.Store) and op.value == at)
        todo = list(ends)
        while todo:
            one = todo.pop()
            store = self._store(one, at) if isinstance(one, str) else None
            value = one if store is None else store.value
            op = self.reached.ops.get(value) if isinstance(value, int) else None
            if isinstance(one, str):
                yield one
            elif isinstance(op, ir.GetAttribute):
                yield self._name(one)
            elif isinstance(op, ir.Call):
                todo += [one for one in op.arguments[:1] if isinstance(one, str)]
            if isinstance(op, ir.Binary) and op.operator in ("+", "-", "*", "/"):
                todo += [x for x in (op.left, op.right) if isinstance(x, str) and x != one and self._made(x, at)]

    def _made(self, name: str, before: int) -> bool:
        """Whether a variable holds what a call of this function gave, which is not cut off."""
        store = self._store(name, before)
        op = self.reached.ops.get(store.value) if store is not None and isinstance(store.value, int) else None
        return isinstance(op, ir.Call) and bool(self.reached.flow.parts(op.at))

    def _store(self, name: str, before: int) -> ir.Store | None:
        """The last store of a variable above an operation, or the last one at all, of the turn before."""
        stores = self.reached.stores.get(name, [])
        above = [op for op in stores if op.at < before]
        return max(above or stores, key=lambda op: op.at, default=None)

    def _held(self, op: object) -> tuple[str, ir.Operand] | None:
        """What an operation adds to or puts into something that may outlive the turn, with the name of that."""
        ops = self.reached.ops
        match op:
            case ir.Store(_, name, int(value)) | ir.SetAttribute(_, _, name, int(value)):
                holder = name if isinstance(op, ir.Store) else f"{self._name(op.base)}.{name}"
                added = ops.get(value)
                if isinstance(added, ir.Binary) and added.operator in _ADDS | {"+", "-"}:
                    old = ops.get(added.left) if isinstance(added.left, int) else None
                    if holder in (self._name(added.left), old.name if isinstance(old, ir.Load) else ""):
                        return holder, added.right
                    if added.operator == "+" and holder == self._name(added.right):
                        return holder, added.left
                return None
            case ir.SetItem(_, base, index, value) if value is not None and not isinstance(index, ir.Const):
                return self._name(base), value
            case ir.Call(_, int(callee), arguments) if len(arguments) == 1 and not isinstance(arguments[0], ir.Starred):
                method = ops.get(callee)
                if isinstance(method, ir.GetAttribute) and method.name in _GROWS:
                    return self._name(method.base), arguments[0]
                return None
            case _:
                return None

    def _carries(self, value: ir.Operand, at: int, sweep: int, seeds: frozenset[str]) -> bool:
        """Whether a value has the history that the reverse sweep goes through."""
        if isinstance(value, str):
            store = self._store(value, at)
            if store is None or (store.at == at):
                return False
            if value in seeds and (store is self._store(value, sweep) or store.value in self.results):
                return True
            return value not in seeds and store.at < at and self._carries(store.value, store.at, sweep, seeds)
        if value in self.results:
            return True
        op = self.reached.ops.get(value) if isinstance(value, int) else None
        match op:
            case Meeting(_, kind, parts):
                return all(self._carries(one, at, sweep, seeds) for one in (parts[1:] if kind == "if" else parts))
            case ir.Binary(_, operator, left, right) if operator not in ir.COMPARISONS:
                return any(self._carries(one, op.at, sweep, seeds) for one in (left, right))
            case ir.Build(_, "tuple" | "list" | "dict", items):
                return any(not isinstance(x, ir.Starred) and self._carries(x, op.at, sweep, seeds) for x in items)
            case ir.GetAttribute():
                return self._name(op.at) in seeds
            case ir.Call(_, int(callee)):
                method = self.reached.ops.get(callee)
                if isinstance(method, ir.GetAttribute) and method.name in _KEEPING - CUT:
                    return self._carries(method.base, op.at, sweep, seeds)
                return False
            case _:
                return False

    def _flows_on(self, op: ir.Op | Meeting) -> bool:
        """Whether what is kept goes through a reverse sweep itself."""
        own = op.value if isinstance(op, ir.Store) else None
        return any(op.at in self._behind(at) and own not in ends for at, ends in self.sweeps.items())

    def _behind(self, at: int) -> frozenset[int]:
        """The operations that a reverse sweep goes through."""
        if at not in self.behind:
            self.behind[at] = self.reached.flow.into(self.sweeps[at])
        return self.behind[at]

    def _outlives(self, op: ir.Op | Meeting, holder: str, sweep: int) -> bool:
        """Whether what something is put into outlives the turn of the loop around both, or the call."""
        around = _common(self.reached.loops.get(op.at, ()), self.reached.loops[sweep])
        name, _, attribute = holder.partition(".")
        parameters = {p.name for p in self.reached.code.parameters}
        if "[" in holder or "(" in holder or "%" in holder:
            return False
        if attribute:
            return name in parameters and not self._is_set(holder, op)
        if name not in self.reached.code.bound and name not in parameters:
            return True
        fresh = [one for one in self.reached.stores.get(name, []) if one is not op]
        anew = any(one is op for op in (around[-1].body if around else ()) for one in fresh)  # in every turn
        before = name in parameters or any(around[-1:] != self.reached.loops[one.at][-1:] for one in fresh)
        return bool(around) and before and not anew

    def _is_set(self, holder: str, op: ir.Op | Meeting) -> bool:
        """Whether an attribute is set anew in the function, so that nothing adds up from call to call."""
        sets = [one for one in self.reached.ops.values() if isinstance(one, ir.SetAttribute) and one is not op]
        return any(f"{self._name(one.base)}.{one.name}" == holder for one in sets)

    def _name(self, value: ir.Operand) -> str:
        """A value as the source has it: `loss`, `self.losses`."""
        return key(value, self.reached.ops).replace("`", "")

    def graphs(self) -> Iterator[int]:
        """The last reverse sweeps of a turn that retain their graph all the same, although it was made in the turn."""
        for at, ends in self.sweeps.items():
            loops = self.reached.loops[at]
            given = dict(self.reached.facts.call[at].keywords)
            retain = given.get("retain_graph")
            if not loops or not isinstance(retain, ir.Const) or retain.value is not True or "create_graph" in given:
                continue
            inside = {op.at for block in ir.nested(loops[-1].body) for op in block}
            later = [one for one in self.sweeps if one > at and loops[-1] in self.reached.loops[one]]
            if ends and all(self._is_new(one, inside, loops[-1].at) for one in ends) and not later:
                yield at

    def _is_new(self, value: ir.Operand, inside: set[int], loop: int) -> bool:
        """Whether a value is made anew in each turn, from what the loop goes through and what has no graph yet."""
        todo, seen, made = [value], set[ir.Operand](), False
        parameters = {p.name for p in self.reached.code.parameters}
        while todo:
            one = todo.pop()
            if isinstance(one, ir.Const) or one in seen or one == loop:
                continue
            seen.add(one)
            if isinstance(one, str):
                stores = self.reached.stores.get(one, [])
                if not stores and one in parameters:
                    return False
                todo += [op.value for op in stores]
                continue
            op = self.reached.ops.get(one)
            if isinstance(op, ir.Call):
                made = made or one in inside
                if one not in inside and not self._is_plain(op):
                    return False
                todo += [x.value if isinstance(x, ir.Starred) else x for x in op.arguments]
                method = self.reached.ops.get(op.callee) if isinstance(op.callee, int) else None
                unresolved = not self.reached.paths(one)
                if isinstance(method, ir.GetAttribute) and unresolved and method.base not in parameters:
                    todo.append(method.base)
            else:
                todo += self.reached.flow.parts(one)
        return made

    def _is_plain(self, op: ir.Call) -> bool:
        """Whether a call makes data: what a library draws, fills or reads."""
        paths = self.reached.paths(op.at)
        return bool(paths) and all(path.rpartition(".")[2] in _MAKING for path in paths)


def _common(one: Loops, other: Loops) -> Loops:
    return tuple(a for a in one if a in other)


def _shown(name: str) -> str:
    name = name[1:-1] if name.startswith("(") else name
    return name if "%" not in name else "a value"
