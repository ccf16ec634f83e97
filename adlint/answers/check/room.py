"""How much of traces is gone through for the entries of one file: counted, so that the answer is always the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adlint.rules import Rule, registry
from adlint.rules.facts import Draft

if TYPE_CHECKING:
    from adlint.trace import Trace

MOST = 150_000  # operations of traces, for all entries of a file
STEPS = 200_000  # of the evaluation of one entry
FOLDS = 4  # times that a trace is gone through to say what is kept of it


@dataclass(slots=True)
class Room:
    """What is left for each file, and where there was too little."""

    left: dict[str, int] = field(default_factory=dict)
    gave_up: dict[str, str] = field(default_factory=dict)

    def for_tape(self, path: str, function: str, trace: Trace) -> bool:
        """Whether there is room to say what is kept of a trace, of a call of a function (by identity) in a file."""
        return self._has(path, function, FOLDS * _operations(trace), "its tape")

    def for_placement(self, path: str, function: str, trace: Trace) -> bool:
        """Whether there is room to try each of its calls and loops with a checkpoint and without."""
        from adlint.trace import Call, Checkpoint, Loop, Scan, within  # noqa: PLC0415 -- as below

        sites = {node.site for node in within(trace) if isinstance(node, Call | Loop | Scan | Checkpoint)}
        return self._has(path, function, (1 + len(sites)) * _operations(trace), "where to checkpoint in it")

    def _has(self, path: str, function: str, wanted: int, what: str) -> bool:
        left = self.left.get(path, MOST)
        if wanted <= left:
            self.left[path] = left - wanted
            return True
        reason = f"the calls of entries in this file come to more operations than are gone through ({MOST:,})"
        self.gave_up.setdefault(function, f"{reason}: {what} is not judged")
        return False

    def exceeded(self, function: str, reason: str) -> None:
        """The evaluation of an entry has given up."""
        self.gave_up.setdefault(function, f"this entry is not judged: {reason}")

    def drafts(self) -> list[tuple[Rule, Draft]]:
        """That the analysis gave up, at each function of which something is not judged."""
        rule = next(one for one in registry() if one.code == "AD904")
        return [(rule, Draft((function, 0), reason)) for function, reason in self.gave_up.items()]


def _operations(trace: Trace) -> int:
    from adlint.trace import within  # noqa: PLC0415 -- it takes long to load, and most projects have no entry

    return sum(1 for _ in within(trace))
