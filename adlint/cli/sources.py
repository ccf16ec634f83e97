"""Files that are changed: read and written in the encoding that they have."""

from __future__ import annotations

import io
from tokenize import detect_encoding
from typing import TYPE_CHECKING

from adlint.cli.failure import Failure

if TYPE_CHECKING:
    from adlint.document import Document


def decoded(document: Document) -> str:
    """The text of a file. Failure if it is a notebook, or cannot be read."""
    if isinstance(document.content, str):
        raise Failure(f"{document.path}: notebooks are not edited")
    try:
        return document.content.decode(_encoding(document.content))
    except (UnicodeError, SyntaxError) as error:
        raise Failure(f"{document.path}: not edited: {error}") from error


def write(document: Document, text: str) -> None:
    """Write a file anew. Failure if it cannot be written."""
    assert isinstance(document.content, bytes)
    try:
        raw = text.encode(_encoding(document.content))
        with open(document.path, "wb") as file:
            file.write(raw)
    except (OSError, UnicodeError) as error:
        raise Failure(f"{document.path}: not edited: {error}") from error


def _encoding(content: bytes) -> str:
    return detect_encoding(io.BytesIO(content).readline)[0]
