"""NumPy, of which the functions tell what they read and write."""

from __future__ import annotations

from typing import Any

import numpy as np

from .recording import RECORDER, bare, plain
from .watched import VIEWS, Array, called, wrapped

METADATA_FUNCTIONS = frozenset("zeros_like empty_like ones_like full_like shape ndim size".split())
PARTLY = frozenset("copyto put place putmask fill_diagonal put_along_axis".split())


class Library:
    """NumPy, or a module of it."""

    def __init__(self, module: Any) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._module, name)
        if isinstance(found, type(np)):
            return Library(found)
        if isinstance(found, type) or not callable(found):
            return found
        return Function(name, found)


class Function:
    """A function of NumPy's."""

    def __init__(self, name: str, function: Any) -> None:
        self.name = name
        self.function = function

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        first = arguments[0] if arguments else None
        if self.name in METADATA_FUNCTIONS:
            rest = plain(arguments[1:])
            return wrapped(self.function(bare(first), *rest, **named))
        if self.name in VIEWS and isinstance(first, Array):
            return first.seen(self.function, *bare(arguments[1:]), **named)
        if self.name in PARTLY and isinstance(first, Array):
            return self._partly(first, *plain(arguments[1:]), **{k: plain(v) for k, v in named.items()})
        return called(self.function, *arguments, **named)

    def _partly(self, target: Array, *arguments: Any, **named: Any) -> None:
        touched = np.full(target.data.shape, np.nan)
        self.function(touched, *arguments, **named)
        self.function(target.data, *arguments, **named)
        RECORDER.write(target.numbers[~np.isnan(touched)].tolist())

    def at(self, target: Array, index: Any, *values: Any) -> None:
        """What ufuncs do in place at some elements."""
        where, given = plain(index), plain(values)
        touched = np.ravel(target.numbers[where]).tolist()
        RECORDER.read(touched)
        self.function.at(target.data, where, *given)
        RECORDER.write(touched)

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.function, name)
        return lambda *a, **k: called(method, *a, **k)
