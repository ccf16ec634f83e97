"""Checkpoint candidates: the pieces of code that the rules speak about, each with a reason to care."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from adlint import ir
from adlint.analysis.effects.solve import Calls
from adlint.analysis.effects.summary import Chain, Step
from adlint.analysis.graph.callgraph import reachable
from adlint.analysis.graph.programs import connected
from adlint.analysis.numerical.numerical_modules import (
    builders,
    is_compiler,
    is_numerical,
    serves_harness,
    stands_beside,
)
from adlint.analysis.paths.paths import defined
from adlint.checkpoint.numerics import Numerics
from adlint.interpret.program import Program
from adlint.interpret.views.described import Class, Code, External, Instance, Partial, Value, atoms
from adlint.interpret.views.facts import CallFact, Facts
from adlint.memo import Memo
from adlint.models.transforms import BACKWARD, CALLED, CHECKPOINT, DIFFERENTIATE, TRACED

_MADE = frozenset({"__init__", "__new__", "__post_init__", "__setstate__", "__enter__", "__exit__", "__del__"})
_REACHED = "it is numerical, and reached from a differentiated function"
_FLOATS = "floats flow from its arguments to its result"
_CARRIES = "it carries floats from step to step"
_NOTE = "no differentiation entry was found, so numerical functions are taken as checkpoint candidates"


class Candidate(Struct, frozen=True):
    """A piece that may be, or is, checkpointed.

    `kind` is "function", "loop-body", "call", "region" (between two directives, called `mark`) or "checkpoint" (a
    function that the source checkpoints, at `site`, by the library function `system`). `at` is the loop, the call or
    the region's first operation, 0 for a whole function; `until` is the region's last operation. `moves` says that it
    calculates nothing: it passes on what it is given. `why` is empty where the user asks about it.
    """

    kind: str
    function: str
    at: int
    why: str
    site: Step | None = None
    system: str = ""
    until: int = 0
    moves: bool = False
    mark: str = ""

    @property
    def is_traced(self) -> bool:
        """Whether the checkpoint replays a traced program, in which Python's effects are frozen."""
        return self.system.startswith(TRACED)

    @property
    def is_called(self) -> bool:
        """Whether the checkpoint is the call at `site` itself, and does not give a function that is called later."""
        return self.system.startswith(CALLED)


class Changed(Struct, frozen=True):
    """What the piece that runs at `where` reads, and what runs after it changes before the reverse sweep; `read` and
    `changed` lead there.
    """

    where: Step
    name: str
    read: Chain
    changed: Chain


class Entry(Struct, frozen=True):
    """A call that differentiates: `function` is what is differentiated, by the call at `site`."""

    function: str
    site: Step


def codes(value: Value) -> list[str]:
    """The functions of the program that a value may be, called as it stands."""
    found = []
    for atom in atoms(value):
        match atom:
            case Code(function):
                found.append(function)
            case Partial(inner):
                found += codes(inner)
            case Instance(of) if ":" in of:
                found += [f"{of}.{name}" for name in ("__call__", "forward")]
            case _:
                pass
    return found


def _paths(value: Value) -> list[str]:
    found = []
    for atom in atoms(value):
        match atom:
            case External(path):
                found.append(path)
            case Partial(inner):
                found += _paths(inner)
            case _:
                pass
    return found


def entries(program: Program, facts: Mapping[str, Facts]) -> tuple[Entry, ...]:
    """The differentiation entries: functions that are given to `grad` and its like, and what a function that runs
    `backward` calls.
    """
    found = []
    for name, known in facts.items():
        for at in known.transforms:
            call = known.call[at]
            paths = _paths(call.callees)
            if call.arguments and not DIFFERENTIATE.isdisjoint(paths):
                found += [Entry(f, (name, at)) for f in codes(call.arguments[0]) if f in program.functions]
            elif runs_backward(call):
                found += [Entry(f, (name, at)) for _, f in known.edges if f in program.functions]
    return tuple(found)


def transforming(facts: Mapping[str, Facts], memo: Memo) -> Mapping[str, Facts]:
    """The functions that differentiate or checkpoint, which are few: all that tells of entries and checkpoints."""
    does = memo.each("transforms", (facts,), lambda name: bool(facts[name].transforms))
    names = memo.last("transforming", (does,), lambda: [name for name, transforms in does.items() if transforms])
    return {name: facts[name] for name in names}


