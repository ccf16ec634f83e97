"""Whole programs, each at two sizes: every byte that JAX keeps is found, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import jax
import pytest

from tests.tape.jax import live, static

FILES = sorted((Path(__file__).parent / "programs").glob("*.py"))
CALLS = [(file, call) for file in FILES for call in re.findall(r"^# call: (.*)$", file.read_text(), re.MULTILINE)]
WIDE = re.compile(r"\b(f64|c128)\b")


@pytest.mark.parametrize(("file", "call"), CALLS, ids=[f"{file.stem}-{n % 2}" for n, (file, _) in enumerate(CALLS)])
def test_program(file: Path, call: str) -> None:
    text = file.read_text()
    with jax.enable_x64(bool(WIDE.search(call))):
        namespace: dict[str, object] = {"__name__": "program"}
        exec(compile(text, str(file), "exec"), namespace)
        given, named = live.arguments(call, namespace)
        truth = live.kept(namespace["main"], given, named, list(namespace.values()))  # type: ignore[arg-type]
    recorded, unknown = static.tape(text, f"main({call})")
    assert not unknown
    assert live.alike(static.kept(recorded)) == live.alike(truth)
    assert recorded.bytes == live.size(truth)
