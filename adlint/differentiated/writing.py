"""Which values an operation writes to in place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from adlint import ir
from adlint.analysis.paths.paths import Definitions
from adlint.differentiated.flow import is_in_place
from adlint.models.arrays import IN_PLACE


def written(
    op: object, ops: Definitions, passed: Callable[[ir.Call], Iterable[ir.Operand]]
) -> Iterator[ir.Operand]:
    """The operands that an operation writes to; `passed` tells which arguments the callees of a call write to."""
    match op:
        case ir.SetItem(_, base) | ir.Append(_, base):
            yield base
        case ir.Binary(_, _, left) if op.in_place:
            yield left
        case ir.Call(_, callee, arguments, keywords):
            method = ops.get(callee) if isinstance(callee, int) else None
            if isinstance(method, ir.GetAttribute) and (is_in_place(method.name) or method.name in _CHANGING):
                yield method.base
            if isinstance(method, ir.GetAttribute) and method.name in IN_PLACE:  # `np.copyto(a, b)`, `a.put(i, v)`
                yield method.base
                yield from (one for one in arguments[:1] if not isinstance(one, ir.Starred))
            yield from (value for name, value in keywords if name == "out")
            yield from passed(op)
        case _:
            pass


def root(operand: ir.Operand, ops: Definitions) -> str | None:
    """The variable that a value is, or is a part of; `self.x` for what is a part of an attribute of a variable."""
    while isinstance(operand, int):
        op = ops.get(operand)
        match op:
            case ir.GetAttribute(_, str(base), name) if name not in _VIEWS:
                return f"{base}.{name}"
            case ir.GetItem(_, base) | ir.GetAttribute(_, base):
                operand = base
            case _:
                return None
    return operand if isinstance(operand, str) else None


# methods of lists, dicts and sets
_CHANGING = frozenset(
    "append extend insert appendleft pop popleft remove clear sort reverse update setdefault add".split()
)
_VIEWS = frozenset({"T", "mT", "real", "imag", "data", "flat", "H", "at"})
