"""Equinox: evaluated from its source, but for what writes code of its own, or asks for the inside of JAX."""

from adlint.frameworks.equinox.library import EQUINOX

__all__ = ["EQUINOX"]
