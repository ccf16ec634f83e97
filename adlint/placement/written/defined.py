"""Functions that plans write into programs, where no library has what they do."""

from __future__ import annotations

from msgspec import Struct

from adlint.trace import CHECKPOINTED


class Definition(Struct, frozen=True):
    """A function by its name, its text, and what that imports: modules, and names from them."""

    name: str
    imports: tuple[tuple[str, str | None], ...]
    text: str


# `autograd.checkpoint` (1.9) runs the function again when the node is made, and keeps all of that; `make_vjp` takes a
# tuple for a constant, whatever is in it
RERUN = Definition(
    CHECKPOINTED,
    (
        ("functools", None), ("autograd.builtins", None), ("autograd.core", "make_vjp"),
        ("autograd.extend", "defvjp_argnums"), ("autograd.extend", "primitive"),
    ),
    '''
@functools.cache
def checkpointed(function):
    """The function, which runs again in the reverse sweep and keeps nothing but its arguments until then."""
    run = primitive(function)

    def boxed(result):
        if isinstance(result, (tuple, list)):
            kind = autograd.builtins.tuple if isinstance(result, tuple) else autograd.builtins.list
            return kind([boxed(one) for one in result])
        if isinstance(result, dict):
            return autograd.builtins.dict({key: boxed(one) for key, one in result.items()})
        return result

    def rule(numbers, _, args, kwargs):
        def of_traced(traced):
            full = list(args)
            for number, one in zip(numbers, traced):
                full[number] = one
            return boxed(function(*full, **kwargs))

        return lambda g: make_vjp(of_traced, tuple(args[number] for number in numbers))[0](g)

    defvjp_argnums(run, rule)
    return run
''',
)  # fmt: skip

# nested scans: Griewank (1992) on one level
SEGMENTED = Definition(
    "segmented_scan",
    (("jax", None),),
    '''
def segmented_scan(f, init, xs=None, length=None, *, segments, size):
    """`jax.lax.scan` that begins with so many segments of `size` steps: each runs again in the reverse sweep."""
    steps = length if length is not None else jax.tree_util.tree_leaves(xs)[0].shape[0]
    count = min(segments, steps // size)
    whole = jax.tree_util.tree_map(lambda x: x[: count * size].reshape(count, size, *x.shape[1:]), xs)
    rest = jax.tree_util.tree_map(lambda x: x[count * size :], xs)

    @jax.checkpoint
    def segment(carry, part):
        return jax.lax.scan(f, carry, part, length=size)

    carry, made = jax.lax.scan(segment, init, whole, length=count)
    carry, last = jax.lax.scan(f, carry, rest, length=steps - count * size)
    made = jax.tree_util.tree_map(lambda y: y.reshape(count * size, *y.shape[2:]), made)
    return carry, jax.tree_util.tree_map(lambda *both: jax.numpy.concatenate(both), made, last)
''',
)
