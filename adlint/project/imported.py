"""The files that a file imports, directly or not: of its own package, or beside it, or of the project that it is in."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from adlint.lower.parse import parse
from adlint.project.documents import is_package, shown
from adlint.source import Source, read

MOST = 200  # files that are followed, the nearest first
_MARKS = ("pyproject.toml", "setup.py", "setup.cfg", ".git")  # of the folder of a project
_INSTALLED = ("site-packages", "dist-packages")
_LEVELS = 8  # folders above a file where such a mark is looked for


def with_imports(path: str, texts: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """The file and what it imports, in the order in which it is found, as they are shown, each with the folder that the
    name of its module starts from; what is not on the disk is left out, and so are other packages that are installed
    beside its own. What a package imports is followed where something is imported from the package itself. `texts`
    are those of files, by absolute path, that an editor holds.
    """
    start = os.path.abspath(path)
    roots = _roots(start, texts.get(start))
    package = os.path.relpath(start, roots[0]).split(os.sep)[0]
    is_installed = os.path.basename(roots[0]) in _INSTALLED
    found, followed = {start: roots[0]}, {start}
    waiting = [start]
    while waiting and len(found) < MOST:
        file = waiting.pop(0)
        for name in dict.fromkeys(_names(file, found[file], texts.get(file))):
            if is_installed and name.partition(".")[0] != package:
                continue
            around, named, root = _files(name, roots)
            for other in (*around, *named):
                found.setdefault(other, root)
            new = [other for other in named if other not in followed]
            waiting += new
            followed.update(new)
    return {shown(file): root for file, root in found.items()}


def _roots(path: str, text: str | None) -> list[str]:
    """Where modules are looked for: the folder that the package around starts from, that of the file or the topmost one
    without `__init__.py`, then the project and its `src`.
    """
    own = _above(os.path.dirname(path))
    project = _project(own)
    others = [project, os.path.join(project, "src")] if project else []
    return list(dict.fromkeys([*_around(own), *_namespace(path, own, text), own, *others]))


def _namespace(path: str, folder: str, text: str | None) -> list[str]:
    """Where the namespace package starts that a folder without `__init__.py` is a part of, as the file imports modules
    of the folder by its name (PEP 420); none if it imports none.
    """
    names, parts = tuple(_names(path, folder, text)), list[str]()
    for _ in range(_LEVELS):
        if not os.path.basename(folder).isidentifier() or _is_project(folder):
            return []
        parts.insert(0, os.path.basename(folder))
        folder = os.path.dirname(folder)
        below = ".".join((*parts, ""))
        if any(name.startswith(below) and _files(name, (folder,))[1] for name in names):
            return [folder]
    return []


def _above(folder: str) -> str:
    """The first folder upwards that is no package."""
    while is_package(folder):
        folder = os.path.dirname(folder)
    return folder


def _around(folder: str) -> list[str]:
    """Where the package starts that a folder without `__init__.py` is a part of: its folders have names of modules;
    none if there is none.
    """
    for _ in range(_LEVELS):
        if not os.path.basename(folder).isidentifier() or _is_project(folder):
            return []
        folder = os.path.dirname(folder)
        if is_package(folder):
            return [_above(folder)]
    return []


def _is_project(folder: str) -> bool:
    return any(os.path.exists(os.path.join(folder, mark)) for mark in _MARKS)


def _project(folder: str) -> str | None:
    """The nearest folder upwards that is marked as that of a project."""
    for _ in range(_LEVELS):
        if _is_project(folder):
            return folder
        folder = os.path.dirname(folder)
    return None


def _names(file: str, root: str, text: str | None) -> Iterator[str]:
    """The dotted names that a file imports; of `from a import b` both `a` and `a.b`."""
    try:
        source = read(file, _content(file) if text is None else text)
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


def _content(file: str) -> bytes:
    with open(file, "rb") as content:
        return content.read()


def _files(name: str, roots: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """The files of the packages around a module, and its own, below the first root that has any, and that root."""
    parts = name.split(".")
    for root in roots:
        own = os.path.join(root, *parts)
        packages = [os.path.join(root, *parts[:length], "__init__.py") for length in range(1, len(parts))]
        modules = [os.path.join(root, *parts[:length]) + ".py" for length in range(1, len(parts))]
        around = tuple(filter(os.path.isfile, (*packages, *modules)))
        named = tuple(filter(os.path.isfile, (os.path.join(own, "__init__.py"), f"{own}.py")))
        if around or named:
            return around, named, root
    return (), (), ""
