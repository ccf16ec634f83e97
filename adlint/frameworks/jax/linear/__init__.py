"""Linearisation: a trace becomes one that computes what it did, and a linear program of tangents beside it.

What the linear program reads of the other are the residuals (Frostig, Johnson, Maclaurin, Paszke and Radul 2021,
"Decomposing reverse-mode automatic differentiation"), which JAX 0.10 finds in the same way.
"""

from adlint.frameworks.jax.linear.forward import pushed
from adlint.frameworks.jax.linear.linearise import Linearised, linearise

__all__ = ["Linearised", "linearise", "pushed"]
