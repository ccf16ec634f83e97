"""Operations that work on each element by itself, by the names that they have in traces."""

from __future__ import annotations

from adlint.models.elementwise import ELEMENTWISE
from adlint.tape.reverse.adjoints import is_elementwise as is_of_numpy

_MORE = frozenset(
    "neg integer_pow convert_element_type select_n max min rem logistic erf_inv is_finite pow xor and or not eq ne lt"
    " le gt ge stop_gradient copy clone to addcmul addcdiv rsub square masked_fill bind astype ndtr log_ndtr"
    " broadcast_in_dim mul_ add_ sub_ div_".split()
)


def is_elementwise(name: str) -> bool:
    """Whether an operation works on each element by itself: `lax.sin`, `torch.mul`, `numpy.add`; numbers that are
    spread over an array count as such.
    """
    short = name.rpartition(".")[2]
    return short in ELEMENTWISE or short in _MORE or (name.startswith("numpy.") and is_of_numpy(name))
