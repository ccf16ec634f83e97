"""What evaluating one function yields: frozen, free of positions, equal if nothing relevant changed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from adlint.interpret.values import Value

# "export" module name | "member" class name | "instance" class name | "result" function ""
# | "argument" function name | "cell" function name | "bases" class "" | "stars" module ""
Key: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class CallFact:
    """One call: what may be called, on what, with what; `models` are the library functions that it may be."""

    callees: Value
    receiver: Value | None
    arguments: tuple[Value, ...]
    keywords: tuple[tuple[str | None, Value], ...]
    models: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """The calls of a function by operation; `tests` are the values of conditions that may hold a resource;
    `content` is what the containers made here hold; `writes` is what others may read.
    """

    calls: tuple[tuple[int, CallFact], ...]
    edges: tuple[tuple[int, str], ...]
    tests: tuple[tuple[int, Value], ...]
    content: tuple[tuple[int, Value], ...]
    stored: tuple[tuple[int, Value], ...]
    writes: tuple[tuple[Key, Value], ...]

    @cached_property
    def call(self) -> dict[int, CallFact]:
        """The calls by operation."""
        return dict(self.calls)
