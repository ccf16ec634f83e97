"""Which resources a value holds: itself, in a tuple, or in a container that was made here."""

from __future__ import annotations

from adlint.interpret import described
from adlint.interpret.described import Container, External, Handle, Items, Iterated, Part, Value, atoms
from adlint.interpret.facts import Facts

DEPTH = 4


class Holding:
    """The resources behind values of one function; a resource's token is the operation that acquired it."""

    def __init__(self, facts: Facts) -> None:
        self.content = dict(facts.content)

    def tokens(
        self, value: Value, depth: int = DEPTH, *, of: type[Handle | Part] = Handle, named: bool = True
    ) -> frozenset[object]:
        """The tokens of the resources that `value` may be or hold, or name if that counts; `of` Part, of those that it
        is a part of.
        """
        found: set[object] = set()
        for atom in atoms(value):
            match atom:
                case Handle(kind=described.NAME) if not named:
                    pass
                case Handle(site=site) | Part(site) if isinstance(atom, of):
                    found.add(site)
                case Items(items) if depth:
                    for item in items:
                        found |= self.tokens(item, depth - 1, of=of, named=named)
                case Iterated(item) if depth:
                    found |= self.tokens(item, depth - 1, of=of, named=named)
                case Container(_, site) if depth and site in self.content:
                    found |= self.tokens(self.content[site], depth - 1, of=of, named=named)
                case _:
                    pass
        return frozenset(found)


def is_container(value: Value | None) -> bool:
    """Whether a value may be a container that was made here."""
    return value is not None and any(isinstance(atom, Container) for atom in atoms(value))


def is_of_class(receiver: Value | None) -> bool:
    """Whether a method is taken from its class, and given its object: `Request.wait(request)`."""
    return receiver is None or all(isinstance(atom, External) for atom in atoms(receiver))


def is_class(path: str) -> bool:
    """A library class that is given a resource is taken to own it."""
    return path.rpartition(".")[2][:1].isupper()
