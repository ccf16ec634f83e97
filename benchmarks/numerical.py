"""Which functions of real packages are numerical, by a criterion that owes nothing to adlint.

A function is numerical if a parameter is an operand of its arithmetic, and that parameter, or what follows
from it, goes to a function of NumPy, SciPy, JAX, PyTorch or Veros' operators and into the result. Only
syntax is looked at. Compilers and tests are left out: they compute with programs, not with numbers.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeGuard

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LIBRARIES = ("numpy", "scipy", "jax", "torch", "veros.core.operators")
COMPILERS = frozenset({
    "_dynamo", "_export", "_functorch", "_higher_order_ops", "_inductor", "_meta_registrations.py", "_prims",
    "_refs", "_subclasses", "ao", "distributed", "export", "fx", "internal_test_util", "interpreters", "jit",
    "mosaic", "nnx", "onnx", "pallas", "utils",
})  # fmt: skip
ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.MatMult)
TRACED = ("jit", "custom_jvp", "custom_vjp", "overload", "abstractmethod", "property", "partial", "setter")
Definition = ast.FunctionDef


@dataclass(frozen=True, slots=True)
class Site:
    """A function in a file; `parameter` is one that takes part in arithmetic."""

    package: str
    path: Path
    function: str
    parameter: str


@dataclass(frozen=True, slots=True)
class Text:
    """A file that parses, with the qualified names of its functions and methods (nested ones left out)."""

    package: str
    path: Path
    lines: tuple[bytes, ...]
    tree: ast.Module
    functions: tuple[tuple[str, Definition], ...]


def read(package: str, path: Path) -> Text | None:
    """A file as edits by position need it; None if it does not parse or has unusual line ends."""
    raw = path.read_bytes()
    if b"\r" in raw or b"\f" in raw:
        return None
    try:
        tree = ast.parse(raw)
    except (SyntaxError, ValueError):
        return None
    return Text(package, path, tuple(raw.split(b"\n")), tree, tuple(functions(tree)))


def is_beside(inner: Path) -> bool:
    """Whether a path inside a package belongs to its tests or to a compiler."""
    return any(part.startswith(("test", "conftest", "_test")) or part in COMPILERS for part in inner.parts)


def functions(tree: ast.Module) -> Iterator[tuple[str, Definition]]:
    """Functions and methods with a body below their header, by qualified name."""
    for node in tree.body:
        prefix, inner = (f"{node.name}.", node.body) if isinstance(node, ast.ClassDef) else ("", [node])
        for definition in inner:
            if isinstance(definition, ast.FunctionDef) and definition.body[0].lineno > definition.lineno:
                yield prefix + definition.name, definition


def sites(text: Text) -> Iterator[Site]:
    """The numerical functions of a file."""
    libraries = set(library_names(text.tree))
    for name, node in text.functions:
        if libraries and not is_special(node) and (parameter := numerical_parameter(node, libraries)):
            yield Site(text.package, text.path, name, parameter)


def is_special(node: Definition) -> bool:
    """Whether something else than plain execution awaits the body: tracing, closures, a generator."""
    decorators = {word for item in node.decorator_list for word in names(item)}
    if any(trace in word for word in decorators for trace in TRACED):
        return True
    inside = (inner for statement in node.body for inner in ast.walk(statement))
    return any(isinstance(i, ast.Yield | ast.YieldFrom | ast.FunctionDef | ast.ClassDef) for i in inside)


def library_names(tree: ast.Module) -> Iterator[str]:
    """The names that imports anywhere in the file bind to a library or to something in one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (a.asname or a.name.split(".")[0] for a in node.names if in_library(a.name))
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and in_library(node.module or ""):
            yield from (a.asname or a.name for a in node.names)


def in_library(module: str) -> bool:
    """Whether a module is a library's or in one."""
    return any(module == library or module.startswith(library + ".") for library in LIBRARIES)


def names(node: ast.AST) -> set[str]:
    """All identifiers and attribute names in an expression."""
    found = {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
    return found | {inner.attr for inner in ast.walk(node) if isinstance(inner, ast.Attribute)}


def numerical_parameter(node: Definition, libraries: set[str]) -> str:
    """The first parameter that is an operand and reaches a library and the result; "" if there is none."""
    operations = [inner for inner in ast.walk(node) if is_arithmetic(inner)]
    calls = [inner for inner in ast.walk(node) if isinstance(inner, ast.Call) and root(inner.func) in libraries]
    if not operations or not calls:
        return ""
    passed = {name for call in calls for argument in call.args for name in names(argument)}
    values = [inner.value for inner in ast.walk(node) if isinstance(inner, ast.Return) and inner.value]
    returned = {name for value in values for name in names(value)}
    operands = {side.id for o in operations for side in (o.left, o.right) if isinstance(side, ast.Name)}
    for argument in [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]:
        if argument.arg in operands and not is_whole(argument):
            derived = flow(node, {argument.arg})
            if derived & passed and derived & returned:
                return argument.arg
    return ""


def is_whole(argument: ast.arg) -> bool:
    """Whether a parameter is annotated, or by custom named, as a count, a shape, a text or an object."""
    annotation = ast.unparse(argument.annotation) if argument.annotation else ""
    counts = (
        "self",
        "cls",
        "n",
        "m",
        "k",
        "i",
        "j",
        "axis",
        "dim",
        "ndim",
        "size",
        "shape",
        "order",
        "length",
    )
    return argument.arg in counts or any(word in annotation for word in ("int", "bool", "str", "Size", "Callable"))


def is_arithmetic(node: ast.AST) -> TypeGuard[ast.BinOp]:
    """Whether a node is a binary arithmetic operation."""
    return isinstance(node, ast.BinOp) and isinstance(node.op, ARITHMETIC)


def flow(node: Definition, derived: set[str]) -> set[str]:
    """The parameters and the names that are assigned from them, blocks before what stands in them."""
    known = set(derived)
    for inner in ast.walk(node):
        if not isinstance(inner, ast.Assign | ast.AugAssign | ast.AnnAssign):
            continue
        if inner.value and names(inner.value) & known:
            targets = inner.targets if isinstance(inner, ast.Assign) else [inner.target]
            known |= {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}
    return known


def root(node: ast.expr) -> str:
    """The identifier at the left end of a dotted name, "" if there is none."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
