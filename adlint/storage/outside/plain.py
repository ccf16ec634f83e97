"""Functions of libraries that do nothing but to what they are given, whatever that is."""

from __future__ import annotations

from adlint.models import canonical, models
from adlint.models import storage as model
from adlint.models.outside import CALLS, DRAWS, IN_FILE, OPENING, is_module_generator
from adlint.models.paths import EXISTING, NAMED_OR_OPEN
from adlint.models.randomness import DRAWN_BY, MASKING, SAMPLERS
from adlint.models.reading import is_reading
from adlint.models.states import STATES

BARRED = frozenset({*DRAWS, *DRAWN_BY, *SAMPLERS, "next", "send", "backward"})  # methods that do more, by name
_ADVANCING = frozenset({"builtins.next", "builtins.anext"})


def is_silent(path: str) -> bool:
    """Whether a library's function, or a method of one of its classes, does nothing to the outside, to generators of
    random numbers, and to where files and iterators stand.
    """
    owner, _, last = path.rpartition(".")
    known = models().get(canonical(path))
    if known is not None and (known.effect or known.acquires or known.releases):
        return False
    if path in IN_FILE or path in NAMED_OR_OPEN or path in MASKING or is_module_generator(path):
        return False
    is_keyed = owner == "jax.random"  # whose functions draw from a key that they are given
    is_barred = last in BARRED and not is_keyed
    return not is_barred and not any(path in several for several in (_ADVANCING, CALLS, OPENING, EXISTING, STATES))


def is_plain(path: str) -> bool:
    """Whether a library's function does no more than to read what it is given, whatever that is."""
    is_special = path.startswith("builtins.__")
    return is_silent(path) and is_reading(path) and not model.WRITES_WHERE.get(path) and not is_special
