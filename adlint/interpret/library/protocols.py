"""What array libraries ask objects of the program for that are passed to their functions."""

from __future__ import annotations

from adlint.interpret.arguments import Arguments
from adlint.interpret.atoms import Value
from adlint.interpret.dispatch import call_method
from adlint.interpret.frame import Frame
from adlint.interpret.iteration import may_be_object

_MAKING = ("asarray", "array", "asanyarray", "ascontiguousarray", "asfortranarray")
_PROTOCOLS: dict[str, tuple[str, ...]] = {
    "numpy": ("__array_function__", "__array_ufunc__", "__array__"),
    "torch": ("__torch_function__",),
    "jax": ("__jax_array__",),
}


def ask(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """The result of a function of an array library that leaves it to its arguments: the first protocol that an
    object has is asked; None if it is left to none, or only asked for an array.
    """
    package, _, rest = path.partition(".")
    names = _PROTOCOLS.get(package, ())
    for value in given.positional if names else ():
        if not may_be_object(value):
            continue
        for name in names if rest not in _MAKING else ("__array__",):
            found = call_method(f, at, value, name)
            if found is not None:
                return found if name not in ("__array__", "__jax_array__") else None
    return None
