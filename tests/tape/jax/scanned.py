"""Random scans: carries that begin constant, are read several times, change places or stand still, with loops and branches
in their turns. `python -m tests.tape.jax.scanned 400 7` holds 400 programs, from seed 7 on, to JAX.
"""

from __future__ import annotations

import random
import sys

from tests.tape.jax import generated
from tests.tape.jax.generated import Writer, body, branch, define, elementwise, indexing, loop, product, reduction

STARTS = (
    "jnp.zeros({shape})", "jnp.ones({shape})", "jnp.zeros_like({like})", "jnp.full({shape}, 0.3)", "{like}",
    "0.5 * {like}", "jnp.zeros({shape}) + 0.1", "jnp.arange({count}.0).reshape({shape})",
)  # fmt: skip
SCALARS = ("0.0", "1.5", "jnp.float32(0.2)", "jnp.zeros(())", "s", "jnp.array(0.7)", "0", "2")
TURNS = (
    "{a} * {b} + {a}", "{b} * {a}", "{a}", "{b}", "jnp.sin({a}) * {b} + jnp.cos({b})", "{a} + 0.1 * {c}", "{a} * 0.9",
    "{a} * {a} - {b} * {c}", "{c}", "jnp.where({a} > {b}, {c}, {a})", "jnp.exp(-{a}) + {c}", "{a} / (1.0 + {b} * {b})",
    "{a} + 1.0", "jnp.tanh({a} + {b} + {c})", "jax.lax.stop_gradient({a}) * {b}", "jnp.zeros_like({a}) + {b}",
)  # fmt: skip


def start(w: Writer, shape: tuple[int, ...], like: str) -> str:
    """What a carry begins with."""
    count = 1
    for size in shape:
        count *= size
    return w.rng.choice(STARTS).format(shape=shape, like=like, count=count)


def several(w: Writer) -> None:
    """A scan, a `fori_loop` or a `while`-free map over several carries."""
    if w.depth > 3:
        return
    like = w.pick()
    assert like is not None
    shape = w.shapes[like]
    count = w.rng.randint(2, 4)
    names = [f"p{w.depth}_{w.count}_{n}" for n in range(count)]
    has_number = w.rng.random() < 0.5
    number = f"t{w.depth}_{w.count}"
    starts = [start(w, shape, like) for _ in names] + [w.rng.choice(SCALARS)] * has_number
    inner = body(w, dict.fromkeys(names, shape), 2)
    if has_number:
        inner.shapes[number] = ()
    if w.rng.random() < 0.35:
        w.rng.choice([several, branch, loop])(inner)
    ends = _ends(inner, names, shape)
    following = w.rng.choice([f"{number} + 1", f"{number} * 2", number, f"1 + {number}"])
    heads, tails = [*names, number] if has_number else names, [*ends, following] if has_number else ends
    _written(w, heads, tails, starts, inner, shape)


def _ends(inner: Writer, names: list[str], shape: tuple[int, ...]) -> list[str]:
    """What a turn hands on: of its carries, and of what it makes."""
    made = [name for name in inner.shapes if inner.shapes[name] == shape]
    rng = inner.rng
    return [
        rng.choice(TURNS).format(
            a=name if rng.random() < 0.6 else rng.choice(made), b=rng.choice(made), c=rng.choice([*names, *made[-2:]])
        )
        for name in names
    ]


def _written(
    w: Writer, heads: list[str], tails: list[str], starts: list[str], inner: Writer, shape: tuple[int, ...]
) -> None:
    function = f"q{w.depth}_{w.count}"
    trips = w.rng.choice([1, 3, 4, 6])
    inner.lines.insert(0, f"{', '.join(heads)}, = carry")
    made = [name for name in inner.shapes if name.startswith(f"v{inner.depth}_") or name in heads]
    output = w.rng.choice([*made, "None", "None"])
    rows = w.pick(lambda other: len(other) > 0)
    given = f"({', '.join(starts)},)"
    if w.rng.random() < 0.3:
        define(w, f"def {function}(i, carry):", inner, f"({', '.join(tails)},)")
        call = f"lax.fori_loop({w.rng.choice(['0', '1'])}, {trips + 1}, {function}, {given})"
        found = w.add(f"{call}[0]", shape)
        return
    if rows is not None and w.rng.random() < 0.5:
        reverse = ", reverse=True" if w.rng.random() < 0.3 else ""
        tails = [f"{tails[0]} + jnp.sum(row)", *tails[1:]]
        define(w, f"def {function}(carry, row):", inner, f"({', '.join(tails)},), {output}")
        call, trips = f"lax.scan({function}, {given}, {rows}{reverse})", w.shapes[rows][0]
    else:
        define(w, f"def {function}(carry, _):", inner, f"({', '.join(tails)},), {output}")
        call = f"lax.scan({function}, {given}, None, length={trips})"
    found = w.add(call, (-1,))
    del w.shapes[found]
    for n in range(len(tails)):
        if w.rng.random() < 0.7:
            w.add(f"{found}[0][{n}]", shape if n < len(tails) - heads[-1].startswith("t") else ())
    if output != "None" and w.rng.random() < 0.7:
        w.add(f"{found}[1]", (trips, *inner.shapes[output]))
    w.add(f"{found}[0][0]", shape)


def pushed(w: Writer) -> None:
    """A forward derivative of a function with loops and branches, or of the gradient of one."""
    a = w.pick()
    if a is None or w.depth > 1:
        return
    shape, function = w.shapes[a], f"d{w.depth}_{w.count}"
    inner = body(w, {"z": shape}, 2)
    for _ in range(w.rng.randint(1, 2)):
        w.rng.choice([several, branch, loop])(inner)
    made = w.rng.choice([name for name in inner.shapes if name.startswith(f"v{inner.depth}_")] or ["z"])
    kind = w.rng.randrange(3)
    if kind == 0:
        define(w, f"def {function}(z):", inner, made)
        w.add(f"jax.jvp({function}, ({a},), (0.5 * {a},))[1]", inner.shapes[made])
    elif kind == 1:
        define(w, f"def {function}(z):", inner, f"jnp.sum({made} ** 2)")
        w.add(f"jax.jvp(jax.grad({function}), ({a},), ({a},))[1]", shape)
    else:
        define(w, f"def {function}(z):", inner, made)
        w.add(f"jax.jacfwd({function})({a})", (*inner.shapes[made], *shape))


def program(rng: random.Random, wide: bool) -> tuple[str, str]:
    """A module, and a call of it."""
    kinds = [elementwise] * 3 + [reduction, indexing, product, loop, branch] + [several] * 7 + [pushed] * 2
    return generated.written(rng, wide, kinds, rng.randint(2, 5))


if __name__ == "__main__":
    generated.main(int(sys.argv[1]), int(sys.argv[2]), program)
