"""Random programs of JAX. `python -m tests.tape.jax.generated 500 7` holds 500 of them, from seed 7 on, to JAX."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import jax

from tests.tape.jax import live, static

HEADER = "import jax\nimport jax.numpy as jnp\nfrom jax import lax\n\n\n"
ONE = "jnp.sin jnp.exp jnp.tanh jnp.sqrt jnp.square jnp.abs jax.nn.sigmoid jax.nn.relu jnp.log1p -jnp.cos".split()
TWO = (
    "{a} + {b}",
    "{a} - {b}",
    "{a} * {b}",
    "{a} / ({b} + 2.0)",
    "jnp.maximum({a}, {b})",
    "jnp.where({a} > {b}, {a}, {b})",
)
SCALED = (
    "{a} * 2.0",
    "{a} + 0.5",
    "{a} ** 2",
    "{a} ** 3",
    "1.5 - {a}",
    "{a} / 3.0",
    "jnp.clip({a}, 0.1, 0.9)",
    "jnp.minimum({a}, 0.7)",
)
REDUCED = ("sum", "mean", "max", "min", "var", "prod", "std")


@dataclass
class Writer:
    """A program as it grows: names of arrays with their shapes."""

    rng: random.Random
    shapes: dict[str, tuple[int, ...]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    count: int = 0
    depth: int = 1

    def add(self, text: str, shape: tuple[int, ...]) -> str:
        """A statement that binds a new name."""
        self.count += 1
        name = f"v{self.depth}_{self.count}"
        self.lines.append(f"{name} = {text}")
        self.shapes[name] = shape
        return name

    def pick(self, wanted: Callable[[tuple[int, ...]], bool] = lambda _: True) -> str | None:
        """A name of an array of a shape that is wanted."""
        names = [name for name, shape in self.shapes.items() if wanted(shape)]
        return self.rng.choice(names) if names else None


def together(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...] | None:
    """The shape of two that go together; None if they do not."""
    rank = max(len(a), len(b))
    result = []
    for x, y in zip((1,) * (rank - len(a)) + a, (1,) * (rank - len(b)) + b, strict=True):
        if x != y and 1 not in (x, y):
            return None
        result.append(max(x, y))
    return tuple(result)


def elementwise(w: Writer) -> None:
    a = w.pick()
    assert a is not None
    if w.rng.random() < 0.4:
        w.add(f"{w.rng.choice(ONE)}({a})", w.shapes[a])
    elif w.rng.random() < 0.4:
        w.add(w.rng.choice(SCALED).format(a=a), w.shapes[a])
    else:
        b = w.pick(lambda shape: together(w.shapes[a], shape) is not None)
        assert b is not None
        shape = together(w.shapes[a], w.shapes[b])
        assert shape is not None
        w.add(w.rng.choice(TWO).format(a=a, b=b), shape)


def reduction(w: Writer) -> None:
    a = w.pick(len)  # type: ignore[arg-type]
    if a is None:
        return
    shape = w.shapes[a]
    axis = w.rng.randrange(len(shape))
    keeps = w.rng.random() < 0.5
    rest = tuple(1 if n == axis else size for n, size in enumerate(shape) if keeps or n != axis)
    name = w.rng.choice(REDUCED)
    w.add(f"jnp.{name}({a}, axis={axis}{', keepdims=True' if keeps else ''})", rest)


def indexing(w: Writer) -> None:
    a = w.pick(lambda shape: bool(shape) and shape[0] > 2)
    if a is None:
        return
    n, *rest = w.shapes[a]
    text, shape = w.rng.choice([
        (f"{a}[1:]", (n - 1, *rest)), (f"{a}[0]", tuple(rest)), (f"{a}[::2]", ((n + 1) // 2, *rest)),
        (f"{a}[::-1]", (n, *rest)), (f"{a}[k]", tuple(rest)), (f"{a}[ks]", (3, *rest)),
        (f"{a}[..., None]", (n, *rest, 1)),
        (f"{a}.at[1].set({a}[0] * 2.0)", (n, *rest)), (f"{a}.at[1:].add({a}[:-1])", (n, *rest)),
        (f"{a}.at[k].multiply({a}[1])", (n, *rest)), (f"{a}.at[ks].set(0.5)", (n, *rest)),
        (f"lax.dynamic_slice_in_dim({a}, k, 2)", (2, *rest)), (f"jnp.roll({a}, 1, axis=0)", (n, *rest)),
        (f"jnp.concatenate([{a}, {a}[:2]])", (n + 2, *rest)), (f"jnp.stack([{a}, jnp.sin({a})])", (2, n, *rest)),
        (f"jnp.pad({a}, [(1, 0)] + [(0, 0)] * {len(rest)})", (n + 1, *rest)), (f"jnp.cumsum({a}, axis=0)", (n, *rest)),
        (f"jnp.sort({a}, axis=0)", (n, *rest)), (f"{a}.T", tuple(reversed((n, *rest)))),
    ])  # fmt: skip
    w.add(text, shape)


def product(w: Writer) -> None:
    a = w.pick(len)  # type: ignore[arg-type]
    if a is None:
        return
    shape = w.shapes[a]
    b = w.pick(lambda other: len(other) in (1, 2) and other[0] == shape[-1] and len(shape) <= 2)
    if b is not None:
        w.add(f"{a} @ {b}", (*shape[:-1], *w.shapes[b][1:]))
    elif len(shape) == 1:
        w.add(f"jnp.outer({a}, {a})", (shape[0], shape[0]))
    else:
        w.add(f"jax.nn.softmax({a}, axis=-1)", shape)


def body(w: Writer, names: dict[str, tuple[int, ...]], steps: int) -> Writer:
    """The lines of an inner function, on some arrays and those from around it."""
    inner = Writer(w.rng, {**w.shapes, **names}, [], 0, w.depth + 1)
    for _ in range(w.rng.randint(1, steps)):
        w.rng.choice([elementwise, elementwise, elementwise, reduction, indexing, product])(inner)
    return inner


def like(inner: Writer, shape: tuple[int, ...], other: str) -> str:
    """Something of a shape that an inner function gives back."""
    made = [name for name in inner.shapes if inner.shapes[name] == shape]
    name = made[-1]
    return f"0.5 * {name} + 0.5 * {other}" if inner.rng.random() < 0.5 else f"jnp.tanh({name})"


def define(w: Writer, head: str, inner: Writer, result: str) -> None:
    w.lines.append(head)
    w.lines += [f"    {line}" for line in inner.lines]
    w.lines.append(f"    return {result}")


def loop(w: Writer) -> None:
    """A scan, a `fori_loop` or a loop of Python's."""
    if w.depth > 2:
        return
    a = w.pick()
    assert a is not None
    shape = w.shapes[a]
    carry, function = f"c{w.depth}_{w.count}", f"f{w.depth}_{w.count}"
    inner = body(w, {carry: shape}, 4)
    if w.depth == 1 and w.rng.random() < 0.2:
        loop(inner)
    result = like(inner, shape, carry)
    trips = w.rng.choice([1, 3, 5])
    kind = w.rng.randrange(5)
    rows = w.pick(lambda other: len(other) > 0)
    if kind == 0 and rows is not None:
        inner.shapes["row"] = w.shapes[rows][1:]
        extra = "jnp.sum(row) * " if w.rng.random() < 0.7 else ""
        define(w, f"def {function}({carry}, row):", inner, f"{extra}({result}), {w.rng.choice(list(inner.shapes))}")
        out = w.add(f"lax.scan({function}, {a}, {rows})[0]", shape)
    elif kind == 1:
        define(w, f"def {function}({carry}, _):", inner, f"{result}, None")
        out = w.add(f"lax.scan({function}, {a}, None, length={trips})[0]", shape)
    elif kind == 2:
        define(w, f"def {function}(i, {carry}):", inner, f"{result} + 0.1 * i * {carry}")
        out = w.add(f"lax.fori_loop(0, {trips}, {function}, {a})", shape)
    elif kind == 3:
        define(w, f"def {function}({carry}):", inner, result)
        trips = w.rng.choice([3, 20])
        out = w.add(f"{a} * 1.0", shape)
        w.lines += [f"for _ in range({trips}):", f"    {out} = {function}({out})"]
    else:
        define(w, f"def {function}({carry}):", inner, result)
        wrap = w.rng.choice(["jax.checkpoint({})", "jax.jit({})", "{}"])
        out = w.add(f"{wrap.format(function)}({a})", shape)
    assert out


