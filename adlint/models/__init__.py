"""What is known of library functions, by full path."""

from __future__ import annotations

from functools import cache

from adlint.models import files, mpi, randomness
from adlint.models.model import RESOURCES, Effect, Model, Resource
from adlint.models.mpi import COMM, PROTOCOL


@cache
def models() -> dict[str, Model]:
    """Every model by the full path of its function."""
    return {model.name: model for module in (files, mpi, randomness) for model in module.MODELS}


__all__ = ["COMM", "PROTOCOL", "RESOURCES", "Effect", "Model", "Resource", "models"]
