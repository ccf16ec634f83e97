"""The machine: what an evaluation has at hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from adlint import ir
from adlint.evaluate.errors import GaveUp
from adlint.evaluate.libraries import NO_MODEL, ArrayLibrary, Library
from adlint.evaluate.store import Objects, Store
from adlint.evaluate.values import Many, Ref, Unknown, Value
from adlint.interpret.program import Program
from adlint.shapes.dims import Dim, Shape
from adlint.shapes.sizes import Sizes
from adlint.symbolic import Polynomial
from adlint.trace import Array, Node, Op, Opaque, Operand, Site, Trace

R = TypeVar("R")
MOST_STEPS = 600_000  # operations that one evaluation goes through
MOST_LEVELS = 400  # of calls within calls


@dataclass(frozen=True, slots=True)
class Given:
    """The arguments of a call."""

    positional: tuple[Value, ...] = ()
    keywords: Mapping[str, Value] = field(default_factory=dict)

    def at(self, position: int, name: str, default: Value = None) -> Value:
        """An argument by position or name."""
        if position < len(self.positional):
            return self.positional[position]
        return self.keywords.get(name, default)

    def has(self, position: int, name: str) -> bool:
        """Whether an argument is given."""
        return position < len(self.positional) or name in self.keywords

    @property
    def values(self) -> tuple[Value, ...]:
        """All of them."""
        return (*self.positional, *self.keywords.values())


@dataclass(slots=True, eq=False)
class Frame:
    """One run of a function. `variables` are in the store; temporaries are not. `forked` says that it met a condition
    that is not known; `passed` are the arguments of the call that it makes, or made last; `at_yield` is what is done
    where it yields, if it is a generator; one that has no such thing collects what it yields in a list, `collected`.
    """

    identity: str
    function: ir.Function
    module: str
    variables: Ref
    temporaries: dict[int, Value] = field(default_factory=dict)
    collected: Ref | None = None
    at: int = 0
    forked: bool = False
    passed: Given = Given()
    at_yield: Callable[[Value], None] | None = None


@dataclass(frozen=True, slots=True)
class Tables:
    """What is done for each kind of operation, and how anything is called: the parts that need each other."""

    simple: Mapping[type, Callable[[Machine, Frame, Any], None]]
    control: Mapping[type, Callable[[Machine, Frame, Any], Flow]]
    call: Callable[[Machine, Value, Given], Value]


@dataclass(slots=True)
class Exit:
    """A jump out of a block: `kind` is `return`, `break` or `continue`. `saved` is the state that it leaves with, None
    while that is the state of the machine.
    """

    kind: str
    value: Value = None
    saved: Saved | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """Whether a block falls through, in the machine's state then, and by which jumps it may be left."""

    falls: bool
    exits: tuple[Exit, ...] = ()


FALLS = Flow(falls=True)


@dataclass(slots=True)
class Saved:
    """A state to go back to: objects, temporaries of the running frame, and the trace so far."""

    objects: Objects
    temporaries: dict[int, Value]
    trace: list[Node]


