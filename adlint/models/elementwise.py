"""Functions and methods that work on each element of arrays by itself, and those that join arrays, by name."""

from __future__ import annotations

ELEMENTWISE = frozenset(
    "abs absolute fabs sign negative positive exp exp2 expm1 log log2 log10 log1p sqrt rsqrt cbrt square reciprocal sin cos"
    " tan asin acos atan arcsin arccos arctan arctan2 atan2 sinh cosh tanh asinh acosh atanh arcsinh arccosh arctanh"
    " sigmoid expit relu relu6 leaky_relu elu selu gelu silu softplus softsign tanhshrink hardtanh logsigmoid log_sigmoid"
    " maximum minimum fmax fmin clip clamp where power pow float_power add subtract sub multiply mul divide div true_divide"
    " hypot logaddexp erf erfc gammaln lgamma digamma floor ceil round heaviside mod remainder fmod copysign lerp real imag"
    " conj conjugate angle deg2rad rad2deg nan_to_num isnan isfinite logical_and logical_or logical_not".split()
)
# of these, what is done to data, and never to a time or a number of seconds
CURVED = frozenset(
    "exp expm1 log log2 log10 log1p sqrt rsqrt cbrt square sin cos tan arcsin arccos arctan asin acos atan sinh cosh tanh"
    " sigmoid expit relu relu6 leaky_relu elu selu gelu silu softplus softsign erf erfc gammaln lgamma digamma".split()
)
# of these, what operators do; those of PyTorch's methods that write their tensor end in `_`
OPERATORS = {
    "add": "+", "subtract": "-", "sub": "-", "multiply": "*", "mul": "*", "divide": "/", "div": "/", "true_divide": "/",
    "power": "**", "pow": "**", "float_power": "**",
}  # fmt: skip
FILLED = frozenset({"full", "full_like"})
JOINING = frozenset("stack vstack hstack dstack column_stack row_stack concatenate concat cat array asarray".split())
REDUCING = frozenset(
    "sum mean max min norm std var prod trace dot vdot inner logsumexp amax amin nansum nanmean median average item"
    " mse_loss l1_loss cross_entropy nll_loss".split()
)
ARRAYS = ("numpy.", "jax.numpy.", "autograd.numpy.", "torch.", "cupy.")
_OF_ARRAYS = (*ARRAYS, "jax.nn.", "jax.lax.", "jax.scipy.", "scipy.", "autograd.scipy.", "math.")


def is_elementwise(path: str) -> bool:
    """Whether a library function works on each element by itself."""
    return path.startswith(_OF_ARRAYS) and path.rpartition(".")[2] in ELEMENTWISE


def fills(path: str) -> bool:
    """Whether a function of a library of arrays makes one of a value."""
    return path.startswith(ARRAYS) and path.rpartition(".")[2] in FILLED


def is_curved(path: str) -> bool:
    """Whether a function of a library of arrays works on each element in a way in which nobody treats times."""
    return path.startswith(ARRAYS) and path.rpartition(".")[2] in CURVED


def joins(path: str) -> bool:
    """Whether a library function makes one array of several."""
    owner, _, name = path.rpartition(".")
    return f"{owner}." in ARRAYS and name in JOINING
