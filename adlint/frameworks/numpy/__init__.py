"""NumPy: arrays are buffers, views share them, and anything may be written in place."""

from adlint.frameworks.numpy.library import NUMPY

__all__ = ["NUMPY"]
