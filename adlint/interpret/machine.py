"""What tasks work with: the parts of the interpreter, calls that are put off, and custom derivatives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from adlint import ir
from adlint.interpret.memory.atoms import Closure, Value
from adlint.interpret.memory.spaces import Fields, Key, Object

if TYPE_CHECKING:
    from adlint.interpret.frame import Frame
    from adlint.interpret.invocation.arguments import Arguments
    from adlint.interpret.task import Task


class Machine(Struct, frozen=True):
    """The parts of the interpreter that all others come back to."""

    run: Callable[[Frame, ir.Block], None]
    call: Callable[[Frame, int, Value, Arguments], Value]
    evaluate: Callable[[Task, Closure, ir.Function, Fields], Value]
    send: Callable[[Task, Object, Value | None, Value | None], None]
    read_text: Callable[[Frame, str, bool, Object | None], Value]


@dataclass(slots=True)
class Pending:
    """Calls that were not evaluated where they stand: the closure, what its parameters may be, and which of that
    it was evaluated with since.
    """

    closure: Closure
    fields: Fields
    met: Fields


# parts of spaces, each with what it is when a generator was made, where that waits, and at its end
Steps: TypeAlias = tuple[tuple[Fields, Key, Value | None, Value | None, Value | None], ...]


class Suspended(Struct, frozen=True):
    """A generator or coroutine that was evaluated: its function, what that was given, what it changes step by step, and
    at which epoch it was.
    """

    closure: Closure
    fields: Fields
    steps: Steps
    epoch: int


@dataclass(slots=True)
class Rules:
    """Custom rules: whether what runs is differentiated (`is_on`), and if so forward, how many functions were being
    evaluated when that began (`since`), and what is still to be called to go back; whether it is mapped over an axis.
    """

    back: list[Value] = field(default_factory=list)
    is_on: bool = False
    since: int = 0
    is_forward: bool = False
    is_mapped: bool = False
