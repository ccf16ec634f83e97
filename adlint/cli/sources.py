"""Files that are changed: read and written in the encoding that they have."""

from __future__ import annotations

import io
import os
import shutil
from contextlib import suppress
from tokenize import detect_encoding
from typing import TYPE_CHECKING

from adlint.cli.failure import Failure

if TYPE_CHECKING:
    from adlint.answers.document import Document


def decoded(document: Document) -> str:
    """The text of a file. Failure if it is a notebook, or cannot be read."""
    if isinstance(document.content, str):
        raise Failure(f"{document.path}: notebooks are not edited")
    try:
        return document.content.decode(_encoding(document.content))
    except (UnicodeError, SyntaxError) as error:
        raise Failure(f"{document.path}: not edited: {error}") from error


def encoded(document: Document, text: str) -> bytes:
    """Another text of a file in the encoding that the file has. Failure if that cannot say it."""
    assert isinstance(document.content, bytes)
    try:
        return text.encode(_encoding(document.content))
    except (UnicodeError, SyntaxError) as error:
        raise Failure(f"{document.path}: not edited: {error}") from error


def write(document: Document, text: str) -> None:
    """Write a file anew, in one step: whoever reads it, finds it as it was or as it is to be. Failure if it cannot be
    written, or is no longer what was read.
    """
    raw = encoded(document, text)
    file = os.path.realpath(document.path)
    partial = f"{file}.{os.getpid()}.adlint"
    try:
        if not os.access(file, os.W_OK):
            raise Failure(f"{document.path}: not edited: it may not be written")
        with open(file, "rb") as old:
            if old.read() != document.content:
                raise Failure(f"{document.path}: not edited: it has changed meanwhile")
        with open(partial, "wb") as new:
            new.write(raw)
        shutil.copymode(file, partial)
        os.replace(partial, file)
    except OSError as error:
        with suppress(OSError):
            os.unlink(partial)
        raise Failure(f"{document.path}: not edited: {error.strerror or error}") from error


def _encoding(content: bytes) -> str:
    return detect_encoding(io.BytesIO(content).readline)[0]
