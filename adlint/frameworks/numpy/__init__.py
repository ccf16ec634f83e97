"""NumPy and SciPy: what their functions give, and which operations they stand for."""

from adlint.frameworks.numpy.library import NUMPY, SCIPY, NumPy

__all__ = ["NUMPY", "SCIPY", "NumPy"]
