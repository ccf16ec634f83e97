"""Control flow of `jax.lax`: loops and branches that are operations."""

from adlint.frameworks.jax.control import branches, loops

FUNCTIONS = {**loops.FUNCTIONS, **branches.FUNCTIONS}

__all__ = ["FUNCTIONS"]
