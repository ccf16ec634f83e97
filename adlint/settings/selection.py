"""Which findings a run reports."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from adlint.finding import Severity
from adlint.settings.patterns import matches

if TYPE_CHECKING:
    from collections.abc import Iterable

    from adlint.settings.table import Settings

_FAMILY = "AD"
_SYNTAX_ERROR = "AD901"


def is_selected(settings: Settings, code: str, name: str, path: str, severity: Severity) -> bool:
    """Whether the settings ask for findings of this rule in this file.

    The longest match of `select` and `extend-select` against that of `ignore` decides, and equal lengths
    ignore. A syntax error needs no selection: an unread file must not pass for a clean one.
    """
    wanted = _match((*settings.select, *settings.extend_select), code, name)
    if code == _SYNTAX_ERROR:
        wanted = max(wanted, len(_FAMILY))
    if severity is Severity.INFO and wanted <= len(_FAMILY):
        return False
    return wanted > _match(settings.ignore, code, name) and not _ignored_here(settings, code, name, path)


def _match(selectors: Iterable[str], code: str, name: str) -> int:
    """The length of the longest selector that matches; a name is as long as a whole code."""
    lengths = (len(code) if s == name else len(s) for s in selectors if s == name or code.startswith(s))
    return max(lengths, default=0)


def _ignored_here(settings: Settings, code: str, name: str, path: str) -> bool:
    return any(
        _match(codes, code, name) and matches(project_path(settings, path), (glob,))
        for glob, codes in settings.per_file_ignores
    )


def project_path(settings: Settings, path: str) -> str:
    """The path of a document relative to the project; a path outside the project as it is."""
    if not settings.root:
        return path
    absolute = posixpath.normpath(posixpath.join(settings.base, path))
    return absolute.removeprefix(settings.root.rstrip("/") + "/")
