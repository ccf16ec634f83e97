"""By what name a text already calls something of a library."""

from __future__ import annotations

import ast
from collections.abc import Iterator


def name_in(text: str, path: str) -> str:
    """How a text, by the imports at its beginning, calls `path`, a function of a library; "" if it has no name for it,
    or one that it binds to something else, too.
    """
    module = ast.parse(text)
    owner, _, last = path.rpartition(".")
    names = {path: "{}", owner: f"{{}}.{last}"}
    found = ((bound, names[meant]) for bound, meant in _imported(module) if meant in names)
    return next((form.format(bound) for bound, form in found if bound not in set(_bound(module))), "")


def _imported(module: ast.Module) -> Iterator[tuple[str, str]]:
    """The names that the import statements of a module's body give, each with what it is."""
    for statement in module.body:
        match statement:
            case ast.Import(names):
                yield from ((one.asname or one.name, one.name) for one in names)
            case ast.ImportFrom(str(source), names, 0):
                yield from ((one.asname or one.name, f"{source}.{one.name}") for one in names)
            case _:
                pass


def _bound(module: ast.Module) -> Iterator[str]:
    """The names of definitions, parameters and variables, wherever they are."""
    for node in ast.walk(module):
        match node:
            case ast.FunctionDef(name) | ast.AsyncFunctionDef(name) | ast.ClassDef(name) | ast.arg(name):
                yield name
            case ast.Name(name, ast.Store()):
                yield name
            case _:
                pass
