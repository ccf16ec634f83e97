"""Sizes from texts: the Python expressions that `expression` writes."""

from __future__ import annotations

import ast

from adlint.symbolic.division import floordiv
from adlint.symbolic.extremes import maximum, minimum
from adlint.symbolic.polynomial import Polynomial, constant, symbol


def read(text: str) -> Polynomial | None:
    """The size that an expression gives; None if it is none of a size."""
    try:
        return _value(ast.parse(text, mode="eval").body)
    except (SyntaxError, ValueError, ZeroDivisionError):
        return None


def _value(tree: ast.expr) -> Polynomial:
    """The size behind a tree; ValueError if there is none."""
    match tree:
        case ast.Constant(int(value)):
            return constant(value)
        case ast.Name(name):
            return symbol(name)
        case ast.UnaryOp(ast.USub(), operand):
            return -_value(operand)
        case ast.BinOp(left, ast.Pow(), ast.Constant(int(power))) if power >= 0:
            result = constant(1)
            for _ in range(power):
                result = result * _value(left)
            return result
        case ast.BinOp(left, operator, right):
            return _binary(operator, _value(left), _value(right))
        case ast.Call(ast.Name("max" | "min" as name), arguments):
            return (maximum if name == "max" else minimum)(map(_value, arguments))
        case _:
            raise ValueError(ast.unparse(tree))


def _binary(operator: ast.operator, left: Polynomial, right: Polynomial) -> Polynomial:
    match operator:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.FloorDiv():
            return floordiv(left, right)
        case _:
            raise ValueError(type(operator).__name__)
