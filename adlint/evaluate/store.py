"""The store: what objects hold, by address. Copied only where it is written after a fork."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from adlint.evaluate.values import Ref, Value

Objects: TypeAlias = "dict[int, Object]"


@dataclass(slots=True, eq=False)
class Object:
    """What an object holds. `kind` is `list`, `dict`, `set`, `iterator`, `instance`, `class`, `function`, `module` or
    `frame`; `fields` are variables, attributes, or the items of a dict by key; `items` those of a list, or of an
    instance of a class that is a list or tuple. `code` is the identity of a function or of a class body, or the name of
    a module; `cls` the class of an instance; `around` the frame that a function was made in, or the object of which a
    dict holds the attributes; `order` the classes that a class inherits from, itself first; `defaults` those of a
    function's parameters.
    """

    kind: str
    epoch: int
    fields: dict[Value, Value] = field(default_factory=dict)
    items: list[Value] = field(default_factory=list)
    code: str = ""
    cls: Value = None
    around: int | None = None
    order: tuple[Value, ...] = ()
    defaults: dict[str, Value] = field(default_factory=dict)

    def copy(self, epoch: int) -> Object:
        """One to be written to."""
        fields, items = self.fields.copy(), self.items.copy()
        return Object(self.kind, epoch, fields, items, self.code, self.cls, self.around, self.order, self.defaults)


@dataclass(slots=True)
class Store:
    """Objects by address. `fork` keeps what stands now; `restore` goes back to it, but for what is `permanent`: modules
    that were read in between.
    """

    objects: Objects = field(default_factory=dict)
    epoch: int = 0
    last: int = 0
    forks: int = 0
    permanent: set[int] = field(default_factory=set)

    def new(self, kind: str, **parts: object) -> Ref:
        """A new object."""
        self.last += 1
        self.objects[self.last] = Object(kind, self.epoch, **parts)  # type: ignore[arg-type]
        return Ref(self.last)

    def __getitem__(self, ref: Ref) -> Object:
        return self.objects[ref.address]

    def mine(self, ref: Ref) -> Object:
        """An object, to be written to: one that a fork still needs is copied first."""
        found = self.objects[ref.address]
        if found.epoch != self.epoch:
            found = self.objects[ref.address] = found.copy(self.epoch)
        return found

    def attributes(self, ref: Ref) -> Ref:
        """`vars(o)`: a dict of the attributes, through which they are set."""
        return self.new("dict", fields=dict(self[ref].fields), around=ref.address)

    def owner(self, ref: Ref) -> Object | None:
        """The object whose attributes a dict holds, to be written to as well; None of any other dict."""
        around = self[ref].around
        return None if around is None or self[ref].kind != "dict" else self.mine(Ref(around))

    def fork(self) -> Objects:
        """What stands now, to go back to."""
        self.forks += 1
        self.epoch = self.forks
        return self.objects.copy()

    def restore(self, objects: Objects) -> None:
        """Go back to what stood at a fork, which can be gone back to again."""
        self.forks += 1
        self.epoch = self.forks
        missing = [address for address in self.permanent.difference(objects) if address in self.objects]
        left, self.objects = self.objects, objects.copy()
        self.objects.update((address, left[address]) for address in missing)
