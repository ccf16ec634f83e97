"""What running a piece of code does to the outside: the summary that its callers and the rules see."""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct
from msgspec.structs import replace

from adlint import ir
from adlint.analysis.paths.needs import Needs
from adlint.models import Effect

Step = tuple[str, int]  # a function and the operation in it
Chain = tuple[Step, ...]  # from a piece, call by call, to an operation


class Hazard(Struct, frozen=True):
    """An effect that a second execution repeats. `chain` leads from the piece to the operation that has it;
    `path` is the library function; `tag` the tag of a message, "" if it may be any, `peer` the rank at its other end,
    "" if it is not a constant. `needs` is what it needs of the parameters of the piece.
    """

    effect: Effect
    what: str
    path: str
    chain: Chain
    tag: str = ""
    peer: str = ""
    needs: Needs = frozenset()

    @property
    def site(self) -> Step:
        """The operation that has the effect."""
        return self.chain[-1]


class Open(Struct, frozen=True):
    """A resource that is acquired and, on some path, still held at the end.

    `left` says where it goes: "" (nowhere: it is just not released), "result", "attribute NAME", "container", GATHERED
    (from a piece to a container of the function around it).
    `exit` is the operation through which a path leaves with it (None: the end); `sometimes` if other paths release it;
    `needs` is what it needs of the parameters of the piece; `kept` is where it was put besides ("attribute NAME"),
    though it was given on as a result.
    """

    kind: str
    of: str
    path: str
    chain: Chain
    left: str
    exit: Step | None
    sometimes: bool
    needs: Needs = frozenset()
    kept: str = ""

    @property
    def site(self) -> Step:
        """The operation that acquires it."""
        return self.chain[-1]


class Summary(Struct, frozen=True):
    """The effects of a piece of code, callees included. `releases` are the parameters (`name`), attributes (`.name`)
    and variables (`=name`) whose resources it gives back; `seeds` are the generators that every path through it seeds;
    `parameters` are the formal ones, where something is needed of them. `owned` are the resources that were handed to
    an object which may give them back, and is not seen to. `puts` are the names of attributes that it sets. `given`
    is what it does to parameters (`what`), which counts where a caller passes what stays: by their methods (`tag`), by
    calling them (""), or by changing them.
    """

    hazards: tuple[Hazard, ...] = ()
    given: tuple[Hazard, ...] = ()
    open: tuple[Open, ...] = ()
    releases: frozenset[str] = frozenset()
    seeds: frozenset[str] = frozenset()
    parameters: tuple[ir.Parameter, ...] = ()
    owned: tuple[Open, ...] = ()
    puts: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.hazards or self.given or self.open or self.releases or self.seeds or self.owned)


def living(opened: Open) -> Open:
    """What lives on in what is returned, as its caller sees it."""
    return replace(opened, left="result")


def told_apart(hazard: Hazard) -> tuple[Effect, Step, str]:
    """What tells a hazard of a piece from others: what is done to several parameters in one place is several."""
    return hazard.effect, hazard.site, hazard.what if hazard.effect is Effect.GIVEN else ""


def parted(found: Collection[Hazard]) -> tuple[tuple[Hazard, ...], tuple[Hazard, ...]]:
    """What a piece does to the outside, and what it does to its parameters: as much of both as a summary holds."""
    given = tuple(one for one in found if one.effect is Effect.GIVEN)
    return tuple(one for one in found if one.effect is not Effect.GIVEN)[:HAZARDS], given[:HAZARDS]


NOTHING = Summary()
GATHERED = "gathered"
LIVING = "living"  # in what is returned: it is a part of the result, or the result is made of it
CHAIN = 6  # calls in a chain of evidence; longer ones are not followed
FAR = 2 * CHAIN  # calls in a chain that leads to a message, as the other end of one that is told may be farther
NEAR = 4  # calls in a chain that leads to what adds up: many functions count, and few are called for that
HAZARDS = 64  # hazards that a summary holds
