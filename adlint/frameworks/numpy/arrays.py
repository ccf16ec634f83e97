"""What NumPy's arrays do themselves: operators, indexing, attributes and methods."""

from __future__ import annotations

import math

from msgspec.structs import replace

from adlint import ir
from adlint.evaluate.invocation.calls import flat
from adlint.evaluate.libraries import ArrayLibrary
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.containers import length
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.operation.numbers import arithmetic
from adlint.evaluate.values import External, Member, Number, Ref, Slice, Unknown, Value
from adlint.frameworks.arguments import arrays_of, dtype_from, index_items
from adlint.frameworks.numpy import elements, masks
from adlint.frameworks.numpy.creation import cast
from adlint.frameworks.numpy.elementwise import OPERATORS, apply, elementwise
from adlint.frameworks.numpy.making import Missing, give, is_plain, known, number_or_array
from adlint.frameworks.numpy.products import multiply_matrices
from adlint.frameworks.numpy.shaping import part, transposed, view
from adlint.frameworks.numpy.ufuncs import ufunc
from adlint.shapes.broadcasting import broadcast
from adlint.shapes.dims import Shape, dim, product
from adlint.shapes.dtypes import kind
from adlint.shapes.indexing import Gather, Indexed, Item, indexed
from adlint.trace import Array

# methods that are called as the functions of that name are, with the array first
_AS_FUNCTIONS = frozenset(
    "sum prod max min mean var std any all argmax argmin argsort cumsum cumprod reshape ravel flatten transpose"
        " swapaxes"
    " squeeze repeat dot clip round diagonal trace take compress nonzero searchsorted conj conjugate choose ptp"
    " argpartition".split()
)
_IN_PLACE = frozenset("sort partition".split())


