"""Functions that go element by element."""

from __future__ import annotations

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Value
from adlint.frameworks.jax import primitives as lax
from adlint.frameworks.jax.arguments import Function, named
from adlint.frameworks.jax.primitives import add, compare, div, elementwise, integer_pow, mul, select_n, sub
from adlint.frameworks.jax.promotion import joined
from adlint.frameworks.jax.values import array, broadcast_to, is_plain, literal, promoted, same_rank
from adlint.shapes.broadcasting import broadcast
from adlint.shapes.dtypes import kind, real
from adlint.trace import Array, Operand

# to the primitive of that name, in a floating dtype
_FLOATING = {
    **{one: one for one in "exp exp2 log log1p expm1 sqrt sin cos tan tanh sinh cosh cbrt floor ceil".split()},
    "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arcsinh": "asinh", "arccosh": "acosh", "arctanh": "atanh",
    "asin": "asin", "acos": "acos", "atan": "atan", "asinh": "asinh", "acosh": "acosh", "atanh": "atanh",
    "rint": "round", "fabs": "abs",
}  # fmt: skip
_TWO = {"add": "add", "subtract": "sub", "multiply": "mul", "maximum": "max", "minimum": "min"}
_TWO_FLOATING = {
    "divide": "div", "true_divide": "div", "arctan2": "atan2", "atan2": "atan2", "nextafter": "nextafter",
}  # fmt: skip
_COMPARED = {"less": "lt", "less_equal": "le", "greater": "gt", "greater_equal": "ge", "equal": "eq", "not_equal": "ne"}
_BITS = {"bitwise_and": "and", "bitwise_or": "or", "bitwise_xor": "xor", "left_shift": "shift_left",
         "right_shift": "shift_right_arithmetic", "gcd": "gcd", "lcm": "gcd"}  # fmt: skip
_LOGICAL = {"logical_and": "and", "logical_or": "or", "logical_xor": "xor"}
OPERATORS = {
    "+": "add", "-": "subtract", "*": "multiply", "/": "divide", "//": "floor_divide", "%": "remainder", "**": "power",
    "&": "bitwise_and", "|": "bitwise_or", "^": "bitwise_xor", "<<": "left_shift", ">>": "right_shift", "<": "less",
    "<=": "less_equal", ">": "greater", ">=": "greater_equal", "==": "equal", "!=": "not_equal", "@": "matmul",
}  # fmt: skip


def floating(m: Machine, value: Value) -> Array:
    """One array of a floating dtype."""
    (x,) = promoted(m, value, floating=True)
    assert isinstance(x, Array)
    return x


def _one(m: Machine, name: str, given: Given) -> Value:
    return elementwise(m, _FLOATING[name], floating(m, given.positional[0]))


def _two(m: Machine, name: str, given: Given) -> Value:
    x, y = promoted(m, *named(given, "x y")[:2])
    return elementwise(m, _TWO[name], x, y)


def _two_floating(m: Machine, name: str, given: Given) -> Value:
    x, y = promoted(m, *given.positional[:2], floating=True)
    return elementwise(m, _TWO_FLOATING[name], x, y)


def _compare(m: Machine, name: str, given: Given) -> Value:
    x, y = promoted(m, *given.positional[:2])
    return compare(m, _COMPARED[name], x, y)


def _bits(m: Machine, name: str, given: Given) -> Value:
    x, y = promoted(m, *given.positional[:2])
    return elementwise(m, _BITS[name], x, y)


def _logical(m: Machine, name: str, given: Given) -> Value:
    x, y = same_rank(m, [truths(m, one) for one in given.positional[:2]])
    return elementwise(m, _LOGICAL[name], x, y)


def truths(m: Machine, value: Value) -> Array:
    """Booleans: what is not 0."""
    x = array(m, value)
    return x if x.dtype == "bool" else compare(m, "ne", x, 0)


def _not(m: Machine, name: str, given: Given) -> Value:
    x = truths(m, given.positional[0]) if name == "logical_not" else array(m, given.positional[0])
    return elementwise(m, "not", x)


