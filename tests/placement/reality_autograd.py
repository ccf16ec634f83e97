"""Programs of HIPS autograd with their plans written into them: what closures hold, and gradients, before and after."""

from __future__ import annotations

import ast
from types import CellType, FunctionType
from typing import Any

import numpy as np
from autograd import grad
from autograd.core import VJPNode
from autograd.tracer import Box, new_box, trace_stack

from adlint.fixes import with_checkpoints
from adlint.placement.plan import Goal
from adlint.placement.written.writing import SYSTEMS
from tests.placement.reality import ONCE, Measured, planned
from tests.tape.numpy.test_autograd import argument


def measure(text: str, call: str, goal: Goal = ONCE) -> Measured:
    """A program of autograd: planned, written, run. AssertionError if it then has another gradient."""
    found = planned(text, call, goal)
    changes = found.changes.get("program.py", ())
    after, left = with_checkpoints(text, changes, SYSTEMS["autograd"])
    for one, other in zip(_gradients(text, call), _gradients(after, call), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-9)
    tape = (found.tape["store_all"], found.tape["plan"])
    return Measured(tape, (held(text, call), held(after, call)), len(changes), len(left))


def _arguments(call: str, box: Any) -> list[Any]:
    tree = ast.parse(f"main({call})", mode="eval").body
    assert isinstance(tree, ast.Call)
    rng = np.random.default_rng(0)
    return [argument(one, {}, rng, box) for one in tree.args]


def _main(text: str) -> Any:
    space: dict[str, Any] = {}
    exec(text, space)
    return space["main"]


def _gradients(text: str, call: str) -> list[Any]:
    given = _arguments(call, lambda one: one)
    main = _main(text)
    found = [grad(main, n)(*given) for n, one in enumerate(given) if not isinstance(one, int)]
    return [leaf for one in found for leaf in _leaves(one)]


def _leaves(tree: Any) -> list[Any]:
    return [leaf for one in tree for leaf in _leaves(one)] if isinstance(tree, list | tuple) else [tree]


def held(text: str, call: str) -> int:
    """The bytes of distinct arrays that the closures of all nodes hold, those of nodes in closures too, but for
    arguments.
    """
    given: list[Any] = []
    with trace_stack.new_trace() as trace:

        def box(value: Any) -> Any:
            given.append(value)
            return new_box(value, trace, VJPNode.new_root())

        result = _main(text)(*_arguments(call, box))
        arrays: dict[int, Any] = {}
        _walk(result._node, arrays, set())
    own = {id(one) for one in given}
    return sum(one.nbytes for key, one in arrays.items() if key not in own)


def _walk(value: Any, arrays: dict[int, Any], seen: set[int]) -> None:
    if id(value) in seen or isinstance(value, np.bool_):
        return
    seen.add(id(value))
    match value:
        case np.ndarray() | np.generic():
            arrays[id(value)] = value
        case VJPNode():
            for one in (value.vjp, *value.parents):
                _walk(one, arrays, seen)
        case Box():
            _walk(value._value, arrays, seen)
        case FunctionType() if value.__module__ != "builtins":
            for one in value.__closure__ or ():
                _walk(one, arrays, seen)
        case CellType():
            try:
                inner = value.cell_contents
            except ValueError:
                return  # a cell that is empty
            _walk(inner, arrays, seen)
        case tuple() | list():
            for one in value:
                _walk(one, arrays, seen)
        case dict():
            _walk(list(value.values()), arrays, seen)
