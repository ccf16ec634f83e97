"""Functions that run once for equal arguments: a second execution of what calls them does not run them again."""

from __future__ import annotations

from collections.abc import Mapping

from adlint.interpret.described import Code, External, Instance, Wrapped, atoms
from adlint.interpret.facts import CallFact, Facts

_CACHES = frozenset({"functools.cache", "functools.lru_cache", "functools.cached_property"})


def cached(facts: Mapping[str, Facts]) -> frozenset[str]:
    """The functions that the program hands to `functools.cache` and its like."""
    return frozenset(
        atom.function
        for found in facts.values()
        for at in found.handing
        if _is_cache(found.call[at])
        for value in found.call[at].arguments[:1]
        for atom in atoms(value)
        if isinstance(atom, Code | Wrapped)
    )


def _is_cache(call: CallFact) -> bool:
    """`cache(f)`, `lru_cache(f)`, or `lru_cache(maxsize=8)(f)`."""
    return any(
        (isinstance(atom, External) and atom.path in _CACHES) or (isinstance(atom, Instance) and atom.of in _CACHES)
        for atom in atoms(call.callees)
    )
