"""What functions of PyTorch give in Python's own numbers: of constants, element by element."""

from __future__ import annotations

import math
import operator
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise, product
from typing import Any, TypeAlias

from msgspec import Struct

Number: TypeAlias = "bool | int | float"
Sizes: TypeAlias = "tuple[int, ...]"


class Numbers(Struct, frozen=True):
    """The numbers in a tensor, rows one after the other."""

    shape: Sizes
    flat: tuple[Number, ...]


Operands: TypeAlias = "Sequence[Any]"
# from the shape of the result, and the arguments, to its numbers; raises where they are not as it expects
Rule: TypeAlias = "Callable[[Sizes, Operands, Mapping[str, Any]], Iterable[Number]]"


def rounded(value: Number, dtype: str) -> Number:
    """A number as an element of that dtype holds it."""
    match dtype:
        case "bool":
            return bool(value)
        case "f64":
            return float(value)
        case "f32":
            return float(struct.unpack("f", struct.pack("f", value))[0])
        case _ if dtype[0] in "iu":
            return int(value)
    raise ValueError(dtype)


def _steps(shape: Sizes) -> list[int]:
    """How far the elements of each axis lie apart."""
    return [math.prod(shape[axis + 1 :]) for axis in range(len(shape))]


def _spread(one: Any, shape: Sizes) -> Sequence[Number]:
    """Numbers, or a number, over a larger shape."""
    if not isinstance(one, Numbers):
        return [one + 0 if not isinstance(one, bool) else one] * math.prod(shape)
    if one.shape == shape:
        return one.flat
    lead = (1,) * (len(shape) - len(one.shape))
    steps = [0 if size == 1 else step for size, step in zip(lead + one.shape, _steps(lead + one.shape), strict=True)]
    return [one.flat[sum(map(operator.mul, place, steps))] for place in product(*map(range, shape))]


def _by_element(function: Callable[..., Number]) -> Rule:
    def run(shape: Sizes, operands: Operands, keywords: Mapping[str, Any]) -> Iterable[Number]:
        _nothing(keywords)
        return map(function, *(_spread(one, shape) for one in operands))

    return run


def _of_all(function: Callable[[Sequence[Number]], Number]) -> Rule:
    def run(shape: Sizes, operands: Operands, keywords: Mapping[str, Any]) -> Iterable[Number]:
        (one,) = operands
        _nothing(keywords)
        return [function(one.flat)]

    return run


def _nothing(keywords: Mapping[str, Any]) -> None:
    if keywords:
        raise ValueError(keywords)


def _filled(value: Number) -> Rule:
    return lambda shape, _, __: [value] * math.prod(shape)


def _full(shape: Sizes, operands: Operands, keywords: Mapping[str, Any]) -> Iterable[Number]:
    return _spread(operands[1] if len(operands) > 1 else keywords["fill_value"], shape)


def _flat(value: Any) -> Iterator[Number]:
    match value:
        case Numbers():
            yield from value.flat
        case tuple():
            for one in value:
                yield from _flat(one)
        case _:
            yield value + 0 if not isinstance(value, bool) else value


def _same(_: Sizes, operands: Operands, __: Mapping[str, Any]) -> Iterable[Number]:
    return _flat(operands[0])


def _listed(_: Sizes, operands: Operands, __: Mapping[str, Any]) -> Iterable[Number]:
    """Those of a list: of sizes, they would be whatever is in memory."""
    if not isinstance(operands[0], tuple):
        raise TypeError
    return _flat(operands[0])


def _seen(_: Sizes, operands: Operands, __: Mapping[str, Any]) -> Iterable[Number]:
    """The same numbers in another shape; not as those of another dtype."""
    array, *sizes = operands
    if any(not isinstance(one, int | tuple) for one in sizes):
        raise TypeError(sizes)
    return _flat(array)


def _sequence(shape: Sizes, operands: Operands, keywords: Mapping[str, Any]) -> Iterable[Number]:
    start = keywords.get("start", operands[0] if len(operands) > 1 else 0)
    step = keywords.get("step", operands[2] if len(operands) > 2 else 1)
    return [start + step * place for place in range(shape[0])]


def _line(shape: Sizes, operands: Operands, _: Mapping[str, Any]) -> Iterable[Number]:
    start, end = operands[:2]
    return [start + (end - start) * place / max(shape[0] - 1, 1) for place in range(shape[0])]


def _eye(shape: Sizes, _: Operands, __: Mapping[str, Any]) -> Iterable[Number]:
    return [int(row == column) for row, column in product(*map(range, shape))]


