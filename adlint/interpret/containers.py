"""Lists, sets, dicts and tuples: their subscripts and methods."""

from __future__ import annotations

from adlint.interpret.frame import Frame
from adlint.interpret.values import ITEM, Container, Items, Iterated, Table, Unknown, Value, atoms, joined
from adlint.ir import Const

SLICE = Unknown("a slice")
_ADD = frozenset({"append", "add", "appendleft", "put"})
_EXTEND = frozenset({"extend", "update"})
_MOVE = frozenset({"insert", "reverse", "sort", "remove", "rotate", "clear"})
METHODS = _ADD | _EXTEND | _MOVE | {"setdefault", "pop", "popleft", "popitem", "get", "values", "items", "copy", "keys"}
Keywords = tuple[tuple[str | None, Value], ...]


def literal(index: Value) -> str | None:
    """The key that a literal index stands for."""
    return index.text if isinstance(index, Const) and isinstance(index.value, int | str) else None


def sequence(f: Frame, atom: Value) -> tuple[Value, ...] | None:
    """The items of a tuple or list of known length, in order."""
    if isinstance(atom, Items):
        return atom.items
    if isinstance(atom, Container) and atom.kind == "list" and f.content[atom.site].rest is None:
        return tuple(f.content[atom.site].entries.values())
    return None


def made(f: Frame, kind: str, at: int, given: tuple[Value, ...]) -> Container:
    """A container made of what others hold."""
    container = f.make(kind, at)
    for value in given:
        extend(f, container, value)
    return container


def extend(f: Frame, container: Container, value: Value) -> None:
    """Hold all that `value` holds: what a dict holds under the same keys, what a list holds behind."""
    content = f.content[container.site]
    for atom in atoms(value):
        entries = _entries(f, atom)
        if content.kind == "dict" and entries is not None:
            for key, held in entries:
                content.put(key, held, f.block)
        elif content.kind == "list" and (items := sequence(f, atom)) is not None:
            for item in items:
                content.append(item, f.block)
        elif isinstance(atom, Container | Items | Iterated | Table):
            content.put(None, f.item(atom), f.block)


def _entries(f: Frame, atom: Value) -> list[tuple[str | None, Value]] | None:
    if isinstance(atom, Table):
        return list(atom.entries)
    if isinstance(atom, Container) and atom.kind == "dict":
        content = f.content[atom.site]
        unknown: list[tuple[str | None, Value]] = [] if content.rest is None else [(None, content.rest)]
        return [*content.entries.items(), *unknown]
    return None


def item_at(f: Frame, atom: Value, index: Value) -> Value:
    """What a subscript of one container gives."""
    key = literal(index)
    match atom:
        case Container(_, site):
            return Iterated(f.item(atom)) if index is SLICE else f.content[site].at(key)
        case Items(items) if key is not None and isinstance(index, Const) and isinstance(index.value, int):
            return items[index.value] if -len(items) <= index.value < len(items) else ITEM
        case Items() | Iterated() if index is SLICE:
            return Iterated(f.item(atom))
        case Table(entries) if key is not None:
            return dict(entries).get(key, ITEM)
        case _:
            return f.item(atom)


def method(
    f: Frame, at: int, name: str, receiver: Value, arguments: tuple[Value, ...], keywords: Keywords
) -> Value | None:
    """What a method of a container gives, and what it changes; None if it is none that is known."""
    found = [
        result
        for atom in atoms(receiver)
        if isinstance(atom, Container | Iterated | Table | Items)
        if (result := _method(f, at, name, atom, arguments, keywords)) is not None
    ]
    return joined(found) if found else None


def _method(
    f: Frame, at: int, name: str, atom: Value, arguments: tuple[Value, ...], keywords: Keywords
) -> Value | None:
    if isinstance(atom, Container):
        _change(f, atom, name, arguments, keywords)
    key = literal(arguments[0]) if arguments else None
    match name:
        case "get":
            return _looked_up(f, atom, arguments, key)
        case "setdefault":
            found = _looked_up(f, atom, arguments, key)
            if isinstance(atom, Container) and len(arguments) > 1:
                f.content[atom.site].put(key, f.sealed(found), f.block)
            return found
        case "pop" | "popleft" | "popitem":
            return _taken(f, atom, arguments, key)
        case "values":
            return Iterated(f.item(atom))
        case "copy":
            return made(f, atom.kind, at, (atom,)) if isinstance(atom, Container) else atom
        case "items":
            return Iterated(Items((ITEM, f.item(atom))))
        case _:
            return None


def _change(f: Frame, atom: Container, name: str, arguments: tuple[Value, ...], keywords: Keywords) -> None:
    content = f.content[atom.site]
    if name in _ADD and arguments:
        content.append(f.sealed(arguments[-1]), f.block)
    elif name in _EXTEND:
        for value in arguments:
            extend(f, atom, value)
        for keyword, value in keywords:
            content.put(None if keyword is None else repr(keyword), f.sealed(value), f.block)
    elif name in _MOVE:
        content.blur()
        if name == "insert" and arguments:
            content.put(None, f.sealed(arguments[-1]), f.block)


def _looked_up(f: Frame, atom: Value, arguments: tuple[Value, ...], key: str | None) -> Value:
    """`get` and `setdefault`: what is there, or what is given instead."""
    if not arguments:
        return f.item(atom)
    default = arguments[1:2]
    known, rest = _known(f, atom)
    if key is not None and rest is None and default and known is not None:
        return known.get(key, default[0])
    return joined([item_at(f, atom, arguments[0]), *default])


def _known(f: Frame, atom: Value) -> tuple[dict[str, Value] | None, Value | None]:
    """The entries of a container by literal key, and what it holds elsewhere."""
    if isinstance(atom, Container):
        return f.content[atom.site].entries, f.content[atom.site].rest
    return (dict(atom.entries), None) if isinstance(atom, Table) else (None, None)


def _taken(f: Frame, atom: Value, arguments: tuple[Value, ...], key: str | None) -> Value:
    """`pop` and its like: what is taken out is gone."""
    if not isinstance(atom, Container):
        return f.item(atom)
    content = f.content[atom.site]
    last = "-1" if content.kind == "list" and not arguments else key
    found = content.at(last) if last is not None else content.all()
    content.drop(key if arguments else None, f.block)
    return found
