"""The sources of installed packages, read when something in them is called."""

from __future__ import annotations

import os
import stat
import sysconfig
from functools import lru_cache
from glob import glob

from msgspec import Struct

from adlint import ir
from adlint.lower import lower
from adlint.source import Source, read

_LEVELS = 8  # folders above a file where an environment is looked for
_KEPT = 256  # lowered texts; the entries of a project go through the same few again and again


class Installed(Struct, frozen=True):
    """The folders that packages are installed in."""

    folders: tuple[str, ...]

    @classmethod
    def near(cls, file: str) -> Installed:
        """Those of the environment of a file: `.venv` beside it or above, that which is active, adlint's own."""
        folder = os.path.dirname(os.path.abspath(file))
        environments = []
        for _ in range(_LEVELS):
            environments.append(os.path.join(folder, ".venv"))
            folder = os.path.dirname(folder)
        environments.append(os.environ.get("VIRTUAL_ENV", ""))
        for environment in filter(None, environments):
            found = glob(os.path.join(environment, "lib", "python3*", "site-packages"))
            found += glob(os.path.join(environment, "Lib", "site-packages"))
            if found:
                return cls(tuple(sorted(found)))
        return cls((sysconfig.get_path("purelib"),))

    def module(self, name: str) -> ir.Module | None:
        """The text of a module, lowered; None if there is none, or it cannot be read."""
        parts = name.split(".")
        for folder in self.folders:
            base = os.path.join(folder, *parts)
            for file in (os.path.join(base, "__init__.py"), f"{base}.py"):
                version = _version(file)
                if version is not None:
                    return _lowered(file, version)
        return None


def _version(file: str) -> tuple[int, int] | None:
    """When a file was last written, and its length; None if it is no file."""
    try:
        found = os.stat(file)
    except (OSError, ValueError):
        return None
    return (found.st_mtime_ns, found.st_size) if stat.S_ISREG(found.st_mode) else None


@lru_cache(maxsize=_KEPT)
def _lowered(file: str, _version: tuple[int, int]) -> ir.Module | None:
    try:
        with open(file, "rb") as content:
            source = read(file, content.read())
    except OSError:
        return None
    return lower(source.text).module if isinstance(source, Source) else None
