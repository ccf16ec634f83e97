"""A call with what its model knows of checkpoints, and how high the stack grows under those of its source."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from adlint.evaluate.evaluate import Evaluated
from adlint.placement.costing.costs import UnboundError
from adlint.placement.costing.traced import Traced
from adlint.placement.searching.problem import problem
from adlint.placement.written.writing import SYSTEMS
from adlint.shapes.sizes import INDEX, Sizes, is_named
from adlint.symbolic import Between, Bounds, symbols_of
from adlint.tape.lines import Tape
from adlint.tape.models import Evaluation, Model
from adlint.tape.values.variants import over_branches
from adlint.trace import Array, Trace

_KNOWN = ("jax", "torch", "autograd")  # models that know what a checkpoint keeps


def with_model(
    found: Evaluated, model: Model, active: Sequence[Array], is_known: Callable[[str], bool],
    given: Mapping[str, int] | None = None, *, at_most: bool = False,
) -> Traced:  # fmt: skip
    """The call as it can be planned; `is_known` tells whether a function stands in a text that can be changed. Sizes
    that depend on data are those that are `given`, or taken to be as large as they can be if `at_most`.
    """
    arguments = tuple(found.arguments.values())

    def fold(trace: Trace) -> Tape:
        given = Evaluation(trace, arguments, active, found.results)
        return over_branches(model, given, Sizes(dict(found.bounds)))[0].tape

    system = SYSTEMS[model.name] if model.name in _KNOWN else None
    most = _largest(found.bounds) if at_most else {}
    return Traced(found.trace, arguments, fold, system, is_known, tuple(active), most, given or {})


def _largest(bounds: Bounds) -> dict[str, int]:
    """The upper bounds of sizes that nobody named, where these are numbers."""
    ends = ((one.index, one.most) for one in bounds.values() if isinstance(one, Between))
    symbols = ((next(iter(symbols_of(index))), most) for index, most in ends if isinstance(most, int))
    return {one.key: most for one, most in symbols if not is_named(one) and one.reason != INDEX}


def peak_today(call: Traced) -> int | None:
    """The largest height of the stack over both sweeps with the checkpoints that stand in the source, in bytes; None if
    the model knows no checkpoints, or sizes are no numbers.
    """
    if call.system is None or call.tape.gaps:
        return None
    try:
        tree, _ = call.tree(lambda _: True)
    except UnboundError:
        return None
    return problem(tree).place(call.today & tree.sites().keys()).peak
