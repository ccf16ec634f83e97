"""What the editor has told, as one value: the protocol's thread replaces it, the analyst's reads it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace
from pygls.uris import to_fs_path

from adlint.finding import Position
from adlint.server.buffer import Buffer, pointed
from adlint.server.notebook import Notebook
from adlint.server.preferences import Preferences

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lsprotocol import types

Open: TypeAlias = Buffer | Notebook
Key: TypeAlias = Path | str  # of what is checked together: a folder, or a document's URI


class Place(Struct, frozen=True):
    """A position of the editor as findings count them: 1-based, in characters, in a cell of a notebook."""

    position: Position
    cell: int | None = None


class Asked(Struct, frozen=True):
    """What the findings in what is checked together depend on: the texts that are open, how often the disk may have
    changed, the editor's settings; and how columns are counted.
    """

    buffers: tuple[Open, ...]
    disk: int
    encoding: str
    over: tuple[tuple[str, object], ...]


class State(Struct, frozen=True):
    """The open documents by URI, the workspace's folders, and how often the disk may have changed. `whole` says that
    folders without open documents are looked at too.
    """

    buffers: Mapping[str, Open] = field(default_factory=dict)
    folders: tuple[Path, ...] = ()
    disk: int = 0
    encoding: str = "utf-16"
    whole: bool = False
    preferences: Preferences = Preferences()

    def put(self, buffer: Open) -> State:
        """With `buffer` in place of what was open under its URI."""
        return replace(self, buffers={**self.buffers, buffer.uri: buffer})

    def without(self, uri: str) -> State:
        """With nothing open under `uri`, so that the disk speaks for it."""
        left = {key: buffer for key, buffer in self.buffers.items() if key != uri}
        return replace(self, buffers=left, disk=self.disk + 1)

    def after_disk_change(self) -> State:
        """With everything read from the disk in doubt."""
        return replace(self, disk=self.disk + 1)

    def folder_of(self, uri: str) -> Path | None:
        """The innermost folder that holds what `uri` names; None for what is outside or not a file."""
        path = path_of(uri)
        holding = [folder for folder in self.folders if path and path.is_relative_to(folder)]
        return max(holding, key=lambda folder: len(folder.parts), default=None)

    def document(self, uri: str) -> Open | None:
        """What is open under `uri`; of a cell, its notebook."""
        found = self.buffers.get(uri)
        return found or next((one for one in self.notebooks() if one.number(uri)), None)

    def notebooks(self) -> Iterable[Notebook]:
        """The notebooks that are open."""
        return (one for one in self.buffers.values() if isinstance(one, Notebook))

    def text(self, uri: str) -> Buffer | None:
        """The open text of that URI: a document, or a cell."""
        found = self.document(uri)
        if isinstance(found, Notebook):
            return next((cell.buffer for cell in found.cells if cell.uri == uri), None)
        return found

    def place(self, uri: str, position: types.Position) -> Place | None:
        """Where the editor points to; None if that text is not open."""
        document, buffer = self.document(uri), self.text(uri)
        if buffer is None:
            return None
        cell = document.number(uri) if isinstance(document, Notebook) else None
        return Place(pointed(buffer, position, self.encoding), cell)

    def key(self, uri: str) -> Key:
        """What the document of that URI is checked together with."""
        document = self.document(uri)
        return self.folder_of(document.uri if document else uri) or (document.uri if document else uri)

    def groups(self) -> dict[Key, tuple[Open, ...]]:
        """The open Python documents by what is checked together."""
        groups: dict[Key, tuple[Open, ...]] = dict.fromkeys(self.folders if self.whole else (), ())
        for buffer in self.buffers.values():
            if buffer.language == "python":
                key = self.folder_of(buffer.uri) or buffer.uri
                groups[key] = (*groups.get(key, ()), buffer)
        return groups

    def asked(self, key: Key) -> Asked | None:
        """What is asked about what is checked together under `key`; None if nothing is."""
        buffers = self.groups().get(key)
        return None if buffers is None else Asked(buffers, self.disk, self.encoding, self.preferences.over)


def path_of(uri: str) -> Path | None:
    """The absolute path that a `file:` URI names on this machine."""
    path = to_fs_path(uri)
    return Path(path) if path and Path(path).is_absolute() else None