def _same(m: Machine, name: str, given: Given) -> Value:
    """`negative`, `sign`, `square`, `absolute`: integers stay integers."""
    x = array(m, given.positional[0])
    if name in ("absolute", "abs"):
        return absolute(m, x)
    if name == "square" and x.dtype == "bool":
        x = lax.convert(m, x, "i32")
    return elementwise(m, {"negative": "neg"}.get(name, name), x)


def absolute(m: Machine, x: Array) -> Array:
    """`|x|`."""
    return x if x.dtype == "bool" or x.dtype[0] == "u" else elementwise(m, "abs", x, dtype=_real_or_none(x))


def _real_or_none(x: Array) -> str | None:
    return real(x.dtype) if lax.is_complex(x) else None


def _itself(m: Machine, name: str, given: Given) -> Value:
    return array(m, given.positional[0])


def _part(m: Machine, name: str, given: Given) -> Value:
    """`real`, `imag`, `conj`."""
    x = array(m, given.positional[0])
    if not lax.is_complex(x):
        return lax.zeros(m, x) if name == "imag" else x
    if name in ("conj", "conjugate"):
        return elementwise(m, "conj", x)
    return elementwise(m, name, x, dtype=real(x.dtype))


def _angle(m: Machine, name: str, given: Given) -> Value:
    x = array(m, given.positional[0])
    if not lax.is_complex(x):
        x = floating(m, x)
        return elementwise(m, "atan2", lax.zeros(m, x), x)
    return elementwise(m, "atan2", elementwise(m, "imag", x, dtype=real(x.dtype)), lax.real_part(m, x))


def _is_special(m: Machine, name: str, given: Given) -> Value:
    x = array(m, given.positional[0])
    if name == "isfinite":
        return elementwise(m, "is_finite", x, dtype="bool")
    if name == "signbit":
        return compare(m, "lt", x, 0.0)
    return compare(m, "ne" if name == "isnan" else "eq", x, x if name == "isnan" else 0.0)


def power(m: Machine, name: str, given: Given) -> Value:
    """`x ** y`: an integer of the program is a power of its own."""
    base, exponent = named(given, "x1 x2")
    if isinstance(exponent, int) and not isinstance(exponent, bool) and name != "float_power":
        whole = array(m, base)
        return integer_pow(m, lax.convert(m, whole, "i32") if whole.dtype == "bool" else whole, int(exponent))
    x, y = (one if is_plain(one) else array(m, one) for one in (base, exponent))
    dtype, _ = joined(m, (x, y))
    if isinstance(y, Array) and kind(y.dtype) == "i" and isinstance(x, Array) and x.is_inexact:
        left, right = same_rank(m, [x, y])
        return lax.bind(m, "pow", (left, right), broadcast(x.shape, y.shape), x.dtype, weak=x.weak and y.weak)
    if isinstance(y, Array) and kind(y.dtype) == "i" and isinstance(x, float):
        return lax.bind(m, "pow", (x, y), y.shape, dtype)  # weak only where both are
    return elementwise(m, "pow", *promoted(m, x, y, floating=name == "float_power" or kind(dtype) in "fc"))


def _log_base(m: Machine, name: str, given: Given) -> Value:
    x = elementwise(m, "log", floating(m, given.positional[0]))
    # the logarithm of 2 is computed, that of 10 is a number
    return div(m, x, lax.bind(m, "log", (2.0,), (), x.dtype)) if name == "log2" else mul(m, x, 0.434)


def _reciprocal(m: Machine, name: str, given: Given) -> Value:
    return integer_pow(m, floating(m, given.positional[0]), -1)


def _angles(m: Machine, name: str, given: Given) -> Value:
    return mul(m, floating(m, given.positional[0]), 0.0174)


def remainder(m: Machine, name: str, given: Given) -> Value:
    """`x % y`, with the sign of y."""
    x, y = promoted(m, *given.positional[:2])
    if isinstance(y, Array) and kind(y.dtype) == "i":
        y = select_n(m, compare(m, "eq", y, 0), y, lax.full(m, y.shape, 1, y.dtype))
    if not isinstance(y, Array) and isinstance(x, Array):
        y = _traced(m, y, x)
    rest = elementwise(m, "rem", x, y)
    if name == "fmod":
        return rest
    differs = compare(m, "ne", compare(m, "lt", rest, 0), compare(m, "lt", y, 0))
    chosen = elementwise(m, "and", differs, compare(m, "ne", rest, 0))
    return select_n(m, chosen, rest, add(m, rest, y))


