"""Kinds of things, as they are written: `array`, `list`, `library h5py.File`; that of an object is its class."""

from __future__ import annotations

from adlint.models.objects import OF_FILES

SEQUENCES = frozenset({"list", "tuple"})
CONTAINERS = SEQUENCES | {"dict", "set", "generator"}
_LIBRARY = "library "
# of libraries whose objects stand for files and parts of them
_FILES = ("h5py.", "h5netcdf.", "netCDF4.", "zarr.", "tables.", "shelve.")


def of_library(path: str) -> str:
    """The kind of the objects of a library's class."""
    return f"{_LIBRARY}{path}"


def library_of(kind: str) -> str:
    """The path of the library's class that a kind is; "" if it is none."""
    return kind.removeprefix(_LIBRARY) if kind.startswith(_LIBRARY) else ""


def is_file(kind: str) -> bool:
    """Whether a kind is that of a library's file, or of a part of it."""
    return library_of(kind).startswith(_FILES) and not library_of(kind).startswith(OF_FILES)
