"""What the editor can do, as far as the server behaves otherwise for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from pygls.capabilities import get_capability

if TYPE_CHECKING:
    from lsprotocol import types


class Abilities(Struct, frozen=True):
    """`pulls`: it asks for diagnostics. `refreshes_*`: it asks again when it is told to. The others name what it shows,
    resolves, sends or registers.
    """

    pulls: bool = False
    relates_documents: bool = False
    refreshes_diagnostics: bool = False
    refreshes_lenses: bool = False
    refreshes_hints: bool = False
    configures: bool = False
    registers_watchers: bool = False
    nests_symbols: bool = False
    resolves_edits: bool = False
    edits_versions: bool = False
    disables_actions: bool = False
    shows_documents: bool = False
    reads_markdown: bool = True
    shows_progress: bool = False

    @classmethod
    def of(cls, capabilities: types.ClientCapabilities) -> Abilities:
        """The abilities that an editor tells."""

        def has(path: str) -> bool:
            return bool(get_capability(capabilities, path))

        resolved = get_capability(capabilities, "text_document.code_action.resolve_support.properties") or ()
        formats = get_capability(capabilities, "text_document.hover.content_format") or ("markdown",)
        return cls(
            has("text_document.diagnostic"),
            has("text_document.diagnostic.related_document_support"),
            has("workspace.diagnostics.refresh_support"),
            has("workspace.code_lens.refresh_support"),
            has("workspace.inlay_hint.refresh_support"),
            has("workspace.configuration"),
            has("workspace.did_change_watched_files.dynamic_registration"),
            has("text_document.document_symbol.hierarchical_document_symbol_support"),
            "edit" in resolved,
            has("workspace.workspace_edit.document_changes"),
            has("text_document.code_action.disabled_support"),
            has("window.show_document.support"),
            "markdown" in formats,
            has("window.work_done_progress"),
        )
