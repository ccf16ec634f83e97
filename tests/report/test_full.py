"""The format for people: excerpts, marks, evidence, colour."""

from __future__ import annotations

import re

import pytest
from samples import CHAIN, FIX, finding, shown, span

from adlint.finding import Severity
from adlint.report import render
from adlint.source import Source


def test_a_finding_with_evidence_and_fix() -> None:
    text = render("full", shown(finding(severity=Severity.ERROR, related=CHAIN, fix=FIX)))
    assert text == (
        "error[AD101] open-without-close: the file stays open\n"
        " --> pkg/run.py:4:8 in solve\n"
        "  |\n"
        "4 |     log = open(path)\n"
        "  |           ^^^^^^^^^^\n"
        " ::: pkg/run.py:6:7: called here, 100% of the time\n"
        "  |\n"
        '6 |         u = step(u, "日本", log)\n'
        "  |             ^^^^^^^^^^^^^^^^^^\n"
        "  = fix (safe): close it\n"
        "\n"
        "Found 1 finding (1 error) in 2 files.\n"
    )


@pytest.mark.parametrize(
    ("line", "columns", "pad", "marks"),
    [
        ("abc", (2, 3), 1, 1),
        ("\tabc", (2, 3), 4, 1),
        ("a\tbc", (3, 5), 4, 2),
        ("日本x", (3, 4), 4, 1),
        ("日本x", (1, 3), 0, 4),
        ("e\u0301x", (3, 4), 1, 1),
        ("👍 x", (3, 4), 3, 1),
        ("a\x1b[2Jb", (6, 7), 8, 1),
        ("abc", (4, 4), 3, 1),
        ("abc", (2, 99), 1, 2),
        ("abc", (50, 60), 3, 1),
    ],
)
def test_marks_stand_below_what_they_mark(line: str, columns: tuple[int, int], pad: int, marks: int) -> None:
    source = Source("a.py", line)
    at = finding(path="a.py", range=span(1, columns[0], 1, columns[1]))
    text = render("full", shown(at, sources={"a.py": source}))
    assert text.split("\n")[4] == f"  | {' ' * pad}{'^' * marks}"


def test_several_lines_are_marked_each_and_long_ranges_are_cut() -> None:
    source = Source("a.py", "\n".join(f"  line{n}  " for n in range(1, 21)))
    two = render("full", shown(finding(path="a.py", range=span(2, 5, 3, 6)), sources={"a.py": source}))
    assert two.split("\n")[3:7] == ["2 |   line2", "  |     ^^^", "3 |   line3", "  |   ^^^"]
    long = render("full", shown(finding(path="a.py", range=span(1, 3, 20, 4)), sources={"a.py": source}))
    assert "   ... 14 more lines\n" in long
    assert "line7" not in long


def test_without_the_text_there_is_no_excerpt() -> None:
    text = render("full", shown(finding(), sources={}))
    assert text.split("\n")[1:3] == [" --> pkg/run.py:4:8 in solve", ""]


def test_past_the_end_of_the_text_there_is_no_excerpt() -> None:
    assert "|" not in render("full", shown(finding(range=span(99, 1, 99, 2))))


def test_control_characters_do_not_reach_the_terminal() -> None:
    source = Source("a.py", "x = 1 \x1b]0;owned\x07")
    text = render(
        "full",
        shown(finding(path="a.py", message="\x1b[2Jgone\n", range=span(1, 1, 1, 2)), sources={"a.py": source}),
    )
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "\\x1b[2Jgone\\n" in text


def test_colour_changes_nothing_but_colour() -> None:
    plain, colored = (render("full", shown(finding(related=CHAIN), color=color)) for color in (False, True))
    assert "\x1b[" in colored
    assert re.sub(r"\x1b\[[\d;]*m", "", colored) == plain


def test_a_notebook_names_the_cell_and_shows_its_line() -> None:
    source = Source("nb.ipynb", "a\nb\n\nc\nd\n", ((1, 1), (4, 3)))
    at = finding(path="nb.ipynb", cell=3, range=span(2, 1, 2, 2), function="")
    lines = render("full", shown(at, sources={"nb.ipynb": source})).split("\n")
    assert lines[1:5] == [" --> nb.ipynb:cell 3:2:1", "  |", "2 | d", "  | ^"]


def test_concise_is_one_line_a_finding() -> None:
    rows = (finding(), finding(path="nb.ipynb", cell=3, range=span(2, 1, 2, 2)))
    assert render("concise", shown(*rows)) == (
        "pkg/run.py:4:8: AD101 the file stays open\n"
        "nb.ipynb:cell 3:2:1: AD101 the file stays open\n"
        "Found 2 findings (2 warnings) in 2 files.\n"
    )


def test_the_summary_of_a_clean_run_and_of_one_with_a_baseline() -> None:
    assert render("concise", shown(files=1)) == "All checks passed: no findings in 1 file.\n"
    assert render("concise", shown(files=0)) == "Nothing was checked: no files.\n"
    text = render("concise", shown(notes=("no entry found",), known=1, stale=2))
    assert text == (
        "All checks passed: no findings in 2 files; 1 finding held back by the baseline; "
        "2 entries of the baseline out of date; no entry found.\n"
    )
    mixed = [finding(severity=s) for s in (Severity.INFO, Severity.ERROR, Severity.INFO)]
    assert render("concise", shown(*mixed)).endswith("Found 3 findings (1 error, 2 infos) in 2 files.\n")
