"""Arguments by the names that a function of JAX gives them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Value

Function: TypeAlias = "Callable[[Machine, str, Given], Value]"


def named(given: Given, names: str) -> list[Value]:
    """The arguments called so, in this order; None for those that are not given."""
    return [given.at(number, name) for number, name in enumerate(names.split())]
