"""PyTorch as a library of arrays. `torch.nn` and what else is written in Python is read from its source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from adlint import ir
from adlint.evaluate.libraries import NO_MODEL, ArrayLibrary, Entered
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import External, Number, Ref, Transformed, Value
from adlint.frameworks.torch import autocast, batching, derivatives, dtypes, indexing, loading, modes
from adlint.frameworks.torch.answers import ANSWERS, CONSTANTS
from adlint.frameworks.torch.constants import follow, forget, number, seen
from adlint.frameworks.torch.elementwise import binary, is_binary, is_unary, one, operator, unary
from adlint.frameworks.torch.lazily import UnmadeParameter
from adlint.frameworks.torch.making import (
    Follows,
    NotKnown,
    Parameter,
    emit,
    leave_open,
    needs_gradient,
    set_gradient,
)
from adlint.frameworks.torch.members import METHODS, attribute
from adlint.frameworks.torch.plain import PLAIN
from adlint.frameworks.torch.table import FUNCTIONS, IN_PLACE, WRITES
from adlint.shapes.dims import Mismatch
from adlint.trace import Array

# what is read from its source
SOURCES = ("torch.nn", "torch.distributions", "torch.utils.hooks", "torch.autograd.functional")
_STANDS = (
    "torch.nn.UninitializedParameter", "torch.nn.UninitializedBuffer",
    "torch.nn.parameter", "torch.nn.Parameter",
    # they change classes and hook into modules: no model stands for them yet, and that is said
    "torch.nn.utils.prune", "torch.nn.utils.stateless",
)  # fmt: skip
_PREFIXES = ("_C._nn.", "_C._VariableFunctions.", "_C._linalg.linalg_", "_VF.", "Tensor.", "_C.TensorBase.")


def answered(m: Machine, what: str, values: Sequence[Value], run: Callable[[], Value]) -> Value:
    """What a model gives. Where it does not know, or cannot read the arguments, that is said, and all else goes on."""
    try:
        return run()
    except Follows as reason:
        return leave_open(m, reason.unknown, values)
    except NotKnown as reason:
        return leave_open(m, f"{what}: {reason}", values)
    except Mismatch:
        raise
    except (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError) as error:
        return leave_open(m, f"{what}: its model cannot read these arguments ({type(error).__name__})", values)


@dataclass(frozen=True)
class Torch(ArrayLibrary):
    """PyTorch."""

    root: str = "torch"
    rank = 3
    has_identity = True
    of_shapes = frozenset({"numel"})

    def knows(self, path: str) -> bool:
        """All of it but what is read from its source."""
        inner = any(path == one or path.startswith(f"{one}.") for one in SOURCES)
        return path.partition(".")[0] == self.root and (not inner or path.startswith(_STANDS))

    def constant(self, path: str) -> Value | None:
        """A number, or a dtype under its own name."""
        name = path.removeprefix("torch.")
        return CONSTANTS[name] if name in CONSTANTS else dtypes.constant(name)

    def function(self, m: Machine, path: str, given: Given) -> Value:
        """A call of a function of PyTorch."""
        name = path.removeprefix("torch.")
        for prefix in _PREFIXES:
            name = name.removeprefix(prefix)
        name = name.replace("special.special_", "special_").replace("special.", "special_")
        known = seen(m, name, given)
        found = answered(m, f"`{path}`", given.values, lambda: self._called(m, name, given))
        follow(m, known, found)
        return found

    def _called(self, m: Machine, name: str, given: Given) -> Value:
        if name.startswith("optim."):
            return m.store.new("instance", cls=modes.OPTIMISER)
        if name == "Generator":
            return m.store.new("instance", cls=modes.GENERATOR)
        if name.removeprefix("utils.data.") in loading.NAMES:
            return loading.loaded(m, name.removeprefix("utils.data."), given)
        if name in ANSWERS:
            return ANSWERS[name]
        if name in PLAIN:
            return PLAIN[name](m, given)
        if isinstance(given.keywords.get("out"), Array):
            return self._into(m, name, given)
        given = autocast.arguments(m, name, given)
        if name in FUNCTIONS:
            return FUNCTIONS[name](m, name, given)
        plain = name[:-1] if name.endswith("_") and not name.endswith("__") else name
        inplace = plain != name
        if plain in IN_PLACE:
            return IN_PLACE[plain](m, plain, given, inplace=True) if inplace else IN_PLACE[plain](m, plain, given)
        if is_unary(plain):
            return unary(m, plain, given, inplace=inplace)
        if is_binary(plain):
            return binary(m, plain, given, inplace=inplace)
        if name in WRITES:
            return indexing.written(m, name, given)
        return NO_MODEL

    def _into(self, m: Machine, name: str, given: Given) -> Value:
        """An operation into `out`: it is not recorded, as nothing in it may need a gradient."""
        rest = {key: value for key, value in given.keywords.items() if key != "out"}
        found = modes.under(m, False, lambda: self._called(m, name, Given(given.positional, rest)))
        return indexing.written(m, "copy_", Given((given.keywords["out"], found)))

    def binary(self, m: Machine, operator_: str, left: Value, right: Value) -> Value:
        """An operator; in-place ones write into the tensor on the left."""
        inplace = operator_ in ir.IN_PLACE
        plain = operator_.removesuffix("=") if inplace else operator_
        if (left is None or right is None) and plain in ("==", "!="):
            return plain == "!="
        if plain == "@":
            return answered(m, "`@`", (left, right), lambda: self._called(m, "matmul", Given((left, right))))
        found = answered(m, f"`{operator_}`", (left, right), lambda: operator(m, plain, left, right, inplace=inplace))
        if not inplace:
            follow(m, seen(m, plain, Given((left, right))), found)
        return found

    def unary(self, m: Machine, operator_: str, value: Array) -> Value:
        """A unary operator, and `abs`."""
        if operator_ == "+":
            return value
        name = {"-": "neg", "~": "logical_not", "abs": "abs"}[operator_]
        found = one(m, name, value)
        if operator_ != "~" or value.dtype == "bool":
            follow(m, seen(m, name, Given((value,))), found)
        return found

    def item(self, m: Machine, array: Array, index: Value) -> Value:
        """`array[index]`."""
        found = answered(m, "an index", (array, index), lambda: indexing.item(m, array, index))
        follow(m, seen(m, "item", Given((array, index))), found)
        return found

    def set_item(self, m: Machine, array: Array, index: Value, value: Value) -> None:
        """`array[index] = value`."""
        answered(
            m, "an assignment into a tensor", (array, index, value), lambda: indexing.set_item(m, array, index, value)
        )

    def attribute(self, m: Machine, array: Array, name: str) -> Value:
        """An attribute of a tensor."""
        return attribute(m, array, name)

    def set_attribute(self, m: Machine, array: Array, name: str, value: Value) -> None:
        """`x.requires_grad = False`, `x.data = y`; what else is set is of no account here."""
        if name == "requires_grad":
            set_gradient(m, array, needed=value is True)
        if name == "data":
            forget(m, array)
        if name == "data" and isinstance(value, Array) and (value.shape, value.dtype) != (array.shape, array.dtype):
            m.say_unknown("`data` of another shape or dtype is put into a tensor", (array, value))

    def method(self, m: Machine, array: Array, name: str, given: Given) -> Value:
        """A method of a tensor."""
        if name in METHODS:
            return answered(m, f"`Tensor.{name}`", (array, *given.values), lambda: METHODS[name](m, array, given))
        name = {"__rpow__": "pow", "__rsub__": "rsub"}.get(name, name)
        return m.call(External(f"torch.Tensor.{name}"), array, *given.positional, **given.keywords)

    def to_python(self, m: Machine, array: Array, kind: str) -> Value:
        """`float(x)`, `int(x)`: data."""
        return indexing.plain_number(m, array, kind)

    def stands_for(
        self, m: Machine, name: str, operands: tuple[Array, ...], results: tuple[Array, ...], saved: tuple[Array, ...]
    ) -> None:
        """As a function with a derivative of its own."""
        emit(m, "<custom>", operands, *results, saved=saved)

    def known_truth(self, m: Machine, array: Array) -> bool | None:
        """That of a constant."""
        found = number(m, array)
        return None if found is None else bool(found)

    def begins_with(self, m: Machine, array: Array) -> bool:
        """A leaf from before: the trace says that it needs a gradient, if it does."""
        needed = needs_gradient(m, array)
        if needed:
            owner = Array(array.buffer, array.shape, array.dtype, "torch", array.buffer)
            m.emit("torch.Parameter", (owner,), array, needed=True)
        return needed

    def types(self, array: Array) -> frozenset[str]:
        """The classes of a tensor."""
        own = {"torch.nn.parameter.Parameter", "torch.nn.Parameter"} if isinstance(array, Parameter) else set()
        own |= {"torch.nn.parameter.UninitializedParameter"} if isinstance(array, UnmadeParameter) else set()
        return frozenset({"torch.Tensor", "torch._tensor.Tensor", "builtins.object", *own})

    def mathematical(self, m: Machine, name: str, values: tuple[Value, ...]) -> Value:
        """A function of `math` of a tensor: a number that depends on data."""
        return Number("float")

    def entered(self, m: Machine, manager: Value) -> Entered | None:
        """`with torch.no_grad():`."""
        return modes.entered(m, manager)

    def transformed(self, m: Machine, callee: Transformed, given: Given) -> Value:
        """A call of a function under a mode, or on a batch."""
        if callee.transform == batching.VMAP:
            return answered(m, "`vmap`", given.values, lambda: batching.called(m, callee, given))
        if callee.transform == derivatives.GRADIENT:
            return answered(m, "`grad`", given.values, lambda: derivatives.called(m, callee, given))
        return modes.under(m, callee.option("mode"), lambda: m.tables.call(m, callee.function, given))

    def subclassed(self, m: Machine, path: str, made: Ref) -> None:
        """A class of the program inherits from one of PyTorch."""
        modes.subclassed(m, path, made)

    def called_on(self, m: Machine, base: Value, name: str, given: Given) -> Value:
        """A method of something of PyTorch that is no tensor."""
        if isinstance(base, tuple) and name == "numel":
            return m.libraries["math"].function(m, "math.prod", Given((base,)))
        return modes.on_context(m, base, name, given)


TORCH = Torch()
