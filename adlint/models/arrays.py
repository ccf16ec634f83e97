"""What the name of a library function or of an array's attribute says about floats, before there are op models.

Four answers: FLOAT (floats, if it is given any argument), ARRAY (an array of what it is given), SAME (what it is
given), NOTHING (shapes, counts, indices, objects).
"""

from __future__ import annotations

import re
from enum import Enum

# libraries that build expressions: what a second run draws is another expression, and no floats flow
SYMBOLIC = frozenset({"sympy", "symengine", "pytensor", "aesara", "theano", "casadi", "pyomo", "cvxpy", "sage"})
_INTEGER = re.compile(r"u?int(\d+|p|c|_)?|bool(_|ean)?|long|short|Int(eger)?")
_DRAWS = frozenset(
    "rand randn random random_sample normal standard_normal uniform gauss exponential gamma beta poisson laplace logistic"
    " lognormal multivariate_normal triangular".split()
)
# functions that write their first argument
IN_PLACE = frozenset({"place", "copyto", "put", "putmask", "put_along_axis", "fill_diagonal"})
# functions whose first argument alone can carry floats: the others are shapes and axes
FIRST = frozenset(
    "as_strided reshape broadcast_to tile repeat roll moveaxis swapaxes transpose split array_split squeeze unsqueeze"
    " expand_dims flip rot90 view expand permute".split()
)
# methods of arrays that yield sizes and kinds
MEASURING_METHODS = frozenset(
    "size stride numel dim ndimension element_size storage_offset nelement get_device is_contiguous type".split()
)
# methods of arrays that yield no floats
COUNTING_METHODS = frozenset("any all argmax argmin argsort nonzero numel dim tobytes tostring nelement stride".split())


class Says(Enum):
    """What a call yields."""

    FLOAT = "floats"
    ARRAY = "an array of what is given"
    SAME = "what is given"
    NOTHING = "no floats that are given"
    DRAWN = "floats of its own"
    MADE = "floats of its own, unless it is told otherwise"