def branch(w: Writer) -> None:
    """A `cond` on something that is computed."""
    a = w.pick()
    assert a is not None
    shape, number = w.shapes[a], w.count
    names = []
    for side in "ab":
        inner = body(w, {"z": shape}, 3)
        names.append(f"g{w.depth}_{number}{side}")
        define(w, f"def {names[-1]}(z):", inner, like(inner, shape, "z"))
    w.add(f"lax.cond(jnp.sum({a}) > 1.0, {names[0]}, {names[1]}, {a})", shape)


def batch(w: Writer) -> None:
    """A `vmap`, of a function or of a gradient."""
    a = w.pick(lambda shape: len(shape) > 0)
    if a is None:
        return
    size, *rest = w.shapes[a]
    function = f"h{w.depth}_{w.count}"
    inner = body(w, {"one": tuple(rest)}, 3)
    made = list(inner.shapes)[-1]
    if w.rng.random() < 0.4:
        define(w, f"def {function}(one):", inner, f"jnp.sum({made} ** 2) + jnp.sum(one)")
        w.add(f"jax.vmap(jax.grad({function}))({a})", (size, *rest))
    else:
        define(w, f"def {function}(one):", inner, made)
        w.add(f"jax.vmap({function})({a})", (size, *inner.shapes[made]))


