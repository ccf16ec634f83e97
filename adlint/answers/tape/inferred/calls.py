"""The call of a function that nobody wrote down: what its text says, else what the module itself calls it with, else
what goes through whatever is open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct

from adlint import ir
from adlint.answers.tape.inferred.proposal import Missing, Proposal, proposed
from adlint.answers.tape.inferred.texts import Text
from adlint.answers.tape.inferred.trials import Size, Undecided, chosen
from adlint.evaluate.evaluate import Evaluated, evaluate
from adlint.evaluate.expression import Wrong, parsed
from adlint.evaluate.libraries import Library
from adlint.evaluate.witness import witnessed
from adlint.interpret.program import Program
from adlint.trace import Site


class Inferred(Struct, frozen=True):
    """A call and what comes of it; what was taken for granted, with the evidence; and the paths of the arguments
    through which derivatives run, if the program says so.
    """

    text: str
    found: Evaluated
    said: tuple[str, ...]
    active: frozenset[str] | None = None


class Wanted(Struct, frozen=True):
    """The function that is to be called, by module and by qualified name, in the program that it is of; `main` is the
    module whose own calls of it are looked for.
    """

    program: Program
    load: Callable[[str], ir.Module | None]
    libraries: Mapping[str, Library]
    module: str
    name: str
    framework: str
    sizes: Mapping[str, int]
    main: str

    def run(self, call: str) -> Evaluated:
        """What comes of a call, sizes being names."""
        given = (self.program, self.load, self.libraries, self.module, parsed(call), self.framework)
        return evaluate(*given, {}, is_forward=True)

    def settled(self, call: str) -> Evaluated:
        """What comes of the call that was chosen, with numbers for names."""
        given = (self.program, self.load, self.libraries, self.module, parsed(call), self.framework)
        return evaluate(*given, self.sizes, is_forward=True)


def inferred(wanted: Wanted, text: Text, size: Size, place: Callable[[Site], str]) -> Inferred:
    """The call. LookupError, with what is missing, if none can be told from the program. What is written down of the
    arguments goes before what the program happens to pass; of the object that a method is called on, what the program
    has made of it goes before one that is new.
    """
    proposal, reason = _proposal(wanted, text)
    if proposal is not None and proposal.is_certain and not proposal.makes_owner:
        try:
            return _chosen(wanted, text, proposal, size)
        except (Undecided, Wrong) as failed:
            reason, proposal = LookupError(str(failed)), None
    witness = witnessed(wanted.program, wanted.load, wanted.libraries, wanted.main, f"{wanted.module}:{wanted.name}")
    if witness is not None and (witness.found.failure is None or proposal is None):
        said = [f"the call is that at {place(witness.site)}"] if witness.site.function else []
        said += ["derivatives run through what needs a gradient there"] if witness.active is not None else []
        return Inferred(witness.text, witness.found, tuple(said), witness.active)
    if proposal is None:
        raise reason
    return _chosen(wanted, text, proposal, size)


def _proposal(wanted: Wanted, text: Text) -> tuple[Proposal | None, LookupError]:
    """What the text says of the call; or why that is not enough."""
    name = ".".join(part.partition("#")[0] for part in wanted.name.split("."))
    try:
        return proposed(text, name, wanted.framework), Missing()
    except Missing as missing:
        return None, missing


def _chosen(wanted: Wanted, text: Text, proposal: Proposal, size: Size) -> Inferred:
    tried = chosen(proposal, wanted.run, size)
    found = wanted.settled(tried.text) if wanted.sizes else tried.found
    said = proposal.said(tried.lengths, tried.renamed, text.place, holds_for_any=tried.holds_for_any)
    return Inferred(tried.text, found, tuple(said))
