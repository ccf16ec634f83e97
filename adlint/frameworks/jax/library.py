"""JAX as a library of arrays."""

from __future__ import annotations

import math
from dataclasses import dataclass

from adlint import ir
from adlint.evaluate.libraries import NO_MODEL, ArrayLibrary
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.attributes import MISSING
from adlint.evaluate.operation.containers import length
from adlint.evaluate.values import External, Member, Number, Ref, Transformed, Unknown, Value
from adlint.frameworks.jax import primitives as lax
from adlint.frameworks.jax import transforms
from adlint.frameworks.jax.arguments import Function
from adlint.frameworks.jax.functions import FUNCTIONS
from adlint.frameworks.jax.numpy import FUNCTIONS as NUMPY
from adlint.frameworks.jax.numpy.asking import attribute
from adlint.frameworks.jax.numpy.elementwise import OPERATORS
from adlint.frameworks.jax.numpy.grids import grid
from adlint.frameworks.jax.numpy.indexing import item, update
from adlint.frameworks.jax.sources import is_read, public
from adlint.frameworks.jax.structures import equal, is_structure, method
from adlint.frameworks.jax.transformed import customs
from adlint.frameworks.jax.trees import Fields, is_registered, register
from adlint.frameworks.jax.values import NotKnownError, dtype_of
from adlint.frameworks.jax.written import from_source
from adlint.ir.operators import ARITHMETIC, COMPARED
from adlint.shapes.dtypes import kind
from adlint.trace import Array

_CONSTANTS: dict[str, Value] = {
    "pi": math.pi, "e": math.e, "inf": math.inf, "nan": math.nan, "newaxis": None, "euler_gamma": 0.5772156649015329,
}  # fmt: skip
_OF_JAX: dict[str, Value] = {
    "__version__": "0.10.2", "__version_info__": (0, 10, 2), "version.__version_info__": (0, 10, 2),
    "version.__version__": "0.10.2", "config.jax_disable_jit": False,
    "config.jax_debug_nans": False, "config.jax_numpy_dtype_promotion": "standard",
    "config.jax_default_prng_impl": "threefry2x32", "config.jax_check_tracer_leaks": False,
    "config.jax_numpy_rank_promotion": "allow", "config.jax_dynamic_shapes": False,
}  # fmt: skip
_TYPES = frozenset({
    "jax.Array", "jax.numpy.ndarray", "jax.core.Tracer", "jax._src.core.Tracer", "jax.core.AbstractValue",
    "jax._src.typing.Array", "jax._src.basearray.Array",
})  # fmt: skip
_SAME = {"jax.nn.tanh": "jax.numpy.tanh"}
_METHODS = frozenset(
    "sum mean max min prod var std argmax argmin cumsum cumprod all any reshape ravel transpose squeeze swapaxes dot"
    " clip conj conjugate repeat round sort argsort trace diagonal take ptp flatten".split()
)
_OF_FUNCTIONS = frozenset(
    "__name__ __qualname__ __module__ __doc__ __call__ __wrapped__ dtype name itemsize kind type at reduce accumulate"
    " outer".split()
)
_FORWARD = {f"__{name}__": symbol for symbol, name in (ARITHMETIC | COMPARED).items()}
_REFLECTED = {f"__r{name}__": symbol for symbol, name in ARITHMETIC.items()}
_UNARY = {"__neg__": "-", "__pos__": "+", "__invert__": "~", "__abs__": "abs"}
_NAMES = _METHODS | _FORWARD.keys() | _REFLECTED.keys() | _UNARY.keys() | frozenset(
    "addressable_data addressable_shards argpartition astype at byteswap choose committed compress copy"
    " copy_to_host_async device flat global_shards is_fully_addressable is_fully_replicated item itemsize nonzero"
    " searchsorted sharding to_device tolist view block_until_ready __array__ __array_namespace__ __len__ __iter__"
    " __getitem__ __copy__ __deepcopy__ __float__ __int__ __index__ __bool__ __hash__ __class__".split()
)


