"""Programs rewritten so that their variables, displays and loops are watched when they run."""

from __future__ import annotations

import ast
from functools import lru_cache
from types import CodeType
from typing import Any

import numpy as np

from .holders import Dict, List, Watched
from .libraries import Library
from .recording import RECORDER, is_code, is_leaf, moved
from .windows import Window, settle

MAKERS = {"list": "_list", "dict": "_dict", "sorted": "_sorted"}


class Rewriter(ast.NodeTransformer):
    """Watches the variables of the function `target` and of those in it, all global variables, and what is made."""

    def __init__(self, tree: ast.Module, target: str) -> None:
        self.target = target
        self.globals = {
            node.id
            for statement in tree.body
            if isinstance(statement, ast.Assign | ast.AugAssign | ast.AnnAssign)
            for node in ast.walk(statement)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        self.scopes: list[tuple[str, set[str], set[str]]] = []  # function, its variables, what it declares global
        self.inside = 0

    def visit_Import(self, node: ast.Import) -> Any:
        """`import numpy as np` gives a library that is watched."""
        names = [(alias.asname or alias.name, alias.name) for alias in node.names]
        return [ast.parse(f"{name} = _library({module!r})").body[0] for name, module in names]

    def visit_ClassDef(self, node: ast.ClassDef) -> Any:
        """Classes are watched."""
        self.generic_visit(node)
        if not node.bases:
            node.bases = [ast.Name("_Watched", ast.Load())]
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> Any:
        """The target is a window, and its variables are watched."""
        is_target = not self.inside and node.name == self.target
        if is_target or self.inside:
            self.inside += 1
        own, declared = _bound(node)
        self.scopes.append((node.name, own, declared))
        node.args.defaults = [self.visit(one) for one in node.args.defaults]
        body = self._body(node.body)
        self.scopes.pop()
        if is_target or self.inside:
            self.inside -= 1
        if is_target:
            body = [_in_window(f"'function', {node.name!r}, locals(), globals()", body)]
        node.body = body
        return node

    def visit_Lambda(self, node: ast.Lambda) -> Any:
        """A lambda has variables, too."""
        self.scopes.append(("<lambda>", {one.arg for one in node.args.args}, set()))
        self.generic_visit(node)
        self.scopes.pop()
        return node

    def _body(self, body: list[ast.stmt]) -> list[ast.stmt]:
        found: list[ast.stmt] = []
        for statement in body:
            result = self.visit(statement)
            stores = _stored(statement)
            if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
                hook = self._hook(statement.target.id, "_read")
                found += [hook] if hook is not None else []
            found += result if isinstance(result, list) else [result]
            if not isinstance(statement, ast.For | ast.While | ast.If | ast.Try | ast.With):
                hooks = [self._hook(name, "_write") for name in stores]
                found += [hook for hook in hooks if hook is not None]
        return found

    def _hook(self, name: str, what: str) -> ast.stmt | None:
        scope = self._scope(name)
        if scope is None:
            return None
        last = f", {name}" if what == "_read" else ""
        return ast.parse(f"{what}({scope!r}, {name!r}{last})").body[0]

    def _scope(self, name: str) -> Any:
        """The frame of a variable that is watched; None if it is not, or none of a function's."""
        if not self.scopes:
            return None
        for at, (function, own, declared) in reversed(list(enumerate(self.scopes))):
            if name in declared:
                break
            if name in own:
                return function if at == 0 and self.inside else None
        return "module" if name in self.globals else None

    def visit_Name(self, node: ast.Name) -> Any:
        """A variable is read."""
        scope = self._scope(node.id) if isinstance(node.ctx, ast.Load) else None
        if scope is None:
            return node
        return _call("_load", ast.Constant(scope), ast.Constant(node.id), node)

    def visit_Return(self, node: ast.Return) -> Any:
        """The result of the target is read."""
        self.generic_visit(node)
        if self.inside == 1 and node.value is not None:
            node.value = _call("_result", node.value)
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> Any:
        """The target stays what it is."""
        node.value = self.visit(node.value)
        if not isinstance(node.target, ast.Name):
            node.target = self.visit(node.target)
        return node

    def visit_List(self, node: ast.List) -> Any:
        """A list is watched."""
        self.generic_visit(node)
        return _call("_list", node) if isinstance(node.ctx, ast.Load) else node

    def visit_ListComp(self, node: ast.ListComp) -> Any:
        """A list is watched."""
        return _call("_list", self.visit_GeneratorExp(node))

    def visit_GeneratorExp(self, node: Any) -> Any:
        """A comprehension has variables of its own."""
        names = {n.id for g in node.generators for n in ast.walk(g.target) if isinstance(n, ast.Name)}
        self.scopes.append(("<comprehension>", names, set()))
        self.generic_visit(node)
        self.scopes.pop()
        return node

    def visit_NamedExpr(self, node: ast.NamedExpr) -> Any:
        """A variable is written in an expression."""
        scope = self._scope(node.target.id)
        self.generic_visit(node)
        return node if scope is None else _call("_set", ast.Constant(scope), ast.Constant(node.target.id), node)

    def visit_Dict(self, node: ast.Dict) -> Any:
        """A dict is watched."""
        self.generic_visit(node)
        return _call("_dict", node)

    def visit_Call(self, node: ast.Call) -> Any:
        """Lists and dicts that builtins make are watched."""
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id in MAKERS:
            node.func.id = MAKERS[node.func.id]
        return node

    def visit_For(self, node: ast.For) -> Any:
        """A loop body of the target is a window."""
        node.iter = self.visit(node.iter)
        names = sorted(n.id for n in ast.walk(node.target) if isinstance(n, ast.Name))
        return self._loop(node, names)

    def visit_While(self, node: ast.While) -> Any:
        """A loop body of the target is a window."""
        node.test = self.visit(node.test)
        return self._loop(node, [])

    def _loop(self, node: Any, names: list[str]) -> Any:
        lines = (node.lineno, node.end_lineno)
        hooks = [hook for name in names if (hook := self._hook(name, "_write")) is not None]
        body = [*hooks, *self._body(node.body)]
        node.orelse = self._body(node.orelse)
        if self.inside == 1:
            piece = f"loop-body {lines[0]}-{lines[1]}"
            body = [_in_window(f"{piece!r}, {self.target!r}, locals(), globals(), {tuple(names)!r}", body)]
        node.body = body
        return node

    def visit_If(self, node: ast.If) -> Any:
        """Statements in it are followed by hooks, too."""
        node.test = self.visit(node.test)
        node.body, node.orelse = self._body(node.body), self._body(node.orelse)
        return node

    def visit_Try(self, node: ast.Try) -> Any:
        """Statements in it are followed by hooks, too."""
        node.body, node.orelse = self._body(node.body), self._body(node.orelse)
        node.finalbody = self._body(node.finalbody)
        for handler in node.handlers:
            handler.body = self._body(handler.body)
        return node

    def visit_With(self, node: ast.With) -> Any:
        """Statements in it are followed by hooks, too; the names that it gives are written."""
        names = [item.optional_vars.id for item in node.items if isinstance(item.optional_vars, ast.Name)]
        hooks = [hook for name in names if (hook := self._hook(name, "_write")) is not None]
        node.items = [self.visit(item) for item in node.items]
        node.body = [*hooks, *self._body(node.body)]
        return node


def _in_window(arguments: str, body: list[ast.stmt]) -> ast.With:
    window = ast.parse(f"with _window({arguments}): pass").body[0]
    assert isinstance(window, ast.With)
    window.body = body
    return window


def _bound(node: ast.FunctionDef) -> tuple[set[str], set[str]]:
    """The variables of a function, and what it declares global or nonlocal."""
    arguments = node.args
    own = {one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
    declared: set[str] = set()
    outer: set[str] = set()
    waiting: list[ast.AST] = list(node.body)
    while waiting:
        one = waiting.pop()
        if isinstance(one, ast.Global):
            declared.update(one.names)
        elif isinstance(one, ast.Nonlocal):
            outer.update(one.names)
        elif isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
            own.add(one.id)
        if isinstance(one, ast.FunctionDef):
            own.add(one.name)
        elif not isinstance(one, ast.ListComp | ast.GeneratorExp | ast.Lambda):
            waiting += ast.iter_child_nodes(one)
    return own - declared - outer, declared


def _stored(statement: ast.stmt) -> list[str]:
    if not isinstance(statement, ast.Assign | ast.AugAssign | ast.AnnAssign):
        return []
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return [n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]


def _call(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), list(arguments), [])


def _location(scope: str, name: str) -> tuple[str, ...]:
    return ("global", name) if scope == "module" else ("variable", scope, name)


def watched_module(text: str, target: str, windows: list[Window]) -> dict[str, Any]:
    """The variables of a program after its module has run; its pieces add to `windows` when they run."""

    def load(scope: str, name: str, value: Any) -> Any:
        return moved(value, _location(scope, name))

    def read(scope: str, name: str, value: Any) -> None:
        if is_leaf(value):  # what an operator reads of another thing, that tells itself
            settle([load(scope, name, value)])

    def result(value: Any) -> Any:
        settle([value])
        return value

    def write(scope: str, name: str) -> None:
        RECORDER.write([_location(scope, name)])

    def set_(scope: str, name: str, value: Any) -> Any:
        write(scope, name)
        return load(scope, name, value)

    def window(
        piece: str, frame: str, roots: dict[str, Any], outer: dict[str, Any], hidden: tuple[str, ...] = ()
    ) -> Window:
        found = Window(piece, frame, {n: v for n, v in roots.items() if not is_code(v)}, hidden)
        found.globals(outer)
        windows.append(found)
        return found

    space: dict[str, Any] = {
        "__name__": "m", "_load": load, "_read": read, "_result": result, "_write": write, "_set": set_,
        "_window": window, "_list": List, "_dict": Dict, "_sorted": lambda *a, **k: List(sorted(*a, **k)),
        "_Watched": Watched, "_library": lambda name: _LIBRARIES[name],
    }  # fmt: skip
    exec(_rewritten(text, target), space)
    return space


@lru_cache(maxsize=4)
def _rewritten(text: str, target: str) -> CodeType:
    """The code of a program that is watched; it is run several times."""
    tree = ast.parse(text)
    return compile(ast.fix_missing_locations(Rewriter(tree, target).visit(tree)), "<program>", "exec")


_LIBRARIES: dict[str, Any] = {"numpy": Library(np), "math": __import__("math")}
