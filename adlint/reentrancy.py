"""Use and out sets, effects and verdicts of a function and of the pieces in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches

from msgspec import Struct
from msgspec.structs import replace

from adlint import ir
from adlint.analysis.summary import Chain, Step
from adlint.checkpoint.candidates import Candidate
from adlint.checkpoint.candidates import piece as operations_of
from adlint.checkpoint.snapshot import needed
from adlint.interpret import described
from adlint.interpret.facts import CallFact, Facts
from adlint.interpret.program import Program, dotted
from adlint.models import RESOURCES
from adlint.models import Effect as Kind
from adlint.placing import Placer
from adlint.rules import registry
from adlint.rules.facts import Draft, function_name
from adlint.rules.facts import Piece as Judged
from adlint.sets import Effect, Evidence, Piece, Sets, Snapshot
from adlint.storage.places import written
from adlint.storage.solve import Solved, Storage, piece, solve

_KINDS = {
    Kind.DRAW: "RNG",
    Kind.SEED: "RNG",
    Kind.ENTROPY: "RNG",
    Kind.CLOCK: "CLOCK",
    Kind.SEND: "SEND",
    Kind.RECEIVE: "RECV",
}
_SAYING = frozenset({"AD102", "AD105", "AD106", "AD109"})  # the rules that say more than what is left open
_UNCOVERED = {
    "global": "the global variable",
    "class": "the attribute of a class",
    "closure": "the variable of an enclosing function",
    "world": "",
}


class Asked(Struct, frozen=True):
    """What the verdicts on a function are made of: `orders` are the classes of the program with their bases, `judged`
    gives the rules' view of a candidate, `pieces` are the marked regions in the function.
    """

    program: Program
    facts: Mapping[str, Facts]
    orders: Mapping[str, tuple[str, ...]]
    placer: Placer
    judged: Callable[[Candidate], Iterable[Judged]]
    regions: tuple[Candidate, ...]


def named(program: Program, paths: Mapping[str, str], path: str, name: str) -> str:
    """The identity of a function in a text; LookupError, with the nearest names, if it has none of that name."""
    module = next((module for module, file in paths.items() if file == path), None)
    if module is None:
        raise LookupError(f"{path}: no such file was read")
    functions = [f.name for f in program.modules[module].functions if f.kind in ("function", "lambda")]
    last = next((known for known in reversed(functions) if plain(known) == name), None)
    if last is None:
        near = get_close_matches(name, [plain(known) for known in functions], 3, 0.5)
        hint = f"; did you mean {', '.join(f'`{one}`' for one in near)}?" if near else ""
        raise LookupError(f"{path}: there is no function `{name}`{hint}")
    return f"{module}:{last}"


def plain(name: str) -> str:
    """A qualified name as people write it: without the numbers of definitions that take the place of others."""
    return ".".join(part.partition("#")[0] for part in name.split("."))


def answer(asked: Asked, function: str) -> Sets:
    """The use and out sets, effects, verdict and snapshot of a function, and of the candidates in it."""
    body = asked.program.functions[function]
    marked = {op.at for block in ir.nested(body.body) for op in block if isinstance(op, ir.Call)}
    marked |= {region.at for region in asked.regions}
    solved = solve(asked.program, asked.facts, asked.orders, function, frozenset(marked))
    whole = _piece(asked, Candidate("function", function, 0, "it is asked about"), solved.storage, None)
    found = [_piece(asked, *one) for one in _candidates(asked, solved)]
    target = f"{asked.placer.path(function)}::{function_name(function)}"
    return Sets(target, whole, tuple(sorted(found, key=lambda piece: (piece.line, piece.end_line, piece.kind))))


def _candidates(asked: Asked, solved: Solved) -> Iterator[tuple[Candidate, Storage, str | None]]:
    function = solved.function
    for region in asked.regions:
        if region.at in solved.before:
            yield region, piece(solved, operations_of(asked.program, region), solved.before[region.at]), None
    for block in ir.nested(asked.program.functions[function].body):
        for op in block:
            if isinstance(op, ir.For | ir.While) and op.at in solved.bodies:
                loop = Candidate("loop-body", function, op.at, "it is asked about")
                yield loop, piece(solved, operations_of(asked.program, loop), solved.bodies[op.at]), None
            elif isinstance(op, ir.Call) and op.at in solved.before:
                callee = _callee(asked, function, op)
                if callee is not None:
                    call = Candidate("region", function, op.at, "it is asked about", until=op.at)
                    yield call, piece(solved, (op,), solved.before[op.at]), callee


def _callee(asked: Asked, function: str, op: ir.Call) -> str | None:
    """The function or class of the program that is called; None if it is none, or not known."""
    fact = asked.facts[function].call.get(op.at) if function in asked.facts else None
    names = [getattr(a, "function", None) or getattr(a, "name", None) for a in _atoms(fact)]
    known = [name for name in names if isinstance(name, str) and name in asked.program.functions]
    return dotted(known[0]) if known else None


def _atoms(fact: CallFact | None) -> tuple[described.Atom, ...]:
    found = described.atoms(fact.callees) if fact is not None else ()
    return tuple(atom for atom in found if isinstance(atom, described.Code | described.Class))


def _piece(asked: Asked, candidate: Candidate, storage: Storage, callee: str | None) -> Piece:
    effects, evidence, verdict = _verdict(asked, candidate, storage)
    path, first, last = _lines(asked, candidate)
    complete = not storage.unknown
    return Piece(
        "call" if callee is not None else candidate.kind,
        callee,
        path,
        first,
        last,
        written(storage.use),
        written(storage.out),
        complete,
        complete,
        effects,
        verdict,
        evidence,
        _snapshot(storage),
    )


def _lines(asked: Asked, candidate: Candidate) -> tuple[str, int, int]:
    """The path, and the first and the last line of a candidate."""
    steps = [(candidate.function, op.at) for op in _all(operations_of(asked.program, candidate))]
    lines = [asked.placer.lines(step) for step in steps if step[1]]
    path, where, _ = asked.placer.place((candidate.function, candidate.at))
    first = where.start.line
    if candidate.kind == "loop-body" and lines:
        first = min(line for line, _ in lines)
    return path, first, max([first, *[last for _, last in lines]])


def _all(block: ir.Block) -> Iterator[ir.Op]:
    for inner in ir.nested(block):
        yield from inner


def _snapshot(storage: Storage) -> Snapshot:
    lazy = needed(storage.use, storage.out, storage.rebound)
    eager = storage.use  # what runs after it, in callers and later iterations, may write anything that it can reach
    names = written(lazy)
    return Snapshot(names, written(eager), None, _size(names), None, None)


def _size(names: tuple[str, ...]) -> str:
    """The size in bytes as an expression, with the size of each name as a symbol."""
    return " + ".join(f"nbytes({name})" for name in names) or "0"


def _verdict(
    asked: Asked, candidate: Candidate, storage: Storage
) -> tuple[tuple[Effect, ...], tuple[Evidence, ...], str]:
    effects: list[Effect] = []
    against: list[Evidence] = []
    for known in asked.judged(candidate):
        judged = replace(known, above=(), handled=frozenset())  # by itself, whatever callers and others do
        effects += _effects(asked, judged)
        against += _left_open(asked, judged)
        for rule in registry():
            for draft in rule.piece(judged) if rule.piece is not None and rule.code in _SAYING else ():
                against += _told(asked, draft)
    for path, chain in storage.written:
        place = path[0]
        if place.kind == "local" or place in storage.restored:
            continue
        name = f"{_UNCOVERED.get(place.kind, 'the variable')} `{', '.join(written((path,)))}`"
        effects.append(_effect(asked, "WRITE", name, chain))
        if needed(storage.use, (path,)) and place in storage.unguarded:
            text = f"{name} is written, and what it was before is read: no snapshot holds it"
            against += _along(asked, storage.unguarded[place], text)
    for place, chain in storage.advanced:
        effects.append(_effect(asked, "WRITE", place.text, chain))
        against += _along(asked, chain, f"`{place.text}` goes on from where it stands: no snapshot holds where that is")
    for chain, text in storage.acts:
        effects.append(_effect(asked, "IO", text, chain))
        against += _along(asked, chain, text)
    doubts = []
    for path, _ in storage.written:
        perhaps = storage.unsure.get(path[0])
        if perhaps is not None and needed(storage.use, (path,)):
            doubts += _along(asked, perhaps, f"it may be that `{path[0].text}` is written")
    doubts += [e for step, reason in storage.unknown for e in _along(asked, (step,), f"this is not known: {reason}")]
    if against:
        return tuple(effects), tuple(against), "no"
    return tuple(effects), tuple(doubts), "unknown" if doubts else "yes"


def _left_open(asked: Asked, judged: Judged) -> Iterator[Evidence]:
    """What is acquired and not given back in the piece, wherever it goes from there: a second run acquires another."""
    for opened in judged.summary.open:
        resource = RESOURCES[opened.kind]
        text = f"a {resource.noun} is {resource.acquired} here, and not {resource.released}"
        yield from _along(asked, opened.chain, text)


def _effects(asked: Asked, judged: Judged) -> Iterator[Effect]:
    for hazard in judged.summary.hazards:
        yield _effect(asked, _KINDS[hazard.effect], hazard.path, hazard.chain)
    for opened in judged.summary.open:
        yield _effect(asked, "ACQUIRE", opened.path, opened.chain)


def _effect(asked: Asked, kind: str, what: str, chain: Chain) -> Effect:
    *calls, last = chain
    path, where, _ = asked.placer.place(last)
    via = tuple(e for step in calls for e in _along(asked, (step,), "it is called here"))
    return Effect(kind, what, path, where.start.line, via)


def _told(asked: Asked, draft: Draft) -> list[Evidence]:
    assert isinstance(draft.where, tuple)
    return [*(_at(asked, step, message) for step, message in draft.related), _at(asked, draft.where, draft.message)]


def _along(asked: Asked, chain: Chain, message: str) -> list[Evidence]:
    *calls, last = [step for step in chain if step[1]] or [chain[-1]]
    return [*(_at(asked, step, "it is called here") for step in calls), _at(asked, last, message)]


def _at(asked: Asked, step: Step, message: str) -> Evidence:
    path, where, _ = asked.placer.place(step)
    return Evidence(path, where.start.line, message)
