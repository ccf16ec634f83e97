"""Functions that make sparse matrices: of arrays, of diagonals, of other matrices side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import Value
from adlint.frameworks.numpy.filters import floating
from adlint.frameworks.numpy.making import Function, Missing, dtype_of, give, integer, is_plain, known
from adlint.frameworks.numpy.shaping import shape_at
from adlint.frameworks.numpy.sparse.matrix import is_elementwise, is_matrix, matrix, parts, some
from adlint.shapes.dims import Dim, Shape, dim, product
from adlint.trace import Array

_FORMATS = ("csr", "csc", "coo", "lil", "dia", "bsr", "dok")


def made(m: Machine, name: str, given: Given) -> Value:
    """`csr_matrix` and its kin: of an array, of another sparse matrix, of elements and their places, or empty."""
    source, shape = given.at(0, "arg1"), given.at(1, "shape")
    is_array = name.endswith("_array")
    if is_matrix(m, source):
        data, dims = parts(m, source)
        return matrix(m, give(m, "copy", (data,), data.shape, data.dtype), dims, is_array=is_array)
    if isinstance(source, tuple) and len(source) == 2 and all(map(is_plain, source)):
        return matrix(m, some(m, (), shape_at(m, source), name), shape_at(m, source), is_array=is_array)
    if isinstance(source, tuple):
        if shape is None:
            raise Missing("the shape of a sparse matrix, which its elements tell")
        return matrix(m, known(m, source[0]), shape_at(m, shape), is_array=is_array)
    dense = known(m, source)
    return matrix(m, some(m, (dense,), dense.shape, "scipy.sparse.data"), dense.shape, is_array=is_array)


def diagonals(m: Machine, name: str, given: Given) -> Value:
    """`diags`: diagonals of numbers, or of one number each, which fills its diagonal."""
    several, places = given.at(0, "diagonals"), given.at(1, "offsets", 0)
    is_one = is_plain(places)
    held, offsets = ([several], [places]) if is_one else (items(m, several), items(m, places))
    if held is None or offsets is None or len(held) != len(offsets):
        raise Missing("diagonals that are not known")
    at = _integers(offsets)
    arrays = [known(m, one) for one in held]
    lengths = [one.shape[0] if one.shape else 1 for one in arrays]
    wanted = given.at(2, "shape")
    size = dim(lengths[0] + abs(at[0]))
    shape = (size, size) if wanted is None else shape_at(m, wanted)
    full = [_length(m, shape, place) if one == 1 else one for one, place in zip(lengths, at, strict=True)]
    data = give(m, "concatenate", arrays, (_sum(full),), floating(dtype_of(arrays)))
    return matrix(m, data, shape, is_array=name.endswith("_array"))


def spread_diagonals(m: Machine, name: str, given: Given) -> Value:
    """`spdiags`: the rows of one array, each as long as the matrix is wide, of which a part may lie outside."""
    rows, places = known(m, given.at(0, "data")), items(m, given.at(1, "diags"))
    size, width = given.at(2, "m"), given.at(3, "n")
    shape = shape_at(m, size if width is None else (size, width))
    count = _sum(_length(m, shape, one) for one in _integers(places))
    return matrix(m, give(m, "concatenate", (rows,), (count,), rows.dtype), shape)


def identity(m: Machine, name: str, given: Given) -> Value:
    """`eye` and `identity`, whose ones may stand beside the main diagonal."""
    rows = integer(given.at(0, "m", given.keywords.get("n")))
    has_columns = name.rpartition(".")[2] != "identity" and given.at(1, "n") is not None
    columns = integer(given.at(1, "n")) if has_columns else rows
    place = given.at(2, "k", 0)
    if not isinstance(place, int):
        raise Missing("a diagonal whose place is not known")
    data = give(m, "ones", (), (_length(m, (rows, columns), place),), "f64")
    return matrix(m, data, (rows, columns), is_array=name.endswith("_array"))


def tensor(m: Machine, name: str, given: Given) -> Value:
    """`kron`: every element of one matrix times the other one; blocks, with their zeros, of one that is rather full."""
    first, second = given.at(0, "A"), given.at(1, "B")
    (a, rows), (b, columns) = parts(m, first), parts(m, second)
    shape = tuple(dim(one * other) for one, other in zip(rows, columns, strict=True))
    count, full = dim(a.shape[0] * b.shape[0]), dim(a.shape[0] * product(columns))
    may_be_full = given.at(2, "format") in (None, "bsr")
    is_full = m.sizes.at_least(dim(2 * b.shape[0]), product(columns)) if may_be_full else False
    if is_full is None:
        raise Missing("whether a matrix is full enough for blocks, which depends on sizes")
    found = give(m, "scipy.sparse.product", (a, b), (full if is_full else count,), dtype_of((a, b)))
    return matrix(m, found, shape, is_array=is_elementwise(m, first) or is_elementwise(m, second))


def tensor_sum(m: Machine, name: str, given: Given) -> Value:
    """`kronsum`: the operator of two directions. Where both have elements they fall together."""
    first, second = given.at(0, "A"), given.at(1, "B")
    (a, rows), (b, columns) = parts(m, first), parts(m, second)
    size = dim(rows[0] * columns[0])
    most = dim(a.shape[0] * columns[0] + b.shape[0] * rows[0])
    data = some(m, (a, b), (size, size), "scipy.sparse.sum", most)
    return matrix(m, data, (size, size), is_array=is_elementwise(m, first) or is_elementwise(m, second))


def beside(m: Machine, name: str, given: Given) -> Value:
    """`hstack`, `vstack` and `block_diag` of sparse matrices."""
    several = _matrices(m, given.at(0, "blocks", given.keywords.get("mats")))
    kind = name.rpartition(".")[2]
    shapes = [parts(m, one)[1] for one in several]
    rows = shapes[0][0] if kind == "hstack" else _sum(one[0] for one in shapes)
    columns = shapes[0][1] if kind == "vstack" else _sum(one[1] for one in shapes)
    return _together(m, several, (rows, columns))


def blocks(m: Machine, name: str, given: Given) -> Value:
    """`bmat` and `block_array`: rows of matrices, of which some may be missing."""
    rows = items(m, given.at(0, "blocks"))
    grid = [items(m, row) for row in rows or ()]
    if not grid or any(row is None for row in grid):
        raise Missing("blocks that are not known")
    heights: dict[int, Dim] = {}
    widths: dict[int, Dim] = {}
    several: list[Value] = []
    for i, row in enumerate(grid):
        for j, one in enumerate(row or ()):
            if one is not None:
                _, (heights[i], widths[j]) = parts(m, one)
                several.append(one)
    if len(heights) != len(grid) or len(widths) != max(len(row or ()) for row in grid):
        raise Missing("a row or a column of blocks that are all missing")
    return _together(m, several, (_sum(heights.values()), _sum(widths.values())))


def _together(m: Machine, several: list[Value], shape: Shape) -> Value:
    arrays = [parts(m, one)[0] for one in several]
    data = give(m, "concatenate", arrays, (_sum(one.shape[0] for one in arrays),), dtype_of(arrays))
    return matrix(m, data, shape, is_array=any(is_elementwise(m, one) for one in several))


def _matrices(m: Machine, value: Value) -> list[Value]:
    held = items(m, value)
    if not held:
        raise Missing("matrices that are not known")
    return list(held)


def _integers(values: Sequence[Value] | None) -> list[int]:
    found = [one for one in values or () if isinstance(one, int)]
    if values is None or len(found) != len(values):
        raise Missing("diagonals whose places are not known")
    return found


def _length(m: Machine, shape: Shape, place: int) -> Dim:
    """How long a diagonal is that stands so many places right of the main one."""
    rows, columns = shape
    if rows == columns:
        return m.sizes.span(dim(rows - abs(place)))
    return m.sizes.span(m.sizes.smaller(dim(rows + min(place, 0)), dim(columns - max(place, 0))))


def _sum(lengths: Iterable[Dim]) -> Dim:
    total: Dim = 0
    for one in lengths:
        total = dim(total + one)
    return total


def is_sparse(m: Machine, name: str, given: Given) -> Value:
    """`issparse`."""
    value = given.at(0, "x")
    if is_matrix(m, value):
        return True
    if isinstance(value, Array) or is_plain(value):
        return False
    raise Missing("whether something that is not known is a sparse matrix")


TABLE: dict[str, Function] = {
    **{f"scipy.sparse.{one}_{kind}": made for one in _FORMATS for kind in ("matrix", "array")},
    **dict.fromkeys(("scipy.sparse.diags", "scipy.sparse.diags_array"), diagonals),
    **dict.fromkeys(("scipy.sparse.eye", "scipy.sparse.identity", "scipy.sparse.eye_array"), identity),
    **{f"scipy.sparse.{one}": beside for one in ("hstack", "vstack", "block_diag")},
    **dict.fromkeys(("scipy.sparse.bmat", "scipy.sparse.block_array"), blocks),
    "scipy.sparse.spdiags": spread_diagonals, "scipy.sparse.kron": tensor, "scipy.sparse.kronsum": tensor_sum,
    "scipy.sparse.issparse": is_sparse,
}  # fmt: skip
