"""Functions that are known by a signature: parsed once, and bound to what they are given."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from msgspec import Struct

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.stated import bound, size_of
from adlint.evaluate.values import Value
from adlint.frameworks.numpy.making import (
    Function,
    Missing,
    dtype_of,
    framework_of,
    number_or_array,
    operand,
    path_of,
    shape_of,
)
from adlint.frameworks.numpy.signatures import TEXT
from adlint.models.stated import Dims
from adlint.shapes.dims import Shape
from adlint.shapes.dtypes import kind
from adlint.symbolic import Polynomial
from adlint.trace import Array

_ENTRY = re.compile(r"(?P<name>[\w.]+)\((?P<given>[^)]*)\) -> (?P<results>.*) : (?P<needs>.*)")
_ARGUMENT = re.compile(r"(?P<name>\w+)(?P<dims>\[[^]]*\])?(?P<optional>\?)?")
_RESULT = re.compile(r"(?P<dtype>\w*)\[(?P<dims>[^]]*)\]")


class Argument(Struct, frozen=True):
    """An array of some core dims, or an option, which has none."""

    name: str
    dims: Dims | None
    is_optional: bool


class Signature(Struct, frozen=True):
    """What a function takes and gives; `results` are dtypes, "" for that of the operands, and core dims."""

    name: str
    arguments: tuple[Argument, ...]
    results: tuple[tuple[str, Dims], ...]
    needs: tuple[str, ...]


@cache
def signatures() -> dict[str, Signature]:
    """All of them by name."""
    found = (_signature(line) for line in TEXT.splitlines() if line)
    return {one.name: one for one in found}


def _signature(line: str) -> Signature:
    parts = _ENTRY.fullmatch(line)
    assert parts is not None, line
    arguments = tuple(
        Argument(one["name"], None if one["dims"] is None else _dims(one["dims"][1:-1]), one["optional"] is not None)
        for one in _ARGUMENT.finditer(parts["given"])
    )
    results = tuple((one["dtype"], _dims(one["dims"])) for one in _RESULT.finditer(parts["results"]))
    needs = tuple(one.replace("-", "") for one in parts["needs"].split())
    arrays = sum(one.dims is not None for one in arguments)
    return Signature(parts["name"], arguments, results, needs + needs[-1:] * (arrays - len(needs)))


def _dims(text: str) -> Dims:
    return tuple(one.strip() for one in text.split(",") if one.strip())


def called(m: Machine, name: str, given: Given) -> Value:
    """A call of a function that is declared. Missing if it is given something else than it is declared to take."""
    function = signatures()[name]
    options = {one.name: given.at(place, one.name) for place, one in enumerate(function.arguments)}
    arrays = {one.name: one.dims for one in function.arguments if one.dims is not None}
    known = {key: number_or_array(m, value) for key, value in options.items() if key in arrays and value is not None}
    if not _is_declared(function, given, options, known):
        raise Missing(f"`{name}` with arguments that its model does not know")
    cores = [(key, arrays[key]) for key in known]
    outer, sizes = bound(name, cores, [shape_of(one) for one in known.values()])
    sizes |= {key: value for key, value in options.items() if isinstance(value, int | Polynomial)}
    values = [known.get(key) for key in arrays]
    return _given(m, function, values, lambda dims: (*outer, *(size_of(one, sizes) for one in dims)))


def _is_declared(function: Signature, given: Given, options: dict[str, Value], known: dict[str, Value]) -> bool:
    """Whether there is all that a function needs, and nothing that it is not declared to take."""
    names = [one.name for one in function.arguments]
    needed = all(one.name in known for one in function.arguments if one.dims is not None and not one.is_optional)
    passive = not any(isinstance(value, Array) for key, value in options.items() if key not in known)
    return needed and passive and len(given.positional) <= len(names) and set(given.keywords) <= set(names)


def _given(m: Machine, function: Signature, values: list[Value], shape: Callable[[Dims], Shape]) -> Value:
    dtype = dtype_of([one for one in values if one is not None]) if values else "f64"
    floating = dtype if kind(dtype) in "fc" else "f64"
    operands = tuple(map(operand, values))
    results = tuple(m.array(shape(dims), one or floating, framework_of(operands)) for one, dims in function.results)
    m.emit(path_of(function.name), operands, *results)
    return results[0] if len(results) == 1 else results


TABLE: dict[str, Function] = dict.fromkeys(signatures(), called)
NEEDS = {name.removeprefix("numpy."): one.needs for name, one in signatures().items()}
