"""What shows that a value is an array, and not a list of arrays or of objects."""

from __future__ import annotations

from adlint import ir
from adlint.analysis.paths.paths import key
from adlint.differentiated.reached import Reached
from adlint.models.elementwise import ARRAYS, REDUCING, is_elementwise, joins

PLAIN = ("numpy.", "scipy.")
_SAY = frozenset({"shape", "ndim", "size", "T", "mT", "at", "dtype", "real", "imag"})
_STRONG = frozenset({"-", "/", "@", "**", "-=", "/=", "**=", "@="})
_METHODS = frozenset({"sum", "mean", "dot", "reshape", "view", "numel", "dim", "size", "detach", "backward"})
_LISTS = frozenset({"split", "chunk", "unbind", "array_split", "meshgrid", "broadcast_arrays", "nonzero", "where"})


def is_array(reached: Reached, operand: ir.Operand, *, surely: bool = False) -> bool:
    """Whether anything in a function shows that a value is an array, or, `surely`, not a number either."""
    name = key(operand, reached.ops)
    return any(_shows(reached, op, name, surely=surely) for op in reached.ops.values())


def is_recorded(reached: Reached, name: str) -> bool:
    """Whether the operations on a variable are put on a tape, as far as what it is set to tells: those of plain NumPy
    are not.
    """
    stores = [op.value for op in reached.stores.get(name, [])]
    paths = [path for value in stores if isinstance(value, int) for path in reached.paths(value)]
    return not any(path.startswith(PLAIN) for path in paths)


def _shows(reached: Reached, op: object, name: str, *, surely: bool) -> bool:
    def same(operand: ir.Item) -> bool:
        return not isinstance(operand, ir.Starred) and key(operand, reached.ops) == name

    match op:
        case ir.GetAttribute(_, base, attribute):
            return attribute in _SAY | _METHODS and same(base)
        case ir.Binary(_, operator, left, right):
            return not surely and operator in _STRONG and (same(left) or same(right))
        case ir.GetItem(_, base, index):
            return same(base) and _is_several(reached, index)
        case ir.Store(_, variable, value):
            return f"`{variable}`" == name and _is_made(reached, value, surely=surely)
        case ir.Call(at, _, arguments) if not surely:
            paths = reached.paths(at)
            return any(map(is_elementwise, paths)) and not any(map(joins, paths)) and any(map(same, arguments[:1]))
        case _:
            return False


def _is_several(reached: Reached, index: ir.Operand) -> bool:
    """Whether an index has several axes."""
    op = reached.ops.get(index) if isinstance(index, int) else None
    return isinstance(op, ir.Build) and op.kind == "tuple"


def _is_made(reached: Reached, value: ir.Operand, *, surely: bool) -> bool:
    """Whether a value is what a library of arrays gives, or arithmetic with floats."""
    op = reached.ops.get(value) if isinstance(value, int) else None
    if isinstance(op, ir.Call):
        paths = reached.paths(op.at)
        known = [path.rpartition(".")[2] for path in paths if path.startswith(ARRAYS)]
        return any(name not in _LISTS and not (surely and name in REDUCING) for name in known)
    return not surely and isinstance(op, ir.Binary) and op.operator in _STRONG
