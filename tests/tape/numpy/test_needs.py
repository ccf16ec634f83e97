"""What the adjoint of a function needs, held to the function: the operands that its derivatives really depend on.

A derivative in a direction is taken with an operand as it is, and with another in its place. Where that changes it, the
adjoint has to know the operand or the result, and where nothing changes it, it must not keep anything.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

from adlint.tape.reverse.adjoints import needed
from adlint.tape.values.flow import Step
from adlint.trace import Array, Op, within

from .evaluating import evaluated
from .test_functions import ARGUMENTS, CALL, HEAD, NAMES, calls, scipy

# derivatives are constant where they can be taken: the function jumps, or is the identity, or ends at some point
EXEMPT = (
    "np.angle(a)", "np.nanmean(a)", "np.nanmean(a,axis=0)", "np.linalg.solve(q,q)", "a//b", "np.arccosh(a)",
    "scipy.interpolate.RBFInterpolator(a,b)(a)", "scipy.stats.expon.logpdf(v)",
)  # fmt: skip
POSITIVE = ("seuclidean", "entropy", "jensenshannon")  # of these arguments are not negative
OTHERS = np.random.default_rng(7)


def other(name: str, call: str) -> Any:
    """Another value for an argument: one in which more goes on than in the first."""
    least = 0.1 if any(one in call for one in POSITIVE) else -0.9
    found = OTHERS.uniform(least, 1.9, np.shape(ARGUMENTS[name]))
    return found @ found.T + 4 * np.eye(4) if name == "p" else found


def op_of(call: str) -> Op | None:
    """The operation that a call stands for; None where there are several, or it works on something that is made first."""
    result = evaluated(f"{HEAD}def f({NAMES}):\n    return {call}\n", CALL)
    ops = [node for node in within(result.trace) if isinstance(node, Op) and node.name != "numpy.bind"]
    given = {one.number for one in result.arguments.values()}
    whole = len(ops) == 1 and bool(ops[0].results)
    arrays = [one for one in ops[0].operands if isinstance(one, Array)] if whole else []
    real = bool(arrays) and not ("random" in call or "rvs" in call) and all(one.dtype == "f64" and one.shape and one.number in given for one in arrays)
    several = isinstance(result.result, Array)
    return ops[0] if real and several and ops[0].results[0].dtype == "f64" else None


OPS = [(call, op) for call in calls() if call not in EXEMPT and not call.endswith("]") and (op := op_of(call)) is not None]


def slope(call: str, point: dict[str, Any], name: str, way: Any) -> Any:
    """The derivative in a direction of one argument."""
    ends = []
    for step in (1e-6, -1e-6):
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            ends.append(np.asarray(eval(call, {"np": np, "scipy": scipy}, point | {name: point[name] + step * way})))
    return (ends[0] - ends[1]) / 2e-6


def depends(call: str, name: str, names: set[str]) -> set[str]:
    """The arguments that the derivative with respect to one depends on."""
    way = OTHERS.uniform(0.5, 1.0, np.shape(ARGUMENTS[name]))
    way = way + way.T if name == "p" else way
    right = slope(call, ARGUMENTS, name, way)
    found = set()
    for one in names:
        moved = [slope(call, ARGUMENTS | {one: other(one, call)}, name, way) for _ in range(6)]
        if any(np.any(np.abs(each - right) > 1e-4 * (1 + np.abs(right))) for each in moved):
            found.add(one)
    return found


@pytest.mark.parametrize(("call", "op"), OPS, ids=[call for call, _ in OPS])
def test_an_adjoint_needs_what_derivatives_depend_on(call: str, op: Op) -> None:
    numbers = dict(enumerate(ARGUMENTS, 1))
    names = [numbers.get(one.number) if isinstance(one, Array) else None for one in op.operands]
    reads = tuple(one.number if isinstance(one, Array) else None for one in op.operands)
    step = Step(op.site, op.name, op.operands, reads, op.results, (99,), None, op)
    for name in {one for one in names if one is not None}:
        found = needed(step, [one == name for one in names], ())
        assert found is not None, op.name
        kept = {one.value for one in found}
        real = depends(call, name, {one for one in names if one is not None})
        assert real <= {numbers[one] for one in kept - {99}} or 99 in kept
        assert real or not kept
