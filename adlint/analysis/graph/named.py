"""The call graph as people name what is in it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from adlint import ir
from adlint.interpret.program import dotted

Callees = tuple[str, ...]


def by_names(edges: Mapping[str, Callees], functions: Mapping[str, ir.Function]) -> Mapping[str, Callees]:
    """What each function calls, by dotted names; those of one name together. Bodies of classes that call nothing are
    left out.
    """
    found: dict[str, Callees] = {}
    for identity, callees in edges.items():
        if callees or (identity in functions and functions[identity].kind != "class"):
            name, shown = dotted(identity), _all_shown(callees)
            found[name] = tuple(sorted({*found[name], *shown})) if name in found else shown
    return dict(sorted(found.items()))


@lru_cache(maxsize=1 << 17)
def _all_shown(callees: Callees) -> Callees:
    return tuple(sorted(set(map(_shown, callees))))


def _shown(callee: str) -> str:
    if ":" in callee:
        return dotted(callee)
    return callee.replace("builtins.", "<builtin>.", 1) if callee.startswith("builtins.") else callee
