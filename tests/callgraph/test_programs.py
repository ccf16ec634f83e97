"""Small programs with their exact call graphs, held against what happens when they run.

Each chapter is Markdown: under a heading the files of a program (`# file: path`, the first one `main.py`), then a block
`edges` with all edges. The edges between functions of the program are what running it shows; those to builtins
(`<builtin>.len`) and libraries (`math.sqrt`) are written by hand. Functions that nothing calls are left out. Programs
with numerical libraries are run where those are installed.
`inexact.txt` lists the programs whose graph is not exact yet; a test fails as soon as one of them is.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from adlint.answers.document import Document
from adlint.workspace import Workspace
from tests.callgraph.tracer import Edges, run

PART = re.compile(r"^## ([^\n]+)$|^```(py|edges)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LIBRARIES = re.compile(
    r"^(?:import|from) (numpy|scipy|jax|torch|flax|autograd|optax|equinox|diffrax|optimistix|lineax|pandas|tqdm"
    r"|joblib)\b",
    re.MULTILINE,
)
FILE = re.compile(r"# file: (\S+)\n")


def programs(text: str) -> dict[str, tuple[dict[str, str], Edges]]:
    """The programs of a chapter by heading: files by path, and edges."""
    found: dict[str, tuple[dict[str, str], Edges]] = {}
    heading, files = "", dict[str, str]()
    for title, language, block in PART.findall(text):
        if title:
            assert title not in found, f"two headings say {title}"
            heading, files = title, {}
        elif language == "py":
            named = FILE.match(block)
            files[named[1] if named else "main.py"] = block
        else:
            edges = [line.split(" -> ") for line in block.splitlines() if line]
            found[heading] = (files, frozenset((caller, callee) for caller, callee in edges))
    return found


PROGRAMS = {
    f"{chapter.stem}: {name}": program
    for chapter in sorted(Path(__file__).parent.glob("*.md"))
    for name, program in programs(chapter.read_text(encoding="utf-8")).items()
}


NOT_YET = frozenset((Path(__file__).parent / "inexact.txt").read_text(encoding="utf-8").splitlines())
INEXACT = pytest.mark.xfail(strict=True, reason="it is listed in inexact.txt")
TRIED = [pytest.param(name, marks=INEXACT) if name in NOT_YET else name for name in PROGRAMS]


def document(path: str, text: str) -> Document:
    module = path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
    return Document(path, module, text, path.endswith("__init__.py"))


def graph(files: dict[str, str]) -> Edges:
    """The static call graph."""
    found = Workspace().graph([document(path, text) for path, text in files.items()])
    return frozenset((caller, callee) for caller, callees in found.items() for callee in callees)


def reached(edges: Edges, files: dict[str, str]) -> Edges:
    """The edges of what runs: of the modules and the bodies of classes, and of what is called from there."""
    seen = {document(path, text).module for path, text in files.items()} | set(filter(_is_class, dict(edges)))
    while more := {callee for caller, callee in edges if caller in seen} - seen:
        seen |= more
    return frozenset((caller, callee) for caller, callee in edges if caller in seen)


def _is_class(caller: str) -> bool:
    """Whether a caller is the body of a class, which runs though nothing calls it."""
    return caller.rpartition(".")[2][:1].isupper()


def inside(edges: Edges, files: dict[str, str]) -> Edges:
    """The edges between functions of the program."""
    roots = {path.partition("/")[0].removesuffix(".py") for path in files}
    return frozenset(edge for edge in edges if edge[1].partition(".")[0] in roots)


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_edges_are_what_happens(name: str, tmp_path: Path) -> None:
    files, edges = PROGRAMS[name]
    for library in {found for text in files.values() for found in LIBRARIES.findall(text)}:
        pytest.importorskip(library)
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    assert run(tmp_path) == inside(edges, files)


def test_what_is_inexact_exists() -> None:
    assert PROGRAMS.keys() >= NOT_YET


@pytest.mark.parametrize("name", TRIED)
def test_the_graph_is_exact(name: str) -> None:
    files, edges = PROGRAMS[name]
    assert reached(graph(files), files) == edges
