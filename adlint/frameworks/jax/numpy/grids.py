"""Names of `jax.numpy` that are indexed: `mgrid`, `ogrid`, `r_`, `c_`."""

from __future__ import annotations

from adlint.evaluate.machine import Machine
from adlint.evaluate.values import External, Slice, Value


def grid(m: Machine, path: str, index: Value) -> Value:
    """What `jnp.mgrid[0:n, 0:m]` and its kin give."""
    name = path.rpartition(".")[2]
    several = index if isinstance(index, tuple) else (index,)
    parts = [_row(m, one) if isinstance(one, Slice) else one for one in several]
    if name in ("r_", "c_") and not any(isinstance(one, str) for one in parts):
        joined = m.store.new("list", items=parts)
        return _call(m, "column_stack" if name == "c_" else "hstack", joined)
    if name not in ("mgrid", "ogrid") or not all(isinstance(one, Slice) for one in several):
        return External(path)
    if not isinstance(index, tuple):
        return parts[0]
    keywords: dict[str, Value] = {"indexing": "ij", "sparse": name == "ogrid"}
    mesh = _call(m, "meshgrid", *parts, **keywords)
    return mesh if name == "ogrid" else _call(m, "stack", mesh)


def _row(m: Machine, one: Slice) -> Value:
    """The numbers of a slice; an imaginary step says how many there are."""
    start = 0 if one.start is None else one.start
    if isinstance(one.step, complex):
        return _call(m, "linspace", start, one.stop, int(abs(one.step)))
    return _call(m, "arange", start, one.stop, 1 if one.step is None else one.step)


def _call(m: Machine, name: str, *positional: Value, **keywords: Value) -> Value:
    return m.call(External(f"jax.numpy.{name}"), *positional, **keywords)
