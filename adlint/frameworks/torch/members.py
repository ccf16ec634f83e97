"""Methods and attributes of tensors that are no functions of PyTorch, too."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import External, Member, Number, Unknown, Value
from adlint.frameworks.torch import dtypes, indexing, modes, views
from adlint.frameworks.torch.constants import numbers
from adlint.frameworks.torch.creation import parameter
from adlint.frameworks.torch.lazily import materialize
from adlint.frameworks.torch.making import NotKnown, Parameter, filled, needs_gradient, set_gradient
from adlint.frameworks.torch.turning import TURNED, turned
from adlint.shapes.dtypes import WIDTH, kind
from adlint.trace import Array

Method = Callable[[Machine, Array, Given], Value]
_PYTHON = {"b": "bool", "i": "int", "f": "float", "c": "complex"}
_NONE = frozenset("grad grad_fn _backward_hooks names".split())
_NEVER = frozenset("is_cuda is_sparse is_nested is_quantized is_mkldnn is_mps is_meta".split())


def _size(m: Machine, array: Array, given: Given) -> Value:
    axis = given.at(0, "dim")
    if axis is None:
        return array.shape
    if not isinstance(axis, int) or not -len(array.shape) <= axis < len(array.shape):
        raise NotKnown("an axis that is not known")
    return array.shape[axis]


def _gradient_needed(m: Machine, array: Array, given: Given) -> Value:
    set_gradient(m, array, needed=given.at(0, "requires_grad", True) is not False)
    return array


def _detached(m: Machine, array: Array, given: Given) -> Value:
    set_gradient(m, array, needed=False)
    return array


def _same(m: Machine, array: Array, given: Given) -> Value:
    return array


def _copied(m: Machine, array: Array, given: Given) -> Value:
    """A deep copy: of a parameter another one."""
    fresh = filled(m, array.shape, array.dtype)
    if not isinstance(array, Parameter):
        return fresh
    return parameter(m, "Parameter", Given((fresh, needs_gradient(m, array))))


def _listed(m: Machine, array: Array, given: Given) -> Value:
    found = numbers(m, array)
    return Unknown("the numbers in a tensor", m.site()) if found is None else _nested(m, found.shape, found.flat)


def _nested(m: Machine, shape: Sequence[int], flat: Sequence[Value]) -> Value:
    """Numbers as lists of lists."""
    if not shape:
        return flat[0]
    step = len(flat) // max(shape[0], 1)
    rows = [_nested(m, shape[1:], flat[step * row : step * (row + 1)]) for row in range(shape[0])]
    return m.store.new("list", items=rows)


def _nothing(m: Machine, array: Array, given: Given) -> Value:
    return None


def _reversed(m: Machine, array: Array, given: Given) -> Value:
    modes.reverse(m, array, given)
    return None


def _to_numpy(m: Machine, array: Array, given: Given) -> Value:
    return m.array(array.shape, array.dtype, "numpy")


def _number(m: Machine, array: Array, given: Given) -> Value:
    return indexing.plain_number(m, array, _PYTHON[kind(array.dtype)])


def attribute(m: Machine, array: Array, name: str) -> Value:
    """An attribute of a tensor; a method by its name, if it is none."""
    match name:
        case "shape":
            return array.shape
        case "ndim":
            return len(array.shape)
        case "dtype":
            return dtypes.named(array.dtype)
        case "device":
            return External("torch.cpu")
        case "T" | "mT" | "H" | "mH":
            return views.permutation(m, name, Given((array,)))
        case "data":
            return views.detach(m, "detach", Given((array,)))
        case "requires_grad":
            return needs_gradient(m, array)
        case "real" | "imag":
            return array if kind(array.dtype) != "c" and name == "real" else views.part(m, name, array)
        case "nbytes":
            return array.bytes
        case "itemsize":
            return WIDTH[array.dtype]
        case "is_leaf":
            return True if isinstance(array, Parameter) or not needs_gradient(m, array) else Number("bool")
        case "layout":
            return External("torch.strided")
        case "__class__":
            return External("torch.nn.parameter.Parameter" if isinstance(array, Parameter) else "torch.Tensor")
        case _:
            return None if name in _NONE else False if name in _NEVER else Member(array, name)


METHODS: dict[str, Method] = {
    "size": _size, "requires_grad_": _gradient_needed, "detach_": _detached, "item": _number, "tolist": _listed,
    **{name: turned(name) for name in TURNED}, "materialize": materialize, "__deepcopy__": _copied, "numpy": _to_numpy,
    **dict.fromkeys(("cpu", "cuda", "__copy__", "pin_memory", "share_memory_"), _same),
    "backward": _reversed, **dict.fromkeys(("register_hook", "retain_grad", "zero_grad"), _nothing),
    **dict.fromkeys(("dim", "ndimension"), lambda m, array, given: len(array.shape)),
    **dict.fromkeys(("numel", "nelement"), lambda m, array, given: array.size),
    "element_size": lambda m, array, given: WIDTH[array.dtype],
    "is_contiguous": lambda m, array, given: array.strides is None,
    "stride": lambda m, array, given: views.stride(array, given),
    "is_floating_point": lambda m, array, given: kind(array.dtype) == "f",
    "is_complex": lambda m, array, given: kind(array.dtype) == "c", "get_device": lambda m, array, given: -1,
    "data_ptr": lambda m, array, given: m.fresh("an address"), "__len__": lambda m, array, given: array.shape[0],
    "conj": lambda m, array, given: views.part(m, "conj", array), "is_inference": lambda m, array, given: False,
}  # fmt: skip
