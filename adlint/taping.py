"""From a call to what its tape holds: evaluation, models, and the places in the text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from adlint import ir
from adlint.directives import Directive
from adlint.entry import call_for, pointed
from adlint.evaluate.evaluate import Evaluated, evaluate
from adlint.evaluate.expression import Wrong
from adlint.evaluate.values import Unknown
from adlint.frameworks import LIBRARIES
from adlint.interpret.program import Program
from adlint.libraries import library_of
from adlint.placing import Placer
from adlint.question import Question
from adlint.shapes.dims import Dim, Shape, dim
from adlint.shapes.sizes import Sizes, is_named
from adlint.symbolic import Polynomial, symbols_of, text
from adlint.tape import lines
from adlint.tape.amounts import amount, total
from adlint.tape.answer import Alternative, Answer, Gap, Line, OfModel, Saved
from adlint.tape.models import MODELS, Evaluation, Model, default_for, model_of, names
from adlint.tape.variants import over_branches
from adlint.trace import Array, Checkpoint, Site, within

Load = Callable[[str], ir.Module | None]


class Asked(Struct, frozen=True):
    """The call that a question is about, as it was found and evaluated: its text, what it is of, the library whose
    arrays it works on, the model, and the arrays that derivatives are taken with respect to.
    """

    target: str
    text: str
    framework: str
    model: Model
    found: Evaluated
    active: tuple[Array, ...]


def evaluated(
    program: Program, load: Load, placer: Placer, module: str, question: Question, directives: Sequence[Directive]
) -> Asked:
    """The call, evaluated. LookupError, with the names that there are, if the question names what is not there."""
    model = None if question.model in (None, "auto", "all") else model_of(question.model or "")
    if model is None and question.model not in (None, "auto", "all"):
        raise LookupError(f"there is no model `{question.model}`: {', '.join(names())}")
    text, tree = call_for(program, placer, module, question, directives)
    framework = library_of(program, module)
    try:
        found = evaluate(program, load, LIBRARIES, module, tree, framework, question.sizes)
    except Wrong as wrong:
        raise LookupError(pointed(text, wrong)) from wrong
    target = f"{question.path}::{question.name.replace('::', '.')}" if question.name else question.path
    if found.failure is not None:
        raise LookupError(_failed(placer, found.failure, target))
    active = tuple(_active(found, question.wrt))
    return Asked(target, text, framework, model or default_for(framework), found, active)


def answer(
    program: Program, load: Load, placer: Placer, module: str, question: Question, directives: Sequence[Directive]
) -> Answer:
    """The answer. LookupError, with the names that there are, if the question names what is not there."""
    asked = evaluated(program, load, placer, module, question, directives)
    found, framework, active = asked.found, asked.framework, asked.active
    others = [one for one in MODELS.values() if one.name != asked.model.name] if question.model == "all" else []
    answers = [_of_model(placer, one, framework, found, active) for one in (asked.model, *others)]
    assumptions = tuple(dict.fromkeys((*map(_assumption, found.assumptions), *answers[0].assumptions)))
    alternatives = _alternatives(active, Sizes(dict(found.bounds)))
    return Answer(
        asked.target, asked.text, framework, found.symbols, assumptions, answers[0], alternatives, tuple(answers[1:]),
        found.notes,
    )  # fmt: skip


def _alternatives(active: Sequence[Array], sizes: Sizes) -> tuple[Alternative, ...]:
    """What gives the gradient without a tape: a tangent, or a run, for each element of the inputs."""
    inputs = total(one.size for one in active)
    return (
        Alternative("forward mode", amount(inputs, sizes), "tangent sweeps"),
        Alternative("finite differences", amount(dim(inputs + 1), sizes), "plain runs"),
    )


def _active(found: Evaluated, wrt: tuple[str, ...]) -> list[Array]:
    """The arrays that derivatives are taken with respect to."""
    for one in wrt:
        if not any(_is_part(path, one) for path in found.arguments):
            known = ", ".join(sorted({path.partition("[")[0] for path in found.arguments}))
            raise LookupError(f"no argument of the call is named `{one}`: arrays are in {known or 'none'}")
    return [
        array
        for path, array in found.arguments.items()
        if array.is_inexact and (not wrt or any(_is_part(path, one) for one in wrt))
    ]


def _is_part(path: str, name: str) -> bool:
    return path == name or path.startswith((f"{name}[", f"{name}."))


def _of_model(placer: Placer, model: Model, framework: str, found: Evaluated, active: Sequence[Array]) -> OfModel:
    if framework not in model.frameworks:
        several = " or ".join(model.frameworks)
        return OfModel(model.name, None, None, (), (), refused=f"this is the model of programs on arrays of {several}")
    sizes = Sizes(dict(found.bounds))
    given = Evaluation(found.trace, tuple(found.arguments.values()), active, found.results)
    folded, least = over_branches(model, given, sizes)
    tape = folded.tape
    size = amount(tape.bytes, sizes, least)
    gaps = [_gap(placer, Unknown(gap.reason, gap.site)) for gap in tape.gaps]
    if gaps:
        size = replace(size, bytes=None, interval=(size.bytes or (size.interval or (0,))[0], None))
    elif least is not None:
        gaps.append(Gap("", None, None, "which branches run is not known: the size is that of those that keep most"))
    unknown = tuple(dict.fromkeys((*gaps, *_undecided(placer, tape.bytes, found.origins))))
    beside = None if folded.arguments is None else amount(folded.arguments, sizes)
    assumptions = (*map(_assumption, sizes.assumed), *tape.assumed)
    # what a checkpointed piece needs when it is run again comes on top of the tape
    peak = None if any(isinstance(node, Checkpoint) for node in within(found.trace)) else size
    return OfModel(
        model.name, size, beside, _lines(placer, tape, sizes), unknown, bool(tape.gaps), peak, assumptions=assumptions
    )


def _undecided(placer: Placer, size: int | Polynomial, origins: Mapping[str, object]) -> Iterable[Gap]:
    """The symbols in a size that nobody named, with where they come from."""
    if isinstance(size, Polynomial):
        for one in sorted(symbols_of(size), key=lambda one: one.key):
            if not is_named(one):
                site = origins.get(one.key)
                gap = _gap(placer, Unknown(one.reason, site if isinstance(site, Site) else None))
                yield replace(gap, symbol=one.key)


def _lines(placer: Placer, tape: lines.Tape, sizes: Sizes) -> tuple[Line, ...]:
    by_place: dict[tuple[str, int, int], list[lines.Kept]] = {}
    sites: dict[tuple[str, int, int], tuple[str, int]] = {}
    for site, several in tape.lines.items():
        path, line, cell = _where(placer, site)
        by_place.setdefault((path, cell or 0, line), []).extend(several)
        if path:
            sites.setdefault((path, cell or 0, line), (site.function, site.at))
    return tuple(
        Line(
            path, line, cell or None, str(total(one.times for one in several)),
            amount(total(one.bytes for one in several), sizes), _saved(several), sites.get((path, cell, line)),
        )
        for (path, cell, line), several in sorted(by_place.items())
    )  # fmt: skip


def _saved(several: Sequence[lines.Kept]) -> tuple[Saved, ...]:
    """What is kept, equal things together."""
    found: dict[tuple[str, Shape | None, str, str], list[Dim]] = {}
    for one in several:
        found.setdefault((one.name, one.shape, one.dtype, one.why), []).append(one.times)
    return tuple(
        Saved(name, None if shape is None else tuple(map(str, shape)), dtype, str(total(times)), why)
        for (name, shape, dtype, why), times in found.items()
    )


def _where(placer: Placer, site: Site) -> tuple[str, int, int | None]:
    if not site.function:
        return "", 0, None
    path, where, cell = placer.place((site.function, site.at))
    return path, where.start.line, cell


def _gap(placer: Placer, unknown: Unknown) -> Gap:
    if unknown.site is None or not unknown.site.function:
        return Gap("", None, None, unknown.reason)
    path, line, cell = _where(placer, unknown.site)
    return Gap(path, line, cell, unknown.reason)


def _failed(placer: Placer, failure: Unknown, target: str) -> str:
    gap = _gap(placer, failure)
    return f"{gap.path}:{gap.line}: {gap.reason}" if gap.path else f"{target}: {gap.reason}"


def _assumption(least: Polynomial) -> str:
    """`n - 2 ≥ 0` as `n >= 2`."""
    number = least.terms.get((), 0) if least.denominator == 1 else 0
    return f"{text(least - number)} >= {-number}"
