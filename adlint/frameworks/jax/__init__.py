"""JAX: arrays are values, functions of `jax.numpy` stand for the primitives that they expand to."""

from adlint.frameworks.jax.library import JAX

__all__ = ["JAX"]
