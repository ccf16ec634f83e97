"""Programs are held one after the other in a process of its own: one that takes long, or that ends the process, ends no
more than that.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from multiprocessing import Pipe, Process
from multiprocessing.connection import wait
from typing import Any, TypeVar

LONG = 10.0  # seconds of computing that no program should take

T = TypeVar("T")


def apart(held: Callable[[int], T], seeds: Iterator[int]) -> Iterator[tuple[int, T | None]]:
    """What is found for programs, by number; None where the process ended."""
    process = None
    for seed in seeds:
        if process is None:
            mine, its = Pipe()
            process = Process(target=_works, args=(held, its), daemon=True)
            process.start()
        mine.send(seed)
        if mine in wait([mine, process.sentinel]):
            yield seed, mine.recv()
        else:
            process.join()
            process = None
            yield seed, None
    if process is not None:
        mine.send(None)
        process.join()


def _works(held: Callable[[int], Any], end: Any) -> None:
    while (seed := end.recv()) is not None:
        signal.setitimer(signal.ITIMER_PROF, LONG)  # what is signalled then ends the process
        end.send(held(seed))
