"""Libraries of arrays: what their functions give, and which operations they stand for."""

from adlint.evaluate.libraries import Library
from adlint.frameworks.annotations import ANNOTATIONS
from adlint.frameworks.autograd import AUTOGRAD
from adlint.frameworks.equinox import DIFFRAX, EQUINOX
from adlint.frameworks.jax import JAX
from adlint.frameworks.mpi import MPI
from adlint.frameworks.numpy import NUMPY, SCIPY
from adlint.frameworks.torch import TORCH

LIBRARIES: dict[str, Library] = {
    "numpy": NUMPY,
    "scipy": SCIPY,
    "autograd": AUTOGRAD,
    "jax": JAX,
    "torch": TORCH,
    "equinox": EQUINOX,
    "diffrax": DIFFRAX,
    "mpi4py": MPI,
    **ANNOTATIONS,
}
