"""Which library of arrays a module works with, by what it imports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from adlint import ir
from adlint.interpret.program import Program

_OF_ARRAYS = ("autograd", "torch", "jax")
_PLAIN = ("numpy", "scipy")  # these are what is left
MOST_READ = 4  # modules of an installed package that are read to find what it is built on


def _nothing(_: str) -> None:
    return None


def library_of(program: Program, module: str, load: Callable[[str], ir.Module | None] = _nothing) -> str:
    """The library whose arrays the arguments are: of those that a module imports, the first of these; else that which
    an installed package that it imports is built on, as `torchvision` is on `torch`.
    """
    roots = dict.fromkeys(_imported(program, module, set()))
    found = _first(roots)
    if found is None:
        packages = (one for one in roots if one and one not in _PLAIN)
        found = next(filter(None, (_first(_needed(one, load)) for one in packages)), None)
    return found or "numpy"


def _first(roots: Iterable[str]) -> str | None:
    known = set(roots)
    return next((one for one in _OF_ARRAYS if one in known), None)


def _imported(program: Program, module: str, seen: set[str]) -> Iterable[str]:
    """The top-level names of all that a module imports, through modules of the program too."""
    if module in seen or module not in program.modules:
        return
    seen.add(module)
    for one in program.imports(module):
        yield one.module.partition(".")[0]
        yield from _imported(program, one.module, seen)


def _needed(package: str, load: Callable[[str], ir.Module | None]) -> Iterator[str]:
    """The top-level names that an installed package imports in its first modules, whatever else is there: not those
    that it can do without.
    """
    pending = [package]
    for name in pending:
        found = load(name)
        for op in () if found is None else found.functions[0].body:
            if not isinstance(op, ir.Import | ir.ImportStar):
                continue
            if op.level == 0:
                yield op.module.partition(".")[0]
            inner = f"{package}.{op.module}" if op.level == 1 and op.module else op.module
            is_inner = inner.startswith(f"{package}.") and inner not in pending
            pending += [inner] if is_inner and len(pending) < MOST_READ else []
