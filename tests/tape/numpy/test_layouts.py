"""Layouts of overloading tapes: formulas that were measured, and XAD itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from adlint.shapes.sizes import Sizes
from adlint.tape.systems.overloading import Recorder

from .evaluating import evaluated


def recorded(body: str, layout: str, sizes: dict[str, int] | None = None) -> Any:
    """What is recorded of a function of x, y and T."""
    text = f"import numpy as np\n\n\ndef f(x, y, T):\n    {body.replace(chr(10), chr(10) + '    ')}\n"
    result = evaluated(text, "f(f64[()], f64[()], T)", sizes=sizes or {})
    assert result.failure is None
    recorder = Recorder(layout, Sizes(dict(result.bounds)))
    recorder.start(result.arguments.values())
    recorder.run(result.trace)
    assert list(recorder.tape.gaps) == []
    return recorder.tape.bytes


EXPRESSIONS = {
    "x * y": {"adolc": 21, "codipack-jacobian": 33, "codipack-primal": 35, "elemental": 26},
    "x + y": {"adolc": 21, "codipack-jacobian": 33, "codipack-primal": 35, "elemental": 26},
    "2.5 * x": {"adolc": 25, "codipack-jacobian": 21, "codipack-primal": 39, "elemental": 18},
    "np.sin(x)": {"adolc": 42, "codipack-jacobian": 21, "codipack-primal": 31, "elemental": 18},
    "x * y + np.sin(x) * 0.5": {"adolc": 109, "codipack-jacobian": 1 + 12 * 3 + 8, "codipack-primal": 11 + 12 + 8 + 16},
    "x * x * x": {"codipack-jacobian": 45, "codipack-primal": 39},
}


@pytest.mark.parametrize(
    ("expression", "layout"), [(one, layout) for one, several in EXPRESSIONS.items() for layout in several]
)
def test_an_expression_takes_what_was_measured(expression: str, layout: str) -> None:
    assert recorded(f"return {expression}", layout) == EXPRESSIONS[expression][layout]


def test_an_assignment_ends_an_expression() -> None:
    assert recorded("z = x * y\nreturn z + x", "codipack-jacobian") == 33 + 33
    assert recorded("z = np.zeros(3)\nz[0] = x * y + x\nreturn z", "codipack-jacobian") == 45
    assert recorded("z = np.zeros(3) + x\nz += x * y\nreturn z", "codipack-jacobian") == 3 * (21 + 45)


def xad_memory(function: Callable[..., Any], *more: Any) -> int:
    """What XAD's tape takes."""
    adj = pytest.importorskip("xad.adj_1st")
    with adj.Tape() as tape:
        given = [adj.Real(one) for one in (1.5, 0.7)]
        for one in given:
            tape.registerInput(one)
        tape.newRecording()
        kept = function(*given, *more)
        del kept
        return int(tape.getMemory())


PROGRAMS = (
    "return x * y",
    "return x * y + np.sin(x) * 0.5",
    "z = x\nfor _ in range(T):\n    z = z * z\n    z = np.sin(z)\n    z = z + x\nreturn z",
    "z = 1.0 / (1.0 + np.exp(-x))\nreturn z * (1.0 - z)",
    "s = 0.0\nfor i in range(T):\n    s = s + x * y\nreturn s",
    "a = np.tanh(x) - np.sqrt(y)\nb = a**2 / (x + 2.0)\nreturn np.log(b + 1.0) * abs(a)",
    "z = x\nfor i in range(T):\n    for j in range(i):\n        z = np.cos(z) * y\nreturn z",
    "z = [x, y]\nfor i in range(3):\n    z.append(z[-1] * z[-2])\nreturn z[-1]",
    ("z = x\nfor i in range(T):\n    a = y * z * (1.0 - z)\n    b = y * (z + 0.1 * a) * (1.0 - (z + 0.1 * a))\n"
    "    z = z + 0.05 * (a + b)\nreturn z"),
    "z = x\nfor i in range(T):\n    z = z - (z * z - y) / (2.0 * z)\nreturn z",
    ("p, m = y, x\nfor i in range(T):\n    p = p + 0.1\n    k = p / (p + 1.0)\n    m = m + k * (0.3 - m)\n"
    "    p = (1.0 - k) * p\nreturn m * p"),
    "q, v = x, y\nfor i in range(T):\n    v = v - 0.1 * np.sin(q)\n    q = q + 0.1 * v\nreturn 0.5 * v * v - np.cos(q)",
    "s = 0.0\nfor i in range(T):\n    if i == 2:\n        s = s + np.exp(x)\n    else:\n        s = s + x * y\nreturn s",
    "s = x\nfor i in range(T):\n    for j in range(i, T):\n        s = np.sqrt(s * s + y)\nreturn np.log(s)",
)


@pytest.mark.parametrize("steps", [3, 40])
@pytest.mark.parametrize("body", PROGRAMS)
def test_xad_takes_what_it_takes(body: str, steps: int) -> None:
    math = pytest.importorskip("xad.math")
    space: dict[str, Any] = {"np": math}
    indented = body.replace("\n", "\n    ")
    exec(f"def f(x, y, T):\n    {indented}\n", space)
    assert recorded(body, "xad", {"T": steps}) == xad_memory(space["f"], steps)
