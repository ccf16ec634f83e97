"""The rules: one file each; the registry is this folder."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path

from adlint.rules.rule import Rule


@cache
def registry() -> tuple[Rule, ...]:
    """Every rule, by code."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("ad[0-9]*.py"))
    found = [getattr(import_module(f"adlint.rules.{name}"), name.partition("_")[2]) for name in names]
    return tuple(sorted(found, key=lambda rule: rule.code))


__all__ = ["Rule", "registry"]
