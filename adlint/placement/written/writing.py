"""How a placement is written into a program: which calls, and what each library's checkpoint looks like."""

from __future__ import annotations

import re
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from adlint.placement.loops.nesting import Cut
from adlint.placement.written.defined import RERUN, Definition

Span = tuple[int, int, int, int]  # first line (1-based), column (0-based, characters), last line, column


class Wrap(Struct, frozen=True):
    """A call that is to be checkpointed; or (`body`) a loop that is one call, whose function is; or a definition that
    is to be decorated for all its calls, with the checkpoint of a library of `modules`. `passes_arrays` says that a
    checkpoint can take its arguments: arrays, and containers of them. `is_bound` says that what is called is no plain
    function, so that it may have no hash. A loop may be `cut` into segments. `function` is the checkpoint in the place
    of that of the system; that of a sequence is told in how many `segments`. `by_hand` says why only a person can write
    it, `doubt` what to look at if it is written.
    """

    span: Span
    body: bool = False
    passes_arrays: bool = True
    by_hand: str = ""
    is_bound: bool = False
    modules: str = ""
    cut: Cut | None = None
    function: str = ""
    doubt: str = ""
    segments: int = 0


class Unwrap(Struct, frozen=True):
    """A checkpoint that is to be taken out: what asks for it, by the `name` that `trace.Checkpoint` has for it, is a
    call or a decorator. Of a `directive`, the span is that of the call that it stands over. `keeps` says that its
    policy alone is taken out.
    """

    span: Span
    name: str
    by_hand: str = ""
    keeps: bool = False


Change: TypeAlias = Wrap | Unwrap


class System(Struct, frozen=True):
    """How a library checkpoints: by a function that gives a checkpointed function, or, with `options`, by one that is
    called with the function and its arguments. `traces` says that the arguments become arrays, whatever they are. What
    no library has is written into the program by its `definition`, and knows of arguments alone.
    """

    module: str
    path: str
    options: str = ""
    traces: bool = False
    definition: Definition | None = None

    @property
    def is_passed(self) -> bool:
        """Whether it keeps the arguments of the function, whatever that reads of them."""
        return bool(self.options) or self.definition is not None


SEQUENTIAL = "torch.utils.checkpoint.checkpoint_sequential"
DIRECTIVE = "directive"  # the name of a checkpoint that a comment asks for
# libraries whose modules keep state around a call, with what checkpoints these
MODULES = {"flax": "flax.linen.remat", "haiku": "haiku.remat", "flax.nnx": "flax.nnx.remat"}
DECORATES = frozenset({"flax"})  # those whose checkpoint can decorate a method, which leaves names of parameters alone
WRAPS = frozenset({"flax.nnx"})  # those whose checkpoint takes a module in the place of a function
_NNX = re.compile(r"^\s*(from flax import nnx|from flax\.nnx|import flax\.nnx)\b", re.MULTILINE)
SYSTEMS = {
    "jax": System("jax", "jax.checkpoint", traces=True),
    "autograd": System("", RERUN.name, definition=RERUN),
    "torch": System("torch.utils.checkpoint", "torch.utils.checkpoint.checkpoint", "use_reentrant=False"),
}


def modules_in(text: str) -> str:
    """The library of modules that keep state around a call which a text imports; "" if it imports none."""
    if _NNX.search(text) and "linen" not in text:
        return "flax.nnx"
    return next((name for name in MODULES if f"import {name}" in text or f"from {name}" in text), "")


def of_module(wrap: Wrap, library: str, *, by_position: bool = False) -> Wrap:
    """The checkpoint of a call, or of the body of a loop, where modules of a library keep state around it; whether all
    that the callee takes is surely given, and can be given, `by_position`.
    """
    if not library or (library in WRAPS and wrap.body):
        return wrap
    if library in WRAPS and wrap.passes_arrays and by_position:
        return replace(wrap, function=MODULES[library])
    return replace(wrap, by_hand=f"modules of {library} are checkpointed by `{MODULES[library]}`")
