"""Names that are read and bound nowhere in a text, as far as that can be known."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator

from msgspec import Struct

from adlint import ir
from adlint.lower.parse import parse

# what a module has without binding it, what other programs put there, and what stood in Python 2
_GIVEN = frozenset(dir(builtins)) | frozenset(
    ("__annotations__", "__builtins__", "__class__", "__dict__", "__file__", "__module__", "__path__", "__qualname__",
     "_", "WindowsError", "display", "get_config", "get_ipython", "ngettext", "profile", "reveal_locals", "reveal_type",
     "basestring", "buffer", "cmp", "execfile", "file", "intern", "long", "raw_input", "reduce", "reload", "unichr",
     "unicode", "xrange")
)  # fmt: skip
_WRITERS = (frozenset(("builtins",)), frozenset(("exec",)), frozenset(("globals",)), frozenset(("vars",)),
            frozenset(("setattr", "__name__")))  # fmt: skip # by what is read together a module may bind names unseen
# magics of a notebook, which stand in comments here, but for those that bind nothing
_HARMLESS = "matplotlib|config|load_ext|reload_ext|autoreload|time|pip|conda|cd"
_MAGIC = re.compile(rf"^\s*(?:pass\s+)?#\s*%{{1,2}}(?!{_HARMLESS})\w", re.MULTILINE)
_CONVERTING = frozenset(("_convert_", "_convert"))  # class methods of enumerations that bind a class and its members
_CATCHING = frozenset(("NameError", "Exception", "BaseException"))


class Unbound(Struct, frozen=True):
    """A name that is bound nowhere, where it is read first: 1-based line, 0-based byte columns."""

    name: str
    line: int
    column: int
    end_column: int


def unbound(module: ir.Module, read: set[str], text: str) -> frozenset[str]:
    """Of the names that a module reads those that nothing in it binds; none where names may be bound unseen."""
    left = read - _GIVEN
    for function in module.functions:
        left -= function.bound
        left -= function.globals
    if not left or any(used <= read for used in _WRITERS) or _binds_unseen(module) or _MAGIC.search(text):
        return frozenset()
    return frozenset(left)


def _binds_unseen(module: ir.Module) -> bool:
    """Whether it imports all names of a module, or turns constants into an enumeration (`EnumType._convert_`)."""
    blocks = (block for function in module.functions for block in ir.nested(function.body))
    return any(
        isinstance(op, ir.ImportStar) or (isinstance(op, ir.GetAttribute) and op.name in _CONVERTING)
        for block in blocks
        for op in block
    )


def places(text: str, names: frozenset[str]) -> tuple[Unbound, ...]:
    """Where `names` are read first, in order; not in annotations, nor where a handler provides for their absence."""
    if not names:
        return ()
    nodes = list(_names(parse(text)[0]))
    left = names - {node.id for node in nodes if isinstance(node.ctx, ast.Store)}  # variables of comprehensions
    found: dict[str, Unbound] = {}
    for node in sorted(nodes, key=lambda node: (node.lineno, node.col_offset)):
        if node.id in left and node.id not in found:
            found[node.id] = Unbound(node.id, node.lineno, node.col_offset, node.end_col_offset or node.col_offset)
    return tuple(found.values())


def _names(tree: ast.AST) -> Iterator[ast.Name]:
    todo = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Name):
            yield node
        for field, value in ast.iter_fields(node):
            if field in ("annotation", "returns") or (field == "body" and isinstance(node, ast.Try) and _catches(node)):
                continue
            todo += [part for part in (value if isinstance(value, list) else [value]) if isinstance(part, ast.AST)]


def _catches(node: ast.Try) -> bool:
    """Whether a name that is not there is provided for."""
    kinds = [kind for handler in node.handlers for kind in (_kinds(handler.type) if handler.type else ["Exception"])]
    return not _CATCHING.isdisjoint(kinds)


def _kinds(node: ast.expr) -> list[str]:
    return [part.id for part in ast.walk(node) if isinstance(part, ast.Name)]
