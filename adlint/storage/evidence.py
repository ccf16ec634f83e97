"""What the code of a function says of the kinds of its variables: annotations, defaults, and how they are used."""

from __future__ import annotations

from collections.abc import Mapping

from adlint import ir
from adlint.interpret.program import Program, identity
from adlint.models.storage import METADATA, READING_METHODS
from adlint.storage.places import ANY

_NUMBERS = frozenset({"float", "int", "bool", "str", "complex", "None"})
_ARRAYS = frozenset({"ndarray", "Array", "ArrayLike", "Tensor", "NDArray", "Float", "Int"})
_HOMOGENEOUS = frozenset({"list", "List", "set", "Set", "Sequence", "Iterable"})
_LISTS = frozenset({"append", "extend", "insert", "appendleft", "popleft"})
_DICTS = frozenset({"keys", "items", "setdefault", "popitem"})
_SAYING = {"list": _LISTS, "dict": _DICTS, "array": READING_METHODS - {"copy", "add", "index", "size", "norm", "take"}}
_OF_ARRAYS = (METADATA | READING_METHODS | {"T", "reshape", "ravel", "flatten", "fill"}) - {"copy", "add", "index"}


def kinds(program: Program, function: str) -> dict[str, str]:
    """The kinds of the variables that a function is given, by access path, as far as they are said."""
    body = program.functions[function]
    found: dict[str, str] = {}
    _receiver(program, function, body, found)
    _by_use(body, found)
    _by_annotation(program, function, found)
    for parameter in body.parameters:
        default = parameter.default
        if default is not None and default.value is not None:
            found.setdefault(parameter.name, "number")
        if parameter.kind in ("*", "**"):
            found[parameter.name] = "tuple" if parameter.kind == "*" else "dict"
    return found


def array_stores(program: Program, function: str) -> frozenset[int]:
    """The operations of a function that set items of what its code says is an array."""
    body, known = program.functions[function], kinds(program, function)
    paths = _paths(body)
    ops = (op for block in ir.nested(body.body) for op in block if isinstance(op, ir.SetItem))
    return frozenset(op.at for op in ops if known.get(_path(paths, op.base)) == "array")


def _paths(body: ir.Function) -> dict[ir.Operand, str]:
    """The access paths that attributes of variables are."""
    paths: dict[ir.Operand, str] = {}
    for block in ir.nested(body.body):
        for op in block:
            if isinstance(op, ir.GetAttribute) and (path := _path(paths, op.base)):
                paths[op.at] = f"{path}.{op.name}"
    return paths


def _receiver(program: Program, function: str, body: ir.Function, found: dict[str, str]) -> None:
    owner = program.enclosing(function)
    around = program.functions.get(owner) if owner else None
    if owner and around is not None and around.kind == "class" and body.positional:
        found[body.positional[0]] = owner


def _by_annotation(program: Program, function: str, found: dict[str, str]) -> None:
    """What the statement that makes the function says of its parameters."""
    module = function.partition(":")[0]
    owner = program.enclosing(function)
    around = program.functions.get(owner) if owner else None
    for block in ir.nested(around.body) if around is not None else ():
        ops = {op.at: op for op in block}
        for op in block:
            if isinstance(op, ir.MakeFunction) and identity(module, op.function) == function:
                for name, operand in op.annotations:
                    for path, said in ((name, operand), (f"{name}{ANY}", _of_items(ops, operand))):
                        kind = "" if said is None else _kind(program, module, _name(ops, said))
                        if kind:
                            found[path] = kind


def _of_items(ops: Mapping[int, ir.Op], operand: ir.Operand) -> ir.Operand | None:
    """What an annotation says of the items: `list[np.ndarray]`."""
    op = ops.get(operand) if isinstance(operand, int) else None
    return op.index if isinstance(op, ir.GetItem) and _name(ops, op.base) in _HOMOGENEOUS else None


def _name(ops: Mapping[int, ir.Op], operand: ir.Operand) -> str:
    """The last name of an annotation: `np.ndarray`, `Float[Array, "n"]`, `"Model"`."""
    if isinstance(operand, str):
        return operand
    if isinstance(operand, ir.Const):
        return operand.value.strip() if isinstance(operand.value, str) else operand.text
    match ops.get(operand):
        case ir.GetAttribute(_, _, name):
            return name
        case ir.GetItem(_, base):
            return _name(ops, base)
        case _:
            return ""


def _kind(program: Program, module: str, name: str) -> str:
    if name in _NUMBERS:
        return "number"
    if name in _ARRAYS:
        return "array"
    if name in ("list", "dict", "set", "List", "Dict", "Set"):
        return name.lower()
    own = identity(module, name)
    known = program.functions.get(own)
    return own if known is not None and known.kind == "class" else ""


def _by_use(body: ir.Function, found: dict[str, str]) -> None:
    """A tuple or a slice between brackets, and attributes that arrays alone have, tell of arrays."""
    paths = _paths(body)
    got: dict[int, str] = {}
    said: list[tuple[str, str, str]] = []  # a path, an attribute of it, and the kind of thing that has such
    is_set: set[tuple[str, str]] = set()
    slices: set[int] = set()
    lists: set[ir.Operand] = set()  # displays, which are more often put into lists than into arrays
    tuples: set[int] = set()
    for block in ir.nested(body.body):
        for op in block:
            match op:
                case ir.GetAttribute(at, base, name):
                    path = _path(paths, base)
                    if path:
                        got[at] = path
                    if path and name in _OF_ARRAYS and name not in READING_METHODS:
                        said.append((path, name, "array"))
                case ir.SetAttribute(_, base, name):
                    is_set.add((_path(paths, base), name))
                case ir.Call(_, int(callee)) if callee in got:
                    name = paths[callee].rpartition(".")[2]
                    if name == "get" and _is_text(op):
                        said.append((got[callee], name, "dict"))
                    said += [(got[callee], name, kind) for kind, names in _SAYING.items() if name in names]
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
                    path = _path(paths, base)
                    if path:
                        found.setdefault(path, "array")
                case ir.GetItem(_, base, index) if index in tuples:
                    path = _path(paths, base)
                    if path:
                        found.setdefault(path, "array")
                case _:
                    pass
    for path, name, kind in said:
        if (path, name) not in is_set and not any(outer == path for outer, _ in is_set):
            found.setdefault(path, kind)


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
