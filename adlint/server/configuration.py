"""What the editor's user has set, at the start and whenever it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types
from msgspec.structs import replace

from adlint.project import known_rules
from adlint.server.preferences import SECTION, preferences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adlint.server.server import Server


def initial(ls: Server, options: object) -> None:
    """What an editor sends with its first message: the section itself, or an object that holds it."""
    _take(ls, _section(options) if _section(options) is not None else options)


def own_commands(options: object) -> tuple[str, ...]:
    """The commands that an editor's extension has itself, which the server is not to offer: `ownCommands`."""
    found = options.get("ownCommands") if isinstance(options, dict) else None
    return tuple(map(str, found)) if isinstance(found, list) else ()


def fetch(ls: Server) -> None:
    """An editor that can is asked what is set."""
    if ls.abilities.configures:
        items = [types.ConfigurationItem(section=SECTION)]
        ls.workspace_configuration(types.ConfigurationParams(items), lambda found: _fetched(ls, found))


def changed(ls: Server, params: types.DidChangeConfigurationParams) -> None:
    """Settings have changed: what was sent holds, or else what the editor says when it is asked. Files are looked at
    again.
    """
    section = _section(params.settings)
    if section is not None:
        _take(ls, section)
    else:
        fetch(ls)
    ls.update(ls.state.after_disk_change())
    ls.refresh()


def _fetched(ls: Server, found: Sequence[object] | None) -> None:
    if found and found[0] is not None:
        _take(ls, found[0])


def _section(settings: object) -> object:
    return settings.get(SECTION) if isinstance(settings, dict) else getattr(settings, SECTION, None)


def _take(ls: Server, section: object) -> None:
    found, problems = preferences(section, known_rules())
    for problem in problems:
        ls.say_once(f"settings of the editor: {problem}")
    if found != ls.state.preferences:
        ls.update(replace(ls.state, preferences=found))
        ls.refresh()
