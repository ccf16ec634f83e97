"""Sparse matrices and what calls back: shapes held to SciPy, and what is not known said to be so."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

pytest.importorskip("scipy")

import scipy.integrate
import scipy.optimize
import scipy.sparse
import scipy.sparse.linalg

from adlint.shapes.sizes import Sizes
from adlint.tape.interval import interval
from adlint.tape.reverse.minimum import minimum
from adlint.tape.systems.overloading import Recorder
from adlint.tape.systems.source import source
from adlint.trace import Array

from .evaluating import evaluated

DENSE = np.array([[4.0, 1.0, 0.0], [1.0, 5.0, 2.0], [0.0, 2.0, 6.0]])
MATRIX = scipy.sparse.csr_matrix(DENSE)
GIVEN = {"d": MATRIX.data, "i": MATRIX.indices.astype("i8"), "p": MATRIX.indptr.astype("i8"), "b": np.ones(3),
         "c": np.ones((3, 2)), "e": DENSE}  # fmt: skip
CALL = "f(f64[7], i64[7], i64[4], f64[3], f64[3, 2], f64[3, 3])"
HEAD = "import numpy as np\nimport scipy.sparse\nimport scipy.sparse.linalg\n"
SETUP = "s = scipy.sparse.csr_matrix((d, i, p), shape=(3, 3))"
EXPRESSIONS = (
    "s @ b", "s @ c", "s.dot(b)", "s * b", "b @ s", "s.T @ b", "(2.0 * s) @ b", "(s / 2.0) @ c", "-s @ b", "(s + s) @ b", "(s @ s) @ b",
    "s.toarray()", "s.diagonal()", "s.multiply(e) @ b", "s.transpose() @ b", "s.tocsc() @ b", "s.data", "s.T.data",
    "scipy.sparse.linalg.spsolve(s.tocsc(), b)", "scipy.sparse.linalg.cg(s, b)[0]", "scipy.sparse.linalg.gmres(s, b)[0]",
    "scipy.sparse.linalg.splu(s.tocsc()).solve(b)", "scipy.sparse.csr_matrix(e) @ b", "scipy.sparse.csr_array(e) @ c",
    "scipy.sparse.diags([b, b[1:], b[1:]], [0, -1, 1]) @ b", "scipy.sparse.eye(3) @ b", "scipy.sparse.identity(3) @ c",
    "(scipy.sparse.identity(3) - 0.1 * s) @ b", "scipy.sparse.coo_matrix((d, (i, i)), shape=(3, 3)) @ b",
    "scipy.sparse.diags([b, b[1:]], [0, -1]).data", "scipy.sparse.diags([-1, 2, -1], [-1, 0, 1], shape=(3, 3)).tocsc() @ b",
    "scipy.sparse.diags([1.0, b[:2]], [-1, 1], shape=(3, 3)).tocsr().data", "scipy.sparse.diags(b) @ c",
    "scipy.sparse.diags(b[1:], 1).tocsr().data", "scipy.sparse.diags([1.0, 2.0], [0, -2], shape=(5, 3)).tocsr().data",
    "scipy.sparse.diags_array([b, b[1:]], offsets=[0, -1]) @ b", "scipy.sparse.eye(3, 4, k=1).tocsr().data",
    "scipy.sparse.eye_array(3) * b @ c", "scipy.sparse.spdiags(c.T, [0, 1], 3, 3).tocsr().data",
    "scipy.sparse.kron(scipy.sparse.eye(9), s).tocsr().data", "scipy.sparse.kron(s, scipy.sparse.eye(3), 'csr').data",
    "scipy.sparse.kronsum(s, s) @ c.repeat(3, 0)", "scipy.sparse.hstack([s, s]).data", "scipy.sparse.vstack([s, s]) @ c",
    "scipy.sparse.block_diag([s, s.T]).tocsr() @ c.repeat(2, 0)", "scipy.sparse.bmat([[s, None], [s, s]]) @ c.repeat(2, 0)",
    "s.power(2).data", "abs(s).data", "s.tanh() @ b", "s.multiply(b) @ b", "s.multiply(2.0) @ b", "s.sum()",
    "scipy.sparse.csr_array(s).sum(axis=1)", "(scipy.sparse.csr_array(s).tocsc() * b).data",
    "scipy.sparse.linalg.factorized(s.tocsc())(b)",
)  # fmt: skip


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_products_and_solutions_have_their_shapes(expression: str) -> None:
    space: dict[str, Any] = {"np": np, "scipy": scipy, **GIVEN}
    exec(SETUP, space)
    real = eval(expression, space)
    result = evaluated(f"{HEAD}def f(d, i, p, b, c, e):\n    {SETUP}\n    return {expression}\n", CALL)
    assert result.failure is None
    assert result.unknown == ()
    assert isinstance(result.result, Array)
    if not expression.startswith("scipy.sparse.diags") or "@" in expression or "tocsr" in expression:
        assert (result.result.shape, result.result.dtype) == (real.shape, "f64")


def test_a_product_keeps_its_elements_once_and_the_vector_in_every_turn() -> None:
    text = f"{HEAD}def f(d, i, p, b, T):\n    {SETUP.replace('3, 3', 'len(b), len(b)')}\n"
    text += "    for _ in range(T):\n        b = s @ b\n        b = b * b\n    return b\n"
    result = evaluated(text, "f(f64[z], i64[z], i64[n + 1], f64[n], T)")
    arguments = list(result.arguments.values())
    tape, apart = source(result.trace, arguments, result.results, Sizes(dict(result.bounds)))
    assert list(tape.gaps) == []
    assert (str(tape.bytes), str(apart)) == ("16*n*T", "8*z")


CALLBACKS = """
import numpy as np
from scipy.integrate import odeint, quad, solve_ivp
from scipy.optimize import brentq, fixed_point, minimize, root


