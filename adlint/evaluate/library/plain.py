"""A library without arrays of its own: functions and constants by path."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from adlint.evaluate.libraries import NO_MODEL, Library
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Ref, Transformed, Unknown, Value

Function = Callable[[Machine, Given], Value]


@dataclass(frozen=True)
class Plain(Library):
    """The functions and constants of the library `root`, whose text is never read. One that `is_outside` has to do with
    the outside alone, files and clocks and texts: no derivative goes through what it gives, whatever that is.
    `names` are all that it has, where they are known.
    """

    root: str
    functions: Mapping[str, Function]
    constants: Mapping[str, Value]
    hook: Callable[[Machine, str, Ref], None] | None = None
    is_outside: bool = False
    names: frozenset[str] | None = None

    def function(self, m: Machine, path: str, given: Given) -> Value:
        """The result of a call; NO_MODEL if there is none of the function."""
        found = self.functions.get(path)
        if found is not None:
            return found(m, given)
        return Unknown(f"what `{path}` gives", m.site()) if self.is_outside else NO_MODEL

    def contains(self, m: Machine, path: str, value: Value) -> bool | None:
        """Nothing is in the environment."""
        if path != "os.environ":
            return None
        m.notes.setdefault("the environment is taken to set nothing that is asked for", None)
        return False

    def transformed(self, m: Machine, callee: Transformed, given: Given) -> Value:
        """A call of a class with type parameters."""
        return m.tables.call(m, callee.function, given)

    def subclassed(self, m: Machine, path: str, cls: Ref) -> None:
        """A class of the program inherits from the class `path`."""
        if self.hook is not None:
            self.hook(m, path, cls)

    def knows(self, path: str) -> bool:
        """Whether a model stands for a function, class or module."""
        return path.partition(".")[0] == self.root

    def attributes(self, path: str) -> frozenset[str] | None:
        """What is in the library."""
        return self.names if path == self.root else None

    def constant(self, path: str) -> Value:
        """The value of a constant."""
        return self.constants.get(path)
