"""Calls of which enough is known, though what is called is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

from adlint import ir
from adlint.analysis.effects.summary import Chain, Step
from adlint.analysis.paths.paths import Meeting, definitions
from adlint.interpret.program import Program
from adlint.interpret.views.described import Class, Code, External, Parameter, Partial, Value, atoms
from adlint.interpret.views.facts import CallFact, Facts
from adlint.models.reading import ROUTINES, is_reading
from adlint.models.storage import NAMESPACES

_NONE: frozenset[str] = frozenset()


def given(program: Program, calls: Sequence[tuple[Chain, CallFact]]) -> Mapping[str, frozenset[str]]:
    """Of what a piece calls, the parameters for which each of its calls passes functions that are known, or what the
    caller itself is passed so; the function of the piece is called by others.
    """
    passed: dict[str, list[tuple[str, dict[str, Value]]]] = {}
    for chain, call in calls:
        for atom in atoms(call.callees):
            if isinstance(atom, Code) and atom.function in program.functions:
                free = program.functions[atom.function].positional[atom.receiver is not None :]
                by_name = {name: value for name, value in call.keywords if name}
                values = {**dict(zip(free, call.arguments, strict=False)), **by_name}
                passed.setdefault(atom.function, []).append((chain[-1][0], values))
    for chain, _ in calls[:1]:
        passed.pop(chain[0][0], None)
    found = {name: frozenset.intersection(*[frozenset(v) for _, v in ways]) for name, ways in passed.items()}
    known: dict[str, frozenset[str]] = {}
    while known != found:
        known = found
        found = {
            name: frozenset(p for p in known[name] if all(_is_function(v[p], known.get(by, _NONE)) for by, v in ways))
            for name, ways in passed.items()
        }
    return known


def _is_function(value: Value, known: frozenset[str]) -> bool:
    return all(
        isinstance(atom, Code | Class | External)
        or (isinstance(atom, Partial) and _is_function(atom.callee, known))
        or (isinstance(atom, Parameter) and not atom.path and atom.name in known)
        for atom in atoms(value)
    )


def is_of_library(program: Program, facts: Mapping[str, Facts], step: Step) -> bool:
    """Whether a call is one of a function in a library's manual, of one of an array namespace (`xp` in the array API
    standard), or of a method of what a library's function has given.
    """
    function, at = step
    body = program.functions[function]
    ops = definitions(body.body)
    call = ops.get(at)
    method = ops.get(call.callee) if isinstance(call, ir.Call) and isinstance(call.callee, int) else None
    if not isinstance(method, ir.GetAttribute):
        return isinstance(call, ir.Call) and _is_in_manual(program, function, call.callee)
    if _is_in_manual(program, function, method.base, f".{method.name}"):
        return True
    given = {parameter.name for parameter in body.parameters}
    stored = [(op.name, op.value) for op in ops.values() if isinstance(op, ir.Store) and op.name not in given]
    times = Counter(name for name, _ in stored)
    known = {name: value for name, value in stored if times[name] == 1}
    return _is_from_library(ops, known, facts[function], method.base)


def _is_in_manual(program: Program, function: str, name: ir.Operand, part: str = "") -> bool:
    """Whether a name is imported, and what it stands for, or a part of it, is a function in a library's manual.

    The library may be the one that is looked at.
    """
    body = program.functions[function]
    if not isinstance(name, str) or name in body.bound or any(one.name == name for one in body.parameters):
        return False
    op = _imports(program.modules[function.partition(":")[0]]).get(name)
    return op is not None and not op.level and is_reading(_path(op, op.module, name) + part)


@lru_cache(maxsize=1 << 10)
def _imports(module: ir.Module) -> Mapping[str, ir.Import]:
    """What a module imports, by the names that it is bound to."""
    body = module.functions[0]
    stores = [(op.name, body.numbered.get(op.value)) for op in body.of(ir.Store) if isinstance(op.value, int)]
    return {name: op for name, op in stores if isinstance(op, ir.Import)}


def _path(op: ir.Import, module: str, name: str) -> str:
    """What an import binds a name to."""
    return f"{module}.{op.name}" if op.name is not None else module if op.whole else name


def is_routine(program: Program, step: Step) -> bool:
    """Whether a call is of a function that gives compiled routines, or of a variable that holds nothing but such."""
    function, at = step
    body = program.functions[function]
    call = body.numbered.get(at)
    if not isinstance(call, ir.Call) or _gives_routines(program, function, call):
        return isinstance(call, ir.Call)
    name = ir.variable(call.callee, body.numbered)
    bound = [_behind(body, op.value) for op in body.of(ir.Store) if op.name == name]
    is_passed = any(parameter.name == name for parameter in body.parameters)
    return bool(bound) and not is_passed and all(_gives_routines(program, function, one) for one in bound)


def _gives_routines(program: Program, function: str, op: ir.Op | None) -> bool:
    body, module = program.functions[function], function.partition(":")[0]
    name = ir.variable(op.callee, body.numbered) if isinstance(op, ir.Call) else ""
    made = _imports(program.modules[module]).get(name) if name not in body.bound else None
    return made is not None and _path(made, program.absolute(module, made.module, made.level), name) in ROUTINES


def _behind(body: ir.Function, value: ir.Operand) -> ir.Op | None:
    """What makes a value, or that of which it is a part."""
    op = body.numbered.get(value) if isinstance(value, int) else None
    unpacked = body.numbered.get(op.unpack) if isinstance(op, ir.Element) else None
    whole = unpacked.value if isinstance(unpacked, ir.Unpack) else None
    return body.numbered.get(whole) if isinstance(whole, int) else op


def _is_from_library(
    ops: Mapping[int, ir.Op | Meeting], known: Mapping[str, ir.Operand], facts: Facts, value: ir.Operand
) -> bool:
    if value in NAMESPACES:
        return True
    made = known.get(value) if isinstance(value, str) else value
    op = ops.get(made) if isinstance(made, int) else None
    match op:
        case ir.Call(at=at, callee=callee):
            called = atoms(facts.call[at].callees) if at in facts.call else ()
            method = ops.get(callee) if isinstance(callee, int) else None
            if isinstance(method, ir.GetAttribute) and _is_from_library(ops, known, facts, method.base):
                return True
            return bool(called) and all(isinstance(atom, External) for atom in called)
        case ir.GetAttribute() | ir.GetItem():
            return _is_from_library(ops, known, facts, op.base)
        case _:
            return False


def is_asked(program: Program, facts: Mapping[str, Facts], step: Step) -> bool:
    """Whether a method of the program is called of a variable that is asked, around the call, to be of a class of the
    program; an object of a class that others derive from that is taken to do the same.
    """
    function, at = step
    body, called = program.functions[function], facts[function].call
    call = body.numbered.get(at)
    method = body.numbered.get(call.callee) if isinstance(call, ir.Call) and isinstance(call.callee, int) else None
    if not isinstance(method, ir.GetAttribute) or not any(isinstance(one, Code) for one in atoms(called[at].callees)):
        return False
    name = ir.variable(method.base, body.numbered)
    conditions = ((op, body.numbered.get(op.condition)) for op in body.of(ir.If) if isinstance(op.condition, int))
    asking = [op for op, condition in conditions if _asks(condition, name, called)]
    return any(_is_kept(op.then, name, at) for op in asking)


def _asks(condition: object, name: str, called: Mapping[int, CallFact]) -> bool:
    """Whether a condition is `isinstance(name, C)` with classes of the program alone."""
    match condition:
        case ir.Call(at, "isinstance", (str(tested), _)) if tested == name:
            classes = called[at].arguments[1:] if at in called else ()
            return bool(classes) and all(isinstance(one, Class) for one in atoms(classes[0]))
        case _:
            return False


def _is_kept(arm: ir.Block, name: str, at: int) -> bool:
    """Whether a variable still is, at an operation of an arm, what it was at its beginning."""
    inner = {op.at: op for block in ir.nested(arm) for op in block if not isinstance(op, ir.Copy)}
    loops = any(isinstance(op, ir.For | ir.While) for op in inner.values())
    bound = [op.at for op in inner.values() if isinstance(op, ir.Store | ir.Delete) and op.name == name]
    return at in inner and not any(loops or one < at for one in bound)


def is_update(program: Program, step: Step) -> bool:
    """Whether a call is `x.at[i].set(v)`, by which JAX gives a changed array."""
    function, at = step
    ops = definitions(program.functions[function].body)
    call = ops.get(at)
    method = ops.get(call.callee) if isinstance(call, ir.Call) and isinstance(call.callee, int) else None
    item = ops.get(method.base) if isinstance(method, ir.GetAttribute) and isinstance(method.base, int) else None
    view = ops.get(item.base) if isinstance(item, ir.GetItem) and isinstance(item.base, int) else None
    return isinstance(view, ir.GetAttribute) and view.name == "at"
