"""What Python itself brings: builtins, and the parts of the standard library that numerical programs use."""

from adlint.evaluate.library.plain import Plain
from adlint.evaluate.library.standard import STANDARD

__all__ = ["STANDARD", "Plain"]
