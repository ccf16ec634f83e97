"""What a workspace that lives on says of texts, held to what a new one says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from adlint.answers.document import Document
from adlint.interpret.scale import Scale
from adlint.settings import Settings
from adlint.workspace import Workspace

LARGE = Scale(1, 0, 1, 1, 0, 2, 2)  # as for a program of thousands of functions
SCALES = {"medium": Scale(2, 12, 40, 3, 12, 16, 3), "large": LARGE}


class Text(NamedTuple):
    """The text of a module, and whether it is a package."""

    content: str
    is_package: bool = False


Texts = Mapping[str, Text]  # by module


def documents(texts: Texts) -> list[Document]:
    return [Document(f"{name.replace('.', '/')}.py", name, *text) for name, text in texts.items()]


def answers(workspace: Workspace, texts: Texts) -> tuple[object, ...]:
    """All that a workspace says of texts."""
    report = workspace.check(documents(texts), Settings())
    assert report.internal_errors == ()
    return report.findings, report.notes, dict(workspace.graph(documents(texts)))


def differences(warm: Workspace, texts: Texts) -> list[str]:
    """Which answers are not as if everything were analysed anew."""
    found, anew = answers(warm, texts), answers(Workspace(), texts)
    several = zip(("findings", "notes", "graph"), found, anew, strict=True)
    return [f"{what}: {one} is not {other}" for what, one, other in several if one != other]
