"""`autograd.misc.optimizers`: they ask for gradients, and give something like what they began with."""

from __future__ import annotations

from adlint.evaluate.invocation.imports import of_text
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Value

_TEXT = """
def _optimized(grad, x0, callback, num_iters):
    for i in range(num_iters):
        g = grad(x0, i)
        if callback:
            callback(x0, i, g)
    return x0

def sgd(grad, x0, callback=None, num_iters=200, step_size=0.1, mass=0.9):
    return _optimized(grad, x0, callback, num_iters)

def rmsprop(grad, x0, callback=None, num_iters=100, step_size=0.1, gamma=0.9, eps=1e-8):
    return _optimized(grad, x0, callback, num_iters)

def adam(grad, x0, callback=None, num_iters=100, step_size=0.001, b1=0.9, b2=0.999, eps=1e-8):
    return _optimized(grad, x0, callback, num_iters)
"""
NAMES = frozenset(f"misc.optimizers.{one}" for one in ("sgd", "rmsprop", "adam"))


def called(m: Machine, name: str, given: Given) -> Value:
    """A call of one of NAMES."""
    return m.tables.call(m, of_text(m, "<autograd.misc>", _TEXT)[name.rpartition(".")[2]], given)
