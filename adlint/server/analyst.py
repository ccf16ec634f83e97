"""The thread that analyses: always what the editor holds now, never twice at once."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from adlint.server.project import Outcome, Project

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from adlint.server.buffer import Buffer
    from adlint.server.state import State

_logger = logging.getLogger(__name__)
_DEBOUNCE_SECONDS = 0.02


class Analyst:
    """Edits that come while it works, or within the debounce, are answered by one run on the last of them."""

    def __init__(self, state: Callable[[], State], deliver: Callable[[Outcome], object]) -> None:
        self._state = state
        self._deliver = deliver
        self._asked = threading.Event()
        self._projects: dict[Path | str, Project] = {}

    def ask(self) -> None:
        """The state has changed."""
        self._asked.set()

    def start(self) -> None:
        """Work begins, on a thread that ends with the process."""
        threading.Thread(target=self._work, name="analyst", daemon=True).start()

    def _work(self) -> None:
        while self._asked.wait():
            time.sleep(_DEBOUNCE_SECONDS)
            self._asked.clear()
            self.analyse(self._state())

    def analyse(self, state: State) -> None:
        """Every project with an open document in `state` is checked, if anything in it has changed."""
        groups = _groups(state)
        self._projects = {key: self._projects.get(key) or Project(key) for key in groups}
        for key, buffers in groups.items():
            try:
                self._deliver(self._projects[key].check(buffers, state.disk, state.encoding))
            except Exception:
                _logger.exception("%s could not be analysed; the next edit tries again", key)
                self._deliver(Outcome(problems=(f"adlint failed on {key}: its output tells more.",)))


def _groups(state: State) -> dict[Path | str, tuple[Buffer, ...]]:
    """The open Python documents by what is checked together: a folder, or a document's URI."""
    groups: dict[Path | str, tuple[Buffer, ...]] = {}
    for buffer in state.buffers.values():
        if buffer.language == "python":
            key = state.folder_of(buffer.uri) or buffer.uri
            groups[key] = (*groups.get(key, ()), buffer)
    return groups
