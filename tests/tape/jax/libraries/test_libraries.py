"""Programs that use libraries on top of JAX, each at two sizes: the libraries are evaluated from their installed source,
and every byte that JAX keeps is found.
"""

from __future__ import annotations

import ast
import re
import sysconfig
from importlib.util import find_spec
from pathlib import Path

import jax
import numpy as np
import pytest

from adlint.evaluate.evaluate import Evaluated, evaluate
from adlint.frameworks import LIBRARIES
from adlint.interpret.program import Program
from adlint.lower import lower
from adlint.project.installed import Installed
from adlint.shapes.sizes import Sizes
from adlint.tape.jax import record
from tests.tape.jax import live, static

FILES = sorted((Path(__file__).parent / "programs").glob("*.py"))
CALLS = [(file, call) for file in FILES for call in re.findall(r"^# call: (.*)$", file.read_text(), re.MULTILINE)]
NEEDED = re.compile(r"^(?:import|from) (flax|equinox|diffrax|jax_cfd|optax)\b", re.MULTILINE)
WIDE = re.compile(r"\b(f64|c128)\b")
# programs in which numbers without dimensions are constants of the library that JAX keeps as arguments of a loop
LOOSE = {"diffrax_tsit5": 16, "diffrax_neural_ode": 16}
INSTALLED = Installed((sysconfig.get_path("purelib"),))


def _truth(text: str, file: Path, call: str) -> live.Kept:
    """What JAX keeps, but for constants: those of the program's own module, and those that the traced program has."""
    namespace: dict[str, object] = {"__name__": "program"}
    exec(compile(text, str(file), "exec", dont_inherit=True), namespace)
    given, named = live.arguments(call, namespace)
    flat, tree = jax.tree_util.tree_flatten((given, named))
    places = [n for n, one in enumerate(flat) if isinstance(one, jax.Array)]

    def of_arrays(*arrays: jax.Array) -> object:
        full = list(flat)
        for place, one in zip(places, arrays, strict=True):
            full[place] = one
        a, k = jax.tree_util.tree_unflatten(tree, full)
        return namespace["main"](*a, **k)  # type: ignore[operator]

    constants = jax.make_jaxpr(of_arrays)(*(flat[n] for n in places)).consts
    known = [np.asarray(one) for one in constants if not jax.dtypes.issubdtype(one.dtype, jax.dtypes.prng_key)]
    return live.kept(namespace["main"], given, named, [*known, *namespace.values()])  # type: ignore[arg-type]


def evaluated(text: str, call: str) -> Evaluated:
    """The evaluation of a call, with libraries as they are installed."""
    program = Program({"main": lower(text).module}, frozenset())
    tree = ast.parse(f"main({call})", mode="eval").body
    assert isinstance(tree, ast.Call)
    return evaluate(program, INSTALLED.module, LIBRARIES, "main", tree, "jax", {})


def _found(text: str, call: str) -> live.Kept:
    """What the model says that is kept; nothing may be unknown."""
    found = evaluated(text, call)
    assert found.failure is None
    tape, _ = record(found.trace, list(found.arguments.values()), found.results, Sizes(dict(found.bounds)))
    assert not tape.gaps
    assert not found.unknown
    return static.kept(tape)


@pytest.mark.parametrize(("file", "call"), CALLS, ids=[f"{file.stem}-{n % 2}" for n, (file, _) in enumerate(CALLS)])
def test_program(file: Path, call: str) -> None:
    text = file.read_text()
    missing = [name for name in dict.fromkeys(NEEDED.findall(text)) if find_spec(name) is None]
    if missing:
        pytest.skip(f"{', '.join(missing)} is not installed")
    with jax.enable_x64(bool(WIDE.search(call))):
        truth = live.alike(_truth(text, file, call))
    found = live.alike(_found(text, call))
    if file.stem in LOOSE:
        assert {key: n for key, n in found.items() if key[1]} == {key: n for key, n in truth.items() if key[1]}
        assert abs(live.size(found) - live.size(truth)) <= LOOSE[file.stem]
    else:
        assert found == truth
