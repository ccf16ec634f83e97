"""A program is analysed and run, and what is read and written is held against what was said."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from adlint.answers.document import Document
from adlint.answers.sets.sets import Piece, Sets
from adlint.workspace import Workspace

from .covering import Covering
from .experiments import compiled
from .rewriting import watched_module
from .windows import Window

TIMES = (0.0, 0.7, 1.6)  # what `main` is called with, one run each
TARGET = "f"
SECONDS = 0.5  # of computing that a program may run


@dataclass(frozen=True)
class Miss:
    """Something that happened and was not said."""

    piece: str
    what: str
    line: int
    observed: str
    static: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.piece} at line {self.line}: {self.what} {self.observed}, not in {{{', '.join(self.static)}}}"


def analysed(text: str) -> Sets:
    """What is said of a program."""
    return _sets(text, TARGET)


def said(program: str, function: str = TARGET) -> Sets:
    """What is said of a function of a small program, behind an import of NumPy."""
    return _sets(f"import numpy as np\n\n{program}", function)


def _sets(text: str, function: str) -> Sets:
    return Workspace(keeps=False).sets([Document("m.py", "m", text)], "m.py", function)


def runs(text: str, time: float) -> bool:
    """Whether a program runs to its end."""
    space: dict[str, Any] = {"__name__": "m"}
    try:
        with np.errstate(all="ignore"), limited():
            exec(compiled(text), space)
            space["main"](time)
    except Exception:  # noqa: BLE001
        return False
    return True


@contextlib.contextmanager
def limited() -> Iterator[None]:
    """What goes on for ever is stopped: `TimeoutError`."""

    def stop(_signal: int, _frame: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def observed(text: str, time: float) -> list[Window]:
    """The runs of the function and of its loop bodies, as they happened."""
    windows: list[Window] = []
    with np.errstate(all="ignore"):
        watched_module(text, TARGET, windows)["main"](time)
    return windows


def matching(sets: Sets, window: Window) -> Piece | None:
    """What was said of the piece that ran."""
    if window.piece == "function":
        return sets.whole
    first, last = map(int, window.piece.split(" ")[1].split("-"))
    bodies = [
        one
        for one in sets.candidates
        if one.kind == "loop-body" and first <= one.line <= first + 1 and one.end_line <= last
    ]
    return min(bodies, key=lambda one: (one.line, -one.end_line)) if bodies else None


def missed(sets: Sets, windows: list[Window]) -> list[Miss]:
    """What happened and was not said."""
    found: dict[Miss, None] = {}
    for window in windows:
        piece = matching(sets, window)
        if piece is None:
            continue
        is_whole = window.piece == "function"
        sides = [
            ("read", piece.use, piece.use_complete, window.use()),
            ("wrote", piece.out, piece.out_complete, window.out(variables=not is_whole)),
        ]
        for what, texts, complete, happened in sides:
            covering = Covering(window, texts, read=what == "read")
            for location in sorted(happened, key=str) if complete else ():
                if not covering.covers(location):
                    found[Miss(piece.kind, what, piece.line, window.text(location), texts)] = None
    return list(found)