def runs_backward(call: CallFact) -> bool:
    """Whether a call runs the reverse sweep over what was computed before it."""
    paths = _paths(call.callees)
    return not BACKWARD.isdisjoint(paths) or (call.method == "backward" and not _is_ours(call.receiver))


def _is_ours(receiver: Value | None) -> bool:
    """Whether the object is of a class of the program, so that its `backward` is its own."""
    return receiver is None or any(isinstance(a, Instance | Class) and ":" in str(a) for a in atoms(receiver))


def checkpoints(program: Program, facts: Mapping[str, Facts]) -> tuple[Candidate, ...]:
    """The functions that the source checkpoints today."""
    found = []
    for name, known in facts.items():
        for at in known.transforms:
            call = known.call[at]
            for path in _paths(call.callees):
                if path in CHECKPOINT and call.arguments:
                    found += [
                        Candidate("checkpoint", f, 0, f"it is checkpointed by `{path}`", (name, at), path)
                        for f in codes(call.arguments[0])
                        if f in program.functions
                    ]
    return tuple(found)


def candidates(
    program: Program,
    facts: Mapping[str, Facts],
    made: Calls,
    concerned: frozenset[str],
    memo: Memo,
    scope: str,
    named: tuple[str, ...] = (),
) -> tuple[tuple[Candidate, ...], str]:
    """The candidates among the `concerned` functions, and a sentence on how they were chosen.

    `scope` is "differentiated" (reachable from an entry), "numeric", "all", or "auto": differentiated in modules that
    imports connect with an entry, numeric in the others. `named` are entries from the settings.
    """
    transforms = transforming(facts, memo)
    sites = checkpoints(program, transforms)
    if scope == "all":
        chosen = [(name, "every function is a candidate") for name in sorted(concerned)]
        return (*sites, *(Candidate("function", name, 0, why) for name, why in chosen)), ""
    differentiated = entries(program, transforms) if scope != "numeric" else ()
    roots = frozenset(e.function for e in differentiated).union(n for n in named if n in program.functions)
    reached = concerned & reachable(made.graph, roots)
    compilers = {m for m in {_module(name) for name in concerned} if is_compiler(m, program)}
    building = builders(program, facts, memo)
    behind = frozenset(
        name
        for name in reached
        if name in roots or not (name in building or stands_beside(name) or _module(name) in compilers)
    )
    free: frozenset[str] = frozenset()
    if scope in ("numeric", "auto"):
        with_entry = connected(
            program, facts, frozenset(_module(r) for r in (*roots, *(e.site[0] for e in differentiated))), memo
        )
        modules = {_module(name) for name in concerned} - with_entry - compilers
        numerical = {m for m in modules if is_numerical(m, program, facts)}
        near = [name for name in concerned if _module(name) in numerical]
        free = frozenset(name for name in near if not (name in building or serves_harness(name, made.above)))
    numerics = Numerics(program, facts, memo)
    found = list(sites)
    for name in sorted(behind | free):
        if program.functions[name].kind in ("function", "lambda") and not _is_constructor(name):
            why = _REACHED if name in behind else _FLOATS
            judged = numerics(name)
            moves = not judged.calculates
            found += [Candidate("function", name, 0, why, moves=moves)] if judged.is_numeric else []
            found += [Candidate("loop-body", name, at, _CARRIES) for at in sorted(judged.loops)]
    is_assumed = scope == "auto" and not roots and len(found) > len(sites)
    return tuple(found), _NOTE if is_assumed else ""


def _is_constructor(function: str) -> bool:
    """What makes, enters or ends an object is no piece to checkpoint."""
    return function.rpartition(".")[2] in _MADE


def _module(function: str) -> str:
    return function.partition(":")[0]


def piece(program: Program, candidate: Candidate) -> ir.Block:
    """The code of a candidate."""
    function = program.functions[candidate.function]
    body = function.body
    if candidate.kind in ("region", "call"):
        last = candidate.until or candidate.at
        return next(part for block in ir.nested(body) if (part := _between(block, candidate.at, last)))
    if candidate.kind != "loop-body":
        return body
    loop = defined(function)[candidate.at]
    assert isinstance(loop, ir.For | ir.While)
    return loop.body if isinstance(loop, ir.For) else loop.test + loop.body


def _between(block: ir.Block, first: int, last: int) -> ir.Block:
    numbers = [op.at for op in block]
    return block[numbers.index(first) : numbers.index(last) + 1] if first in numbers and last in numbers else ()
