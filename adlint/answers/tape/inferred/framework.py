"""The library whose arrays a function works on: of those that it uses, whatever else its module imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from adlint.answers.tape.inferred.observed import Function
from adlint.answers.tape.inferred.texts import Text

_FRAMEWORKS = ("autograd", "torch", "jax")


def framework_used(text: Text, name: str) -> str | None:
    """The library that a function, and what it calls in its module, uses; NumPy if that is given a parameter of the
    function, and none of the others is used. None if that is not seen.
    """
    imports = _imports(text.tree)
    roots = set(_roots(text, imports, name, set()))
    chosen = next((one for one in _FRAMEWORKS if one in roots), None)
    function = text.function(name)
    if chosen is not None or function is None:
        return chosen
    given = _given(function)
    calls = (node for node in ast.walk(function) if isinstance(node, ast.Call))
    arguments = (one for node in calls if _root(node.func, imports) == "numpy" for one in node.args)
    return "numpy" if any(isinstance(one, ast.Name) and one.id in given for one in arguments) else None


def _given(function: Function) -> set[str]:
    """The parameters, and the variables that are computed from them; what is only a size is not among these."""
    arguments = function.args
    found = {one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and not any(_measures(part) for part in ast.walk(node.value)):
            names = {part.id for part in ast.walk(node.value) if isinstance(part, ast.Name)}
            if not names.isdisjoint(found):
                found |= {part.id for one in node.targets for part in ast.walk(one) if isinstance(part, ast.Name)}
    return found


def _measures(node: ast.AST) -> bool:
    is_size = isinstance(node, ast.Attribute) and node.attr in ("shape", "size", "ndim")
    return is_size or (isinstance(node, ast.Name) and node.id == "len")


def _root(tree: ast.expr, imports: Mapping[str, str]) -> str | None:
    while isinstance(tree, ast.Attribute):
        tree = tree.value
    return imports.get(tree.id) if isinstance(tree, ast.Name) else None


def _roots(text: Text, imports: Mapping[str, str], name: str, seen: set[str]) -> Iterator[str]:
    """The packages that names in a definition come from."""
    definition = text.definitions.get(name)
    if definition is None or name in seen:
        return
    seen.add(name)
    for node in ast.walk(definition):
        if isinstance(node, ast.Name) and node.id in imports:
            yield imports[node.id]
        elif isinstance(node, ast.Name):
            yield from _roots(text, imports, node.id, seen)
    owner = name.rpartition(".")[0]
    if owner:
        yield from _roots(text, imports, owner, seen)


def _imports(tree: ast.Module) -> Mapping[str, str]:
    """The names that imports bind, anywhere in a module, with the package that they come from."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {one.asname or one.name.partition(".")[0]: one.name.partition(".")[0] for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            root = "." if node.level else (node.module or "").partition(".")[0]
            found |= {one.asname or one.name: root for one in node.names}
    return found
