"""What branches change: every write is noted, to be undone, kept apart, and joined with that of others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from adlint.interpret.memory.atoms import Value, join
from adlint.interpret.memory.spaces import UNEVEN, Fields, Key
from adlint.ir import Const

_YES = Const("True", True)
Place: TypeAlias = tuple[int, Key]
Changes: TypeAlias = "dict[Place, tuple[Fields, Key, Value | None, Value | None]]"  # what was, what is there


class Journal:
    """The writes since each of the branches that are being evaluated began; innermost last."""

    __slots__ = ("levels",)

    def __init__(self) -> None:
        self.levels: list[dict[Place, tuple[Fields, Key, Value | None]]] = []

    def write(self, fields: Fields, key: Key, value: Value | None) -> None:
        """Set a part; None removes it."""
        if self.levels:
            level = self.levels[-1]
            place = (id(fields), key)
            if place not in level:
                level[place] = (fields, key, fields.get(key))
        fields[key] = value  # type: ignore[assignment]

    def begin(self) -> int:
        """Begin a branch; the number to `since` it."""
        self.levels.append({})
        return len(self.levels) - 1

    def end(self) -> Changes:
        """End the innermost branch: undo what it changed, and return it."""
        level = self.levels.pop()
        changes: Changes = {}
        for place, (fields, key, old) in level.items():
            changes[place] = (fields, key, old, fields.get(key))
            fields[key] = old  # type: ignore[assignment]
        return changes

    def settle(self, fields: Fields) -> None:
        """Let what was set first in some branch be there outside of it, too: it was made there, and gets out."""
        for key in fields:
            place = (id(fields), key)
            for level in self.levels:
                if place in level and level[place][2] is None:
                    del level[place]

    def since(self, level: int, *, without: Fields | None = None) -> Changes:
        """What has changed since `level` began, but for what changed in `without`; nothing is undone."""
        changes: Changes = {}
        for inner in reversed(self.levels[level:]):
            for place, (fields, key, old) in inner.items():
                if fields is not without:
                    changes[place] = (fields, key, old, fields.get(key))
        return changes

    def meet(self, alternatives: list[Changes]) -> None:
        """Go on where any of the alternatives does."""
        if len(alternatives) == 1:
            for fields, key, _, new in alternatives[0].values():
                self.write(fields, key, new)
            return
        places: Changes = {}
        uneven: dict[int, Fields] = {}
        for changes in alternatives:
            places.update(changes)
        for place, (fields, key, old, _) in places.items():
            found: Value | None = None
            is_missing = False
            for changes in alternatives:
                change = changes.get(place)
                value = old if change is None else change[3]
                if value is None:
                    is_missing = True
                else:
                    found = value if found is None else join(found, value)
            self.write(fields, key, found)
            if is_missing and found is not None and key.__class__ is int:
                uneven[id(fields)] = fields
        for fields in uneven.values():
            self.write(fields, UNEVEN, _YES)

    def weaken(self, alternatives: Iterable[Changes]) -> bool:
        """Add what any of the alternatives, which need not happen, does; whether that says anything new."""
        changed = False
        uneven: dict[int, Fields] = {}
        for changes in alternatives:
            for fields, key, _, new in changes.values():
                old = fields.get(key)
                if new is old:
                    continue
                if key.__class__ is int and (new is None or old is None):
                    uneven[id(fields)] = fields
                if new is None:
                    continue
                value = new if old is None else join(old, new)
                if value is not old:
                    self.write(fields, key, value)
                    changed = True
        for fields in uneven.values():
            self.write(fields, UNEVEN, _YES)
        return changed
