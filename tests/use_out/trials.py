"""All that a program is held to: sets against one run each, snapshots against two."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from adlint.answers.sets.sets import Sets

from .checking import TARGET, TIMES, Miss, analysed, missed, observed, runs
from .experiments import eager, lazy
from .programs import Program
from .windows import Path, Window


@dataclass
class Trial:
    """What was found: misses of sets, and failures of snapshots as sentences."""

    program: Program
    sets: Sets | None = None
    windows: list[Window] = field(default_factory=list)
    misses: list[Miss] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    needless: int = 0  # runs that could be done again though the verdict says no

    @property
    def sentences(self) -> list[str]:
        """All that is wrong."""
        return list(dict.fromkeys([*map(str, self.misses), *self.failures]))


def trial(program: Program, times: tuple[float, ...] = TIMES) -> Trial:
    """A program is analysed and run; one that does not run to its end is held to nothing."""
    found = Trial(program)
    going = [time for time in times if runs(program.run, time)]
    if not going:
        return found
    found.sets = analysed(program.shown)
    for time in going:
        windows = observed(program.run, time)
        found.windows += windows
        found.misses += missed(found.sets, windows)
        whole = next(one for one in windows if one.piece == "function")
        failures = list(_experiments(program, found.sets, whole, time))
        if found.sets.whole.reentrant == "no":
            found.needless += not failures
        elif found.sets.whole.reentrant == "yes":
            found.failures += failures
    return found


def _experiments(program: Program, sets: Sets, window: Window, time: float) -> list[str]:
    snapshot = sets.whole.snapshot
    with np.errstate(all="ignore"):
        late = lazy(program.run, TARGET, time, snapshot.names)
        early = eager(program.run, TARGET, time, snapshot.eager_names, written(window))
    found = [f"lazy snapshot {{{', '.join(snapshot.names)}}}: {late}"] if late else []
    return [*found, f"eager snapshot {{{', '.join(snapshot.eager_names)}}}: {early}"] if early else found


def written(window: Window) -> list[tuple[Path, int | None]]:
    """Where a piece wrote: paths, and positions in arrays."""
    found: list[tuple[Path, int | None]] = []
    for location in sorted(window.out(variables=False), key=str):
        path = window.names(location)[0]
        if isinstance(location, int):
            found.append((path, int(np.flatnonzero(window.at[path].ravel() == location)[0])))
        elif isinstance(location, tuple) and location[0] != "order":
            found.append((path, None))
    return found
