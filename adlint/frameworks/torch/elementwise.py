"""Functions that go element by element."""

from __future__ import annotations

from collections.abc import Sequence

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Value
from adlint.frameworks.arguments import numbers_of
from adlint.frameworks.torch.axes import one_axis
from adlint.frameworks.torch.dtypes import dtype_of, known
from adlint.frameworks.torch.layout import dense, order, strides_of, taken_over
from adlint.frameworks.torch.making import as_tensor, default_dtype, emit, is_plain, made, tensor
from adlint.frameworks.torch.promotion import result_type
from adlint.shapes.broadcasting import broadcast
from adlint.shapes.dims import dim, replaced
from adlint.shapes.dtypes import kind, real
from adlint.symbolic import floordiv
from adlint.trace import Array

# integers become floats
FLOATING = frozenset(
    "exp exp2 expm1 log log2 log10 log1p sqrt rsqrt sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh sigmoid"
    " erf erfc erfinv lgamma digamma reciprocal sinc i0 special_i1 special_i0e special_i1e special_ndtri"
    " special_entr special_log_ndtr special_erfcx special_airy_ai special_bessel_j0 special_bessel_j1 special_bessel_y0"
    " special_bessel_y1 special_modified_bessel_i0 special_modified_bessel_i1 special_modified_bessel_k0"
    " special_modified_bessel_k1 special_scaled_modified_bessel_k0 special_scaled_modified_bessel_k1"
    " special_spherical_bessel_j0 logit deg2rad rad2deg".split()
)
SAME = frozenset(
    "neg abs sign sgn floor ceil round trunc frac relu silu gelu mish hardswish hardsigmoid elu leaky_relu softplus"
    " hardtanh threshold softshrink hardshrink celu selu angle relu6 nan_to_num positive conj_physical"
    " _standard_gamma _sample_dirichlet".split()
)
BOOLEAN = frozenset("isnan isinf isfinite isneginf isposinf signbit logical_not isreal".split())
ALIASES = {
    "absolute": "abs",
    "negative": "neg",
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "arcsinh": "asinh",
    "arccosh": "acosh",
    "arctanh": "atanh",
    "special_expit": "sigmoid",
    "special_erf": "erf",
    "special_erfc": "erfc",
    "special_exp2": "exp2",
    "special_expm1": "expm1",
    "special_log1p": "log1p",
    "special_digamma": "digamma",
    "special_psi": "digamma",
    "special_gammaln": "lgamma",
    "special_sinc": "sinc",
    "special_erfinv": "erfinv",
    "special_i0": "i0",
    "special_gammainc": "igamma",
    "special_gammaincc": "igammac",
    "special_multigammaln": "mvlgamma",
    "fix": "trunc",
    "arctan2": "atan2",
    "multiply": "mul",
    "subtract": "sub",
    "divide": "div",
    "true_divide": "div",
    "special_logit": "logit",
    "special_round": "round",
    "greater": "gt",
    "less": "lt",
    "greater_equal": "ge",
    "less_equal": "le",
    "not_equal": "ne",
    "special_xlogy": "xlogy",
    "bitwise_not": "logical_not",
}
# the overload that two tensors take
TWO = {
    "add": "add.Tensor",
    "sub": "sub.Tensor",
    "mul": "mul.Tensor",
    "div": "div.Tensor",
    "pow": "pow.Tensor_Tensor",
    "maximum": "maximum",
    "minimum": "minimum",
    "fmax": "fmax",
    "fmin": "fmin",
    "atan2": "atan2",
    "hypot": "hypot",
    "fmod": "fmod.Tensor",
    "remainder": "remainder.Tensor",
    "floor_divide": "floor_divide",
    "logaddexp": "logaddexp",
    "logaddexp2": "logaddexp2",
    "xlogy": "xlogy.Tensor",
    "special_xlog1py": "special_xlog1py",
    "copysign": "copysign.Tensor",
    "special_zeta": "special_zeta",
    "rsub": "rsub.Tensor",
    "heaviside": "heaviside",
    "nextafter": "nextafter",
    "ldexp": "ldexp.Tensor",
    "dist": "dist",
    "igamma": "igamma",
    "igammac": "igammac",
    "polar": "polar",
    "complex": "complex",
}
COMPARED = frozenset("lt le gt ge eq ne logical_and logical_or logical_xor".split())
BITS = frozenset("bitwise_and bitwise_or bitwise_xor bitwise_left_shift bitwise_right_shift gcd lcm".split())
# overloads for Python's numbers that have formulas of their own
_WITH_NUMBER = {
    "pow": "pow.Tensor_Scalar",
    "fmod": "fmod.Scalar",
    "remainder": "remainder.Scalar",
    "xlogy": "xlogy.Scalar_Other",
}
OPERATORS = {
    "+": "add", "-": "sub", "*": "mul", "/": "div", "//": "floor_divide", "%": "remainder", "**": "pow",
    "&": "bitwise_and", "|": "bitwise_or", "^": "bitwise_xor", "<<": "bitwise_left_shift", ">>": "bitwise_right_shift",
    "<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq", "!=": "ne",
}  # fmt: skip
_SPLIT = {"relu6": "hardtanh", "selu": "elu", "celu": "elu", "positive": "alias"}
_COMPOSED = frozenset("deg2rad rad2deg".split())


