from __future__ import annotations

from collections.abc import Iterator

from adlint.finding import Severity
from adlint.models import Effect
from adlint.rules.facts import Draft, Piece
from adlint.rules.rule import on_piece


@on_piece(
    "AD105",
    Severity.WARNING,
    since="0.1",
    examples="""
    import numpy as np

    def kick(u, sigma):
        return u + sigma * np.random.normal(size=u.shape) / 2
                         # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ draws from the hidden state of `numpy.random`: a second run of `kick` draws other numbers

    def jitter(u):
        rng = np.random.default_rng()
            # ^^^^^^^^^^^^^^^^^^^^^^^ `numpy.random.default_rng` is not given a seed: a second run of `jitter` draws other numbers
        return u / rng.normal(size=3)

    def seeded(u, seed):
        rng = np.random.default_rng(seed)
        return u / rng.normal(size=3)
    """,
)
def hidden_random_state(piece: Piece) -> Iterator[Draft]:
    """A checkpoint candidate draws random numbers from a state that its snapshot does not hold.

    Meant are the global generators of `random`, `numpy.random` and `torch`, generators of NumPy and Python in variables
    of modules, and generators that are made without a seed. A draw behind a seed in the same piece is not meant, nor is
    a generator that is seeded before anything is drawn from it, or that nothing draws from; nor what is drawn where a
    table, a variable or an attribute does not hold it yet, and then does: a second run finds it there, unless a
    snapshot puts back that it was missing.

    ## Why it matters

    The second run of the piece, in the reverse sweep, draws other numbers than the first: the derivative is that
    of another function, and nothing says so. `torch.utils.checkpoint` restores the generators of PyTorch (unless
    `preserve_rng_state=False`), but never those of NumPy and Python.

    ## What to do instead

    Pass the numbers, a seed, or a JAX key into the piece; make the generator inside the piece from that seed.

    ## Fix

    Draws of `numpy.random` and `random` are made from a generator that the function begins with, from a fixed seed;
    a generator without a seed is given one (both unsafe: other numbers are drawn, and the same in each call).
    """
    for hazard in piece.summary.hazards:
        if hazard.site in piece.frozen:
            continue  # under `jax.checkpoint` the draw is made once, when the function is traced
        if hazard.site in piece.restored and hazard.what == "torch":
            continue
        if hazard.effect is Effect.DRAW and piece.matters(hazard):
            said = f"draws from the hidden state of `{hazard.what}`"
            is_held = ":" in hazard.path  # by a variable
            repair: tuple[str, ...] = () if is_held else ("generator", hazard.what)
        elif hazard.effect is Effect.ENTROPY and piece.matters(hazard):
            said = f"`{hazard.what}` is not given a seed"
            repair = ("seed",)
        else:
            continue
        message = f"{said}: a second run of {piece.name} draws other numbers"
        yield Draft(hazard.site, message, piece.because(hazard.chain), (("generator", hazard.what),), repair)
