"""Functions that go element by element."""

from __future__ import annotations

import cmath
import math

from adlint.evaluate.errors import Raised
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.numbers import arithmetic
from adlint.evaluate.values import Number, Unknown, Value
from adlint.frameworks.arguments import dtype_from
from adlint.frameworks.numpy.making import as_array, dtype_of, is_plain, operand, shape_of
from adlint.shapes.broadcasting import broadcast
from adlint.shapes.dtypes import kind, real
from adlint.trace import Array

ONE = frozenset(
    "negative positive absolute fabs sqrt exp exp2 log log2 log10 log1p expm1 sin cos tan arcsin arccos arctan sinh"
    " cosh tanh arcsinh arccosh arctanh square reciprocal sign floor ceil rint trunc cbrt conjugate deg2rad rad2deg"
    " degrees radians real_if_close sinc i0 nan_to_num spacing".split()
)
TWO = frozenset(
    "add subtract multiply divide power float_power maximum minimum fmax fmin arctan2 hypot remainder fmod floor_divide"
    " copysign logaddexp logaddexp2 heaviside nextafter ldexp".split()
)
BOOLEAN = frozenset(
    "less less_equal greater greater_equal equal not_equal logical_and logical_or logical_not logical_xor isnan"
    " isfinite isinf signbit isclose isreal iscomplex isneginf isposinf".split()
)
BITS = frozenset("bitwise_and bitwise_or bitwise_xor invert left_shift right_shift gcd lcm bitwise_not".split())
SAME = {"abs": "absolute", "true_divide": "divide", "mod": "remainder", "conj": "conjugate", "fix": "trunc",
        "bitwise_not": "invert", "acos": "arccos", "asin": "arcsin", "atan": "arctan", "atan2": "arctan2",
        "pow": "power", "acosh": "arccosh", "asinh": "arcsinh", "atanh": "arctanh", "round": "rint",
        "bitwise_invert": "invert"}  # fmt: skip
_FLOATING = ONE - frozenset("negative positive absolute square sign conjugate nan_to_num real_if_close reciprocal floor"
                            " ceil trunc rint".split()) | {"divide", "arctan2", "hypot", "logaddexp", "logaddexp2", "copysign", "float_power"}
OPERATORS = {
    "+": "add", "-": "subtract", "*": "multiply", "/": "divide", "//": "floor_divide", "%": "remainder", "**": "power",
    "&": "bitwise_and", "|": "bitwise_or", "^": "bitwise_xor", "<<": "left_shift", ">>": "right_shift", "<": "less",
    "<=": "less_equal", ">": "greater", ">=": "greater_equal", "==": "equal", "!=": "not_equal",
}  # fmt: skip
_IN_MATH = {"arcsin": "asin", "arccos": "acos", "arctan": "atan", "arctan2": "atan2", "absolute": "fabs", "power": "pow",
            "arcsinh": "asinh", "arccosh": "acosh", "arctanh": "atanh", "conjugate": "", "remainder": "", "sign": ""}


def is_elementwise(name: str) -> bool:
    """Whether a function of NumPy goes element by element."""
    name = SAME.get(name, name)
    return name in ONE or name in TWO or name in BOOLEAN or name in BITS


def arity(name: str) -> int:
    """How many arrays a function works on."""
    name = SAME.get(name, name)
    return 1 if name in ONE or name in ("logical_not", "isnan", "isfinite", "isinf", "signbit", "invert", "isreal",
                                        "iscomplex", "isneginf", "isposinf") else 2  # fmt: skip


def elementwise(m: Machine, name: str, given: Given) -> Value:
    """A function with the arguments that all of NumPy's elementwise ones take: `out`, `where`, `dtype`."""
    name = SAME.get(name, name)
    count = arity(name)
    values = tuple(one if is_plain(one) else as_array(m, one) for one in given.positional[:count])
    out = given.at(count, "out")
    out = out[0] if isinstance(out, tuple) and out else out
    dtype = given.keywords.get("dtype")
    return apply(m, name, values, out if isinstance(out, Array) else None, None if dtype is None else dtype_from(m, dtype, "f64"))


def apply(m: Machine, name: str, values: tuple[Value, ...], out: Array | None = None, dtype: str | None = None) -> Value:
    """An elementwise operation, into a new array or into `out`."""
    unknown = next((one for one in values if isinstance(one, Unknown)), None)
    if unknown is not None:
        return m.spread(unknown, values)
    if all(map(is_plain, values)) and out is None:
        return plain(m, name, values)
    shape = broadcast(*map(shape_of, values))
    found = dtype or result_dtype(name, dtype_of(values))
    if out is not None:
        result = m.array(out.shape, out.dtype, out.framework, out.buffer)
    else:
        result = m.array(shape, found, "numpy")
    m.emit(f"numpy.{name}", tuple(map(operand, values)), result)
    return result


def result_dtype(name: str, dtype: str) -> str:
    """The dtype that an operation gives, from that of what it works on."""
    if name in BOOLEAN:
        return "bool"
    if name in _FLOATING and kind(dtype) in "bi":
        return "f16" if dtype in ("bool", "i8", "u8") else "f32" if dtype in ("i16", "u16") else "f64"
    if name == "divide" and kind(dtype) in "bi":
        return "f64"
    return real(dtype) if name in ("absolute", "fabs") else dtype


def plain(m: Machine, name: str, values: tuple[Value, ...]) -> Value:
    """A function of NumPy of plain numbers, which NumPy answers with a number."""
    symbol = next((one for one, found in OPERATORS.items() if found == name), None)
    if symbol is not None:
        return arithmetic(m, symbol, *values)
    if name == "negative":
        return arithmetic(m, "-", 0, values[0])
    if all(isinstance(one, bool | int | float | complex) for one in values):
        library = cmath if any(isinstance(one, complex) for one in values) else math
        function = getattr(library, _IN_MATH.get(name, name), None)
        if name in ("maximum", "minimum"):
            return max(values) if name == "maximum" else min(values)  # type: ignore[type-var, return-value]
        if function is not None:
            try:
                return function(*values)  # type: ignore[no-any-return]
            except (ArithmeticError, ValueError):
                return float("nan")
            except TypeError as error:
                raise Raised("TypeError", str(error)) from error
    return Number("bool") if name in BOOLEAN else Number("float")
