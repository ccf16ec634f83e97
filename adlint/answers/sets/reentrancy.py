"""Use and out sets, effects and verdicts of a function and of the pieces in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from adlint import ir
from adlint.analysis.effects.owning import GONE
from adlint.analysis.effects.summary import Chain, Hazard, Open, Step, Summary
from adlint.analysis.hazards.printed import is_only_printed
from adlint.answers.placing import Placer
from adlint.answers.sets.sets import Effect, Evidence, Piece, Sets, Snapshot
from adlint.checkpoint.candidates import Candidate
from adlint.checkpoint.candidates import piece as operations_of
from adlint.checkpoint.snapshot import needed, put_back, shared
from adlint.interpret.program import Program, dotted
from adlint.interpret.views import described
from adlint.interpret.views.facts import Facts
from adlint.models import RESOURCES
from adlint.models import Effect as Kind
from adlint.rules import registry
from adlint.rules.facts import Draft, calls, function_name
from adlint.rules.facts import Piece as Judged
from adlint.storage.location.places import ANY, END, Path, Place, written
from adlint.storage.outside.hazards import KINDS, OTHERWISE
from adlint.storage.seen import Done
from adlint.storage.solve import Solved, Storage, piece, solve

_SAYING = frozenset({"AD102", "AD105", "AD106", "AD109"})  # the rules that say more than what is left open
_INNER = "@"  # in the names of the variables of comprehensions, which nothing outside sees


class Asked(Struct, frozen=True):
    """What the verdicts on a function are made of: `orders` are the classes of the program with their bases, `above`
    has the callers of each function, `judged` gives the rules' view of a candidate, `doubtful` what a function calls of
    which it is not known what it does, `regions` are the marked ones in the function.
    """

    program: Program
    facts: Mapping[str, Facts]
    orders: Mapping[str, tuple[str, ...]]
    above: Mapping[str, list[str]]
    placer: Placer
    judged: Callable[[Candidate], Iterable[Judged]]
    doubtful: Callable[[str], Iterable[tuple[Step, str]]]
    regions: tuple[Candidate, ...]


def answer(asked: Asked, function: str, *, with_pieces: bool = True) -> Sets:
    """The use and out sets, effects, verdict and snapshot of a function, and, with its pieces, of the candidates in it,
    each of which is evaluated by itself.
    """
    solved = _solved(asked, function)
    whole = _piece(asked, Candidate("function", function, 0, ""), solved.storage)
    found = [_piece(asked, *one) for one in _candidates(asked, solved)] if with_pieces else []
    target = f"{asked.placer.path(function)}::{function_name(function)}"
    return Sets(target, whole, tuple(sorted(found, key=lambda one: (one.line, -one.end_line))))


def verdicts(asked: Asked, function: str, wanted: frozenset[int]) -> Iterator[tuple[int, Piece]]:
    """The pieces of a function that are calls or bodies of loops at these operations, by the operation."""
    for candidate, storage, callees in _candidates(asked, _solved(asked, function)):
        if candidate.at in wanted and candidate.kind != "region":
            yield candidate.at, _piece(asked, candidate, storage, callees)


def _solved(asked: Asked, function: str) -> Solved:
    body = asked.program.functions[function]
    marked = {op.at for op in body.operations if isinstance(op, ir.Call)}
    marked |= {region.at for region in asked.regions}
    return solve(asked.program, asked.facts, asked.orders, asked.above, function, frozenset(marked))


def _candidates(asked: Asked, solved: Solved) -> Iterator[tuple[Candidate, Storage, tuple[str, ...]]]:
    function = solved.function
    for region in asked.regions:
        if region.at in solved.before:
            marked = replace(region, why="")
            yield marked, piece(solved, operations_of(asked.program, region), solved.before[region.at]), ()
    for op in asked.program.functions[function].operations:
        if isinstance(op, ir.For | ir.While) and op.at in solved.bodies and not _is_comprehension(op):
            loop = Candidate("loop-body", function, op.at, "")
            yield loop, piece(solved, operations_of(asked.program, loop), solved.bodies[op.at]), ()
        elif isinstance(op, ir.Call) and op.at in solved.before:
            callees = _callees(asked, function, op)
            if callees:
                call = Candidate("call", function, op.at, "")
                yield call, piece(solved, (op,), solved.before[op.at]), callees


def _is_comprehension(loop: ir.For | ir.While) -> bool:
    return any(isinstance(op, ir.Store) and _INNER in op.name for op in loop.body)


def _callees(asked: Asked, function: str, op: ir.Call) -> tuple[str, ...]:
    """The functions and classes of the program that may be called; of an object, the method that calling it runs."""
    fact = asked.facts[function].call.get(op.at) if function in asked.facts else None
    found = [_callee(asked, atom) for atom in (described.atoms(fact.callees) if fact is not None else ())]
    return tuple(sorted({dotted(name) for name in found if name in asked.program.functions}))


def _callee(asked: Asked, atom: described.Atom) -> str:
    match atom:
        case described.Code(name) | described.Class(name):
            return name
        case described.Instance(of):
            classes = (of, *asked.orders.get(of, ()))
            methods = [f"{cls}.{name}" for name in ("__call__", "forward") for cls in classes]
            return next((method for method in methods if method in asked.program.functions), "")
        case _:
            return ""


def _piece(asked: Asked, candidate: Candidate, storage: Storage, callees: tuple[str, ...] = ()) -> Piece:
    judged = _Judgement(asked, storage)
    judged.rules(candidate)
    judged.state()
    if candidate.kind == "function":  # a checkpoint of a piece of it restores the generator
        judged.done(storage.masks)
    path, first, last, cell = _lines(asked, candidate)
    open_ones = tuple(dict.fromkeys(_at(asked, *one) for one in (*storage.unknown, *_nameless(storage))))
    supposed = tuple(dict.fromkeys(_at(asked, *one) for one in storage.supposed))
    unknown = tuple(dict.fromkeys((*open_ones, *supposed)))
    unsure = (*_perhaps(storage), *storage.doubled, *judged.draws())
    others = (*unsure, *judged.asked_for, *asked.doubtful(candidate.function))
    # what a caller passes is the caller's where a function is judged; a piece in it runs with what is passed
    doubtful = open_ones if candidate.kind == "function" else unknown
    doubts = (*doubtful, *dict.fromkeys(_at(asked, *one) for one in others))
    verdict = "no" if judged.against else "unknown" if doubts else "yes"
    return Piece(
        candidate.kind,
        candidate.mark or None,
        callees,
        path,
        first,
        last,
        cell,
        _names(storage.use),
        _names(storage.out),
        tuple(dict.fromkeys(judged.effects)),
        verdict,
        tuple(dict.fromkeys(judged.against)) or doubts,
        unknown,
        _snapshot(storage, judged.uncovered),
    )


def _nameless(storage: Storage) -> Iterator[tuple[Step, str]]:
    """The operations on variables whose names are not known."""
    for (place, _), chain in (*storage.used, *storage.written):
        if place.root == ANY:
            yield chain[-1], "the name of the variable that it reads or writes is not known"


def _perhaps(storage: Storage) -> Iterator[tuple[Step, str]]:
    """What no snapshot holds and is read, and may be written, for all that is known."""
    for path, _ in storage.written:
        chain = storage.unsure.get(path[0])
        if chain is not None and needed(storage, (path,)):
            yield chain[-1], f"it may be that `{path[0].text}` is changed, which no snapshot holds"


def _names(paths: Iterable[Path]) -> tuple[str, ...]:
    """Access paths as people write them, without those that lie below others; the world outside has none."""
    shown = [(p, region) for p, region in paths if p.kind != "world" and p.root != ANY and _INNER not in p.root]
    names = written(shown)
    return tuple(name for name in names if not any(name.startswith((f"{n}.", f"{n}[")) for n in names))


def _lines(asked: Asked, candidate: Candidate) -> tuple[str, int, int, int | None]:
    """The path, the first and the last line of a candidate, and its cell in a notebook."""
    steps = [(candidate.function, op.at) for op in _all(operations_of(asked.program, candidate))]
    lines = [asked.placer.lines(step) for step in steps if step[1]]
    path, where, cell = asked.placer.place((candidate.function, candidate.at))
    first = where.start.line
    if candidate.kind == "loop-body" and lines:
        first = min(first, *[line for line, _ in lines])
    return path, first, max([first, *[last for _, last in lines]]), cell


def _all(block: ir.Block) -> Iterator[ir.Op]:
    for inner in ir.nested(block):
        yield from inner


def _snapshot(storage: Storage, uncovered: Iterable[Path]) -> Snapshot:
    names = _names(needed(storage, storage.out))
    # what runs after it, in callers and later turns, may write anything that it can reach
    eager = _names(needed(storage, (*storage.use, *storage.out)))
    held = _names(uncovered)
    return Snapshot(names, eager, tuple(n for n in names if n in held), None, _size(names), None, None)


def _size(names: tuple[str, ...]) -> str:
    """The size in bytes as an expression, with the size of each name as a symbol."""
    return " + ".join(f"nbytes({name})" for name in names) or "0"


def _is_printed(asked: Asked, hazard: Hazard) -> bool:
    """Whether it is a time that is only printed or logged."""
    function, at = hazard.site
    is_clock = hazard.effect is Kind.CLOCK
    return is_clock and is_only_printed(asked.program.functions, asked.facts[function], function, at)


@dataclass(slots=True)
class _Judgement:
    """What is found of a piece: its effects, what speaks against running it twice, and of what it would need a snapshot
    that a snapshot does not hold.
    """

    asked: Asked
    storage: Storage
    effects: list[Effect] = field(default_factory=list)
    against: list[Evidence] = field(default_factory=list)
    uncovered: list[Path] = field(default_factory=list)
    said: set[Step] = field(default_factory=set)
    judged: set[Step] = field(default_factory=set)  # where the rules see a hazard, whatever they say of it
    asked_for: list[tuple[Step, str]] = field(default_factory=list)

    def rules(self, candidate: Candidate) -> None:
        """What the rules on reentrancy find."""
        asked = self.asked
        for known in asked.judged(candidate):
            # by itself, whatever callers and others do
            judged = replace(known, above=(), handled=frozenset(), elsewhere=frozenset())
            self.judged |= {hazard.site for hazard in judged.summary.hazards}
            hazards = [(KINDS[hazard.effect], hazard.path, hazard.chain) for hazard in judged.summary.hazards]
            self.asked_for += _asked_for(judged.summary)
            opened = [("ACQUIRE", one.path, one.chain) for one in judged.summary.open]
            self.effects += [_effect(asked, *one) for one in (*hazards, *opened)]
            for one in judged.summary.open:
                self.against += _left_open(asked, one)
            for one in judged.summary.owned:
                if one.left == GONE:
                    kind = RESOURCES[one.kind]
                    text = f"a {kind.noun} is handed on, and is not seen to be {kind.released}"
                    self.asked_for.append((one.chain[0], text))
                else:
                    self.against += _left_open(asked, one)
            for rule in registry():
                drafts = rule.piece(judged) if rule.piece is not None and rule.code in _SAYING else ()
                for draft in drafts:
                    self.against += _told(asked, draft)
                    self.said |= {draft.where} if isinstance(draft.where, tuple) else set()
            for hazard in judged.summary.hazards:
                if hazard.effect in OTHERWISE and hazard.site not in self.said and not _is_printed(asked, hazard):
                    text = OTHERWISE[hazard.effect].format(hazard.what)
                    self.against += _along(asked, hazard.chain, text)

    def draws(self) -> Iterator[tuple[Step, str]]:
        """Draws that the rules know nothing of: of what is called, more may be known here than to them."""
        for step, path in self.storage.draws:
            if step not in self.judged:
                yield step, f"`{path}` may draw from a hidden generator"

    def state(self) -> None:
        """What is changed of what a snapshot does not hold: other variables, where iterators stand, the outside."""
        for place, chain in self.storage.advanced:
            self.uncovered += needed(self.storage, ((place, None),))
            if chain[-1] not in self.said:
                self.effects.append(_effect(self.asked, "WRITE", place.text, chain))
                text = f"`{place.text}` goes on from its present state, which no snapshot holds"
                self.against += _along(self.asked, chain, text)
        advanced = {place for place, _ in self.storage.advanced}
        for path, chain in self.storage.written:
            place = path[0]
            is_outside = place in self.storage.outside
            is_covered = place.kind == "local" and not (is_outside or self._is_shared(place))
            if is_covered or place in self.storage.restored or place in advanced or place.root == ANY:
                continue
            shown = (place.above, None) if place.steps[-1:] == (END,) else path
            name = place.root if place.kind == "world" else ", ".join(written((shown,)))
            self.effects.append(_effect(self.asked, "WRITE", name, chain))
            found = self._needed(path)
            if found and place in self.storage.unguarded:
                self.uncovered += found
                noun = f"`{name}`" if is_outside else _noun(place, name)
                text = f"{noun} is read and then changed, and no snapshot holds it"
                self.against += _along(self.asked, self.storage.unguarded[place], text)
        self.done(self.storage.acts)

    def _needed(self, path: Path) -> tuple[Path, ...]:
        """The parts that are used of what is changed; that something is put once where nothing was needs no undoing."""
        above = put_back(self.storage, path[0])
        if above is None or above in self.storage.unguarded:
            return needed(self.storage, (path,))
        return tuple(part for used in self.storage.use if (part := shared(used, path)) is not None)

    def done(self, several: Iterable[Done]) -> None:
        """What is done to the outside, and to hidden generators, that the rules do not see."""
        for chain, text, kind in several:
            if chain[-1] not in self.judged:
                self.effects.append(_effect(self.asked, kind, text, chain))
                self.against += _along(self.asked, chain, text)

    def _is_shared(self, place: Place) -> bool:
        """Whether something lies in the container that is a parameter's by default, and is not another thing."""
        is_inside = bool(place.steps) or place not in self.storage.rebound
        return is_inside and place.root in self.storage.shared


