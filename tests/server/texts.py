"""Edits of a text as a client makes them, by a model that shares nothing with the server: lists of code units."""

from __future__ import annotations

import re

UNITS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


def position(text, index, encoding="utf-16"):
    """Where `index` is: the line, and the code units from its begin on."""
    start = max((end.end() for end in re.finditer(r"\r\n|\n|\r", text) if end.end() <= index), default=0)
    line = len([end for end in re.finditer(r"\r\n|\n|\r", text) if end.end() <= index])
    codec, width = UNITS[encoding]
    return {"line": line, "character": len(text[start:index].encode(codec, "surrogatepass")) // width}


def index(text, place, encoding="utf-16"):
    """What a position stands for."""
    starts = [0, *(end.end() for end in re.finditer(r"\r\n|\n|\r", text))]
    codec, width = UNITS[encoding]
    line = text[starts[place["line"]] :].encode(codec, "surrogatepass")
    return starts[place["line"]] + len(line[: place["character"] * width].decode(codec, "surrogatepass"))


def applied(text, edits, encoding="utf-16"):
    """The text after edits that were all made for it."""
    for edit in sorted(edits, key=lambda one: sorted(one["range"]["start"].items()), reverse=True):
        start, end = (index(text, edit["range"][end], encoding) for end in ("start", "end"))
        text = text[:start] + edit["newText"] + text[end:]
    return text
