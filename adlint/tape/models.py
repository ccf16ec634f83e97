"""The tape models by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum

from msgspec import Struct

from adlint.shapes.dims import Dim
from adlint.shapes.sizes import Sizes
from adlint.tape import jax
from adlint.tape.lines import Tape
from adlint.tape.reverse.minimum import minimum
from adlint.tape.systems.autograd import closures
from adlint.tape.systems.layouts import LAYOUTS
from adlint.tape.systems.overloading import record
from adlint.tape.systems.source import source
from adlint.tape.torch import saved_tensors
from adlint.trace import Array, Trace


class Evaluation(Struct, frozen=True):
    """What a model folds: the trace of a call, the arrays among its arguments, those of them that derivatives are taken
    with respect to, and its results.
    """

    trace: Trace
    arguments: Sequence[Array]
    active: Sequence[Array]
    results: Sequence[Array]


class Folded(Struct, frozen=True):
    """What is kept; and the bytes of arguments that are kept beside it, if the model tells them apart."""

    tape: Tape
    arguments: Dim | None = None


Fold = Callable[[Evaluation, Sizes], Folded]


class Adjoint(Enum):
    """Where derivatives are kept in the reverse sweep."""

    OF_ARRAY = "beside every active array, of its dtype"
    OF_DOUBLE = "beside every active element, as a double"
    OF_STATEMENT = "with every statement"


class Model(Struct, frozen=True):
    """A model, and the libraries of arrays whose programs it is of. One that `covers` branches keeps room for all of
    them, whichever runs, as JAX does for `lax.cond`. One that `is_of_all` keeps what has a derivative, whether a result
    depends on it or not.
    """

    name: str
    fold: Fold
    frameworks: tuple[str, ...]
    covers: bool = False
    adjoint: Adjoint = Adjoint.OF_ARRAY
    is_of_all: bool = False


def _overloading(layout: str) -> Fold:
    def fold(given: Evaluation, sizes: Sizes) -> Folded:
        return Folded(record(given.trace, given.active, layout, sizes))

    return fold


def _values(fold: Callable[..., tuple[Tape, Dim]], **options: bool) -> Fold:
    def folded(given: Evaluation, sizes: Sizes) -> Folded:
        return Folded(*fold(given.trace, given.arguments, given.results, sizes, given.active, **options))

    return folded


# CoDiPack numbers statements one by one, and has an adjoint of each; XAD has one of each number that it gave out
_ADJOINTS = {
    **dict.fromkeys(("elemental", "adolc"), Adjoint.OF_DOUBLE),
    **dict.fromkeys(("codipack-jacobian", "codipack-primal", "xad"), Adjoint.OF_STATEMENT),
}

MODELS: dict[str, Model] = {
    one.name: one
    for one in (
        Model("minimum", _values(minimum), ("numpy", "autograd")),
        Model("source", _values(source), ("numpy",)),
        Model("source-all", _values(source, every=True), ("numpy",)),
        *(
            Model(f"overloading:{layout}", _overloading(layout), ("numpy", "autograd"), adjoint=_ADJOINTS[layout],
                  is_of_all=True)
            for layout in LAYOUTS
        ),
        Model("autograd", _values(closures), ("autograd",)),
        Model("jax", _values(jax.record), ("jax",), covers=True),
        Model("torch", _values(saved_tensors), ("torch",), is_of_all=True),
    )
}
_DEFAULTS = {"numpy": "source"}
_SHORT = {"overloading": "overloading:elemental"}


def model_of(name: str) -> Model | None:
    """The model of a name; None if there is none."""
    return MODELS.get(_SHORT.get(name, name))


def default_for(framework: str) -> Model:
    """The model of a framework, where none is asked for: its own, for plain NumPy source transformation."""
    return MODELS[_DEFAULTS.get(framework, framework)]


def names() -> tuple[str, ...]:
    """All names that can be asked for."""
    return (*MODELS, *_SHORT)
