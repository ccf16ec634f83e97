"""Derivatives of primitives, written as JAX 0.10 writes them: a residual is whatever they use that is no tangent."""

from adlint.frameworks.jax.derivatives import custom, elementwise, indexing, linalg, shaping, solves, tridiagonal  # noqa: F401  (they fill RULES)
from adlint.frameworks.jax.derivatives.rule import RULES, Rule, Tangents

__all__ = ["RULES", "Rule", "Tangents"]
