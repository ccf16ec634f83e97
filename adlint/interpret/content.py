"""What a container holds, by literal index or key as far as that is known."""

from __future__ import annotations

from dataclasses import dataclass, field

from adlint.interpret.values import ITEM, Items, Iterated, Table, Value, join, joined

LARGE = 32  # entries that are told apart


@dataclass(slots=True)
class Content:
    """`entries` by the text of their literal key (positions of a list too), `rest` at unknown places. `block` is the
    stretch of code that made the container: what happens there is certain, elsewhere it may happen.
    """

    kind: str
    block: int
    entries: dict[str, Value] = field(default_factory=dict)
    rest: Value | None = None

    def all(self) -> Value:
        """Anything that is held."""
        held = [*self.entries.values(), *([] if self.rest is None else [self.rest])]
        return joined(held) if held else ITEM

    def at(self, key: str | None) -> Value:
        """What is held under a key (None: some key)."""
        found = None if key is None else self.entries.get(self._position(key))
        if key is None or (found is None and self.rest is not None):
            return self.all()
        if found is None:
            return ITEM
        return found if self.rest is None else join(found, self.rest)

    def put(self, key: str | None, value: Value, block: int) -> None:
        """Hold `value` under a key (None: some key)."""
        if key is None or (len(self.entries) >= LARGE and key not in self.entries):
            self.rest = value if self.rest is None else join(self.rest, value)
            return
        key = self._position(key)
        old = self.entries.get(key)
        if old is None and block != self.block:
            old = self.rest
        self.entries[key] = value if old is None or block == self.block else join(old, value)

    def append(self, value: Value, block: int) -> None:
        """Hold `value` behind the others; of a set, or where it may happen several times, somewhere."""
        is_known = self.kind == "list" and self.rest is None and block == self.block
        self.put(str(len(self.entries)) if is_known else None, value, block)

    def blur(self) -> None:
        """Positions have changed: what is held is held somewhere."""
        if self.entries:
            self.rest, self.entries = self.all(), {}

    def drop(self, key: str | None, block: int) -> None:
        """Something is taken out: what stood under a key (None: the last of a list, or something of a dict)."""
        if block != self.block:
            return
        if key is None and self.kind == "list" and self.rest is None and self.entries:
            del self.entries[str(len(self.entries) - 1)]
        elif key is not None and self.kind == "dict":
            self.entries.pop(key, None)
        elif self.kind == "list":
            self.blur()

    def sealed(self) -> Value:
        """The container as a value of its own: a tuple, a table, or something that yields what is held."""
        if self.rest is not None or not self.entries:
            return Iterated(self.all())
        if self.kind == "list":
            return Items(tuple(self.entries.values()))
        return Table(tuple(self.entries.items())) if self.kind == "dict" else Iterated(self.all())

    def _position(self, key: str) -> str:
        is_end = self.kind == "list" and self.rest is None and key.startswith("-") and key[1:].isdigit()
        return str(len(self.entries) + int(key)) if is_end else key
