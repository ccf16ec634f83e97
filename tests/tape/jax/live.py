"""What JAX keeps: the leaves of the function that `jax.vjp` gives, distinct ones, without the arguments."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import jax
import jax.numpy as jnp
import numpy as np

NAMES = {
    "f64": "float64", "f32": "float32", "i32": "int32", "i64": "int64", "u32": "uint32", "bool": "bool",
    "c64": "complex64",     "c128": "complex128", "u8": "uint8", "f16": "float16", "bf16": "bfloat16",
}  # fmt: skip
Kept = Counter[tuple[str, tuple[int, ...]]]


def array(dtype: str, shape: tuple[int, ...], seed: int) -> jax.Array:
    """An array with numbers that most programs can do with."""
    rng = np.random.RandomState(seed)
    match dtype[0]:
        case "f":
            found = rng.uniform(0.2, 1.2, shape)
        case "c":
            found = rng.uniform(0.2, 1.2, shape) + 1j * rng.uniform(0.2, 1.2, shape)
        case "b":
            found = rng.uniform(size=shape) > 0.5
        case _:
            found = rng.randint(0, 3, size=shape)
    return jnp.asarray(found, dtype=NAMES[dtype])


class _Arrays(ast.NodeTransformer):
    """`f32[2, 3]` as a call that makes the array."""

    def __init__(self) -> None:
        self.count = 0

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        if not (isinstance(node.value, ast.Name) and node.value.id in NAMES):
            return self.generic_visit(node)
        self.count += 1
        dims = node.slice if isinstance(node.slice, ast.Tuple) else ast.Tuple([node.slice], ast.Load())
        given = [ast.Constant(node.value.id), dims, ast.Constant(self.count)]
        return ast.Call(ast.Name("__array", ast.Load()), given, [])


def arguments(call: str, namespace: Mapping[str, object]) -> tuple[tuple[object, ...], dict[str, object]]:
    """The arguments that a call names."""
    tree = ast.parse(f"__collect({call})", mode="eval")
    tree = ast.fix_missing_locations(_Arrays().visit(tree))
    given = {**namespace, "__array": array, "__collect": lambda *a, **k: (a, k)}
    return eval(compile(tree, "call", "eval"), given)  # type: ignore[no-any-return]


def kept(
    function: Callable[..., object], given: Sequence[object], named: Mapping[str, object],
    constants: Sequence[object] = (), *, jitted: bool = True,
) -> Kept:  # fmt: skip
    """What is kept, by dtype and shape, but for the constants of a module. Compiled, so that numbers of the program are
    no arrays.
    """
    flat, tree = jax.tree_util.tree_flatten((tuple(given), dict(named)))
    places = [n for n, one in enumerate(flat) if isinstance(one, jax.Array)]

    def of_arrays(*arrays: jax.Array) -> object:
        full = list(flat)
        for place, one in zip(places, arrays, strict=True):
            full[place] = one
        a, k = jax.tree_util.tree_unflatten(tree, full)
        return function(*a, **k)

    arrays = [flat[n] for n in places]
    _, pull = jax.vjp(jax.jit(of_arrays) if jitted else of_arrays, *arrays)
    buffers = {one.unsafe_buffer_pointer() for one in arrays}
    leaves = {id(one): one for one in jax.tree_util.tree_leaves(pull)}.values()
    mine = [one for one in leaves if not (isinstance(one, jax.Array) and one.unsafe_buffer_pointer() in buffers)]
    known = [np.ravel(one) for one in constants if isinstance(one, np.ndarray)]
    mine = [one for one in mine if not any(_equal(one, other) for other in known)]
    return Counter((str(one.dtype), tuple(one.shape)) for one in mine)


def _equal(one: jax.Array, other: np.ndarray) -> bool:
    return one.size == other.size and bool(np.allclose(np.ravel(one), other))


def size(found: Kept) -> int:
    """All of it, in bytes."""
    return sum(np.dtype(dtype).itemsize * int(np.prod(shape)) * count for (dtype, shape), count in found.items())


def alike(found: Kept) -> Kept:
    """Without axes of size 1, and whatever the order of axes: batched axes may stand elsewhere."""
    result: Kept = Counter()
    for (dtype, shape), count in found.items():
        result[dtype, tuple(sorted(one for one in shape if one != 1))] += count
    return result
