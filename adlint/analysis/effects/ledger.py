"""The books of one piece of code on resources: what was acquired, where it was put, and what is left at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from adlint import ir
from adlint.analysis.effects.owning import GONE, USED_UP, goes
from adlint.analysis.effects.summary import CHAIN, GATHERED, LIVING, Chain, Open, Step, Summary
from adlint.analysis.paths.paths import Definitions, State
from adlint.analysis.paths.uses import Uses, attributes
from adlint.analysis.paths.walk import States, Tokens, held, without
from adlint.interpret.views.described import Parameter, Value, atoms
from adlint.models import DROPPED, STAYING


@dataclass(slots=True)
class Ledger:
    """By token what was `acquired` and the `places` it was put in; by site what callees left open (`inherited`).

    `owned` was given to an object, by the call that made it; `adopted` is what callees gave to some; `given_back` was
    closed in the end. `lost` was acquired again before it was given back; `shared` lives on in what is returned;
    `releases` are the parameters, attributes and variables whose resources are given back here, and were
    acquired elsewhere.
    """

    acquired: dict[object, Open] = field(default_factory=dict)
    places: dict[object, str] = field(default_factory=dict)
    inherited: dict[Step, Open] = field(default_factory=dict)
    owned: dict[object, int | None] = field(default_factory=dict)
    given_back: set[object] = field(default_factory=set)
    adopted: dict[Chain, tuple[int | None, Open]] = field(default_factory=dict)
    lost: set[object] = field(default_factory=set)
    shared: Tokens = frozenset()
    releases: set[str] = field(default_factory=set)

    def acquire(self, token: object, opened: Open, states: States, before: States) -> States:
        """The states in which the resource is held; `before` are those in which its operation started."""
        known = self.acquired.get(token, opened)
        self.acquired[token] = replace(known, needs=known.needs & opened.needs)
        if token in held(before):
            self.lost.add(token)
        return frozenset(replace(s, open=s.open | {token}, seen=s.seen | {token}) for s in states)

    def inherit(self, opened: Open) -> None:
        """Remember what a callee leaves open, and nobody here gets hold of."""
        known = self.inherited.get(opened.site, opened)
        self.inherited[opened.site] = replace(known, needs=known.needs & opened.needs)

    def leave(self, at: int, opened: Open, states: States, before: States) -> States:
        """The states behind a callee that leaves a resource open, which is held if this piece gets hold of it."""
        if opened.left == "result":
            return self.acquire(at, opened, states, before)
        if opened.left.startswith("attribute"):
            token = ("attribute", opened.site)
            self.put(frozenset({token}), opened.left)
            return self.acquire(token, opened, states, before)
        if len(opened.chain) <= CHAIN:
            self.inherit(opened)
        return states

    def released(self, name: str, arguments: Tokens, states: States) -> States:
        """The states behind a callee that gives back what it was passed, what an attribute holds (`.name`), or the lock
        that a variable of the module is (`=name`) and that another callee has acquired.
        """
        if name.startswith("="):
            self.inherited = {site: opened for site, opened in self.inherited.items() if opened.kind != "lock"}
            return states
        if name.startswith("."):
            self.releases.add(name)
            return without(states, self.at(f"attribute {name[1:]}"))
        return without(states, arguments)

    def give_back(self, value: Value | None, operand: ir.Operand | None, ops: Definitions, tokens: Tokens) -> Tokens:
        """Note whose it is if it was not acquired here, a caller's by parameter or attribute; what stands there."""
        got = ops.get(operand) if isinstance(operand, int) else None
        name = got.name if isinstance(got, ir.Load) else operand
        if isinstance(name, str) and tokens.isdisjoint(self.acquired):
            self.releases.add(f"={name}")
        self.releases.update(f".{one}" for one in attributes(name, ops))
        for atom in atoms(value) if value is not None else ():
            if isinstance(atom, Parameter):
                self.releases.add(atom.name if not atom.path or atom.path[-1] == "[]" else f".{atom.path[-1]}")
        if isinstance(got, ir.GetItem):
            got = ops.get(got.base) if isinstance(got.base, int) else None
        if not isinstance(got, ir.GetAttribute):
            return frozenset()
        self.releases.add(f".{got.name}")
        return self.at(f"attribute {got.name}")

    def put(self, tokens: Tokens, place: str) -> None:
        """What is stored in a place."""
        self.places.update(dict.fromkeys(tokens, place))

    def hand_on(self, tokens: Tokens, at: int | None) -> None:
        """What is given to the object that a call makes, and is its own from then on; or, if none is, to what is not
        known, which may close it.
        """
        kinds = ("file", "temporary")
        self.owned.update({token: at for token in self.own(tokens) if self.acquired[token].kind in kinds})

    def adopt(self, at: int, opened: Open) -> None:
        """What a callee has given to an object, which is in its result, or dropped."""
        if opened.left in (GONE, "result"):
            self.adopted[opened.chain] = (at if opened.left == "result" else None, opened)

    def construct(self, here: Step, made: Iterable[Summary]) -> None:
        """What constructors leave open is the object's that they make."""
        for opened in (one for summary in made for one in summary.open):
            left = "result" if opened.left.startswith("attribute") else GONE
            self.adopt(here[1], replace(opened, chain=(here, *opened.chain), left=left))

    def objects(self, used: Uses) -> Iterator[Open]:
        """What objects own that are not seen to give it back."""
        every = [(at, self.acquired[token]) for token, at in self.owned.items() if token not in self.given_back]
        for at, opened in (*every, *self.adopted.values()):
            place = GONE if at is None else goes(at, used)
            if place == USED_UP and opened.kind == "temporary":
                yield replace(opened, left=GONE)
            elif place not in ("", USED_UP):
                yield replace(opened, left=place)

    def own(self, tokens: Tokens) -> Tokens:
        """Of some resources those that were acquired here, and not by another function that has put them there."""
        return tokens & self.acquired.keys()

    def closed(self, tokens: Tokens, *, removes: bool = False) -> Tokens:
        """Of some resources those that closing, or removing, them gives back: others stay on the disk."""
        acquired = self.acquired
        found = frozenset(t for t in tokens if removes or t not in acquired or acquired[t].of != STAYING)
        self.given_back |= found
        return found

    def at(self, place: str) -> Tokens:
        """What was stored in a place."""
        return frozenset(token for token, where in self.places.items() if where == place)

    def left(
        self, exits: Sequence[tuple[States, int, Tokens]], function: str, kept: Tokens, gathered: Tokens
    ) -> Iterable[Open]:
        """What is still held at the `exits` of a piece of `function`; `kept` is in containers that the function made,
        `gathered` in those that it made outside of the piece.
        """
        yield from self.inherited.values()
        for token, opened in self.acquired.items():
            ways = [(at, token in given) for states, at, given in exits for s in states if token in s.open]
            if not ways:
                if token in self.lost - kept:  # the next iteration opened another one before this was closed
                    yield replace(opened, sometimes=True)
                continue
            sometimes = any(_is_given_back(token, s) for states, _, _ in exits for s in states)
            goes = any if opened.of in DROPPED else all
            returned = goes(returned for _, returned in ways)
            if returned and token in self.shared:
                yield replace(opened, left=LIVING)
                continue
            at = ways[0][0] if returned else next(at for at, returned in ways if not returned)
            place = "result" if returned else self.places.get(token, GATHERED if token in gathered else "")
            besides = self.places.get(token, opened.kept)
            yield replace(opened, left=place, exit=(function, at) if at else None, sometimes=sometimes, kept=besides)


def _is_given_back(token: object, state: State) -> bool:
    return token in state.seen and token not in state.open
