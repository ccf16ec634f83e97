"""The arrays that autograd's closures hold: adlint's answer, held to the closures of a real trace."""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import CellType, FunctionType
from typing import Any

import numpy as np
import pytest

pytest.importorskip("autograd")

import autograd.numpy as anp
from autograd.core import VJPNode
from autograd.tracer import Box, new_box, trace_stack

from adlint.shapes.sizes import Sizes
from adlint.symbolic import evaluate as value_at
from adlint.symbolic import polynomial
from adlint.tape.systems.autograd import closures

from .evaluating import evaluated
from .generating import VALUES, generated
from .test_generated import SIZES
from .test_statements import LONG

FOLDER = Path(__file__).parent / "programs"


def calls() -> Iterator[tuple[str, str, dict[str, int]]]:
    """The text of each program, with a call of it, and sizes."""
    for file in sorted(FOLDER.glob("*.txt")):
        space: dict[str, Any] = {}
        text = file.read_text()
        exec(text, space)
        for call, several in space["CALLS"].items():
            yield from ((text, call, sizes) for sizes in several)


CALLS = list(calls())
NAMES = [f"{call}-{sizes}" for _, call, sizes in CALLS]


def argument(tree: ast.expr, sizes: Mapping[str, int], rng: Any, box: Any) -> Any:
    """An argument of a call; arrays of floats are boxed."""
    match tree:
        case ast.Subscript(value=ast.Name(id=name)):
            dims = eval(ast.unparse(tree.slice), dict(sizes))
            shape = dims if isinstance(dims, tuple) else (dims,)
            value = np.arange(np.prod(shape)).reshape(shape) % 3 if name == "i64" else rng.uniform(0.2, 0.8, shape)
            if len(shape) == 2 and shape[0] == shape[1]:
                value = value + 5 * np.eye(shape[0])
            return box(np.asarray(value.astype(LONG[name])))
        case ast.List(elts=parts):
            return [argument(one, sizes, rng, box) for one in parts]
        case ast.Tuple(elts=parts):
            return tuple(argument(one, sizes, rng, box) for one in parts)
        case _:
            return eval(ast.unparse(tree), dict(sizes))


def held(node: VJPNode, roots: set[int]) -> int:
    """The bytes of distinct arrays that the closures of a node and of those before it hold, without arguments."""
    found: dict[int, Any] = {}
    pending, seen = [node], {id(node)}
    while pending:
        one = pending.pop()
        for array in arrays(one.vjp, set()):
            found[id(array)] = array
        for parent in one.parents:
            if id(parent) not in seen:
                seen.add(id(parent))
                pending.append(parent)
    return sum(array.nbytes for key, array in found.items() if key not in roots)


def arrays(value: Any, seen: set[int]) -> Iterator[Any]:
    """The arrays in a closure, whatever it holds them in."""
    if id(value) in seen:
        return
    seen.add(id(value))
    match value:
        case np.bool_():
            return  # there are two of them in all
        case np.ndarray() | np.generic():
            yield value
        case Box():
            yield from arrays(value._value, seen)
        case VJPNode():  # a node that begins a graph of its own, as those of checkpoints do
            yield from arrays([value.vjp, *value.parents], seen)
        case FunctionType():
            for cell in value.__closure__ or ():
                yield from arrays(cell, seen)
        case CellType():
            try:
                yield from arrays(value.cell_contents, seen)
            except ValueError:
                return  # a cell that is empty
        case tuple() | list():
            for one in value:
                yield from arrays(one, seen)
        case dict():
            yield from arrays(list(value.values()), seen)


def real(call: str, sizes: Mapping[str, int], text: str) -> int:
    """What autograd holds."""
    tree = ast.parse(call, mode="eval").body
    assert isinstance(tree, ast.Call)
    given: list[Any] = []
    with trace_stack.new_trace() as trace:

        def box(value: Any) -> Any:
            given.append(value)
            return new_box(value, trace, VJPNode.new_root()) if value.dtype.kind in "fc" else value

        arguments = [argument(one, sizes, np.random.default_rng(0), box) for one in tree.args]
        space: dict[str, Any] = {}
        exec(text.replace("import autograd.numpy as np", ""), space)
        space["np"] = anp
        result = space[ast.unparse(tree.func)](*arguments)
        return held(result._node, set(map(id, given)))


def found(call: str, sizes: Mapping[str, int], text: str, at: Mapping[str, int] | None = None) -> Any:
    """What adlint says; where its formula assumes more of sizes than holds at some, what it says for these."""
    result = evaluated(text, call, "autograd", sizes)
    assert result.failure is None
    known = Sizes(dict(result.bounds))
    tape, _ = closures(result.trace, list(result.arguments.values()), result.results, known)
    assert list(tape.gaps) == []
    if at is not None and any(value_at(one, at) < 0 for one in known.assumed):
        return found(call, at, text)
    return tape.bytes


@pytest.mark.parametrize(("text", "call", "sizes"), CALLS, ids=NAMES)
def test_closures_hold_what_they_hold(text: str, call: str, sizes: dict[str, int]) -> None:
    assert found(call, sizes, text) == real(call, sizes, text)


@pytest.mark.parametrize(("text", "call", "sizes"), CALLS, ids=NAMES)
def test_the_formula_gives_the_number(text: str, call: str, sizes: dict[str, int]) -> None:
    assert value_at(polynomial(found(call, {}, text)), sizes) == real(call, sizes, text)


def verdict(seed: int) -> str:
    """How adlint's answer for a random program compares with what autograd holds."""
    text, call = generated(seed, VALUES)
    text = text.replace("import numpy", "import autograd.numpy")
    for sizes in SIZES:
        try:
            with np.errstate(all="ignore"):
                truth = real(call, sizes, text)
        except Exception as error:  # noqa: BLE001
            return f"not run: {type(error).__name__}: {error}"
        if found(call, sizes, text) != truth:
            return f"differs at {sizes}: {found(call, sizes, text)} for {truth}"
        if "if " in text:
            continue  # symbols leave open which branch runs: the formula is that of the larger one
        if value_at(polynomial(found(call, {}, text, at=sizes)), sizes) != truth:
            return f"formula differs at {sizes}: {found(call, {}, text)} for {truth}"
    return "exact"


@pytest.mark.parametrize("seed", range(5000, 5060))
def test_a_random_program_holds_what_it_holds(seed: int) -> None:
    answer = verdict(seed)
    assert answer == "exact" or answer.startswith("not run"), generated(seed, VALUES)[0]


if __name__ == "__main__":
    first, count = (int(one) for one in sys.argv[1:3])
    results: Counter[str] = Counter()
    for number in range(first, first + count):
        try:
            answer = verdict(number)
        except Exception as error:  # noqa: BLE001
            answer = f"{type(error).__name__}: {error}"
        results[answer.split(":")[0].split(" at ")[0]] += 1
        if answer != "exact":
            print(number, answer[:160])
    print(dict(results))
