"""Random edits of the texts of a real package: definitions, signatures, imports and files."""

from __future__ import annotations

import ast
import importlib.util
import random
import re
from collections.abc import Callable
from pathlib import Path

from .comparing import Text, Texts

RETURN = re.compile(r"(?m)^( {4,})return (.+)$")
DEFINED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def package(name: str) -> dict[str, Text]:
    """The modules of an installed package, without its tests."""
    found = importlib.util.find_spec(name)
    assert found is not None
    assert found.origin is not None
    root = Path(found.origin).parent
    texts = {}
    for file in sorted(root.rglob("*.py")):
        parts = [name, *file.relative_to(root).with_suffix("").parts]
        is_package = parts[-1] == "__init__"
        if "tests" not in parts and "test" not in parts:
            texts[".".join(parts[:-1] if is_package else parts)] = Text(file.read_text("utf-8"), is_package)
    return texts


def edit(texts: Texts, choose: random.Random) -> tuple[str, Texts]:
    """What is done, and the texts after it."""
    kind = choose.choice([*TEXTS, *TEXTS, *FILES])
    module = choose.choice(list(texts))
    if kind in FILES:
        return f"{kind} {module}", FILES[kind](texts, module, choose)
    content = TEXTS[kind](texts[module].content, choose)
    return f"{kind} in {module}", {**texts, module: texts[module]._replace(content=content)}


def _parsed(text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except SyntaxError:
        return ast.Module([], [])


def _replaced(text: str, node: ast.stmt, lines: list[str]) -> str:
    """The text with other lines in the place of a statement."""
    old = text.splitlines()
    decorators = [one.lineno for one in getattr(node, "decorator_list", ())]
    first = min([node.lineno, *decorators])
    return "\n".join([*old[: first - 1], *lines, *old[node.end_lineno :]]) + "\n"


def _statements(text: str, *kinds: type[ast.stmt]) -> list[ast.stmt]:
    return [node for node in ast.walk(_parsed(text)) if isinstance(node, kinds)]


def _body(text: str, choose: random.Random) -> str:
    """A call more before some return."""
    places = list(RETURN.finditer(text))
    if not places:
        return text
    place = choose.choice(places)
    call = choose.choice(("len([1, 2])", "open('x')", "print", "__import__('time').time()"))
    return f"{text[: place.start()]}{place[1]}edited = {call}\n{text[place.start() :]}"


def _removed(text: str, choose: random.Random) -> str:
    """A function or class less."""
    several = _statements(text, *DEFINED)
    if not several:
        return text
    node = choose.choice(several)
    return _replaced(text, node, [f"{' ' * node.col_offset}pass"])


def _added(text: str, choose: random.Random) -> str:
    """A function or class more, at the end, or in front of another definition."""
    called = choose.choice([node.name for node in _statements(text, *DEFINED)] or ["len"])
    name = choose.choice(("added", "other", called))
    made = choose.choice((
        f"def {name}(x, *rest):\n    return {called}(x)\n",
        f"class {name.title()}:\n    def run(self, x):\n        return {called}(x).run(self)\n",
    ))
    tops = [node for node in _parsed(text).body if isinstance(node, DEFINED) and not node.decorator_list]
    if not tops or choose.random() < 0.5:
        return f"{text}\n\n{made}"
    node = choose.choice(tops)
    return _replaced(text, node, [made, *text.splitlines()[node.lineno - 1 : node.end_lineno]])


def _renamed(text: str, choose: random.Random) -> str:
    """A definition by another name, with what names it in the file or without."""
    several = _statements(text, *DEFINED)
    if not several:
        return text
    old = choose.choice(several).name
    count = 0 if choose.random() < 0.5 else 1
    return re.sub(rf"\b{old}\b", f"{old}_", text, count=count)


def _taking(text: str, choose: random.Random) -> str:
    """A function with another signature."""
    places = list(re.finditer(r"(?m)^ *def \w+\((?=[\w)])", text))
    if not places:
        return text
    end = choose.choice(places).end()
    more = choose.choice(("more, ", "more: int, ", "self, "))
    return f"{text[:end]}{more}{text[end:]}"


def _derived(text: str, choose: random.Random) -> str:
    """A class with other bases, or one method more."""
    classes = [node for node in _statements(text, ast.ClassDef) if not node.decorator_list]
    if not classes:
        return text
    node = choose.choice(classes)
    bases = choose.choice(("", "(dict)", f"({choose.choice(classes).name})", "(Exception)"))
    inside = text.splitlines()[node.body[0].lineno - 1 : node.end_lineno]
    indent = " " * node.col_offset
    more = [f"{indent}    def extra(self):", f"{indent}        return self"] if choose.random() < 0.5 else []
    return _replaced(text, node, [f"{indent}class {node.name}{bases}:", *more, *inside])


def _imported(text: str, choose: random.Random) -> str:
    """An import less, or two in another order."""
    several = [node for node in _parsed(text).body if isinstance(node, ast.Import | ast.ImportFrom)]
    several = [node for node in several if getattr(node, "module", "") != "__future__"]
    if len(several) < 2:
        return text
    one, other = sorted(choose.sample(several, 2), key=lambda node: node.lineno)
    lines = text.splitlines()
    moved = lines[one.lineno - 1 : one.end_lineno]
    if choose.random() < 0.5:
        return _replaced(text, one, [])
    behind = _replaced(text, other, [*lines[other.lineno - 1 : other.end_lineno], *moved])
    return _replaced(behind, one, [])


def _gone(texts: Texts, module: str, _choose: random.Random) -> Texts:
    return {name: text for name, text in texts.items() if name != module or len(texts) == 1}


def _moved(texts: Texts, module: str, choose: random.Random) -> Texts:
    """A file by another name, or in the place of another."""
    name = choose.choice((f"{module}_", *texts))
    return {**_gone(texts, module, choose), name: texts[module]}


def _copied(texts: Texts, module: str, choose: random.Random) -> Texts:
    """A file more, that imports from the one that it is a copy of."""
    top = module.partition(".")[0]
    name = choose.choice((f"{top}.copy", f"{module}.below", "copy"))
    return {**texts, name: Text(f"from {module} import *\n{texts[module].content}")}


TEXTS: dict[str, Callable[[str, random.Random], str]] = {
    "body": _body, "removed": _removed, "added": _added, "renamed": _renamed, "signature": _taking,
    "bases": _derived, "imports": _imported,
}  # fmt: skip
FILES: dict[str, Callable[[Texts, str, random.Random], Texts]] = {"gone": _gone, "moved": _moved, "copied": _copied}
