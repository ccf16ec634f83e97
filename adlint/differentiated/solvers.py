"""Functions of SciPy that iterate until they have found something."""

from __future__ import annotations

_SOLVERS = {
    "scipy.optimize": frozenset(
        "root root_scalar fsolve newton brentq brenth bisect ridder toms748 fixed_point minimize minimize_scalar fmin"
        " fmin_bfgs fmin_cg fmin_l_bfgs_b fmin_ncg least_squares leastsq newton_krylov broyden1 broyden2 anderson"
        " diagbroyden linearmixing excitingmixing curve_fit".split()
    ),
    "scipy.sparse.linalg": frozenset("cg cgs bicg bicgstab gmres lgmres minres qmr gcrotmk tfqmr lsqr lsmr".split()),
}


def is_solver(path: str) -> bool:
    """Whether a function iterates."""
    owner, _, name = path.rpartition(".")
    return name in _SOLVERS.get(owner, ())
