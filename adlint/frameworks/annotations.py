"""Libraries of annotations and their checks: what they put around a function or a class leaves it as it is."""

from __future__ import annotations

from adlint.evaluate.library.plain import Function, Plain
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import External, Partial, Value

_CHECKS = {
    "jaxtyping": ("jaxtyped", "install_import_hook"), "beartype": ("beartype",), "typeguard": ("typechecked",),
}  # fmt: skip
_NAMES: dict[str, dict[str, Value]] = {
    "jaxtyping": {"Array": External("jax.Array"), "ArrayLike": External("jax.typing.ArrayLike")},
}


def _as_it_is(m: Machine, given: Given) -> Value:
    """A decorator with options or without; what it decorates may be None where a checker is asked for."""
    decorated = given.positional[0] if given.positional and not given.keywords else None
    return Partial(External("functools.<as it is>"), (), ()) if decorated is None else decorated


def _library(root: str) -> Plain:
    functions: dict[str, Function] = {f"{root}.{name}": _as_it_is for name in _CHECKS[root]}
    return Plain(root, functions, {f"{root}.{name}": value for name, value in _NAMES.get(root, {}).items()})


ANNOTATIONS: dict[str, Plain] = {root: _library(root) for root in _CHECKS}
