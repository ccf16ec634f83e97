# call: f32[6, 4], f32[6], f32[4]
import jax, jax.numpy as jnp
from functools import partial
from typing import Any, NamedTuple
class OptState(NamedTuple):
    step: Any
    m: Any
    v: Any
def loss(w, x, y): return jnp.mean(jax.nn.softplus(-(2*y-1)*(x@w)))
def update(g, s):
    step = s.step + 1
    m = jax.tree.map(lambda m, g: 0.9*m+0.1*g, s.m, g)
    v = jax.tree.map(lambda v, g: 0.99*v+0.01*g*g, s.v, g)
    mh = jax.tree.map(lambda m: m/(1-0.9**step), m)
    vh = jax.tree.map(lambda v: v/(1-0.99**step), v)
    return jax.tree.map(lambda m, v: -0.1*m/(jnp.sqrt(v)+1e-8), mh, vh), OptState(step, m, v)
def main(x, y, w):
    s = OptState(0, jnp.zeros_like(w), jnp.zeros_like(w))
    def body(c, _):
        w, s = c
        l, g = jax.value_and_grad(loss)(w, x, y)
        d, s = update(g, s)
        return (w+d, s), l
    (w, s), ls = jax.lax.scan(body, (w, s), None, length=7)
    return ls[-1] + jnp.sum(w**2)
