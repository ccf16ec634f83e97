"""Functions of NumPy that operators stand for, by the method that Python asks for the operator.

NumPy's `numpy/lib/mixins.py`, and its reference: `NDArrayOperatorsMixin`, `__array_ufunc__`.
"""

from __future__ import annotations

MIXIN = "numpy.lib.mixins.NDArrayOperatorsMixin"
COMPARING = {
    "lt": "less", "le": "less_equal", "gt": "greater", "ge": "greater_equal", "eq": "equal", "ne": "not_equal",
}  # fmt: skip
TURNED = {
    "add": "add", "sub": "subtract", "mul": "multiply", "matmul": "matmul", "truediv": "true_divide",
    "floordiv": "floor_divide", "mod": "remainder", "divmod": "divmod", "pow": "power", "lshift": "left_shift",
    "rshift": "right_shift", "and": "bitwise_and", "xor": "bitwise_xor", "or": "bitwise_or",
}  # fmt: skip
ALONE = {"neg": "negative", "pos": "positive", "abs": "absolute", "invert": "invert"}
METHODS = {
    **{f"__{name}__": ufunc for table in (COMPARING, TURNED, ALONE) for name, ufunc in table.items()},
    **{f"__{turn}{name}__": ufunc for turn in "ri" for name, ufunc in TURNED.items()},
}
