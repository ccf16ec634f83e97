"""What runs once for equal arguments: a second execution of what calls it does not run it again."""

from __future__ import annotations

from adlint import ir
from adlint.analysis.paths import Definitions, key
from adlint.interpret.described import Code, External, Instance, Wrapped, atoms
from adlint.interpret.facts import CallFact, Facts

_CACHES = frozenset({"functools.cache", "functools.lru_cache", "functools.cached_property"})


def cached(facts: Facts) -> frozenset[str]:
    """The functions that a function hands to `functools.cache` and its like."""
    return frozenset(
        atom.function
        for at in facts.handing
        if _is_cache(facts.call[at])
        for value in facts.call[at].arguments[:1]
        for atom in atoms(value)
        if isinstance(atom, Code | Wrapped)
    )


def missing(function: ir.Function, ops: Definitions) -> frozenset[str]:
    """The conditions that an entry is in a table which `function` fills, as in `if k not in table: table[k] = f(k)`.
    What is done where they are false is kept, unless the table is one of the function's own variables.
    """
    own = function.bound - frozenset(p.name for p in function.parameters)
    return frozenset(
        f"({key(op.index, ops)} in {key(op.base, ops)})"
        for op in ops.values()
        if isinstance(op, ir.SetItem) and op.value is not None and op.base not in own
    )


def _is_cache(call: CallFact) -> bool:
    """`cache(f)`, `lru_cache(f)`, or `lru_cache(maxsize=8)(f)`."""
    return any(
        (isinstance(atom, External) and atom.path in _CACHES) or (isinstance(atom, Instance) and atom.of in _CACHES)
        for atom in atoms(call.callees)
    )
