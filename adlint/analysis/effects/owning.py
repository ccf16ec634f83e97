"""What becomes of an object that a file was handed to: whether it is seen to give the file back, and where it goes."""

from __future__ import annotations

from collections.abc import Mapping

from adlint import ir
from adlint.analysis.effects.summary import Summary
from adlint.analysis.paths.uses import Uses, readers
from adlint.interpret.views.facts import Facts
from adlint.models import releasing

GONE = "gone"  # with its last reference, and nothing is seen to give back what it owns
USED_UP = "used up"  # in the expression that makes it, and with it an open file; a temporary one stays on the disk
CONSTRUCTOR = ".__init__"  # how the names of constructors end
_DEPTH = 3  # attributes of attributes that are looked at
_CLOSING = frozenset("close shutdown detach terminate disconnect cleanup unlink __exit__".split())


def goes(owner: int, used: Uses, depth: int = _DEPTH) -> str:
    """Where an object goes that owns a file: "" if it is seen to give it back; "result", "attribute NAME", USED_UP, or
    GONE, also where it is handed on.
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
            case ir.With():
                return ""
            case _:
                pass
    return USED_UP if found == GONE and depth == _DEPTH and _is_used_up(owner, used) else found


def special(cls: str, method: str, facts: Facts, known: Mapping[str, Summary]) -> list[Summary]:
    """What a special method of a class does that a function runs without naming it: its own, or, where it inherits one,
    any of that name that the function calls.
    """
    called = dict.fromkeys(name for _, name in facts.edges if name.endswith(f".{method}"))
    own = f"{cls}.{method}"
    return [known[name] for name in ((own,) if own in called else called) if name in known]


def _is_used_up(owner: int, used: Uses) -> bool:
    """Whether an object is gone with the expression that makes it: methods of it are called, and nothing keeps it."""
    return all(isinstance(op, ir.GetAttribute | ir.For) for op in used.get(owner, ()))