def is_unary(name: str) -> bool:
    """Whether a function takes one tensor, element by element."""
    name = ALIASES.get(name, name)
    return name in FLOATING or name in SAME or name in BOOLEAN


def is_binary(name: str) -> bool:
    """Whether a function takes two, element by element."""
    name = ALIASES.get(name, name)
    return name in TWO or name in COMPARED or name in BITS


def unary(m: Machine, name: str, given: Given, *, inplace: bool = False) -> Value:
    """A function of one tensor, into a new one or in place."""
    array = tensor(m, given, 0, "input")
    name = ALIASES.get(name, name)
    return one(m, name, array, inplace=inplace or given.keywords.get("inplace") is True)


def one(m: Machine, name: str, array: Array, *, inplace: bool = False) -> Array:
    """A function of one tensor."""
    dtype = array.dtype
    if name == "isfinite" and kind(dtype) in "fc":
        array = one(m, "abs", array)  # it is compared to infinity
    if name in BOOLEAN:
        dtype = "bool"
    elif name in FLOATING and kind(dtype) in "bi":
        dtype = default_dtype(m)
    elif name in ("abs", "angle"):
        dtype = real(dtype if name == "abs" or kind(dtype) in "fc" else default_dtype(m))
    name = _SPLIT.get(name, name)
    if name in _COMPOSED:
        return two(m, "mul", array, 1.0)
    return run(m, name, (array,), dtype, array if inplace else None)


def binary(m: Machine, name: str, given: Given, *, inplace: bool = False) -> Value:
    """A function of two tensors or numbers."""
    left, right = (_argument(m, given, number, name) for number, name in enumerate(("input", "other")))
    name = ALIASES.get(name, name)
    if given.keywords.get("rounding_mode") is not None or given.at(2, "rounding_mode", None) in ("floor", "trunc"):
        name = "div.Tensor_mode"
    factor = given.keywords.get("alpha", 1)
    if name in ("add", "sub") and factor != 1 and is_plain(right) and is_plain(factor):
        right = 1.0
    return two(m, name, left, right, inplace=inplace)


def _argument(m: Machine, given: Given, position: int, name: str) -> Value:
    value = given.at(position, name)
    if value is None and name == "other":
        value = given.at(1, "exponent")
    if value is None and name == "input":
        value = given.keywords.get("self")
    return value if is_plain(value) else as_tensor(m, value)


def two(m: Machine, name: str, left: Value, right: Value, *, inplace: bool = False) -> Array:
    """A function of two tensors, or of a tensor and a number."""
    target = left if inplace and isinstance(left, Array) else None
    kinds = [numbers_of(value) if is_plain(value) else value for value in (left, right)]
    if name in COMPARED:
        return run(m, name, (left, right), "bool", target)
    dtype = result_type(kinds, default_dtype(m))
    if name in ("div", "ldexp", "atan2", "logaddexp", "hypot", "xlogy", "float_power") and kind(dtype) in "bi":
        dtype = default_dtype(m)
    if name in ("complex", "polar"):
        dtype = "c128" if dtype == "f64" else "c64"
    if name in BITS:
        return run(m, name, (left, right), dtype, target)
    if is_plain(right) and name in _WITH_NUMBER:
        return run(m, _WITH_NUMBER[name], (left,), dtype, target)
    if is_plain(left) and name == "pow":
        assert isinstance(right, Array)
        result = made(m, right.shape, dtype)
        emit(m, "pow.Scalar", (right,), result)
        return result
    if is_plain(left) and name == "div":  # as `Tensor.__rtruediv__` has it
        assert isinstance(right, Array)
        return run(m, "mul.Tensor", (one(m, "reciprocal", right), left), dtype)
    return run(m, TWO.get(name, name), (left, right), dtype, target)


def run(m: Machine, name: str, operands: Sequence[Value], dtype: str, target: Array | None = None) -> Array:
    """An elementwise operation of ATen, into a new tensor or into `target`."""
    arrays = [value for value in operands if isinstance(value, Array)]
    shape = broadcast(*(array.shape for array in arrays))
    result = target if target is not None else made(m, shape, dtype, taken_over(m.sizes, shape, arrays))
    emit(m, name, tuple(operands), result, inplace=target is not None)
    return result


def operator(m: Machine, symbol: str, left: Value, right: Value, *, inplace: bool) -> Array:
    """A Python operator but `@`."""
    values = [value if is_plain(value) else as_tensor(m, value) for value in (left, right)]
    return two(m, OPERATORS[symbol], values[0], values[1], inplace=inplace and isinstance(left, Array))


def float_power(m: Machine, name: str, given: Given) -> Value:
    """`float_power`: a power in double precision."""
    wide = [value if is_plain(value) else cast(m, as_tensor(m, value), "f64") for value in given.positional[:2]]
    return two(m, "pow", *wide)