class Arrays(ArrayLibrary):
    """The methods of an array library that are the arrays' own."""

    def binary(self, m: Machine, operator: str, left: Value, right: Value) -> Value:
        """An operator; in-place ones write into the array on the left."""
        plain = operator.removesuffix("=") if operator in ir.IN_PLACE else operator
        numbers = [elements.unboxed(m, one) for one in (left, right)]
        if all(map(is_plain, numbers)):
            return elements.box(m, arithmetic(m, plain, *numbers))
        try:
            if plain == "@":
                return self._product(m, operator, left, right)
            values = tuple(number_or_array(m, one) for one in (left, right))
        except Missing as missing:
            return m.say_unknown(f"`{operator}` of something that is not known: {missing}", (left, right))
        in_place = operator in ir.IN_PLACE and isinstance(left, Array) and left.shape and left.framework != "autograd"
        out = left if in_place and isinstance(left, Array) else None
        result = apply(m, OPERATORS[plain], values, out)
        elements.compare(m, plain, values, result)
        return result

    def _product(self, m: Machine, operator: str, left: Value, right: Value) -> Value:
        result = multiply_matrices(m, left, right)
        if operator == "@=" and isinstance(left, Array):
            give(m, "setitem", (left, result), left.shape, left.dtype, buffer=left.buffer)
            return left
        return result

    def unary(self, m: Machine, operator: str, value: Array) -> Value:
        """A unary operator, and `abs`."""
        result = apply(m, {"+": "positive", "-": "negative", "~": "invert", "abs": "absolute"}[operator], (value,))
        if operator == "~":
            masks.complement(m, value, result)
        return result

    def item(self, m: Machine, array: Array, index: Value) -> Value:
        """`array[index]`: a view for a basic index, else a copy."""
        if (element := elements.element(m, array, index)) is not None:
            return element
        found = self._indexed(m, array, index)
        copies = found.is_advanced or (found.shape == () and not _has_dots(index))
        held, listed = _indices(m, index)
        result = give(
            m, "getitem", (array, *held), found.shape, array.dtype, buffer=None if copies else array.buffer,
            items=found.axes, whole=found.is_whole, **({"listed": listed} if listed else {}),
        )  # fmt: skip
        elements.take(m, array, index, result)
        return result

    def set_item(self, m: Machine, array: Array, index: Value, value: Value) -> None:
        """`array[index] = value`."""
        elements.forget(m, array)
        found = self._indexed(m, array, index)
        value = value if is_plain(value) else self._value(m, value)
        if isinstance(value, Array):
            shape = value.shape
            while len(shape) > len(found.shape) and shape[0] == 1:
                shape = shape[1:]
            broadcast(found.shape, shape)
        give(
            m, "setitem", (array, value, *_indices(m, index)[0]), array.shape, array.dtype,
            buffer=array.buffer, into=found.shape, items=found.axes, whole=found.is_whole,
        )  # fmt: skip

    def _value(self, m: Machine, value: Value) -> Value:
        try:
            return known(m, value)
        except Missing as missing:
            return m.say_unknown(f"an array holds something that is not known: {missing}", (value,))

    def item_shape(self, m: Machine, array: Array, index: Value) -> Shape:
        """The shape of what an index takes."""
        return self._indexed(m, array, index).shape

    def _indexed(self, m: Machine, array: Array, index: Value) -> Indexed:
        several = index if isinstance(index, tuple) else (index,)
        items = [_counted(m, *pair) for pair in zip(several, index_items(m, index), strict=True)]
        return indexed(array.shape, items, m.sizes)

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
            case "itemsize":
                return dim(m.array((), array.dtype, "numpy").bytes)
            case "T":
                return transposed(m, array, tuple(reversed(range(len(array.shape)))))
            case "mT":
                rank = len(array.shape)
                return transposed(m, array, (*range(rank - 2), rank - 1, rank - 2))
            case "dtype":
                return External(f"numpy.{array.dtype}")
            case "real" | "imag":
                return part(m, name, Given((array,)))
            case "flat":
                return view(m, "ravel", array, (product(array.shape),))
            case _:
                return Member(array, name)

    def method(self, m: Machine, array: Array, name: str, given: Given) -> Value:
        """A method of an array."""
        match name:
            case "astype":
                return cast(m, array, dtype_from(m, given.at(0, "dtype"), array.dtype))
            case "copy" | "__copy__" | "__deepcopy__":
                return cast(m, array, array.dtype)
            case "view" if not given.values:
                return view(m, "reshape", array, array.shape)
            case "fill":
                self.set_item(m, array, Slice(None, None, None) if array.shape else (), given.positional[0])
                return None
            case "item" if (element := elements.only(m, array)) is not None:
                return element
            case "item":
                return self._element(m, array, given)
            case "tolist":
                return _listed(m, array)
            case "__len__":
                return length(m, array)
            case "setflags" | "dump":
                return None
            case "conj" | "conjugate" if kind(array.dtype) != "c":
                return array
            case _ if name in _IN_PLACE:
                give(m, name, (array,), array.shape, array.dtype, buffer=array.buffer, axis=given.at(0, "axis", -1))
                return None
            case _ if name in _AS_FUNCTIONS:
                return self._as_function(m, array, name, given)
            case _:
                return m.say_unknown(f"no model of the method `{name}` of an array", (array, *flat(m, given)))

    def _as_function(self, m: Machine, array: Array, name: str, given: Given) -> Value:
        library = m.libraries["numpy"]
        return library.function(m, f"numpy.{name}", Given((array, *given.positional), given.keywords))

    def _element(self, m: Machine, array: Array, given: Given) -> Value:
        """`array.item()`: a number that still depends on the array."""
        if given.positional and len(array.shape) == len(given.positional):
            return self.item(m, array, given.positional)
        return give(m, "copy", (array,), (), array.dtype) if array.shape else array

    def to_python(self, m: Machine, array: Array, name: str) -> Value:
        """`float(array)`: a number that still depends on the array."""
        if is_plain(number := elements.unboxed(m, array)):
            return int(number) if name == "int" and isinstance(number, float) and math.isfinite(number) else number
        if name == "int":
            return m.fresh("an integer that depends on data")
        if name == "bool":
            return Number("bool")
        dtype = {"float": "f64", "complex": "c128"}[name]
        return array if array.dtype == dtype and not array.shape else give(m, "copy", (array,), (), dtype)

    def types(self, array: Array) -> frozenset[str]:
        """The classes that an array is of."""
        if array.shape:
            return frozenset({"numpy.ndarray"})
        plain = {"f": "builtins.float", "c": "builtins.complex"}.get(kind(array.dtype), "numpy.integer")
        more = {"f": "numpy.floating", "c": "numpy.complexfloating"}.get(kind(array.dtype), "numpy.integer")
        names = {"numpy.ndarray", "numpy.generic", "numpy.number", "numbers.Number", "numbers.Real", more}
        return frozenset(names | ({plain} if array.dtype in ("f64", "c128") else set()))

    def mathematical(self, m: Machine, name: str, values: tuple[Value, ...]) -> Value:
        """A function of `math` of an array without dimensions."""
        if ufunc(name) is not None:
            return elementwise(m, name, Given(values))
        if ufunc(f"scipy.special.{_IN_SPECIAL.get(name, name)}") is not None:
            return elementwise(m, f"scipy.special.{_IN_SPECIAL.get(name, name)}", Given(values))
        if name in ("isclose", "isqrt"):
            return Number("bool") if name == "isclose" else m.fresh("an integer that depends on data", 0)
        return m.say_unknown(f"`math.{name}` of an array", values)


_IN_SPECIAL = {"lgamma": "gammaln"}


def _counted(m: Machine, value: Value, item: Item) -> Item:
    """An item of an index; a mask with how many elements it takes."""
    if not isinstance(value, Array) or not isinstance(item, Gather) or not item.is_mask:
        return item
    return replace(item, count=masks.taken(m, value))


def _has_dots(index: Value) -> bool:
    several = index if isinstance(index, tuple) else (index,)
    return any(one is ... for one in several)


def _indices(m: Machine, index: Value) -> tuple[tuple[Array, ...], tuple[int, ...]]:
    """The arrays in an index; lists become arrays, whose numbers come second."""
    several = index if isinstance(index, tuple) else (index,)
    of_lists = {place: known(m, one) for place, one in enumerate(several) if isinstance(one, Ref)}
    held = tuple(of_lists.get(place, one) for place, one in enumerate(several))
    return arrays_of(held), tuple(one.number for one in of_lists.values())


def _listed(m: Machine, array: Array) -> Value:
    if not array.shape:
        return array
    held = items(m, array)
    if held is None:
        return Unknown("a list of numbers that depend on data")
    inner = [_listed(m, one) if isinstance(one, Array) else one for one in held]
    return m.store.new("list", items=inner)
