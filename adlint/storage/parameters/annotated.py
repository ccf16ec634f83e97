"""The kinds of things that annotations of parameters stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from adlint import ir
from adlint.interpret.program import Program, identity
from adlint.models.iterators import makes_iterator
from adlint.models.objects import stands_outside
from adlint.storage.definitions.fields import Made, Resolve
from adlint.storage.location.places import ANY
from adlint.storage.things.kinds import is_file, of_library

_NUMBERS = frozenset({"float", "int", "bool", "str", "complex", "bytes"})
_ARRAYS = frozenset(
    "ndarray Array ArrayLike Tensor NDArray Float Int Bool Complex Inexact Num Shaped PRNGKeyArray".split()
)
_CONTAINERS = {"list": "list", "dict": "dict", "set": "set", "List": "list", "Dict": "dict", "Set": "set"}
_HOMOGENEOUS = frozenset({"list", "List", "set", "Set", "Sequence", "Iterable"})
_FILES = frozenset({"IO", "TextIO", "BinaryIO"})
_CONSUMED = frozenset({"Iterator", "Generator"})
_ANY_OF = frozenset({"Optional", "Union"})
_FIRST = frozenset({"Annotated", "Final", "ClassVar"})
_SILENT = ("typing.", "typing_extensions.", "collections.abc.", "builtins.", "types.", "abc.")
_UNION = re.compile(r"[\w.]+(?:\[[^|]*\])?(?: *\| *[\w.]+(?:\[[^|]*\])?)*")


class Reader(Struct, frozen=True):
    """Reads annotations that the operations of a function around make."""

    made: Made
    resolve: Resolve

    def kind(self, operand: ir.Operand) -> str:
        """The kind of things that an annotation allows, None aside; "" if there are several, or it is not known."""
        found = {self._of(path) for path in self._paths(operand) if path not in ("None", "builtins.None")}
        return found.pop() if len(found) == 1 else ""

    def item_kind(self, operand: ir.Operand) -> str:
        """What an annotation says of the items: `list[np.ndarray]`."""
        op = self.made.ops.get(operand) if isinstance(operand, int) else None
        is_said = isinstance(op, ir.GetItem) and self._last(op.base) in _HOMOGENEOUS
        return self.kind(op.index) if isinstance(op, ir.GetItem) and is_said else ""

    def _paths(self, operand: ir.Operand) -> Iterator[str]:
        match self.made.ops.get(operand) if isinstance(operand, int) else None:
            case ir.Binary(_, "|", left, right):
                yield from self._paths(left)
                yield from self._paths(right)
            case ir.GetItem(_, base, index):
                head = self._last(base)
                if head in _ANY_OF or head in _FIRST:
                    for part in self._parts(index)[: 1 if head in _FIRST else None]:
                        yield from self._paths(part)
                else:
                    yield from self._paths(base)
            case _ if isinstance(operand, ir.Const):
                yield from self._written(operand)
            case _:
                yield self.made.path(operand) or self._last(operand)

    def _parts(self, index: ir.Operand) -> list[ir.Operand]:
        op = self.made.ops.get(index) if isinstance(index, int) else None
        if isinstance(op, ir.Build):
            return [item for item in op.items if not isinstance(item, ir.Starred)]
        return [index]

    def _written(self, const: ir.Const) -> Iterator[str]:
        """The types of an annotation that is a text."""
        if not isinstance(const.value, str):
            yield const.text
            return
        text = const.value.strip()
        for name in _ANY_OF:
            if text.rpartition("]")[0].rpartition(".")[2].startswith(f"{name}["):
                text = text.partition("[")[2][:-1].replace(",", "|")
        if not _UNION.fullmatch(text):
            yield ""
            return
        for part in text.split("|"):
            first, *rest = part.partition("[")[0].strip().split(".")
            base = self.resolve(self.made.module, first)
            yield ".".join([base, *rest]) if base else ".".join([first, *rest])

    def _last(self, operand: ir.Operand) -> str:
        if isinstance(operand, str):
            return operand
        match self.made.ops.get(operand) if isinstance(operand, int) else None:
            case ir.GetAttribute(_, _, name) | ir.Load(_, name):
                return name
            case _:
                return ""

    def _of(self, path: str) -> str:
        if ":" in path:
            return path if self.made.program.functions[path].kind == "class" else ""
        last = path.rpartition(".")[2]
        if last in _NUMBERS:
            return "number"
        if is_file(of_library(path)):
            return of_library(path)
        if last in _ARRAYS:
            return "array"
        if makes_iterator(path) or (last in _CONSUMED and path.startswith(_SILENT)):
            return "generator"
        if last in _FILES and path.startswith(_SILENT):
            return of_library("io.IOBase")
        if last in _CONTAINERS:
            return _CONTAINERS[last]
        own = identity(self.made.module, path)
        known = self.made.program.functions.get(own)
        if known is not None and known.kind == "class":
            return own
        is_class = "." in path and (last[:1].isupper() or stands_outside(path)) and not path.startswith(_SILENT)
        return of_library(path) if is_class else ""


def declared(program: Program, resolve: Resolve, function: str) -> Mapping[str, str]:
    """What the statement that makes the function says of its parameters."""
    module = function.partition(":")[0]
    owner = program.enclosing(function)
    if owner is None or owner not in program.functions:
        return {}
    reader = Reader(Made(program, resolve, owner), resolve)
    found: dict[str, str] = {}
    for op in reader.made.ops.values():
        if isinstance(op, ir.MakeFunction) and identity(module, op.function) == function:
            for name, operand in op.defaults:
                path = reader.made.path(operand)
                if path.rpartition(".")[2].isupper() and ":" not in path:
                    found[name] = of_library(path)  # `op=MPI.SUM`
            for name, operand in op.annotations:
                said = {name: reader.kind(operand), f"{name}{ANY}": reader.item_kind(operand)}
                found.update({path: kind for path, kind in said.items() if kind})
    return found


def annotated_fields(program: Program, resolve: Resolve, order: tuple[str, ...]) -> Mapping[str, str]:
    """What classes say of their attributes, the first of them first."""
    found: dict[str, str] = {}
    for cls in reversed(order):
        body = program.functions.get(cls)
        if body is not None and body.kind == "class":
            reader = Reader(Made(program, resolve, cls), resolve)
            said = {op.name: reader.kind(op.annotation) for op in body.body if isinstance(op, ir.Annotate)}
            found.update({name: kind for name, kind in said.items() if kind})
    return found
