"""What a plan changes in the source: the checkpoints that it puts in, and those that stand there and are taken out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from adlint.placement.sites import Candidate, Made
from adlint.placement.writing import DIRECTIVE, MODULES, Change, Unwrap, Wrap
from adlint.placing import Placer
from adlint.trace import Site

Asked = Mapping[str, frozenset[Made | None]]  # the sites that are checkpointed today, and what asks for that


def changes(
    placer: Placer, candidates: Mapping[str, Candidate], asked: Asked, joint: Collection[str]
) -> dict[str, tuple[Change, ...]]:
    """The changes after which these sites are checkpointed, and no others, by the path of their text. What asks for
    checkpoints of several sites is taken out if one of them is to be none; the others get their own.
    """
    gone = _taken_out(asked, joint)
    found: dict[str, list[Change]] = {}
    for made in sorted(gone, key=lambda one: (one.site.function, one.site.at)):
        place = (made.site.function, made.site.at)
        found.setdefault(placer.path(made.site.function), []).append(Unwrap(placer.span(place), made.name))
    stay = {id_ for id_, several in asked.items() if gone.isdisjoint(several)}
    for id_ in sorted(set(joint) - stay):
        one = candidates[id_]
        span = placer.span((one.function, one.at))
        wrap = Wrap(span, one.is_body, one.passes_arrays, _by_hand(placer, one))
        found.setdefault(placer.path(one.function), []).append(wrap)
    return {path: tuple(several) for path, several in found.items()}


def stuck(asked: Asked) -> Iterator[str]:
    """The sites whose checkpoints nobody but a person can take out."""
    return (id_ for id_, several in asked.items() if None in several)


def directed(candidates: Iterable[Candidate]) -> Asked:
    """Sites that directives over them ask to checkpoint."""
    return {one.id: frozenset({Made(Site(one.function, one.at), DIRECTIVE)}) for one in candidates}


def _taken_out(asked: Asked, joint: Collection[str]) -> frozenset[Made]:
    gone: set[Made] = set()
    waiting = [several for id_, several in asked.items() if id_ not in joint]
    while waiting:
        gone.update(one for several in waiting for one in several if one is not None)
        waiting = [several for several in asked.values() if not gone.isdisjoint(several) and not several - {None} <= gone]
    return frozenset(gone)


def _by_hand(placer: Placer, one: Candidate) -> str:
    """Why a checkpoint cannot be written: modules of some libraries keep state around their calls."""
    text = placer.source(one.function.partition(":")[0]).text
    found = next((name for name in MODULES if f"import {name}" in text or f"from {name}" in text), None)
    return "" if found is None else f"modules of {found} are checkpointed by `{MODULES[found]}`"
