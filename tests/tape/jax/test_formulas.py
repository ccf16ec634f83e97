"""Sizes as formulas: with numbers put in they give what the call with numbers gives."""

from __future__ import annotations

import pytest

from adlint.symbolic import polynomial, substitute
from tests.tape.jax import static
from tests.tape.jax.test_programs import FILES

CASES = {
    "heat_explicit": ("main(f64[n], 0.1, T)", {"n": 12, "T": 20}),
    "heat_2d": ("main(f32[n, m], f32[()], T)", {"n": 9, "m": 11, "T": 6}),
    "rnn": ('main({"wx": f32[i, h], "wh": f32[h, h], "b": f32[h], "wo": f32[h, o]}, f32[b, T, i], f32[b, o])',
            {"i": 4, "h": 8, "o": 2, "b": 3, "T": 6}),
    "attention": ('main({"q": f32[d, d], "k": f32[d, d], "v": f32[d, d], "o": f32[d, d]}, f32[b, t, d], 4)',
                  {"d": 16, "b": 2, "t": 5}),
    "long_python_loop": ("main(f64[n], f64[n, n], T)", {"n": 7, "T": 40}),
    "newton_implicit": ("main(f64[n], f64[()], T, 4)", {"n": 6, "T": 3}),
    "gaussian_process": ('main({"length": f64[()], "amp": f64[()], "noise": f64[()]}, f64[n, d], f64[n])',
                         {"n": 12, "d": 2}),
    "checkpointed_scan": ("main(f32[n, n], f32[n], a, b)", {"n": 6, "a": 4, "b": 5}),
    "neural_ode": ("main((f64[n, h], f64[h, n]), f64[n], f64[T])", {"n": 3, "h": 16, "T": 11}),
    "cholesky_gradient": ("main(f64[n, n], f64[n])", {"n": 5}),
    "orthogonal_iteration": ("main(f32[n, n], f32[n, k], 3)", {"n": 6, "k": 2}),
    "leapfrog_python": ("main(f64[n], f64[n], T)", {"n": 9, "T": 30}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_formula(name: str) -> None:
    call, sizes = CASES[name]
    text = next(file for file in FILES if file.stem == name).read_text()
    formula, unknown = static.tape(text, call)
    number, _ = static.tape(text, call, sizes)
    assert not unknown
    found = substitute(polynomial(formula.bytes), {key: polynomial(value) for key, value in sizes.items()})
    assert found.number == number.bytes
