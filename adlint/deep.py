"""How an analysis runs: with a deep stack, for a sum of five thousand terms is five thousand levels, and without
the garbage collector.
"""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable
from typing import TypeVar

R = TypeVar("R")
LEVELS = 60_000
STACK = 512 << 20  # bytes; address space that is used only as far as a program needs it


def run(function: Callable[[], R]) -> R:
    """`function()` in a thread of its own with a deep stack; what it raises is raised here."""
    results: list[R] = []
    errors: list[BaseException] = []

    def body() -> None:
        collecting = gc.isenabled()
        gc.disable()  # frozen values form no cycles, and looking for some takes half of the time
        try:
            results.append(function())
        except BaseException as error:  # noqa: BLE001 -- it is raised again in the calling thread
            errors.append(error)
        finally:
            if collecting:
                gc.freeze()  # else the next collection would look through all that is kept
                gc.enable()

    limit, size = sys.getrecursionlimit(), threading.stack_size(STACK)
    sys.setrecursionlimit(max(limit, LEVELS))
    try:
        thread = threading.Thread(target=body, name="adlint-analysis")
        thread.start()
        thread.join()
    finally:
        threading.stack_size(size)
        sys.setrecursionlimit(limit)
    if errors:
        raise errors[0]
    return results[0]
