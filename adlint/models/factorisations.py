"""Library functions that factor a matrix, their first argument, or keep what comes of it."""

from __future__ import annotations

_PACKAGES = (
    "numpy.linalg.", "autograd.numpy.linalg.", "jax.numpy.linalg.", "cupy.linalg.", "scipy.linalg.",
    "autograd.scipy.linalg.", "jax.scipy.linalg.", "torch.linalg.", "torch.", "scipy.sparse.linalg.",
)  # fmt: skip
_FACTORING = frozenset(
    "solve inv inv_ex inverse pinv pinverse cholesky cholesky_ex lu lu_factor lu_factor_ex cho_factor qr svd eigh eig"
    " ldl ldl_factor lstsq det slogdet logdet expm matrix_exp sqrtm spsolve splu factorized solve_ex".split()
)


def factors(path: str) -> bool:
    """Whether a library function factors its first argument."""
    owner, _, name = path.rpartition(".")
    return name in _FACTORING and f"{owner}." in _PACKAGES
