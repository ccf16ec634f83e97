"""What is known of a library function, as one declarative entry each.

Resources follow one protocol: something acquires them, something of the same kind must release them. Everything
else a function may do to the outside is an effect.
"""

from __future__ import annotations

from enum import Enum

from msgspec import Struct


class Effect(Enum):
    """What a call does beside computing its result."""

    DRAW = "draws from a generator"
    SEED = "sets the state of a generator"
    ENTROPY = "makes a generator seeded by the operating system"
    CLOCK = "reads a clock"
    SEND = "sends a message"
    RECEIVE = "receives a message"
    CHANGE = "changes a variable by what it was"
    ADVANCE = "takes items from an iterator, or lines from a file"
    GIVEN = "does something to what it is given, which counts where that stays"


class Model(Struct, frozen=True):
    """A library function: `result` is the class of what it returns ("=self" and "=argument": the receiver, the
    first argument), `effect` and `also` are what it does, `what` to what.

    `acquires` names the kind of resource that its result is (or, with `of` "self", its receiver); `releases`
    says which resource it gives back: "self", "argument" (the first, or all that it holds), or "" for none.
    `unless` are arguments of which one, when given, takes the effect away (a seed, a generator), `place` is the position
    of the first of them, where it may be given so; `told` an argument (its name, its position and a literal) that takes
    it away by that literal, `array` one (its name and its position) that does where it is an array; `only` an argument (its name, its position and a literal) without
    which nothing is acquired.
    """

    name: str
    result: str = ""
    effect: Effect | None = None
    what: str = ""
    acquires: str = ""
    releases: str = ""
    unless: str = ""
    also: Effect | None = None
    of: str = "result"
    only: tuple[str, int, str] | None = None
    place: int | None = None
    told: tuple[str, int, object] | None = None
    array: tuple[str, int] | None = None


class Resource(Struct, frozen=True):
    """A kind of resource, the code of the rule that guards it, and how people speak of it."""

    kind: str
    code: str
    acquired: str
    released: str
    noun: str


RESOURCES = {
    r.kind: r
    for r in (
        Resource("file", "AD101", "opened", "closed", "file"),
        Resource("socket", "AD101", "opened", "closed", "socket"),
        Resource("request", "AD103", "started", "waited for", "request"),
        Resource("memory", "AD104", "allocated", "freed", "memory"),
        Resource("communicator", "AD104", "created", "freed", "MPI object"),
        Resource("temporary", "AD104", "created", "removed", "temporary file"),
        Resource("lock", "AD104", "acquired", "released", "lock"),
    )
}


# classes whose objects have no method to give back what they hold: dropping the last reference does
DROPPED = frozenset({"numpy.memmap"})

# classes whose objects are nothing but memory of the process: whether or not anyone closes them, it is free again when
# they are gone
FREED = frozenset({"mmap.mmap"})


def resource(
    kind: str, makers: str, of: str, release: str, only: tuple[str, int, str] | None = None
) -> tuple[Model, ...]:
    """Models of a class `of` of resources: what makes one, and its methods that release it (names in words)."""
    made = tuple(Model(maker, result=of, acquires=kind, only=only) for maker in makers.split())
    return made + tuple(Model(f"{of}.{name}", releases="self") for name in release.split())
