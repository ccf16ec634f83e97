"""`einsum`, as ATen takes it apart: axes permuted into one order, then pair by pair `sumproduct_pair`."""

from __future__ import annotations

from collections.abc import Sequence

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Value
from adlint.frameworks.contracting import Term, path
from adlint.frameworks.torch.autocast import arguments
from adlint.frameworks.torch.cutting import diagonal_of_axes
from adlint.frameworks.torch.elementwise import two
from adlint.frameworks.torch.layout import strides_of
from adlint.frameworks.torch.making import NotKnown, as_tensor, tensors
from adlint.frameworks.torch.products import bmm
from adlint.frameworks.torch.reductions import collapsed
from adlint.frameworks.torch.views import permute, reshaped, view
from adlint.shapes.dims import Mismatch, Shape, product
from adlint.trace import Array

MOST_OPTIMAL = 4  # operands of which `opt_einsum` looks at all orders
_DOTS = "ABCDEFGHIJKL"


def einsum(m: Machine, name: str, given: Given) -> Value:
    """`einsum` with its operands one by one, or in a list."""
    equation, *rest = given.positional
    if not isinstance(equation, str):
        raise NotKnown("an `einsum` whose equation is not known")
    return _contracted(m, equation, tensors(m, rest))


def _contracted(m: Machine, equation: str, arrays: list[Array]) -> Array:
    """The contraction that an equation says. Mismatch if it names other numbers of operands or axes."""
    inputs, output = _read(equation.replace(" ", ""), [len(one.shape) for one in arrays])
    labels = [*output, *sorted(set("".join(inputs)) - set(output))]
    operands = [_placed(m, one, names, labels) for one, names in zip(arrays, inputs, strict=True)]
    kept = len(output)
    if len(operands) == 1:
        over = tuple(range(kept, len(labels)))
        alone = collapsed(m, "sum.dim_IntList", operands[0], over) if over else operands[0]
        return _without_sums(m, alone, kept)
    for i, j in _order(m, arrays, inputs, output):
        b, a = operands.pop(j), operands.pop(i)
        over = tuple(
            place for place in range(kept, len(labels)) if all(one.shape[place] == 1 for one in operands)
        )  # fmt: skip
        operands.append(_pair(m, a, b, over))
    return _without_sums(m, operands[0], kept)


def _order(m: Machine, arrays: list[Array], inputs: list[str], output: str) -> list[tuple[int, int]]:
    """Which operands are multiplied first: as `opt_einsum` says where it is installed, else from the left."""
    if len(arrays) > 2 and m.load("opt_einsum") is None:
        return [(0, 1), *((0, len(arrays) - n) for n in range(2, len(arrays)))]
    if len(arrays) > MOST_OPTIMAL:
        raise NotKnown(f"in which order `opt_einsum` multiplies more than {MOST_OPTIMAL} operands")
    terms: list[Term] = [
        (dict(zip(names, one.shape, strict=True)), names) for one, names in zip(arrays, inputs, strict=True)
    ]
    return path(terms, output)


def _without_sums(m: Machine, found: Array, kept: int) -> Array:
    """The axes of the output alone: what was summed over has size 1."""
    if len(found.shape) == kept:
        return found
    return view(m, "squeeze", found, found.shape[:kept], strides_of(found)[:kept])


def _read(equation: str, ranks: Sequence[int]) -> tuple[list[str], str]:
    left, arrow, output = equation.partition("->")
    inputs = left.split(",")
    if len(inputs) != len(ranks):
        raise Mismatch(f"the equation {equation} names {len(inputs)} operands, and {len(ranks)} are given")
    dots = max(
        (rank - len(one.replace("...", "")) for one, rank in zip(inputs, ranks, strict=True) if "..." in one), default=0
    )
    full = []
    for one, rank in zip(inputs, ranks, strict=True):
        count = rank - len(one.replace("...", "")) if "..." in one else 0
        full.append(one.replace("...", _DOTS[dots - count : dots]))
        if len(full[-1]) != rank:
            raise Mismatch(f"the equation {equation} does not fit an operand of {rank} dimensions")
    if not arrow:
        every = "".join(one.replace("...", "") for one in inputs)
        output = "..." + "".join(sorted(c for c in set(every) if every.count(c) == 1))
    return full, output.replace("...", _DOTS[:dots])


def _placed(m: Machine, array: Array, names: str, labels: Sequence[str]) -> Array:
    """An operand with all axes in the order of the labels, those that it has not with size 1."""
    while len(set(names)) < len(names):
        label = next(c for c in names if names.count(c) > 1)
        a, b = [place for place, c in enumerate(names) if c == label][:2]
        array = diagonal_of_axes(m, array, a, b)
        names = "".join(c for place, c in enumerate(names) if place not in (a, b)) + label
    shape: list[object] = []
    strides: list[object] = []
    own = strides_of(array)
    for label in labels:
        place = names.find(label)
        shape.append(array.shape[place] if place >= 0 else 1)
        strides.append(own[place] if place >= 0 else 0)
    return view(m, "permute", array, tuple(shape), tuple(strides))  # type: ignore[arg-type]


def _pair(m: Machine, a: Array, b: Array, over: tuple[int, ...]) -> Array:
    """Two operands multiplied and summed over axes, which stay with size 1 (`sumproduct_pair`)."""
    if any(
        x not in (y, 1) and y != 1
        for x, y in zip(a.shape, b.shape, strict=True)
        if isinstance(x, int) and isinstance(y, int)
    ):
        raise Mismatch(f"shapes {a.shape} and {b.shape} do not go together in a contraction")
    alone = [axis for axis in over if a.shape[axis] != 1 and b.shape[axis] == 1]
    b = _summed(m, b, [axis for axis in over if b.shape[axis] != 1 and a.shape[axis] == 1])
    a = _summed(m, a, alone)
    over = tuple(axis for axis in over if a.shape[axis] != 1 and b.shape[axis] != 1)
    if not over:
        return two(m, "mul", a, b)
    rank = len(a.shape)
    both = [x for x in range(rank) if x not in over and a.shape[x] != 1 and b.shape[x] != 1]
    left = [x for x in range(rank) if x not in over and a.shape[x] != 1 and b.shape[x] == 1]
    right = [x for x in range(rank) if x not in over and a.shape[x] == 1]
    sums = list(over)
    count, rows, columns = (product(one.shape[x] for x in some) for one, some in ((a, both), (a, left), (b, right)))
    size = product(a.shape[x] for x in over)
    first = reshaped(m, permute(m, a, (*both, *left, *sums, *right)), (count, rows, size))
    second = reshaped(m, permute(m, b, (*both, *sums, *right, *left)), (count, size, columns))
    found = bmm(m, *(as_tensor(m, one) for one in arguments(m, "bmm", Given((first, second))).positional))
    whole: Shape = (*(a.shape[x] for x in (*both, *left)), *(1 for _ in sums), *(b.shape[x] for x in right))
    back = [*both, *left, *sums, *right]
    return permute(m, reshaped(m, found, whole), [back.index(x) for x in range(rank)])


def _summed(m: Machine, array: Array, over: list[int]) -> Array:
    return collapsed(m, "sum.dim_IntList", array, tuple(over), keeps=True) if over else array
