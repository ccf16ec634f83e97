"""`cond`, `switch`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import Bound, External, Partial, Ref, Transformed, Value
from adlint.frameworks.jax import primitives as lax
from adlint.frameworks.jax.control.tracing import arrays, with_leaves
from adlint.frameworks.jax.values import array, unknown
from adlint.trace import Alt, Array, Join, Operand, Trace


def _cond(m: Machine, name: str, given: Given) -> Value:
    """Either of two functions: both are part of the operation, whatever the predicate is."""
    predicate, true, false, *operands = given.positional
    if "operand" in given.keywords:
        operands = [given.keywords["operand"]]
    if len(given.positional) == 5 and not _is_callable(m, false) and _is_callable(m, operands[0]):
        return _old(m, given)
    chosen = array(m, predicate)
    if chosen.dtype != "bool":
        chosen = lax.compare(m, "ne", chosen, 0)
    number = lax.convert(m, chosen, "i32")
    return branched(m, number, [lambda: m.call(false, *operands), lambda: m.call(true, *operands)])


def _is_callable(m: Machine, value: Value) -> bool:
    if isinstance(value, Ref):
        return m.store[value].kind in ("function", "class")
    return isinstance(value, Bound | External | Partial | Transformed)


def _old(m: Machine, given: Given) -> Value:
    """`cond(pred, true_operand, true_fun, false_operand, false_fun)`."""
    predicate, a, true, b, false = given.positional
    number = lax.convert(m, array(m, predicate), "i32")
    return branched(m, number, [lambda: m.call(false, b), lambda: m.call(true, a)])


def _switch(m: Machine, name: str, given: Given) -> Value:
    index, listed, *operands = given.positional
    if "operand" in given.keywords:
        operands = [given.keywords["operand"]]
    branches = items(m, listed)
    if branches is None:
        raise unknown(m, "the branches of `switch` are not known", listed)
    if len(branches) == 1:
        return m.call(branches[0], *operands)
    number = lax.elementwise(m, "clamp", 0, lax.convert(m, array(m, index), "i32"), len(branches) - 1)
    return branched(m, number, [partial(m.call, branch, *operands) for branch in branches])


def branched(m: Machine, number: Operand, branches: list[Callable[[], Value]]) -> Value:
    """One of several pieces, by number; their results are of equal structure and type."""
    traces: list[Trace] = []
    results: list[list[Array]] = []
    tree: Value = None
    for branch in branches:
        found: list[Array] = []

        def run(branch: Callable[[], Value] = branch, found: list[Array] = found) -> Value:
            result = branch()
            found.extend(arrays(m, result))
            return result

        trace, tree = m.traced(run)
        traces.append(trace)
        results.append(found)
    if len({len(one) for one in results}) > 1:
        raise unknown(m, "the branches of `cond` give things of different structure", tree)
    joins = []
    outputs: list[Array] = []
    for column in zip(*results, strict=True):
        first = column[0]
        if all(one is first for one in column):
            outputs.append(first)
            continue
        made = m.array(first.shape, first.dtype, "jax", weak=all(one.weak for one in column))
        joins.append(Join(made, column))
        outputs.append(made)
    m.trace.append(Alt(m.site(), tuple(traces), tuple(joins), number))
    return with_leaves(m, tree, outputs)


FUNCTIONS = {"cond": _cond, "switch": _switch}
