"""Files that are removed as they are listed: `for p in glob.glob(pattern): os.remove(p)`. A second run lists none.

That holds where nothing else hangs on what is listed: in a turn, no variable is set but the one that goes through it,
and nothing is put into a container.
"""

from __future__ import annotations

from collections.abc import Mapping

from adlint import ir
from adlint.interpret.views import described
from adlint.models.objects import PATH_LISTS
from adlint.models.paths import LISTING
from adlint.storage.frame import Frame
from adlint.storage.invocation import graph
from adlint.storage.onetime.there import is_silent

_WRAPPING = frozenset({"sorted", "list", "set", "tuple", "reversed"})


def is_listed(f: Frame, at: int) -> bool:
    """Whether a call takes away what a loop around it finds in a listing."""
    ops = f.function.numbered
    call = ops.get(at)
    loops = [op for op in ops.values() if isinstance(op, ir.For) and _has(op.body, at)]
    if not isinstance(call, ir.Call) or not loops:
        return False
    loop = max(loops, key=lambda one: one.at)
    first, *others = loop.body
    inner = [op for block in ir.nested(tuple(others)) for op in block]
    listing = _listing(f, ops, loop.iterable)
    is_plain = listing is not None and all(isinstance(op, ir.Continue) or is_silent(f, op) for op in inner)
    name = first.name if isinstance(first, ir.Store) and first.value == loop.at else ""
    return is_plain and bool(name) and _is_item(ops, call, name, listing)


def _has(block: ir.Block, at: int) -> bool:
    return any(op.at == at for inner in ir.nested(block) for op in inner)


def _listing(f: Frame, ops: Mapping[int, ir.Op], iterable: ir.Operand) -> ir.Call | None:
    """The call that lists what is gone through, perhaps in some order."""
    op = ops.get(iterable) if isinstance(iterable, int) else _set_to(ops, iterable)
    if not isinstance(op, ir.Call):
        return None
    if op.callee in _WRAPPING and op.arguments and not isinstance(op.arguments[0], ir.Starred):
        return _listing(f, ops, op.arguments[0])
    fact = graph.told(f, op.at)
    callees = described.atoms(fact.callees) if fact is not None else ()
    is_all = bool(callees) and all(isinstance(a, described.External) and a.path in LISTING for a in callees)
    return op if is_all or (fact is not None and fact.method in PATH_LISTS) else None


def _set_to(ops: Mapping[int, ir.Op], name: ir.Operand) -> ir.Op | None:
    """What a variable is set to that is gone through and no more than that, if nothing else is set from there on that
    what it is set to hangs on.
    """
    stored = [op.value for op in ops.values() if isinstance(op, ir.Store) and op.name == name]
    uses = [operand for op in ops.values() for operand in ir.operands(op) if operand == name]
    call = ops.get(stored[0]) if len(stored) == len(uses) == 1 and isinstance(stored[0], int) else None
    if call is None or any(isinstance(op, ir.SetAttribute) or _loads(op, name) for op in ops.values()):
        return None
    roots = {_root(ops, operand) for operand in ir.operands(call)}
    is_later = any(isinstance(op, ir.Store) and op.at > call.at and op.name in roots for op in ops.values())
    return None if is_later else call


def _loads(op: ir.Op, name: ir.Operand) -> bool:
    return isinstance(op, ir.Load) and op.name == name


def _root(ops: Mapping[int, ir.Op], operand: ir.Operand) -> ir.Operand:
    """The variable of which something is an attribute."""
    op = ops.get(operand) if isinstance(operand, int) else None
    return _root(ops, op.base) if isinstance(op, ir.GetAttribute) else operand


def _is_same(ops: Mapping[int, ir.Op], one: object, other: object) -> bool:
    """Whether two operands are one variable, or one attribute of one."""
    match (ops.get(one) if isinstance(one, int) else None, ops.get(other) if isinstance(other, int) else None):
        case (ir.GetAttribute(_, base, name), ir.GetAttribute(_, other_base, other_name)):
            return name == other_name and _is_same(ops, base, other_base)
        case _:
            return one == other


def _is_item(ops: Mapping[int, ir.Op], call: ir.Call, name: str, listing: ir.Call | None) -> bool:
    """Whether a call is given the item itself, or its name in the folder that is listed; or is its method."""
    method = ops.get(call.callee) if isinstance(call.callee, int) else None
    given = call.arguments[0] if call.arguments else ""
    joined = ops.get(given) if isinstance(given, int) else None
    folder = listing.arguments[:1] if listing is not None else ()
    is_named = (
        isinstance(joined, ir.Call)
        and joined.arguments[1:] == (name,)
        and len(folder) == 1
        and _is_same(ops, joined.arguments[0], folder[0])
    )
    return given == name or is_named or (isinstance(method, ir.GetAttribute) and method.base == name)
