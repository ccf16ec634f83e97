"""What a function does for the first time only: `if k not in seen: seen.add(k); found.append(k)`.

What stands outside of the function is asked for, and where it says that something was not done, that is done and noted
there. A second run finds the note, and changes nothing. That holds where nothing else hangs on the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TypeAlias

from adlint import ir

_PUTS = frozenset({"append", "add", "appendleft", "insert", "setdefault"})
_TAKES = frozenset({"discard", "remove", "pop", "popleft", "popitem", "clear"})
_LEAVING = (ir.Return, ir.Yield, ir.Break, ir.Continue, ir.Raise)
_ENTERING = {"addHandler": "handlers", "addFilter": "filters"}  # of loggers, by the attribute that has what is entered
_REMOVING = {"removeHandler": "handlers", "removeFilter": "filters"}
_SETTING = frozenset({"setLevel", "setFormatter", "propagate", *_ENTERING})
_ASKING = {"hasHandlers": "handlers"}
_ANY: tuple[object, ...] = ("any",)
_Expression: TypeAlias = tuple[object, ...]  # `t.a` is ("attribute", ("name", "t"), "a")


@lru_cache(maxsize=1 << 9)
def first_times(function: ir.Function) -> frozenset[int]:
    """The operations of a function that a second run of it does not do again."""
    asks = any(_asks(op) or _enters(op) for op in function.operations)
    return frozenset(_Reader(function).once()) if asks else frozenset()


class _Reader:
    """The operations of a function, by number."""

    def __init__(self, function: ir.Function) -> None:
        self.function = function
        self.every = list(function.operations)
        self.ops = {op.at: op for op in self.every if not isinstance(op, ir.Copy)}
        self.turns = [op.body for op in self.every if isinstance(op, ir.For | ir.While)]
        self.given = frozenset(one.name for one in function.parameters)
        self.own = (function.bound | self.given) - function.globals - function.nonlocals - {"cls"}

    def once(self) -> Iterator[int]:
        """The operations behind an answer which they change."""
        for block in ir.nested(self.function.body):
            for place, op in enumerate(block):
                if isinstance(op, ir.If):
                    arm = self._arm(op, block, place)
                    if self._is_noted(op, arm) and self._is_alone(arm):
                        yield from (one.at for one in arm)

    def _arm(self, op: ir.If, block: ir.Block, place: int) -> tuple[ir.Op, ...]:
        """The operations of the way on which something is not there yet: nothing, if there is more on the other way."""
        if op.orelse:
            return ()
        left = op.then[0].__class__ if len(op.then) == 1 else None
        is_end = left is ir.Return and block is self.function.body
        is_end = is_end or (left is ir.Continue and any(block is one for one in self.turns))
        return _all(block[place + 1 :]) if is_end else _all(op.then)

    def _is_noted(self, op: ir.If, arm: tuple[ir.Op, ...]) -> bool:
        """Whether what is found to be missing is put on that way where it was looked for, and never taken out."""
        is_then = bool(arm) and any(one is arm[0] for one in op.then)
        for item, container in self._missing(op.condition, holds=is_then):
            names = _names(item) | _names(container)
            is_own = bool(_names(container) & self.own) and not _is_of_logger(container)
            if is_own or names & {one.name for one in arm if isinstance(one, ir.Store)}:
                continue
            put = {one for one in self._put(arm) if one[1] == container and item in (_ANY, one[0])}
            if put and not any(self._takes(one, container) for one in self.every):
                return True
        return False

    def _missing(self, condition: ir.Operand, *, holds: bool) -> Iterator[tuple[_Expression, _Expression]]:
        """What is not in what, where a condition holds, or does not."""
        found = self.ops.get(condition) if isinstance(condition, int) else None
        asked = self._load(condition)
        if not holds and asked[0] in ("name", "attribute"):
            yield _ANY, asked  # it is empty
        elif found is None:
            for value in self._parts(condition, holds=holds):
                yield from self._missing(value, holds=holds)
        elif isinstance(found, ir.Unary) and found.operator == "not":
            yield from self._missing(found.operand, holds=not holds)
        elif isinstance(found, ir.Binary) and found.operator == ("not in" if holds else "in"):
            yield self._load(found.left), self._load(found.right)

    def _parts(self, condition: ir.Operand, *, holds: bool) -> list[ir.Operand]:
        """The conditions that `and` joins, all of which hold, or `or`, none of which does; nothing of others."""
        copies = [op for op in self.every if isinstance(op, ir.Copy) and op.to == condition]
        inner = [
            op
            for one in self.every
            if isinstance(one, ir.If) and one.condition == condition
            for op in _all(one.then if holds else one.orelse)
        ]
        is_chain = all(any(op is copy for op in inner) for copy in copies[1:])
        return [copy.value for copy in copies if copy.value != condition] if is_chain else []

    def _put(self, arm: Iterable[ir.Op]) -> Iterator[tuple[_Expression, _Expression]]:
        """What is put where."""
        for op in arm:
            match op:
                case ir.SetItem(_, base, index, value) if value is not None:
                    yield self._load(index), self._load(base)
                case ir.Call(_, int(callee), (item, *others), ()) if not isinstance(item, ir.Starred):
                    match self.ops.get(callee):
                        case ir.GetAttribute(_, base, "insert") if others and not isinstance(others[0], ir.Starred):
                            yield self._load(others[0]), self._load(base)
                        case ir.GetAttribute(_, base, name) if name in _PUTS:
                            yield self._load(item), self._load(base)
                        case ir.GetAttribute(_, base, name) if name in _ENTERING:
                            yield self._load(item), ("attribute", self._load(base), _ENTERING[name])

    def _takes(self, op: ir.Op, container: _Expression) -> bool:
        """Whether an operation takes something out of a container, or puts another in its place."""
        match op:
            case ir.GetAttribute(_, base, name) if name in _TAKES:
                return self._load(base) == container
            case ir.GetAttribute(_, base, name) if name in _REMOVING:
                return ("attribute", self._load(base), _REMOVING[name]) == container
            case ir.SetItem(_, base, _, None):
                return self._load(base) == container
            case ir.SetAttribute(_, base, name):
                return ("attribute", self._load(base), name) == container
            case ir.Store(_, name):
                return ("name", name) == container
        return False

    def _is_alone(self, arm: tuple[ir.Op, ...]) -> bool:
        """Whether nothing besides hangs on which way is taken: no result, and no variable that is read elsewhere."""
        inside = {op.at for op in arm}
        set_there = {op.name for op in arm if isinstance(op, ir.Store)}
        given = self.own & (self.given | {name for name in self.own if not self._is_made(name, inside)})
        if any((isinstance(op, _LEAVING) and not _gives_nothing(op)) or self._touches(op, given) for op in arm):
            return False
        containers = [container for _, container in self._put(arm) if not _is_of_logger(container)]
        grown = {name for container in containers for name in _names(container)}
        asking = {one for op in self.every if _asks(op) for one in (op.at, *ir.operands(op))}
        others = [op for op in self.every if op.at not in inside | asking]
        read = {one for op in others for one in ir.operands(op) if isinstance(one, str)}
        return not read & (set_there | grown)

    def _is_made(self, name: str, inside: set[int]) -> bool:
        """Whether a variable only holds what calls inside make, or what stands outside of the function."""
        for op in self.every:
            if isinstance(op, ir.Store) and op.name == name:
                made = self.ops.get(op.value) if isinstance(op.value, int) else None
                names = _names(self._load(op.value))
                if not ((op.at in inside and isinstance(made, ir.Call)) or (names and not names & self.own)):
                    return False
        return True

    def _touches(self, op: ir.Op, given: frozenset[str]) -> bool:
        """Whether an operation may change what the function was given, which is put back before a second run."""
        match op:
            case ir.SetAttribute(_, base, name):
                return name not in _SETTING and bool(_names(self._load(base)) & given)
            case ir.SetItem(_, base):
                return bool(_names(self._load(base)) & given)
            case ir.Call(_, callee, arguments, keywords):
                called = self._load(callee)
                if called[0] == "attribute" and called[-1] in _SETTING:
                    return False
                is_put = called[0] == "attribute" and called[-1] in _PUTS
                passed = () if is_put else (*arguments, *(value for _, value in keywords))
                handed = [one.value if isinstance(one, ir.Starred) else one for one in passed]
                return any(_names(one) & given for one in (called, *map(self._load, handed)) if one[0] != "string")
        return False

    def _load(self, operand: ir.Operand) -> _Expression:
        """What an operand stands for."""
        match self.ops.get(operand) if isinstance(operand, int) else operand:
            case ir.Const(text):
                return ("const", text)
            case str(name) | ir.Load(_, name):
                return ("name", name)
            case ir.GetAttribute(_, base, name):
                return ("attribute", self._load(base), name)
            case ir.Call(_, int(callee), (), ()) if (asked := self._load(callee))[-1] in _ASKING:
                return (*asked[:-1], _ASKING[str(asked[-1])])
            case ir.Build(_, kind, items) if all(isinstance(one, int | str | ir.Const) for one in items):
                return (kind, *(self._load(one) for one in items if isinstance(one, int | str | ir.Const)))
            case _:
                return ("temporary", operand)


def _all(block: ir.Block) -> tuple[ir.Op, ...]:
    return tuple(op for inner in ir.nested(block) for op in inner)


def _names(expression: _Expression) -> frozenset[str]:
    """The variables in an expression."""
    if expression[0] == "name":
        return frozenset({str(expression[1])})
    return frozenset(name for one in expression if isinstance(one, tuple) for name in _names(one))


def _is_of_logger(expression: _Expression) -> bool:
    """Whether an expression is what a logger has entered; loggers stay, whatever variable they stand in."""
    return expression[0] == "attribute" and expression[-1] in _ENTERING.values()


def _enters(op: ir.Op) -> bool:
    return isinstance(op, ir.GetAttribute) and op.name in _ENTERING


def _asks(op: ir.Op) -> bool:
    """Whether an operation gives whether something is in something."""
    return isinstance(op, ir.Binary) and op.operator in ("in", "not in")


def _gives_nothing(op: ir.Op) -> bool:
    return isinstance(op, ir.Return) and isinstance(op.value, ir.Const) and op.value.value is None
