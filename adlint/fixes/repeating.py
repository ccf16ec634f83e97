"""Calls that pass one variable several times, as calls that pass it once."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

_CALLED, _NAMED = "call", "named"  # what is called, and what is passed by name, inside


def once(call: cst.Call) -> cst.Call:
    """A call that does the same and passes each variable once, to a function that passes it as often as it was: where
    a library gives arguments back one by one, what is called may ask whether two of them are one (`key is value`). The
    call itself, if it passes nothing twice.
    """
    passed = [one for one in call.args if one.keyword is None and not one.star]
    names = [one.value.value for one in passed if isinstance(one.value, cst.Name)]
    is_plain = len(passed) == sum(one.keyword is None for one in call.args) and all(not one.star for one in call.args)
    if not is_plain or len(set(names)) == len(names) or {_CALLED, _NAMED} & set(names):
        return call
    by_name = call.args[len(passed) :]
    parameters = list(_parameters(passed, names))
    more = [f"**{_NAMED}"] if by_name else []
    head, inner = ", ".join([_CALLED, *dict.fromkeys(parameters), *more]), ", ".join([*parameters, *more])
    given = dict(zip(reversed(parameters), reversed(passed), strict=True))
    values = [call.func, *(given[one].value for one in dict.fromkeys(parameters))]
    function = cst.parse_expression(f"lambda {head}: {_CALLED}({inner})")
    return call.with_changes(func=function, args=[*map(cst.Arg, values), *by_name])


def _parameters(passed: list[cst.Arg], names: list[str]) -> Iterator[str]:
    """A name for each argument: its own, if it is a variable."""
    for number, one in enumerate(passed):
        free = (name for name in (f"x{number}", f"_x{number}", f"__x{number}") if name not in names)
        yield one.value.value if isinstance(one.value, cst.Name) else next(free)
