"""`jax.numpy`: each function as the primitives that it expands to in JAX 0.10."""

from adlint.frameworks.jax.numpy import (
    asking,
    elementwise,
    indexing,
    joining,
    making,
    products,
    reductions,
    shaping,
    signals,
    statistics,
)

FUNCTIONS = {
    **elementwise.FUNCTIONS, **reductions.FUNCTIONS, **making.FUNCTIONS, **shaping.FUNCTIONS, **joining.FUNCTIONS,
    **products.FUNCTIONS, **indexing.FUNCTIONS, **signals.FUNCTIONS,
    **statistics.FUNCTIONS, **asking.FUNCTIONS,
}  # fmt: skip

__all__ = ["FUNCTIONS"]