def _traced(m: Machine, number: Operand, like: Array) -> Array:
    """A number that a function compiled by itself is given: an array in it."""
    return literal(m, like.dtype, weak=like.weak)


def floor_divide(m: Machine, name: str, given: Given) -> Value:
    """`x // y`."""
    x, y = promoted(m, *given.positional[:2])
    first = lax.first_array(x, y)
    if kind(first.dtype) == "i":
        quotient = div(m, x, y)
        differs = compare(m, "ne", elementwise(m, "sign", x), elementwise(m, "sign", y) if isinstance(y, Array) else 1)
        rest = compare(m, "ne", elementwise(m, "rem", x, y), 0)
        return select_n(m, elementwise(m, "and", differs, rest), quotient, sub(m, quotient, 1))
    rest = elementwise(m, "rem", x, y)
    return elementwise(m, "round", div(m, sub(m, x, rest), y))


def _divided(m: Machine, name: str, given: Given) -> Value:
    return floor_divide(m, name, given), remainder(m, "remainder", given)


def where(m: Machine, name: str, given: Given) -> Value:
    """`where(condition, x, y)`; numbers are arrays in it, as the function is compiled by itself."""
    condition, x, y = named(given, "condition x y")
    if x is None or y is None:
        return _places(m, condition, given)
    return chosen(m, truths(m, condition), x, y)


def chosen(m: Machine, mask: Array, x: Value, y: Value) -> Array:
    """`x` where the mask holds, else `y`."""
    values = [one if is_plain(one) else array(m, one) for one in (x, y)]
    dtype, weak = joined(m, values)
    arrays = [lax.convert(m, one if isinstance(one, Array) else array(m, one), dtype, weak=weak) for one in values]
    shapes = [one.shape for one in arrays if isinstance(one, Array)]
    shape = broadcast(*shapes) if not mask.shape else broadcast(mask.shape, *shapes)
    a, b = (broadcast_to(m, one, shape) for one in arrays)
    condition = mask if not mask.shape else broadcast_to(m, mask, shape)
    return select_n(m, condition, b, a)


def _places(m: Machine, condition: Value, given: Given) -> Value:
    x, size = array(m, condition), given.keywords.get("size")
    count = size if isinstance(size, int) else m.fresh("how many elements are true depends on data", 0)
    return tuple(lax.bind(m, "nonzero", (x,), (count,), "i32") for _ in x.shape)


def clip(m: Machine, name: str, given: Given) -> Value:
    """`clip`: compiled by itself, so that numbers are arrays in it."""
    x, low, high = named(given, "arr min max")
    low = given.keywords.get("a_min", low)
    high = given.keywords.get("a_max", high)
    found: Value = array(m, x)
    for bound, extreme in ((low, "max"), (high, "min")):
        if bound is not None:
            a, b = promoted(m, array(m, bound), found)
            found = elementwise(m, extreme, a, b)
    return found


def _log_of_sum(m: Machine, name: str, given: Given) -> Value:
    x, y = promoted(m, *given.positional[:2], floating=True)
    return log_of_sum(m, x, y)


def log_of_sum(m: Machine, x: Operand, y: Operand) -> Array:
    """`log(exp x + exp y)`."""
    shape = broadcast(lax.shape_of(x), lax.shape_of(y))
    first = lax.first_array(x, y)
    return lax.bind(m, "logaddexp", (x, y), shape, first.dtype, weak=first.weak)


def _signed(m: Machine, name: str, given: Given) -> Value:
    """`copysign`: the size of one with the sign of another."""
    x, y = promoted(m, *given.positional[:2], floating=True)
    size = elementwise(m, "abs", x if isinstance(x, Array) else array(m, x))
    return chosen(m, compare(m, "lt", y, 0.0), lax.neg(m, elementwise(m, "abs", size)), size)


