"""The shape and dtype of what every function gives, and whether it is a view: held to NumPy and SciPy themselves."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("scipy")

import scipy.fft
import scipy.integrate
import scipy.interpolate
import scipy.linalg
import scipy.ndimage
import scipy.optimize
import scipy.signal
import scipy.spatial
import scipy.special
import scipy.stats

from adlint.shapes.dtypes import short
from adlint.trace import Array

from .evaluating import evaluated

rng = np.random.default_rng(0)
ROOT = rng.uniform(size=(4, 4))
ARGUMENTS = {
    "a": rng.uniform(0.1, 0.9, (4, 3)), "b": rng.uniform(0.1, 0.9, (4, 3)), "c": rng.uniform(size=(3, 4)),
    "v": rng.uniform(0.1, 0.9, 5), "w": rng.uniform(0.1, 0.9, 5), "u": rng.uniform(0.1, 0.9, 3), "s": ROOT,
    "p": ROOT @ ROOT.T + 4 * np.eye(4), "q": rng.uniform(size=(2, 3, 3)), "k": np.array([0, 1, 2, 3, 1]),
    "t": np.array([True, False, True, True, False]), "z": rng.uniform(size=(4, 3)) + 1j,
    "f": np.ones(5, np.float32) / 2, "i8": np.ones(5, np.int8), "o": np.float64(0.5),
}  # fmt: skip
NAMES = ", ".join(ARGUMENTS)
PARTS = ("fft", "integrate", "interpolate", "linalg", "ndimage", "optimize", "signal", "spatial", "special", "stats")
HEAD = "import numpy as np\n" + "".join(f"import scipy.{one}\n" for one in PARTS)


def calls() -> list[str]:
    """All calls in the table."""
    found = []
    for group in (Path(__file__).parent / "functions.txt").read_text().split("\n# ")[1:]:
        head, _, rest = group.partition("\n")
        prefix = head.partition(": ")[2].replace("-", "")
        found += [prefix + call for call in rest.split()]
    return found


def written(name: str) -> str:
    """An argument as `--call` writes it."""
    value = ARGUMENTS[name]
    dims = ", ".join(map(str, value.shape)) + ("," if value.ndim == 1 else "")
    return f"{short(str(value.dtype))}[{dims if value.shape else '()'}]"


CALL = f"f({', '.join(f'{name}={written(name)}' for name in ARGUMENTS)})"


def real(call: str) -> object:
    """What NumPy gives."""
    modules = {"np": np, "scipy": scipy}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return eval(call, modules | ARGUMENTS)


def described(value: object) -> object:
    """What is compared: shapes and dtypes of arrays, numbers by their kind."""
    if isinstance(value, list | tuple):
        return [described(one) for one in value]
    if isinstance(value, np.ndarray | np.generic):
        dtype = "bool" if value.dtype == bool else short(str(value.dtype))
        return (value.shape, dtype)
    return "number"


def found(value: object, wanted: object) -> object:
    """The same of what adlint finds: a number may be an array without dimensions that is known to depend on data."""
    if isinstance(value, tuple):
        return [found(*both) for both in zip(value, wanted, strict=True)] if isinstance(wanted, list) else "a tuple"
    if isinstance(value, Array):
        return "number" if wanted == "number" and not value.shape else (value.shape, value.dtype)
    return "number"


@pytest.mark.parametrize("call", calls())
def test_a_function_gives_what_it_gives(call: str) -> None:
    given = f"tuple({call})" if "split" in call else call
    text = f"{HEAD}def f({NAMES}):\n    return {given}\n"
    result = evaluated(text, CALL)
    assert result.failure is None
    assert result.unknown == ()
    value = real(call)
    assert found(result.result, described(value)) == described(value)
    arguments = {array.buffer: name for name, array in result.arguments.items()}
    if isinstance(result.result, Array) and isinstance(value, np.ndarray) and value.size:
        held = arguments.get(result.result.buffer)
        held = None if held == "o" else held
        shared = [name for name, one in ARGUMENTS.items() if one.shape and np.shares_memory(value, one)]
        assert shared == ([held] if held else [])