def ivp(y, k):
    return solve_ivp(lambda t, y: -k * y * np.sin(y), (0.0, 1.0), y, t_eval=np.linspace(0, 1, 7)).y


def ode(y, k, t):
    return odeint(lambda y, t, k: -k * y, y, t, args=(k,))


def area(k):
    return quad(lambda t: np.exp(-k * t), 0.0, 1.0)[0]


def least(x, k):
    return minimize(lambda x: np.sum((x - k) ** 2), x).x


def zero(x, k):
    return root(lambda x: x - np.cos(k * x), x).x


def fixed(x, k):
    return fixed_point(lambda x: np.cos(k * x), x)


def between(k):
    return brentq(lambda x: x**3 - k, 0.0, 2.0)
"""
CALLED = {
    "ivp(f64[3], f64[()])": (np.ones(3), np.float64(0.5)), "ode(f64[3], f64[()], f64[5])": (np.ones(3), 0.5, np.arange(5.0)),
    "area(f64[()])": (0.5,), "least(f64[3], f64[3])": (np.ones(3), np.zeros(3)), "zero(f64[3], f64[()])": (np.ones(3), 0.5),
    "fixed(f64[3], f64[()])": (np.ones(3), 0.5), "between(f64[()])": (0.5,),
}  # fmt: skip


@pytest.mark.parametrize("call", CALLED)
def test_what_a_solver_needs_is_not_known(call: str) -> None:
    space: dict[str, Any] = {}
    exec(CALLBACKS, space)
    real = space[call.partition("(")[0]](*CALLED[call])
    result = evaluated(CALLBACKS, call)
    assert result.failure is None
    assert isinstance(result.result, Array)
    assert result.result.shape == np.shape(real)
    arguments, sizes = list(result.arguments.values()), Sizes(dict(result.bounds))
    for model in (source, minimum):
        tape, _ = model(result.trace, arguments, result.results, sizes)
        assert any("is not known" in gap.reason for gap in tape.gaps)
    recorder = Recorder("elemental", sizes)
    recorder.start(arguments)
    recorder.run(result.trace)
    assert recorder.tape.gaps or interval(recorder.tape.bytes, sizes)[1] is None
