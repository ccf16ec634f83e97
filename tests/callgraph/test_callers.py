"""The table of functions that call what they are given, held to the signatures of the libraries that are installed."""

from __future__ import annotations

import importlib
import inspect

import pytest

from adlint.models.callers import PATHS, caller

HELD = ("scipy.", "numpy.", "jax.", "diffrax.", "optimistix.", "lineax.", "torch.distributions.", "shutil.", "timeit.",
        "equinox.", "flax.", "torch.jit.", "torch.utils.")  # fmt: skip
MODULES = sorted({path.rpartition(".")[0] for path in PATHS if path.startswith(HELD)})


@pytest.mark.parametrize("module", MODULES)
def test_parameters_stand_where_the_library_has_them(module: str) -> None:
    owner = _found(module)
    for path in PATHS:
        if path.rpartition(".")[0] == module:
            known = caller(path)
            function = getattr(owner, path.rpartition(".")[2])
            parameters = inspect.signature(function).parameters.values()
            real = [one.name for one in parameters if one.name != "self"]
            is_open = any(one.kind is inspect.Parameter.VAR_KEYWORD for one in parameters)
            written = [name.lstrip("*") for name in known.parameters if name != "..."]
            assert written == real[: len(written)], path
            kept = [call for one in known.keeps for call in one.callees]
            called = {call.callee for call in (*known.calls, *kept)}
            assert called <= set(real) or is_open, path


def _found(module: str) -> object:
    """A module, or a class in one."""
    owner, _, name = module.rpartition(".")
    pytest.importorskip(module.partition(".")[0])
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError:
        return getattr(importlib.import_module(owner), name)
