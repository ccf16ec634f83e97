"""What the reverse of an operation needs, by the name that programs call it: operands and result.

The tables are those of the tape models: PyTorch's own formulas, and the adjoints of NumPy's operations.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from adlint import ir

_OPERATORS = {"*": "mul", "/": "div", "**": "pow", "@": "mm", "*=": "mul", "/=": "div", "**=": "pow"}
_TORCH = {
    "softmax": "_softmax", "log_softmax": "_log_softmax", "matmul": "mm", "bmm": "mm", "dot": "mm", "mv": "mm",
    "conv1d": "convolution", "conv2d": "convolution", "conv3d": "convolution", "layer_norm": "native_layer_norm",
    "multiply": "mul", "divide": "div", "true_divide": "div", "expit": "sigmoid", "absolute": "abs",
    "square": "pow.Tensor_Scalar", "clip": "clamp",
}  # fmt: skip
_NUMPY = {"mul": "multiply", "div": "divide", "pow": "power", "mm": "matmul", "abs": "absolute"}
# layers of PyTorch with parameters, so that their input is kept and their result has a history; and those without
WEIGHTED = ("Linear", "Conv", "BatchNorm", "LayerNorm", "GroupNorm", "InstanceNorm", "Bilinear")
_LAYERS = {
    "ReLU": "relu", "Sigmoid": "sigmoid", "Tanh": "tanh", "Softmax": "_softmax", "LogSoftmax": "_log_softmax",
    "GELU": "gelu", "SiLU": "silu", "LeakyReLU": "leaky_relu", "ELU": "elu", "Softplus": "softplus",
}  # fmt: skip


class Needs(Struct, frozen=True):
    """Which operands, by number, and whether the result is needed."""

    operands: tuple[int, ...] = ()
    result: bool = False


NOTHING = Needs()


def operator_name(operator: str) -> str:
    """The function behind an operator; "" if the reverse of it needs nothing."""
    return _OPERATORS.get(operator, "")


def layer_name(cls: str) -> str:
    """The function behind a layer of PyTorch; "" if that is not known."""
    return "linear" if cls.startswith(WEIGHTED) else _LAYERS.get(cls, "")


def needs(system: str, name: str, operands: Sequence[ir.Operand], active: Sequence[bool]) -> Needs:
    """What the reverse of a function needs, of which operands some are active."""
    if not name or not any(active):
        return NOTHING
    return _of_torch(name, operands, active) if system == "torch" else _of_numpy(name, active)


def _of_torch(name: str, operands: Sequence[ir.Operand], active: Sequence[bool]) -> Needs:
    from adlint.tape.torch.formulas import formulas  # noqa: PLC0415 -- a table that few programs need

    name = _TORCH.get(name, name)
    number = len(operands) > 1 and isinstance(operands[1], ir.Const)
    several = [f"{name}.Tensor_Scalar", f"{name}.Scalar"] if number else [f"{name}.Tensor", f"{name}.Tensor_Tensor"]
    found = next((formulas()[one] for one in (*several, name, f"{name}.Tensor") if one in formulas()), None)
    if found is None or found.operands[:1] not in (("self",), ("input",)):
        return NOTHING
    given = {found.named(n): is_active for n, is_active in enumerate(active)}
    if not any(given.get(one) for one in found.active):
        return NOTHING
    kept = [one[0] for one in found.inputs if not one[1:] or any(given.get(other) for other in one[1:])]
    if name in ("linear", "convolution"):
        kept.append("input")
    return Needs(tuple(n for n in range(len(operands)) if found.named(n) in kept), 0 in found.outputs)


def _of_numpy(name: str, active: Sequence[bool]) -> Needs:
    from adlint.tape.reverse.adjoints import by_name  # noqa: PLC0415 -- as above

    rule = by_name(_NUMPY.get(name, name))
    letters = {letter for is_active, several in zip(active, rule, strict=False) if is_active for letter in several}
    return Needs(tuple(n for n, _ in enumerate(active) if "abcdef"[n : n + 1] in letters), "r" in letters)
