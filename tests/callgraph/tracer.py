"""The calls that really happen: runs a program of several files and notes who calls whom among its functions.

Names are those of `adlint graph`: `module.function`, `module.Class.method`, `module.f.<lambda1>`. A comprehension
counts as the function around it; the code of a module calls, but is not called; whoever resumes a generator calls it.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType

Edges = frozenset[tuple[str, str]]
Names = dict[tuple[str, CodeType], str]  # by file, for equal code of two files is equal
OPTIMIZED = 0x3  # flags of the code of functions; that of modules and classes has none of them


def run(folder: Path) -> Edges:
    """Run `main.py` in `folder` and return the edges between functions of the folder."""
    seen: set[tuple[str, str]] = set()
    names: Names = {}

    def called(frame: FrameType, event: str, _argument: object) -> None:
        code = frame.f_code
        if event != "call" or not code.co_flags & OPTIMIZED or _is_comprehension(code):
            return
        callee, caller = _name(code, folder, names), frame.f_back
        if callee is None:
            return
        while caller is not None and _name(caller.f_code, folder, names) is None:
            caller = caller.f_back
        if caller is not None:
            seen.add((_name(caller.f_code, folder, names) or "", callee))

    with _importable(folder):
        sys.setprofile(called)
        try:
            importlib.import_module("main")
        finally:
            sys.setprofile(None)
    return frozenset(seen)


def _is_comprehension(code: CodeType) -> bool:
    return code.co_name.startswith("<") and code.co_name != "<lambda>"


def _name(code: CodeType, folder: Path, names: Names) -> str | None:
    if (code.co_filename, code) not in names and code.co_filename.startswith(str(folder)):
        path = Path(code.co_filename)
        whole = compile(path.read_text(encoding="utf-8"), str(path), "exec", dont_inherit=True)
        parts = path.relative_to(folder).with_suffix("").parts
        for inner, name in _named(whole, ".".join(part for part in parts if part != "__init__")):
            names[code.co_filename, inner] = name
    return names.get((code.co_filename, code))


def _named(code: CodeType, name: str) -> Iterator[tuple[CodeType, str]]:
    """All code inside `code`, each with its name; equal code has one name."""
    yield code, name
    lambdas = 0
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            lambdas += inner.co_name == "<lambda>"
            last = f"<lambda{lambdas}>" if inner.co_name == "<lambda>" else inner.co_name
            yield from _named(inner, name if _is_comprehension(inner) else f"{name}.{last}")


@contextmanager
def _importable(folder: Path) -> Iterator[None]:
    """The folder is where modules are imported from, and what was imported from it is gone afterwards."""
    before = set(sys.modules)
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        own = {path.stem for path in folder.iterdir()}
        for name in set(sys.modules) - before:
            if name.partition(".")[0] in own:  # compiled modules of libraries can be loaded only once
                del sys.modules[name]
