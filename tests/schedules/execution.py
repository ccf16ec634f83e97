"""Actions carried out on a loop that counts: what each needs must be there, and what it costs is noted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Execution:
    """A loop and its reversal, step by step. A stored unit is ("state", n) or ("tape", n), under (storage, n)."""

    steps: int
    snapshot_bytes: int = 1
    step_tape_bytes: int = 1
    stored: dict[tuple[str, int], str] = field(default_factory=dict)
    state: int | None = 0  # the state in working memory is that before this step
    tape: set[int] = field(default_factory=set)
    left: int = 0  # steps below this are not yet reversed
    ran: Counter[int] = field(default_factory=Counter)
    writes: Counter[str] = field(default_factory=Counter)
    reads: Counter[str] = field(default_factory=Counter)
    most: Counter[str] = field(default_factory=Counter)
    peak: int = 0
    ends: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.left = self.steps

    @property
    def forward_steps(self) -> int:
        return sum(self.ran.values())

    @property
    def max_reruns(self) -> int:
        return max(self.ran.values()) - 1

    def carry_out(self, actions: Iterable[Any]) -> Execution:
        for action in actions:
            name = type(action).__name__
            if name in ("EndForward", "EndReverse"):
                assert self.state == self.steps or name == "EndReverse"
                self.ends.append(name)
            else:
                getattr(self, name.lower())(action)
            self.note()
        assert self.ends == ["EndForward", "EndReverse"]
        assert self.left == 0
        assert set(self.ran) == set(range(self.steps))
        return self

    def note(self) -> None:
        held = Counter(storage for storage, _ in self.stored)
        self.most |= held
        sizes = {"state": self.snapshot_bytes, "tape": self.step_tape_bytes}
        in_ram = sum(sizes[what] for (storage, _), what in self.stored.items() if storage == "RAM")
        self.peak = max(self.peak, in_ram + len(self.tape) * self.step_tape_bytes)

    def forward(self, action: Any) -> None:
        assert self.state == action.n0 < action.n1 <= self.left
        storage = action.storage.name
        if action.write_ics:
            assert (storage, action.n0) not in self.stored
            self.stored[storage, action.n0] = "state"
            self.writes[storage] += 1
        if action.write_adj_deps and storage == "WORK":
            assert not self.tape
            self.tape = set(range(action.n0, action.n1))
        elif action.write_adj_deps:
            assert action.n1 == action.n0 + 1
            self.stored[storage, action.n0] = "tape"
        elif not action.write_ics:
            assert storage == "WORK"
        self.ran.update(range(action.n0, action.n1))
        self.state = action.n1

    def reverse(self, action: Any) -> None:
        assert "EndForward" in self.ends
        assert action.n1 == self.left
        assert set(range(action.n0, action.n1)) <= self.tape
        assert action.clear_adj_deps
        self.tape = set()
        self.left = action.n0

    def copy(self, action: Any) -> None:
        what = self.stored[action.from_storage.name, action.n]
        assert action.to_storage.name == "WORK"
        self.reads[action.from_storage.name] += 1
        if what == "tape":
            assert not self.tape
            self.tape, self.state = {action.n}, None
        else:
            self.state = action.n

    def move(self, action: Any) -> None:
        if action.to_storage.name != "NONE":
            self.copy(action)
        del self.stored[action.from_storage.name, action.n]
