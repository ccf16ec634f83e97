"""Dtypes that give way: which results are weak, held to JAX. A weak array that meets a strong one is converted, and the
converted one is kept beside it.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
import pytest

from tests.tape.jax import static
from tests.tape.jax.live import NAMES

EXPRESSIONS = (
    "jnp.full(3, 0.3)", "jnp.full((3,), 2)", "jnp.full_like(x, 0.3)", "jnp.full_like(w, 0.3)", "jnp.zeros(3)",
    "jnp.zeros_like(w)", "jnp.zeros_like(1.0)", "jnp.ones_like(2)", "jnp.empty_like(w)", "jnp.array(0.7)",
    "jnp.asarray(0.7)", "jnp.array(w)", "jnp.full((), 0.3)", "jnp.full(3, jnp.asarray(2.0))", "jnp.full(3, x[0])",
    "jnp.full(3, jnp.inf)", "jnp.array([0.1, 0.2])", "jnp.stack([0.1, 0.2])",
    "jnp.where(x > 0, 1.0, 0.0)", "jnp.where(x > 0, w, 0.0)", "jnp.where(x > 0, x, 0.0)", "jnp.broadcast_to(0.3, (3,))",
    "jnp.broadcast_to(w, (2, 3))", "jnp.repeat(w, 3)", "jnp.tile(w, 3)", "jnp.float32(1)", "w.astype(jnp.float32)",
    "jnp.atleast_1d(0.3)", "jnp.expand_dims(w, 0)", "w[0]", "w[None]", "w[1:]", "w[k]", "w.T", "w.reshape(3, 1)", "w.ravel()",
    "jnp.sum(w)", "w.mean()", "jnp.max(w)", "jnp.prod(w)", "jnp.cumsum(w)", "jnp.linalg.norm(w)", "jnp.sort(w)",
    "w ** 2", "2 ** w", "w ** 2.5", "jnp.square(w)", "jnp.sqrt(w)", "jnp.sin(1)", "jnp.exp(-w)", "-w", "abs(w)", "w + 1",
    "w + x", "w * w", "w / 2", "w // 2", "w % 2", "jnp.maximum(w, 1.0)", "jnp.maximum(w, x)", "jnp.clip(w, 0, 1)",
    "jnp.arctan2(w, 1.0)", "jnp.hypot(w, w)", "jnp.sign(w)", "jnp.floor(w)", "jnp.logaddexp(w, 0.0)", "jnp.power(w, 2)",
    "jnp.concatenate([w, w])", "jnp.concatenate([w, x])", "jnp.stack([w, w])", "jnp.pad(w, 1)", "jnp.pad(x, 1)",
    "jnp.pad(x, 1, constant_values=0.3)", "jnp.roll(w, 1)", "jnp.flip(w)", "w[::-1]", "jnp.diag(w)", "jnp.diff(w)",
    "w.at[0].set(1.0)", "w.at[0].add(x[0])", "w.at[k].multiply(2.0)", "jnp.take(w, k)", "jnp.squeeze(w[None])",
    "jnp.moveaxis(w[None], 0, 1)", "w @ w", "w @ x", "jnp.dot(w, w)", "jnp.outer(w, w)", "jnp.outer(w, x)",
    "jnp.tensordot(w, w, 1)", "jnp.einsum('i,i', w, w)", "jnp.eye(3) * 2.0", "jnp.arange(3.0)", "jnp.linspace(0.0, 1.0, 3)",
    "jax.nn.relu(w)", "jax.nn.sigmoid(w)", "jax.nn.softmax(w)", "jax.nn.logsumexp(w)", "jax.nn.softplus(w)",
    "jax.lax.stop_gradient(w)", "jax.vmap(lambda e: e * 2.0)(w)", "jax.vmap(lambda e: 1.0)(w)",
    "jax.lax.cond(k > 0, lambda: 1.0, lambda: 2.0)", "jax.lax.cond(k > 0, lambda: w, lambda: w)",
    "jax.lax.fori_loop(0, 3, lambda i, c: c * 2.0, 1.0)", "jax.lax.fori_loop(0, 3, lambda i, c: c + i, 0)",
    "jax.lax.fori_loop(0, 3, lambda i, c: c * x, w)", "jax.lax.scan(lambda c, r: (c * r, c), 1.0, x)[0]",
    "jax.lax.scan(lambda c, r: (c * r, c), 1.0, x)[1]", "jax.lax.scan(lambda c, r: (c + 1, c * 2), 0, x)[1]",
    "jax.lax.scan(lambda c, r: (c + r, c), 0, x)[0]", "jax.lax.while_loop(lambda c: c < 9, lambda c: c * 2, 1)",
    "jax.jit(lambda e: e * 2)(w)",
    "jax.lax.dynamic_slice(w, (k,), (2,))", "jax.lax.select(x > 0, x, x)", "jnp.mean(x)", "jnp.float32(w[0])",
    "jnp.real(w)", "jnp.round(w)", "jnp.triu(jnp.full((3, 3), 0.1))", "jnp.var(w)", "jnp.trace(jnp.full((3, 3), 0.1))",
)  # fmt: skip
TEXT = """
import jax
import jax.numpy as jnp


def main(x, k):
    w = jnp.full(3, 0.3)
    return {}
"""


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_weak_type(expression: str) -> None:
    text = TEXT.format(expression)
    namespace: dict[str, object] = {}
    exec(compile(text, "program", "exec"), namespace)
    (truth,) = jax.make_jaxpr(namespace["main"])(jnp.ones(3, jnp.float32), jnp.int32(1)).out_avals  # type: ignore[arg-type]
    found = static.evaluated(text, "main(f32[3], i32[()])")
    if not found.results:
        pytest.skip("a number of Python's, which JAX makes an array of")
    (said,) = found.results
    assert (said.shape, NAMES[said.dtype], said.weak) == (truth.shape, str(truth.dtype), truth.weak_type)


def test_a_size_may_have_the_name_of_a_dtype() -> None:
    text = "import jax.numpy as jnp\ndef main(x): return jnp.zeros(3) + jnp.sum(x)\n"
    found = static.evaluated(text, "main(f32[d, float64])", {"d": 2, "float64": 3})
    assert [one.dtype for one in found.results] == ["f32"]
