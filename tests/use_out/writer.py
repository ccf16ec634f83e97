"""Who writes programs: by choices among few alternatives, and by what can be named at some place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

T = TypeVar("T")
Choose = Callable[[int], int]  # one of 0 .. n - 1
N = 6  # items of a vector
M = 4  # rows of a matrix
Shape = tuple[int, ...]
GLOBALS = ("K", "G")


@dataclass(frozen=True)
class Callee:
    """A function that can be called: what its parameters take, those that have defaults last; `last` is the name of
    one that is given by keyword or not at all; and what it gives.
    """

    name: str
    kinds: tuple[str, ...]
    result: str
    last: str = ""


@dataclass
class Scope:
    """What can be named at some place: arrays with their shapes, and expressions of other kinds."""

    arrays: dict[str, Shape] = field(default_factory=dict)
    numbers: list[str] = field(default_factory=list)  # that may be assigned to
    readable: list[str] = field(default_factory=list)  # that may only be read
    lists: list[str] = field(default_factory=list)  # of numbers, never empty
    pools: list[str] = field(default_factory=list)  # lists of vectors
    dicts: list[str] = field(default_factory=list)  # `a` and `b` numbers, `w` a vector
    trees: list[str] = field(default_factory=list)  # `d` such a dict, `p` a list of vectors
    objects: list[str] = field(default_factory=list)
    indices: list[str] = field(default_factory=list)  # variables that go from 1 to 2
    functions: list[Callee] = field(default_factory=list)

    def copy(self) -> Scope:
        """The same names; more can be added."""
        return replace(self, **{name: value.copy() for name, value in vars(self).items()})

    def add(self, name: str, kind: str) -> None:
        """A name for something of that kind."""
        match kind:
            case "vector":
                self.arrays[name] = (N,)
            case "matrix":
                self.arrays[name] = (M, N)
            case _:
                getattr(self, f"{kind}s").append(name)


class Writer:
    """Makes choices, and names."""

    def __init__(self, choose: Choose) -> None:
        self.choose = choose
        self.count = 0
        self.marks: set[str] = set()
        self.keeps_globals = choose(2) == 0  # nothing but arguments is changed, and then much can run again

    def pick(self, items: Sequence[T]) -> T:
        """One of some."""
        return items[self.choose(len(items))]

    def maybe(self, of: int = 2) -> bool:
        """Sometimes; the first choice is no."""
        return self.choose(of) == of - 1

    def new(self, letter: str) -> str:
        """A name that was not used."""
        self.count += 1
        return f"{letter}{self.count}"

    def named(self, letter: str, scope: Scope, kind: str) -> str:
        """A new name for something of that kind."""
        name = self.new(letter)
        scope.add(name, kind)
        return name


def indented(lines: list[str]) -> list[str]:
    """Lines, one level deeper."""
    return [f"    {line}" for line in lines]
