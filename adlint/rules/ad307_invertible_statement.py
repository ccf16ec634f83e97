from __future__ import annotations

from collections.abc import Iterator

from adlint import ir
from adlint.differentiated.inverting import inverting
from adlint.finding import Severity
from adlint.rules.facts import Differentiated, Draft
from adlint.rules.rule import on_function


@on_function(
    "AD307",
    Severity.INFO,
    since="0.1",
    examples="""
    import numpy as np

    # adlint: call(q=f64[n], p=f64[n], dt=0.1, steps=T)
    def leapfrog(q, p, dt, steps):
        for _ in range(steps):
            p -= dt * np.sin(q)
            q += dt * p
          # ^^^^^^^^^^^ what is added to `q` does not depend on it: the reverse sweep can subtract it again, and no old value of `q` has to be kept
        return q

    # adlint: call(u=f64[n], v=f64[n], steps=T)
    def squares(u, v, steps):
        for _ in range(steps):
            u = u + 0.1 * v ** 2
              # ^^^^^^^^^^^^^^^^ what is added to `u` does not depend on it: the reverse sweep can subtract it again, and no old value of `u` has to be kept
            v = v - 0.1 * u ** 2
              # ^^^^^^^^^^^^^^^^ what is added to `v` does not depend on it: the reverse sweep can subtract it again, and no old value of `v` has to be kept
        return u

    # adlint: call(q=f64[n], p=f64[n], dt=0.1, steps=T)
    def euler(q, p, dt, steps):
        for _ in range(steps):
            force = np.sin(q)
            q = q + dt * p ** 2
            p = p - dt * force
        return q

    # adlint: call(u=f64[n], steps=T)
    def heat(u, steps):
        for _ in range(steps):
            u = u + 0.1 * np.sin(u)
        return u
    """,
)
def invertible_statement(differentiated: Differentiated) -> Iterator[Draft]:
    """A statement adds to a variable something that does not depend on it, and the old value is pushed for the adjoint.

    Meant are `x += f(y)` and `x = x + f(y)` in loops of plain NumPy, as source transformation differentiates it, where
    x is needed by the adjoint of something in the loop. What f(y) is made of has to be there again in the reverse
    sweep: it does not change in the loop, or changes by such statements alone, as in a leapfrog scheme.

    ## Why it matters

    The adjoint needs old values of x, and the tape keeps one for each turn. But `x -= f(y)` gives the old value back:
    it need not be kept at all.

    ## What to do instead

    Write the adjoint of the loop so that it undoes the statement; Tapenade does that for `x = x + f(y)` with a
    directive. Rounding makes the old values drift a little; over long loops restart from a stored state now and then.

    ## References

    Gomez, Ren, Urtasun, Grosse 2017, *The reversible residual network: backpropagation without storing activations*.
    """
    function = differentiated.function
    if not function.is_by("numpy"):
        return
    for found in inverting(function.code):
        store = next((op for op in function.stores.get(found.name, ()) if op.value == found.at), None)
        if store is not None and store.at in function.useful and isinstance(function.ops.get(found.at), ir.Binary):
            message = (
                f"what is added to `{found.name}` does not depend on it: the reverse sweep can subtract it again, and no old "
                f"value of `{found.name}` has to be kept"
            )
            yield Draft((function.name, found.at), message, function.because(), (("variable", found.name),))
