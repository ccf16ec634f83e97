"""The files that a file imports, directly or not: of its own package, or beside it where it is in none."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator

from adlint.lower.parse import parse
from adlint.project.documents import shown
from adlint.source import Source, read

MOST = 200  # files that are followed, the nearest first


def with_imports(path: str) -> tuple[str, ...]:
    """The file and what it imports, in the order in which it is found, as they are shown; what is not on the disk is
    left out. What a package imports is followed where something is imported from the package itself.
    """
    root, start = _root(path), os.path.abspath(path)
    package = os.path.relpath(os.path.dirname(start), root).split(os.sep)[0]
    found, followed = {start: None}, {start: None}
    waiting = [start]
    while waiting and len(found) < MOST:
        file = waiting.pop(0)
        for name in dict.fromkeys(_names(file, root)):
            if package in (os.curdir, name.partition(".")[0]):
                around, named = _files(name, root)
                new = [other for other in named if other not in followed]
                waiting += new
                followed |= dict.fromkeys(new)
                found |= dict.fromkeys((*around, *named))
    return tuple(map(shown, found))


def _root(path: str) -> str:
    """The topmost folder without `__init__.py`."""
    folder = os.path.dirname(os.path.abspath(path))
    while os.path.isfile(os.path.join(folder, "__init__.py")):
        folder = os.path.dirname(folder)
    return folder


def _names(file: str, root: str) -> Iterator[str]:
    """The dotted names that a file imports; of `from a import b` both `a` and `a.b`."""
    try:
        with open(file, "rb") as content:
            source = read(file, content.read())
    except OSError:
        return
    package = os.path.relpath(os.path.dirname(file), root).replace(os.sep, ".").split(".")
    package = [part for part in package if part]
    tree = parse(source.text)[0] if isinstance(source, Source) else ast.Module([], [])
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def _files(name: str, root: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The files of the packages around a module, which are read but not followed, and its own."""
    parts = name.split(".")
    around = [os.path.join(root, *parts[:length], "__init__.py") for length in range(1, len(parts))]
    own = os.path.join(root, *parts)
    named = [os.path.join(own, "__init__.py"), f"{own}.py"]
    return tuple(filter(os.path.isfile, around)), tuple(filter(os.path.isfile, named))
