"""`sys.version_info`: what comparing it with a literal says of every version of Python that is still used."""

from __future__ import annotations

from adlint.interpret.memory.atoms import Alias, Value
from adlint.interpret.memory.spaces import REST, Object
from adlint.interpret.views.described import External
from adlint.ir import Const

OLDEST, NEXT = (3, 9), (4,)


def version_test(sign: str, left: Value, right: Value) -> Const | None:
    """What `sys.version_info >= (3, 8)` and its like give, where that is sure."""
    bound = _bound(right)
    if bound is None or not _is_version(left):
        return None
    later = True if bound <= OLDEST else False if bound >= NEXT else None
    if sign in ("==", "!="):
        known = bound == (3,) if len(bound) == 1 and bound <= NEXT else None
        told = None if known is None else known is (sign == "==")
    else:
        told = None if later is None else later is sign.startswith(">")
        if bound == (3,) and sign in (">", "<="):  # of the first number alone
            told = sign == "<="
    return None if told is None else Const(repr(told), told)


def _is_version(value: Value) -> bool:
    match value:
        case External("sys.version_info" | "sys.version_info.major"):
            return True
        case Alias("sys.version_info", (Const(_, 0) | Object(kind="slice"),)):
            return True
        case _:
            return False


def _bound(value: Value) -> tuple[int, ...] | None:
    if isinstance(value, Const) and isinstance(value.value, int):
        return (value.value,)
    if not isinstance(value, Object) or value.kind != "tuple" or value.fields is None or REST in value.fields:
        return None
    parts = [part.value for part in value.fields.values() if isinstance(part, Const)]
    numbers = tuple([part for part in parts if isinstance(part, int)])
    return numbers if len(numbers) == len(value.fields) else None
