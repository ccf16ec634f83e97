"""Settings: what `[tool.adlint]` and the command line say, checked and frozen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is asked to do.

    `select`, `extend_select` and `ignore` hold codes or prefixes of codes (`AD1`), or names of rules.
    `per_file_ignores` holds (glob, codes). `scope` is "auto", "differentiated", "numeric" or "all".
    `entries` holds differentiation entries: `pkg.mod:function` with an optional call.
    """

    select: tuple[str, ...] = ("AD",)
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    scope: str = "auto"
    entries: tuple[str, ...] = ()
