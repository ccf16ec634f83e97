"""The library whose arrays a module works with."""

from __future__ import annotations

from adlint import ir
from adlint.answers.libraries import library_of
from adlint.interpret.program import Program
from adlint.lower import lower

INSTALLED = {
    "vision": "from vision import models\nimport torch",
    "layers": "from .core import Layer",
    "layers.core": "import jax.numpy as jnp",
    "charts": "import numpy\nimport charts.lines",
    "charts.lines": "import numpy",
    "shapes": "import numpy\ntry:\n    import jax\nexcept ImportError:\n    jax = None",
}


def load(name: str) -> ir.Module | None:
    return lower(INSTALLED[name]).module if name in INSTALLED else None


def library(text: str) -> str:
    return library_of(Program({"main": lower(text).module}, frozenset()), "main", load)


def test_it_is_what_the_module_imports() -> None:
    assert library("import numpy as np\nimport torch") == "torch"
    assert library("import autograd.numpy as np\nimport vision") == "autograd"
    assert library("import numpy as np") == "numpy"


def test_else_it_is_what_a_package_is_built_on() -> None:
    assert library("from vision import models") == "torch"
    assert library("import numpy as np\nfrom layers import Layer") == "jax"
    assert library("import charts\nimport os") == "numpy"
    assert library("from shapes import Float") == "numpy"
