"""`re`: regular expressions on texts that are known."""

from __future__ import annotations

import re

from adlint.evaluate.errors import Raised
from adlint.evaluate.library.plain import Function
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import External, Partial, Ref, Unknown, Value


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
            result = getattr(re, name)(pattern, text)
            return None if result is None else _match(m, result)
        except re.error as error:
            raise Raised("error", str(error)) from error

    return found


def _match(m: Machine, found: re.Match[str]) -> Value:
    """What was found: its groups, by number and by name, and where it stands."""
    whole = (found.group(), *found.groups())
    named = m.store.new("dict", fields=dict(found.groupdict()))
    fields: dict[Value, Value] = {
        "group": Partial(_GROUP, (whole, named), ()), "groups": Partial(_GIVEN, (whole[1:],), ()),
        "groupdict": Partial(_GIVEN, (named,), ()), "string": found.string,
        **{one: Partial(_GIVEN, (getattr(found, one)(),), ()) for one in ("start", "end", "span")},
    }  # fmt: skip
    return m.store.new("instance", cls=External("re.Match"), fields=fields)


def _group(m: Machine, given: Given) -> Value:
    whole, named, *asked = given.positional
    assert isinstance(whole, tuple)
    assert isinstance(named, Ref)
    by_name = m.store[named].fields
    found = [whole[one] if isinstance(one, int) else by_name[one] for one in asked or [0]]
    return found[0] if len(found) == 1 else tuple(found)


def _compiled(m: Machine, given: Given) -> Value:
    """`re.compile(pattern)`: its methods are the functions of `re`, given the pattern."""
    pattern = given.positional[0] if len(given.values) == 1 and given.positional else None
    if not isinstance(pattern, str):
        return Unknown("what `re.compile` gives", m.site())
    methods = {name: Partial(External(f"re.{name}"), (pattern,), ()) for name in (*_OF_TEXTS[:3], *_MATCHING)}
    return m.store.new("instance", cls=External("re.Pattern"), fields={"pattern": pattern, **methods})


_GROUP, _GIVEN = External("re.<group>"), External("re.<given>")
_OF_TEXTS, _MATCHING = ("sub", "split", "findall", "escape"), ("match", "fullmatch", "search")
FUNCTIONS: dict[str, Function] = {
    "re.compile": _compiled, _GROUP.path: _group, _GIVEN.path: lambda m, given: given.positional[0],
    **{f"re.{name}": _of_texts(name) for name in _OF_TEXTS},
    **{f"re.{name}": _matched(name) for name in _MATCHING},
}  # fmt: skip
