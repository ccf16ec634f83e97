"""What the editor has told, as one value: the protocol's thread replaces it, the analyst's reads it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace
from pygls.uris import to_fs_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adlint.server.buffer import Buffer


class State(Struct, frozen=True):
    """The open documents by URI, the workspace's folders, and how often the disk may have changed."""

    buffers: Mapping[str, Buffer] = field(default_factory=dict)
    folders: tuple[Path, ...] = ()
    disk: int = 0
    encoding: str = "utf-16"

    def put(self, buffer: Buffer) -> State:
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


def path_of(uri: str) -> Path | None:
    """The absolute path that a `file:` URI names on this machine."""
    path = to_fs_path(uri)
    return Path(path) if path and Path(path).is_absolute() else None
