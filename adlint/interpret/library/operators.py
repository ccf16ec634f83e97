"""The `operator` module: operators as functions, and functions made from names."""

from __future__ import annotations

from adlint.interpret.collections.containers import item_at, put_item
from adlint.interpret.collections.iteration import may_be_object
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.library import MEANINGS, Meaning
from adlint.interpret.memory.atoms import Builtin, Partial, Value
from adlint.interpret.memory.spaces import Object
from adlint.interpret.objects.dispatch import call_method
from adlint.interpret.objects.special import ask_truth, binary, unary
from adlint.ir import Const

_BINARY = {
    "add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**", "matmul": "@",
    "and_": "&", "or_": "|", "xor": "^", "lshift": "<<", "rshift": ">>", "eq": "==", "ne": "!=", "lt": "<",
    "le": "<=", "gt": ">", "ge": ">=", "iadd": "+=", "isub": "-=", "imul": "*=", "itruediv": "/=",
    "ifloordiv": "//=", "imod": "%=", "ipow": "**=", "imatmul": "@=", "iand": "&=", "ior": "|=", "ixor": "^=",
    "concat": "+", "iconcat": "+=",
}  # fmt: skip
_UNARY = {"neg": "-", "pos": "+", "inv": "~", "invert": "~"}


def _two(operator: str) -> Meaning:
    def apply(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
        if len(given.positional) < 2 or not any(map(may_be_object, given.positional)):
            return None
        return binary(f, at, operator, *given.positional[:2])

    return apply


def _one(operator: str) -> Meaning:
    def apply(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
        return unary(f, at, operator, given.positional[0]) if given.positional else None

    return apply


def _truth(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    if given.positional:
        ask_truth(f, at, given.positional[0])
    return None


def _contains(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    return binary(f, at, "in", given.positional[1], given.positional[0]) if len(given.positional) > 1 else None


def _get_item(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    if len(given.positional) < 2:
        return None
    base, index = given.positional[:2]
    if isinstance(base, Object) and base.kind != "instance":
        return item_at(f, base, index)
    return call_method(f, at, base, "__getitem__", index)


def _set_item(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    if len(given.positional) > 2:
        base, index, value = given.positional[:3]
        if isinstance(base, Object) and base.kind != "instance":
            put_item(f, base, index, value, certain=True)
        else:
            call_method(f, at, base, "__setitem__", index, value)
    return None


def _asked(name: str) -> Meaning:
    """A function that asks its first argument for this, with the others."""

    def ask(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
        first, *others = given.positional or (None,)
        return None if first is None else call_method(f, at, first, name, *[one for one in others if one is not None])

    return ask


def _called(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`operator.call(f, *args)`."""
    if not given.positional:
        return None
    return f.call(at, given.positional[0], Arguments(given.positional[1:], given.keywords, given.rest, given.extra))


def _getter(_f: Frame, _at: int, path: str, given: Arguments) -> Value | None:
    """`attrgetter(name)` and its like: a function of one argument."""
    first = given.at(0)
    name = path.rpartition(".")[2]
    return Partial(Builtin(Const(repr(name), name), f"*{name}"), given.positional, given.keywords) if first else None


_NEW: dict[str, Meaning] = {
    **{f"operator.{name}": _two(sign) for name, sign in _BINARY.items()},
    **{f"operator.{name}": _one(sign) for name, sign in _UNARY.items()},
    **dict.fromkeys(("operator.attrgetter", "operator.itemgetter", "operator.methodcaller"), _getter),
    **{f"operator.{name}": _asked(f"__{name}__") for name in ("index", "abs", "delitem", "length_hint")},
    "operator.truth": _truth,
    "operator.not_": _truth,
    "operator.contains": _contains,
    "operator.getitem": _get_item,
    "operator.setitem": _set_item,
    "operator.call": _called,
}
MEANINGS.update(_NEW)
