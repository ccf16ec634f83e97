"""The calls that a test suite really makes inside of the package it tests: a plugin of pytest.

    python -m pytest -p observed --package src/click --edges click.json --seconds 300 tests

Names are those of `adlint graph`, two definitions of one name being one: `package.module.Class.method`,
`package.module.f.<lambda1>`, numbered in the order of the source. A comprehension counts as the function
around it; the code of a module calls, but is not called; class bodies do neither; whoever resumes a generator
calls it. An exception that is thrown into a generator calls it only if the generator does something about it:
where one is dropped half-read, the interpreter closes it, and none of its code runs.
"""

from __future__ import annotations

import ast
import json
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from fnmatch import fnmatch
from opcode import opmap
from pathlib import Path
from types import CodeType, FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

TESTS = ("tests", "testsuite", "*_test.py", "conftest.py")  # what may lie in a package, and is no part of it
OPTIMIZED = 0x3  # flags of the code of functions; that of modules and classes has none of them
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)

Edge = tuple[str, str]
Position = tuple[int, int]  # line and column


class Place(IntEnum):
    """Where code lies; of an edge, the farthest place that lies on the stack between caller and callee."""

    PACKAGE = 0
    LIBRARY = 1
    TESTS = 2


WAYS = {"direct": Place.PACKAGE, "library": Place.LIBRARY, "tests": Place.TESTS}  # of edges: what is between


class Observer:
    """Notes which code of the package calls which; `tests` is the folder in which its tests lie."""

    def __init__(self, package: Path, tests: Path) -> None:
        self.package, self.tests = package, tests
        # By identity, for the hash of code is slow and ignores files; kept, for identities are given again.
        self.places: dict[int, tuple[Place, CodeType]] = {}
        self.seen: set[tuple[int, int, Place]] = set()
        self.thrown: dict[int, int] = {}  # frames that an exception was thrown into, and where they stood

    def called(self, frame: FrameType, event: str, _argument: object) -> None:
        """The profile function."""
        if event == "call":
            if self._is_watched(frame.f_code):
                if _is_thrown_into(frame):
                    self.thrown[id(frame)] = frame.f_lasti
                else:
                    self._see(frame)
        elif event == "return" and self.thrown and self.thrown.pop(id(frame), frame.f_lasti) != frame.f_lasti:
            self._see(frame)

    def _is_watched(self, code: CodeType) -> bool:
        return self._place(code) is Place.PACKAGE and _is_function(code)

    def _see(self, frame: FrameType) -> None:
        code, caller, between = frame.f_code, frame.f_back, Place.PACKAGE
        while caller is not None and (place := self._place(caller.f_code)) is not Place.PACKAGE:
            caller, between = caller.f_back, max(between, place)
        if caller is not None:
            self.seen.add((id(caller.f_code), id(code), between))

    def edges(self) -> dict[Place, list[Edge]]:
        """The edges by the nearest place that they were seen with, each once, sorted."""
        names = Names(self.package)
        nearest: dict[Edge, Place] = {}
        for caller, callee, place in sorted(self.seen, key=lambda call: call[2], reverse=True):
            ends = names.of(self.places[caller][1]), names.of(self.places[callee][1])
            if ends[0] is not None and ends[1] is not None:
                nearest[ends[0], ends[1]] = place
        return {place: sorted(edge for edge, its in nearest.items() if its is place) for place in Place}

    def _place(self, code: CodeType) -> Place:
        known = self.places.get(id(code))
        if known is None:
            known = self.places[id(code)] = self._located(Path(code.co_filename)), code
        return known[0]

    def _located(self, path: Path) -> Place:
        if path.is_relative_to(self.package) and not is_test(path.relative_to(self.package)):
            return Place.PACKAGE
        return Place.TESTS if path.is_relative_to(self.tests) else Place.LIBRARY


class Names:
    """Names of code, from where it stands in the source: the order of constants is the compiler's."""

    def __init__(self, package: Path) -> None:
        self.root = package.parent
        self.files: dict[str, Sites] = {}

    def of(self, code: CodeType) -> str | None:
        """The name of what the code belongs to; None for class bodies, and for code from elsewhere."""
        if code.co_filename not in self.files:
            path = Path(code.co_filename)
            parts = path.relative_to(self.root).with_suffix("").parts
            module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            self.files[code.co_filename] = Sites(ast.parse(path.read_bytes()), module)
        return self.files[code.co_filename].name(code)


