"""What holds of the lowering of every text: on Python's own library, and on edits of small programs."""

from __future__ import annotations

import ast
import random
import re
import sys
import sysconfig
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from adlint import ir
from adlint.lower import Lowered, lower, source_map
from adlint.printer import print_module
from adlint.source import Source, read

STDLIB = Path(sysconfig.get_paths()["stdlib"])
PROGRAM = '''\
import numpy as np

LIMIT = 3


class Model:
    """A model."""

    rate: float = 0.5

    def step(self, u, *, dt=0.1, **rest):
        with open("log", "a") as log:
            for i, (a, *b) in enumerate(u):
                if a > LIMIT and not b:
                    log.write(f"{a:.3f}")
                elif (n := len(b)) > 2:
                    u[i] = a + n
                else:
                    break
        return [x * dt for x in u if x is not None]


def run(m: Model, steps):
    global LIMIT
    try:
        while steps:
            steps -= 1
            m.step([1, 2.0, -3], dt=1 / LIMIT, key="v")
    except (ValueError, np.linalg.LinAlgError) as error:
        raise RuntimeError("no") from error
    finally:
        LIMIT = steps
    return lambda k, /: k[1:2]
'''
EDITS = (
    ("LIMIT = 3", "LIMIT = 4"),
    ("LIMIT = 3", "LIMIT = 3.0"),
    ("LIMIT = 3", "LIMIT = True"),
    ("0.5", "-0.5"),
    ("class Model:", "class Model(object):"),
    ("*, dt=0.1", "dt=0.1"),
    ("dt=0.1, **rest", "dt=0.1, rest"),
    ('"log", "a"', '"log", "w"'),
    ("as log", "as lag"),
    ("a > LIMIT and not b", "a > LIMIT or not b"),
    (":.3f", ":.4f"),
    ("a + n", "a - n"),
    ("break", "continue"),
    ("is not None", "is None"),
    ("for x in u if", "for u in u if"),
    ("global LIMIT", "pass"),
    ("while steps", "while not steps"),
    ("key=", "kee="),
    (" from error", ""),
    ("finally:\n", "else:\n"),
    ("k, /: k", "k: k"),
    ("k[1:2]", "k[1:]"),
    ("steps -= 1", "steps = steps - 1"),
    ("m: Model", "m: object"),
)


