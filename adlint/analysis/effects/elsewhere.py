"""Resources that a function keeps in a variable which it shares with functions around it or in it, and that one of
these gives back: `nonlocal log; log = open(p)` in a callback, and `log.close()` at the end of the function around it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from adlint import ir
from adlint.analysis.effects.summary import Open, Step, Summary
from adlint.interpret.program import Program


def given_back(program: Program, known: Mapping[str, Summary], several: Iterable[Open]) -> frozenset[Step]:
    """Where those of some resources are acquired that another function gives back."""
    return frozenset(one.site for one in several if not one.left and _is_given_back(program, known, one.site))


def _is_given_back(program: Program, known: Mapping[str, Summary], site: Step) -> bool:
    function, at = site
    for name in _variables(program.functions[function].body, at):
        owner = _owner(program, function, name)
        others = (other for other in known if other == owner or other.startswith(f"{owner}."))
        if owner and any(f"={name}" in known[other].releases for other in others if other != function):
            return True
    return False


def _variables(body: ir.Block, at: int) -> Iterator[str]:
    """The variables that the result of an operation is stored in."""
    return (op.name for block in ir.nested(body) for op in block if isinstance(op, ir.Store) and op.value == at)


def _owner(program: Program, function: str, name: str) -> str:
    """The function whose variable a name is in a function; "" if that is none."""
    owner: str | None = function
    if name in program.functions[function].nonlocals:
        owner = program.enclosing(function)
        while owner and name not in program.functions[owner].bound:
            owner = program.enclosing(owner)
    return owner if owner and program.functions[owner].kind == "function" else ""
