"""What functions and methods of arrays make of a time: `np.add(u, t)`, `u.mul_(t)`, `np.full(n, t)`, `u[i] = t`.

What operators make of it, they make of it; a parameter that they are given is data, for times are added by operators.
"""

from __future__ import annotations

from adlint import ir
from adlint.analysis.hazards.time_slices import Slice, holds_data, holds_no_time, is_literal, paths_of, spread
from adlint.analysis.paths.paths import defined
from adlint.interpret.views.described import External, ModuleRef
from adlint.models.elementwise import ARRAYS, CURVED, OPERATORS, fills, is_elementwise
from adlint.models.storage import OVERWRITING, writes

_IN_PLACE = {f"{name}_": sign for name, sign in OPERATORS.items()}


def combined(flow: Slice, op: ir.Call) -> None:
    """What a call makes of arrays and times is a time, or chosen by one: as data that a time is joined with, or as an
    array that is filled with it; so is the array that this is written to.
    """
    paths, method = paths_of(flow, op), flow.names.get(op.callee, "")
    into = [*_written_by(flow, op, method), *_written_arguments(flow, op, paths)]
    is_filled = bool(paths) and all(fills(path) or path in OVERWRITING for path in paths)
    is_filled = is_filled or (bool(into) and method in ("fill", "fill_"))
    if not (into or is_filled or (paths and all(map(is_elementwise, paths)))):
        return
    name = paths[0].removesuffix(".at").rpartition(".")[2] if paths else method
    given = [a.value if isinstance(a, ir.Starred) else a for a in op.arguments]
    given += [value for key, value in op.keywords if key != "out"]
    spread(flow, op.at, given)
    if (is_filled and not flow.tainted.isdisjoint(given)) or _joins(flow, name, [*into, *given]):
        flow.chosen.add(op.at)
        for target in (*into, *(value for key, value in op.keywords if key == "out")):
            _write(flow, target)


def _joins(flow: Slice, name: str, values: list[ir.Operand]) -> bool:
    """Whether a function makes data of a time, or is given what a time has chosen."""
    if not flow.chosen.isdisjoint(values):
        return True
    if flow.tainted.isdisjoint(values):
        return False
    others = [one for one in values if one not in flow.tainted and not is_literal(flow, one)]
    sign = OPERATORS.get(name) or _IN_PLACE.get(name)
    if sign is not None:
        return bool(others) if sign in ("+", "*", "**") else sign == "-" and any(holds_no_time(flow, x) for x in others)
    return name in CURVED or any(holds_data(flow, one) for one in others)


def _written_by(flow: Slice, op: ir.Call, method: str) -> list[ir.Operand]:
    """The array that a method writes: `u.add_(t)`, `u.fill(t)`."""
    base, fact = flow.bases.get(op.callee), flow.own.call.get(op.at)
    if base is None or (fact is not None and isinstance(fact.receiver, External | ModuleRef)):
        return []
    return [base] if method in _IN_PLACE or method == "fill_" or (method == "fill" and holds_data(flow, base)) else []


def _written_arguments(flow: Slice, op: ir.Call, paths: list[str]) -> list[ir.Operand]:
    """The arrays of data that a function of arrays is given to write: `np.copyto(u, t)`, `np.add.at(u, i, t)`."""
    positions = {at for path in paths if path.startswith(ARRAYS) for at in writes(path)}
    named = [one for at, one in enumerate(op.arguments) if at in positions]
    return [one for one in named if not isinstance(one, ir.Starred) and holds_data(flow, one)]


def stored(flow: Slice, op: ir.SetItem) -> None:
    """What storing an item makes of a time: a part of data, where what it is stored in surely holds no times."""
    if op.value in flow.tainted and holds_no_time(flow, op.base):
        _write(flow, op.base)


def _write(flow: Slice, target: ir.Operand) -> None:
    """What is written is chosen by a time; where it is not the function's own, a caller sees it."""
    flow.chosen.add(target)
    ops, root = defined(flow.body), target
    while isinstance(root, int) and isinstance(made := ops.get(root), ir.GetItem | ir.GetAttribute | ir.Load):
        root = made.name if isinstance(made, ir.Load) else made.base
    flow.harm = flow.harm or (isinstance(root, str) and (root in flow.given or root not in flow.body.bound))
