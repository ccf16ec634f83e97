"""Which loops iterate until they have converged, and which only look like it."""

from __future__ import annotations

import pytest

from adlint.differentiated.converging import converging
from adlint.lower import lower

HEAD = "def run(f, g, J, A, b, x, p, T, dt, n, tol):\n"
CONVERGE = {
    "while on the change": "err = 1.0\nwhile err > tol:\n    old = x\n    x = g(x, p)\n"
    "    err = np.linalg.norm(x - old)",
    "for with a break": "for _ in range(n):\n    y = g(x)\n    if np.max(np.abs(y - x)) < tol:\n        break\n"
    "    x = y",
    "returned": "for _ in range(n):\n    y = g(x)\n    if abs(y - x) <= tol * abs(x):\n        return y\n    x = y",
    "allclose": "while True:\n    y = g(x)\n    if np.allclose(y, x):\n        break\n    x = y",
    "not allclose": "y = g(x)\nwhile not jnp.allclose(x, y):\n    x = y\n    y = g(x)",
    "newton by its residual": "while abs(f(x)) > tol:\n    x = x - f(x) / J(x)",
    "newton by its step": "for _ in range(n):\n    d = solve(J(x), -f(x))\n    x = x + d\n    if norm(d) < tol:\n"
    "        break",
    "and a bound": "k = 0\nwhile abs(f(x)) > tol and k < n:\n    x = x - f(x) / J(x)\n    k += 1",
    "gradient descent": "while True:\n    d = g(x)\n    if np.sqrt(np.sum(d ** 2)) < tol:\n        break\n"
    "    x -= 0.1 * d",
    "conjugate gradients": "r = b - A @ x\nq = r\nwhile np.linalg.norm(r) > tol:\n    s = (r @ r) / (q @ A @ q)\n"
    "    x = x + s * q\n"
    "    new = r - s * (A @ q)\n    q = new + (new @ new) / (r @ r) * q\n    r = new",
    "bisection": "while abs(b - x) > tol:\n    mid = (x + b) / 2\n    x, b = (mid, b) if f(mid) < 0 else (x, mid)",
    "methods": "for _ in range(n):\n    y = g(x)\n    if (y - x).abs().max().item() < tol:\n        break\n    x = y",
    "flag": "done = False\nwhile not done:\n    y = g(x)\n    done = abs(y - x) < tol\n    x = y",
}  # fmt: skip
OTHERS = {
    "steps that an error steers": "t = 0.0\nwhile t < T:\n    y = g(x, dt)\n    err = norm(y - f(x, dt))\n"
    "    if err < tol:\n        x = y\n        t = t + dt\n    dt = dt * min(2.0, err ** -0.2)\n"
    "    if dt < 1e-9:\n        return x",
    "time stepping": "t = 0.0\nwhile t < T:\n    x = x + dt * g(x)\n    t += dt",
    "to the end of time": "t = 0.0\nwhile abs(t - T) > tol:\n    x = x + dt * g(x, t)\n    t = t + dt",
    "a guard": "for _ in range(n):\n    x = x + dt * g(x)\n    if np.max(np.abs(x)) > 1e6:\n        break",
    "a known number of turns": "for _ in range(n):\n    y = g(x)\n    x = y",
    "told, not tested": "for _ in range(n):\n    y = g(x)\n    err = norm(y - x)\n    if err < tol:\n"
    "        print(err)\n    x = y",
    "items": "for y in b:\n    if abs(y - x) < tol:\n        break",
    "decay": "while (x * x).sum() > 1.0:\n    x = 0.5 * np.sin(x)",
    "adaptive steps": "t = 0.0\nwhile t < T:\n    y = g(x, dt)\n    z = f(x, dt)\n    if norm(y - z) < tol:\n"
    "        x = y\n        t += dt\n"
    "    else:\n        dt = dt / 2",
}  # fmt: skip


def found(body: str) -> list[str]:
    text = HEAD + "".join(f"    {line}\n" for line in body.splitlines()) + "    return x\n"
    return [name for function in lower(text).module.functions for _, name in converging(function)]


@pytest.mark.parametrize("name", CONVERGE)
def test_what_converges_is_found(name: str) -> None:
    assert found(CONVERGE[name]) in (["x"], ["y"])


@pytest.mark.parametrize("name", OTHERS)
def test_what_does_not_is_not(name: str) -> None:
    assert found(OTHERS[name]) == []
