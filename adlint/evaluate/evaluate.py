"""`evaluate`: from a call to a result and its trace."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

from msgspec import Struct

from adlint import ir
from adlint.evaluate.calls import call, flat
from adlint.evaluate.control import CONTROL
from adlint.evaluate.errors import GaveUp, Raised
from adlint.evaluate.expression import Reader
from adlint.evaluate.imports import module
from adlint.evaluate.libraries import Library
from adlint.evaluate.library import STANDARD
from adlint.evaluate.machine import Given, Machine, Tables
from adlint.evaluate.operations import SIMPLE
from adlint.evaluate.values import Unknown, Value
from adlint.interpret.program import Program
from adlint.shapes.dims import Mismatch
from adlint.shapes.dtypes import short
from adlint.symbolic import Bounds, Polynomial
from adlint.trace import Array, Trace

TABLES = Tables(SIMPLE, CONTROL, call)


class Evaluated(Struct, frozen=True):
    """What an evaluation finds: the trace, the result, the arrays among the arguments by path, the symbols of the call
    with what they are bound to, what is assumed to be at least 0, and what is not known. `failure` says why there is no
    result, with the place.
    """

    trace: Trace
    result: Value
    results: tuple[Array, ...]
    arguments: Mapping[str, Array]
    symbols: Mapping[str, int | None]
    assumptions: tuple[Polynomial, ...]
    notes: tuple[str, ...]
    unknown: tuple[Unknown, ...]
    bounds: Bounds
    origins: Mapping[str, object]
    failure: Unknown | None = None


def evaluate(
    program: Program,
    load: Callable[[str], ir.Module | None],
    libraries: Mapping[str, Library],
    module_name: str,
    tree: ast.Call,
    framework: str,
    sizes: Mapping[str, int],
) -> Evaluated:
    """Evaluate a call in the namespace of a module."""
    m = Machine(program, {**STANDARD, **libraries}, TABLES, load)
    dtypes = _dtypes(tree)
    for library in libraries.values():
        library.prepare(m, dtypes)
    module(m, module_name)
    reader = Reader(m, module_name, framework, sizes)
    failure, result = None, None
    try:
        result = reader.call(tree)
    except Raised as raised:
        failure = Unknown(f"the program raises {raised}", m.failed_at)
    except Mismatch as mismatch:
        failure = Unknown(str(mismatch), m.failed_at)
    except GaveUp as gave_up:
        failure = Unknown(str(gave_up), m.failed_at)
    return Evaluated(
        tuple(m.trace), result, arrays_in(m, result), reader.made, reader.symbols, tuple(m.sizes.assumed),
        tuple(m.notes), tuple(m.unknown), {**m.sizes.left, **m.sizes.bounds}, m.sizes.origins, failure,
    )  # fmt: skip


def _dtypes(tree: ast.Call) -> frozenset[str]:
    """The dtypes of the arrays that stand in a call."""
    names = (short(node.id) for node in ast.walk(tree) if isinstance(node, ast.Name))
    return frozenset(name for name in names if name is not None)


def arrays_in(m: Machine, value: Value) -> tuple[Array, ...]:
    """All arrays in a result."""
    return tuple(one for one in flat(m, Given((value,))) if isinstance(one, Array))
