"""Equinox and Diffrax as libraries of which some functions have models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from adlint.evaluate.libraries import NO_MODEL, Library
from adlint.evaluate.library.plain import Function
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Transformed, Value
from adlint.frameworks.equinox import comparing, compiling, flattening, looping, passing
from adlint.frameworks.jax.values import NotKnownError


@dataclass(frozen=True)
class Partly(Library):
    """A library that is evaluated from its source, but for `functions`."""

    functions: Mapping[str, Function]
    is_read = True

    def knows(self, path: str) -> bool:
        """Those that have models; all else is read."""
        return path in self.functions

    def function(self, m: Machine, path: str, given: Given) -> Value:
        """A call of one that has a model."""
        found = self.functions.get(path)
        if found is None:
            return NO_MODEL
        try:
            return found(m, given)
        except NotKnownError as error:
            return error.value

    def transformed(self, m: Machine, callee: Transformed, given: Given) -> Value:
        """A call of a compiled function."""
        return compiling.call(m, callee, given)


def _nothing(m: Machine, given: Given) -> Value:
    """A check that warns or raises."""
    return None


_CHECKS = dict.fromkeys(("equinox._module._module._warn_jax_transformed_function",), _nothing)
_PARTS = (comparing, compiling, flattening, looping, passing)
EQUINOX = Partly({name: found for part in _PARTS for name, found in part.FUNCTIONS.items()} | _CHECKS)
DIFFRAX = Partly({"diffrax._integrate._assert_term_compatible": _nothing})