class Sites:
    """Where the scopes of a module stand: definitions by first line, expressions by the text that runs."""

    def __init__(self, tree: ast.Module, module: str) -> None:
        self.definitions: dict[tuple[int, str], str | None] = {}
        self.expressions: list[tuple[Position, Position, str, str | None]] = []
        self.module = module
        self._scope(tree, module, module)

    def name(self, code: CodeType) -> str | None:
        if code.co_name == "<module>":
            return self.module
        if not code.co_name.startswith("<"):
            return self.definitions.get((code.co_firstlineno, code.co_name))
        start, end = _extent(code)
        around = [
            (first, name)
            for first, last, kind, name in self.expressions
            if first <= start and end <= last and kind == code.co_name
        ]
        return max(around, key=lambda site: site[0], default=(start, None))[1]

    def _scope(self, scope: ast.AST, prefix: str, name: str | None) -> None:
        """Note what stands in a scope: comprehensions are called `name`, all else begins with `prefix`."""
        lambdas = 0
        for node in sorted(_own(scope), key=lambda node: (node.lineno, node.col_offset)):
            match node:
                case ast.Lambda():
                    lambdas += 1
                    inner = f"{prefix}.<lambda{lambdas}>"
                    self.expressions.append((*_span(node.body), "<lambda>", inner))
                    self._scope(node, inner, inner)
                case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                    self.expressions.append((*_span(node), _CODE[type(node)], name))
                case ast.ClassDef():
                    self._scope(node, f"{prefix}.{node.name}", None)
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    inner = f"{prefix}.{node.name}"
                    first = min(line.lineno for line in (node, *node.decorator_list))
                    self.definitions[first, node.name] = inner
                    self._scope(node, inner, inner)


_CODE: dict[type[ast.expr], str] = {
    ast.ListComp: "<listcomp>",
    ast.SetComp: "<setcomp>",
    ast.DictComp: "<dictcomp>",
    ast.GeneratorExp: "<genexpr>",
}


def is_test(path: Path) -> bool:
    """Whether a path, relative to a package, is that of a test."""
    return any(fnmatch(part, pattern) for part in path.parts for pattern in TESTS)


def _is_function(code: CodeType) -> bool:
    is_comprehension = code.co_name.startswith("<") and code.co_name != "<lambda>"
    return bool(code.co_flags & OPTIMIZED) and not is_comprehension


def _is_thrown_into(frame: FrameType) -> bool:
    """Whether a frame that is entered goes on with an exception: it stands where it yielded, not where it resumes."""
    return frame.f_code.co_code[frame.f_lasti] != opmap["RESUME"]


def _own(scope: ast.AST) -> Iterator[ast.expr | ast.stmt]:
    """The scopes and comprehensions that stand in a scope itself, those in comprehensions included."""
    todo = _body(scope) if isinstance(scope, (ast.Module, *SCOPES)) else []
    while todo:
        node = todo.pop()
        if isinstance(node, (*SCOPES, *COMPREHENSIONS)):
            yield node
        inside = _body(node) if isinstance(node, SCOPES) else []
        todo += [child for child in ast.iter_child_nodes(node) if child not in inside]


def _body(scope: ast.AST) -> list[ast.AST]:
    """What runs when the scope does; its decorators, defaults and bases belong to the scope around it."""
    body = getattr(scope, "body", [])
    return list(body) if isinstance(body, list) else [body]


def _span(node: ast.expr) -> tuple[Position, Position]:
    return (node.lineno, node.col_offset), (node.end_lineno or node.lineno, node.end_col_offset or 0)


def _extent(code: CodeType) -> tuple[Position, Position]:
    """The text that instructions stand for, without those that stand for none (they have no width)."""
    known = [
        ((line, column), (last, end))
        for line, last, column, end in code.co_positions()
        if line is not None and last is not None and column is not None and end is not None and end > 0
    ]
    return min(start for start, _ in known), max(end for _, end in known)


@dataclass(eq=False)  # pytest wants plugins that can be hashed
class Watch:
    """Observes a session of pytest, and begins no test after the deadline [s, monotonic]."""

    observer: Observer
    file: Path
    deadline: float

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Every function in its first case, one of each file in turn, so that the deadline cuts all alike."""
        met: Counter[str | Path] = Counter()

        def turn(item: pytest.Item) -> tuple[int, int]:
            function = re.sub(r"\d*(\[.*)?$", "", item.nodeid)
            met.update((function, item.path))
            return met[function], met[item.path]

        items.sort(key=turn)

    def pytest_runtest_teardown(self, item: pytest.Item) -> None:
        if time.monotonic() > self.deadline:
            item.session.shouldstop = "the time is over"

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Write what was seen, unless pytest itself broke."""
        sys.setprofile(None)
        if exitstatus > 2:
            return
        stats = getattr(session.config.pluginmanager.get_plugin("terminalreporter"), "stats", {})
        found: dict[str, object] = {"stopped": bool(session.shouldstop)}
        found["outcomes"] = {kind: len(stats.get(kind, ())) for kind in ("passed", "failed", "error")}
        edges = self.observer.edges()
        found |= {way: edges[place] for way, place in WAYS.items()}
        self.file.write_text(json.dumps(found, indent=1), encoding="utf-8")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--package", type=Path, help="the folder of the package")
    parser.addoption("--edges", type=Path, help="the file that edges are written to")
    parser.addoption("--seconds", type=float, default=300.0, help="after how long no further test is begun")


def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Observe from here on, when nothing of the package is imported yet."""
    options = early_config.known_args_namespace
    observer = Observer(options.package.resolve(), Path.cwd())
    watch = Watch(observer, options.edges.resolve(), time.monotonic() + options.seconds)
    early_config.pluginmanager.register(watch)
    threading.setprofile(observer.called)
    sys.setprofile(observer.called)
