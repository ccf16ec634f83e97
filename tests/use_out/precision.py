"""How much larger the static sets are than what is observed: `python -m use_out.precision`, in `tests/`.

What is counted are locations, once for each piece and side: elements of arrays, numbers in containers and attributes,
and for each container which items it has; one that has several names in a run by the first of them, so that it counts
once, whatever else is a name of it in another run. What is said of a piece is all locations that its texts cover in any
run; what is observed is the union over runs with inputs that were drawn, as many as show anything new. A text that is
written where another thing is put in some run stands for that place, and not for what stood there. The surplus is told
apart by its cause: what is not said of the program without the arms that no run takes; for the rest, what the analysis
did where it noted the path.
"""

from __future__ import annotations

import argparse
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from adlint.answers.sets.sets import Sets

from .arms import taken, without_untaken
from .causes import cause_of, heard
from .checking import analysed, matching, observed, runs
from .covering import Covering
from .inputs import driven
from .programs import numbered
from .recording import Location
from .windows import Window

SAMPLE = 200
RUNS = 64  # of each program, at most
ENOUGH = 16  # runs, one after the other, that show nothing new
KINDS = ("function", "loop-body")
SIDES = ("use", "out")

Key = tuple[str, str, int]  # kind of the piece, side, line


@dataclass
class Tally:
    """What was counted: by kind and side locations that are said and seen, the surplus by cause, and programs."""

    said: Counter[tuple[str, str]] = field(default_factory=Counter)
    seen: Counter[tuple[str, str]] = field(default_factory=Counter)
    causes: Counter[str] = field(default_factory=Counter)
    examples: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    programs: Counter[str] = field(default_factory=Counter)

    def surplus(self, cause: str, count: int, example: str) -> None:
        """Some locations are said and were not seen."""
        if count:
            self.causes[cause] += count
            self.examples[cause][example] += count


def measured(seeds: Iterable[int]) -> Tally:
    """What is said and seen of programs."""
    tally = Tally()
    for seed in seeds:
        _measure(tally, seed)
    return tally


def _measure(tally: Tally, seed: int) -> None:
    program = numbered(seed)
    tally.programs["all"] += 1
    tally.programs["with an alias, a branch and a call"] += program.marks >= {"alias", "branch", "call"}
    with heard() as notes:
        sets = analysed(program.shown)
    windows, arms = _runs(program.run, sets)
    if not windows:
        tally.programs["that never ran to their end"] += 1
        return
    if not sets.whole.use_complete:
        tally.programs["of which not all is known"] += 1
        return
    text = without_untaken(program.shown, arms)
    if text != program.shown:
        with heard() as notes:
            without = analysed(text)
    else:
        without = sets
    seen = _seen(sets, windows)
    said, needed = _said(sets, windows), _said(without, windows)
    for key, happened in seen.items():
        kind, side, line = key
        every = _all(said.get(key, {})) | happened
        tally.said[kind, side] += len(every)
        tally.seen[kind, side] += len(happened)
        left = every - happened
        for path, covered in needed.get(key, {}).items():
            found = covered & left
            left -= found
            where = f"program {seed}, line {line}: {kind} {side} `{path}`"
            tally.surplus(cause_of(notes, side, path), len(found), where)
        tally.surplus("an arm that no run takes", len(left), f"program {seed}, line {line}: {kind} {side}")


def _runs(text: str, sets: Sets) -> tuple[list[Window], set[tuple[int, bool]]]:
    """What happened in runs of a program, and the arms of branches that they took, until nothing new is seen."""
    windows: list[Window] = []
    arms: set[tuple[int, bool]] = set()
    happened: set[tuple[Key, str]] = set()
    last = 0
    every = driven(text, RUNS)
    for number in range(RUNS):
        if number - last > ENOUGH or not runs(every, number):
            continue
        found = observed(every, number)
        new = {(key, name) for key, names in _seen(sets, found).items() for name in names}
        ways = taken(every, number)
        last = last if new <= happened and ways <= arms else number
        happened |= new
        arms |= ways
        windows += found
    return windows, arms


def _name(window: Window, location: Location) -> str:
    """A location by its first name."""
    first, *_ = window.names(location)
    text = "".join(first)
    if isinstance(location, int):
        return f"{text}[{np.flatnonzero(window.at[first] == location)[0]}]"
    return f"{text} ({location[0]})" if isinstance(location, tuple) and location[0] == "order" else text


def _names(window: Window, locations: Iterable[Location]) -> set[str]:
    return {_name(window, location) for location in locations}


def _seen(sets: Sets, windows: list[Window]) -> dict[Key, set[str]]:
    """What was read and written in any run of each piece."""
    found: dict[Key, set[str]] = defaultdict(set)
    for window in windows:
        piece = matching(sets, window)
        if piece is not None:
            is_whole = window.piece == "function"
            found[piece.kind, "use", piece.line] |= _names(window, window.use())
            found[piece.kind, "out", piece.line] |= _names(window, window.out(variables=not is_whole))
    return found


def _said(sets: Sets, windows: list[Window]) -> dict[Key, dict[str, set[str]]]:
    """What each path that is named of a piece covers in any run."""
    found: dict[Key, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    puts: dict[str, set[str]] = defaultdict(set)
    for window in windows:
        puts[window.piece] |= _put(window)
    for window in windows:
        piece = matching(sets, window)
        put = puts[window.piece]
        for side, paths in (("use", piece.use), ("out", piece.out)) if piece is not None else ():
            for path in paths:
                is_place = side == "out" and path in put
                covered = set() if is_place else Covering(window, (path,), read=side == "use").everything()
                found[piece.kind, side, piece.line][path] |= _names(window, covered)
    return found


def _put(window: Window) -> set[str]:
    """The places where another thing was put in a run."""
    written = [one for one in window.written if isinstance(one, tuple) and one[0] != "order"]
    return {"".join(path) for one in written for path in window.names(one)}


def _all(covered: dict[str, set[str]]) -> set[str]:
    return set().union(*covered.values())


def _table(tally: Tally) -> Iterator[str]:
    every = tally.programs["all"]
    for name, count in tally.programs.items():
        yield f"programs {name}: {count}, {count / every:.0%}"
    for kind in KINDS:
        for side in SIDES:
            yield _ratio(f"{kind} {side}", tally.said[kind, side], tally.seen[kind, side])
    said, seen = tally.said.total(), tally.seen.total()
    yield _ratio("in total", said, seen)
    yield ""
    yield f"surplus: {said - seen} locations, {(said - seen) / seen:.2f} of what is observed, by cause"
    for cause, count in tally.causes.most_common():
        example = " | ".join(f"{one} ({number})" for one, number in tally.examples[cause].most_common(3))
        yield f"{count:6d}  {count / seen:5.3f}  {cause}; {example}"


def _ratio(name: str, said: int, seen: int) -> str:
    ratio = said / seen if seen else float("nan")
    return f"{name}: {said} locations said, {seen} observed, ratio {ratio:.2f}"


def main() -> None:
    """Print the ratios, and where the surplus comes from, the largest cause first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("start", type=int, nargs="?", default=0)
    parser.add_argument("count", type=int, nargs="?", default=SAMPLE)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    print("\n".join(_table(measured(range(options.start, options.start + options.count)))))


if __name__ == "__main__":
    main()
