"""Numbers, bytes, and functions of `math`: which methods of an object say what it is as one of these."""

from __future__ import annotations

import math

from adlint.interpret.collections.iteration import items_of, may_be_object
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.library import MEANINGS, Meaning
from adlint.interpret.memory.atoms import ITEM, Value, atoms
from adlint.interpret.memory.spaces import Object
from adlint.interpret.objects.dispatch import call_method
from adlint.interpret.objects.lookup import lookup
from adlint.interpret.objects.special import binary
from adlint.ir import Const


def _called(*names: str, most: int | None = 1) -> Meaning:
    """Of each of the arguments (`most` of them) the first of some methods that it has is called."""

    def call(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
        for value in given.positional[:most]:
            any(call_method(f, at, value, name) is not None for name in names)
        return None

    return call


def _counted(*names: str) -> Meaning:
    """`bytes(x)`, `bytearray(x)`: of a number, or of what it is asked for, item by item."""
    call = _called(*names, "__index__")

    def made(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
        call(f, at, path, given)
        for atom in atoms(given.positional[0]) if given.positional else ():
            if not isinstance(atom, Object) or atom.cls is None or lookup(f, atom.cls, "__iter__") is not None:
                items_of(f, at, atom)
        return None

    return made


def _multiplied(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`math.prod(items)`."""
    item = items_of(f, at, given.positional[0]) if given.positional else ITEM
    return binary(f, at, "*", given.at(-1, "start") or item, item) if may_be_object(item) else None


_floats = _called("__float__", "__index__", most=None)


def _summed(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`math.fsum(items)`, `math.dist(p, q)`."""
    return _floats(f, at, path, Arguments(tuple([items_of(f, at, value) for value in given.positional])))


_indexed = _called("__index__", most=None)


def _counting(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`range(n)`, of literals a literal."""
    bounds = [value.value if isinstance(value, Const) else None for value in given.positional]
    whole = [one for one in bounds if isinstance(one, int)]
    if given.rest is not None or len(whole) < len(bounds) or not 0 < len(whole) < 4 or 0 in whole[2:]:
        return _indexed(f, at, path, given)
    made = range(*whole)
    return Const(repr(made), made)


_DUNDERS = {
    "int": ("__int__", "__index__", "__trunc__"), "float": ("__float__", "__index__"), "abs": ("__abs__",),
    "complex": ("__complex__", "__float__", "__index__"), "round": ("__round__",),
}  # fmt: skip
# functions of `math` that ask for whole numbers; all but those that ask by a name of their own ask for floats
_WHOLE = ("gcd", "lcm", "comb", "perm", "factorial", "isqrt")
_MATH = [name for name in dir(math) if callable(getattr(math, name)) and not name.startswith("_")]
_NEW: dict[str, Meaning] = {
    **{f"builtins.{name}": _called(*dunders) for name, dunders in _DUNDERS.items()},
    "builtins.bytes": _counted("__bytes__"),
    "builtins.bytearray": _counted(),
    **dict.fromkeys([f"math.{name}" for name in _MATH], _floats),
    **{f"math.{name}": _called(f"__{name}__", "__float__", "__index__") for name in ("floor", "ceil")},
    "math.trunc": _called("__trunc__"),
    "math.prod": _multiplied,
    **dict.fromkeys(("math.fsum", "math.dist", "math.sumprod"), _summed),
    **dict.fromkeys([f"math.{name}" for name in _WHOLE], _indexed),
    **dict.fromkeys([f"builtins.{name}" for name in ("hex", "oct", "bin", "chr")], _indexed),
    "builtins.range": _counting,
}
MEANINGS.update(_NEW)
