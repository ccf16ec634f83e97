"""Functions of JAX outside of its NumPy."""

from adlint.frameworks.jax import structures, trees
from adlint.frameworks.jax.arguments import Function
from adlint.frameworks.jax.control import FUNCTIONS as CONTROL
from adlint.frameworks.jax.functions import (
    collectives,
    internals,
    lax,
    linalg,
    machinery,
    nn,
    random,
    solves,
    special,
    windows,
)
from adlint.frameworks.jax.numpy.asking import OF_DTYPES
from adlint.frameworks.jax.transformed import gradients

FUNCTIONS: dict[str, Function] = {
    **trees.FUNCTIONS, **{f"lax.{name}": function for name, function in CONTROL.items()}, **lax.FUNCTIONS,
    **linalg.FUNCTIONS, **nn.FUNCTIONS, **random.FUNCTIONS, **special.FUNCTIONS,
    **gradients.FUNCTIONS, **solves.FUNCTIONS,
    **windows.FUNCTIONS, **structures.FUNCTIONS, **machinery.FUNCTIONS, **internals.FUNCTIONS, **OF_DTYPES,
    **collectives.FUNCTIONS,
}  # fmt: skip

__all__ = ["FUNCTIONS"]
