"""How a file is opened by flags: `os.open(path, os.O_WRONLY | os.O_APPEND)`."""

from __future__ import annotations

from adlint import ir
from adlint.models.outside import Act

# the first that is there decides
_HOW = {"O_APPEND": Act.APPEND, "O_EXCL": Act.CREATE, "O_TRUNC": Act.REWRITE, "O_RDONLY": Act.LOAD}
_BESIDES = frozenset("O_CLOEXEC O_BINARY O_NONBLOCK O_NOFOLLOW O_DIRECTORY O_NOATIME O_SYNC".split())


def opens_by_flags(function: ir.Function, at: int) -> Act | None:
    """What a call of `os.open` does with the file; None if its flags do not say."""
    ops = function.numbered
    call = ops.get(at)
    given = call.arguments[1:2] if isinstance(call, ir.Call) else ()
    names, waiting = set[str](), list(given)
    while waiting:
        match ops.get(operand) if isinstance(operand := waiting.pop(), int) else operand:
            case ir.Binary(_, "|", left, right):
                waiting += [left, right]
            case ir.GetAttribute(_, _, name) | ir.Load(_, name) | str(name) if name.startswith("O_"):
                names.add(name)
            case _:
                return None
    known = [act for name, act in _HOW.items() if name in names]
    is_read = known[:1] == [Act.LOAD] and not names - _BESIDES - {"O_RDONLY"}
    return known[0] if known and (known[0] is not Act.LOAD or is_read) else None
