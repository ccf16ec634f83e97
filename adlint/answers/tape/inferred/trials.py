"""Calls in which the number of axes of some arguments is not known: what holds for any number, or for one alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import product

from msgspec import Struct
from msgspec.structs import replace

from adlint.answers.tape.inferred.proposal import Proposal
from adlint.evaluate.evaluate import Evaluated
from adlint.evaluate.expression import Wrong
from adlint.shapes.dims import Dim
from adlint.shapes.sizes import named
from adlint.symbolic import Polynomial, Symbol, expression, polynomial, substitute, symbols_of, text

LENGTHS = (1, 2, 3)  # axes that are tried
MOST_OPEN = 2  # arguments of which all combinations are tried
ROUNDS = 20  # until no sizes are found to be equal any more
_CONSTANT = re.compile(r"\d+")

Run = Callable[[str], Evaluated]
Kept = tuple[Dim, ...]  # bytes of the tape, and of what is beside it
Size = Callable[[Evaluated], Kept | None]


class Tried(Struct, frozen=True):
    """A call that went through, with the sizes that it showed to be the same, and the number of axes of each spread;
    `holds_for_any` says that no other number makes a difference. `bytes` is None if it is not known what is kept.
    """

    text: str
    found: Evaluated
    kept: Kept | None
    renamed: Mapping[str, str]
    lengths: Mapping[str, int]
    holds_for_any: bool = False


class Undecided(LookupError):  # noqa: N818 -- it says what is
    """No call can be chosen; the message says why."""


def chosen(proposal: Proposal, run: Run, size: Size) -> Tried:
    """The call that goes through, whatever is open in it. Undecided if none does, or several differ in what is kept."""
    names = proposal.spreads
    uniform = [settled(proposal, dict.fromkeys(names, length), run, size) for length in (LENGTHS if names else (1,))]
    through = [one for one in uniform if isinstance(one, Tried)]
    if len(through) == len(uniform) and all(_agrees(through[0], one, tuple(names)) for one in through[1:]):
        return replace(through[0], holds_for_any=True)
    mixed = product(LENGTHS, repeat=len(names)) if 1 < len(names) <= MOST_OPEN else ()
    for lengths in mixed:
        one = settled(proposal, dict(zip(names, lengths, strict=True)), run, size)
        if isinstance(one, Tried) and len(set(lengths)) > 1:
            through.append(one)
    if len(through) == 1 and len(names) <= MOST_OPEN:
        return through[0]
    if not through:
        raise Undecided(next(one for one in uniform if isinstance(one, str)))
    raise Undecided(_several(through, names))


def _several(through: list[Tried], names: Mapping[str, str]) -> str:
    """What is kept for some numbers of axes, which differ."""
    shown = []
    for one in through[:2]:
        axes = ", ".join(str(one.lengths[name]) for name in names)
        shown.append(f"with {axes} {'it is not known' if one.kept is None else _kept(one.kept)}")
    what = ", ".join(f"`{one}`" for one in names.values())
    how_many = f"how many axes {what} {'has' if len(names) == 1 else 'have'}"
    return f"{how_many} is not known, and what is kept depends on it: {', '.join(shown)}"


def _kept(kept: Kept) -> str:
    tape, beside = (text(polynomial(one)) for one in kept[:2])
    return f"{tape} B and {beside} B of arguments"


def settled(proposal: Proposal, lengths: Mapping[str, int], run: Run, size: Size) -> Tried | str:
    """The call with these numbers of axes, equal sizes under one name; or why it does not go through."""
    renamed: dict[str, str] = {}
    for _ in range(ROUNDS):
        written = proposal.text(lengths, renamed)
        try:
            found = run(written)
        except Wrong as wrong:
            return str(wrong)
        if found.failure is not None:
            return found.failure.reason
        more = next(_equal(found, proposal.fixed), None)
        if more is None:
            return Tried(written, found, size(found), renamed, lengths)
        old, new = more
        renamed = {name: re.sub(rf"\b{old}\b", new, one) for name, one in renamed.items()} | {old: new}
    return "which sizes are equal was not found out"


def _equal(found: Evaluated, fixed: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Names that were made up, with the sizes that they have to be; of two such names the later is the former."""
    order = [name for name in found.symbols if name not in fixed]
    for pair in found.equal:
        if any(symbol.reason for one in pair for symbol in symbols_of(polynomial(one))):
            continue
        made_up = [one for one in pair if _lone(one) in order]
        if made_up:
            old = max(made_up, key=lambda one: order.index(_lone(one) or ""))
            new = pair[1] if old is pair[0] else pair[0]
            if _lone(old) not in {symbol.key for symbol in symbols_of(polynomial(new))}:
                yield _lone(old) or "", _text(new)


def _text(size: Dim) -> str:
    written = expression(polynomial(size))
    return written if written.isidentifier() or _CONSTANT.fullmatch(written) else f"({written})"


def _lone(size: Dim) -> str | None:
    """The name that a size is, if it is one."""
    atom = size.lone_atom if isinstance(size, Polynomial) else None
    return atom.key if isinstance(atom, Symbol) else None


def _agrees(first: Tried, other: Tried, names: tuple[str, ...]) -> bool:
    """Whether the same is kept, when the elements of several axes are counted together; or neither is known."""
    if first.kept is None or other.kept is None:
        return first.kept == other.kept
    sizes = {name: _elements(name, other.lengths[name]) for name in names}
    pairs = zip(first.kept, other.kept, strict=True)
    return all(substitute(polynomial(one), sizes) == polynomial(two) for one, two in pairs)


def _elements(name: str, length: int) -> Polynomial:
    if length == 1:
        return named(name)
    result = polynomial(1)
    for number in range(length):
        result = result * named(f"{name}_{number}")
    return result
