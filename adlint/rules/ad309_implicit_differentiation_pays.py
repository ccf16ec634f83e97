from __future__ import annotations

from collections.abc import Iterator

from adlint.differentiated.converging import converging
from adlint.differentiated.solvers import is_solver
from adlint.finding import Severity
from adlint.rules.facts import Differentiated, Draft
from adlint.rules.rule import on_function


@on_function(
    "AD309",
    Severity.WARNING,
    since="0.1",
    examples="""
    import jax
    import jax.numpy as jnp

    def fixed_point(x, p):
        while True:
      # ^^^^^^^^^^^ this loop iterates until `new` has converged, and the tape keeps every turn: by the implicit function theorem its derivative follows from the last one alone
            new = jnp.cos(p * x)
            if jnp.linalg.norm(new - x) < 1e-6:
                return new
            x = new

    def newton(x, p):
        residual = x ** 3 - p
        while jnp.max(jnp.abs(residual)) > 1e-6:
      # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ this loop iterates until `x` has converged, and the tape keeps every turn: by the implicit function theorem its derivative follows from the last one alone
            x = x - residual / (3 * x ** 2)
            residual = x ** 3 - p
        return jnp.sum(x)

    def stepping(u, end):
        t = 0.0
        while abs(t - end) > 1e-9:
            u = u + 0.1 * jnp.sin(u * t)
            t = t + 0.1
        return jnp.sum(u)

    def guarded(u, steps):
        for _ in range(steps):
            u = u + 0.1 * jnp.sin(u)
            if jnp.max(jnp.abs(u)) > 1e6:
                break
        return jnp.sum(u)

    gradients = jax.grad(fixed_point), jax.grad(newton), jax.grad(stepping), jax.grad(guarded)
    """,
)
def implicit_differentiation_pays(differentiated: Differentiated) -> Iterator[Draft]:
    """An iteration that runs until it has converged is differentiated turn by turn.

    Meant are loops whose variable is set to a function of itself (a fixed point, Newton's method, conjugate gradients)
    until the norm of its change, or of a residual that changes it, is small; and calls of SciPy's solvers for roots,
    minima and linear systems, of whose turns source transformation would make a tape.

    ## Why it matters

    The tape keeps every turn, and how many there are is known only when it has ended. The derivative of x = g(x, p)
    follows from its solution alone: one linear system with 1 - dg/dx. What the turns before it did is not needed, and
    where the iteration stops early, the derivative of its turns has converged less than its result has.

    ## What to do instead

    Give the solution a derivative of its own by the implicit function theorem: `jax.custom_vjp`, or
    `jax.lax.custom_root` and `jax.lax.custom_linear_solve`, an `autograd.Function` in PyTorch,
    `autograd.extend.primitive`, an adjoint routine for source transformation.

    ## References

    Christianson 1994, *Reverse accumulation and attractive fixed points*. Blondel and others 2022, *Efficient and
    modular implicit differentiation*.
    """
    function = differentiated.function
    for at, name in converging(function.code):
        if any(store.value in function.useful for store in function.stores.get(name, ())):
            message = (
                f"this loop iterates until `{name}` has converged, and the tape keeps every turn: by the implicit function "
                "theorem its derivative follows from the last one alone"
            )
            yield Draft((function.name, at), message, function.because(), (("variable", name),))
    for at in sorted(function.useful) if function.is_by("numpy") else ():
        path = next((path for path in function.paths(at) if is_solver(path)), None)
        if path is not None:
            message = (
                f"`{path}` iterates: by the implicit function theorem its derivative follows from the solution alone, "
                "without a tape of its turns"
            )
            yield Draft((function.name, at), message, function.because(), (("function", path),))
