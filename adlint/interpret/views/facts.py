"""What evaluating one function yields: frozen, free of positions, equal if nothing relevant changed."""

from __future__ import annotations

from functools import cached_property

from msgspec import Struct

from adlint.interpret.views.described import External, Unknown, Value, atoms


class Standing(Struct, frozen=True, gc=False):
    """An object that a module or the body of a class made by operation `at`. `given` is the position or the keyword by
    which it is given to a call, CALLEE for what is called; `method` is the name of its method that is meant, "" if it
    is meant itself; `kind` that of a container, or the class of another object.
    """

    given: int | str
    maker: str
    at: int
    method: str
    kind: str


CALLEE = -1


class CallFact(Struct, frozen=True, gc=False):
    """One call: what may be called, on what, by what name of method, with what; `models` are the library
    functions that it may be. `standing` is what of it surely was made by a module or the body of a class, and stands
    there, or is a method of such an object. `several` are the functions that may be called and nothing else, where
    they are too many for `callees` to hold.
    """

    callees: Value
    receiver: Value | None
    arguments: tuple[Value, ...]
    keywords: tuple[tuple[str | None, Value], ...]
    models: tuple[str, ...]
    method: str
    standing: tuple[Standing, ...] = ()
    several: tuple[str, ...] = ()

    @property
    def paths(self) -> list[str]:
        """The paths of the library functions that may be called."""
        if self.callees.__class__ is not frozenset:
            return [self.callees.path] if self.callees.__class__ is External else []
        return [atom.path for atom in atoms(self.callees) if isinstance(atom, External)]


class Facts(Struct, frozen=True, dict=True):
    """The calls of a function by operation, and the values that may hold a resource where that matters.

    `handing` are the calls that are handed a function, `transforms` those of what differentiates or
    checkpoints. `tests` are conditions, `visits` what loops iterate over, `entered` what `with` manages,
    `walked` is what stands in modules and loops go through,
    `stored` what is stored, returned or deleted, `content` what the containers made here hold. `local` are
    the operations that store in a container made here. `imports` is what the import statements of a module
    give.
    """

    calls: tuple[tuple[int, CallFact], ...]
    edges: tuple[tuple[int, str], ...]
    tests: tuple[tuple[int, Value], ...]
    content: tuple[tuple[int, Value], ...]
    stored: tuple[tuple[int, Value], ...]
    visits: tuple[tuple[int, Value], ...]
    entered: tuple[tuple[int, Value], ...]
    local: frozenset[int]
    handing: tuple[int, ...]
    transforms: tuple[int, ...]
    imports: tuple[Value, ...]
    walked: tuple[tuple[int, Standing], ...] = ()

    @classmethod
    def nothing(cls) -> Facts:
        """The facts of a function that could not be evaluated."""
        return cls((), (), (), (), (), (), (), frozenset(), (), (), ())

    @cached_property
    def _hash(self) -> int:
        return hash(
            (self.calls, self.edges, self.tests, self.content, self.stored, self.visits, self.entered)
        )

    def __hash__(self) -> int:
        """The hash of everything but the imports, computed once."""
        return self._hash

    @cached_property
    def call(self) -> dict[int, CallFact]:
        """The calls by operation."""
        return dict(self.calls)

    @cached_property
    def items(self) -> dict[int, Value]:
        """What loops visit, by operation."""
        return dict(self.visits)

    @cached_property
    def managers(self) -> dict[int, Value]:
        """What `with` manages, by operation."""
        return dict(self.entered)


def more_telling(one: Facts | None, other: Facts) -> Facts:
    """Of the facts of two evaluations of one function those that know more of what is called."""
    return one if one is not None and _told(one) >= _told(other) else other


def _told(facts: Facts) -> int:
    return sum(not isinstance(call.callees, Unknown) for _, call in facts.calls)
