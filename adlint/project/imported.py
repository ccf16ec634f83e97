"""The files that a file imports, directly or not: of its own package, or beside it, or of the project that it is in."""

from __future__ import annotations

import ast
import os
import warnings
from collections.abc import Iterator, Sequence

MOST = 200  # files that are followed, the nearest first
_MARKS = ("pyproject.toml", "setup.py", "setup.cfg", ".git")  # of the folder of a project
_INSTALLED = ("site-packages", "dist-packages")
_LEVELS = 8  # folders above a file where such a mark is looked for


def with_imports(path: str) -> dict[str, str]:
    """The file and what it imports, in the order in which it is found, each with the folder that the name of its module
    starts from; what is not on the disk is left out, and so are other packages that are installed beside its own.
    """
    start = os.path.abspath(path)
    roots = _roots(start)
    package = os.path.relpath(start, roots[0]).split(os.sep)[0]
    is_installed = os.path.basename(roots[0]) in _INSTALLED
    found = {start: roots[0]}
    waiting = [start]
    while waiting and len(found) < MOST:
        file = waiting.pop(0)
        for name in _names(file, found[file]):
            if is_installed and name.partition(".")[0] != package:
                continue
            for other, root in _files(name, roots):
                if other not in found:
                    found[other] = root
                    waiting.append(other)
    return found


def _roots(path: str) -> list[str]:
    """Where modules are looked for: the topmost folder without `__init__.py`, then the project and its `src`."""
    own = os.path.dirname(path)
    while os.path.isfile(os.path.join(own, "__init__.py")):
        own = os.path.dirname(own)
    project = _project(own)
    return list(dict.fromkeys([own, *([project, os.path.join(project, "src")] if project else [])]))


def _project(folder: str) -> str | None:
    """The nearest folder upwards that is marked as that of a project."""
    for _ in range(_LEVELS):
        if any(os.path.exists(os.path.join(folder, mark)) for mark in _MARKS):
            return folder
        folder = os.path.dirname(folder)
    return None


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


def _files(name: str, roots: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The file of a module, and those of the packages around it, below the first root that has any."""
    parts = name.split(".")
    for root in roots:
        found = False
        for length in range(1, len(parts) + 1):
            below = os.path.join(root, *parts[:length])
            for file in (os.path.join(below, "__init__.py"), f"{below}.py"):
                if os.path.isfile(file):
                    found = True
                    yield file, root
        if found:
            return
