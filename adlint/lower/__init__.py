"""From `ast` to the intermediate representation."""

from adlint.lower.module import Lowered, blank, lower, source_map
from adlint.lower.parse import Problem

__all__ = ["Lowered", "Problem", "blank", "lower", "source_map"]
