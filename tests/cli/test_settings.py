# ruff: noqa: E501 -- messages are compared whole
"""Settings: parsing, problems, selection, the documents made from the table."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from msgspec.structs import replace

from adlint.finding import Severity
from adlint.settings import Settings, is_selected, project_path, table
from adlint.settings.describe import effective, markdown, page, schema
from adlint.settings.parse import parse
from adlint.settings.patterns import matches, names_file

DOCS = Path(__file__).parent.parent.parent / "docs"
RULES = {"AD101": "open-without-close", "AD105": "hidden-random-state", "AD901": "syntax-error"}


def test_every_key_is_read() -> None:
    text = """
    [tool.adlint]
    select = ["AD1", "hidden-random-state"]
    extend-select = ["AD901"]
    ignore = ["AD105"]
    per-file-ignores = { "tests/*" = ["AD1"] }
    scope = "all"
    exclude = ["a"]
    extend-exclude = ["b"]
    include = ["*.py"]
    respect-gitignore = false
    output-format = "json"
    baseline = "b.json"
    python = ".venv"
    [[tool.adlint.entry]]
    call = "m:f(x=f64[n])"
    [[tool.adlint.model]]
    name = "lib.solve"
    saves = ["a", "out"]
    shape = "(n,n),(n)->(n)"
    """
    settings, problems = parse(text, "pyproject.toml", RULES)
    assert problems == ()
    assert settings == Settings(
        select=("AD1", "hidden-random-state"),
        extend_select=("AD901",),
        ignore=("AD105",),
        per_file_ignores=(("tests/*", ("AD1",)),),
        scope="all",
        entries=("m:f(x=f64[n])",),
        exclude=("a",),
        extend_exclude=("b",),
        include=("*.py",),
        respect_gitignore=False,
        output_format="json",
        baseline="b.json",
        python=".venv",
        models=((("name", "lib.solve"), ("saves", ("a", "out")), ("shape", "(n,n),(n)->(n)")),),
    )
    assert hash(settings)


def test_adlint_toml_has_the_keys_at_its_top() -> None:
    assert parse('ignore = ["AD1"]', "x/adlint.toml", RULES)[0] == Settings(ignore=("AD1",))


def test_a_pyproject_without_the_table_says_nothing() -> None:
    assert parse("[tool.ruff]\n", "pyproject.toml") == (None, ())


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("selct = []", "adlint.toml:1: unknown key 'selct'; did you mean 'select'?"),
        ("\n\nzzz = 1", "adlint.toml:3: unknown key 'zzz'"),
        ('select = "AD1"', "adlint.toml:1: select must be an array of codes, prefixes of codes, or names of rules, but is a string"),
        ("include = [1]", "adlint.toml:1: include[0] must be a string, but is an integer"),
        ('select = ["AD115"]', "adlint.toml:1: select: unknown rule 'AD115'; did you mean 'AD105'?"),
        ('ignore = ["open-without-clos"]', "adlint.toml:1: ignore: unknown rule 'open-without-clos'; did you mean 'open-without-close'?"),
        ('ignore = [""]', "adlint.toml:1: ignore: unknown rule ''"),
        ("respect-gitignore = 1", "adlint.toml:1: respect-gitignore must be true or false, but is an integer"),
        ("python = 2020-01-01", "adlint.toml:1: python must be a string, but is a date or time"),
        ('scope = "numerc"', "adlint.toml:1: scope is 'numerc', which is none of auto, differentiated, numeric, all; did you mean 'numeric'?"),
        ("per-file-ignores = []", "adlint.toml:1: per-file-ignores must be a table from a glob to an array of codes, but is an array"),
        ('[per-file-ignores]\n"a" = ["XX1"]', "adlint.toml:1: per-file-ignores.'a': unknown rule 'XX1'"),
        ('entry = "f"', 'adlint.toml:1: entry must be an array of tables with the key "call", but is a string'),
        ("[[entry]]\ncall = 1", "adlint.toml:1: entry[0].call must be a string, but is an integer"),
        ('[[entry]]\ncall = "f"\ncal = 1', "adlint.toml:1: entry[0]: unknown key 'cal'; did you mean 'call'?"),
        ("entry = [1]", "adlint.toml:1: entry[0] must be a table, but is an integer"),
        ("[[model]]\nshape = 1", "adlint.toml:1: model[0] has no key 'name'"),
        ("a = 1\nb = [\n", "adlint.toml:2: not valid TOML: Invalid value"),
        ("a = = 1", "adlint.toml:1: not valid TOML: Invalid value"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place_and_the_nearest_name(text: str, problem: str) -> None:
    assert [str(p) for p in parse(text, "adlint.toml", RULES)[1]] == [problem]


def test_a_line_is_that_of_our_table_only() -> None:
    text = "[tool.other]\nscope = 1\n\n[tool.adlint]\nscope = 1\n"
    assert [p.line for p in parse(text, "pyproject.toml")[1]] == [5]
    assert [p.line for p in parse("[tool.adlint.scope]\n", "pyproject.toml")[1]] == [1]
    assert str(parse("[tool]\nadlint = 1\n", "pyproject.toml")[1][0]).startswith("pyproject.toml: [tool.adlint]")


def test_a_key_with_a_problem_leaves_the_others() -> None:
    settings, problems = parse('scope = 1\nignore = ["AD1"]', "adlint.toml", RULES)
    assert settings == Settings(ignore=("AD1",))
    assert len(problems) == 1


def test_without_rules_selectors_are_not_checked() -> None:
    assert parse('select = ["XX"]', "adlint.toml") == (Settings(select=("XX",)), ())


SELECTIONS = [
    ({}, "AD101", Severity.WARNING, True),
    ({}, "AD101", Severity.INFO, False),
    ({"select": ("AD1",)}, "AD101", Severity.INFO, True),
    ({"extend_select": ("open-without-close",)}, "AD101", Severity.INFO, True),
    ({"select": ("AD9",)}, "AD101", Severity.ERROR, False),
    ({"select": ("AD1",)}, "AD901", Severity.ERROR, True),
    ({"ignore": ("AD9",)}, "AD901", Severity.ERROR, False),
    ({"ignore": ("AD1",)}, "AD101", Severity.ERROR, False),
    ({"select": ("AD101",), "ignore": ("AD1",)}, "AD101", Severity.ERROR, True),
    ({"select": ("AD1",), "ignore": ("AD101",)}, "AD101", Severity.ERROR, False),
    ({"select": ("AD1",), "ignore": ("AD1",)}, "AD101", Severity.ERROR, False),
    ({"ignore": ("open-without-close",)}, "AD101", Severity.ERROR, False),
    ({"per_file_ignores": (("pkg/*", ("AD1",)),)}, "AD101", Severity.ERROR, False),
    ({"per_file_ignores": (("other/*", ("AD1",)),)}, "AD101", Severity.ERROR, True),
    ({"per_file_ignores": (("a.py", ("AD2",)),)}, "AD101", Severity.ERROR, True),
]


@pytest.mark.parametrize(("changes", "code", "severity", "expected"), SELECTIONS)
def test_selection(changes: dict, code: str, severity: Severity, expected: bool) -> None:
    name = "syntax-error" if code == "AD901" else "open-without-close"
    assert is_selected(replace(Settings(), **changes), code, name, "pkg/a.py", severity) is expected


def test_paths_count_from_the_project_wherever_the_command_runs() -> None:
    globs = (("pkg/a.py", ("AD",)),)
    inside = Settings(root="/proj", base="/proj/pkg", per_file_ignores=globs)
    outside = Settings(root="/proj", base="/tmp", per_file_ignores=globs)
    assert project_path(inside, "../x.py") == "x.py"
    assert project_path(outside, "x.py") == "/tmp/x.py"
    assert not is_selected(inside, "AD101", "n", "a.py", Severity.ERROR)
    assert not is_selected(outside, "AD101", "n", "/proj/pkg/a.py", Severity.ERROR)
    assert is_selected(outside, "AD101", "n", "pkg/a.py", Severity.ERROR)


@pytest.mark.parametrize(
    ("path", "glob", "expected"),
    [
        ("tests/a/b.py", "tests", True),
        ("tests/a/b.py", "./tests/", True),
        ("x/tests/b.py", "tests", True),
        ("x/tests/b.py", "tests/*", False),
        ("tests/a/b.py", "tests/a", True),
        ("a/b/c.py", "a/**/c.py", True),
        ("a/c.py", "a/**/c.py", True),
        ("mytests/b.py", "tests", False),
        ("A.py", "a.py", False),
    ],
)
def test_globs(path: str, glob: str, expected: bool) -> None:
    assert matches(path, (glob,)) is expected


def test_a_folder_named_like_a_file_includes_nothing() -> None:
    assert names_file("a/x.py", ("*.py",))
    assert not names_file("x.py/data.txt", ("*.py",))


def test_the_schema_is_fresh_and_agrees_with_the_parser() -> None:
    assert json.loads((DOCS / "adlint.schema.json").read_text()) == schema(), (
        "run: adlint config --output-format schema > docs/adlint.schema.json"
    )
    validator = Draft7Validator(schema())
    Draft7Validator.check_schema(schema())
    for setting in table():
        example = tomllib.loads(setting.example)
        inside = example["tool"]["adlint"] if "tool" in example else example
        assert list(validator.iter_errors(inside)) == []
        assert setting.name in inside
    for wrong in ({"selct": []}, {"scope": "x"}, {"entry": [{"cal": "f"}]}, {"model": [{}]}, {"select": [1]}):
        assert list(validator.iter_errors(wrong)) != []


def test_the_page_of_settings_is_fresh() -> None:
    assert (DOCS / "settings.md").read_text() == markdown(), (
        "run: adlint config --output-format markdown > docs/settings.md"
    )


@pytest.mark.parametrize("setting", table(), ids=lambda setting: setting.name)
def test_every_example_is_read_without_a_problem_and_changes_something(setting) -> None:
    text = setting.example if "[tool.adlint" in setting.example else f"[tool.adlint]\n{setting.example}"
    settings, problems = parse(text, "pyproject.toml")
    assert problems == ()
    assert getattr(settings, setting.field) != setting.default
    assert setting.documentation in page(setting)


def test_effective_settings_are_toml() -> None:
    settings = Settings(per_file_ignores=(('a"b', ("AD1",)),), models=((("name", "x"), ("n", 1)),))
    read = tomllib.loads(effective(settings))
    assert read["per-file-ignores"] == {'a"b': ["AD1"]}
    assert read["model"] == [{"name": "x", "n": 1}]
    assert set(read) == {setting.name for setting in table()}