def _asked_for(summary: Summary) -> Iterator[tuple[Step, str]]:
    """Messages that all ranks receive from the rank to which all of them send: it may be another piece that answers."""
    sent = {hazard.peer for hazard in summary.hazards if hazard.effect is Kind.SEND}
    for hazard in summary.hazards:
        if hazard.effect is Kind.RECEIVE and sent == {hazard.peer} != {""}:
            yield hazard.site, f"what is sent to rank {hazard.peer} is not what is received from it"


def _noun(place: Place, name: str) -> str:
    match place.kind:
        case "local":
            return f"what `{name}` is by default, in all calls the same,"
        case "global":
            return f"the global variable `{name}`"
        case "class":
            return f"the class attribute `{name}`"
        case "closure":
            return f"`{name}`, a variable of `{function_name(place.module)}`,"
        case _:
            return name


def _effect(asked: Asked, kind: str, what: str, chain: Chain) -> Effect:
    *via, last = _along(asked, chain, "")
    return Effect(kind, what, last.path, last.line, tuple(via), last.cell)


def _left_open(asked: Asked, opened: Open) -> Iterator[Evidence]:
    """What is acquired and not given back in the piece, wherever it goes from there: a second run acquires another."""
    resource = RESOURCES[opened.kind]
    always = " on every path" if opened.sometimes else ""
    text = f"a {resource.noun} is {resource.acquired} here, and not {resource.released}{always}"
    yield from _along(asked, opened.chain, text)
    if opened.sometimes and opened.exit is not None:
        left = function_name(opened.exit[0])
        yield _at(asked, opened.exit, f"`{left}` is left here before it is {resource.released}")


def _told(asked: Asked, draft: Draft) -> list[Evidence]:
    """The calls that lead there, what is wrong, and where else that shows."""
    assert isinstance(draft.where, tuple)
    steps = [*draft.related, (draft.where, draft.message)]
    return [_at(asked, *step) for step in sorted(steps, key=lambda step: _rank(step, draft))]


def _rank(step: tuple[Step, str], draft: Draft) -> int:
    return 1 if step == (draft.where, draft.message) else 0 if " calls `" in step[1] else 2


def _along(asked: Asked, chain: Chain, message: str) -> list[Evidence]:
    """The calls on a chain, and what its last operation does."""
    steps = tuple(
        step for step, below in pairwise((*chain, ("", 0))) if step[1] and step[0] != below[0]
    ) or chain[-1:]
    return [_at(asked, *call) for call in (*calls(steps), (steps[-1], message))]


def _at(asked: Asked, step: Step, message: str) -> Evidence:
    path, where, cell = asked.placer.place(step)
    return Evidence(path, where.start.line, message, cell)
