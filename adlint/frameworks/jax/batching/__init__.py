"""`vmap`: a trace of one example becomes that of a batch, operation by operation."""

from adlint.frameworks.jax.batching.batch import Batch

__all__ = ["Batch"]
