"""PyTorch as a library of arrays. `torch.nn` and what else is written in Python is read from its source."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from adlint import ir
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import External, Member, Number, Partial, Ref, Transformed, Unknown, Value
from adlint.frameworks.torch import dtypes, indexing, modes, views
from adlint.frameworks.torch.creation import parameter
from adlint.frameworks.torch.elementwise import binary, clamp, is_binary, is_unary, one, operator, two, unary
from adlint.frameworks.torch.joining import diagonal_of
from adlint.frameworks.torch.making import (
    DEFAULT,
    NotKnown,
    Parameter,
    as_tensor,
    filled,
    mark_passive,
    needs_gradient,
    records,
    set_gradient,
)
from adlint.frameworks.torch.products import matmul
from adlint.frameworks.torch.recurrent import fused_layer
from adlint.frameworks.torch.table import FUNCTIONS, IN_PLACE, WRITES
from adlint.shapes.dtypes import WIDTH
from adlint.trace import Array

# what is read from its source
SOURCES = ("torch.nn", "torch.distributions")
_STANDS = ("torch.nn.parameter", "torch.nn.Parameter")
_PREFIXES = ("_C._nn.", "_C._VariableFunctions.", "_C._linalg.linalg_", "_VF.", "Tensor.", "_C.TensorBase.")
_CONSTANTS: dict[str, Value] = {
    "pi": math.pi, "inf": math.inf, "nan": math.nan, "e": math.e, "newaxis": None, "__version__": "2.13.0",
    "cpu.type": "cpu", "cpu.index": None, "backends.cudnn.enabled": True,
}  # fmt: skip
# questions with one answer, whatever they are asked of
_ANSWERS: dict[str, Value] = {
    "jit.is_scripting": False, "jit.is_tracing": False, "_jit_internal.is_scripting": False, "overrides.has_torch_function": False,
    "overrides.has_torch_function_unary": False, "overrides.has_torch_function_variadic": False,
    "_C._get_tracing_state": False, "cuda.is_available": False, "is_autocast_enabled": False, "compiler.is_compiling": False,
    "_dynamo.is_compiling": False, "are_deterministic_algorithms_enabled": False, "is_inference_mode_enabled": False,
    "_C._log_api_usage_once": None, "manual_seed": None, "random.manual_seed": None, "_assert": None,
    "utils._python_dispatch.is_traceable_wrapper_subclass": False, "_has_compatible_shallow_copy_type": False, "backends.cudnn.is_acceptable": False, "cuda.synchronize": None, "cuda.empty_cache": None, "is_tensor_like": True,
    "backends.mkldnn.is_available": True, "get_num_threads": 1, "set_num_threads": None, "cuda.device_count": 0,
    "compiler.is_exporting": False, "backends.mha.get_fastpath_enabled": False, "_C._functorch.is_batchedtensor": False,
    "_C._is_fwd_grad_enabled": False, "backends.mps.is_available": False, "use_deterministic_algorithms": None,
    "set_printoptions": None, "autograd.set_detect_anomaly": None, "__future__.get_swap_module_params_on_conversion": False,
    "_C._functions.is_fx_tracing": False, "utils.checkpoint.set_device_states": None, "cuda.manual_seed_all": None,
}  # fmt: skip


@dataclass(frozen=True)
class Torch:
    """PyTorch."""

    root: str = "torch"

    def knows(self, path: str) -> bool:
        """All of it but what is read from its source."""
        inner = any(path == one or path.startswith(f"{one}.") for one in SOURCES)
        return path.partition(".")[0] == self.root and (not inner or path.startswith(_STANDS))

    def constant(self, path: str) -> Value | None:
        """A number, or a dtype under its own name."""
        name = path.removeprefix("torch.")
        return _CONSTANTS[name] if name in _CONSTANTS else dtypes.constant(name)

    def function(self, m: Machine, path: str, given: Given) -> Value:
        """A call of a function of PyTorch."""
        name = path.removeprefix("torch.")
        for prefix in _PREFIXES:
            name = name.removeprefix(prefix)
        name = name.replace("special.special_", "special_").replace("special.", "special_")
        try:
            return self._called(m, name, given)
        except NotKnown as reason:
            return m.say_unknown(f"`{path}`: {reason}", given.values)

    def _called(self, m: Machine, name: str, given: Given) -> Value:
        if name in _ANSWERS:
            return _ANSWERS[name]
        if name in _OWN:
            return _OWN[name](m, given)
        if isinstance(given.keywords.get("out"), Array):
            raise NotKnown("an operation into `out`")
        if name in FUNCTIONS:
            return FUNCTIONS[name](m, name, given)
        plain = name[:-1] if name.endswith("_") and not name.endswith("__") else name
        inplace = plain != name
        if plain in IN_PLACE:
            return IN_PLACE[plain](m, plain, given, inplace=True) if inplace else IN_PLACE[plain](m, plain, given)  # type: ignore[no-any-return]
        if is_unary(plain):
            return unary(m, plain, given, inplace=inplace)
        if is_binary(plain):
            return binary(m, plain, given, inplace=inplace)
        if name in WRITES:
            return indexing.written(m, name, given)
        return NotImplemented  # type: ignore[return-value]

    def binary(self, m: Machine, operator_: str, left: Value, right: Value) -> Value:
        """An operator; in-place ones write into the tensor on the left."""
        inplace = operator_ in ir.IN_PLACE
        plain = operator_.removesuffix("=") if inplace else operator_
        for value in (left, right):
            if isinstance(value, Unknown):
                return m.say_unknown(f"`{operator_}` of something that is not known: {value.reason}", (left, right))
        if (left is None or right is None) and plain in ("==", "!="):
            return plain == "!="
        try:
            if plain == "@":
                return matmul(m, as_tensor(m, left), as_tensor(m, right))
            return operator(m, plain, left, right, inplace=inplace)
        except NotKnown as reason:
            return m.say_unknown(f"`{operator_}`: {reason}", (left, right))

    def unary(self, m: Machine, operator_: str, value: Array) -> Value:
        """A unary operator, and `abs`."""
        if operator_ == "+":
            return value
        return one(m, {"-": "neg", "~": "logical_not", "abs": "abs"}[operator_], value)

    def item(self, m: Machine, array: Array, index: Value) -> Value:
        """`array[index]`."""
        try:
            return indexing.item(m, array, index)
        except NotKnown as reason:
            return m.say_unknown(f"an index: {reason}", (array,))

    def set_item(self, m: Machine, array: Array, index: Value, value: Value) -> None:
        """`array[index] = value`."""
        try:
            indexing.set_item(m, array, index, value)
        except NotKnown as reason:
            m.say_unknown(f"an assignment into a tensor: {reason}", (array, value))

    def attribute(self, m: Machine, array: Array, name: str) -> Value:
        """An attribute of a tensor."""
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
                return array if array.dtype[0] != "c" and name == "real" else views.part(m, name, array)
            case "grad" | "grad_fn" | "_backward_hooks" | "names":
                return None
            case "is_cuda" | "is_sparse" | "is_nested" | "is_quantized" | "is_mkldnn" | "is_mps" | "is_meta":
                return False
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
                return Member(array, name)

    def set_attribute(self, m: Machine, array: Array, name: str, value: Value) -> None:
        """`x.requires_grad = False`, `x.data = y`; what else is set is of no account here."""
        if name == "requires_grad":
            set_gradient(m, array, needed=value is True)
        elif name == "data" and isinstance(value, Array) and (value.shape, value.dtype) != (array.shape, array.dtype):
            m.say_unknown("`data` of another shape or dtype is put into a tensor", (array, value))

    def method(self, m: Machine, array: Array, name: str, given: Given) -> Value:
        """A method of a tensor."""
        if name in _METHODS:
            try:
                return _METHODS[name](m, array, given)
            except NotKnown as reason:
                return m.say_unknown(f"`Tensor.{name}`: {reason}", (array, *given.values))
        name = {"__rpow__": "pow", "__rsub__": "rsub"}.get(name, name)
        return m.call(External(f"torch.Tensor.{name}"), array, *given.positional, **given.keywords)

    def to_python(self, m: Machine, array: Array, kind: str) -> Value:
        """`float(x)`, `int(x)`: data."""
        return indexing.plain_number(m, array, kind)

    def types(self, array: Array) -> frozenset[str]:
        """The classes of a tensor."""
        own = {"torch.nn.parameter.Parameter", "torch.nn.Parameter"} if isinstance(array, Parameter) else set()
        return frozenset({"torch.Tensor", "torch._tensor.Tensor", "builtins.object", *own})

    def mathematical(self, m: Machine, name: str, values: tuple[Value, ...]) -> Value:
        """A function of `math` of a tensor: a number that depends on data."""
        return Number("float")

    def entered(self, m: Machine, manager: Value) -> tuple[Value, Callable[[], None]] | None:
        """`with torch.no_grad():`."""
        return modes.entered(m, manager)

    def transformed(self, m: Machine, callee: Transformed, given: Given) -> Value:
        """A call of a function under a mode."""
        return modes.under(m, callee.option("mode"), lambda: m.tables.call(m, callee.function, given))

    def subclassed(self, m: Machine, path: str, made: Ref) -> None:
        """A class of the program inherits from one of PyTorch."""
        modes.subclassed(m, path, made)

    def called_on(self, m: Machine, base: Value, name: str, given: Given) -> Value:
        """A method of something of PyTorch that is no tensor."""
        if isinstance(base, tuple) and name == "numel":
            return m.libraries["math"].function(m, "math.prod", Given((base,)))
        return modes.on_context(m, base, name, given)


def _dispatched(m: Machine, given: Given) -> Value:
    """What `boolean_dispatch` makes: one of two functions, as an argument says."""
    chosen, *positional = given.positional
    name, place, default, yes, no = chosen  # type: ignore[misc]
    keywords = dict(given.keywords)
    flag = positional[place] if place < len(positional) else keywords.get(name, default)
    return m.tables.call(m, yes if flag is True else no, Given(tuple(positional), keywords))


def _dispatch(m: Machine, given: Given) -> Value:
    parts = ("arg_name", "arg_index", "default", "if_true", "if_false")
    return Partial(External("torch.<dispatched>"), (tuple(given.at(n, key) for n, key in enumerate(parts)),), ())


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
    mark_passive(m, array)
    return array


def _same(m: Machine, array: Array, given: Given) -> Value:
    return array


def _number(m: Machine, array: Array, given: Given) -> Value:
    return indexing.plain_number(m, array, {"b": "bool", "i": "int", "u": "int", "c": "complex"}.get(array.dtype[0] if array.dtype != "bf16" else "f", "float"))


def _copied(m: Machine, array: Array, given: Given) -> Value:
    """A deep copy: of a parameter another one."""
    fresh = filled(m, array.shape, array.dtype)
    if not isinstance(array, Parameter):
        return fresh
    return parameter(m, "Parameter", Given((fresh, needs_gradient(m, array))))


def _listed(m: Machine, array: Array, given: Given) -> Value:
    return Unknown("the numbers in a tensor", m.site())


def _nothing(m: Machine, array: Array, given: Given) -> Value:
    return None


def _to_numpy(m: Machine, array: Array, given: Given) -> Value:
    return m.array(array.shape, array.dtype, "numpy")


def _diagonal(m: Machine, given: Given) -> Value:
    array = as_tensor(m, given.at(0, "input"))
    if len(array.shape) == 1:
        return diagonal_of(m, "diag", given)
    found = views.diagonal(m, "diagonal", given)
    assert isinstance(found, Array)
    return views.copied(m, "clone", found, found.shape)


def _default(m: Machine, given: Given) -> Value:
    m.settings[DEFAULT] = dtypes.dtype_of(m, given.positional[0], "f32")
    return None


def _is_tensor(m: Machine, given: Given) -> Value:
    return isinstance(given.positional[0], Array)


def _first(m: Machine, given: Given) -> Value:
    return given.positional[0] if given.positional else None


def _square(m: Machine, given: Given) -> Value:
    return two(m, "pow", as_tensor(m, given.at(0, "input")), 2)


_OWN: dict[str, Callable[[Machine, Given], Value]] = {
    "<dispatched>": _dispatched, "_jit_internal.boolean_dispatch": _dispatch, "<grad mode>": modes.decorated,
    "<apply>": modes.apply, "<one after the other>": modes.one_after_the_other, "mkldnn_layer": fused_layer,
    "jit.annotate": lambda m, given: given.positional[1], "diag": _diagonal, "set_default_dtype": _default, "is_tensor": _is_tensor, "square": _square,
    "_C._add_docstr": _first, "_torch_docs.reproducibility_notes": _first, "jit.script": _first, "jit.ignore": _first,
    "jit.unused": _first, "_jit_internal._overload": _first, "jit.export": _first, "compile": _first,
    **dict.fromkeys((f"_jit_internal.{one}" for one in ("unused", "ignore", "_copy_to_script_wrapper", "export",
                     "_overload_method", "weak_module", "_drop")), _first),  "Size": lambda m, given: m.call(External("builtins.tuple"), *given.positional),
    "get_default_dtype": lambda m, given: dtypes.named(str(m.settings.get(DEFAULT, "f32"))),
    "is_grad_enabled": lambda m, given: records(m), "device": lambda m, given: External("torch.cpu"),
    "numel": lambda m, given: as_tensor(m, given.positional[0]).size,
    "is_floating_point": lambda m, given: as_tensor(m, given.positional[0]).dtype[0] in "fb" and as_tensor(m, given.positional[0]).dtype != "bool",
    "is_complex": lambda m, given: as_tensor(m, given.positional[0]).dtype[0] == "c",
    "broadcast_shapes": lambda m, given: views.broadcast_shapes(given.positional),
    "view_as_real": lambda m, given: views.part(m, "view_as_real", as_tensor(m, given.positional[0])),
    "view_as_complex": lambda m, given: views.part(m, "view_as_complex", as_tensor(m, given.positional[0])),
    "real": lambda m, given: views.part(m, "real", as_tensor(m, given.positional[0])),
    "imag": lambda m, given: views.part(m, "imag", as_tensor(m, given.positional[0])),
    "allclose": lambda m, given: Number("bool"), "equal": lambda m, given: Number("bool"),
    "Generator": lambda m, given: None, "clip": lambda m, given: clamp(m, "clamp", given),
    "autograd.backward": lambda m, given: None, "conj": _first, "resolve_conj": _first,
}  # fmt: skip

_METHODS: dict[str, Callable[[Machine, Array, Given], Value]] = {
    "size": _size, "requires_grad_": _gradient_needed, "detach_": _detached, "cpu": _same, "cuda": _same, "item": _number,
    "tolist": _listed, "__deepcopy__": _copied, "__copy__": _same, "backward": _nothing, "register_hook": _nothing, "retain_grad": _nothing, "numpy": _to_numpy,
    "dim": lambda m, array, given: len(array.shape), "ndimension": lambda m, array, given: len(array.shape),
    "numel": lambda m, array, given: array.size, "nelement": lambda m, array, given: array.size,
    "element_size": lambda m, array, given: WIDTH[array.dtype], "is_contiguous": lambda m, array, given: array.strides is None,
    "stride": lambda m, array, given: views.stride(array, given), "is_floating_point": lambda m, array, given: array.dtype[0] in "fb" and array.dtype != "bool",
    "is_complex": lambda m, array, given: array.dtype[0] == "c", "pin_memory": _same, "share_memory_": _same,
    "get_device": lambda m, array, given: -1, "data_ptr": lambda m, array, given: m.fresh("an address"),
    "__len__": lambda m, array, given: array.shape[0], "conj": lambda m, array, given: one(m, "conj_physical", array),
    "is_inference": lambda m, array, given: False, "zero_grad": _nothing,
}  # fmt: skip

TORCH = Torch()
