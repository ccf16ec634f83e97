"""A progress bar on a terminal, once a run takes longer than a second."""

from __future__ import annotations

import sys
import time

_PATIENCE = 1.0
_PERIOD = 0.1
_CELLS = 24


class Progress:
    """What the analysis is at; shown if standard error is a terminal."""

    def __init__(self) -> None:
        """Nothing is shown yet."""
        self.stage = ""
        self._due = time.monotonic() + _PATIENCE if sys.stderr.isatty() else float("inf")
        self._shown = False

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Tell of `done` out of `total`."""
        self.stage = stage
        if time.monotonic() < self._due:
            return
        self._due = time.monotonic() + _PERIOD
        self._shown = True
        filled = _CELLS * done // max(total, 1)
        sys.stderr.write(f"\r\033[K{'█' * filled}{'░' * (_CELLS - filled)} {done}/{total} {stage}")
        sys.stderr.flush()

    def clear(self) -> None:
        """Leave nothing of the bar."""
        if self._shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
            self._shown = False
