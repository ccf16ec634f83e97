"""The editor's process, which a server must not outlive."""

from __future__ import annotations

import os
import sys
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_SECONDS = 1.0


def watch(pid: int, gone: Callable[[], object]) -> None:
    """`gone` is called once, on another thread, soon after the process `pid` has ended."""
    if is_alive(pid):  # else it lives where this process cannot see it, in another container for example
        threading.Thread(target=_wait, args=(pid, gone), daemon=True).start()


def is_alive(pid: int) -> bool:
    """Whether `pid` is a process; false on Windows, where signal 0 would end it and stdin tells as much."""
    if sys.platform == "win32" or pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True


def _wait(pid: int, gone: Callable[[], object]) -> None:
    while is_alive(pid):
        time.sleep(_SECONDS)
    gone()
