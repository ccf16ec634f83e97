"""HIPS autograd: NumPy and SciPy whose arrays are values, and functions of functions."""

from adlint.frameworks.autograd.library import AUTOGRAD

__all__ = ["AUTOGRAD"]
