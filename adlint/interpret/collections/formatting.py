"""Texts that are put together: `pattern.format(...)` and `pattern % values`, and what they ask the values for.

Python's library reference, "Format String Syntax" and "printf-style String Formatting".
"""

from __future__ import annotations

import re
from itertools import count
from string import Formatter

from adlint.interpret.collections.containers import held, sequence
from adlint.interpret.collections.text import STRING, converted, shown, text, woven
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.memory.atoms import ITEM, Value, atoms, joined
from adlint.interpret.memory.spaces import Object
from adlint.interpret.objects.reading import read
from adlint.interpret.operation.subscripts import item
from adlint.ir import Const

_METHODS = {"s": "__str__", "r": "__repr__", "a": "__repr__"}  # by conversion
_FIELD = re.compile(r"\.([^.\[]+)|\[([^\]]*)\]")
_SPECIFIER = re.compile(r"%(?:\((?P<key>[^)]*)\))?[#0\- +]*(?:\*|\d+)?(?:\.(?:\*|\d+))?[hlL]?(?P<kind>[a-zA-Z%])")


def formatted(f: Frame, at: int, pattern: str, given: Arguments, table: Value | None = None) -> Value:
    """What `pattern.format(...)` gives, or `pattern.format_map(table)`."""
    try:
        fields = list(Formatter().parse(pattern))
    except ValueError:
        return STRING
    parts: list[object] = []
    numbers = count()
    for literal, name, _, conversion in fields:
        parts.append(literal)
        if name is not None:
            value = _named(f, at, name or str(next(numbers)), given, table)
            method = _METHODS.get(conversion or "")
            parts.append(shown(f, at, value) if method is None else converted(f, at, value, method))
    return woven(parts)


def _named(f: Frame, at: int, name: str, given: Arguments, table: Value | None) -> Value:
    """The value of a replacement field: `0`, `name`, `name.attribute`, `name[key]`."""
    first = re.split(r"[.\[]", name, maxsplit=1)[0]
    if table is not None:
        value = _at_key(f, at, table, first)
    else:
        value = (given.at(int(first)) if first.isdigit() else given.at(-1, first)) or ITEM
    for part in _FIELD.finditer(name, len(first)):
        value = _at_key(f, at, value, part[2]) if part[1] is None else read(f, value, part[1], at)
    return f.resolved(value)


def _at_key(f: Frame, at: int, table: Value, key: str) -> Value:
    """What `table[key]` is in a replacement field, where digits are an index."""
    index = Const(key, int(key)) if key.isdecimal() else text(key)
    return joined([item(f, at, atom, index) for atom in atoms(table)]) or ITEM


def interpolated(f: Frame, at: int, pattern: str, right: Value) -> Value:
    """What `pattern % right` gives."""
    specifiers = [one for one in _SPECIFIER.finditer(pattern) if one["kind"] != "%"]
    positional = [one for one in specifiers if one["key"] is None]
    values = iter(_values(f, right, len(positional)))
    parts: list[object] = []
    end = 0
    for one in specifiers:
        value = next(values) if one["key"] is None else f.resolved(_at_key(f, at, right, one["key"]))
        method = _METHODS.get(one["kind"])
        parts.append(pattern[end : one.start()].replace("%%", "%"))
        parts.append(None if method is None else converted(f, at, value, method))
        end = one.end()
    return woven([*parts, pattern[end:].replace("%%", "%")])


def _values(f: Frame, right: Value, number: int) -> list[Value]:
    """The values that so many specifiers stand for, one after the other."""
    is_tuple = isinstance(right, Object) and right.kind == "tuple"
    known = sequence(f, right) if is_tuple else [right]
    if known is not None and len(known) == number:
        return [f.resolved(value) for value in known]
    inside = held(f, right) if isinstance(right, Object) and is_tuple else None
    return [f.resolved(inside or ITEM)] * number
