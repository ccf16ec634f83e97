"""Which resources a value holds: itself, in a tuple, or in a container that was made here."""

from __future__ import annotations

from adlint import ir
from adlint.analysis.paths.paths import Definitions
from adlint.interpret.views import described
from adlint.interpret.views.described import Container, Handle, Items, Iterated, Part, Value, atoms
from adlint.interpret.views.facts import Facts

DEPTH = 4


class Holding:
    """The resources behind values of one function; a resource's token is the operation that acquired it."""

    def __init__(self, facts: Facts) -> None:
        self.content = dict(facts.content)
        self.tests = dict(facts.tests)

    def tested(self, op: ir.If, ops: Definitions) -> tuple[frozenset[object], bool]:
        """The resources whose presence a condition tests, and whether it asks for something else: a variable that
        is None, or is what was given, is not the resource that another path put there.
        """
        if op.at in self.tests:
            return self.tokens(self.tests[op.at]), False
        inner = ops.get(op.condition) if isinstance(op.condition, int) else None
        while isinstance(inner, ir.Unary) and isinstance(inner.operand, int):
            inner = ops.get(inner.operand)
        if isinstance(inner, ir.Binary) and inner.at in self.tests:
            return self.tokens(self.tests[inner.at]), True
        return frozenset(), False

    def gathered(self, body: ir.Block) -> frozenset[object]:
        """The tokens of the resources in the containers that the function makes outside of `body`."""
        made = frozenset(op.at for block in ir.nested(body) for op in block)
        found = [self.tokens(held) for at, held in self.content.items() if at not in made]
        return frozenset[object]().union(*found)

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
