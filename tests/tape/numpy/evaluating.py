"""Programs, evaluated by adlint from their text."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from adlint.evaluate.evaluate import Evaluated, evaluate
from adlint.frameworks import LIBRARIES
from adlint.interpret.program import Program
from adlint.lower import lower


def evaluated(text: str, call: str, framework: str = "numpy", sizes: Mapping[str, int] = {}) -> Evaluated:
    """What adlint finds of a call in a module with a text."""
    program = Program({"main": lower(text).module}, frozenset())
    tree = ast.parse(call, mode="eval").body
    assert isinstance(tree, ast.Call)
    return evaluate(program, lambda name: None, LIBRARIES, "main", tree, framework, sizes)
