"""The special methods that stand for operators, without their underscores (Python's data model, 3.3.1 and 3.3.8)."""

from __future__ import annotations

ARITHMETIC = {
    "+": "add", "-": "sub", "*": "mul", "/": "truediv", "//": "floordiv", "%": "mod", "**": "pow", "@": "matmul",
    "&": "and", "|": "or", "^": "xor", "<<": "lshift", ">>": "rshift",
}  # fmt: skip
COMPARED = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}  # what the right side is asked
# the methods that stand for operators of one operand
UNARY = {"-": "__neg__", "+": "__pos__", "~": "__invert__"}
