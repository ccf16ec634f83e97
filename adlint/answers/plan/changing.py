"""What a plan changes in the source: the checkpoints that it puts in, and those that stand there and are taken out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from adlint import ir
from adlint.analysis.paths.paths import definitions
from adlint.answers.document import Document
from adlint.answers.placing import Placer
from adlint.answers.plan.planned import Planned
from adlint.interpret.program import Program
from adlint.placement.costing.sites import IN_SEGMENTS, Candidate, Made, keeps_all
from adlint.placement.loops.nesting import Cut
from adlint.placement.written.defined import SEGMENTED
from adlint.placement.written.writing import (
    DECORATES,
    DIRECTIVE,
    SEQUENTIAL,
    SYSTEMS,
    Change,
    Unwrap,
    Wrap,
    modules_in,
    of_module,
)
from adlint.source import Source, read
from adlint.trace import Site

_SCANNED = {"f", "init", "xs", "length"}
Asked = Mapping[str, frozenset[Made | None]]  # the sites that are checkpointed today, and what asks for that


class Chosen(Struct, frozen=True):
    """What a plan chose: the sites that are joint, what is doubtful of them, the bodies of loops that are cut into
    segments, and how many those calls of sequences are cut into that are; it `is_bare` if checkpoints are to have no
    policies.
    """

    joint: frozenset[str]
    doubts: Mapping[str, str]
    segments: Mapping[str, Cut]
    sequences: Mapping[str, int]
    is_bare: bool = False


def changes(
    program: Program, placer: Placer, candidates: Mapping[str, Candidate], asked: Asked, chosen: Chosen
) -> dict[str, tuple[Change, ...]]:
    """The changes after which these sites are checkpointed, and no others, by the path of their text. What asks for
    checkpoints of several sites is taken out if one of them is to be none; the others get their own.
    """
    joint = chosen.joint
    gone = _taken_out(asked, joint)
    found: dict[str, list[Change]] = {}
    for made in sorted(gone, key=lambda one: (one.site.function, one.site.at)):
        place = (made.site.function, made.site.at)
        found.setdefault(placer.path(made.site.function), []).append(Unwrap(placer.span(place), made.name))
    for made in _stripped(asked, gone) if chosen.is_bare else ():
        span = placer.span((made.site.function, made.site.at))
        found.setdefault(placer.path(made.site.function), []).append(Unwrap(span, made.name, keeps=True))
    stay = {id_ for id_, several in asked.items() if gone.isdisjoint(several)}
    split = {one.callee for id_, one in candidates.items() if id_ not in joint}
    for id_ in sorted(joint - stay):
        one = candidates[id_]
        path, wrap = _wrap(program, placer, one, is_alone=one.callee not in split)
        if one.is_segment:
            wrap = replace(wrap, function=SEQUENTIAL, segments=chosen.sequences[id_.removesuffix(IN_SEGMENTS)])
        found.setdefault(path, []).append(replace(wrap, doubt=chosen.doubts.get(id_, "")))
    for id_, cut in sorted(chosen.segments.items()):
        one = candidates[id_]
        span = placer.span((one.function, one.at))
        found.setdefault(placer.path(one.function), []).append(Wrap(span, body=True, cut=cut))
    return {path: tuple(dict.fromkeys(several)) for path, several in found.items()}


def can_be_cut(program: Program, one: Candidate) -> bool:
    """Whether a loop is a call of `scan` with the arguments that the function which cuts it has, and not in that."""
    if not one.is_body or one.function.rpartition(":")[2].partition(".")[0] == SEGMENTED.name:
        return False
    ops = definitions(program.functions[one.function].body)
    call = _call(program, one)
    callee = ops.get(call.callee) if call is not None and isinstance(call.callee, int) else None
    name = callee.name if isinstance(callee, ir.GetAttribute) else call.callee if call is not None else None
    return call is not None and name == "scan" and {key for key, _ in call.keywords} <= _SCANNED


def takes_one(program: Program, one: Candidate) -> bool:
    """Whether a call passes one argument, by position."""
    call = _call(program, one)
    if call is None or len(call.arguments) != 1:
        return False
    return not call.keywords and not isinstance(call.arguments[0], ir.Starred)


def has_keywords(program: Program, one: Candidate) -> bool:
    """Whether a call passes something by name."""
    call = _call(program, one)
    return call is not None and bool(call.keywords)


def _by_position(program: Program, one: Candidate) -> bool:
    callee = program.functions.get(one.callee)
    named = callee is None or any(each.kind in ("keyword", "**") for each in callee.parameters)
    return not named and not has_keywords(program, one)


def _call(program: Program, one: Candidate) -> ir.Call | None:
    found = definitions(program.functions[one.function].body).get(one.at)
    return found if isinstance(found, ir.Call) else None


def stuck(asked: Asked) -> Iterator[str]:
    """The sites whose checkpoints nobody but a person can take out."""
    return (id_ for id_, several in asked.items() if None in several)


def directed(candidates: Iterable[Candidate]) -> Asked:
    """Sites that directives over them ask to checkpoint."""
    return {one.id: frozenset({Made(Site(one.function, one.at), DIRECTIVE)}) for one in candidates}


def _taken_out(asked: Asked, joint: Collection[str]) -> frozenset[Made]:
    gone: set[Made] = set()
    waiting = [several for id_, several in asked.items() if id_ not in joint or keeps_all(several)]
    while waiting:
        gone.update(one for several in waiting for one in several if one is not None)
        waiting = [one for one in asked.values() if not gone.isdisjoint(one) and not one - {None} <= gone]
    return frozenset(gone)


def _stripped(asked: Asked, gone: Collection[Made]) -> list[Made]:
    """The checkpoints that stay without their policies."""
    several = {one for each in asked.values() for one in each if one is not None and one.has_policy} - set(gone)
    return sorted(several, key=lambda one: (one.site.function, one.site.at))


def _wrap(program: Program, placer: Placer, one: Candidate, *, is_alone: bool) -> tuple[str, Wrap]:
    """The path, and what is done there. Modules of some libraries keep state around their calls; where all calls of a
    method are joint (`is_alone`), it can be decorated.
    """
    path, is_bound = placer.path(one.function), is_method(program, one.callee)
    plain = Wrap(placer.span((one.function, one.at)), one.is_body, one.passes_arrays, is_bound=is_bound)
    text = placer.source(one.function.partition(":")[0]).text
    found = modules_in(text)
    if not found or not (is_bound or is_method(program, one.function)):
        return path, plain
    if found in DECORATES and is_alone and one.passes_arrays and is_bound and one.callee in program.functions:
        return placer.path(one.callee), Wrap(placer.span((one.callee, 0)), modules=found)
    return path, of_module(plain, found, by_position=_by_position(program, one))


def is_method(program: Program, function: str) -> bool:
    """Whether a function stands in a class, or (of a library) may do so."""
    outer = program.enclosing(function)
    if outer is not None and outer in program.functions:
        return program.functions[outer].kind == "class"
    return "." in function.partition(":")[2]


def written(document: Document, found: Planned) -> Document:
    """A document as a plan changes it."""
    from adlint.fixes import with_checkpoints  # noqa: PLC0415 -- it loads libcst

    system, changes_ = SYSTEMS.get(found.system), found.changes.get(document.path)
    if system is None or changes_ is None:
        return document
    source = read(document.path, document.content)
    if not isinstance(source, Source) or document.path.endswith(".ipynb"):
        return document
    return replace(document, content=with_checkpoints(source.text, changes_, system)[0])
