"""Derivatives of derivatives in autograd: what closures hold where the way back is traced in turn, held to real ones."""

from __future__ import annotations

import pytest

pytest.importorskip("autograd")

from adlint.shapes.sizes import Sizes
from adlint.tape.systems.autograd import closures

from .evaluating import evaluated
from .test_autograd import found, real

PROGRAMS = {
    "tanh_thrice": (
        """
from autograd import elementwise_grad as egrad
def f(x):
    g = egrad(egrad(np.tanh))
    return np.sum(g(x) ** 2)
""",
        "f(f64[4])",
    ),
    "hvp": (
        """
from autograd import hessian_vector_product
def loss(w, X):
    return np.sum(np.log(1 + np.exp(np.dot(X, w))))
def f(w, X, v):
    return np.sum(hessian_vector_product(loss)(w, X, v) ** 2)
""",
        "f(f64[3], f64[5,3], f64[3])",
    ),
    "jac_matmul": (
        """
from autograd import jacobian
def f(x, W):
    J = jacobian(lambda z: np.sin(np.dot(W, z)))(x)
    return np.linalg.det(J)
""",
        "f(f64[3], f64[3,3])",
    ),
    "maml": (
        """
from autograd import grad
def net(p, x):
    h = np.tanh(x @ p[0] + p[1])
    return h @ p[2] + p[3]
def mse(p, x, y):
    return np.mean((net(p, x) - y) ** 2)
def maml(p, x, y, xq, yq):
    g = grad(mse)(p, x, y)
    q = [a - 0.1 * b for a, b in zip(p, g)]
    return mse(q, xq, yq)
""",
        "maml([f64[2,4], f64[4], f64[4,1], f64[1]], f64[5,2], f64[5,1], f64[5,2], f64[5,1])",
    ),
    "hnn": (
        """
from autograd import grad
def H(z, w):
    h = np.tanh(np.dot(w[0], z) + w[1])
    return np.sum(w[2] * h)
def f(z, w, n):
    gH = grad(H)
    J = np.array([[0.0, 1.0], [-1.0, 0.0]])
    for _ in range(n):
        z = z + 0.1 * np.dot(J, gH(z, w))
    return np.sum(z ** 2)
""",
        "f(f64[2], [f64[5,2], f64[5], f64[5]], 3)",
    ),
    "pinn1d": (
        """
from autograd import elementwise_grad as egrad
def u(x, p):
    return np.sum(p[1] * np.tanh(x[:, None] * p[0] + p[2]), axis=1)
def loss(p, x):
    ux = egrad(u)
    uxx = egrad(egrad(u))
    r = uxx(x, p) + u(x, p) * ux(x, p)
    return np.mean(r ** 2) + (u(np.zeros(1), p)[0] - 1) ** 2
""",
        "loss([f64[4], f64[4], f64[4]], f64[6])",
    ),
    "newton_step": (
        """
from autograd import grad, hessian
def rosen(x):
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2.0) ** 2.0 + (1 - x[:-1]) ** 2.0)
def f(x):
    return rosen(x - np.linalg.solve(hessian(rosen)(x), grad(rosen)(x)))
""",
        "f(f64[3])",
    ),
    "value_and_grad_gp": (
        """
from autograd import value_and_grad
def k(x, l):
    d = np.expand_dims(x, 1) - np.expand_dims(x, 0)
    return np.exp(-d ** 2 / (2 * l ** 2))
def f(x, l):
    v, g = value_and_grad(lambda z: np.sum(k(z, l)))(x)
    return v + np.sum(g ** 2)
""",
        "f(f64[4], f64[()])",
    ),
    "grad_argnums": (
        """
from autograd import grad
def f(x, y):
    h = lambda a, b: np.sum(np.maximum(a * b, 0.3) + np.where(a > b, a ** 2, np.sqrt(b)) + np.max(a) * np.mean(b))
    return np.sum(grad(h, 1)(x, y) ** 2) + np.sum(grad(h, 0)(x, y))
""",
        "f(f64[5], f64[5])",
    ),
    "grad_stack": (
        """
from autograd import grad
def f(x):
    def e(z):
        a = np.concatenate([z[:2], z[1:] * z[:-1]])
        m = np.stack([a[:2], a[2:4]])
        return np.sum(np.outer(a, a)) + np.trace(np.dot(m, m.T)) + np.prod(a) + np.var(a) + np.std(a)
    return np.sum(grad(e)(x) ** 2)
""",
        "f(f64[4])",
    ),
    "make_vjp_use": (
        """
from autograd import make_vjp
def f(x, v):
    vjp, y = make_vjp(lambda z: np.exp(np.sin(z)) / z)(x)
    return np.sum(vjp(v) * y)
""",
        "f(f64[4], f64[4])",
    ),
    "matmul_vecs": (
        """
from autograd import grad
def f(A, x, y):
    e = lambda A, x: np.sum(np.matmul(A, x) * y) + x @ x + np.sum(np.log1p(np.abs(A)) @ A) + np.sum(x @ A)
    return np.sum(grad(e)(A, x) ** 2) + np.sum(grad(e, 1)(A, x) ** 3)
""",
        "f(f64[3,3], f64[3], f64[3])",
    ),
    "hvp_trace": (
        """
from autograd import grad, hessian, jacobian
def loss(w, X):
    return np.sum(np.log(1 + np.exp(-np.dot(X, w))))
def f(w, X):
    return np.trace(hessian(loss)(w, X))
""",
        "f(f64[3], f64[5,3])",
    ),
    "misc_flatten": (
        """
from autograd.misc.flatten import flatten
def f(w, b, X):
    flat, un = flatten([w, (b, w * 2)])
    w2, (b2, w3) = un(flat * 1.5)
    return np.sum(np.tanh(np.dot(X, w2) + b2)) + np.sum(w3)
""",
        "f(f64[3,2], f64[2], f64[5,3])",
    ),
    "polyak_sgd_inner": (
        """
from autograd import grad
def inner(w, X, y):
    return np.mean((np.dot(X, w) - y) ** 2)
def outer(w, X, y, lr):
    g = grad(inner)
    for _ in range(3):
        w = w - lr * g(w, X, y)
    return inner(w, X, y)
""",
        "outer(f64[3], f64[5,3], f64[5], f64[()])",
    ),
}
LONG = """
from autograd import grad

def f(x):
    def inner(z):
        for _ in range(1000):
            z = np.sin(z)
        return np.sum(z)
    return np.sum(grad(inner)(x) ** 2)
"""


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_way_back_is_traced_as_it_is(name: str) -> None:
    text, call = PROGRAMS[name]
    text = "import autograd.numpy as np\n" + text
    assert found(call, {}, text) == real(call, {}, text)


def test_the_way_back_through_a_long_loop_is_not_known() -> None:
    result = evaluated("import autograd.numpy as np\n" + LONG, "f(f64[3])", "autograd")
    tape, _ = closures(result.trace, list(result.arguments.values()), result.results, Sizes(dict(result.bounds)))
    assert any("a loop" in gap.reason for gap in tape.gaps)
