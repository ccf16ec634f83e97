"""Indexing: views for basic indices, copies for tensors of integers and masks; gathers, scatters, in-place writes."""

from __future__ import annotations

from collections.abc import Sequence

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Number, Range, Ref, Slice, Value
from adlint.frameworks.arguments import arrays_of, index_items
from adlint.frameworks.torch.axes import one_axis
from adlint.frameworks.torch.constants import number
from adlint.frameworks.torch.layout import kept, strides_of
from adlint.frameworks.torch.making import NotKnown, as_tensor, emit, filled, from_sequence, is_plain, made, tensor
from adlint.frameworks.torch.views import view
from adlint.shapes.broadcasting import broadcast
from adlint.shapes.dims import Dim, dim, product, replaced
from adlint.shapes.indexing import Cut, Indexed, indexed
from adlint.symbolic import Polynomial, polynomial
from adlint.trace import Array, Op


def item(m: Machine, array: Array, index: Value) -> Array:
    """`array[index]`."""
    index = _with_lengths(m, array, _with_tensors(m, index))
    found = indexed(array.shape, index_items(m, index), m.sizes)
    tensors = _tensors(index)
    if not found.is_advanced:
        return basic(m, array, index, found)
    inner = _basic_part(m, array, index)
    result = made(m, found.shape, array.dtype)
    emit(m, "index.Tensor", (inner, *tensors), result)
    return result


def _with_tensors(m: Machine, index: Value) -> Value:
    """Lists and ranges in an index as the tensors that they become."""
    if isinstance(index, tuple):
        return tuple(_with_tensors(m, one) for one in index)
    if isinstance(index, Array) and index.dtype == "bool" and not index.shape:
        raise NotKnown("whether a truth holds depends on data")
    if isinstance(index, Ref | Range):
        return from_sequence(m, index)
    return index


def _with_lengths(m: Machine, array: Array, index: Value) -> Value:
    """An index in which slices between tensors `i` and `i + length` have that length, if nothing shifts their axes."""
    if isinstance(index, tuple):
        plain = not any(one is None or one is ... for one in index)
        axes = zip(index, array.shape, strict=False)
        return tuple(_with_length(m, size, one) for one, size in axes) if plain else index
    return _with_length(m, array.shape[0], index) if array.shape else index


def _with_length(m: Machine, size: Dim, one: Value) -> Value:
    if not isinstance(one, Slice) or not isinstance(one.start, Array) or not isinstance(one.stop, Array):
        return one
    (first, before), (last, after) = _counted(m, one.start), _counted(m, one.stop)
    if first is not last:
        return one
    m.notes.setdefault("a slice from i to i + length is taken to lie within its array", None)
    start = polynomial(m.fresh("where a slice begins depends on data", 0, dim(polynomial(size) - after + before)))
    return Slice(dim(start), dim(start + after - before), one.step)


def _counted(m: Machine, array: Array) -> tuple[Array, int]:
    """A tensor as another one and a number that was added to it, as far as the trace tells."""
    total = 0
    for node in reversed(m.trace):
        match node:
            case Op(name="torch.add.Tensor", operands=(Array() as base, int() as more, *_)) if array in node.results:
                array, total = base, total + more
    return array, total


def _tensors(index: Value) -> tuple[Array, ...]:
    """The tensors of an index that gather; one without dimensions is a number."""
    several: Sequence[Value] = index if isinstance(index, tuple) else (index,)
    return tuple(one for one in several if isinstance(one, Array) and (one.shape or one.dtype == "bool"))


def _basic_part(m: Machine, array: Array, index: Value) -> Array:
    """What the slices and integers of an index with tensors take, which is a view."""
    several = list(index) if isinstance(index, tuple) else [index]
    plain: list[Value] = []
    for one in several:
        if isinstance(one, Array) and (one.shape or one.dtype == "bool"):
            plain += [Slice(None, None, None)] * (len(one.shape) if one.dtype == "bool" else 1)
        else:
            plain.append(one)
    if all(one is ... or one == Slice(None, None, None) for one in plain):
        return array
    found = indexed(array.shape, index_items(m, tuple(plain)), m.sizes)
    return basic(m, array, tuple(plain), found)


def basic(m: Machine, array: Array, index: Value, found: Indexed) -> Array:
    """A view by integers, slices, None and `...`."""
    own = strides_of(array)
    strides: list[Dim] = []
    several: Sequence[Value] = index if isinstance(index, tuple) else (index,)
    axis = 0
    total = sum(1 for one in several if one is not None and one is not ...)
    for one in several:
        if one is None:
            strides.append(product((own[axis], array.shape[axis])) if axis < len(own) else 1)
        elif one is ...:
            skipped = len(own) - total
            strides += own[axis : axis + skipped]
            axis += skipped
        else:
            if isinstance(one, Slice):
                step = found.axes[axis].step if isinstance(found.axes[axis], Cut) else 1  # type: ignore[union-attr]
                strides.append(dim(own[axis] * step))
            axis += 1
    strides += own[axis:]
    return view(m, "slice.Tensor", array, found.shape, tuple(strides))


def set_item(m: Machine, array: Array, index: Value, value: Value) -> None:
    """`array[index] = value`: written in place, through a view."""
    index = _with_tensors(m, index)
    source = value if is_plain(value) else as_tensor(m, value)
    tensors = _tensors(index)
    if tensors:
        inner = _basic_part(m, array, index)
        emit(m, "index_put", (inner, source, *tensors), inner, inplace=True)
        return
    found = indexed(array.shape, index_items(m, index), m.sizes)
    part = array if found.is_whole and found.shape == array.shape else basic(m, array, index, found)
    if isinstance(source, Array):
        broadcast(found.shape, source.shape)
        emit(m, "copy", (part, source), part, inplace=True)
    else:
        emit(m, "fill.Scalar", (part,), part, inplace=True)


