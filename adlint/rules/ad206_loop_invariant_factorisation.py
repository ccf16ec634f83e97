from __future__ import annotations

from collections.abc import Iterator

from adlint import ir
from adlint.differentiated.repeated import same_in_every_turn
from adlint.finding import Severity
from adlint.models.factorisations import factors
from adlint.rules.facts import Differentiated, Draft, calls, function_name
from adlint.rules.rule import on_function

_KEPT = "the tape keeps the factors of each"
_AGAIN = "the reverse sweep does so, too"


@on_function(
    "AD206",
    Severity.WARNING,
    since="0.1",
    examples="""
    import jax
    import jax.numpy as jnp
    from jax.scipy.linalg import lu_factor, lu_solve

    def implicit(u, k, steps):
        A = jnp.eye(u.size) + k * jnp.ones((u.size, u.size))
        for _ in range(steps):
            u = jnp.linalg.solve(A, u)
              # ^^^^^^^^^^^^^^^^^^^^^^ `A` is the same in every turn of the loop: `jax.numpy.linalg.solve` factors it each time, and the tape keeps the factors of each
        return jnp.sum(u)

    def step(A, u):
        return jnp.linalg.inv(A) @ u
             # ^^^^^^^^^^^^^^^^^ `A` is the same in every turn of the loop: `jax.numpy.linalg.inv` factors it each time, and the tape keeps the factors of each

    def called(u, A, steps):
        for _ in range(steps):
            u = step(A, u)
        return jnp.sum(u)

    def factored(u, A, steps):
        lu = lu_factor(A)
        for _ in range(steps):
            u = lu_solve(lu, u)
        return jnp.sum(u)

    def newton(u, steps):
        for _ in range(steps):
            u = u - jnp.linalg.solve(jnp.eye(u.size) + jnp.diag(u), u)
        return jnp.sum(u)

    def scanned(u, A):
        return jax.lax.scan(lambda v, _: (jnp.linalg.solve(A, v), None), u, length=100)[0].sum()

    gradients = jax.grad(implicit), jax.grad(called), jax.grad(factored), jax.grad(newton), jax.grad(scanned)
    """,
)
def loop_invariant_factorisation(differentiated: Differentiated) -> Iterator[Draft]:
    """A matrix that does not change in a loop is factored in each of its turns.

    Meant are solutions of linear systems, inverses, determinants and factorisations in loops of Python, in the function of
    the loop or in one that it calls with the same matrix in each turn. A body of `jax.lax.scan` is none: JAX
    takes out of it what does not change.

    ## Why it matters

    A factorisation takes n³ operations, a solution with its factors n². PyTorch and JAX keep the factors of each turn
    for the reverse sweep: n² numbers a turn, although they are the same. Other systems factor the matrix again, in each
    turn of the reverse sweep.

    ## What to do instead

    Factor the matrix before the loop, and solve with the factors inside: `lu_factor` and `lu_solve`, or `cho_factor`
    and `cho_solve`, of `scipy.linalg`, `jax.scipy.linalg`, or `torch.linalg`.

    ## References

    Giles 2008, *An extended collection of matrix derivative results for forward and reverse mode automatic differentiation*,
    section 2.3.
    """
    function = differentiated.function
    for at in sorted(function.useful):
        op = function.ops.get(at)
        path = next((path for path in function.recorded(at) if factors(path)), None)
        if path is None or not isinstance(op, ir.Call) or not op.arguments or isinstance(op.arguments[0], ir.Starred):
            continue
        loop = same_in_every_turn(function, at, op.arguments[0], differentiated.whole)
        if loop is not None:
            kept = _KEPT if function.is_by("torch", "jax") else _AGAIN
            what = f"`{op.arguments[0]}`" if isinstance(op.arguments[0], str) else "the matrix"
            message = f"{what} is the same in every turn of the loop: `{path}` factors it each time, and {kept}"
            where = function_name(loop[0][0])
            steps = ((loop[0], f"the loop in `{where}`"), *calls((*loop[1:], (function.name, at))))
            yield Draft((function.name, at), message, (*steps, *function.because()), (("function", path),))
