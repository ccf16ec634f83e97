"""Defaults of parameters that are functions, classes or of a library: `def reduce(values, how=torch.cat)`."""

from __future__ import annotations

from adlint import ir
from adlint.interpret.program import identity
from adlint.models.iterators import goes_on
from adlint.models.objects import is_made, stands_outside
from adlint.models.outside import GENERATORS, MAPPED
from adlint.storage.definitions.fields import Made
from adlint.storage.definitions.names import Names
from adlint.storage.definitions.standing_in import defaults
from adlint.storage.things.kinds import CONTAINERS, library_of
from adlint.storage.things.values import NOTHING, Function, Globals, Library, Ref, Type, Value


def default(names: Names, function: str, parameter: str) -> Value:
    """What a parameter of a function of a module, or of a class, is by default; nothing if it is not such."""
    module, _, qualified = function.partition(":")
    around = names.program.functions.get(identity(module, qualified.rpartition(".")[0]))
    if around is None or around.kind not in ("module", "class"):
        return NOTHING
    operand = defaults(around).get((qualified, parameter))
    found = meaning(names, module, around, operand) if operand is not None else NOTHING
    return found if all(isinstance(atom, Function | Type | Library) for atom in found) else NOTHING


def made_once(names: Names, function: str, parameter: str) -> str:
    """The kind of what a parameter is by default, if that is a container, an array or an object, which all calls share
    that do not pass another one: made where the function is, or what a variable of the module is; "" if it is not.
    """
    module, _, qualified = function.partition(":")
    owner = identity(module, qualified.rpartition(".")[0])
    around = names.program.functions.get(owner)
    operand = defaults(around).get((qualified, parameter)) if around is not None else None
    if around is None or operand is None or isinstance(operand, ir.Const):
        return ""
    op = around.numbered.get(operand) if isinstance(operand, int) else None
    name = op.name if isinstance(op, ir.Load) else operand
    made = names.made(module) if around.kind == "module" else Made(names.program, names.path, owner)
    if isinstance(name, str):
        is_own = around.kind != "module" and name in around.bound
        kind = "" if is_own else names.kind(module, name)
    else:
        called = made.path(op.callee) if isinstance(op, ir.Call) else ""
        kind = "array" if called in MAPPED else _CONTAINERS.get(called.rpartition(".")[2]) or made.kind(operand)
    path = library_of(kind)
    is_object = isinstance(op, ir.Call) and bool(path) and is_made(path)
    is_changed = kind in CONTAINERS or kind == "array" or ":" in kind or path in _NAMESPACES or _moves(path)
    return kind if is_changed or is_object else ""  # numbers, and values of libraries, are bound anew


def _moves(path: str) -> bool:
    """Whether objects of a library's class go on, or stand for what does, so that it matters that they are the same."""
    return goes_on(path) or path in GENERATORS or stands_outside(path)


_CONTAINERS = {"defaultdict": "dict", "deque": "list", "OrderedDict": "dict", "Counter": "dict"}
_NAMESPACES = frozenset({"types.SimpleNamespace", "argparse.Namespace", "threading.local"})


def meaning(names: Names, module: str, around: ir.Function, operand: ir.Operand) -> Value:
    """The functions, classes and library paths that an operand of a body stands for; nothing if it is none."""
    op = around.numbered.get(operand) if isinstance(operand, int) else operand
    match op:
        case str(name) | ir.Load(_, name) if around.kind == "module" or name not in around.bound:
            return names.global_variable(module, name)
        case ir.MakeFunction(_, function):
            return (Function(identity(module, function)),)
        case ir.GetAttribute(_, base, name):
            return tuple([part for atom in meaning(names, module, around, base) for part in _part(names, atom, name)])
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
