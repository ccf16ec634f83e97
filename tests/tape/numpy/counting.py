"""A program as an overloading tool would run it: arrays that count the elementary statements that are computed of them.

An array operation is one statement for each element, a reduction of n elements n - 1 of two operands, a product of
matrices of (m, k) and (k, n) m·k·n products and m·n·(k - 1) sums, LAPACK what closed counts say. Literals and passive values are no
operands; an integer or boolean result is no statement; what an active value was ever written to is active.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin


@dataclass
class Count:
    """Statements so far, and their active operands."""

    statements: int = 0
    operands: int = 0

    def add(self, statements: int, each: int) -> None:
        if statements > 0 and each > 0:
            self.statements += statements
            self.operands += statements * each

    @property
    def elemental(self) -> int:
        return 10 * self.statements + 8 * self.operands


@dataclass
class Buffer:
    """A memory, which is active or not."""

    active: bool = False


HANDLERS: dict[Any, Any] = {}


def plain(value: Any) -> Any:
    """A value without what counts."""
    if isinstance(value, Counted):
        return value.value
    if isinstance(value, tuple | list):
        return type(value)(map(plain, value))
    if isinstance(value, slice):
        return slice(plain(value.start), plain(value.stop), plain(value.step))
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return value


def inexact(value: Any) -> bool:
    return np.asarray(value).dtype.kind in "fc"


class Counted(NDArrayOperatorsMixin):
    """An array, or number, in a memory."""

    __array_priority__ = 1000

    def __init__(self, value: Any, count: Count, buffer: Buffer | None = None) -> None:
        self.value = np.asarray(value)
        self.count = count
        self.buffer = Buffer() if buffer is None else buffer

    @property
    def active(self) -> bool:
        return self.buffer.active and inexact(self.value)

    def new(self, value: Any, active: bool = False) -> Counted:
        return Counted(value, self.count, Buffer(active and inexact(value)))

    def view(self, value: Any) -> Counted:
        return Counted(value, self.count, self.buffer)

    shape = property(lambda self: self.value.shape)
    ndim = property(lambda self: self.value.ndim)
    size = property(lambda self: self.value.size)
    dtype = property(lambda self: self.value.dtype)
    T = property(lambda self: self.view(self.value.T))
    real = property(lambda self: self.view(self.value.real))
    imag = property(lambda self: self.view(self.value.imag))

    def __iadd__(self, other: Any) -> Any:
        return self._in_place(np.add, other)

    def __isub__(self, other: Any) -> Any:
        return self._in_place(np.subtract, other)

    def __imul__(self, other: Any) -> Any:
        return self._in_place(np.multiply, other)

    def __itruediv__(self, other: Any) -> Any:
        return self._in_place(np.divide, other)

    def _in_place(self, ufunc: Any, other: Any) -> Any:
        # numbers are bound anew, where arrays are written to
        return ufunc(self, other, out=(self,)) if self.ndim else ufunc(self, other)

    def __len__(self) -> int:
        return len(self.value)

    def __iter__(self) -> Any:
        return (self[number] for number in range(len(self.value)))

    def __bool__(self) -> bool:
        return bool(self.value)

    def __int__(self) -> int:
        return int(self.value)

    def __index__(self) -> int:
        return self.value.__index__()

    def __round__(self, digits: int | None = None) -> Any:
        return round(float(self.value), digits)

    def __format__(self, text: str) -> str:
        return "a number"

    def __getitem__(self, index: Any) -> Counted:
        found = self.value[plain(index)]
        shares = isinstance(found, np.ndarray) and np.shares_memory(found, self.value)
        return self.view(found) if shares else self.new(found, self.active)

    def __setitem__(self, index: Any, value: Any) -> None:
        self.value[plain(index)] = plain(value)
        self._write(value)

    def _write(self, *values: Any) -> None:
        if any(is_active(value) for value in values) and inexact(self.value):
            self.buffer.active = True

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, out: Any = None, **options: Any) -> Any:
        return getattr(self, f"_{method.strip('_')}")(ufunc, inputs, None if out is None else out[0], options)

    def _call(self, ufunc: Any, inputs: Any, out: Any, options: Any) -> Any:
        if ufunc in (np.matmul, np.vecdot):
            return product(self, ufunc, inputs)
        active = sum(map(is_active, inputs))
        where = options.pop("where", True)
        result = ufunc(*map(plain, inputs), **plain(options))
        several = result if isinstance(result, tuple) else (result,)
        if inexact(several[0]):
            size = (
                int(np.sum(np.broadcast_to(plain(where), np.shape(result))))
                if where is not True
                else np.size(several[0])
            )
            self.count.add(size, active)
        if out is not None:
            np.copyto(plain(out), result, where=plain(where), casting="unsafe")
            if isinstance(out, Counted):
                out._write(*inputs)
            return out
        made = tuple(self.new(one, active > 0) for one in several)
        return made if isinstance(result, tuple) else made[0]

    def _reduce(self, ufunc: Any, inputs: Any, out: Any, options: Any) -> Any:
        result = ufunc.reduce(plain(inputs[0]), **options)
        if inexact(result) and is_active(inputs[0]):
            self.count.add(np.size(plain(inputs[0])) - np.size(result), 2)
        return self.new(result, is_active(inputs[0]))

    def _accumulate(self, ufunc: Any, inputs: Any, out: Any, options: Any) -> Any:
        result = ufunc.accumulate(plain(inputs[0]), *inputs[1:], **options)
        axis = options.get("axis", 0)
        if inexact(result) and is_active(inputs[0]):
            self.count.add(result.size - result.size // max(1, result.shape[axis]), 2)
        return self.new(result, is_active(inputs[0]))

    def _outer(self, ufunc: Any, inputs: Any, out: Any, options: Any) -> Any:
        a, b = inputs
        return self._call(ufunc, (a.reshape(a.shape + (1,) * np.ndim(b)), b), out, options)

    def _at(self, ufunc: Any, inputs: Any, out: Any, options: Any) -> None:
        target, index, *values = inputs
        count = np.size(plain(target)[plain(index)])
        ufunc.at(plain(target), plain(index), *map(plain, values))
        counted = next(one for one in inputs if isinstance(one, Counted))
        if is_active(target) or any(map(is_active, values)):
            counted.count.add(count, 1 + sum(map(is_active, values)))
        if isinstance(target, Counted):
            target._write(*values)

    def __array_function__(self, function: Any, types: Any, args: Any, options: Any) -> Any:
        if function in HANDLERS:
            return HANDLERS[function](self, *args, **options)
        raise NotImplementedError(function)

    def copy(self) -> Counted:
        return self.new(self.value.copy(), self.active)

    def astype(self, dtype: Any) -> Counted:
        return self.new(self.value.astype(dtype), self.active)

    def fill(self, value: Any) -> None:
        self[...] = value

    def item(self, *index: int) -> Counted:
        return self.new(self.value.item(*index), self.active)

    def flatten(self) -> Counted:
        return self.new(self.value.flatten(), self.active)

    def reshape(self, *shape: Any) -> Counted:
        return moved(self.value.reshape(*shape), self)

    def transpose(self, *order: Any) -> Counted:
        return self.view(self.value.transpose(*order))

    def __getattr__(self, name: str) -> Any:
        function = getattr(np, name, None)
        if name.startswith("_") or function not in HANDLERS:
            raise AttributeError(name)
        return lambda *args, **options: HANDLERS[function](self, self, *args, **options)


def is_active(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return any(map(is_active, value))
    return isinstance(value, Counted) and value.active


def moved(result: Any, source: Counted) -> Counted:
    """A view, or a copy, of a memory."""
    return source.view(result) if np.shares_memory(result, source.value) else source.new(result, source.active)


def product(one: Counted, function: Any, arrays: Any, result: Any = None, summed: int | None = None) -> Counted:
    """A product of arrays summed over an axis or several."""
    values = [plain(array) for array in arrays]
    found = function(*values) if result is None else result
    if np.ndim(values[0]) == 0 or np.ndim(values[-1]) == 0:
        return np.multiply(*arrays)
    inner = np.shape(values[0])[-1] if summed is None else summed
    outer, active = np.size(found), [is_active(array) for array in arrays]
    if inexact(found):
        for number in range(1, len(arrays)):
            before = sum(active[:1]) if number == 1 else int(any(active[:number]))
            one.count.add(outer * inner, before + active[number])
        one.count.add(outer * (inner - 1), 2 * any(active))
    return one.new(found, any(active))


def handles(*functions: Any) -> Any:
    def found(handler: Any) -> Any:
        HANDLERS.update(dict.fromkeys(functions, handler))
        return handler

    return found


for _f in (np.dot, np.inner, np.vdot):
    handles(_f)(lambda one, a, b, _f=_f: product(one, _f, (a, b), summed=np.size(plain(a)) if _f is np.vdot else None))


@handles(np.tensordot)
def _tensordot(one: Counted, a: Any, b: Any, axes: Any = 2) -> Counted:
    result = np.tensordot(plain(a), plain(b), axes)
    free = np.size(plain(a)) * np.size(plain(b))
    summed = round((free / max(1, np.size(result))) ** 0.5)
    return product(one, None, (a, b), result, summed)


@handles(np.einsum)
def _einsum(one: Counted, text: str, *arrays: Any) -> Counted:
    result = np.einsum(text, *map(plain, arrays))
    if np.shares_memory(result, plain(arrays[0])):
        return arrays[0].view(result)
    sizes: dict[str, int] = {}
    for letters, array in zip(text.replace(" ", "").split("->")[0].split(","), arrays, strict=True):
        sizes |= dict(zip(letters, np.shape(plain(array)), strict=True))
    return product(one, None, arrays, result, prod(sizes.values()) // max(1, np.size(result)))


@handles(np.outer)
def _outer(one: Counted, a: Any, b: Any) -> Any:
    return np.multiply(np.reshape(a, (-1, 1)), np.reshape(b, (1, -1)))


@handles(np.convolve)
def _convolve(one: Counted, a: Any, b: Any, mode: str = "full") -> Counted:
    result = np.convolve(plain(a), plain(b), mode)
    pairs = int(np.convolve(np.ones(len(a)), np.ones(len(b)), mode).sum())
    active = is_active(a) + is_active(b)
    one.count.add(pairs, active)
    one.count.add(pairs - result.size, 2 * (active > 0))
    return one.new(result, active > 0)


def reducing(ufunc: Any) -> Any:
    def found(one: Counted, a: Any, axis: Any = None, keepdims: bool = False, **more: Any) -> Any:
        return ufunc.reduce(a, axis=axis, keepdims=keepdims)

    return found


for _f, _u in (
    (np.sum, np.add),
    (np.prod, np.multiply),
    (np.max, np.maximum),
    (np.min, np.minimum),
    (np.amax, np.maximum),
):
    handles(_f)(reducing(_u))


@handles(np.mean)
def _mean(one: Counted, a: Any, axis: Any = None, keepdims: bool = False) -> Any:
    return np.add.reduce(a, axis=axis, keepdims=keepdims) / (2.0)


@handles(np.var)
def _var(one: Counted, a: Any, axis: Any = None, keepdims: bool = False, ddof: int = 0) -> Any:
    x = np.square(a - np.mean(a, axis=axis, keepdims=True))
    return np.add.reduce(x, axis=axis, keepdims=keepdims) / 2.0


@handles(np.std)
def _std(one: Counted, a: Any, **more: Any) -> Any:
    return np.sqrt(np.var(a, **more))


@handles(np.linalg.norm)
def _norm(one: Counted, x: Any, ord: Any = None, axis: Any = None) -> Any:
    if axis is None:
        flat = x.ravel()
        return np.sqrt(np.dot(flat, flat))
    return np.sqrt(np.add.reduce(x * x, axis=axis))


@handles(np.trace)
def _trace(one: Counted, a: Any) -> Any:
    return np.add.reduce(np.diagonal(a))


@handles(np.diff)
def _diff(one: Counted, a: Any, n: int = 1, axis: int = -1) -> Any:
    for _ in range(n):
        ends = [[slice(None)] * a.ndim for _ in range(2)]
        ends[0][axis], ends[1][axis] = slice(1, None), slice(None, -1)
        a = a[tuple(ends[0])] - a[tuple(ends[1])]
    return a


@handles(np.cumsum)
def _cumsum(one: Counted, a: Any, axis: Any = None) -> Any:
    return np.add.accumulate(a.ravel() if axis is None else a, axis=axis or 0)


@handles(np.cumprod)
def _cumprod(one: Counted, a: Any, axis: Any = None) -> Any:
    return np.multiply.accumulate(a.ravel() if axis is None else a, axis=axis or 0)


@handles(np.clip)
def _clip(one: Counted, a: Any, low: Any, high: Any) -> Any:
    if low is None or high is None:
        return np.minimum(a, high) if low is None else np.maximum(a, low)
    result = np.clip(plain(a), plain(low), plain(high))
    active = sum(map(is_active, (a, low, high)))
    one.count.add(result.size, active)
    return one.new(result, active > 0)


@handles(np.where)
def _where(one: Counted, mask: Any, *choices: Any) -> Any:
    result = np.where(plain(mask), *map(plain, choices))
    return one.new(result, is_active(choices)) if choices else result


def copying(function: Any) -> Any:
    def found(one: Counted, a: Any, *args: Any, **more: Any) -> Any:
        return one.new(function(plain(a), *map(plain, args), **plain(more)), is_active(a))

    return found


def viewing(function: Any) -> Any:
    def found(one: Counted, a: Any, *args: Any, **more: Any) -> Any:
        return moved(function(plain(a), *args, **more), a)

    return found


def asking(function: Any) -> Any:
    def found(one: Counted, *args: Any, **more: Any) -> Any:
        return function(*map(plain, args), **plain(more))

    return found


for _f in (np.concatenate, np.stack, np.hstack, np.vstack, np.column_stack, np.roll, np.repeat, np.tile, np.pad, np.sort,
           np.tril, np.triu, np.copy, np.append, np.take, np.real_if_close):  # fmt: skip
    handles(_f)(copying(_f))
for _f in (np.reshape, np.ravel, np.transpose, np.swapaxes, np.moveaxis, np.expand_dims, np.squeeze, np.flip, np.diagonal,
           np.broadcast_to, np.real, np.imag, np.diag, np.fliplr, np.flipud, np.rot90, np.atleast_1d, np.atleast_2d):  # fmt: skip
    handles(_f)(viewing(_f))
@handles(np.split)
def _split(one: Counted, a: Any, several: Any, axis: int = 0) -> list[Counted]:
    return [a.view(part) for part in np.split(plain(a), plain(several), axis)]


@handles(np.round)
def _round(one: Counted, a: Any, decimals: int = 0) -> Any:
    return np.rint(a)


@handles(np.meshgrid)
def _meshgrid(one: Counted, *several: Any, **more: Any) -> tuple[Counted, ...]:
    found = np.meshgrid(*map(plain, several), **more)
    return tuple(one.new(grid, is_active(axis)) for grid, axis in zip(found, several, strict=True))


@handles(np.select)
def _select(one: Counted, masks: Any, choices: Any, default: Any = 0) -> Counted:
    return one.new(np.select(plain(masks), plain(choices), plain(default)), is_active([*choices, default]))


for _f in (np.argmax, np.argmin, np.argsort, np.shape, np.ndim, np.size, np.any, np.all, np.zeros_like, np.ones_like,
           np.allclose, np.count_nonzero, np.nonzero, np.empty_like, np.searchsorted, np.full_like):  # fmt: skip
    handles(_f)(asking(_f))


@handles(np.copyto)
def _copyto(one: Counted, target: Any, value: Any) -> None:
    target[...] = value


LAPACK = {
    np.linalg.inv: lambda n, m: 2 * n**3, np.linalg.det: lambda n, m: 2 * n**3 // 3,
    np.linalg.slogdet: lambda n, m: 2 * n**3 // 3, np.linalg.cholesky: lambda n, m: n**3 // 3,
    np.linalg.solve: lambda n, m: 2 * n**3 // 3 + 2 * n * n * m,
    **dict.fromkeys((np.linalg.qr, np.linalg.eigh, np.linalg.svd, np.linalg.pinv), lambda n, m: 10 * n**3),
}  # fmt: skip


def lapack(function: Any) -> Any:
    def found(one: Counted, a: Any, *right: Any, **more: Any) -> Any:
        result = function(plain(a), *map(plain, right), **more)
        active = is_active(a) or is_active(right)
        columns = np.shape(plain(right[0]))[1] if right and np.ndim(plain(right[0])) > 1 else 1
        one.count.add(LAPACK[function](a.shape[-1], columns), 2 * active)
        if isinstance(result, tuple):
            return tuple(one.new(part, active) for part in result)
        return one.new(result, active)

    return found


for _f in LAPACK:
    handles(_f)(lapack(_f))


@dataclass
class NumPy:
    """NumPy whose arrays count, for programs that make arrays of their own."""

    count: Count = field(default_factory=Count)

    def __getattr__(self, name: str) -> Any:
        found = getattr(np, name)
        if name == "full":
            return lambda shape, value, **more: Counted(
                found(plain(shape), plain(value), **more), self.count, Buffer(is_active(value))
            )
        if name in ("zeros", "ones", "empty", "arange", "linspace", "eye", "identity"):
            return lambda *args, **more: Counted(found(*map(plain, args), **more), self.count)
        if name == "array":
            return self._array
        if name == "asarray":
            return lambda value, dtype=None: value if isinstance(value, Counted) else self._array(value, dtype)
        if name in ("zeros_like", "ones_like", "empty_like", "full_like"):
            return lambda *args, **more: Counted(found(*map(plain, args), **more), self.count)
        return found

    def _array(self, value: Any, dtype: Any = None) -> Any:
        active = is_active(value)
        return Counted(np.array(plain(value), dtype=dtype), self.count, Buffer(active))
