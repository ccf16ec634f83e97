"""What the code of a function says of the kinds of its variables: annotations, defaults, and how they are used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeGuard

from adlint import ir
from adlint.interpret.program import Program
from adlint.models.objects import PATH
from adlint.models.outside import OPENING
from adlint.models.paths import EXISTING, NAMING
from adlint.models.storage import (
    CONTAINER_READS,
    DICT_WRITES,
    LIST_WRITES,
    METADATA,
    READING_METHODS,
    VIEW_METHODS,
    WRITING_METHODS,
)
from adlint.storage.definitions.fields import Made, Resolve, methods, stored_kinds
from adlint.storage.definitions.standing_in import arrays_by_default
from adlint.storage.parameters.annotated import declared
from adlint.storage.parameters.insisted import insisted
from adlint.storage.parameters.treated import arrays, copies, dicts, least_ranks, objects
from adlint.storage.things.kinds import of_library

_OF_TORCH = of_library("torch.optim.Optimizer")
_OPTIMIZER = frozenset({"zero_grad", "step"})  # what an optimizer of PyTorch is called by
_LISTS = frozenset({"append", "extend", "insert", "appendleft", "popleft"})
_DICTS = frozenset({"keys", "items", "setdefault", "popitem"})
_SAYING = {"list": _LISTS, "dict": _DICTS, "array": READING_METHODS - {"copy", "add", "index", "size", "norm", "take"}}
# functions and methods of names of files: what they are given, or called on, is no open file
_OF_NAMES = (NAMING | EXISTING | OPENING.keys() | {PATH}) - {"builtins.str"}
_OF_TEXTS = frozenset("endswith startswith removesuffix removeprefix rstrip lstrip splitext".split())
# the methods that things of a kind have: what is called by another one is none of these
_HAVING = {
    "list": LIST_WRITES | CONTAINER_READS,
    "dict": DICT_WRITES | CONTAINER_READS,
    "array": READING_METHODS | WRITING_METHODS | VIEW_METHODS | {"backward", "register_hook", "block_until_ready"},
}
_OF_ARRAYS = (METADATA | READING_METHODS | {"T", "reshape", "ravel", "flatten", "fill"}) - {"copy", "add", "index"}


def kinds(program: Program, resolve: Resolve, function: str) -> dict[str, str]:
    """The kinds of the variables that a function is given, by access path, as far as they are said; `resolve` gives
    the path or the class of a global name.
    """
    body = program.functions[function]
    found: dict[str, str] = {}
    _receiver(program, function, body, found)
    made = Made(program, resolve, function)
    _by_use(made, found)
    for inner, free in _within(program, function):
        said: dict[str, str] = {}
        _by_use(Made(program, resolve, inner), said)
        for path, kind in said.items():
            if re.split(r"[.\[]", path)[0] in free:
                found.setdefault(path, kind)
    found.update(insisted(made, resolve))
    found.update(declared(program, resolve, function))
    for name in arrays_by_default(program, resolve, function):
        found.setdefault(name, "array")
    for parameter in body.parameters:
        default = parameter.default
        if default is not None and default.value is not None:
            found.setdefault(parameter.name, "number")
        if parameter.kind in ("*", "**"):
            found[parameter.name] = "tuple" if parameter.kind == "*" else "dict"
    return found


def ranks(program: Program, resolve: Resolve, function: str) -> dict[str, int]:
    """How many axes the arrays that a function is given have at least, as far as its code shows it; by the names of
    parameters, of those that never name anything else.
    """
    made = Made(program, resolve, function)
    given = {parameter.name for parameter in made.body.parameters} - made.body.globals
    given -= {op.name for op in made.ops.values() if isinstance(op, ir.Store | ir.Delete)}
    for name, inner in program.tables[made.module].items():
        given -= inner.nonlocals if name.startswith(f"{function}.") else frozenset()
    return {path: rank for path, rank in least_ranks(made, {}).items() if path in given}


def array_stores(program: Program, resolve: Resolve, function: str) -> frozenset[int]:
    """The operations of a function that set items of what its code says is an array."""
    body, known = program.functions[function], kinds(program, resolve, function)
    paths = _paths(body)
    ops = (op for op in body.operations if isinstance(op, ir.SetItem))
    return frozenset(op.at for op in ops if known.get(_path(paths, op.base)) == "array")


def used_fields(program: Program, resolve: Resolve, order: tuple[str, ...]) -> Mapping[str, str]:
    """The kinds of the attributes of a class, by how its methods use them, where nothing else is stored in them."""
    found: dict[str, set[str]] = {}
    for function in methods(program, order):
        made = Made(program, resolve, function)
        said: dict[str, str] = {}
        _by_use(made, said)
        for path, kind in said.items():
            owner, _, name = path.partition(".")
            if (owner,) == made.body.positional[:1] and name.isidentifier():
                found.setdefault(name, set()).add(kind)
    stored = stored_kinds(program, resolve, order)
    known = {name: kinds | stored.get(name, set()) - {""} for name, kinds in found.items()}
    return {name: kinds.pop() for name, kinds in known.items() if len(kinds) == 1}


def _paths(body: ir.Function) -> dict[ir.Operand, str]:
    """The access paths that attributes of variables are, and items under keys that are written out."""
    paths: dict[ir.Operand, str] = {}
    for block in ir.nested(body.body):
        for op in block:
            if isinstance(op, ir.GetAttribute) and (path := _path(paths, op.base)):
                paths[op.at] = f"{path}.{op.name}"
            elif isinstance(op, ir.GetItem) and _is_key(op.index) and (path := _path(paths, op.base)):
                paths[op.at] = f"{path}[{op.index.text}]"
    return paths


def _is_key(index: ir.Operand) -> TypeGuard[ir.Const]:
    return isinstance(index, ir.Const) and isinstance(index.value, str)


def _within(program: Program, function: str) -> Iterator[tuple[str, frozenset[str]]]:
    """The functions, lambdas and classes in a function, each with the variables of that function that it speaks of."""
    own = program.functions[function]
    seen = {own.name: _names(own)}
    for inner, body in program.tables[function.partition(":")[0]].items():
        around = seen.get(body.name.rpartition(".")[0])
        if around is not None and body.name and body is not own:
            seen[body.name] = around - (_names(body) - body.nonlocals) - body.globals
            yield inner, seen[body.name]


def _names(body: ir.Function) -> frozenset[str]:
    return body.bound | {parameter.name for parameter in body.parameters}


def _receiver(program: Program, function: str, body: ir.Function, found: dict[str, str]) -> None:
    owner = program.enclosing(function)
    around = program.functions.get(owner) if owner else None
    if owner and around is not None and around.kind == "class" and body.positional:
        found[body.positional[0]] = owner


def _by_use(made: Made, found: dict[str, str]) -> None:
    """A tuple or a slice between brackets, and attributes that arrays alone have, tell of arrays."""
    body = made.body
    paths = _paths(body)
    got: dict[int, str] = {}
    said: list[tuple[str, str]] = []  # a path, and the kind of thing that has an attribute of it
    called: dict[str, set[str]] = {}
    is_set: set[str] = set()  # paths of which an attribute is set
    slices, tuples = set[int](), set[int]()
    lists: set[ir.Operand] = set()  # displays, which are more often put into lists than into arrays
    for block in ir.nested(body.body):
        for op in block:
            match op:
                case ir.GetAttribute(at, base, name):
                    path = _path(paths, base)
                    got |= {at: path} if path else {}
                    if path and name in _OF_ARRAYS and name not in READING_METHODS:
                        said.append((path, "array"))
                case ir.SetAttribute(_, base):
                    is_set.add(_path(paths, base))
                case ir.Call(_, int(callee)) if callee in got:
                    name = paths[callee].rpartition(".")[2]
                    called.setdefault(got[callee], set()).add(name)
                    said += [(got[callee], kind) for kind in _said_by(op, name)]
                case ir.Build(at, "list"):
                    lists.add(at)
                case ir.Build(at, "slice" | "tuple", parts):
                    slices.add(at)
                    if op.kind == "tuple":
                        tuples.add(at)
                    for part in parts if op.kind == "slice" else ():
                        _is_number(paths, part, found)
                case ir.Call(_, "range", parts):
                    for part in parts:
                        _is_number(paths, part, found)
                case ir.SetItem(_, base, index, value) if index in slices and not (value is None or value in lists):
                    _is_array(_path(paths, base), found)
                case ir.GetItem(_, base, index) if index in tuples:
                    _is_array(_path(paths, base), found)
                case _:
                    pass
    for path in arrays(made, paths):
        _is_array(path, found)
    said += [(path, "number") for path in _names_of_files(made, paths, got)]
    said = [pair for pair in said if pair[1] not in _HAVING or called.get(pair[0], set()) <= _HAVING[pair[1]]]
    copied = copies(made, paths)
    said += [(path, "dict") for path in dicts(made, copied)]
    said += [(path, _OF_TORCH) for path, names in called.items() if names >= _OPTIMIZER]
    said += [(path, of_library(cls)) for path, cls in objects(made, paths)]
    _keep([pair for pair in said if pair[0] and pair[0] not in is_set], copied, found)


def _keep(said: Iterable[tuple[str, str]], copied: Mapping[ir.Operand, str], found: dict[str, str]) -> None:
    """Keep what is said first of each path; what is copied is of the kind of its copy."""
    for path, kind in said:
        found.setdefault(path, kind)
    for copy, path in copied.items():
        if isinstance(copy, str) and found.get(copy) == "array":
            _is_array(path, found)


def _said_by(call: ir.Call, name: str) -> Iterator[str]:
    """The kinds of things that have a method which is called so."""
    if name == "get" and _is_text(call):
        yield "dict"
    yield from (kind for kind, names in _SAYING.items() if name in names)


def _names_of_files(made: Made, paths: Mapping[ir.Operand, str], got: Mapping[int, str]) -> Iterator[str]:
    """The access paths of what is treated as only texts and paths can be treated."""
    for op in made.ops.values():
        if not isinstance(op, ir.Call):
            continue
        method = made.ops.get(op.callee) if isinstance(op.callee, int) else None
        if isinstance(method, ir.GetAttribute) and method.name in _OF_TEXTS:
            yield got.get(method.at, "")
        first = op.arguments[0] if op.arguments and made.path(op.callee) in _OF_NAMES else None
        if first is not None and not isinstance(first, ir.Const | ir.Starred):
            yield _path(paths, first)


def _is_array(path: str, found: dict[str, str]) -> None:
    """An array stands at an access path, if it is one, unless something else is known of it."""
    if path:
        found.setdefault(path, "array")


def _is_text(call: ir.Call) -> bool:
    """Whether the first argument of a call is a text that is written out."""
    first = call.arguments[0] if call.arguments else None
    return isinstance(first, ir.Const) and isinstance(first.value, str)


def _is_number(paths: Mapping[ir.Operand, str], operand: ir.Item, found: dict[str, str]) -> None:
    """The ends of ranges and slices are integers."""
    path = "" if isinstance(operand, ir.Const | ir.Starred) else _path(paths, operand)
    if path:
        found.setdefault(path, "number")


def _path(paths: Mapping[ir.Operand, str], base: ir.Operand) -> str:
    return base if isinstance(base, str) else paths.get(base, "")
