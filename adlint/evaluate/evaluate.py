"""`evaluate`: from a call to a result and its trace."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from adlint import ir
from adlint.evaluate.beginnings import Beginnings, Noting
from adlint.evaluate.errors import GaveUp, Raised, Turned
from adlint.evaluate.expression import Reader
from adlint.evaluate.flow.control import CONTROL
from adlint.evaluate.invocation.calls import call, flat
from adlint.evaluate.invocation.imports import module
from adlint.evaluate.libraries import Library
from adlint.evaluate.library import STANDARD
from adlint.evaluate.machine import MOST_STEPS, Given, Machine, Tables
from adlint.evaluate.operation.operations import SIMPLE
from adlint.evaluate.values import Unknown, Value
from adlint.interpret.program import Program
from adlint.shapes.broadcasting import noting
from adlint.shapes.dims import Dim, Mismatch
from adlint.shapes.dtypes import short
from adlint.symbolic import Bounds, Polynomial
from adlint.trace import Array, Site, Trace

TABLES = Tables(SIMPLE, CONTROL, call)


class Evaluated(Struct, frozen=True):
    """What an evaluation finds: the trace, the result, the arrays among the arguments by path, the symbols of the call
    with what they are bound to, what is assumed to be at least 0, and what is not known. `equal` are dims that are
    taken for equal, for shapes to go together. `failure` says why there is no result, with the place, and whether
    the evaluator `gave_up`; `ended` where the program itself begins the reverse sweep, if it does: what comes after is
    not looked at.
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
    equal: tuple[tuple[Dim, Dim], ...] = ()
    failure: Unknown | None = None
    gave_up: bool = False
    ended: Site | None = None


def evaluate(
    program: Program,
    load: Callable[[str], ir.Module | None],
    libraries: Mapping[str, Library],
    module_name: str,
    tree: ast.Call,
    framework: str,
    sizes: Mapping[str, int],
    *,
    is_forward: bool = False,
    kept: Beginnings | None = None,
    most: int = MOST_STEPS,
) -> Evaluated:
    """Evaluate a call in the namespace of a module; `is_forward` up to the first reverse sweep that it runs itself.
    What is `kept` of evaluations before is used. After `most` operations it gives up; GaveUp, if the import does.
    """
    dtypes = _dtypes(tree)

    def begin(load: Callable[[str], ir.Module | None]) -> Machine:
        m = machine(program, load, libraries, dtypes)
        m.functions, m.most = Noting(), most
        module(m, module_name)
        for one in standing(m):
            m.library_of(one).begins_with(m, one)
        return m

    def run(m: Machine) -> Evaluated:
        m.is_forward = is_forward
        reader = Reader(m, module_name, framework, sizes)
        found = outcome(m, lambda: reader.call(tree), reader.made, reader.symbols)
        if found.failure is not None:
            return replace(found, failure=replace(found.failure, reason=f"{found.failure.reason}{reader.taken()}"))
        return found

    if kept is None:
        return run(begin(load))
    beginning = (module_name, dtypes, tuple(libraries))
    call = (ast.dump(tree), framework, tuple(sizes.items()), is_forward, most)
    return kept(program, load, (beginning, begin), (call, run))


def machine(
    program: Program,
    load: Callable[[str], ir.Module | None],
    libraries: Mapping[str, Library],
    dtypes: frozenset[str] = frozenset(),
    main: str = "",
) -> Machine:
    """What an evaluation begins with; arrays of these dtypes are arguments, `main` runs as a program."""
    m = Machine(program, {**STANDARD, **libraries}, TABLES, load, main=main)
    for library in libraries.values():
        library.prepare(m, dtypes)
    return m


def outcome(
    m: Machine, run: Callable[[], Value], arguments: Mapping[str, Array], symbols: Mapping[str, int | None]
) -> Evaluated:
    """What comes of a call, to which these arrays are given: they are looked at when it has run."""
    failure, result, ended, gave_up = None, None, None, False
    with noting() as equal:
        try:
            result = run()
        except Raised as raised:
            failure = Unknown(_raises(raised, m.unknown), m.failed_at)
        except Mismatch as mismatch:
            failure = Unknown(str(mismatch), m.failed_at)
        except GaveUp as limit:
            failure, gave_up = Unknown(str(limit), m.failed_at), True
        except Turned as turned:
            result, m.trace, ended = turned.value, list(turned.trace), turned.site
    return Evaluated(
        tuple(m.trace), result, arrays_in(m, result), arguments, symbols, tuple(m.sizes.assumed), tuple(m.notes),
        tuple(m.unknown), {**m.sizes.left, **m.sizes.bounds}, m.sizes.origins, tuple(equal), failure, gave_up, ended,
    )  # fmt: skip


def _raises(raised: Raised, unknown: Iterable[Unknown]) -> str:
    """That the program raises: for sure only where nothing before was unknown, of which it may be a consequence."""
    first = next(iter(unknown), None)
    return f"the program raises {raised}" if first is None else f"{first.reason}; what follows seems to raise {raised}"


def standing(m: Machine, others: Iterable[Array] = ()) -> list[Array]:
    """The arrays that there are, these and those in variables, attributes and containers, each once."""
    held = (value for one in m.store.objects.values() for value in (*one.items, *one.fields.values()))
    arrays = (one for one in (*others, *held) if isinstance(one, Array))
    return list({one.number: one for one in arrays}.values())


def _dtypes(tree: ast.Call) -> frozenset[str]:
    """The dtypes of the arrays that stand in a call; `d` is one before brackets alone, within them it is a size."""
    arrays = (node.value for node in ast.walk(tree) if isinstance(node, ast.Subscript))
    names = (short(one.id) for one in arrays if isinstance(one, ast.Name))
    return frozenset(name for name in names if name is not None)


def arrays_in(m: Machine, value: Value) -> tuple[Array, ...]:
    """All arrays in a result."""
    return tuple(one for one in flat(m, Given((value,))) if isinstance(one, Array))
