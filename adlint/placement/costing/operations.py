"""How many operations on elements a node of a trace stands for: the unit of time of plans from source.

An estimate, for shares of time: a product counts its multiplications, a factorisation n³, a transform n·log2(n), all
else the elements that it reads or makes, whichever are more.
"""

from __future__ import annotations

from collections import Counter

from adlint.shapes.dims import Dim, product
from adlint.symbolic import floordiv
from adlint.trace import Alt, Array, Custom, Loop, Node, Op, Opaque, Scan, Trace
from adlint.trace.walking import arrays, bodies

_PRODUCTS = ("dot", "matmul", "mm", "mv", "linear", "einsum", "inner", "outer", "attention", "trilinear")
_FACTORS = ("solve", "inv", "cholesky", "lu", "qr", "svd", "eig", "det", "lstsq", "expm", "schur")


def operations(trace: Trace) -> Dim:
    """The operations of one plain run; of branches all are counted but as many as one of them."""
    return sum((_of(node) for node in trace), 0)


def _of(node: Node) -> Dim:
    match node:
        case Op():
            return _op(node)
        case Opaque():
            return 0
        case Loop() | Scan():
            return node.trips * operations(node.body)
        case Alt():
            counts = [operations(one) for one in node.branches]
            return floordiv(sum(counts, 0), len(counts)) if counts else 0
        case Custom():
            return operations(node.body)
        case _:
            return sum((operations(body) for body in bodies(node)), 0)


def _op(op: Op) -> Dim:
    name = op.name.rpartition(".")[2]
    read, made = list(arrays(op.operands)), list(op.results)
    sizes = [one.size for one in (*read, *made)]
    if not sizes:
        return 0
    if name.startswith("conv") and len(read) > 1 and made:
        return _convolution(read[1], made[0])
    if len(read) > 1 and made and any(part in name for part in _PRODUCTS):
        return made[0].size * _contracted(read[0], read[1], made[0])
    if read and any(name.startswith(part) for part in _FACTORS) and read[0].shape:
        return read[0].size * read[0].shape[-1]
    if "fft" in name and made:
        return made[0].size * _log2(made[0].size)
    return _largest(sizes)


def _convolution(kernel: Array, result: Array) -> Dim:
    """The kernel for each result, without the axis of results."""
    shared = [one for one in kernel.shape if one in result.shape]
    return floordiv(result.size * kernel.size, max(shared, key=str)) if shared else result.size * kernel.size


def _contracted(a: Array, b: Array, result: Array) -> Dim:
    """How many products each result adds up: sizes that both operands have, and the result has not."""
    left = Counter(map(str, (*a.shape, *b.shape))) - Counter(map(str, result.shape))
    by_text = {str(one): one for one in (*a.shape, *b.shape)}
    return product(by_text[text] for text, count in left.items() for _ in range(count // 2))


def _log2(size: Dim) -> int:
    return max(1, size.bit_length() - 1) if isinstance(size, int) else 1


def _largest(sizes: list[Dim]) -> Dim:
    numbers = [one for one in sizes if isinstance(one, int)]
    symbolic = [one for one in sizes if not isinstance(one, int)]
    return symbolic[0] if symbolic else max(numbers)