def _distance(m: Machine, name: str, given: Given) -> Value:
    """`hypot`."""
    values = [array(m, one) for one in given.positional[:2]]
    x, y = (elementwise(m, "abs", one) for one in promoted(m, *values, floating=True))
    endless = elementwise(m, "or", compare(m, "eq", x, 0.0), compare(m, "eq", y, 0.0))
    x, y = elementwise(m, "max", x, y), elementwise(m, "min", x, y)
    nothing = compare(m, "eq", x, 0.0)
    one = lax.full(m, x.shape, 1.0, x.dtype)
    ratio = div(m, y, select_n(m, nothing, x, one))
    length = mul(m, x, elementwise(m, "sqrt", add(m, 1.0, elementwise(m, "square", ratio))))
    found = chosen(m, compare(m, "eq", x, 0.0), x, length)
    return chosen(m, endless, 1.0, found)


def _sinc(m: Machine, name: str, given: Given) -> Value:
    x = floating(m, given.positional[0])
    nothing = compare(m, "eq", x, 0.0)
    angle = mul(m, 3.14, x)
    safe = chosen(m, nothing, 1.0, angle)
    near = lax.bind(m, "sinc_maclaurin", (angle,), x.shape, x.dtype)
    return chosen(m, nothing, near, div(m, elementwise(m, "sin", safe), safe))


def _heaviside(m: Machine, name: str, given: Given) -> Value:
    x, y = promoted(m, *given.positional[:2], floating=True)
    inner = chosen(m, compare(m, "ne", x, x), x, y)
    return chosen(m, compare(m, "lt", x, 0.0), 0.0, chosen(m, compare(m, "gt", x, 0.0), 1.0, inner))


def _replaced(m: Machine, name: str, given: Given) -> Value:
    """`nan_to_num`."""
    x = array(m, given.positional[0])
    for number in range(3):
        x = chosen(m, compare(m, "eq", x, x if number == 0 else 0.0), literal(m, x.dtype, weak=False), x)
    return x


def _round(m: Machine, name: str, given: Given) -> Value:
    x, decimals = array(m, given.positional[0]), given.at(1, "decimals")
    if kind(x.dtype) == "i":
        return x
    if not decimals:
        return elementwise(m, "round", x)
    return div(m, elementwise(m, "round", mul(m, x, 10.0)), 10.0)


def _trunc(m: Machine, name: str, given: Given) -> Value:
    x = array(m, given.positional[0])
    return chosen(m, compare(m, "lt", x, 0), elementwise(m, "ceil", x), elementwise(m, "floor", x))


def _close(m: Machine, name: str, given: Given) -> Value:
    x, y = promoted(m, *given.positional[:2])
    found = compare(m, "eq", x, y)
    return found if name == "isclose" else lax.reduce_(m, "reduce_and", found, range(len(found.shape)))


FUNCTIONS: dict[str, Function] = {
    **dict.fromkeys(_FLOATING, _one), **dict.fromkeys(_TWO, _two), **dict.fromkeys(_TWO_FLOATING, _two_floating),
    **dict.fromkeys(_COMPARED, _compare), **dict.fromkeys(_BITS, _bits), **dict.fromkeys(_LOGICAL, _logical),
    **dict.fromkeys(("logical_not", "invert", "bitwise_not", "bitwise_invert"), _not),
    **dict.fromkeys(("negative", "sign", "square", "absolute", "abs"), _same), "positive": _itself,
    **dict.fromkeys(("real", "imag", "conj", "conjugate"), _part), "angle": _angle,
    **dict.fromkeys(("isnan", "isfinite", "isinf", "isposinf", "isneginf", "signbit"), _is_special),
    **dict.fromkeys(("power", "pow", "float_power"), power), "log2": _log_base, "log10": _log_base,
    "reciprocal": _reciprocal, **dict.fromkeys(("deg2rad", "rad2deg", "radians", "degrees"), _angles),
    **dict.fromkeys(("remainder", "mod", "fmod"), remainder), "floor_divide": floor_divide, "divmod": _divided,
    "where": where, "clip": clip, "logaddexp": _log_of_sum, "hypot": _distance, "copysign": _signed,
    "sinc": _sinc, "heaviside": _heaviside,
    "nan_to_num": _replaced, "round": _round, "around": _round, "trunc": _trunc, "fix": _trunc, "isclose": _close,
    "allclose": _close,
}  # fmt: skip
