"""How many elements masks take: one mask always as many, and its complement all the others."""

from __future__ import annotations

from adlint.evaluate.machine import Machine
from adlint.evaluate.values import Value
from adlint.frameworks.numpy.elements import is_written
from adlint.shapes.dims import Dim, dim, product
from adlint.symbolic import Polynomial
from adlint.trace import Array


def taken(m: Machine, mask: Array) -> Dim:
    """How many elements a mask takes: any number, if it was written to, or may have been in the turn before."""
    if is_written(m, mask) or mask.number <= m.outside:
        return _fresh(m, mask)
    key = f"numpy.taken:{mask.number}"
    found = m.settings.get(key)
    if not isinstance(found, int | Polynomial):
        found = m.settings[key] = _fresh(m, mask)
    return found


def complement(m: Machine, mask: Value, result: Value) -> None:
    """A mask takes what another does not."""
    if isinstance(mask, Array) and isinstance(result, Array) and (mask.dtype, result.dtype) == ("bool", "bool"):
        m.settings[f"numpy.taken:{result.number}"] = dim(product(mask.shape) - taken(m, mask))


def _fresh(m: Machine, mask: Array) -> Dim:
    return m.fresh("how many elements a mask takes depends on data", 0, product(mask.shape))
