"""How an analysis runs: with a deep stack, for a sum of five thousand terms is five thousand levels, and without
the garbage collector.
"""

from __future__ import annotations

import ctypes
import gc
import sys
import threading
from collections.abc import Callable
from typing import TypeVar

R = TypeVar("R")
LEVELS = 60_000
STACK = 512 << 20  # bytes; address space that is used only as far as a program needs it
_running: list[threading.Thread] = []


class Interrupted(BaseException):
    """What was running is not wanted any more; no failure, so that nothing that goes on after failures stops it."""


def run(function: Callable[[], R]) -> R:
    """`function()` in a thread of its own with a deep stack; what it raises is raised here."""
    results: list[R] = []
    errors: list[BaseException] = []

    def body() -> None:
        try:
            results.append(function())
        except BaseException as error:  # noqa: BLE001 -- it is raised again in the calling thread
            errors.append(error)

    limit, size = sys.getrecursionlimit(), threading.stack_size(STACK)
    sys.setrecursionlimit(max(limit, LEVELS))
    collecting = gc.isenabled()
    gc.disable()  # frozen values form no cycles, and looking for some takes half of the time
    try:
        thread = threading.Thread(target=body, name="adlint-analysis")
        thread.start()
        _running.append(thread)
        thread.join()
        _running.remove(thread)
    finally:
        threading.stack_size(size)
        sys.setrecursionlimit(limit)
        if collecting:
            gc.freeze()  # else the next collection would look through all that is kept
            gc.enable()
    if errors:
        raise errors[0]
    if not results:  # the interruption came where nothing could be caught
        raise Interrupted
    return results[0]


def sweep() -> None:
    """Free what only refers to itself, in a process that goes on with the collector disabled; what is left is never
    looked through again.
    """
    gc.collect()
    gc.freeze()


def interrupt() -> None:
    """What runs now, if anything does, ends with `Interrupted` as soon as it executes Python; for other threads."""
    for thread in tuple(_running):
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), ctypes.py_object(Interrupted))
