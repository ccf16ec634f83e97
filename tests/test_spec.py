"""The programs in docs/spec do what their comments say.

Under a heading stand blocks of Python. A comment `# error: [CODE] "part of the message"` ends the line of a finding;
other lines have none. Blocks that begin with `# file: path` belong to one program, others are programs of their own.
A block `ir` behind a block of Python holds its dump; `UPDATE_EXPECT=1 pytest tests/test_spec.py` rewrites the dumps.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from adlint.answers.document import Document
from adlint.lower import lower
from adlint.printer import print_module
from adlint.settings import Settings
from adlint.workspace import Workspace

FOLDER = Path(__file__).parents[1] / "docs" / "spec"
CHAPTERS = sorted(FOLDER.glob("*.md"))
PART = re.compile(r"^(#+) ([^\n]+)$|^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ERROR = re.compile(r"\s*# error: \[(\w+)\] \"(.+?)\"(?=$|\s*# error:)")
FILE = re.compile(r"# file: (\S+)\n")
PIECES = Settings(ignore=("AD906",))  # of programs: the names in them are bound elsewhere


@dataclass(frozen=True)
class Program:
    """The files of a program by path, with the dump of the only one, if there is one."""

    files: tuple[tuple[str, str], ...]
    dump: str | None = None


def programs(text: str) -> dict[str, Program]:
    """The programs of a chapter by heading, numbered where there are several."""
    found: dict[str, list[Program]] = {}
    heading = ""
    for level, title, language, block in PART.findall(text):
        if level:
            heading = title
            assert heading not in found, f"two headings say {heading}"
            found[heading] = []
        elif language == "py":
            add(found[heading], block)
        elif language == "ir":
            last = found[heading].pop()
            found[heading].append(Program(last.files, block))
    return {
        f"{heading}{f' ({number})' if number > 1 else ''}": program
        for heading, several in found.items()
        for number, program in enumerate(several, 1)
    }


def add(several: list[Program], block: str) -> None:
    """Begin a program, or go on with one of several files."""
    named = FILE.match(block)
    file = (named[1] if named else "example.py", block)
    is_next = bool(named and several and FILE.match(several[-1].files[0][1]))
    several.append(Program((*several.pop().files, file)) if is_next else Program((file,)))


def plain(block: str) -> str:
    """A program without its assertions."""
    return "".join(f"{ERROR.sub('', line)}\n" for line in block.splitlines())


def marked(program: Program) -> list[tuple[str, int, str, str]]:
    """Path, line, code and part of the message of every finding that the comments list."""
    return [
        (path, number, code, message)
        for path, block in program.files
        for number, line in enumerate(block.splitlines(), 1)
        for code, message in ERROR.findall(line)
    ]


def document(path: str, block: str) -> Document:
    module = path.removesuffix(".py").replace("/", ".")
    return Document(path, module.removesuffix(".__init__"), plain(block), path.endswith("__init__.py"))


def dump(program: Program) -> str:
    ((_, block),) = program.files
    return print_module(lower(plain(block)).module)


def rewritten(text: str) -> str:
    """The chapter with today's dumps."""
    last = ""

    def part(found: re.Match[str]) -> str:
        nonlocal last
        if found[3] == "ir":
            return f"```ir\n{dump(Program((('', last),)))}```"
        last = found[4] if found[3] == "py" else last
        return found[0]

    return PART.sub(part, text)


PROGRAMS = {
    f"{chapter.stem}: {name}": program
    for chapter in CHAPTERS
    for name, program in programs(chapter.read_text(encoding="utf-8")).items()
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_has_the_findings_that_it_lists(name: str) -> None:
    program = PROGRAMS[name]
    report = Workspace().check([document(*file) for file in program.files], PIECES)
    assert report.internal_errors == ()
    listed = marked(program)
    found = [(f.path, f.range.start.line, f.code, f.message) for f in report.findings]
    assert [(path, line, code) for path, line, code, _ in sorted(found)] == [
        (path, line, code) for path, line, code, _ in sorted(listed)
    ], found
    for path, line, code, message in listed:
        said = [m for p, n, c, m in found if (p, n, c) == (path, line, code)]
        assert any(message in m for m in said), (message, said)


if os.environ.get("UPDATE_EXPECT") == "1":

    @pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.stem)
    def test_dumps_are_rewritten(chapter: Path) -> None:
        chapter.write_text(rewritten(chapter.read_text(encoding="utf-8")), encoding="utf-8")

else:

    @pytest.mark.parametrize("name", [name for name, program in PROGRAMS.items() if program.dump is not None])
    def test_a_program_has_its_dump(name: str) -> None:
        assert dump(PROGRAMS[name]) == PROGRAMS[name].dump


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.stem)
def test_a_chapter_shows_what_is_found_and_what_is_not(chapter: Path) -> None:
    found = programs(chapter.read_text(encoding="utf-8"))
    assert 5 <= len(found) <= 16
    if chapter.stem != "lowering":
        assert {bool(marked(program)) for program in found.values()} == {True, False}


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.stem)
def test_prose_stands_above_each_program(chapter: Path) -> None:
    text = chapter.read_text(encoding="utf-8")
    between = re.split(r"^```\w+\n.*?^```\n", text, flags=re.MULTILINE | re.DOTALL)
    blocks = re.findall(r"^```(\w+)\n(# file: )?", text, re.MULTILINE)
    for (language, file), above in zip(blocks, between, strict=False):
        prose = re.sub(r"^#.*$", "", above, flags=re.MULTILINE).strip()
        assert prose or language == "ir" or file, above


def test_the_reader_sees_what_it_should() -> None:
    text = '# A\n\nP.\n\n```py\nx  # error: [AD1] "a b"  # error: [AD2] "c"\n```\n\n```ir\nold\n```\n'
    text += "\n## B\n\n```py\n1\n```\n"
    text += "\n```py\n# file: a/b.py\n2\n```\n\n```py\n# file: c.py\n3\n```\n"
    found = programs(text)
    assert list(found) == ["A", "B", "B (2)"]
    assert marked(found["A"]) == [("example.py", 1, "AD1", "a b"), ("example.py", 1, "AD2", "c")]
    assert plain(found["A"].files[0][1]) == "x\n"
    assert [path for path, _ in found["B (2)"].files] == ["a/b.py", "c.py"]
    assert "```ir\nmodule:\n    pass\n```" in rewritten(text)
