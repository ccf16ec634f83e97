"""Which library of arrays a module works with, by what it imports."""

from __future__ import annotations

from collections.abc import Iterable

from adlint.interpret.program import Program


def library_of(program: Program, module: str) -> str:
    """The library whose arrays the arguments are: of those that a module imports, the first of these."""
    roots = set(_imported(program, module, set()))
    return next((one for one in ("autograd", "torch", "jax") if one in roots), "numpy")


def _imported(program: Program, module: str, seen: set[str]) -> Iterable[str]:
    """The top-level names of all that a module imports, through modules of the program too."""
    if module in seen or module not in program.modules:
        return
    seen.add(module)
    for one in program.imports(module):
        yield one.module.partition(".")[0]
        yield from _imported(program, one.module, seen)
