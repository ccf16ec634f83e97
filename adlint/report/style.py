"""Colour, and how wide text is on a terminal."""

from __future__ import annotations

from enum import Enum

from adlint.finding import Severity

TAB = 4


class Ink(Enum):
    """ANSI colours."""

    RED = "1;31"
    YELLOW = "1;33"
    CYAN = "1;36"
    BLUE = "34"
    BOLD = "1"


_INKS = {Severity.ERROR: Ink.RED, Severity.WARNING: Ink.YELLOW, Severity.INFO: Ink.CYAN}


def paint(text: str, ink: Ink | Severity, *, color: bool) -> str:
    """The text in a colour, or as it is."""
    chosen = _INKS[ink] if isinstance(ink, Severity) else ink
    return f"\033[{chosen.value}m{text}\033[0m" if color else text


def printable(text: str) -> str:
    r"""The text on one line, with control characters shown as `\\x1b`, so that it cannot steer a terminal."""
    return text if text.isprintable() else "".join(map(_visible, text))


def columns(line: str) -> tuple[str, tuple[int, ...]]:
    """The line as shown (tabs expanded), and the display column of each character and of the line's end."""
    if line.isascii() and line.isprintable():
        return line, tuple(range(len(line) + 1))
    shown: list[str] = []
    starts = [0]
    for character in line:
        piece = " " * (TAB - starts[-1] % TAB) if character == "\t" else _visible(character)
        shown.append(piece)
        starts.append(starts[-1] + _width(piece))
    return "".join(shown), tuple(starts)


def _visible(character: str) -> str:
    if character.isprintable() or character in "\u200d\u3000\u00a0":
        return character
    return character.encode("unicode_escape").decode("ascii")


def _width(piece: str) -> int:
    if piece.isascii():
        return len(piece)
    from unicodedata import category, east_asian_width

    if category(piece) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if east_asian_width(piece) in "WF" else 1
