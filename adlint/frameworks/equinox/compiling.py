"""`filter_jit`: compiled, with arrays traced and all else static."""

from __future__ import annotations

from adlint.evaluate.library.plain import Function
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import External, Partial, Transformed, Value

_JIT = "equinox._jit.filter_jit"


def _filter_jit(m: Machine, given: Given) -> Value:
    """The compiled function; as a decorator with options, it waits for one."""
    function = given.at(0, "fun")
    if function is None:
        return Partial(External(_JIT), (), tuple(given.keywords.items()))
    return Transformed(_JIT, function)


def call(m: Machine, callee: Transformed, given: Given) -> Value:
    """A call of a compiled function: numbers of Python's own stay what they are, so it is as without."""
    return m.tables.call(m, callee.function, given)


FUNCTIONS: dict[str, Function] = {_JIT: _filter_jit}
