"""The functions that are differentiated: what entries are given, and what their results are made by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TypeAlias

from msgspec import Struct

from adlint import ir
from adlint.analysis.effects.solve import Calls
from adlint.analysis.effects.summary import Step
from adlint.analysis.numerical.numerical_modules import is_compiler, is_harness
from adlint.analysis.paths.paths import Definitions, definitions, key
from adlint.checkpoint.candidates import codes, entries, runs_backward
from adlint.differentiated.flow import UNTRACKED, Flow
from adlint.interpret.program import Program
from adlint.interpret.views.described import Parameter, atoms
from adlint.interpret.views.facts import Facts
from adlint.memo import Memo

FORWARD = frozenset({"jax.jvp", "jax.jacfwd", "torch.func.jacfwd"})  # they keep no tape
Loops: TypeAlias = tuple[ir.For | ir.While, ...]
_LIBRARIES = {"jax": ("jax.",), "torch": ("torch.",), "autograd": ("autograd.",), "numpy": ("numpy.", "scipy.")}
_CALLED = frozenset({"forward", "__call__"})
_APART = UNTRACKED | {"jax.custom_vjp", "jax.custom_jvp", "autograd.extend.primitive", "equinox.filter_custom_vjp"}
_SYSTEMS = {"equinox": "jax", "flax": "jax"}


class Entered(Struct, frozen=True):
    """What is differentiated, by which system, and where that is said; None where the settings do. With `ends` it is
    the function that runs the reverse sweep from these values itself. `active` are parameters that derivatives are
    surely taken with respect to.
    """

    function: str
    system: str
    site: Step | None
    ends: tuple[ir.Operand, ...] = ()
    active: frozenset[str] = frozenset()


class Reached(Struct, frozen=True, dict=True):
    """A function that runs where something is differentiated. `systems` are the libraries that do it, each with the
    place that says so; `useful` the operations that what is differentiated is made by; derivatives are taken with
    respect to the parameters in `active`, perhaps of others.
    """

    name: str
    code: ir.Function
    facts: Facts
    ops: Definitions
    flow: Flow
    systems: tuple[tuple[str, Step | None], ...]
    useful: frozenset[int]
    active: frozenset[str]

    @cached_property
    def loops(self) -> Mapping[int, Loops]:
        """The loops around each operation, the outermost first."""
        return dict(_inside(self.code.body, ()))

    @cached_property
    def stores(self) -> Mapping[str, list[ir.Store]]:
        """The operations that set each variable."""
        found: dict[str, list[ir.Store]] = defaultdict(list)
        for op in self.ops.values():
            if isinstance(op, ir.Store):
                found[op.name].append(op)
        return found

    def paths(self, at: int) -> list[str]:
        """The library functions that a call may be of."""
        fact = self.facts.call.get(at)
        return [] if fact is None else fact.paths

    def is_by(self, *systems: str) -> bool:
        """Whether one of these systems differentiates it."""
        return any(system in systems for system, _ in self.systems)

    def recorded(self, at: int) -> list[str]:
        """The functions that a call may be of, of the libraries whose operations the systems record."""
        libraries = tuple(one for system, _ in self.systems for one in _LIBRARIES.get(system, ()))
        return [path for path in self.paths(at) if path.startswith(libraries)]

    def because(self) -> tuple[tuple[Step, str], ...]:
        """Where it is said that the function is differentiated, unless it is its own."""
        sites = [site for _, site in self.systems if site is not None and site[0] != self.name]
        return ((sites[0], "what runs here is differentiated"),) if sites else ()


def plain(name: str, code: ir.Function, facts: Facts) -> Reached:
    """A function that is not differentiated itself."""
    ops = definitions(code.body)
    return Reached(name, code, facts, ops, Flow(code.body, ops, facts), (), frozenset(), frozenset())


def _inside(block: ir.Block, around: Loops) -> Iterator[tuple[int, Loops]]:
    for op in block:
        yield op.at, around
        for inner in ir.blocks(op):
            if isinstance(op, ir.For | ir.While) and inner is not op.orelse:
                yield from _inside(inner, (*around, op))
            else:
                yield from _inside(inner, around)


def entered(
    program: Program,
    facts: Mapping[str, Facts],
    named: Iterable[tuple[str, str]],
    asked: Iterable[tuple[str, str]] = (),
) -> list[Entered]:
    """Where differentiation begins: calls of the program, and functions with a system each: those that the settings
    name, by all their parameters, and others that are asked for. `facts` are at least those of what differentiates.
    """
    functions = program.functions
    found = [Entered(name, system, None) for name, system in asked]
    found += [
        Entered(name, system, None, (), frozenset(p.name for p in functions[name].parameters))
        for name, system in named
        if name in functions
    ]
    for entry in entries(program, facts):
        caller, at = entry.site
        call = facts[caller].call[at]
        if not runs_backward(call) and FORWARD.isdisjoint(call.paths):
            told = "argnums" in dict(call.keywords) or len(call.arguments) > 1
            active = frozenset(() if told else functions[entry.function].positional[:1])
            found += [Entered(entry.function, _system(path), entry.site, (), active) for path in call.paths[:1]]
    for name, own in facts.items():
        calls = [at for at in own.transforms if runs_backward(own.call[at])]
        if calls and name in functions:
            found += [
                Entered(name, "torch", (name, op.at), tuple(roots(op, ops)))
                for ops in (definitions(functions[name].body),)
                for op in map(ops.get, calls)
                if isinstance(op, ir.Call)
            ]
    return list(dict.fromkeys(found))


def _system(path: str) -> str:
    package = path.partition(".")[0]
    return _SYSTEMS.get(package, package)


def roots(op: ir.Call, ops: Definitions) -> Iterator[ir.Operand]:
    """The values that a reverse sweep begins with: `loss` in `loss.backward()` and `torch.autograd.grad(loss, x)`."""
    method = ops.get(op.callee) if isinstance(op.callee, int) else None
    if isinstance(method, ir.GetAttribute) and method.name == "backward":
        yield method.base
    yield from (one for one in op.arguments[:1] if not isinstance(one, ir.Starred))


class _Reading:
    """Reads functions, each once for all that reaches it."""

    def __init__(self, program: Program, facts: Mapping[str, Facts], made: Calls, memo: Memo) -> None:
        self._program, self._facts, self._made, self._memo = program, facts, made, memo
        self._ops: dict[str, tuple[Definitions, Flow]] = {}
        self._compilers: dict[str, bool] = {}
        self._counting: dict[str, bool] = {}

    def of(self, name: str) -> tuple[Definitions, Flow]:
        """The operations of a function, and what flows in it."""
        if name not in self._ops:
            self._ops[name] = self._memo(_read, self._program.functions[name], self._facts[name])
        return self._ops[name]

    def useful(self, start: Entered) -> frozenset[int]:
        """The operations that flow into what is differentiated: `ends`, or else what the function gives and stores."""
        ops, flow = self.of(start.function)
        return flow.into(start.ends or _given(ops))

    def below(self, name: str, useful: frozenset[int]) -> Iterator[str]:
        """The functions that useful calls of a function may run."""
        facts, graph = self._facts[name], self._made.graph.get(name, ())
        found: list[str] = []
        known: set[str] = set()
        unknown, passed = False, False
        for at, call in facts.calls:
            values = (call.callees, *call.arguments, *(value for _, value in call.keywords))
            there = [code for value in values for code in codes(value)]
            known.update(there)
            if at in useful:
                found += there
                unknown = unknown or not (codes(call.callees) or call.paths)
                passed = passed or any(isinstance(one, Parameter) and not one.path for one in atoms(call.callees))
        # what a parameter or an unknown object may be, the graph alone tells
        others = [code for code in graph if code not in known] if unknown else []
        found += [code for code in others if code.rpartition(".")[2] in _CALLED or (passed and self._is_plain(code))]
        return (code for code in dict.fromkeys(found) if self._counts(code))

    def _is_plain(self, name: str) -> bool:
        """Whether a function is no method."""
        outer = self._program.functions.get(self._program.enclosing(name) or "")
        return outer is None or outer.kind != "class"

    def _counts(self, name: str) -> bool:
        """Whether a function computes: code that tests, measures or compiles others does not."""
        if name not in self._counting:
            self._counting[name] = self._computes(name)
        return self._counting[name]

    def _computes(self, name: str) -> bool:
        function, module = self._program.functions.get(name), name.partition(":")[0]
        if function is None or function.kind == "class" or name not in self._facts:
            return False
        if module not in self._compilers:
            self._compilers[module] = is_compiler(module, self._program)
        if is_harness(name) or self._compilers[module]:
            return False
        return not self.is_silent(name)

    def is_silent(self, name: str) -> bool:
        """Whether nothing is recorded of what a function does."""
        return self._is_untracked(name, self._program.functions[name]) or self._is_rule(name)

    def _is_rule(self, name: str) -> bool:
        """Whether a function is a method of a `torch.autograd.Function`: nothing is recorded in it."""
        cls = self._program.enclosing(name) or ""
        code, outer = self._program.functions.get(cls), self._program.enclosing(cls) or ""
        if code is None or code.kind != "class" or outer not in self._facts:
            return False
        ops, _ = self.of(outer)
        made = [op for op in ops.values() if isinstance(op, ir.MakeClass) and op.body == code.name]
        bases = [key(one, ops) for op in made for one in op.bases if not isinstance(one, ir.Starred)]
        return any(base == "`Function`" or base.endswith("autograd.Function") for base in bases)

    def _is_untracked(self, name: str, function: ir.Function) -> bool:
        """Whether a function is decorated so that no history is kept of what it does, for it has a derivative of its
        own, or none.
        """
        outer = self._program.enclosing(name) or ""
        if not function.is_decorated or outer not in self._facts:
            return False
        ops, _ = self.of(outer)
        made = {op.at for op in ops.values() if isinstance(op, ir.MakeFunction) and op.function == function.name}
        calls = [op for op in ops.values() if isinstance(op, ir.Call) and not made.isdisjoint(op.arguments)]
        behind = [self._facts[outer].call.get(op.callee) for op in calls if isinstance(op.callee, int)]
        own = [self._facts[outer].call.get(op.at) for op in calls]
        return any(call is not None and not _APART.isdisjoint(call.paths) for call in (*behind, *own))


def _read(function: ir.Function, facts: Facts) -> tuple[Definitions, Flow]:
    ops = definitions(function.body)
    return ops, Flow(function.body, ops, facts)


def _given(ops: Definitions) -> tuple[ir.Operand, ...]:
    """What a function returns, yields, or stores in what it was given."""
    found: list[ir.Operand] = []
    for op in ops.values():
        match op:
            case ir.Return(_, value) | ir.Yield(_, value):
                found.append(value)
            case ir.SetAttribute(_, _, _, value) | ir.SetItem(_, str(), _, value) if value is not None:
                found.append(value)
            case _:
                pass
    return tuple(found)


def reached(
    program: Program, facts: Mapping[str, Facts], made: Calls, starts: Iterable[Entered], memo: Memo
) -> tuple[Reached, ...]:
    """The functions that run where something is differentiated, in the order of their names."""
    reading = _Reading(program, facts, made, memo)
    useful: dict[str, frozenset[int]] = {}
    systems: dict[str, dict[str, Step | None]] = {}
    active: dict[str, frozenset[str]] = {}
    todo = [one for one in starts if not (is_harness(one.function) or reading.is_silent(one.function))]
    while todo:
        start = todo.pop()
        own, by = useful.get(start.function), systems.setdefault(start.function, {})
        more = reading.useful(start)
        active[start.function] = active.get(start.function, frozenset()) | start.active
        if own is not None and more <= own and start.system in by:
            continue
        useful[start.function] = more | (own or frozenset())
        by.setdefault(start.system, start.site)
        todo += [Entered(code, start.system, start.site) for code in reading.below(start.function, more)]
    return tuple(
        Reached(
            name, program.functions[name], facts[name], *reading.of(name), tuple(systems[name].items()), made_by,
            active[name],
        )
        for name, made_by in sorted(useful.items())
    )  # fmt: skip
