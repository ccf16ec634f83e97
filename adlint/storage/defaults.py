"""Defaults of parameters that are functions, classes or of a library: `def reduce(values, how=torch.cat)`."""

from __future__ import annotations

from functools import lru_cache

from adlint import ir
from adlint.interpret.program import identity
from adlint.storage.names import Names
from adlint.storage.values import NOTHING, Function, Globals, Library, Ref, Type, Value


def default(names: Names, function: str, parameter: str) -> Value:
    """What a parameter of a function of a module, or of a class, is by default; nothing if it is not such."""
    module, _, qualified = function.partition(":")
    around = names.program.functions.get(identity(module, qualified.rpartition(".")[0]))
    if around is None or around.kind not in ("module", "class"):
        return NOTHING
    operand = _defaults(around).get((qualified, parameter))
    found = _meaning(names, module, around, operand) if operand is not None else NOTHING
    return found if all(isinstance(atom, Function | Type | Library) for atom in found) else NOTHING


def is_made_once(names: Names, function: str, parameter: str) -> bool:
    """Whether the default of a parameter is a container, which all calls share that do not pass another one."""
    module, _, qualified = function.partition(":")
    around = names.program.functions.get(identity(module, qualified.rpartition(".")[0]))
    operand = _defaults(around).get((qualified, parameter)) if around is not None else None
    made = _operations(around).get(operand) if around is not None and isinstance(operand, int) else None
    if isinstance(made, ir.Call):
        named = _operations(around).get(made.callee) if around is not None and isinstance(made.callee, int) else None
        return (named.name if isinstance(named, ir.GetAttribute) else made.callee) in _CONTAINERS
    return isinstance(made, ir.Build) and made.kind in _CONTAINERS


_CONTAINERS = frozenset({"list", "dict", "set", "defaultdict", "deque", "OrderedDict", "Counter"})


@lru_cache(maxsize=1 << 10)
def _operations(body: ir.Function) -> dict[int, ir.Op]:
    return {op.at: op for block in ir.nested(body.body) for op in block}


@lru_cache(maxsize=1 << 10)
def _defaults(body: ir.Function) -> dict[tuple[str, str], ir.Operand]:
    """The defaults of the functions that a body makes, by function and parameter."""
    made = [op for op in _operations(body).values() if isinstance(op, ir.MakeFunction)]
    return {(op.function, name): operand for op in made for name, operand in op.defaults}


def _meaning(names: Names, module: str, around: ir.Function, operand: ir.Operand) -> Value:
    op = _operations(around).get(operand) if isinstance(operand, int) else operand
    match op:
        case str(name) | ir.Load(_, name) if around.kind == "module" or name not in around.bound:
            return names.global_variable(module, name)
        case ir.GetAttribute(_, base, name):
            return tuple([part for atom in _meaning(names, module, around, base) for part in _part(names, atom, name)])
        case _:
            return NOTHING


def _part(names: Names, atom: object, name: str) -> Value:
    match atom:
        case Library(path):
            return (Library(f"{path}.{name}"),)
        case Ref(Globals(module)):
            return names.exported(module, name)
        case _:
            return NOTHING
