"""`re`: regular expressions on texts that are known."""

from __future__ import annotations

import re

from adlint.evaluate.errors import Raised
from adlint.evaluate.library.plain import Function
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import External, Unknown, Value


def _of_texts(name: str) -> Function:
    """A function of `re` that gives a text, or a list of texts, of texts that are known."""

    def found(m: Machine, given: Given) -> Value:
        if not all(isinstance(one, str | int) for one in given.values):
            return Unknown(f"what `re.{name}` gives", m.site())
        try:
            result = getattr(re, name)(*given.positional, **given.keywords)
        except (re.error, TypeError) as error:
            raise Raised(type(error).__name__, str(error)) from error
        return m.store.new("list", items=result) if isinstance(result, list) else str(result)

    return found


def _matched(name: str) -> Function:
    """`re.match` and its kin: None, or something that is true."""

    def found(m: Machine, given: Given) -> Value:
        pattern, text = given.at(0, "pattern"), given.at(1, "string")
        if not isinstance(pattern, str) or not isinstance(text, str) or len(given.values) != 2:
            return Unknown(f"what `re.{name}` finds", m.site())
        try:
            return None if getattr(re, name)(pattern, text) is None else External("re.Match")
        except re.error as error:
            raise Raised("error", str(error)) from error

    return found


FUNCTIONS: dict[str, Function] = {
    **{f"re.{name}": _of_texts(name) for name in ("sub", "split", "findall", "escape")},
    **{f"re.{name}": _matched(name) for name in ("match", "fullmatch", "search")},
}  # fmt: skip
