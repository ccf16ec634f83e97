"""Products: of matrices, `einsum`, and what is made of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import Value
from adlint.frameworks.arguments import axes_from
from adlint.frameworks.contracting import kept, path
from adlint.frameworks.jax import primitives as lax
from adlint.frameworks.jax.arguments import Function, named
from adlint.frameworks.jax.primitives import bind, dot_general, mul
from adlint.frameworks.jax.promotion import joined
from adlint.frameworks.jax.values import Argument, array, dtype_of, promoted, stacked, unknown
from adlint.shapes.broadcasting import axes, one_axis
from adlint.shapes.dims import product
from adlint.trace import Array


def _dtype(m: Machine, x: Array, y: Array) -> str:
    return joined(m, (x, y))[0]


def _dot(m: Machine, name: str, given: Given) -> Value:
    x, y = (array(m, one) for one in given.positional[:2])
    dtype = _preferred(m, given, _dtype(m, x, y))
    if not x.shape or not y.shape:
        return dot_general(m, x, y, ((), ()), dtype=dtype)
    contracted = ((len(x.shape) - 1,), (max(len(y.shape) - 2, 0),))
    return dot_general(m, x, y, contracted, dtype=dtype)


def _preferred(m: Machine, given: Given, dtype: str) -> str:
    return dtype_of(m, given.keywords.get("preferred_element_type"), dtype)


def _matmul(m: Machine, name: str, given: Given) -> Value:
    x, y = (array(m, one) for one in given.positional[:2])
    return matrix_product(m, x, y, _preferred(m, given, _dtype(m, x, y)))


def matrix_product(m: Machine, x: Array, y: Array, dtype: str | None = None) -> Array:
    """`x @ y`: equal leading axes are batched, those of size 1 squeezed."""
    outer = max(len(x.shape), len(y.shape), 2) - 2
    left = (None,) * (outer - max(len(x.shape) - 2, 0)) + x.shape[: max(len(x.shape) - 2, 0)]
    right = (None,) * (outer - max(len(y.shape) - 2, 0)) + y.shape[: max(len(y.shape) - 2, 0)]
    squeezed: tuple[list[int], list[int]] = ([], [])
    batched: tuple[list[int], list[int]] = ([], [])
    both: list[int] = []
    order: tuple[list[int], list[int], list[int]] = ([], [], [])
    for n, (a, b) in enumerate(zip(left, right, strict=True)):
        at = [len(order[0]) + len(order[1 + side]) + len(squeezed[side]) for side in (0, 1)]
        if a == 1 and b == 1:
            squeezed[0].append(at[0])
            squeezed[1].append(at[1])
            both.append(n)
        elif a is None or (a == 1 and b is not None):
            order[2].append(n)
            squeezed[0].extend(at[:1] * (a == 1))
        elif b is None or b == 1:
            order[1].append(n)
            squeezed[1].extend(at[1:] * (b == 1))
        else:
            batched[0].append(len(order[0]) + len(order[1]))
            batched[1].append(len(order[0]) + len(order[2]))
            order[0].append(n)
    order[1].extend([outer] * (len(x.shape) > 1))
    order[2].extend([outer + (len(x.shape) > 1)] * (len(y.shape) > 1))
    dtype, is_matrix = dtype or _dtype(m, x, y), len(y.shape) > 1
    x, y = lax.squeeze(m, x, squeezed[0]), lax.squeeze(m, y, squeezed[1])
    contracted = ((len(x.shape) - 1,), (len(y.shape) - 1 - is_matrix,))
    result = dot_general(m, x, y, contracted, batched, dtype)
    flat = [*order[0], *order[1], *order[2]]
    result = lax.transpose(m, result, sorted(range(len(flat)), key=flat.__getitem__))
    return lax.expand_dims(m, result, both)


def _inner(m: Machine, name: str, given: Given) -> Value:
    x, y = (array(m, one) for one in given.positional[:2])
    if not x.shape or not y.shape:
        return mul(m, *promoted(m, x, y))
    return dot_general(m, x, y, ((len(x.shape) - 1,), (len(y.shape) - 1,)), dtype=_dtype(m, x, y))


def _vdot(m: Machine, name: str, given: Given) -> Value:
    x, y = (array(m, one) for one in given.positional[:2])
    x = lax.elementwise(m, "conj", x) if lax.is_complex(x) else x
    x, y = (lax.reshape(m, one, (product(one.shape),)) for one in (x, y))
    return dot_general(m, x, y, ((0,), (0,)), dtype=_dtype(m, x, y))


def _outer(m: Machine, name: str, given: Given) -> Value:
    x, y = (array(m, one) for one in given.positional[:2])
    x, y = (lax.reshape(m, one, (product(one.shape),)) for one in (x, y))
    a, b = promoted(m, lax.expand_dims(m, x, (1,)), lax.expand_dims(m, y, (0,)))
    return mul(m, a, b)


def _tensordot(m: Machine, name: str, given: Given) -> Value:
    x, y, over = named(given, "a b axes")
    x, y = array(m, x), array(m, y)
    over = 2 if over is None else over
    if isinstance(over, int):
        contracted = tuple(range(len(x.shape) - over, len(x.shape))), tuple(range(over))
    else:
        left, right = items(m, over) or (None, None)
        contracted = axes(axes_from(m, left), len(x.shape)), axes(axes_from(m, right), len(y.shape))
    return dot_general(m, x, y, contracted, dtype=_preferred(m, given, _dtype(m, x, y)))


def _einsum(m: Machine, name: str, given: Given) -> Value:
    text, *operands = _in_letters(m, given.positional)
    if not isinstance(text, str):
        raise unknown(m, "the subscripts of `einsum` are not known", *operands)
    arrays = [array(m, one) for one in operands]
    return einsum(m, text.replace(" ", ""), arrays, _preferred(m, given, joined(m, arrays)[0]))


def _in_letters(m: Machine, values: Sequence[Value]) -> Sequence[Value]:
    """Operands that each stand before a list of integers, and perhaps such a list of the result: as with a text."""
    if isinstance(values[0], str):
        return values
    lists = [items(m, one) for one in values[1::2]] + ([items(m, values[-1])] if len(values) % 2 else [])
    if any(one is None or not all(isinstance(n, int) for n in one) for one in lists):
        return values
    names = ["".join(chr(ord("a") + n) for n in one or () if isinstance(n, int)) for one in lists]
    several = values[: len(values) - len(values) % 2 : 2]
    inputs = ",".join(names[: len(several)])
    return (f"{inputs}->{names[-1]}" if len(values) % 2 else inputs), *several


def einsum(m: Machine, text: str, arrays: list[Array], dtype: str | None = None) -> Array:
    """`einsum`: two operands at a time, in the order of least work."""
    inputs, _, result = text.partition("->")
    names = inputs.split(",")
    if "..." in text:
        names, result = _spelled(names, result, arrays)
    elif "->" not in text:
        counts = Counter("".join(names))
        result = "".join(sorted(one for one, count in counts.items() if count == 1))
    dtype = dtype or joined(m, arrays)[0]
    parts = list(zip(arrays, names, strict=True))
    if len(parts) == 1:
        return lax.convert(m, _alone(m, *parts[0], result), dtype)
    if len(parts) > 2 and not all(isinstance(size, int) for x in arrays for size in x.shape):
        m.notes.setdefault("products of an `einsum` are taken in the order that is best for sizes that are alike", None)
    for pair in path([(dict(zip(names, x.shape, strict=True)), names) for x, names in parts], result):
        (x, a), (y, b) = (parts[n] for n in pair)
        parts = [part for n, part in enumerate(parts) if n not in pair]
        wanted = result if not parts else kept(a, b, result + "".join(one for _, one in parts))
        parts.append((_pair(m, x, a, y, b, wanted, dtype), wanted))
    return parts[0][0]


def _spelled(names: list[str], result: str, arrays: list[Array]) -> tuple[list[str], str]:
    """Without `...`: letters for the axes that it stands for."""
    letters = [one for one in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if one not in "".join(names)]
    counts = [
        len(x.shape) - len(one.replace("...", "")) if "..." in one else 0 for x, one in zip(arrays, names, strict=True)
    ]
    most = letters[: max(counts)]
    spelled = [one.replace("...", "".join(most[len(most) - n :])) for one, n in zip(names, counts, strict=True)]
    return spelled, result.replace("...", "".join(most))


def _alone(m: Machine, x: Array, names: str, result: str) -> Array:
    counts = Counter(names)
    gone = [n for n, one in enumerate(names) if one not in result and counts[one] == 1]
    if gone:
        x = lax.reduce_(m, "reduce_sum", x, gone)
        names = "".join(one for n, one in enumerate(names) if n not in gone)
    x, names = _repeats(m, x, names, result)
    return lax.transpose(m, x, [names.index(one) for one in result])


def _repeats(m: Machine, x: Array, names: str, kept: str) -> tuple[Array, str]:
    """A name that stands twice is a diagonal."""
    for name, count in Counter(names).items():
        if count > 1:
            places = [n for n, one in enumerate(names) if one == name]
            mask = bind(m, "eq", (None, None), x.shape, "bool")
            x = lax.select_n(m, mask, lax.zeros(m, x), x)
            gone = places if name not in kept else places[:-1]
            x = lax.reduce_(m, "reduce_sum", x, gone)
            names = "".join(one for n, one in enumerate(names) if n not in gone)
    return x, names


def _pair(m: Machine, x: Array, a: str, y: Array, b: str, result: str, dtype: str) -> Array:
    x, y, a, b = _thinned(m, x, a, y, b)
    x, a = _summed_out(m, x, a, b + result)
    y, b = _summed_out(m, y, b, a + result)
    x, a = _repeats(m, x, a, result + b)
    y, b = _repeats(m, y, b, result + a)
    batch = [one for one in result if one in a and one in b]
    contracted = sorted(one for one in set(a) & set(b) if one not in result)
    rest_a = [one for one in a if one not in batch and one not in contracted]
    rest_b = [one for one in b if one not in batch and one not in contracted]
    if [*batch, *rest_b, *rest_a] == list(result):
        x, y, a, b, rest_a, rest_b = y, x, b, a, rest_b, rest_a
    found = dot_general(
        m, x, y, ([a.index(one) for one in contracted], [b.index(one) for one in contracted]),
        ([a.index(one) for one in batch], [b.index(one) for one in batch]), dtype,
    )  # fmt: skip
    names = [*batch, *rest_a, *rest_b]
    return lax.transpose(m, found, [names.index(one) for one in result])


def _thinned(m: Machine, x: Array, a: str, y: Array, b: str) -> tuple[Array, Array, str, str]:
    """Without axes of size 1 that the other has larger."""
    gone_x = [n for n, one in enumerate(a) if x.shape[n] == 1 and one in b and y.shape[b.index(one)] != 1]
    gone_y = [n for n, one in enumerate(b) if y.shape[n] == 1 and one in a and x.shape[a.index(one)] != 1]
    return (
        lax.squeeze(m, x, gone_x), lax.squeeze(m, y, gone_y),
        "".join(one for n, one in enumerate(a) if n not in gone_x),
        "".join(one for n, one in enumerate(b) if n not in gone_y),
    )  # fmt: skip


def _summed_out(m: Machine, x: Array, names: str, needed: str) -> tuple[Array, str]:
    gone = [n for n, one in enumerate(names) if one not in needed and names.count(one) == 1]
    if not gone:
        return x, names
    return lax.reduce_(m, "reduce_sum", x, gone), "".join(one for n, one in enumerate(names) if n not in gone)


def _kron(m: Machine, name: str, given: Given) -> Value:
    x, y = promoted(m, *(array(m, one) for one in given.positional[:2]))
    assert isinstance(x, Array)
    assert isinstance(y, Array)
    rank = len(x.shape)
    a = lax.expand_dims(m, x, tuple(range(1, 2 * rank, 2)))
    b = lax.expand_dims(m, y, tuple(range(0, 2 * rank, 2)))
    return lax.reshape(m, mul(m, a, b), tuple(product(pair) for pair in zip(x.shape, y.shape, strict=True)))


def _vecdot(m: Machine, name: str, given: Given) -> Value:
    """`vecdot`: products of vectors along an axis."""
    x, y = (_axis_last(m, array(m, one), given.at(2, "axis", -1)) for one in given.positional[:2])
    x = lax.elementwise(m, "conj", x) if lax.is_complex(x) else x
    return einsum(m, "...i,...i->...", [x, y], _preferred(m, given, _dtype(m, x, y)))


def _axis_last(m: Machine, x: Array, axis: Value) -> Array:
    place = one_axis(axis, len(x.shape))
    return lax.transpose(m, x, [*(n for n in range(len(x.shape)) if n != place), place])


def _cross(m: Machine, name: str, given: Given) -> Value:
    """`cross` of vectors along the last axes, or those that are named."""
    axis = given.at(5, "axis")
    first, second, result = (
        given.at(n, one, -1) if axis is None else axis for n, one in ((2, "axisa"), (3, "axisb"), (4, "axisc"))
    )
    x, y = (_axis_last(m, array(m, one), n) for one, n in zip(given.positional[:2], (first, second), strict=True))

    def parts(of: Array) -> list[Argument]:
        count = of.shape[-1]
        assert isinstance(count, int)
        last = len(of.shape) - 1
        return [lax.squeeze(m, lax.slice_axis(m, of, last, 1), (last,)) for _ in range(count)]

    def times(one: Argument, other: Argument) -> Array:
        return mul(m, *promoted(m, one, other))

    a, b = parts(x), parts(y)
    if len(a) == 2 and len(b) == 2:
        return lax.sub(m, times(a[0], b[1]), times(a[1], b[0]))
    a += [lax.full(m, x.shape[:-1], 0.0, x.dtype)] * (3 - len(a))
    b += [lax.full(m, y.shape[:-1], 0.0, y.dtype)] * (3 - len(b))
    rows = [lax.sub(m, times(a[i], b[j]), times(a[j], b[i])) for i, j in ((1, 2), (2, 0), (0, 1))]
    found = stacked(m, rows)
    others = list(range(1, len(found.shape)))
    others.insert(one_axis(result, len(found.shape)), 0)
    return lax.transpose(m, found, others)


FUNCTIONS: dict[str, Function] = {
    "dot": _dot, "matmul": _matmul, "inner": _inner, "vdot": _vdot, "vecdot": _vecdot, "outer": _outer,
    "tensordot": _tensordot, "einsum": _einsum, "kron": _kron, "cross": _cross,
}  # fmt: skip
