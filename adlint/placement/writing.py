"""How a placement is written into a program: which calls, and what each library's checkpoint looks like."""

from __future__ import annotations

from msgspec import Struct

Span = tuple[int, int, int, int]  # first line (1-based), column (0-based, characters), last line, column


class Wrap(Struct, frozen=True):
    """A call that is to be checkpointed; or (`body`) a loop that is one call, whose function is. `passes_arrays` says
    that a checkpoint can take its arguments: arrays, and containers of them. `by_hand` says why nobody but a person can
    write it.
    """

    span: Span
    body: bool = False
    passes_arrays: bool = True
    by_hand: str = ""


class System(Struct, frozen=True):
    """How a library checkpoints: by a function that gives a checkpointed function, or, with `options`, by one that is
    called with the function and its arguments. `traces` says that the arguments become arrays, whatever they are.
    """

    module: str
    path: str
    options: str = ""
    traces: bool = False

    @property
    def is_passed(self) -> bool:
        """Whether it is called with the arguments of the function: these it keeps."""
        return bool(self.options)


# libraries whose modules keep state around a call, with what checkpoints these
MODULES = {"flax": "flax.linen.remat", "haiku": "haiku.remat"}
SYSTEMS = {
    "jax": System("jax", "jax.checkpoint", traces=True),
    "autograd": System("autograd", "autograd.checkpoint"),
    "torch": System("torch.utils.checkpoint", "torch.utils.checkpoint.checkpoint", "use_reentrant=False"),
}


def by_hand(text: str) -> str:
    """Why checkpoints in a text have to be written by a person; "" if they need not."""
    found = next((name for name in MODULES if f"import {name}" in text or f"from {name}" in text), None)
    return "" if found is None else f"modules of {found} are checkpointed by `{MODULES[found]}`"