def library(share: int) -> list[Path]:
    """One in `share` of the files of Python's library, and always those with unusual text."""
    files = sorted(p for p in STDLIB.rglob("*.py") if "site-packages" not in p.parts)
    chosen = random.Random(20).sample(files, len(files) // share)
    return [*chosen, *(p for p in files if p.name in ("test_grammar.py", "test_patma.py", "test_fstring.py"))]


def texts(share: int) -> Iterator[Source]:
    for path in library(share):
        source = read(path.name, path.read_bytes())
        if isinstance(source, Source):
            yield source


def numbers(value: object) -> Iterator[tuple[str, int]]:
    """Every operation number in a value of the representation, below the name of its class."""
    if isinstance(value, tuple | frozenset):
        for item in value:
            yield from numbers(item)
    elif isinstance(value, Struct):
        if hasattr(value, "at"):
            yield type(value).__name__, value.at
        for name in value.__struct_fields__:
            if name not in ("before", "after", "level", "index", "value") or not isinstance(value, ir.Const):
                yield from numbers(getattr(value, name))


def spans_are_inside(source: Source, lowered: Lowered) -> None:
    lengths = [len(line.encode("utf-8", "replace")) for line in source.lines]
    where = source_map(source.text)
    for function in lowered.module.functions:
        table = where.spans[function.name]
        assert len(table) % 4 == 0
        for _, at in numbers(function):
            assert 4 * at < len(table), (source.path, function.name, at)
        for at in range(len(table) // 4):
            first, start, last, end = where.span(function.name, at)
            assert (first, start) <= (last, end)
            assert 1 <= first <= last <= len(lengths)
            assert start <= lengths[first - 1]
            assert end <= lengths[last - 1]


@pytest.fixture(scope="module")
def lowered_library() -> list[tuple[Source, Lowered]]:
    return [(source, lower(source.text)) for source in texts(25)]


def test_the_library_is_lowered_without_a_problem(lowered_library: list[tuple[Source, Lowered]]) -> None:
    assert len(lowered_library) > 20
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for source, lowered in lowered_library:
            try:
                ast.parse(source.text)
            except SyntaxError:
                assert lowered.problems
            else:
                assert lowered.problems == ()


def test_every_operation_has_a_span_in_the_text(lowered_library: list[tuple[Source, Lowered]]) -> None:
    for source, lowered in lowered_library:
        spans_are_inside(source, lowered)


def test_an_operation_yields_its_own_number(lowered_library: list[tuple[Source, Lowered]]) -> None:
    for source, lowered in lowered_library:
        for function in lowered.module.functions:
            found = [at for _, at in numbers(function.body)]
            assert len(found) == len(set(found)), (source.path, function.name)


def test_every_function_of_the_text_is_there(lowered_library: list[tuple[Source, Lowered]]) -> None:
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda
    for source, lowered in lowered_library:
        if not lowered.problems:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                defined = [node for node in ast.walk(ast.parse(source.text)) if isinstance(node, kinds)]
            assert len(lowered.module.functions) == 1 + len(defined)
            assert lowered.module.functions[0].kind == "module"
            assert len({f.name for f in lowered.module.functions}) == 1 + len(defined)


def test_every_module_is_printed(lowered_library: list[tuple[Source, Lowered]]) -> None:
    for _, lowered in lowered_library:
        printed = print_module(lowered.module)
        assert len(re.findall(r"^\w.*:$", printed, re.MULTILINE)) >= len(lowered.module.functions)


def test_layout_is_no_part_of_it(lowered_library: list[tuple[Source, Lowered]]) -> None:
    """`ast.unparse` removes comments and blank lines, and puts parentheses and quotes anew."""
    compared = 0
    for source, lowered in lowered_library:
        if lowered.problems or len(source.text) > 100_000:
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source.text)
            again = ast.unparse(tree)
            if ast.dump(ast.parse(again)) != ast.dump(tree):
                continue  # a constant that `unparse` folds
        other = lower(again)
        assert other.module == lowered.module, source.path
        assert hash(other.module) == hash(lowered.module)
        compared += 1
    assert compared > 20


@given(
    st.lists(st.tuples(st.integers(0, 60), st.sampled_from(["# global x", "", "  # y := 1", "#é\u2028"])), max_size=6)
)
@settings(max_examples=40, deadline=None)
def test_comments_and_blank_lines_are_no_part_of_it(added: list[tuple[int, str]]) -> None:
    lines = PROGRAM.splitlines()
    for number, line in added:
        lines.insert(min(number, len(lines)), line)
    assert lower("\n".join(lines)).module == lower(PROGRAM).module


@pytest.mark.parametrize(("old", "new"), EDITS)
def test_a_real_edit_changes_it(old: str, new: str) -> None:
    assert PROGRAM.count(old) == 1
    before, after = lower(PROGRAM).module, lower(PROGRAM.replace(old, new)).module
    assert before != after
    assert print_module(before) != print_module(after)


def test_an_edit_changes_its_function_alone() -> None:
    before = {f.name: f for f in lower(PROGRAM).module.functions}
    after = {f.name: f for f in lower(PROGRAM.replace("a + n", "a - n")).module.functions}
    assert [name for name in before if before[name] != after[name]] == ["Model.step"]


LITERALS = [
    "1",
    "True",
    "1.0",
    "1j",
    "0",
    "0.0",
    "-0.0",
    "False",
    "None",
    "...",
    "''",
    "b''",
    "'1'",
    "10**400",
    "1e999",
]


@pytest.mark.parametrize("one", LITERALS)
def test_literals_are_told_apart(one: str) -> None:
    equal = [other for other in LITERALS if lower(f"x = {other}").module == lower(f"x = {one}").module]
    assert equal == [one]


def test_a_literal_beyond_the_decimal_limit_is_told_from_its_neighbour() -> None:
    assert lower("x = 0x" + "f" * 9000).module != lower("x = 0x" + "f" * 8999 + "e").module


@given(st.text(st.sampled_from("abx=:([{}])\"'#\\,.\n\t *@é\u2028\f\r\0 def class if lambda"), max_size=60))
@settings(max_examples=300, deadline=None)
def test_no_text_makes_it_raise(text: str) -> None:
    lowered = lower(text)
    lengths = [len(line.encode("utf-8", "replace")) for line in Source("x", text).lines]
    for problem in lowered.problems:
        assert 1 <= problem.line <= len(lengths) + 1
        assert 0 <= problem.column < problem.end_column
        assert problem.message


def error_lines(text: str) -> list[int]:
    """The line of the syntax error that Python finds, if it finds one."""
    try:
        ast.parse(text)
    except SyntaxError as error:
        return [error.lineno or 1]
    return []


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_damaged_program_is_lowered_in_part_and_in_place(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(PROGRAM) - 1))
    length = data.draw(st.integers(0, 3))
    piece = data.draw(st.sampled_from(["", "(", ")", ":", '"', "'''", " ", "\n", "=", "é", "def ", "\t", "x =\n"]))
    text = PROGRAM[:at] + piece + PROGRAM[at + length :]
    lowered = lower(text)
    spans_are_inside(Source("x", text), lowered)
    assert [p.line for p in lowered.problems[:1]] == error_lines(text)


NEWER = [
    ("type Vector = list[float]\n", (3, 12)),
    ("def f[T](x: T) -> T:\n    return x\n", (3, 12)),
    ("class A[T]:\n    pass\n", (3, 12)),
    ("async def f[T](x): pass\n", (3, 12)),
    ("x = f'{a['b']}'\n", (3, 12)),
    ('x = f"{a["b"]:>{w["n"]}}"\n', (3, 12)),
    ("x = f'{f'{1}'}'\n", (3, 12)),
    ("x = f\"{sep.join('\\n')}\"\n", (3, 12)),
    ("x = t'{y}'\n", (3, 14)),
    ("try:\n    pass\nexcept A, B:\n    pass\n", (3, 14)),
]


@pytest.mark.parametrize(("source", "version"), NEWER)
def test_newer_syntax_names_the_python_that_it_needs(source: str, version: tuple[int, int]) -> None:
    problems = lower(source + "z = 1\n").problems
    if sys.version_info >= version:
        assert problems == ()
        return
    said = f"this syntax needs Python {version[0]}.{version[1]} or newer; adlint runs on Python "
    assert [p.message for p in problems] == [f"{said}{sys.version_info[0]}.{sys.version_info[1]}"]


@pytest.mark.parametrize(
    "source",
    [
        "type = 1 +\n",
        'x = f"{a"\n',
        'x = f"{a[}" + "b"\n',
        'x = f"{a}" + g("b"\n',
        "def f(x[0]): pass\n",
        "x = t'\n",
        "except A:\n",
    ],
)
def test_mistakes_are_not_taken_for_newer_syntax(source: str) -> None:
    assert "needs Python" not in lower(source).problems[0].message
