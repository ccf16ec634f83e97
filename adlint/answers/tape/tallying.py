"""What models say of an evaluated call, put together with the places in the text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from adlint.answers.placing import Placer
from adlint.evaluate.evaluate import Evaluated
from adlint.evaluate.values import Unknown
from adlint.shapes.dims import Dim, Shape, dim
from adlint.shapes.sizes import Sizes, is_named
from adlint.symbolic import Polynomial, polynomial, symbols_of, text
from adlint.tape import lines
from adlint.tape.amounts import Amount, amount, total
from adlint.tape.answer import Alternative, Gap, Line, OfModel, Saved
from adlint.tape.models import Adjoint, Evaluation, Model
from adlint.tape.reverse.trajectory import Trajectory, trajectories
from adlint.tape.values.lifetimes import active_at_once
from adlint.tape.values.variants import over_branches
from adlint.trace import Array, Checkpoint, Op, Site, within

_LEAVES = ("torch.Parameter", "torch.requires_grad_")
DOUBLE = 8  # bytes of the value of any active element, whatever the dtype is


def of_model(placer: Placer, model: Model, framework: str, found: Evaluated, active: Sequence[Array]) -> OfModel:
    """What a model says of a call, with respect to these arguments; it may refuse programs of a framework."""
    refused = refusal(model, framework)
    if refused is not None:
        return OfModel(model.name, None, None, (), (), refused=refused)
    sizes = Sizes(dict(found.bounds))
    given = Evaluation(found.trace, tuple(found.arguments.values()), active, found.results)
    folded, least = over_branches(model, given, sizes)
    tape = folded.tape
    size = amount(tape.bytes, sizes, least)
    without = gaps_of(model, found, tape)
    gaps = [_gap(placer, one) for one in without]
    if gaps:
        size = replace(size, bytes=None, interval=(size.bytes or (size.interval or (0,))[0], None))
    elif least is not None:
        gaps.append(Gap("", None, None, "which branches run is not known: the size is that of those that keep most"))
    unknown = tuple(dict.fromkeys((*gaps, *_undecided(placer, tape.bytes, found.origins))))
    beside = None if folded.arguments is None else amount(folded.arguments, sizes)
    assumptions = (*map(assumption, sizes.assumed), *tape.assumed)
    peak = _peak(placer, model, found, active) if _has_checkpoints(found) else size
    return OfModel(
        model.name, size, beside, _lines(placer, tape, sizes), unknown, bool(without), peak,
        _shadows(model, found, active, sizes), assumptions=assumptions,
    )  # fmt: skip


def refusal(model: Model, framework: str) -> str | None:
    """Why a model says nothing of programs of a framework, if so."""
    if framework in model.frameworks:
        return None
    return f"this is the model of programs on arrays of {' or '.join(model.frameworks)}"


def gaps_of(model: Model, found: Evaluated, tape: lines.Tape) -> tuple[Unknown, ...]:
    """What is kept and not known, or what stands where that is derived from."""
    lost = () if model.is_of_all else _lost(found)
    return (*(Unknown(gap.reason, gap.site) for gap in tape.gaps), *lost)


def _lost(found: Evaluated) -> tuple[Unknown, ...]:
    """What stands where the results of a call should be, if none of them is known."""
    if found.ended is not None or any(one.is_inexact for one in found.results):
        return ()
    several = found.result if isinstance(found.result, tuple) else (found.result,)
    return tuple(one for one in several if isinstance(one, Unknown))


def _has_checkpoints(found: Evaluated) -> bool:
    return any(isinstance(node, Checkpoint) for node in within(found.trace))


def _peak(placer: Placer, model: Model, found: Evaluated, active: Sequence[Array]) -> Amount | None:
    """How high the stack grows if pieces are checkpointed: what they need when they run again is on top of the tape."""
    from adlint.answers.tape.checkpointing import peak_today, with_model  # noqa: PLC0415 -- few programs have checkpoints

    found_peak = peak_today(with_model(found, model, active, placer.knows))
    return None if found_peak is None else amount(found_peak, Sizes())


def _shadows(model: Model, found: Evaluated, active: Sequence[Array], sizes: Sizes) -> Amount | None:
    """The derivatives of the active variables that live at once, each in a place as the model gives it."""
    if model.adjoint is Adjoint.OF_STATEMENT:
        return None
    width = DOUBLE if model.adjoint is Adjoint.OF_DOUBLE else None
    most = active_at_once(found.trace, independents(found, active), found.results, sizes, width)
    return None if most is None else amount(most, sizes)


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
        path, line, cell = where(placer, site)
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


def where(placer: Placer, site: Site) -> tuple[str, int, int | None]:
    """The path, line and cell of an operation; no path if it is nowhere in the program."""
    if not site.function:
        return "", 0, None
    path, where, cell = placer.place((site.function, site.at))
    return path, where.start.line, cell


def _gap(placer: Placer, unknown: Unknown) -> Gap:
    if unknown.site is None or not unknown.site.function:
        return Gap("", None, None, unknown.reason)
    path, line, cell = where(placer, unknown.site)
    return Gap(path, line, cell, unknown.reason)


def failed(placer: Placer, failure: Unknown, target: str) -> str:
    """Why there is no answer, with the place in the program."""
    site = failure.site
    return f"{target if site is None or not site.function else line_of(placer, site)}: {failure.reason}"


def assumption(least: Polynomial) -> str:
    """`n - 2 ≥ 0` as `n >= 2`."""
    number = least.terms.get((), 0) if least.denominator == 1 else 0
    return f"{text(least - number)} >= {-number}"


def equalities(pairs: Sequence[tuple[Dim, Dim]]) -> list[str]:
    """Sizes that have to be the same, where they have names: `n == m`."""
    found: dict[frozenset[Dim], str] = {}
    for one, other in pairs:
        symbols = symbols_of(polynomial(one)) | symbols_of(polynomial(other))
        if all(map(is_named, symbols)):
            found.setdefault(frozenset((one, other)), f"{text(polynomial(one))} == {text(polynomial(other))}")
    return list(found.values())


def line_of(placer: Placer, site: Site) -> str:
    """The place of an operation as compilers write it."""
    path, line, cell = where(placer, site)
    return f"{path}:{line}" if cell is None else f"{path}:cell {cell}:{line}"


def alternatives(found: Evaluated, active: Sequence[Array], sizes: Sizes) -> tuple[Alternative, ...]:
    """What gives the gradient without a tape: a tangent, or a run, for each element of the inputs; and where steps in
    time are made, the adjoint of the equations, which needs the state at each of them.
    """
    given = independents(found, active)
    inputs = total(one.size for one in given)
    nothing = amount(0, sizes)
    return (
        Alternative("forward mode", amount(inputs, sizes), "tangent sweep", nothing),
        Alternative("finite differences", amount(dim(inputs + 1), sizes), "plain run", nothing),
        *_continuous(trajectories(found.trace, given), sizes),
    )


def independents(found: Evaluated, active: Sequence[Array]) -> tuple[Array, ...]:
    """The arrays with respect to which derivatives are taken: arguments, and parameters of layers, each once."""
    parameters = (
        node.results[0]
        for node in within(found.trace)
        if isinstance(node, Op) and node.name in _LEAVES and node.attribute("needed") is True
    )
    return tuple({one.buffer: one for one in (*active, *parameters)}.values())


def _continuous(found: Sequence[Trajectory], sizes: Sizes) -> Iterable[Alternative]:
    """The continuous adjoint, if steps are made."""
    if not found:
        return
    kept = amount(total(dim(one.state * one.steps) for one in found), sizes)
    state = amount(found[0].state, sizes) if len(found) == 1 else None
    yield Alternative("continuous adjoint", amount(1, sizes), "adjoint run", kept, state)
