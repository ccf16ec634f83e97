"""The tape models by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from adlint.shapes.sizes import Sizes
from adlint.tape import jax
from adlint.tape.lines import Tape
from adlint.tape.overloading import LAYOUTS, record
from adlint.trace import Array, Trace

# what the trace keeps, given the arrays that derivatives are taken with respect to, and the results
Fold = Callable[[Trace, Sequence[Array], Sequence[Array], Sizes], Tape]


class Model(Struct, frozen=True):
    """A model, and the libraries of arrays whose programs it is of; it is the `default` of some."""

    name: str
    fold: Fold
    frameworks: tuple[str, ...]
    defaults: tuple[str, ...] = ()


def _overloading(layout: str) -> Fold:
    def fold(trace: Trace, active: Sequence[Array], results: Sequence[Array], sizes: Sizes) -> Tape:  # noqa: ARG001
        return record(trace, active, layout, sizes)

    return fold


MODELS: dict[str, Model] = {
    one.name: one
    for one in (
        *(Model(f"overloading:{layout}", _overloading(layout), ("numpy",)) for layout in LAYOUTS),
        Model("jax", jax.record, ("jax",), ("jax",)),
    )
}
_SHORT = {"overloading": "overloading:elemental"}


def model_of(name: str) -> Model | None:
    """The model of a name; None if there is none."""
    return MODELS.get(_SHORT.get(name, name))


def default_for(framework: str) -> Model:
    """The model of a framework, where none is asked for."""
    found = next((one for one in MODELS.values() if framework in one.defaults), None)
    return found or MODELS["overloading:elemental"]


def names() -> tuple[str, ...]:
    """All names that can be asked for."""
    return (*MODELS, *_SHORT)
