"""Functions of PyTorch that are written in Python here, in the steps that ATen takes, and evaluated like a program."""

from __future__ import annotations

from functools import lru_cache

from adlint import ir
from adlint.evaluate.imports import evaluated, member
from adlint.evaluate.machine import Machine
from adlint.evaluate.values import Value
from adlint.lower import lower


@lru_cache(maxsize=8)
def _lowered(text: str) -> ir.Module:
    return lower(text).module


def part(m: Machine, module: str, text: str, name: str) -> Value:
    """A function of a module that is written here."""
    if module not in m.modules:
        evaluated(m, module, _lowered(text))
    return member(m, module, name)
