"""Files as documents: their shown path, their module, their bytes."""

from __future__ import annotations

import os

from adlint.answers.document import Document


def read(path: str) -> Document:
    """The file as a document, shown relative to the working directory; OSError if it cannot be read."""
    with open(path, "rb") as file:
        content = file.read()
    return document(shown(path), content, path)


def read_below(path: str, root: str) -> Document:
    """The file as a document whose module is named from a folder on; OSError if it cannot be read."""
    with open(path, "rb") as file:
        content = file.read()
    module, is_init = module_below(path, root)
    return Document(shown(path), module, content, is_init)


def document(path: str, content: bytes | str, file: str | None = None) -> Document:
    """A document that is shown as `path`; `file` is where it lies on the disk, if that is elsewhere."""
    module, is_init = module_name(file or path)
    return Document(path, module, content, is_init)


def shown(path: str) -> str:
    """The path relative to the working directory, or absolute if it lies outside, with `/`."""
    here = os.getcwd().rstrip(os.sep) + os.sep
    return os.path.abspath(path).removeprefix(here).replace(os.sep, "/")


def is_package(folder: str) -> bool:
    """Whether a folder can be imported: it has an `__init__.py`, and a name that can be written in a program."""
    return os.path.basename(folder).isidentifier() and os.path.isfile(os.path.join(folder, "__init__.py"))


def module_name(path: str) -> tuple[str, bool]:
    """The dotted name below the topmost folder that is no package, and whether it is that of a package."""
    folder, name = os.path.split(os.path.abspath(path))
    stem = os.path.splitext(name)[0]
    is_init = name == "__init__.py"
    parts = [] if is_init else [stem]
    while is_package(folder) or (is_init and not parts):
        folder, name = os.path.split(folder)
        parts.append(name)
    return ".".join(reversed(parts)), is_init


def module_below(path: str, root: str) -> tuple[str, bool]:
    """The dotted name below a root, and whether it is that of a package; elsewhere as `module_name`."""
    relative = os.path.relpath(os.path.abspath(path), os.path.abspath(root))
    if relative.startswith(os.pardir):
        return module_name(path)
    parts = os.path.splitext(relative)[0].split(os.sep)
    is_init = parts[-1] == "__init__"
    return ".".join(parts[:-1] if is_init and parts[1:] else parts), is_init
