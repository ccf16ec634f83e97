from __future__ import annotations

from collections.abc import Iterator

from adlint.finding import Severity
from adlint.rules.facts import Draft, Piece, function_name
from adlint.rules.rule import on_piece


@on_piece(
    "AD113",
    Severity.WARNING,
    since="0.1",
    examples="""
    import torch
    from torch.utils.checkpoint import checkpoint

    class Net:
        def block(self, x):
            return torch.sin(x) * self.scale

        def forward(self, x):
            x = checkpoint(self.block, x, use_reentrant=False)
              # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `self.scale` is read in `Net.block`, which is checkpointed here, and changed before it runs again
            self.scale = 0.9 * self.scale
            return x

        def steady(self, x):
            self.scale = 0.9 * self.scale
            return checkpoint(self.block, x, use_reentrant=False)

    def layers(x, weights):
        for w in weights:
            x = checkpoint(lambda y: torch.sin(y) * w, x, use_reentrant=False)
              # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `w` is read in `layers.<lambda1>`, which is checkpointed here, and changed before it runs again
        return x

    def bound(x, weights):
        for w in weights:
            x = checkpoint(lambda y, w=w: torch.sin(y) * w, x, use_reentrant=False)
        return x
    """,
)
def primal_reads_changed_state(piece: Piece) -> Iterator[Draft]:
    """A checkpointed piece reads something that its snapshot does not hold, and that is changed after it has run.

    Meant are variables of modules, attributes of objects and of classes, and variables of the function around a nested
    function or a lambda, which are set anew between the checkpoint and the reverse sweep: further down in the function,
    in the next turn of a loop, or in its callers. Only pieces that the source checkpoints today are judged, those of
    `jax.checkpoint` not: there the traced program is replayed.

    ## Why it matters

    In the reverse sweep the piece runs again, and reads the new value. What it computes then is not what the forward
    sweep has computed: the gradient is that of another function, and nothing says so.

    ## What to do instead

    Pass the value in as an argument, by value (`lambda y, w=w: ...`), or change it after the reverse sweep.

    ## References

    Dauvergne and Hascoet 2006, *The data-flow equations of checkpointing in reverse automatic differentiation*.
    """
    for found in piece.later():
        message = f"`{found.name}` is read in {piece.name}, which is checkpointed here, and changed before it runs again"
        read, changed = found.read[-1], found.changed[-1]
        steps = (
            *piece.because(found.read[-1:]),
            (read, f"`{function_name(read[0])}` reads it"),
            (changed, f"`{function_name(changed[0])}` changes it after that"),
        )
        yield Draft(found.where, message, steps, (("name", found.name),))