_NUMERICAL = (
    "numpy.", "scipy.", "jax.numpy.", "jax.lax.", "jax.nn.", "jax.scipy.", "torch.", "autograd.numpy.",
    "autograd.scipy.", "math.", "cmath.", "cupy.", "numba.",
)  # fmt: skip
_NOT_NUMERICAL = (
    "numpy.testing.", "numpy.lib.", "numpy.random.", "numpy.ctypeslib.", "numpy.core.", "scipy.io.", "scipy.constants.",
    "torch.cuda.", "torch.utils.", "torch.distributed.", "torch.jit.", "torch.backends.", "torch.random.", "torch.hub.",
    "torch.onnx.", "torch.multiprocessing.", "torch.optim.", "torch.autograd.", "torch._",
)  # fmt: skip
_MADE = frozenset({"zeros", "ones", "empty", "eye", "identity"})  # their first argument is a shape, the second a type
_NOTHING = frozenset(
    [
        "shape",
        "ndim",
        "size",
        "dtype",
        "device",
        "full",
        "zeros_like",
        "ones_like",
        "empty_like",
        "arange",
        "range",
        "save",
        "savez",
        "load",
        "savetxt",
        "loadtxt",
        "isscalar",
        "iterable",
        "issubdtype",
        "result_type",
        "promote_types",
        "can_cast",
        "finfo",
        "iinfo",
        "broadcast_shapes",
        "prod",
        "gcd",
        "lcm",
        "factorial",
        "comb",
        "perm",
        "isqrt",
        "argmax",
        "argmin",
        "argsort",
        "nonzero",
        "searchsorted",
        "argwhere",
        "digitize",
        "bincount",
        "count_nonzero",
        "flatnonzero",
        "unravel_index",
        "ravel_multi_index",
        "indices",
        "ix_",
        "meshgrid",
        "mgrid",
        "isnan",
        "isinf",
        "isfinite",
        "isclose",
        "allclose",
        "array_equal",
        "all",
        "any",
        "iscomplexobj",
        "isrealobj",
        "is_tensor",
        "is_available",
        "manual_seed",
        "seed",
        "errstate",
        "set_printoptions",
        "get_printoptions",
        "seterr",
        "compile",
        "script",
        "no_grad",
        "enable_grad",
        "inference_mode",
        "is_grad_enabled",
        "get_default_dtype",
        "set_default_dtype",
        "typename",
        "rand",
        "randn",
        "randint",
        "randperm",
        "normal",
        "device",
        "Size",
        "iscomplex",
        "isreal",
        "tril_indices",
        "triu_indices",
        "diag_indices",
        "frexp",
        "log2_int",
        "ceil_div",
        "cdiv",
    ]
)
_ARRAY = frozenset(
    [
        "array",
        "asarray",
        "asanyarray",
        "ascontiguousarray",
        "asfortranarray",
        "atleast_1d",
        "atleast_2d",
        "atleast_3d",
        "concatenate",
        "stack",
        "hstack",
        "vstack",
        "dstack",
        "column_stack",
        "reshape",
        "ravel",
        "transpose",
        "copy",
        "where",
        "take",
        "take_along_axis",
        "broadcast_to",
        "pad",
        "roll",
        "flip",
        "flipud",
        "fliplr",
        "rot90",
        "squeeze",
        "unsqueeze",
        "expand_dims",
        "tile",
        "repeat",
        "moveaxis",
        "swapaxes",
        "split",
        "array_split",
        "block",
        "choose",
        "select",
        "compress",
        "extract",
        "sort",
        "unique",
        "as_tensor",
        "tensor",
        "from_numpy",
        "cat",
        "diag",
        "tril",
        "triu",
        "broadcast_arrays",
        "require",
        "floor",
        "ceil",
        "round",
        "rint",
        "trunc",
    ]
)
_SAME = frozenset(
    [
        "abs",
        "sum",
        "min",
        "max",
        "pow",
        "zip",
        "enumerate",
        "list",
        "tuple",
        "reversed",
        "map",
        "filter",
        "sorted",
        "iter",
        "next",
        "divmod",
        "round",
    ]
)
ARRAY_METHODS = frozenset(
    [
        "dot",
        "mean",
        "std",
        "var",
        "cumsum",
        "cumprod",
        "matmul",
        "softmax",
        "norm",
        "trace",
        "exp",
        "log",
        "sqrt",
        "sin",
        "cos",
        "tanh",
        "sigmoid",
        "relu",
        "mm",
        "bmm",
        "matvec",
        "rmatvec",
        "ppf",
        "pdf",
        "cdf",
        "logpdf",
        "logcdf",
        "conj",
        "backward",
    ]
)
SHAPING_METHODS = frozenset(
    [
        "reshape",
        "ravel",
        "flatten",
        "transpose",
        "astype",
        "copy",
        "sum",
        "min",
        "max",
        "clip",
        "diagonal",
        "swapaxes",
        "squeeze",
        "unsqueeze",
        "permute",
        "view",
        "repeat",
        "detach",
        "cpu",
        "cuda",
        "to",
        "float",
        "double",
        "item",
        "tolist",
        "abs",
        "pow",
        "set",
        "add",
        "multiply",
    ]
)
CONVERTING_METHODS = frozenset({"astype", "to", "type"})
# those of them whose arguments may be floats too
COMBINING_METHODS = frozenset({"clip", "pow", "set", "add", "multiply"})
ARRAY_ATTRIBUTES = frozenset({"T", "real", "imag", "grad", "H", "mT", "flat", "data", "at", "values", "A"})
ARRAYS_ALONE = frozenset({"shape", "ndim", "dtype"})  # attributes that an array has, and little else
METADATA = frozenset(
    {
        "shape",
        "ndim",
        "size",
        "dtype",
        "device",
        "nbytes",
        "itemsize",
        "__name__",
        "__class__",
        "name",
        "index",
    }
)


def says(path: str) -> Says:
    """What a call of the library function `path` yields."""
    last = path.rpartition(".")[2]
    if path.partition(".")[0] in SYMBOLIC:
        return Says.NOTHING
    if last in _DRAWS and path.startswith(("numpy.random.", "torch.", "random.")):
        return Says.DRAWN
    if path in ("builtins.float", "builtins.complex"):
        return Says.FLOAT
    if path.startswith("builtins."):
        return Says.SAME if last in _SAME else Says.NOTHING
    if last in _NOTHING or last.endswith("_like") or last[:1].isupper() or path.startswith(_NOT_NUMERICAL):
        return Says.NOTHING
    if last in _MADE:
        return Says.MADE if is_numerical(path) else Says.NOTHING
    if last in _ARRAY:
        return Says.ARRAY
    return Says.FLOAT if is_numerical(path) else Says.SAME


def is_numerical(path: str) -> bool:
    """Whether a function is of a library of arrays, or of a module that is named as one."""
    return path.startswith(_NUMERICAL) or ".numpy." in path


def is_integer(kind: str) -> bool:
    """Whether a type, by its last name, holds integers or truth values."""
    return bool(_INTEGER.fullmatch(kind))
