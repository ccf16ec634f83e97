"""How an evaluation ends early: the program raises, or adlint gives up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adlint.evaluate.values import Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from adlint.evaluate.machine import Given
    from adlint.trace import Node, Site, Trace


class Raised(Exception):  # noqa: N818 -- the program raises, which is no error of ours
    """The program raises: `name` is the builtin class, or that of the program, `value` the exception."""

    def __init__(self, name: str, message: str = "", value: Value = None) -> None:
        super().__init__(f"{name}: {message}" if message else name)
        self.name = name
        self.message = message
        self.value = Unknown(f"the exception {name}") if value is None else value


class Reached(Exception):  # noqa: N818 -- it is what was waited for
    """The function that an evaluation waits for is called, with these arguments, at `site`."""

    def __init__(self, callee: Value, given: Given, site: Site) -> None:
        super().__init__("the function is called")
        self.callee = callee
        self.given = given
        self.site = site


class Turned(Exception):  # noqa: N818 -- it says where the sweeps are
    """The program runs the reverse sweep of `value`, at `site`: the forward sweep ends. `trace` is what it was, as far
    as it is put together again on the way out.
    """

    def __init__(self, value: Value, site: Site, trace: Trace) -> None:
        super().__init__("the reverse sweep begins")
        self.value = value
        self.site = site
        self.trace = trace

    def behind(self, before: Iterable[Node]) -> Turned:
        """The same, with what came before."""
        self.trace = (*before, *self.trace)
        return self


class GaveUp(Exception):  # noqa: N818 -- it says what happened
    """A limit is reached: the message says which."""
