"""The files that a file imports, directly or not: of its own package, or beside it where it is in none."""

from __future__ import annotations

import ast
import os
import warnings
from collections.abc import Iterator

MOST = 200  # files that are followed, the nearest first


def with_imports(path: str) -> tuple[str, ...]:
    """The file and what it imports, in the order in which it is found; what is not on the disk is left out."""
    root = _root(path)
    package = os.path.relpath(os.path.abspath(path), root).split(os.sep)[0]
    is_script = package.endswith(".py")
    found: dict[str, None] = {os.path.abspath(path): None}
    waiting = [os.path.abspath(path)]
    while waiting and len(found) < MOST:
        file = waiting.pop(0)
        for name in _names(file, root):
            for other in _files(name, root):
                if other not in found and (is_script or name.partition(".")[0] == package):
                    found[other] = None
                    waiting.append(other)
    return tuple(found)


def _root(path: str) -> str:
    """The topmost folder without `__init__.py`."""
    folder = os.path.dirname(os.path.abspath(path))
    while os.path.isfile(os.path.join(folder, "__init__.py")):
        folder = os.path.dirname(folder)
    return folder


def _names(file: str, root: str) -> Iterator[str]:
    """The dotted names that a file imports; of `from a import b` both `a` and `a.b`."""
    try:
        with open(file, "rb") as source, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source.read())
    except (OSError, SyntaxError, ValueError, RecursionError):
        return
    package = os.path.relpath(os.path.dirname(file), root).replace(os.sep, ".").split(".")
    package = [part for part in package if part]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def _files(name: str, root: str) -> Iterator[str]:
    """The file of a module, and those of the packages around it."""
    parts = name.split(".")
    for length in range(1, len(parts) + 1):
        below = os.path.join(root, *parts[:length])
        for file in (os.path.join(below, "__init__.py"), f"{below}.py"):
            if os.path.isfile(file):
                yield file
