"""What bodies of functions show of parameters."""

from __future__ import annotations

import ast
from textwrap import dedent, indent

import pytest

from adlint.answers.tape.inferred.kinds import Kind, Plain, Shaped, Spread, Unclear
from adlint.answers.tape.inferred.observed import observed

ANY = (Spread(),)


def shown(body: str) -> Kind | None:
    """What a body shows of `x`."""
    function = ast.parse(f"def f(x, y):\n{indent(dedent(body), '    ')}").body[0]
    assert isinstance(function, ast.FunctionDef)
    found = observed(function, "x")
    return None if found is None else found.kind


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("assert x.shape == (n, 3)", Shaped(("n", "3"))),
        ("assert y is not None and (n + 1,) == x.shape, 'wrong'", Shaped(("n + 1",))),
        ("assert x.shape == (len(y), 3)", Shaped(("", "3"))),
        ("if x.shape != (n,):\n    raise ValueError", Shaped(("n",))),
        ("if x.shape == (3, 3):\n    return 1", Shaped(ANY)),
        ("n, m = x.shape", Shaped(("n", "m"))),
        ("n, _ = np.shape(x)", Shaped(("n", ""))),
        ("*batch, n = x.shape", Shaped((Spread(), "n"))),
        ("assert x.ndim == 2", Shaped(("", ""))),
        ("assert len(x.shape) == 3", Shaped(("", "", ""))),
        ("n = x.size", Shaped((Spread("n"),))),
        ("return x[1:, 0] + x[0]", Shaped(("", ""))),
        ("return x[..., 0]", Shaped(ANY)),
        ("return x[:, None]", Shaped(ANY)),
        ("return x['weights']", Unclear()),
        ("a, b = x", Unclear()),
        ("for one in x:\n    pass", Unclear()),
        ("return x(y)", Unclear()),
        ("return x.learning_rate", Unclear()),
        ("return x.T @ y", Shaped(ANY)),
        ("return np.sin(x)", Shaped(ANY)),
        ("for i in range(2 * x):\n    y = y + i", Plain("int")),
        ("return np.zeros((x, 3))", Plain("int")),
        ("return y[:x]", Plain("int")),
        ("return lax.scan(y, 0, None, length=x)", Plain("int")),
        ("return lax.fori_loop(0, x, y, 1.0)", Plain("int")),
        ("assert y.shape == (x, 3)", Plain("int")),
        ("return math.sin(x)", Plain("float")),
        ("if x > 0:\n    return y", Plain("float")),
        ("return x * y", None),
        ("x = x.reshape(3, 4)\nreturn x[0, 0]", Shaped(ANY)),
        ("x = np.asarray(x)\nn, m = x.shape", Shaped(("n", "m"))),
    ],
)
def test_bodies(body: str, kind: Kind | None) -> None:
    assert shown(body) == kind
