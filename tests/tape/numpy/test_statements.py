"""The statements that an overloading tool records: adlint's count of whole programs, held to a run that counts."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from adlint.shapes.dims import Dim
from adlint.shapes.sizes import Sizes
from adlint.symbolic import evaluate as value_at
from adlint.symbolic import polynomial
from adlint.tape.interval import interval
from adlint.tape.systems.overloading import Recorder

from .counting import Buffer, Count, Counted, NumPy
from .evaluating import evaluated

BRANCHES = ("adaptive(f64[n], T)",)  # where symbolic sizes leave open which branch runs
FOLDER = Path(__file__).parent / "programs"
LONG = {"f64": float, "c128": complex, "i64": int}


def calls() -> list[tuple[str, str, dict[str, int]]]:
    found = []
    for file in sorted(FOLDER.glob("*.py")):
        space: dict[str, Any] = {}
        exec(file.read_text(), space)
        found += [(file.stem, call, sizes) for call, several in space["CALLS"].items() for sizes in several]
    return found


def argument(tree: ast.expr, sizes: Mapping[str, int], count: Count, rng: Any) -> Any:
    """An argument of a call, arrays filled with what is neither 0 nor 1."""
    match tree:
        case ast.Subscript(value=ast.Name(id=name)):
            dims = eval(ast.unparse(tree.slice), dict(sizes))
            shape = dims if isinstance(dims, tuple) else (dims,)
            value = np.arange(np.prod(shape)).reshape(shape) % 3 if name == "i64" else rng.uniform(0.2, 0.8, shape)
            if len(shape) == 2 and shape[0] == shape[1]:
                value = value + 5 * np.eye(shape[0])
            return Counted(value.astype(LONG[name]), count, Buffer(name != "i64"))
        case ast.List(elts=parts):
            return [argument(one, sizes, count, rng) for one in parts]
        case ast.Tuple(elts=parts):
            return tuple(argument(one, sizes, count, rng) for one in parts)
        case ast.Dict(keys=keys, values=values):
            return {
                ast.literal_eval(key): argument(one, sizes, count, rng) for key, one in zip(keys, values, strict=True)
            }
        case _:
            return eval(ast.unparse(tree), dict(sizes))


def counted(text: str, call: str, sizes: Mapping[str, int]) -> Count:
    """What a run counts."""
    numpy = NumPy()
    space: dict[str, Any] = {}
    exec(compile(text.replace("import numpy as np", ""), "program", "exec"), space)
    space["np"] = numpy
    tree = ast.parse(call, mode="eval").body
    assert isinstance(tree, ast.Call)
    rng = np.random.default_rng(0)
    arguments = [argument(one, sizes, numpy.count, rng) for one in tree.args]
    with np.errstate(all="ignore"):
        space[ast.unparse(tree.func)](*arguments)
    return numpy.count


def recorded(text: str, call: str, sizes: Mapping[str, int], *, least: bool = False) -> Dim:
    """What adlint says."""
    result = evaluated(text, call, sizes=sizes)
    assert result.failure is None
    known = Sizes(dict(result.bounds))
    recorder = Recorder("elemental", known, least=least)
    recorder.start(result.arguments.values())
    recorder.run(result.trace)
    assert list(recorder.tape.gaps) == []
    found = interval(recorder.tape.bytes, known)[not least]
    assert found is not None
    return found


@pytest.mark.parametrize(("file", "call", "sizes"), calls())
def test_a_program_records_what_it_records(file: str, call: str, sizes: dict[str, int]) -> None:
    text = (FOLDER / f"{file}.py").read_text()
    assert recorded(text, call, sizes) == counted(text, call, sizes).elemental


@pytest.mark.parametrize(("file", "call", "sizes"), calls())
def test_the_formula_gives_the_number(file: str, call: str, sizes: dict[str, int]) -> None:
    text = (FOLDER / f"{file}.py").read_text()
    least, most = (value_at(polynomial(recorded(text, call, {}, least=one)), sizes) for one in (True, False))
    real = counted(text, call, sizes).elemental
    assert least <= real <= most
    assert least == most or call in BRANCHES


MASKS = """
import numpy as np


def scaled(x):
    x[x > 0.5] *= 2.0
    return x


def added(x, y):
    z = np.zeros_like(x)
    np.add(x, y, out=z, where=x > 0.5)
    return z


def summed(x):
    return np.sum(x[x > 0.5] ** 2)


def huber(x):
    small = np.abs(x) <= 0.5
    y = np.empty_like(x)
    y[small] = 0.5 * x[small] ** 2
    y[~small] = 0.5 * (x[~small] - 0.25)
    return np.sum(y) + np.sum(x[small] * y[small])


def until(x):
    while np.sum(x) > 1.0:
        x = x * 0.5
    return x


def either(x):
    if x[0] > 0.5:
        return np.sin(x)
    return np.exp(x) * x
"""


@pytest.mark.parametrize(
    ("call", "least", "most"),
    [
        ("scaled(f64[5])", 0, 90), ("added(f64[5], f64[5])", 0, 130), ("summed(f64[5])", 0, 5 * 18 + 4 * 26),
        ("huber(f64[5])", 5 * 18 + 2 * 5 * 18 + 4 * 26 + 26, 5 * 18 + 2 * 5 * 18 + 4 * 26 + 26 + 9 * 26),
        ("until(f64[5])", 104, None), ("either(f64[5])", 90, 220),
    ],
)  # fmt: skip
def test_what_depends_on_data_is_an_interval(call: str, least: int, most: int | None) -> None:
    found = []
    for smaller in (True, False):
        result = evaluated(MASKS, call)
        known = Sizes(dict(result.bounds))
        recorder = Recorder("elemental", known, least=smaller)
        recorder.start(result.arguments.values())
        recorder.run(result.trace)
        assert list(recorder.tape.gaps) == []
        found.append(interval(recorder.tape.bytes, known)[not smaller])
    assert found == [least, most]


def test_a_million_turns_cost_what_ten_cost() -> None:
    text = (FOLDER / "fields.py").read_text()
    many = recorded(text, "heat2d(f64[n, m], T)", {"T": 10**6})
    formula = polynomial(recorded(text, "heat2d(f64[n, m], T)", {}))
    assert value_at(polynomial(many), {"n": 9, "m": 7}) == value_at(formula, {"n": 9, "m": 7, "T": 10**6})
