"""What loops read of lists and generators that other loops filled, and what is stored as it is computed."""

from __future__ import annotations

import pytest

from .formulas import compared, said, values

TEXT = """
import numpy as np


def windows(x, w):
    for i in range(len(x) - w + 1):
        yield x[i : i + w] * 2.0


def variance(x, w):
    total = 0.0
    for one in windows(x, w):
        total += np.sum((one - np.mean(one)) ** 2)
    return total


def collected(x, T):
    out = []
    for _ in range(T):
        x = np.sin(x)
        out.append(x + 1.0)
    s = 0.0
    for one in out:
        s = s + np.sum(one * one)
    return s


def recurrent(x, w, T):
    h = np.zeros(len(x))
    for _ in range(T):
        h[:] = np.tanh(w @ h + x)
    return np.sum(h)


def inner(x, T):
    s = x
    for i in range(T):
        for _ in range(i):
            s = np.sin(s)
        s = s * x
    return np.sum(s)
"""


@pytest.mark.parametrize(
    ("call", "model"),
    [
        ("variance(f64[n], 4)", "minimum"), ("collected(f64[n], T)", "minimum"), ("recurrent(f64[n], f64[n, n], T)", "minimum"),
        ("inner(f64[n], T)", "minimum"), ("inner(f64[n], T)", "source"),
    ],
)  # fmt: skip
def test_a_formula_is_what_turns_keep(call: str, model: str) -> None:
    assert compared(TEXT, call, model, ({"n": 9, "T": 5}, {"n": 7, "T": 3})) == "exact"


def test_what_is_stored_is_counted_once() -> None:
    assert str(values(said(TEXT, "recurrent(f64[n], f64[n, n], T)", "minimum")[0])) == "8*n*T + 8*n"
