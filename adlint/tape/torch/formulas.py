"""What PyTorch's derivative formulas save, by the name of an operation and its overload.

The table `formulas.json` is made of `derivatives.yaml` of PyTorch 2.13.0 by the rules of its own generator of code
(`tools/autograd/gen_variable_type.py`); tests/tape/torch/derive.py makes it, and a test holds it to the installed one.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from msgspec import Struct, json


class Formula(Struct, frozen=True):
    """What one operation saves.

    `operands` are the tensors of its schema in order, a list (`tensors*`) last. Derivatives run through those in
    `active`. Each of `inputs` is an operand that is saved, and those of which one must need a gradient for that, if any
    are named. `outputs` are the results that are saved, by number.
    """

    operands: tuple[str, ...]
    active: tuple[str, ...]
    inputs: tuple[tuple[str, ...], ...]
    outputs: tuple[int, ...]

    def named(self, number: int) -> str:
        """The operand that stands at a place."""
        if number < len(self.operands) and not self.operands[number].endswith("*"):
            return self.operands[number]
        last = self.operands[-1] if self.operands else ""
        return last.removesuffix("*") if last.endswith("*") else ""


# operations that PyTorch's code records by hand
_BY_HAND = {
    "copy": Formula(("self", "src"), ("self", "src"), (), ()),
    "_pad_circular": Formula(("self",), ("self",), (), ()),
}


@lru_cache(maxsize=1)
def formulas() -> dict[str, Formula]:
    """All of them."""
    text = (Path(__file__).parent / "formulas.json").read_bytes()
    return json.decode(text, type=dict[str, Formula]) | _BY_HAND


def formula(name: str, *, inplace: bool) -> Formula | None:
    """That of an operation; some have another one in place."""
    known = formulas()
    base, dot, overload = name.partition(".")
    return (known.get(f"{base}_{dot}{overload}") if inplace else None) or known.get(name)
