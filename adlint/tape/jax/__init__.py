"""The tape of JAX: the residuals that `jax.vjp` keeps."""

from adlint.tape.jax.residuals import record

__all__ = ["record"]