Kind = Callable[[Writer], None]
Generator = Callable[[random.Random, bool], tuple[str, str]]


def program(rng: random.Random, wide: bool) -> tuple[str, str]:
    """A module, and a call of it."""
    kinds = [elementwise] * 5 + [reduction] * 2 + [indexing] * 3 + [product] * 2 + [loop] * 3 + [branch, batch, batch]
    return written(rng, wide, kinds, rng.randint(3, 9))


def written(rng: random.Random, wide: bool, kinds: Sequence[Kind], steps: int) -> tuple[str, str]:
    """A module of so many steps of some kinds, and a call of it."""
    dtype = "f64" if wide else "f32"
    n, m = rng.choice([(4, 5), (3, 6), (5, 4), (7, 3)])
    shapes = {"x": (n, m), "y": (m,), "s": ()}
    w = Writer(rng, dict(shapes))
    for _ in range(steps):
        rng.choice(kinds)(w)
    last = list(w.shapes)[-3:]
    w.lines.append("return " + " + ".join(f"jnp.sum({name} * {name})" for name in last))
    lines = "".join(f"    {line}\n" for line in w.lines)
    call = ", ".join(f"{dtype}[{', '.join(map(str, shape)) or '()'}]" for shape in shapes.values())
    return f"{HEADER}def main(x, y, s, k, ks):\n{lines}", f"{call}, i32[()], i32[3]"


def compared(text: str, call: str, *, wide: bool) -> tuple[live.Kept, live.Kept, list[str]] | None:
    """What JAX keeps, what the model says, and what it does not know; None where JAX refuses the program."""
    with jax.enable_x64(wide):
        namespace: dict[str, object] = {"__name__": "program"}
        exec(compile(text, "program", "exec"), namespace)
        given, named = live.arguments(call, namespace)
        try:
            truth = live.kept(namespace["main"], given, named)  # type: ignore[arg-type]
        except (TypeError, ValueError, NotImplementedError):
            return None
    recorded, unknown = static.tape(text, f"main({call})")
    return live.alike(truth), live.alike(static.kept(recorded)), unknown


def main(count: int, seed: int, generator: Generator = program) -> None:
    """Print the programs that differ, and the share of exact ones."""
    exact = bytes_ = tried = 0
    for number in range(seed, seed + count):
        rng = random.Random(number)
        wide = rng.random() < 0.5
        text, call = generator(rng, wide)
        found = compared(text, call, wide=wide)
        if found is None:
            continue
        tried += 1
        truth, said, unknown = found
        exact += truth == said and not unknown
        bytes_ += live.size(truth) == live.size(said) and not unknown
        if truth != said or unknown:
            print(f"seed {number}: {unknown[:2]} JAX more {dict(truth - said)}, model more {dict(said - truth)}")
    print(f"{tried} programs: {exact} exact, {bytes_} to the byte")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
