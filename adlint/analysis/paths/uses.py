"""Where the result of an operation goes within its function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from adlint import ir
from adlint.analysis.paths.arguments import is_told
from adlint.analysis.paths.paths import Definitions
from adlint.interpret.views.described import External, atoms
from adlint.interpret.views.facts import CallFact, Facts
from adlint.models.outside import CALLS

Uses = Mapping[ir.Operand, list[ir.Op]]
# where an operation takes an operand that it reads; None where that may not be
Taken = Callable[[ir.Op, ir.Operand], tuple[ir.Operand, ...] | None]
_STATES = frozenset({"seed", "setstate", "set_state", "manual_seed"})


def uses(body: ir.Block) -> Uses:
    """The operations that read each temporary and each variable."""
    found: dict[ir.Operand, list[ir.Op]] = {}
    for block in ir.nested(body):
        for op in block:
            for operand in dict.fromkeys(ir.operands(op)):
                found.setdefault(operand, []).append(op)
    return found


@lru_cache(maxsize=256)
def used_in(function: ir.Function) -> Uses:
    """The same of all of a function, for those who ask for each piece of it; not to be changed."""
    return uses(function.body)


def readers(operand: ir.Operand, used: Uses) -> list[ir.Op]:
    """The operations that read an operand, or a variable that it is stored in."""
    found: list[ir.Op] = []
    seen, todo = {operand}, [operand]
    while todo:
        for op in used.get(todo.pop(), ()):
            if not isinstance(op, ir.Store):
                found.append(op)
            elif op.name not in seen:
                seen.add(op.name)
                todo.append(op.name)
    return found


def goes_only(made: ir.Operand, used: Uses, taken: Taken) -> bool:
    """Whether a value goes nowhere but where it may."""
    seen, todo = {made}, [made]
    while todo:
        operand = todo.pop()
        for op in used.get(operand, ()):
            to = taken(op, operand)
            if to is None:
                return False
            todo += [one for one in to if one not in seen]
            seen.update(to)
    return True


def attributes(name: ir.Operand | None, ops: Definitions) -> frozenset[str]:
    """The attributes whose values a variable is set to: `f = self.log`, `f, self.log = self.log, None`."""
    values = [op.value for op in ops.values() if isinstance(op, ir.Store) and op.name == name]
    found = [unpacked(value, ops) for value in values]
    read = [ops.get(one) for one in found if isinstance(one, int)]
    return frozenset(op.name for op in read if isinstance(op, ir.GetAttribute))


def unpacked(operand: ir.Operand, ops: Definitions) -> ir.Operand:
    """What is put where an operand is taken out of a display at once: `b` of `a, b = b, a`; else the operand itself."""
    op = ops.get(operand) if isinstance(operand, int) else None
    if not isinstance(op, ir.Element):
        return operand
    whole = ops.get(op.unpack)
    built = ops.get(whole.value) if isinstance(whole, ir.Unpack) and isinstance(whole.value, int) else None
    items = built.items if isinstance(built, ir.Build) else ()
    item = items[op.index] if op.index < len(items) else operand
    return operand if isinstance(item, ir.Starred) else item


def is_made_with(
    operand: ir.Operand | None, names: frozenset[str], function: ir.Function, ops: Definitions
) -> bool:
    """Whether what an operand is was made by a call with an argument of one of these names, by whichever variable."""
    made = ops.get(operand) if isinstance(operand, int) else None
    name = made.name if isinstance(made, ir.Load) else operand
    if not isinstance(name, str):
        given = made.keywords if isinstance(made, ir.Call) else ()
        return any(key in names or (key is None and _holds(held, names, ops)) for key, held in given)
    stored = [op.value for op in ops.values() if isinstance(op, ir.Store) and op.name == name]
    is_own = name in function.bound and all(parameter.name != name for parameter in function.parameters)
    return is_own and bool(stored) and all(
        isinstance(value, int) and is_made_with(value, names, function, ops) for value in stored
    )


def is_told_from_itself(function: ir.Function, at: int) -> bool:
    """Whether what a method is given is computed from what it is a method of: `d.resize(len(d) + 1)`."""
    ops = function.numbered
    call = ops.get(at)
    method = ops.get(call.callee) if isinstance(call, ir.Call) and isinstance(call.callee, int) else None
    if not isinstance(call, ir.Call) or not isinstance(method, ir.GetAttribute):
        return False
    itself = _path(method.base, ops)
    waiting = [one for one in ir.operands(call) if one != call.callee]
    seen: set[ir.Operand] = set()
    while waiting:
        operand = waiting.pop()
        if operand in seen:
            continue
        seen.add(operand)
        if itself and _path(operand, ops) == itself:
            return True
        if isinstance(operand, str):
            waiting += [op.value for op in ops.values() if isinstance(op, ir.Store) and op.name == operand]
        elif isinstance(operand, int):
            waiting += ir.operands(ops[operand])
    return False


def _path(operand: ir.Operand, ops: Definitions) -> tuple[str, ...]:
    """A variable and the attributes that lead from it to what an operand is; () if it is something else."""
    op = ops.get(operand) if isinstance(operand, int) else operand
    match op:
        case str(name) | ir.Load(_, name):
            return (name,)
        case ir.GetAttribute(_, base, name):
            above = _path(base, ops)
            return (*above, name) if above else ()
        case _:
            return ()


def _holds(table: ir.Operand, names: frozenset[str], ops: Definitions) -> bool:
    """Whether an item of a table that is spread out is set under one of these names."""
    keys = [op.index for op in ops.values() if isinstance(op, ir.SetItem) and op.base == table]
    return any(isinstance(key, ir.Const) and key.value in names for key in keys)


def is_steady(made: int, used: Uses, body: ir.Block, facts: Facts) -> bool:
    """Whether nothing is drawn from a generator as it was made without a seed."""
    return _is_set(made, body, facts) or _is_idle(made, used, facts)


def _is_set(made: int, body: ir.Block, facts: Facts) -> bool:
    """Whether a generator gets its state right after it was made, before anything of the program is called:
    `r = Random(); r.setstate(s)`, `self.r = Random(); self.r.setstate(s)`.
    """
    block = next(block for block in ir.nested(body) if any(op.at == made for op in block))
    held: set[ir.Operand] = {made}
    places, setters = set[tuple[ir.Operand, str]](), set[ir.Operand]()
    for op in [op for op in block if op.at > made]:
        match op:
            case ir.Call() if op.callee in setters:
                call = facts.call.get(op.at)
                return call is not None and is_told(call)
            case ir.Call() if held.isdisjoint(ir.operands(op)) and _is_of_library(facts.call.get(op.at)):
                pass
            case ir.Store(value=value, name=name) if value in held:
                held.add(name)
            case ir.SetAttribute(base=base, name=name, value=value) if value in held:
                places.add((base, name))
            case ir.GetAttribute(at, base, name) if base in held:
                if name not in _STATES:
                    return False
                setters.add(at)
            case ir.GetAttribute(at, base, name):
                held.update([at] if (base, name) in places else [])
            case ir.Load(at, name):
                held.update([at] if name in held else [])
            case _:
                return False
    return False


def _is_of_library(call: CallFact | None) -> bool:
    """Whether nothing but functions of libraries may be called."""
    return call is not None and bool(call.paths) and all(isinstance(atom, External) for atom in atoms(call.callees))


def _is_idle(made: int, used: Uses, facts: Facts) -> bool:
    """Whether a generator is only given to what is told not to draw: `Sobol(2, scramble=False, seed=RandomState())`."""
    users = used.get(made, ())
    return bool(users) and all(_is_told_not_to(facts.call.get(op.at)) for op in users)


def _is_told_not_to(call: CallFact | None) -> bool:
    """Whether a call is one of a function that draws only where an argument of it says so, and that says no."""
    known = [CALLS[path].when for path in call.paths if path in CALLS] if call is not None else []
    told = [value for name, value in call.keywords if name in known] if call is not None else []
    return bool(told) and all(isinstance(value, ir.Const) and not value.value for value in told)
