"""Libraries of arrays: what their functions give, and which operations they stand for."""

from adlint.evaluate.machine import Library
from adlint.frameworks.numpy import NUMPY
from adlint.frameworks.torch import TORCH

LIBRARIES: dict[str, Library] = {"numpy": NUMPY, "torch": TORCH}
