"""Each construct of Python has the dump that stands below it in tests/lower/golden.

A file there holds programs, each below a line `=== what it shows` and above its dump, which begins at a line `---`.
`UPDATE_EXPECT=1 pytest tests/lower/test_golden.py` rewrites the dumps to what they are now.
"""

from __future__ import annotations

import ast
import os
import re
from pathlib import Path

import pytest

from adlint.lower import lower
from adlint.printer import print_module

FOLDER = Path(__file__).parent / "golden"
CASE = re.compile(r"^=== (.+)\n((?:.*\n)*?)---\n((?:.*\n)*?)(?=^=== |\Z)", re.MULTILINE)
FILES = sorted(FOLDER.glob("*.txt"))
CASES = {
    f"{file.stem}: {name}": (source, expected)
    for file in FILES
    for name, source, expected in CASE.findall(file.read_text(encoding="utf-8"))
}
NEWER = {"type_param", "TypeVar", "ParamSpec", "TypeVarTuple", "TypeAlias", "TemplateStr", "Interpolation"}
NOT_IN_TEXTS = {"Interactive", "Expression", "FunctionType", "TypeIgnore", "Del", "Load", "Store"}


def dump(source: str) -> str:
    lowered = lower(source)
    assert lowered.problems == ()
    return print_module(lowered.module) + "\n"


def check(source: str, expected: str) -> None:
    assert dump(source) == expected


def rewrite(file: Path) -> None:
    """Put today's dumps in the place of those that stand in a file."""
    text = file.read_text(encoding="utf-8")
    text = CASE.sub(lambda case: f"=== {case[1]}\n{case[2]}---\n{dump(case[2])}", text)
    file.write_text(text, encoding="utf-8")


if os.environ.get("UPDATE_EXPECT") == "1":

    @pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
    def test_dumps_are_rewritten(file: Path) -> None:
        rewrite(file)

else:

    @pytest.mark.parametrize("name", CASES)
    def test_a_construct_has_its_dump(name: str) -> None:
        check(*CASES[name])


def test_a_file_is_rewritten_to_what_is_found(tmp_path: Path) -> None:
    file = tmp_path / "some.txt"
    file.write_text("=== one\nx = 1\n---\n=== two\nx\n---\nstale\n", encoding="utf-8")
    rewrite(file)
    one, two = "module binds x:\n    x = 1\n\n", "module:\n    pass\n\n"
    assert file.read_text(encoding="utf-8") == f"=== one\nx = 1\n---\n{one}=== two\nx\n---\n{two}"


def test_every_file_is_made_of_cases() -> None:
    for file in FILES:
        text = file.read_text(encoding="utf-8")
        assert CASE.sub("", text) == ""
        names = re.findall(r"^=== (.+)$", text, re.MULTILINE)
        assert sorted(set(names)) == sorted(names)


def test_the_cases_hold_the_whole_grammar() -> None:
    """Every class of syntax tree that this Python can make of a text occurs."""
    trees = [node for source, _ in CASES.values() for node in ast.walk(ast.parse(source))]
    seen = {type(node).__name__ for node in trees}
    classes = {name for name, cls in vars(ast).items() if isinstance(cls, type) and issubclass(cls, ast.AST)}
    concrete = {name for name in classes if not getattr(ast, name).__subclasses__()}
    deprecated = {
        "Num",
        "Str",
        "Bytes",
        "NameConstant",
        "Ellipsis",
        "Index",
        "ExtSlice",
        "Suite",
        "AugLoad",
        "AugStore",
        "Param",
    }
    assert concrete - seen - deprecated - NOT_IN_TEXTS - NEWER == set()
