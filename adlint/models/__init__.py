"""What is known of library functions, by full path."""

from __future__ import annotations

from functools import cache

from adlint.models import files, mpi, patterns, randomness, seeded
from adlint.models.files import LOCKS, PARTED, PARTS, REMOVING, STAYING, TEMPORARY, WRAPPERS
from adlint.models.model import DROPPED, FREED, RESOURCES, Effect, Model, Resource
from adlint.models.mpi import ALIASES, COMM, PROTOCOL
from adlint.models.randomness import SAMPLERS, sampler
from adlint.models.seeded import of_graphs


@cache
def models() -> dict[str, Model]:
    """Every model by the full path of its function."""
    return {model.name: model for module in (files, mpi, patterns, randomness, seeded) for model in module.MODELS}


@cache
def protocol() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Methods that name their protocol, whatever they are called on: the path of their model, and the keywords that
    must be given.
    """
    return {name: (f"{COMM}.{name}", needed) for name, needed in PROTOCOL.items()} | {
        name: (f"torch.Tensor.{name}", ()) for name in SAMPLERS
    }


@cache
def releasing() -> dict[str, str]:
    """The names of methods that give a resource back, with what they give back: what an unknown object may do."""
    return {
        name.rpartition(".")[2]: model.releases
        for name, model in models().items()
        if model.releases == "self" or (model.releases and name.startswith("mpi4py."))
    }


def canonical(path: str) -> str:
    """The path under which a function has its model: methods of a subclass are those of its base."""
    owner, _, name = path.rpartition(".")
    base = ALIASES.get(owner)
    return sampler(owner, name) or of_graphs(path) or (f"{base}.{name}" if base is not None else path)


__all__ = [
    "DROPPED",
    "FREED",
    "LOCKS",
    "PARTED",
    "PARTS",
    "REMOVING",
    "RESOURCES",
    "STAYING",
    "TEMPORARY",
    "WRAPPERS",
    "Effect",
    "Model",
    "Resource",
    "canonical",
    "models",
    "protocol",
    "releasing",
]