def _triangle(keeps: Callable[[int, int], bool]) -> Rule:
    def run(shape: Sizes, operands: Operands, keywords: Mapping[str, Any]) -> Iterable[Number]:
        offset = operands[1] if len(operands) > 1 else keywords.get("diagonal", 0)
        places = product(*map(range, shape))
        pairs = zip(places, operands[0].flat, strict=True)
        return [one if keeps(place[-1] - place[-2], offset) else 0 for place, one in pairs]

    return run


def _joined(_: Sizes, operands: Operands, keywords: Mapping[str, Any]) -> Iterable[Number]:
    if [*operands[1:], *keywords.values()] not in ([], [0]):
        raise ValueError(keywords)
    return _flat(operands[0])


def _running(_: Sizes, operands: Operands, keywords: Mapping[str, Any]) -> Iterable[Number]:
    return accumulate(_row(operands[0]))


def _sorted(_: Sizes, operands: Operands, keywords: Mapping[str, Any]) -> Iterable[Number]:
    (one,) = operands
    return sorted(_row(one), reverse=keywords.get("descending", False))


def _differences(_: Sizes, operands: Operands, keywords: Mapping[str, Any]) -> Iterable[Number]:
    _nothing(keywords)
    (one,) = operands
    return [b - a for a, b in pairwise(_row(one))]


def _row(one: Numbers) -> Sequence[Number]:
    if len(one.shape) != 1:
        raise ValueError(one.shape)
    return one.flat


def _expanded(shape: Sizes, operands: Operands, _: Mapping[str, Any]) -> Iterable[Number]:
    return _spread(operands[0], shape)


def _item(_: Sizes, operands: Operands, __: Mapping[str, Any]) -> Iterable[Number]:
    array, index = operands
    index = index if isinstance(index, tuple) else (index,)
    chosen = [_chosen(one, size) for one, size in zip(index, array.shape, strict=False)]
    chosen += [range(size) for size in array.shape[len(index) :]]
    steps = _steps(array.shape)
    return [array.flat[sum(map(operator.mul, place, steps))] for place in product(*chosen)]


def _chosen(index: Any, size: int) -> Sequence[int]:
    if isinstance(index, slice):
        return range(size)[index]
    if isinstance(index, bool):
        raise TypeError(index)
    return (range(size)[index],)


def _quotient(a: Number, b: Number) -> Number:
    return a / b


RULES: dict[str, Rule] = {
    "zeros": _filled(0), "zeros_like": _filled(0), "new_zeros": _filled(0),
    "ones": _filled(1), "ones_like": _filled(1), "new_ones": _filled(1),
    "full": _full, "full_like": _full, "fill": _full, "zero": _filled(0),
    "tensor": _same, "as_tensor": _same, "LongTensor": _listed, "FloatTensor": _listed, "BoolTensor": _listed,
    "arange": _sequence, "linspace": _line,
    "eye": _eye, "triu": _triangle(operator.ge), "tril": _triangle(operator.le), "item": _item,
    **dict.fromkeys(("cat", "concat", "concatenate", "stack"), _joined), "cumsum": _running, "diff": _differences,
    **dict.fromkeys(("expand", "broadcast_to", "expand_as"), _expanded),
    **dict.fromkeys("reshape view flatten ravel unsqueeze squeeze".split(), _seen),
    **dict.fromkeys("clone detach contiguous to type float double long int bool cpu".split(), _same),
    "add": _by_element(operator.add), "sub": _by_element(operator.sub), "mul": _by_element(operator.mul),
    **dict.fromkeys(("div", "divide", "true_divide"), _by_element(_quotient)), "pow": _by_element(operator.pow),
    "floor_divide": _by_element(operator.floordiv), "remainder": _by_element(operator.mod),
    "eq": _by_element(operator.eq), "ne": _by_element(operator.ne), "lt": _by_element(operator.lt),
    "le": _by_element(operator.le), "gt": _by_element(operator.gt), "ge": _by_element(operator.ge),
    "logical_and": _by_element(lambda a, b: bool(a) and bool(b)), "bitwise_and": _by_element(operator.and_),
    "logical_or": _by_element(lambda a, b: bool(a) or bool(b)), "bitwise_or": _by_element(operator.or_),
    "logical_not": _by_element(operator.not_), "neg": _by_element(operator.neg), "abs": _by_element(abs),
    "round": _by_element(round), "floor": _by_element(math.floor), "ceil": _by_element(math.ceil),
    "log": _by_element(math.log), "log2": _by_element(math.log2), "exp": _by_element(math.exp),
    "sqrt": _by_element(math.sqrt), "minimum": _by_element(min), "maximum": _by_element(max),
    "where": _by_element(lambda test, a, b: a if test else b),
    "masked_fill": _by_element(lambda a, test, b: b if test else a),
    "sort.0": _sorted,
    "all": _of_all(all), "any": _of_all(any), "sum": _of_all(sum), "max": _of_all(max), "min": _of_all(min),
}  # fmt: skip
