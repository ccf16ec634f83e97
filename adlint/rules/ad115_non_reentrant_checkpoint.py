from __future__ import annotations

from collections.abc import Iterator, Sequence

from adlint.finding import Severity
from adlint.rules.facts import Draft, Piece, calls
from adlint.rules.rule import on_verdict


@on_verdict(
    "AD115",
    Severity.ERROR,
    since="0.1",
    examples="""
    import numpy as np
    import torch
    from torch.utils.checkpoint import checkpoint

    def noisy(x):
        return x + np.random.normal(size=3)

    def drop(x):
        return x * torch.rand(3)

    def forward(x):
        x = checkpoint(noisy, x, use_reentrant=False)
          # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ what is checkpointed here cannot run twice: draws from the hidden state of `numpy.random`: a second run of `noisy` draws other numbers
        return checkpoint(drop, x, use_reentrant=False, preserve_rng_state=False)

    def restored(x):
        return checkpoint(drop, x, use_reentrant=False)

    class Block(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.norm = torch.nn.BatchNorm1d(3)
            self.scale = 1.0

        def forward(self, x):
            return torch.sin(self.norm(x))

        def growing(self, x):
            self.scale = self.scale * 0.9
            return torch.sin(x) * self.scale

    class Net(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.block = Block()

        def forward(self, x):
            x = checkpoint(self.block, x, use_reentrant=False)
              # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ what is checkpointed here cannot run twice: `self.norm` is read and changed: a second run of `Block.forward` finds it changed
            return checkpoint(self.block.growing, x, use_reentrant=False)
                 # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ what is checkpointed here cannot run twice: `self.scale` is read and changed: a second run of `Block.growing` finds it changed
    """,
)
def non_reentrant_checkpoint(piece: Piece, against: Sequence[Draft]) -> Iterator[Draft]:
    """A piece that the source checkpoints, or marks as a region, is not reentrant under the system in use.

    What runs twice depends on the system. `torch.utils.checkpoint` runs the Python code again, with the generators of
    PyTorch restored unless `preserve_rng_state=False`; `autograd.checkpoint` and marked regions run it again as it
    stands. Attributes and arrays that the piece changes by what they were (`self.steps += 1`, `x *= 2`, the running
    statistics of a `BatchNorm` layer) are not put back by them. `jax.checkpoint` replays the traced program, in which what Python does is not repeated: it is not meant.

    ## Why it matters

    The checkpoint is there, so the piece will run twice. The second run does not compute what the first has computed, or
    does to files, messages and state what was to be done once: gradients are wrong, and nothing says so.

    ## What to do instead

    Mend what the other findings in the piece say, or take the checkpoint away.

    ## Fix

    Takes the checkpoint out (unsafe: the tape grows).

    ## References

    Hascoet, Hovland, Hueckelheim, Narayanan, *Memory Requirements*, SIAM AN24: only a reentrant piece of code may be
    checkpointed.
    """
    candidate = piece.candidate
    if candidate.is_traced:
        return
    against = against or tuple(_changing(piece))
    if not against:
        return
    where = candidate.site or (candidate.function, candidate.at)
    reasons = tuple((draft.where, draft.message) for draft in against if isinstance(draft.where, tuple))
    others = f" (and {len(against) - 1} more)" if len(against) > 1 else ""
    message = f"what is checkpointed here cannot run twice: {against[0].message}{others}"
    yield Draft(where, message, reasons, (("reasons", len(against)),), ("split",))


def _changing(piece: Piece) -> Iterator[Draft]:
    """What the piece reads and changes, each place once."""
    for found in {one.changed[-1]: one for one in piece.again()}.values():
        message = f"`{found.name}` is read and changed: a second run of {piece.name} finds it changed"
        yield Draft(found.changed[-1], message, calls(found.changed))
