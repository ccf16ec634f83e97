from __future__ import annotations

from collections.abc import Iterator

from adlint.differentiated.overwriting import Walk, targets
from adlint.finding import Severity
from adlint.rules.facts import Differentiated, Draft
from adlint.rules.rule import on_function

_SAYS = {
    "torch": "PyTorch raises an error in the reverse sweep",
    "numpy": "source transformation pushes the old value on the tape",
}


@on_function(
    "AD205",
    Severity.WARNING,
    since="0.1",
    examples="""
    import torch
    from torch.func import grad

    def shifted(x):
        y = torch.exp(x)
        y += 1
      # ^^^^^^ `y` is overwritten, and the reverse of `exp` needs it: PyTorch raises an error in the reverse sweep
        return y.sum()

    def copied(x):
        y = torch.exp(x)
        y = y + 1
        return y.sum()

    def linear(x):
        y = 2.0 * x
        y += 1
        return y.sum()

    def squared(x):
        y = 2.0 * x
        z = y * y
        y[0] = 0.0
      # ^^^^ `y` is overwritten, and the reverse of `mul` needs it: PyTorch raises an error in the reverse sweep
        return z.sum()

    def before(x):
        y = 2.0 * x
        y[0] = 0.0
        return (y * y).sum()

    gradients = grad(shifted), grad(copied), grad(linear), grad(squared), grad(before)
    """,
)
def overwritten_residual(differentiated: Differentiated) -> Iterator[Draft]:
    """A value that the reverse sweep needs is overwritten in place.

    Told is what surely happens: the value has a derivative, the reverse of an operation on the same path needs it, and what
    overwrites it comes later. Functions of NumPy are judged where the settings name an entry (`[[tool.adlint.entry]]`).

    ## Why it matters

    PyTorch counts the versions of each tensor, and raises in the reverse sweep: *one of the variables needed for gradient
    computation has been modified by an inplace operation*. Source transformation pushes the old value before it
    is overwritten: an array for each execution.

    ## What to do instead

    Write the result to a new name (`y = y + 1`). In-place operations are in order where no reverse needs the value: after
    sums and products with constants.

    ## Fix

    `y += 1` becomes `y = y + 1`; elements are overwritten in a copy (both unsafe: other names of the array see no
    change).

    ## References

    PyTorch, *Autograd mechanics: In-place correctness checks*. Hascoet, Naumann and Pascual 2005, *"To be recorded"
    analysis in reverse-mode automatic differentiation*.
    """
    function = differentiated.function
    for system, says in _SAYS.items():
        written = list(targets(function)) if function.is_by(system) else []
        active = differentiated.active(system)[function.name] if written else None
        if active is not None and any(map(active.is_active, written)):
            for found in Walk(function, system, active).run():
                message = f"`{found.variable}` is overwritten, and the reverse of `{found.use.name}` needs it: {says}"
                steps = (((function.name, found.use.at), f"the reverse of `{found.use.name}` needs `{found.variable}`"),)
                data = (("variable", found.variable), ("needed_by", found.use.name))
                repair = ("not-in-place", "clone") if system == "torch" else ()
                yield Draft((function.name, found.at), message, (*steps, *function.because()), data, repair)