@dataclass(frozen=True)
class Jax(ArrayLibrary):
    """JAX, and its NumPy."""

    root: str = "jax"
    rank = 2

    def prepare(self, m: Machine, dtypes: frozenset[str]) -> None:
        """JAX runs with 64-bit numbers if an argument is of them."""
        m.settings["jax.x64"] = not dtypes.isdisjoint(("f64", "c128"))

    def knows(self, path: str) -> bool:
        """All of JAX but what is read from its source."""
        return path.partition(".")[0] == self.root and (not is_read(path) or _model(public(path)) is not None)

    def constant(self, path: str) -> Value:
        """Pi, infinity, `None` for a new axis."""
        path = public(path)
        if path.startswith(("jax.numpy.", "jax.nn.")):
            return _CONSTANTS.get(path.rpartition(".")[2], attribute(path))
        return _OF_JAX.get(path.removeprefix("jax."))

    def attributes(self, path: str) -> frozenset[str] | None:
        """Those of functions and of dtypes."""
        name = path.removeprefix("jax.")
        is_function = name in FUNCTIONS or name.removeprefix("numpy.") in NUMPY
        return _OF_FUNCTIONS if is_function else None

    def state(self, m: Machine, path: str) -> Value:
        """Whether 64-bit numbers are on."""
        if path in ("jax.config.jax_enable_x64", "jax.config.x64_enabled"):
            return m.settings.get("jax.x64") is True
        return None

    def contains(self, m: Machine, path: str, value: Value) -> bool | None:
        """Which classes are trees."""
        if path != "jax._src.tree_util._registry":
            return None
        return is_registered(m, value)

    def equal(self, m: Machine, left: Ref, right: Ref) -> bool | None:
        """Whether two structures of trees are alike."""
        if not (is_structure(m, left) and is_structure(m, right)):
            return None
        return equal(m, m.store[left].fields["tree"], m.store[right].fields["tree"])

    def function(self, m: Machine, path: str, given: Given) -> Value:
        """A call of a function of JAX."""
        where, path = path, public(path)
        name = _SAME.get(path, path).removeprefix("jax.")
        if name in transforms.TRANSFORMS:
            return transforms.transform(m, name, given)
        found = _model(path)
        try:
            result = NO_MODEL if found is None else found(m, name.removeprefix("numpy."), given)
        except NotKnownError as error:
            return error.value
        if result is not NO_MODEL:
            return result
        return from_source(m, where, given, lambda one: _model(public(one)) is not None)

    def transformed(self, m: Machine, callee: Transformed, given: Given) -> Value:
        """A call of what a transformation made of a function."""
        try:
            return transforms.call(m, callee, given)
        except NotKnownError as error:
            return error.value

    def transformed_method(self, m: Machine, base: Transformed, name: str, given: Given) -> Value:
        """`f.defvjp(...)`, `f.defjvp(...)`."""
        return transforms.method(m, base, name, given)

    def stands_for(
        self, m: Machine, name: str, operands: tuple[Array, ...], results: tuple[Array, ...], saved: tuple[Array, ...]
    ) -> None:
        """As a `custom_vjp` whose rules cannot be read."""
        customs.stands_for(m, name, operands, results, saved)

    def binary(self, m: Machine, operator: str, left: Value, right: Value) -> Value:
        """An operator; arrays are values, so that in-place ones are not."""
        plain = operator.removesuffix("=") if operator in ir.IN_PLACE else operator
        if plain in ("==", "!=") and (_is_other(left) or _is_other(right)):
            return plain == "!="
        return self.function(m, f"jax.numpy.{OPERATORS[plain]}", Given((left, right)))

    def unary(self, m: Machine, operator: str, value: Array) -> Value:
        """A unary operator, and `abs`."""
        name = {"-": "negative", "~": "invert", "abs": "absolute", "+": "positive"}[operator]
        return self.function(m, f"jax.numpy.{name}", Given((value,)))

    def item(self, m: Machine, array: Array, index: Value) -> Value:
        """`array[index]`."""
        try:
            return item(m, array, index)
        except NotKnownError as error:
            return error.value

    def set_item(self, m: Machine, array: Array, index: Value, value: Value) -> None:
        """JAX raises here."""
        m.say_unknown("an array of JAX is assigned to in place", (array, value))

    def item_of(self, m: Machine, base: Value, index: Value) -> Value:
        """`x.at[index]`."""
        if isinstance(base, Member) and base.name == "at" and isinstance(base.base, Array):
            return _At(base.base, index).value()
        return NO_MODEL

    def called_on(self, m: Machine, base: Value, name: str, given: Given) -> Value:
        """`x.at[index].set(value)`; a method of the structure of a tree."""
        if isinstance(base, Ref) and is_structure(m, base):
            return method(m, base, name, given)
        at = _At.of(base)
        if at is None:
            return NO_MODEL
        try:
            return update(m, at.array, at.index, name, given)
        except NotKnownError as error:
            return error.value

    def indexed(self, m: Machine, path: str, index: Value) -> Value:
        """`jnp.mgrid[...]`, `jnp.s_[...]`, and type parameters."""
        return index if path.endswith((".s_", ".index_exp")) else grid(m, path, index)

    def subclassed(self, m: Machine, path: str, cls: Ref) -> None:
        """Classes of libraries that are trees of their fields."""
        register(m, cls, Fields())

    def attribute(self, m: Machine, array: Array, name: str) -> Value:
        """An attribute of an array."""
        match name:
            case "shape":
                return array.shape
            case "ndim":
                return len(array.shape)
            case "size":
                return array.size
            case "nbytes":
                return array.bytes
            case "T":
                return self.function(m, "jax.numpy.transpose", Given((array,)))
            case "mT":
                return lax.swap_last(m, array)
            case "dtype":
                return External(f"numpy.{array.dtype}")
            case "real" | "imag":
                return self.function(m, f"jax.numpy.{name}", Given((array,)))
            case "aval":
                return array
            case "sharding":
                return None
            case "weak_type":
                return array.weak
            case _:
                return Member(array, name) if name in _NAMES else MISSING

    def method(self, m: Machine, array: Array, name: str, given: Given) -> Value:
        """A method of an array."""
        match name:
            case "astype" | "view":
                dtype = dtype_of(m, given.at(0, "dtype"), array.dtype)
                return lax.convert(m, _real_for(m, array, dtype), dtype)
            case "copy" | "__copy__" | "__deepcopy__" | "block_until_ready":
                return array
            case "item" | "tolist":
                return array if not array.shape else Unknown("a list of numbers that depend on data")
            case "__len__":
                return length(m, array)
            case "flatten":
                return self.function(m, "jax.numpy.ravel", Given((array,)))
            case "__getitem__":
                return self.item(m, array, given.positional[0])
            case _ if name in _FORWARD:
                return self.binary(m, _FORWARD[name], array, given.positional[0])
            case _ if name in _REFLECTED:
                return self.binary(m, _REFLECTED[name], given.positional[0], array)
            case _ if name in _UNARY:
                return self.unary(m, _UNARY[name], array)
            case _ if name in _METHODS:
                return self.function(m, f"jax.numpy.{name}", Given((array, *given.positional), given.keywords))
            case _:
                return m.say_unknown(f"no model of the method `{name}` of an array", (array,))

    def to_python(self, m: Machine, array: Array, name: str) -> Value:
        """`float(array)`: a number, that no derivative goes through."""
        return m.fresh("an integer that depends on data") if name == "int" else Number(name)

    def types(self, array: Array) -> frozenset[str]:
        """The classes that an array is of."""
        return _TYPES

    def mathematical(self, m: Machine, name: str, values: tuple[Value, ...]) -> Value:
        """A function of `math` of an array without dimensions: it becomes a number."""
        return Number("float")


def _model(path: str) -> Function | None:
    """The model of a function by its public name."""
    name = _SAME.get(path, path).removeprefix("jax.")
    found = NUMPY.get(name.removeprefix("numpy.")) if name.startswith("numpy.") else None
    return found or FUNCTIONS.get(name)


def _real_for(m: Machine, x: Array, dtype: str) -> Array:
    return lax.real_part(m, x) if kind(dtype) != "c" else x


def _is_other(value: Value) -> bool:
    """What no array can be equal to."""
    return value is None or isinstance(value, str | tuple)


@dataclass(frozen=True, slots=True)
class _At:
    """`x.at[index]`."""

    array: Array
    index: Value

    def value(self) -> Value:
        """As a value of the program."""
        return Member((self.array, self.index), "at")

    @staticmethod
    def of(base: Value) -> _At | None:
        """Back from a value of the program."""
        match base:
            case Member(base=(Array() as array, index), name="at"):
                return _At(array, index)
        return None


JAX = Jax()
