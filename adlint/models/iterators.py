"""What begins only once: of iterators each item is taken once, and files are read from where they stand.

Sources: the reference manuals of Python 3, NumPy 2 and pandas 2.
"""

from __future__ import annotations

from collections.abc import Collection

_MADE = frozenset(
    "builtins.iter builtins.map builtins.filter builtins.zip builtins.enumerate builtins.reversed"
    " numpy.nditer numpy.ndenumerate numpy.ndindex".split()
)
TEE = "itertools.tee"  # which gives several
# what reads a file, or a folder, as it is gone through
_TABLES = "pandas.io.parsers.TextFileReader"
_TAKEN = frozenset(
    "csv.reader csv.DictReader os.scandir glob.iglob os.walk re.finditer fileinput.input struct.iter_unpack"
    " sqlite3.Cursor".split()
) | {_TABLES}
# what methods of objects of a class, or of what a function gives, give that goes on, and calling such a thing
_CURSORS = ("sqlite3.connect", "sqlite3.Connection", "sqlite3.Cursor")
_GIVEN = {
    **{(path, name): _CURSORS[-1] for path in _CURSORS for name in "cursor execute executemany executescript".split()},
    ("codecs.getincrementaldecoder", "__call__"): "codecs.IncrementalDecoder",
    ("codecs.getincrementalencoder", "__call__"): "codecs.IncrementalEncoder",
}
# functions that give a table at once, or what reads it part by part, if they are told to
_BY_PARTS = frozenset(f"pandas.read_{kind}" for kind in "csv table fwf json sas stata sql sql_query sql_table".split())
_TOLD_SO = frozenset({"iterator", "chunksize"})


def makes_iterator(path: str) -> bool:
    """Whether a function gives an iterator, of which each item is taken once."""
    return path in _MADE or (path.startswith("itertools.") and path != TEE)


def reader(path: str, keywords: Collection[str | None]) -> str:
    """The class of what a function gives that reads a table part by part, told so by a keyword; "" if it is none."""
    return _TABLES if path in _BY_PARTS and not _TOLD_SO.isdisjoint(keywords) else ""


def given_by(path: str, method: str) -> str:
    """The class of what a method gives that goes on from where it stands; "" if it gives no such thing."""
    return _GIVEN.get((path, method), "")


def goes_on(path: str) -> bool:
    """Whether going through an object of that class takes from it, as from an open file: no second way begins anew."""
    return path.startswith("io.") or path in _TAKEN or makes_iterator(path)
