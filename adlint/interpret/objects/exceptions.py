"""Exceptions: of which of Python's classes they are, and what they were made with."""

from __future__ import annotations

import builtins
from collections.abc import Collection

from adlint.interpret.collections.containers import of_items
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.memory.atoms import informative
from adlint.interpret.memory.spaces import Class, Object, is_generic
from adlint.interpret.objects.lookup import lookup
from adlint.interpret.views.described import External


def exception(cls: Class | External) -> type[BaseException] | None:
    """The exception of Python that a class stands for."""
    found = getattr(builtins, cls.path.removeprefix("builtins."), None) if isinstance(cls, External) else None
    return found if isinstance(found, type) and issubclass(found, BaseException) else None


def is_of(order: Collection[Class | External], cls: Class | External) -> bool:
    """Whether a class with this order of lookup is `cls`, or derived from it."""
    if cls in order:
        return True
    kind = exception(cls)
    return kind is not None and any((own := exception(one)) is not None and issubclass(own, kind) for one in order)


def keep_arguments(f: Frame, at: int, made: Object, given: Arguments) -> None:
    """Let an exception have what it is made with as its `args`, where that tells what is called, or takes the place of
    what does.
    """
    cls, fields = made.cls, made.fields
    if cls is None or fields is None or is_generic(made) or given.rest is not None:
        return
    if not any(exception(one) is not None for one in cls.order):
        return
    is_there = fields.get(_ARGS) is not None
    is_told = is_there or any(map(informative, given.positional))
    if is_told and (lookup(f, cls, _ARGS) or _PLAIN).__class__ is External:
        row = of_items(f, "tuple", at, list(given.positional), None)
        if is_there:
            f.task.put(made, _ARGS, row)
        else:
            fields[_ARGS] = row  # nobody has seen it yet


_ARGS = "args"
_PLAIN = External(f"builtins.BaseException.{_ARGS}")
