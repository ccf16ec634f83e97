"""What becomes of an object that a file was handed to: whether it is seen to give the file back, and where it goes."""

from __future__ import annotations

from adlint import ir
from adlint.analysis.uses import Uses, readers
from adlint.models import releasing

GONE = "gone"  # with its last reference, and nothing is seen to give back what it owns
_DEPTH = 3  # attributes of attributes that are looked at
_CLOSING = frozenset("close shutdown detach terminate disconnect __exit__".split())


def goes(owner: int, used: Uses, depth: int = _DEPTH) -> str:
    """Where an object goes that owns a file: "" if it is seen to give it back, is used up where it is made, or goes to
    where it is not followed; "result", "attribute NAME", or GONE.
    """
    found = GONE
    names = {owner, *[op.name for op in used.get(owner, ()) if isinstance(op, ir.Store)]}
    for op in readers(owner, used):
        match op:
            case ir.Return() | ir.Yield():
                found = "result"
            case ir.SetAttribute(_, _, name, value):
                found = f"attribute {name}" if value in names else found
            case ir.GetAttribute(at, _, name):
                if name in _CLOSING or name in releasing() or (depth and not goes(at, used, depth - 1)):
                    return ""
            case ir.Call(_, callee) if callee in names:
                pass
            case _:
                return ""
    return "" if found == GONE and depth == _DEPTH and _is_used_up(owner, used) else found


def _is_used_up(owner: int, used: Uses) -> bool:
    """Whether an object is gone with the expression that makes it: methods of it are called, and nothing keeps it."""
    return not any(isinstance(op, ir.Store) for op in used.get(owner, ()))