@dataclass(slots=True)
class Machine:
    """The state of one evaluation. `load` gives the text of installed modules, lowered; operations in these are said of
    the line of the program that leads to them. `main` is the module that runs as a program, `awaited` the function
    whose call ends the evaluation, if there are such.
    """

    program: Program
    libraries: Mapping[str, Library]
    tables: Tables
    load: Callable[[str], ir.Module | None]
    store: Store = field(default_factory=Store)
    sizes: Sizes = field(default_factory=Sizes)
    trace: list[Node] = field(default_factory=list)
    modules: dict[str, Ref] = field(default_factory=dict)
    functions: dict[str, ir.Function] = field(default_factory=dict)
    classes: dict[int, Ref] = field(default_factory=dict)
    stack: list[Frame] = field(default_factory=list)
    notes: dict[str, None] = field(default_factory=dict)
    unknown: dict[Unknown, None] = field(default_factory=dict)
    settings: dict[str, Value] = field(default_factory=dict)
    sought: set[tuple[str, str]] = field(default_factory=set)  # names that are being looked up: imports may go round
    numbers: int = 0
    outside: int = 0  # arrays up to this number stand before a loop that is gone through at once
    stand_ins: set[int] = field(default_factory=set)  # arrays that are one of several
    identities: dict[Value, int] = field(default_factory=dict)  # numbers of values that are no objects
    steps: int = 0
    most: int = MOST_STEPS
    undecided: int = 0  # branches and names that symbolic sizes leave open: loops are gone through turn by turn then
    opened: list[Polynomial] = field(default_factory=list)  # those differences of sizes whose signs were left open
    failed_at: Site | None = None
    main: str = ""
    awaited: str = ""
    is_forward: bool = False  # a reverse sweep that the program runs ends the evaluation
    at_yield: Callable[[Value], None] | None = None  # what the next generator that is called does where it yields

    def __post_init__(self) -> None:
        """Sizes that are not known remember where they come from."""
        self.sizes.site = self.site

    def site(self) -> Site:
        """The operation that runs: the innermost one in the user's own program."""
        frame = self.own_frame
        return Site("", 0) if frame is None else Site(frame.identity, frame.at)

    def own_site(self) -> Site | None:
        """The operation that runs, if it is of the user's own program."""
        return self.site() if self.stack and self.stack[-1] is self.own_frame else None

    @property
    def own_frame(self) -> Frame | None:
        """The innermost frame in the user's own program."""
        return next((one for one in reversed(self.stack) if one.module in self.program.modules), None)

    def array(
        self, shape: Shape, dtype: str, framework: str, buffer: int | None = None, *, weak: bool = False,
        strides: Shape | None = None,
    ) -> Array:  # fmt: skip
        """A new array, in a memory of its own unless it is a view of a `buffer`."""
        self.numbers += 1
        memory = self.numbers if buffer is None else buffer
        return Array(self.numbers, shape, dtype, framework, memory, weak, strides)

    def stand_in(
        self, shape: Shape, dtype: str, framework: str, buffer: int | None = None, *, weak: bool = False,
        strides: Shape | None = None,
    ) -> Array:  # fmt: skip
        """A new array that is one of several: of any turn of a loop, or of one branch or another."""
        found = self.array(shape, dtype, framework, buffer, weak=weak, strides=strides)
        self.stand_ins.add(found.number)
        return found

    def emit(self, name: str, operands: tuple[Operand, ...], *results: Array, **attributes: object) -> None:
        """An operation happens."""
        self.trace.append(Op(self.site(), name, operands, results, tuple(attributes.items())))

    def traced(self, run: Callable[[], R]) -> tuple[Trace, R]:
        """What a piece of evaluation does, apart from the trace that it stands in, and its result."""
        outer, self.trace = self.trace, []
        try:
            result = run()
            return tuple(self.trace), result
        finally:
            self.trace = outer

    def say_unknown(self, reason: str, values: tuple[Value, ...] = ()) -> Unknown:
        """Something is not known; arrays that it works on may be kept by it."""
        found = Unknown(reason, self.site())
        self.unknown[found] = None
        arrays = tuple(one for one in values if isinstance(one, Array))
        self.trace.append(Opaque(self.site(), reason, arrays))
        return found

    def spread(self, unknown: Unknown, values: tuple[Value, ...]) -> Unknown:
        """Something that is not known works on arrays: what comes of that is not known for the same reason."""
        arrays = tuple(one for one in values if isinstance(one, Array))
        if arrays:
            self.trace.append(Opaque(self.site(), unknown.reason, arrays))
        return unknown

    def bind(self, variable: str, value: Value) -> None:
        """A variable or attribute is bound to an array: its library may want to know."""
        if isinstance(value, Array):
            self.library_of(value).bound(self, variable, value)

    def library(self, path: str) -> Library | None:
        """The library that a path is in; None if it is one of those that are evaluated, or nothing is known of it."""
        return self.libraries.get(path.partition(".")[0])

    def first_answer(self, ask: Callable[[Library], Value]) -> Value:
        """What the first library says that has an answer; NO_MODEL if none has."""
        for library in self.libraries.values():
            found = ask(library)
            if found is not NO_MODEL:
                return found
        return NO_MODEL

    def library_of(self, array: Array) -> ArrayLibrary:
        """The library that made an array."""
        found = self.libraries[array.framework]
        assert isinstance(found, ArrayLibrary)
        return found

    def unknown_items(self, reason: str, values: tuple[Value, ...] = ()) -> list[Value]:
        """The items of a list of which neither these nor their number are known."""
        return [Many(self.say_unknown(reason, values), self.fresh(reason, 0))]

    def fresh(self, reason: str, least: Dim | None = None, most: Dim | None = None) -> Dim:
        """An integer that is not known."""
        return self.sizes.fresh(reason, least, most)

    def step(self) -> None:
        """One operation more. GaveUp if there are too many."""
        self.steps += 1
        if self.steps > self.most:
            raise GaveUp(f"the program takes more than {self.most:,} steps to go through")

    def save(self, f: Frame) -> Saved:
        """What stands now."""
        return Saved(self.store.fork(), dict(f.temporaries), list(self.trace))

    def restore(self, f: Frame, saved: Saved) -> None:
        """Go back to what stood."""
        self.store.restore(saved.objects)
        f.temporaries = dict(saved.temporaries)
        self.trace = list(saved.trace)

    def run(self, f: Frame, block: ir.Block) -> Flow:
        """Go through a block."""
        exits: tuple[Exit, ...] = ()
        simple, control = self.tables.simple, self.tables.control
        for op in block:
            self.step()
            kind = op.__class__
            step = simple.get(kind)
            if step is not None:
                f.at = op.at
                step(self, f, op)
                continue
            flow = control[kind](self, f, op)
            exits += flow.exits
            if not flow.falls:
                return Flow(False, exits)
        return Flow(True, exits) if exits else FALLS

    def call(self, callee: Value, *positional: Value, **keywords: Value) -> Value:
        """The result of a call."""
        return self.tables.call(self, callee, Given(positional, keywords))
