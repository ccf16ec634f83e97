"""Equinox and Diffrax: evaluated from their source, but for what writes code, or asks for the inside of JAX."""

from adlint.frameworks.equinox.library import DIFFRAX, EQUINOX

__all__ = ["DIFFRAX", "EQUINOX"]
