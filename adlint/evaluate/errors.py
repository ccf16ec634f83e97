"""How an evaluation ends early: the program raises, or adlint gives up."""

from __future__ import annotations

from adlint.evaluate.values import Unknown, Value


class Raised(Exception):  # noqa: N818 -- the program raises, which is no error of ours
    """The program raises: `name` is the builtin class, or that of the program, `value` the exception."""

    def __init__(self, name: str, message: str = "", value: Value = None) -> None:
        super().__init__(f"{name}: {message}" if message else name)
        self.name = name
        self.value = Unknown(f"the exception {name}") if value is None else value


class GaveUp(Exception):  # noqa: N818 -- it says what happened
    """A limit is reached: the message says which."""