def close(m: Machine, name: str, given: Given) -> Value:
    """`isclose`, by distances whose steps are recorded, too."""
    a, b = tensor(m, given, 0, "input"), tensor(m, given, 1, "other")
    one(m, "abs", two(m, "mul", b, 1e-5))
    gap = one(m, "abs", two(m, "sub", a, b))
    return two(m, "ne", one(m, "abs", gap), 0)


def where(m: Machine, name: str, given: Given) -> Value:
    """`torch.where`; of a condition alone, the places where it holds."""
    condition = tensor(m, given, 0, "condition")
    if not given.has(1, "input") and "self" not in given.keywords:
        size = m.fresh("how many elements are true depends on data", 0, condition.size)
        return tuple(made(m, (size,), "i64") for _ in condition.shape)
    values = [given.at(1, "input", given.keywords.get("self")), given.at(2, "other")]
    several = [value if is_plain(value) else as_tensor(m, value) for value in values]
    dtype = result_type([numbers_of(v) if is_plain(v) else v for v in several], default_dtype(m))
    return run(m, "where.self", (condition, *several), dtype)


def clamp(m: Machine, name: str, given: Given, *, inplace: bool = False) -> Value:
    """`clamp` between numbers or tensors."""
    array = tensor(m, given, 0, "input")
    ends = (given.at(1, "min"), given.at(2, "max"))
    target = array if inplace else None
    if any(isinstance(end, Array) for end in ends):
        both = tuple(as_tensor(m, end) if isinstance(end, Array) else end for end in ends)
        if None in ends:
            which = "clamp_min.Tensor" if ends[1] is None else "clamp_max.Tensor"
            return run(m, which, (array, *(one for one in both if one is not None)), array.dtype, target)
        return run(m, "clamp.Tensor", (array, *both), array.dtype, target)
    numbers = [numbers_of(end) for end in ends if end is not None]
    return run(m, "clamp", (array,), result_type([array, *numbers], default_dtype(m)), target)


def floored(m: Machine, name: str, given: Given, *, inplace: bool = False) -> Value:
    """`clamp_min` and `clamp_max`."""
    array, end = tensor(m, given, 0, "input"), given.at(1, name.removeprefix("clamp_"))
    operands = (array,) if is_plain(end) else (array, as_tensor(m, end))
    return run(m, name if is_plain(end) else f"{name}.Tensor", operands, array.dtype, array if inplace else None)


def gated(m: Machine, name: str, given: Given) -> Value:
    """`glu`: one half of an axis gates the other."""
    array = tensor(m, given, 0, "input")
    axis = one_axis(given.at(1, "dim", -1), len(array.shape))
    half = dim(floordiv(array.shape[axis], 2))
    shape = replaced(array.shape, axis, half)
    result = made(m, shape, array.dtype, dense(shape, order(m.sizes, array.shape, (strides_of(array),))))
    emit(m, "glu", (array,), result)
    return result


def weighted(m: Machine, name: str, given: Given) -> Value:
    """`prelu`: the weight seen in as many dimensions."""
    array, weight = tensor(m, given, 0, "input"), tensor(m, given, 1, "weight")
    rank = len(array.shape)
    wide = (1, *weight.shape, *(1,) * (rank - 2)) if rank > 1 else weight.shape
    seen = m.array(wide, weight.dtype, "torch", weight.buffer)
    emit(m, "view", (weight,), seen, view=True)
    return run(m, "_prelu_kernel", (array, seen), array.dtype)


def fused(m: Machine, name: str, given: Given, *, inplace: bool = False) -> Value:
    """`addcmul`, `addcdiv`, `lerp`: three operands."""
    values = [as_tensor(m, given.at(0, "input"))]
    for position, key in ((1, "end" if name == "lerp" else "tensor1"), (2, "weight" if name == "lerp" else "tensor2")):
        value = given.at(position, key)
        values.append(value if is_plain(value) else as_tensor(m, value))  # type: ignore[arg-type]
    kind_of = "lerp.Scalar" if name == "lerp" and is_plain(values[2]) else "lerp.Tensor" if name == "lerp" else name
    arrays = [one for one in values if isinstance(one, Array)]
    return run(m, kind_of, values, result_type(arrays, default_dtype(m)), values[0] if inplace else None)


def cast(m: Machine, array: Array, dtype: str) -> Array:
    """A copy of another dtype, or the tensor itself."""
    return array if dtype == array.dtype else run(m, "_to_copy", (array,), dtype)


def converted(m: Machine, name: str, given: Given) -> Value:
    """`to`, `type`, `float` and its kin."""
    array = tensor(m, given, 0, "input")
    if name in ("to", "type", "type_as"):
        dtype = array.dtype
        for value in given.values[1:]:
            dtype = dtype_of(m, value, dtype)
        copies = given.keywords.get("copy") is True
        return run(m, "clone", (array,), dtype) if copies and dtype == array.dtype else cast(m, array, dtype)
    return cast(m, array, known(name) or array.dtype)
