"""Equinox as a library of which some functions have models."""

from __future__ import annotations

from dataclasses import dataclass

from adlint.evaluate.libraries import NO_MODEL, Library
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Transformed, Value
from adlint.frameworks.equinox import compiling, flattening
from adlint.frameworks.jax.values import NotKnownError

_FUNCTIONS = {**flattening.FUNCTIONS, **compiling.FUNCTIONS}


@dataclass(frozen=True)
class Equinox(Library):
    """The functions of Equinox that are not evaluated from its source."""

    def knows(self, path: str) -> bool:
        """Those that have models; all else is read."""
        return path in _FUNCTIONS

    def function(self, m: Machine, path: str, given: Given) -> Value:
        """A call of one that has a model."""
        found = _FUNCTIONS.get(path)
        if found is None:
            return NO_MODEL
        try:
            return found(m, given)
        except NotKnownError as error:
            return error.value

    def transformed(self, m: Machine, callee: Transformed, given: Given) -> Value:
        """A call of a compiled function."""
        return compiling.call(m, callee, given)


EQUINOX = Equinox()
