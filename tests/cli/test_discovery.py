"""Which files are read, and what their modules are called."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from adlint.project import configuration, discover, load, module_name, read_tree, settings_for
from adlint.project.documents import module_below, shown
from adlint.settings import Settings


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def grow(root: Path, *files: str, **texts: str) -> None:
    for file in (*files, *texts):
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(texts.get(file, ""))


def found(*paths: str, **changes: object) -> tuple[str, ...]:
    settings = replace(Settings(root=Path.cwd().as_posix()), **changes)
    return discover(paths or (".",), settings).files


def test_python_files_and_notebooks_are_found_and_others_not(tree: Path) -> None:
    grow(tree, "b.py", "a/c.ipynb", "a/d.pyi", "a/e.txt", "a/f.py")
    assert found() == ("a/c.ipynb", "a/f.py", "b.py")
    assert found("a") == ("a/c.ipynb", "a/f.py")
    assert found("a/e.txt", "a/../b.py", "./b.py") == ("a/e.txt", "b.py")


def test_each_file_is_read_once(tree: Path) -> None:
    grow(tree, "a/b.py")
    assert found(".", "a", "a/b.py", str(tree / "a" / "b.py")) == ("a/b.py",)


def test_a_folder_named_like_a_file_is_searched(tree: Path) -> None:
    grow(tree, "x.py/y.py", "x.py/z.txt")
    assert found() == ("x.py/y.py",)
    assert found("x.py") == ("x.py/y.py",)


def test_links_are_followed_once_and_loops_end(tree: Path) -> None:
    grow(tree, "real/a.py", "outside/b.py")
    (tree / "real" / "loop").symlink_to(tree / "real")
    (tree / "again").symlink_to(tree / "real")
    (tree / "real" / "up").symlink_to("..")
    (tree / "dangling.py").symlink_to("nowhere")
    (tree / "outside" / "a-self.py").symlink_to("a-self.py")
    assert found() == ("outside/b.py", "real/a.py")
    (message,) = discover((".",), Settings(root=tree.as_posix())).unreadable
    assert message == "outside/a-self.py: Too many levels of symbolic links"
    assert found("again") == ("again/a.py", "again/up/outside/b.py")


def test_default_and_own_excludes(tree: Path) -> None:
    grow(tree, ".venv/a.py", "build/b.py", "src/__pycache__/c.py", "src/d.py", "src/data/e.py", "docs/conf.py")
    assert found() == ("docs/conf.py", "src/d.py", "src/data/e.py")
    assert found(extend_exclude=("data", "docs/*.py")) == ("src/d.py",)
    assert found(exclude=("src",)) == (".venv/a.py", "build/b.py", "docs/conf.py")
    assert found("build/b.py") == ("build/b.py",)
    assert found("build") == ("build/b.py",)


def test_excludes_count_from_the_project(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    grow(tree, "src/data/e.py", "src/f.py")
    monkeypatch.chdir(tree / "src")
    settings = Settings(root=tree.as_posix(), extend_exclude=("src/data",))
    assert discover((".",), settings).files == ("f.py",)


def test_gitignore_files_are_respected_nested_and_negated(tree: Path) -> None:
    grow(
        tree, "a.py", "gen/b.py", "sub/c.py", "sub/d.py", "sub/keep/gen/e.py", "top.py", "sub/top.py",
        **{".gitignore": "gen/\n/top.py\nc.py\n!\n", "sub/.gitignore": "d.py\n!c.py\n"},
    )  # fmt: skip
    assert found() == ("a.py", "sub/c.py", "sub/top.py")
    assert found("gen/b.py") == ("gen/b.py",)
    everything = ("a.py", "gen/b.py", "sub/c.py", "sub/d.py", "sub/keep/gen/e.py", "sub/top.py", "top.py")
    assert found(respect_gitignore=False) == everything


def test_an_ignored_folder_that_is_named_is_searched(tree: Path) -> None:
    grow(tree, "build/kit/a.py", "build/kit/b.py", **{".gitignore": "build/\n", "build/kit/.gitignore": "b.py\n"})
    (tree / ".git").mkdir()
    assert found() == ()
    assert found("build/kit") == ("build/kit/a.py",)


def test_gitignore_above_the_searched_folder_holds_within_a_repository(tree: Path) -> None:
    grow(tree, "sub/a.py", "sub/b.py", **{".gitignore": "b.py\n"})
    assert found("sub") == ("sub/a.py", "sub/b.py")
    (tree / ".git").mkdir()
    assert found("sub") == ("sub/a.py",)


def test_an_unreadable_folder_is_told_of(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    grow(tree, "locked/a.py", "b.py")
    scan = os.scandir

    def refuse(folder: str) -> object:
        if folder == "locked":
            raise PermissionError(13, "Permission denied", folder)
        return scan(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    result = discover((".",), Settings(root=tree.as_posix()))
    assert result.files == ("b.py",)
    assert result.unreadable == ("locked: Permission denied",)


def test_an_argument_that_is_nothing_is_told_of(tree: Path) -> None:
    result = discover(("nowhere.py", "", "nul\0.py"), Settings())
    assert result.files == ()
    assert [message.partition(": ")[0] for message in result.missing] == ["nowhere.py", "", "nul\0.py"]


def test_module_names(tree: Path) -> None:
    grow(
        tree,
        "src/pkg/__init__.py",
        "src/pkg/sub/__init__.py",
        "src/pkg/sub/m.py",
        "src/lone.py",
        "a/nb.ipynb",
    )
    names = {path: module_name(path) for path in ("src/pkg/__init__.py", "src/pkg/sub/__init__.py")}
    assert names == {"src/pkg/__init__.py": ("pkg", True), "src/pkg/sub/__init__.py": ("pkg.sub", True)}
    assert module_name("src/pkg/sub/m.py") == ("pkg.sub.m", False)
    assert module_name("src/lone.py") == ("lone", False)
    assert module_name("a/nb.ipynb") == ("nb", False)
    assert module_below("src/pkg/sub/m.py", "src") == ("pkg.sub.m", False)
    assert module_below("src/pkg/sub/m.py", ".") == ("src.pkg.sub.m", False)
    assert module_below("src/pkg/__init__.py", ".") == ("src.pkg", True)
    assert module_below("src/pkg/sub/m.py", "a") == ("pkg.sub.m", False)


def test_shown_paths_are_relative_only_below_the_working_directory(tree: Path) -> None:
    assert shown("a/../b.py") == "b.py"
    assert shown(str(tree / "x" / "b.py")) == "x/b.py"
    assert shown(str(tree) + "-other/b.py") == f"{tree}-other/b.py"


def test_the_nearest_configuration_holds(tree: Path) -> None:
    grow(
        tree,
        **{
            "pyproject.toml": '[tool.adlint]\nscope = "all"\n',
            "sub/pyproject.toml": "[tool.other]\n",
            "sub/deep/adlint.toml": 'scope = "numeric"\n',
            "sub/deep/pyproject.toml": '[tool.adlint]\nscope = "all"\n',
        },
    )
    near, far = configuration(tree / "sub" / "deep"), configuration(tree / "sub")
    assert (near.settings.scope, near.file) == ("numeric", tree / "sub/deep/adlint.toml")
    assert (far.settings.scope, far.root) == ("all", tree)
    assert far.settings.root == tree.as_posix()


def test_a_configuration_that_cannot_be_read_is_a_problem(tree: Path) -> None:
    grow(tree, "sub/x.py", **{"pyproject.toml": "[tool.adlint\n", "other/pyproject.toml": "[tool.x]\n"})
    assert "not valid TOML" in str(configuration(tree / "sub").problems[0])
    assert "no [tool.adlint]" in str(load(tree / "other" / "pyproject.toml").problems[0])
    assert "No such file" in str(load(tree / "nowhere.toml").problems[0])
    (tree / "pyproject.toml").write_bytes(b"\xff\xfe")
    assert "not UTF-8" in str(configuration(tree).problems[0])


def test_a_tree_is_read_relative_to_its_folder(tree: Path) -> None:
    grow(
        tree,
        "p/src/pkg/__init__.py",
        "p/src/pkg/m.py",
        "p/skip/x.py",
        **{"p/adlint.toml": 'exclude = ["skip"]\n'},
    )
    read = read_tree(tree / "p")
    assert [(d.path, d.module, d.is_package) for d in read.documents] == [
        ("src/pkg/__init__.py", "pkg", True),
        ("src/pkg/m.py", "pkg.m", False),
    ]
    assert read.problems == ()
    assert read.holds("src/pkg/new.py")
    assert not read.holds("skip/x.py")
    assert settings_for(tree / "p")[0].exclude == ("skip",)