def gathered(m: Machine, name: str, given: Given) -> Value:
    """`gather`, `index_select`, `take_along_dim`, `take`."""
    array = tensor(m, given, 0, "input")
    index = tensor(
        m, given, 1 if name in ("take", "take_along_dim") else 2, "indices" if name == "take_along_dim" else "index"
    )
    if name == "index_select":
        axis = one_axis(given.at(1, "dim"), len(array.shape))
        shape = replaced(array.shape, axis, product(index.shape))
    else:
        shape = index.shape
    if name == "take_along_dim":  # negative ones are counted from the front
        index = filled(m, index.shape, index.dtype)
    result = made(m, shape, array.dtype)
    emit(m, "gather" if name == "take_along_dim" else name, (array, index), result)
    return result


_VALUES = {"scatter": "src", "scatter_add": "src", "scatter_reduce": "src", "index_add": "source",
           "index_copy": "source", "index_fill": "value"}  # fmt: skip


def scattered(m: Machine, name: str, given: Given, *, inplace: bool = False) -> Value:
    """`scatter`, `index_add` and their kin."""
    array, index = tensor(m, given, 0, "input"), tensor(m, given, 2, "index")
    value = given.at(3, _VALUES[name], given.keywords.get("value"))
    strides = kept(m.sizes, array) if name == "index_fill" else None
    result = array if inplace else made(m, array.shape, array.dtype, strides)
    if is_plain(value):
        overload = f"{name}.value" if name == "scatter" else f"{name}.int_Scalar"
        emit(m, overload, (array, index), result, inplace=inplace)
        return result
    overload = {"scatter": "scatter.src", "scatter_reduce": "scatter_reduce.two"}.get(name, name)
    source = as_tensor(m, value)
    emit(m, overload, (array, index, source), result, inplace=inplace)
    return result


def masked(m: Machine, name: str, given: Given, *, inplace: bool = False) -> Value:
    """`masked_fill`, `masked_select`, `masked_scatter`."""
    array, mask = tensor(m, given, 0, "input"), tensor(m, given, 1, "mask")
    if name == "masked_select":
        size = m.fresh("how many elements a mask takes depends on data", 0, product(mask.shape))
        result = made(m, (size,), array.dtype)
        emit(m, name, (array, mask), result)
        return result
    value = given.at(2, "value", given.keywords.get("source"))
    operands = (array, mask) if is_plain(value) else (array, mask, as_tensor(m, value))
    overload = (
        "masked_scatter" if name == "masked_scatter" else f"masked_fill.{'Scalar' if is_plain(value) else 'Tensor'}"
    )
    result = array if inplace else made(m, broadcast(array.shape, mask.shape), array.dtype)
    emit(m, overload, operands, result, inplace=inplace)
    return result


def written(m: Machine, name: str, given: Given) -> Value:
    """`copy_`, `fill_`, `zero_`, random fills, and `set_` where it changes no shape: the tensor, written over."""
    array = tensor(m, given, 0, "input")
    if name == "set_":
        source = tensor(m, given, 1, "source")
        if (source.shape, source.dtype) != (array.shape, array.dtype):
            raise NotKnown("a tensor becomes one of another shape")
    if name in ("copy_", "set_"):
        emit(m, "copy", (array, tensor(m, given, 1, "src")), array, inplace=True)
    elif name == "fill_" and isinstance(given.at(1, "value"), Array):
        emit(m, "fill.Tensor", (array, given.at(1, "value")), array, inplace=True)
    else:
        emit(m, "fill.Scalar", (array,), array, inplace=True)
    return array


def put(m: Machine, name: str, given: Given, *, inplace: bool = False) -> Value:
    """`index_put`."""
    array, values = tensor(m, given, 0, "input"), tensor(m, given, 2, "values")
    indices = given.at(1, "indices")
    result = array if inplace else made(m, array.shape, array.dtype, kept(m.sizes, array))
    tensors = arrays_of(indices if isinstance(indices, tuple) else tuple(m.store[indices].items))  # type: ignore[index]
    emit(m, "index_put", (array, values, *tensors), result, inplace=inplace)
    return result


def plain_number(m: Machine, array: Array, kind: str) -> Value:
    """The number in a tensor, which is data unless the tensor is a constant."""
    known = number(m, array)
    if known is not None:
        return bool(known) if kind == "bool" else int(known) if kind == "int" else float(known)
    if kind == "int":
        return m.fresh("an integer that depends on data")
    return Number(kind)


def counted(m: Machine, name: str, given: Given) -> Value:
    """`bincount`: as many as the largest number says, but at least `minlength`, which is taken to be enough."""
    least, dtype = given.at(2, "minlength", 0), "i64" if given.at(1, "weights") is None else "f64"
    if not isinstance(least, int | Polynomial) or least == 0:
        return filled(m, (m.fresh("how far `bincount` counts depends on data", 0),), dtype)
    m.notes.setdefault("`bincount` is taken to count no further than `minlength`", None)
    return filled(m, (least,), dtype)


def nonzero(m: Machine, name: str, given: Given) -> Value:
    """The places of what is not zero."""
    array = tensor(m, given, 0, "input")
    size = m.fresh("how many elements are not zero depends on data", 0, array.size)
    if given.keywords.get("as_tuple") is True:
        return tuple(filled(m, (size,), "i64") for _ in array.shape)
    return filled(m, (size, len(array.shape)), "i64")
