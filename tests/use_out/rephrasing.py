"""The same programs said otherwise: under other names, with calls made by helpers, and functions called by aliases."""

from __future__ import annotations

import ast
import builtins
import copy
from collections.abc import Callable, Iterator

MODULE, OTHER = "m", "elsewhere"
RENAMED = "target"  # the name of `f` under others
Sources = dict[str, str]  # texts by module
Rephrasing = Callable[[ast.Module, str], "tuple[ast.Module, str]"]  # the program anew, and what another module holds


def rephrased(text: str, callee: str, kind: str) -> Sources:
    """The program with the calls of `callee` made in another way."""
    tree, other = WAYS[kind](ast.parse(text), callee)
    named = {OTHER: other} if other else {}
    return {MODULE: ast.unparse(ast.fix_missing_locations(tree)) + "\n", **named}


def renamed(tree: ast.Module, _callee: str) -> tuple[ast.Module, str]:
    """Every name that the program gives is another one: of variables, parameters, functions, classes and imports."""
    names = {name: f"v{number}" for number, name in enumerate(dict.fromkeys(_given(tree)))} | {"f": RENAMED}
    return _Names(names).visit(tree), ""


def _given(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) if not name.startswith("__"):
                yield name
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                yield from (alias.asname or alias.name for alias in names)
            case _:
                pass


