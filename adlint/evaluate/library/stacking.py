"""`contextlib.ExitStack`: managers that are entered one by one, and left in the opposite order."""

from __future__ import annotations

from adlint.evaluate.invocation.imports import of_text
from adlint.evaluate.library.plain import Function
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Value

_TEXT = """
class ExitStack:
    def __init__(self):
        self._left = []

    def enter_context(self, manager):
        value = manager.__enter__()
        self._left.append(manager.__exit__)
        return value

    def push(self, leave):
        self._left.append(getattr(leave, "__exit__", leave))
        return leave

    def callback(self, function, /, *args, **kwargs):
        self._left.append(lambda *details: function(*args, **kwargs))
        return function

    def pop_all(self):
        other = ExitStack()
        other._left, self._left = self._left, []
        return other

    def close(self):
        self.__exit__(None, None, None)

    def __enter__(self):
        return self

    def __exit__(self, *details):
        is_handled = False
        while self._left:
            if self._left.pop()(*details):
                is_handled, details = True, (None, None, None)
        return is_handled
"""


def _stack(m: Machine, given: Given) -> Value:
    return m.tables.call(m, of_text(m, "<contextlib>", _TEXT)["ExitStack"], given)


FUNCTIONS: dict[str, Function] = {"contextlib.ExitStack": _stack}
