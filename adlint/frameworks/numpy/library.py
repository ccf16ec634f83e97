"""NumPy as a library of arrays."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from adlint import ir
from adlint.evaluate.containers import length
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import External, Member, Number, Unknown, Value, is_integer
from adlint.frameworks.arguments import arrays_of, dtype_from, index_items, numbers_of, shape_from
from adlint.frameworks.numpy.elementwise import OPERATORS, apply, elementwise, is_elementwise
from adlint.frameworks.numpy.making import as_array, dtype_of, is_plain, operand, shape_of
from adlint.frameworks.numpy.products import dot, einsum, factorise, multiply_matrices, outer, tensordot
from adlint.frameworks.numpy.reductions import NAMES, logical, mean, norm, reduce, scan, variance
from adlint.frameworks.numpy.shaping import (
    broadcast_to,
    expand,
    joined,
    moved,
    padded,
    ravel,
    repeated,
    reshape,
    squeeze,
    transpose,
    view,
)
from adlint.shapes.broadcasting import broadcast
from adlint.shapes.dims import Shape, dim, product
from adlint.shapes.dtypes import kind, real, short
from adlint.shapes.indexing import indexed
from adlint.symbolic import ceildiv
from adlint.trace import Array

Function = Callable[[Machine, str, Given], Value]


def _filled(m: Machine, name: str, given: Given) -> Value:
    """`zeros`, `ones`, `empty`, `full`."""
    shape = shape_from(m, given.at(0, "shape"))
    if shape is None:
        return m.say_unknown(f"`{name}` of a shape that is not known", given.positional)
    value = given.at(1, "fill_value") if name == "full" else 0.0
    dtype = dtype_from(m, given.at(2 if name == "full" else 1, "dtype"), dtype_of((value,)))
    result = m.array(shape, dtype, "numpy")
    m.emit(f"numpy.{name}", (operand(value),) if isinstance(value, Array) else (), result)
    return result


def _filled_like(m: Machine, name: str, given: Given) -> Value:
    array = as_array(m, given.positional[0])
    if isinstance(array, Unknown):
        return array
    position = 2 if name == "full_like" else 1
    result = m.array(array.shape, dtype_from(m, given.at(position, "dtype"), array.dtype), "numpy")
    m.emit(f"numpy.{name}", (), result)
    return result


def _copied(m: Machine, name: str, given: Given) -> Value:
    """`array`, `asarray`, `copy`."""
    value = given.positional[0]
    array = as_array(m, value)
    if isinstance(array, Unknown):
        return array
    dtype = dtype_from(m, given.at(1, "dtype"), array.dtype)
    if name in ("asarray", "asanyarray", "ascontiguousarray", "asfortranarray", "atleast_1d") and dtype == array.dtype:
        return array if name != "atleast_1d" or array.shape else view(m, "reshape", array, (1,))
    if not isinstance(value, Array) and dtype == array.dtype:
        return array
    return _cast(m, array, dtype)


def _cast(m: Machine, array: Array, dtype: str) -> Array:
    result = m.array(array.shape, dtype, "numpy")
    m.emit("numpy.copy" if dtype == array.dtype else "numpy.astype", (array,), result)
    return result


def _range(m: Machine, name: str, given: Given) -> Value:
    ends = given.positional
    start, stop = (0, ends[0]) if len(ends) == 1 else ends[:2]
    step = ends[2] if len(ends) > 2 else given.keywords.get("step", 1)
    if all(is_integer(one) for one in (start, stop, step)):
        count = m.sizes.span(dim(ceildiv(stop - start, step)))  # type: ignore[operator, arg-type]
        return _made(m, name, (count,), dtype_from(m, given.keywords.get("dtype"), "i64"))
    if all(isinstance(one, int | float) for one in (start, stop, step)):
        return _made(m, name, (max(0, math.ceil((stop - start) / step)),), "f64")  # type: ignore[operator]
    return _made(m, name, (m.fresh("the length of `arange` depends on data", 0),), "f64")


def _line(m: Machine, name: str, given: Given) -> Value:
    count = given.at(2, "num", 50)
    size = count if is_integer(count) else m.fresh(f"the length of `{name}` depends on data", 0)
    return _made(m, name, (size,), dtype_from(m, given.keywords.get("dtype"), "f64"), given.positional[:2])  # type: ignore[arg-type]


def _identity(m: Machine, name: str, given: Given) -> Value:
    rows = shape_from(m, given.positional[0])
    columns = shape_from(m, given.at(1, "M")) if given.has(1, "M") and name == "eye" else rows
    if rows is None or columns is None:
        return m.say_unknown(f"`{name}` of a size that is not known")
    return _made(m, name, (*rows, *columns), dtype_from(m, given.keywords.get("dtype"), "f64"))


def _made(m: Machine, name: str, shape: Shape, dtype: str, given: tuple[Value, ...] = ()) -> Array:
    result = m.array(shape, dtype, "numpy")
    m.emit(f"numpy.{name}", tuple(one for one in given if isinstance(one, Array)), result)
    return result


def _where(m: Machine, name: str, given: Given) -> Value:
    values = tuple(one if is_plain(one) else as_array(m, one) for one in given.positional)
    if len(values) < 3 or any(isinstance(one, Unknown) for one in values):
        shape = shape_of(values[0])
        size = m.fresh("how many elements are true depends on data", 0, product(shape))
        return tuple(m.array((size,), "i64", "numpy") for _ in shape)
    result = m.array(broadcast(*map(shape_of, values)), dtype_of(values[1:]), "numpy")
    m.emit("numpy.where", tuple(map(operand, values)), result)
    return result


def _clip(m: Machine, name: str, given: Given) -> Value:
    ends = (given.at(1, "a_min", given.keywords.get("min")), given.at(2, "a_max", given.keywords.get("max")))
    values = (as_array(m, given.positional[0]), *(one for one in ends if one is not None))
    return apply(m, "clip", values, given.keywords.get("out"))  # type: ignore[arg-type]


def _like(m: Machine, name: str, given: Given) -> Value:
    """A copy with elements at other places: `roll`, `flip`, `sort`."""
    array = as_array(m, given.positional[0])
    if isinstance(array, Unknown):
        return array
    return view(m, name, array, array.shape, copies=not name.startswith("flip"))


def _diagonal(m: Machine, name: str, given: Given) -> Value:
    array = as_array(m, given.positional[0])
    if isinstance(array, Unknown):
        return array
    if name == "diag" and len(array.shape) == 1:
        return view(m, "diag", array, array.shape * 2, copies=True)
    first = array.shape[0] if array.shape[0] == array.shape[1] else m.sizes.smaller(array.shape[0], array.shape[1])
    return view(m, "diagonal", array, (first,))


def _trace(m: Machine, name: str, given: Given) -> Value:
    return reduce(m, "sum", Given((_diagonal(m, "diagonal", given),)))


def _difference(m: Machine, name: str, given: Given) -> Value:
    array = as_array(m, given.positional[0])
    if isinstance(array, Unknown):
        return array
    shape = (*array.shape[:-1], m.sizes.span(dim(array.shape[-1] - 1)))
    parts = tuple(m.array(shape, array.dtype, "numpy", array.buffer) for _ in range(2))
    for part in parts:
        m.emit("numpy.getitem", (array,), part)
    return apply(m, "subtract", parts)


def _mesh(m: Machine, name: str, given: Given) -> Value:
    arrays = [one for value in given.positional if isinstance(one := as_array(m, value), Array)]
    sizes = [product(one.shape) for one in arrays]
    if given.keywords.get("indexing", "xy") == "xy" and len(sizes) > 1:
        sizes[0], sizes[1] = sizes[1], sizes[0]
    return m.store.new("list", items=[view(m, "meshgrid", one, tuple(sizes), copies=True) for one in arrays])


def _copy_to(m: Machine, name: str, given: Given) -> Value:
    target, value = given.positional[:2]
    if isinstance(target, Array):
        m.emit("numpy.setitem", (target, operand(value)), target)
    return None


def _accumulated_at(m: Machine, name: str, given: Given) -> Value:
    """`np.add.at`."""
    target, index = given.positional[:2]
    if isinstance(target, Array):
        count = product(index.shape) if isinstance(index, Array) else 1
        m.emit(f"numpy.{name}", (target, *map(operand, given.positional[2:])), target, count=count)
    return None


def _plain_type(m: Machine, name: str, given: Given) -> Value:
    """`np.float64(x)`."""
    value = given.positional[0] if given.positional else 0
    if is_plain(value):
        return value if kind(short(name) or "f64") == numbers_of(value) else m.call(
            External(f"builtins.{ {'f': 'float', 'i': 'int', 'c': 'complex', 'b': 'bool'}[kind(short(name) or 'f64')] }"), value
        )
    array = as_array(m, value)
    return array if isinstance(array, Unknown) else _cast(m, array, short(name) or "f64")


def _random(m: Machine, name: str, given: Given) -> Value:
    """Draws: the shape is in `size`, or the arguments."""
    short_name = name.rpartition(".")[2]
    if short_name in ("rand", "randn"):
        return _made(m, name, shape_from(m, given.positional) or (), "f64")
    if short_name == "default_rng" or short_name == "RandomState":
        return m.store.new("instance", cls=External("numpy.random.Generator"))
    size = given.keywords.get("size", given.positional[-1] if short_name.startswith(("random", "standard")) and given.positional else given.at(2, "size"))
    shape = () if size is None else shape_from(m, size)
    if shape is None:
        return m.say_unknown(f"`{name}` of a shape that is not known")
    return _made(m, name, shape, "i64" if "int" in short_name else "f64")


_TABLE: dict[str, Function] = {
    **dict.fromkeys(("zeros", "ones", "empty", "full"), _filled),
    **dict.fromkeys(("zeros_like", "ones_like", "empty_like", "full_like"), _filled_like),
    **dict.fromkeys(("array", "asarray", "copy", "asanyarray", "ascontiguousarray", "asfortranarray", "atleast_1d"), _copied),
    **dict.fromkeys(NAMES, reduce), "mean": mean, "average": mean, "var": variance, "std": variance,
    **dict.fromkeys(("any", "all", "argmax", "argmin", "count_nonzero", "argsort"), logical),
    "cumsum": scan, "cumprod": scan, "arange": _range, **dict.fromkeys(("linspace", "logspace", "geomspace"), _line),
    "eye": _identity, "identity": _identity, "where": _where, "clip": _clip, "reshape": reshape, "ravel": ravel,
    "transpose": transpose, "swapaxes": moved, "moveaxis": moved, "expand_dims": expand, "squeeze": squeeze,
    "broadcast_to": broadcast_to, **dict.fromkeys(("concatenate", "stack", "hstack", "vstack", "append", "column_stack"), joined),
    "repeat": repeated, "tile": repeated, "pad": padded,
    **dict.fromkeys(("roll", "flip", "fliplr", "flipud", "sort", "tril", "triu", "rot90"), _like),
    "diag": _diagonal, "diagonal": _diagonal, "trace": _trace, "diff": _difference, "meshgrid": _mesh,
    **dict.fromkeys(("dot", "vdot", "inner", "matmul"), dot), "outer": outer, "einsum": einsum, "tensordot": tensordot,
    "linalg.norm": norm, **dict.fromkeys((f"linalg.{one}" for one in ("solve", "inv", "det", "slogdet", "cholesky", "eigh",
    "eigvalsh", "svd", "qr", "eig", "eigvals", "lstsq", "pinv")), factorise), "copyto": _copy_to,
    **dict.fromkeys((f"{one}.at" for one in ("add", "subtract", "multiply", "maximum", "minimum")), _accumulated_at),
}  # fmt: skip

_CONSTANTS: dict[str, Value] = {
    "pi": math.pi, "e": math.e, "inf": math.inf, "nan": math.nan, "newaxis": None, "euler_gamma": 0.5772156649015329,
}  # fmt: skip


@dataclass(frozen=True)
class NumPy:
    """NumPy, under the name that a program imports it by."""

    root: str = "numpy"

    def knows(self, path: str) -> bool:
        """All of NumPy: its text is not read."""
        return path.partition(".")[0] == self.root

    def constant(self, path: str) -> Value:
        """Pi, infinity, a dtype."""
        name = path.removeprefix(f"{self.root}.")
        return _CONSTANTS.get(name)

    def function(self, m: Machine, path: str, given: Given) -> Value:
        """A call of a function of NumPy."""
        name = path.removeprefix(f"{self.root}.")
        if is_elementwise(name):
            return elementwise(m, name, given)
        if name in _TABLE:
            return _TABLE[name](m, name, given)
        head, _, last = name.rpartition(".")
        if head and is_elementwise(head) and last == "reduce":
            return reduce(m, {"add": "sum", "multiply": "prod", "maximum": "max", "minimum": "min"}.get(head, "sum"), given)
        if head and last == "outer":
            return outer(m, name, given)
        if short(name) is not None:
            return _plain_type(m, name, given)
        if head == "random" or head == "random.Generator":
            return _random(m, name, given)
        return NotImplemented  # type: ignore[return-value]

    def binary(self, m: Machine, operator: str, left: Value, right: Value) -> Value:
        """An operator; in-place ones write into the array on the left."""
        plain = operator.removesuffix("=") if operator in ir.IN_PLACE else operator
        if plain == "@":
            return multiply_matrices(m, left, right)
        values = tuple(one if is_plain(one) else as_array(m, one) for one in (left, right))
        out = left if operator in ir.IN_PLACE and isinstance(left, Array) and left.shape else None
        return apply(m, OPERATORS[plain], values, out)

    def unary(self, m: Machine, operator: str, value: Array) -> Value:
        """A unary operator, and `abs`."""
        if operator == "+":
            return value
        return apply(m, {"-": "negative", "~": "invert", "abs": "absolute"}[operator], (value,))

    def item(self, m: Machine, array: Array, index: Value) -> Value:
        """`array[index]`: a view for a basic index, else a copy."""
        found = indexed(array.shape, index_items(m, index), m.sizes)
        copies = found.is_advanced or found.shape == ()
        result = m.array(found.shape, array.dtype, "numpy", None if copies else array.buffer)
        m.emit("numpy.getitem", (array, *arrays_of(index)), result, copies=copies)
        return result

    def set_item(self, m: Machine, array: Array, index: Value, value: Value) -> None:
        """`array[index] = value`."""
        found = indexed(array.shape, index_items(m, index), m.sizes)
        if not is_plain(value):
            value = as_array(m, value)
        if isinstance(value, Array):
            broadcast(found.shape, value.shape)
        m.emit("numpy.setitem", (array, operand(value)), array, shape=found.shape)

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
                return transpose(m, "transpose", Given((array,)))
            case "dtype":
                return External(f"numpy.{array.dtype}")
            case "real" | "imag":
                return view_part(m, name, array)
            case "flat":
                return ravel(m, "ravel", Given((array,)))
            case _:
                return Member(array, name)

    def method(self, m: Machine, array: Array, name: str, given: Given) -> Value:
        """A method of an array."""
        match name:
            case "astype":
                return _cast(m, array, dtype_from(m, given.at(0, "dtype"), array.dtype))
            case "copy" | "__copy__" | "__deepcopy__":
                return _cast(m, array, array.dtype)
            case "fill":
                m.emit("numpy.setitem", (array, operand(given.positional[0])), array, shape=array.shape)
                return None
            case "flatten":
                return ravel(m, "flatten", Given((array,)))
            case "item":
                return m.array((), array.dtype, "numpy") if array.shape else array
            case "tolist":
                return Unknown("a list of numbers that depend on data")
            case "__len__":
                return length(m, array)
            case "at":
                return NotImplemented  # type: ignore[return-value]
            case _:
                found = self.function(m, f"{self.root}.{name}", Given((array, *given.positional), given.keywords))
                if found is NotImplemented:
                    return m.say_unknown(f"no model of the method `{name}` of an array", (array,))
                return found

    def to_python(self, m: Machine, array: Array, name: str) -> Value:
        """`float(array)`: a number that still depends on the array."""
        if name == "int":
            return m.fresh("an integer that depends on data")
        if name == "bool":
            return Number("bool")
        result = m.array((), {"float": "f64", "complex": "c128"}[name], "numpy")
        m.emit("numpy.copy", (array,), result)
        return result

    def types(self, array: Array) -> frozenset[str]:
        """The classes that an array is of."""
        return frozenset({"numpy.ndarray"}) if array.shape else frozenset({"numpy.ndarray", "numpy.generic", "numpy.floating"})

    def mathematical(self, m: Machine, name: str, values: tuple[Value, ...]) -> Value:
        """A function of `math` of an array without dimensions."""
        return elementwise(m, name, Given(values)) if is_elementwise(name) else m.say_unknown(f"`math.{name}` of an array", values)


def view_part(m: Machine, name: str, array: Array) -> Array:
    """The real or imaginary part."""
    result = m.array(array.shape, real(array.dtype), "numpy", array.buffer)
    m.emit(f"numpy.{name}", (array,), result)
    return result


NUMPY = NumPy()