class _Names(ast.NodeTransformer):
    def __init__(self, names: dict[str, str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = self.names.get(node.id, node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        self.generic_visit(node)
        node.arg = self.names[node.arg]
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        self.generic_visit(node)
        node.name = self.names.get(node.name, node.name)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.Attribute:
        """Methods have the names of functions."""
        self.generic_visit(node)
        own = isinstance(node.value, ast.Name) and node.value.id in self.names.values()
        node.attr = self.names.get(node.attr, node.attr) if own and node.attr in self.methods else node.attr
        return node

    def visit_Module(self, node: ast.Module) -> ast.Module:
        classes = [one for one in ast.walk(node) if isinstance(one, ast.ClassDef)]
        self.methods = {one.name for cls in classes for one in cls.body if isinstance(one, ast.FunctionDef)}
        self.generic_visit(node)
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        self.generic_visit(node)
        node.name = self.names[node.name]
        return node

    def visit_Global(self, node: ast.Global) -> ast.Global:
        node.names = [self.names[name] for name in node.names]
        return node

    def visit_Nonlocal(self, node: ast.Nonlocal) -> ast.Nonlocal:
        node.names = [self.names[name] for name in node.names]
        return node

    def visit_alias(self, node: ast.alias) -> ast.alias:
        node.asname = self.names[node.asname or node.name]
        return node


class _Calls(ast.NodeTransformer):
    """Calls of `callee` become what `made` makes of them."""

    def __init__(self, callee: str, made: Callable[[ast.Call], ast.expr]) -> None:
        self.callee, self.made = callee, made
        self.found: list[ast.Call] = []

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        if ast.unparse(node.func) != self.callee:
            return node
        self.found.append(copy.deepcopy(node))
        return self.made(node)


def _expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def _is_outer(tree: ast.Module, callee: str) -> bool:
    """Whether a callee is a builtin, or stands below an import."""
    root = callee.partition(".")[0]
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    return hasattr(builtins, root) or root in {one.asname or one.name for node in imports for one in node.names}


def _is_local(tree: ast.Module, callee: str) -> bool:
    """Whether a callee stands below a variable of a function."""
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    own = {name for node in functions for name in _given(ast.Module([*node.args.args, *node.body], []))}
    return callee.partition(".")[0] in own


def _passing(tree: ast.Module, callee: str, call: ast.Call) -> tuple[str, str, list[ast.expr]]:
    """Parameters, the call with them, and what they are given: the object whose method it is goes first."""
    root, _, method = callee.partition(".")
    given = [] if _is_outer(tree, callee) else [_expression(root)]
    first = ["a"] if given else []
    inner = f"a.{method}" if method and first else "a" if first else callee
    positional = [f"p{number}" for number in range(len(call.args))]
    keywords = [f"{one.arg}=k{number}" for number, one in enumerate(call.keywords)]
    passed = [f"k{number}" for number in range(len(call.keywords))]
    parameters = ", ".join([*first, *positional, *passed])
    text = f"{inner}({', '.join([*positional, *keywords])})"
    return parameters, text, [*given, *call.args, *[one.value for one in call.keywords]]


def _through(callee: str, tree: ast.Module, name: str, define: Callable[[str, str], str]) -> tuple[ast.Module, str]:
    """Calls go through the function `name`, which `define` writes from its parameters and the call in it."""
    texts: list[str] = []

    def made(call: ast.Call) -> ast.expr:
        parameters, text, given = _passing(tree, callee, call)
        called = f"{name}{len(texts) or ''}"
        texts.append(define(parameters, text).replace("HELPER", called.rpartition(".")[2]))
        return ast.Call(_expression(called), given, [])

    _Calls(callee, made).visit(tree)
    return tree, "\n".join(texts)


def _in_helper(tree: ast.Module, callee: str) -> tuple[ast.Module, str]:
    new, text = _through(callee, tree, "helper", "def HELPER({}):\n    return {}\n".format)
    new.body += ast.parse(text).body
    return new, ""


def _in_other_module(tree: ast.Module, callee: str) -> tuple[ast.Module, str]:
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    new, text = _through(callee, tree, f"{OTHER}.helper", "def HELPER({}):\n    return {}\n".format)
    new.body.insert(0, ast.parse(f"import {OTHER}").body[0])
    return new, "\n".join([*map(ast.unparse, imports), text])


def _in_method(tree: ast.Module, callee: str) -> tuple[ast.Module, str]:
    name = "Helper().act"
    new, text = _through(callee, tree, name, "class Helper:\n    def HELPER(self, {}):\n        return {}\n".format)
    new.body += ast.parse(_one_class(text)).body
    return new, ""


def _one_class(text: str) -> str:
    head = "class Helper:\n"
    return head + text.replace(head, "")


def _in_lambda(tree: ast.Module, callee: str) -> tuple[ast.Module, str]:
    def made(call: ast.Call) -> ast.expr:
        parameters, text, given = _passing(tree, callee, call)
        return ast.Call(_expression(f"lambda {parameters}: {text}"), given, [])

    return _Calls(callee, made).visit(tree), ""


def _partial(tree: ast.Module, callee: str) -> tuple[ast.Module, str]:
    def made(call: ast.Call) -> ast.expr:
        early = ast.Call(_expression("functools.partial"), [call.func, *call.args], [])
        return ast.Call(early, [], call.keywords)

    new = _Calls(callee, made).visit(tree)
    new.body.insert(0, ast.parse("import functools").body[0])
    return new, ""


def _instead(tree: ast.Module, callee: str, before: str, called: str) -> tuple[ast.Module, str]:
    """`before` stands in front of the first statement with calls, which call `called`."""
    calls = _Calls(callee, lambda call: ast.Call(_expression(called), call.args, call.keywords))

    class Statements(ast.NodeTransformer):
        def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
            body: list[ast.stmt] = []
            for statement in node.body:
                is_first = not calls.found
                new = calls.visit(statement)
                body += ast.parse(before.format(callee)).body if is_first and calls.found else []
                body.append(new)
            node.body = body
            return node

    return Statements().visit(tree), ""


def _alias(tree: ast.Module, callee: str) -> tuple[ast.Module, str]:
    return _instead(tree, callee, "alias = {}", "alias")


def _attribute(tree: ast.Module, callee: str) -> tuple[ast.Module, str]:
    new, _ = _instead(tree, callee, "box = Box()\nbox.act = {}", "box.act")
    new.body.insert(0, ast.parse("class Box:\n    pass").body[0])
    return new, ""


def _list_item(tree: ast.Module, callee: str) -> tuple[ast.Module, str]:
    return _instead(tree, callee, "table = [{}]", "table[0]")


def _dict_item(tree: ast.Module, callee: str) -> tuple[ast.Module, str]:
    return _instead(tree, callee, "table = {{'act': {}}}", "table['act']")


def _global_alias(tree: ast.Module, callee: str) -> tuple[ast.Module, str]:
    if _is_local(tree, callee):
        return _alias(tree, callee)
    new, _ = _instead(tree, callee, "pass", "alias")
    new.body += ast.parse(f"alias = {callee}").body
    return new, ""


def _object_alias(tree: ast.Module, callee: str) -> tuple[ast.Module, str]:
    """The object whose method is called has another name."""
    root, _, method = callee.partition(".")
    return _instead(tree, callee, f"other = {root}", f"other.{method}" if method else "other")


def _decorated(tree: ast.Module, callee: str) -> tuple[ast.Module, str]:
    """The function that makes the calls is decorated by one that only calls it."""
    new, text = _through(callee, tree, "helper", "@plainly\ndef HELPER({}):\n    return {}\n".format)
    new.body += ast.parse(_PLAINLY + text).body
    return new, ""


_PLAINLY = """
def plainly(act):
    def plain(*given, **named):
        return act(*given, **named)
    return plain

"""


def _import_as(tree: ast.Module, callee: str) -> tuple[ast.Module, str]:
    root, _, below = callee.partition(".")
    for node in tree.body:
        if isinstance(node, ast.Import) and below:
            for one in node.names:
                if (one.asname or one.name) == root:
                    inner, _, last = f"{one.name}.{below}".rpartition(".")
                    new, _ = _instead(tree, callee, "pass", "alias")
                    new.body.insert(0, ast.parse(f"from {inner} import {last} as alias").body[0])
                    return new, ""
    return _alias(tree, callee)


def _loop(tree: ast.Module, callee: str) -> tuple[ast.Module, str]:
    """The function goes through the hands of a function that calls what it is given."""
    texts = "def apply(act, *given, **named):\n    return act(*given, **named)\n"
    new = _Calls(
        callee, lambda call: ast.Call(_expression("apply"), [call.func, *call.args], call.keywords)
    ).visit(tree)
    new.body += ast.parse(texts).body
    return new, ""


WAYS: dict[str, Rephrasing] = {
    "as it is": lambda tree, _: (tree, ""),
    "renamed": renamed,
    "in a helper": _in_helper,
    "in another module": _in_other_module,
    "in a method": _in_method,
    "in a lambda": _in_lambda,
    "by a partial": _partial,
    "by an alias": _alias,
    "by another name of the object": _object_alias,
    "in a decorated helper": _decorated,
    "by an attribute": _attribute,
    "by an item of a list": _list_item,
    "by an item of a dict": _dict_item,
    "by a global alias": _global_alias,
    "by an import": _import_as,
    "by a function that is given it": _loop,
}
