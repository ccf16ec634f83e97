"""Makes adlint/tape/torch/formulas.json of PyTorch's own table of derivatives, by the rules of its generator of code:
`python -m tests.tape.torch.derive > adlint/tape/torch/formulas.json`.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torchgen
from torchgen.api.types import (
    BaseCType,
    ListCType,
    MutRefCType,
    OptionalCType,
    VectorCType,
    iTensorListRefT,
    tensorListT,
    tensorT,
)
from torchgen.packaged.autograd.load_derivatives import load_derivatives

if TYPE_CHECKING:
    from torchgen.api.autograd import DifferentiabilityInfo, SavedAttribute

_ROOT = Path(torchgen.__file__).parent / "packaged"
_ONE = BaseCType(tensorT)
_TENSORS = (
    _ONE, OptionalCType(_ONE), MutRefCType(OptionalCType(_ONE)), BaseCType(tensorListT), ListCType(OptionalCType(_ONE)),
    BaseCType(iTensorListRefT), VectorCType(_ONE),
)  # fmt: skip
_ELSEWHERE = ("cudnn", "miopen", "foreach", "sparse", "nested")  # other devices and layouts


def table() -> dict[str, dict[str, Any]]:
    """What is saved, by the name of an operation."""
    files = ("autograd/derivatives.yaml", "ATen/native/native_functions.yaml", "ATen/native/tags.yaml")
    found, _ = load_derivatives(*(str(_ROOT / one) for one in files))
    infos = [per["Default"] for per in found.values() if "Default" in per]
    named = {str(info.func.func.name): info for info in infos}
    return {
        name: _entry(info, name) for name, info in sorted(named.items()) if not any(part in name for part in _ELSEWHERE)
    }


def _entry(info: DifferentiabilityInfo, name: str) -> dict[str, Any]:
    arguments = info.func.func.arguments.flat_all
    tensors = [one.name for one in arguments if one.type.is_tensor_like()]
    lists = [one.name for one in arguments if one.type.is_tensor_like() and one.type.is_list_like()]
    differentiated = {one for derivative in info.derivatives for one in derivative.var_names}
    active = [one.name for one in arguments if one.name in differentiated]
    inputs = [
        [one.expr, *_guard(info, one, active, lists, name)]
        for one in info.all_saved_inputs
        if one.nctype.type in _TENSORS and one.expr in tensors
    ]
    results = [one.name for one in info.func.func.returns]
    return {
        "operands": [one for one in tensors if one not in lists] + [f"{one}*" for one in lists],
        "active": active,
        "inputs": sorted(inputs),
        "outputs": sorted(_number(one.expr, results) for one in info.all_saved_outputs if one.nctype.type in _TENSORS),
    }


def _number(expression: str, results: list[str | None]) -> int:
    if expression in results:
        return results.index(expression)
    return int(expression.removeprefix("result") or 0)


def _guard(
    info: DifferentiabilityInfo, one: SavedAttribute, active: list[str], lists: list[str], name: str
) -> list[str]:
    """The operands of which one must need a gradient for an input to be saved (`guard_for` of gen_variable_type.py)."""
    if lists or "backward" in name or len(active) <= 1 or one.nctype.type != _ONE:
        return []
    used = [derivative for derivative in info.derivatives if one in derivative.saved_inputs]
    if len(used) != 1:
        return []
    if len(used[0].var_names) == 1:
        return [used[0].var_names[0]]
    found = re.search(rf"wrap_opt_if\({one.expr},(.*?)\)", used[0].formula)
    return (
        [] if found is None else [active[int(number)] for number in re.findall(r"grad_input_mask\[(\d+)\]", found[1])]
    )


if __name__ == "__main__":
    print("{\n" + ",\n".join(f"  {json.dumps(name)}: {json.dumps(entry)}" for name, entry in table().items()) + "\n}")
