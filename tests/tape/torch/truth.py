"""The truth: what PyTorch really saves in a call, and what is said of it without running it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import torch
from torch.nn.modules.module import register_module_parameter_registration_hook

from adlint import ir
from adlint.evaluate.evaluate import Evaluated, evaluate
from adlint.frameworks import LIBRARIES
from adlint.interpret.program import Program
from adlint.lower import lower
from adlint.shapes.dims import Dim
from adlint.shapes.sizes import Sizes
from adlint.tape.lines import Tape
from adlint.tape.torch import saved_tensors

SITE = Path(torch.__file__).parent.parent
_DTYPES = {"f32": torch.float32, "f64": torch.float64, "f16": torch.float16, "bf16": torch.bfloat16, "i64": torch.int64,
           "i32": torch.int32, "bool": torch.bool, "c64": torch.complex64, "c128": torch.complex128}  # fmt: skip


class _Atoms:
    """`f32[3, 4]` in a call: a tensor that needs a gradient, if it can."""

    def __init__(self, dtype: torch.dtype, made: list[torch.Tensor]) -> None:
        self.dtype, self.made = dtype, made

    def __getitem__(self, shape: object) -> torch.Tensor:
        sizes = shape if isinstance(shape, tuple) else (shape,)
        if self.dtype.is_floating_point or self.dtype.is_complex:
            found = (torch.rand(sizes, dtype=self.dtype) + 0.1).requires_grad_()
        else:
            found = torch.zeros(sizes, dtype=self.dtype)
        self.made.append(found)
        return found


def really(text: str, call: str) -> tuple[int, int]:
    """The bytes of the storages that a call saves, and of arguments and parameters among them."""
    torch.manual_seed(0)
    made: list[torch.Tensor] = []
    leaves: list[torch.Tensor] = []
    packed: list[torch.Tensor] = []
    space: dict[str, object] = {}

    def registered(_: object, __: str, value: torch.Tensor | None) -> None:
        if value is not None:
            leaves.append(value)

    hook = register_module_parameter_registration_hook(registered)
    try:
        exec(compile(text, "<program>", "exec"), space)
        space |= {name: _Atoms(dtype, made) for name, dtype in _DTYPES.items()}

        def pack(one: torch.Tensor) -> torch.Tensor:
            packed.append(one)
            return one

        with torch.autograd.graph.saved_tensors_hooks(pack, lambda one: one):
            held = eval(with_no_empty(call), space)
        assert held is not None
    finally:
        hook.remove()
    own = {one.untyped_storage().data_ptr() for one in (*made, *leaves)}
    bases = [one if one._base is None else one._base for one in packed]
    own |= {one.untyped_storage().data_ptr() for one in bases if one.is_leaf and one.requires_grad}
    storages = {
        one.untyped_storage().data_ptr(): one.untyped_storage().nbytes()
        for one in packed
        if one.untyped_storage().nbytes()
    }
    tape = sum(size for place, size in storages.items() if place not in own)
    return tape, sum(size for place, size in storages.items() if place in own)


def with_no_empty(call: str) -> str:
    """A call in which `f64[]` is Python."""
    return call.replace("[]", "[()]")


@cache
def installed(name: str) -> ir.Module | None:
    """The lowered text of an installed module."""
    base = SITE.joinpath(*name.split("."))
    for path in (base.parent / f"{base.name}.py", base / "__init__.py"):
        if path.exists():
            return lower(path.read_text()).module
    return None


def evaluated(text: str, call: str, sizes: dict[str, int] | None = None) -> Evaluated:
    """The abstract evaluation of a call."""
    program = Program({"main": lower(text).module}, frozenset())
    tree = ast.parse(with_no_empty(call), mode="eval").body
    assert isinstance(tree, ast.Call)
    return evaluate(program, installed, LIBRARIES, "main", tree, "torch", sizes or {})


def said(text: str, call: str, sizes: dict[str, int] | None = None) -> tuple[Tape, Dim]:
    """The tape of a call, as it is said, and the bytes that are saved apart."""
    found = evaluated(text, call, sizes)
    assert found.failure is None, found.failure
    return saved_tensors(found.trace, found.arguments.values(), found.results, Sizes(dict(found.bounds)))
