"""The finding that the rules on resources share: acquired in a piece, and not given back on every path."""

from __future__ import annotations

from collections.abc import Iterator

from adlint.analysis.effects.summary import Open
from adlint.models import DROPPED, FREED, RESOURCES, models
from adlint.rules.facts import Draft, Piece, function_name


def unreleased(piece: Piece, code: str) -> Iterator[Draft]:
    """A draft for each resource guarded by the rule `code` that the piece acquires and does not give back.

    What is returned belongs to the caller, and what is kept in an attribute that other code releases to the
    object, in a variable that another function shares to that: neither is held against the piece itself. Nor is what
    goes by itself.
    """
    for opened in piece.summary.open:
        resource = RESOURCES[opened.kind]
        if resource.code != code or opened.left == "result" or _goes(opened):
            continue
        place = opened.left or opened.kept
        attribute = place.removeprefix("attribute ") if place.startswith("attribute") else ""
        if attribute in piece.handled or opened.site in piece.elsewhere:
            continue
        message = (
            f"the {_noun(opened)} {resource.acquired} here is not {resource.released} in {piece.name}{_where(opened)}"
        )
        data = (("kind", opened.kind), ("by", opened.path))
        yield Draft(opened.site, message, _evidence(piece, opened), data, _repair(opened))


def _repair(opened: Open) -> tuple[str, ...]:
    """How the source would give it back, if it goes nowhere else."""
    name = opened.path.rpartition(".")[2]
    if opened.left or name.endswith("_init"):
        return ()
    gives_back = [one for one in ("Free", "Close", "close", "cleanup") if f"{opened.of}.{one}" in models()]
    match opened.kind:
        case "request":
            return ("wait", "wait" if name.islower() else "Wait")
        case "lock":
            return ("lock",)
        case "file" | "socket" | "temporary" if f"{opened.of}.__exit__" in models() and "cleanup" not in gives_back:
            return ("manage", opened.path)
        case "file" | "communicator" | "temporary" if gives_back:
            return ("finally", gives_back[0])
        case "memory" if "Free" in gives_back:
            return ("finally", "Free")
        case _:
            return ()


def _goes(opened: Open) -> bool:
    """Whether a resource goes with the last reference to it: something else holds it, or nothing does; memory that
    nothing but its object holds adds up where a second run puts another one beside the first.
    """
    return (bool(opened.left) and opened.of in DROPPED) or (opened.left != "container" and opened.of in FREED)


def _noun(opened: Open) -> str:
    noun = RESOURCES[opened.kind].noun
    return f"{noun} of `{opened.path}`" if opened.kind in ("request", "communicator", "memory") else noun


def _where(opened: Open) -> str:
    if opened.left.startswith("attribute"):
        return f": it is kept in the attribute `{opened.left.removeprefix('attribute ')}`"
    if opened.left == "container":
        return ": it is kept in a container that outlives the call"
    return " on every path" if opened.sometimes else ""


def _evidence(piece: Piece, opened: Open) -> tuple[tuple[tuple[str, int], str], ...]:
    steps = list(piece.because(opened.chain))
    if opened.sometimes and opened.exit is not None:
        released = RESOURCES[opened.kind].released
        steps.append((opened.exit, f"`{function_name(opened.exit[0])}` is left here before it is {released}"))
    return tuple(steps)
