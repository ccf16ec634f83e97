"""Linear systems with sparse matrices: solvers, and factorisations that solve again."""

from __future__ import annotations

from adlint.evaluate.libraries import NO_MODEL
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import External, Member, Ref, Value
from adlint.frameworks.numpy.filters import floating
from adlint.frameworks.numpy.making import Function, array_at, dtype_of, give
from adlint.frameworks.numpy.sparse.matrix import parts
from adlint.trace import Array

FACTORS = External("scipy.sparse.linalg.SuperLU")
_ITERATIVE = "cg bicg bicgstab cgs gmres lgmres minres qmr gcrotmk".split()


def solved(m: Machine, name: str, given: Given) -> Value:
    """`spsolve`, and iterations until something is small enough, which also say how they ended."""
    data, _ = parts(m, given.at(0, "A"))
    right = array_at(m, given, 1, "b")
    found = give(m, name, (data, right), right.shape, floating(dtype_of((data, right))))
    return found if name.endswith(("spsolve", "spsolve_triangular")) else (found, m.fresh("how a solver ended"))


def fitted(m: Machine, name: str, given: Given) -> Value:
    """`lsqr` and `lsmr`: the solution, and how it was found."""
    data, dims = parts(m, given.at(0, "A"))
    right = array_at(m, given, 1, "b")
    found = give(m, name, (data, right), (dims[1],), floating(dtype_of((data, right))))
    return (found, *(m.fresh("how a solver ended") for _ in range(9 if name.endswith("lsqr") else 7)))


def factored(m: Machine, name: str, given: Given) -> Ref:
    """`splu` and `spilu`: what solves with a matrix."""
    data, dims = parts(m, given.at(0, "A"))
    found = m.store.new("instance", cls=FACTORS)
    m.store.mine(found).fields = {"data": data, "shape": dims}
    return found


def solver(m: Machine, name: str, given: Given) -> Value:
    """`factorized`: the function that solves."""
    return Member(factored(m, name, given), "solve")


def with_factors(m: Machine, base: Ref, name: str, given: Given) -> Value:
    """`solve` of a factorisation."""
    data, right = m.store[base].fields["data"], array_at(m, given, 0, "rhs")
    if name != "solve" or not isinstance(data, Array):
        return NO_MODEL
    return give(m, "scipy.sparse.linalg.spsolve", (data, right), right.shape, floating(dtype_of((data, right))))


TABLE: dict[str, Function] = {
    **{f"scipy.sparse.linalg.{one}": solved for one in (*_ITERATIVE, "spsolve", "spsolve_triangular")},
    **dict.fromkeys(("scipy.sparse.linalg.splu", "scipy.sparse.linalg.spilu"), factored),
    **dict.fromkeys(("scipy.sparse.linalg.lsqr", "scipy.sparse.linalg.lsmr"), fitted),
    "scipy.sparse.linalg.factorized": solver,
}  # fmt: skip
