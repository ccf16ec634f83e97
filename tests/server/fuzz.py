"""Random edits, held to a model of the text that shares nothing with the server: what it finds after them must be what
`adlint check` finds in the text as the model has it. As a program: `python fuzz.py EDITS SEED`.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from client import Client
from texts import UNITS, position

ADLINT = (sys.executable, "-P", "-m", "adlint")
SEVERITIES = {"error": 1, "warning": 2, "info": 3}
PULLS = {"textDocument": {"diagnostic": {}}}
FACE = "\N{GRINNING FACE}"
BATCH = 25  # edits between comparisons
LONG = 4000  # characters, from which on the text is cut
START = f"""\
import time

import numpy as np


def noisy(u):
    s = "{FACE}é"; v = np.random.rand()
    return u * v  # adlint: ignore[AD101]


def clock(u):
    return u * time.time()
"""
SNIPPETS = (
    "def f{n}(u):\n    return u * np.random.rand()\n",
    "class A{n}:\n    def m(self, u):\n        f = open('a')\n        return u * 2.0\n",
    "def g{n}(:\n    pass\n",
    "s{n} = '😀é漢'  # adlint: ignore[AD105]\n",
    "x{n} = 1 # adlint: split\n",
    "#\u2028 \x0c\x85 \U0001d538\n",
    *("\n", "    ", "(", '"""', "\\\n"),
)


class Editor:
    """A document that is edited at random."""

    def __init__(self, client: Client, encoding: str, seed: int) -> None:
        self.client, self.encoding, self.random = client, encoding, random.Random(seed)
        self.end = self.random.choice(["\n", "\r\n", "\r"])
        self.text = START.replace("\n", self.end)
        self.uri, self.version = client.uri(f"f{seed}.py"), 1
        client.open(self.uri, self.text)

    def edit(self) -> None:
        """One notification of one to three changes, each of which counts in the text that the one before left."""
        changes = []
        for _ in range(self.random.choice((1, 1, 1, 2, 3))):
            start, stop, new = self._change()
            span = {"start": position(self.text, start, self.encoding), "end": position(self.text, stop, self.encoding)}
            changes.append({"range": span, "text": new})
            self.text = self.text[:start] + new + self.text[stop:]
        self.version += 1
        self.client.change(self.uri, self.version, *changes)

    def _change(self) -> tuple[int, int, str]:
        if len(self.text) > LONG:
            return 0, len(self.text), START.replace("\n", self.end)
        start = self._addressable(self.random.randrange(len(self.text) + 1))
        stop = self._addressable(min(len(self.text), start + self.random.choice((0, 0, 0, 1, 3, 40))))
        snippet = self.random.choice((*SNIPPETS, "", "", "a", FACE)).format(n=self.version)
        ends = self.random.choice((self.end, self.end, self.end, "\n", "\r"))
        if len(snippet) > 4 and self.random.random() < 0.8:  # whole lines, so that something parses
            start = stop = self._line_start(start)
        return start, max(start, stop), snippet.replace("\n", ends)

    def _addressable(self, index: int) -> int:
        """No client can name a place within a CRLF."""
        return index - 1 if index and self.text[index - 1 : index + 1] == "\r\n" else index

    def _line_start(self, index: int) -> int:
        return max(self.text.rfind("\n", 0, index), self.text.rfind("\r", 0, index)) + 1

    def found(self) -> list[Any]:
        """What the server finds, as it says it."""
        params = {"textDocument": {"uri": self.uri}}
        items = self.client.request("textDocument/diagnostic", params)["result"]["items"]
        return sorted([d["code"], d["severity"], d["message"], *_numbers(d["range"])] for d in items)


def _numbers(span: dict[str, dict[str, int]]) -> list[int]:
    return [span[end][axis] for end in ("start", "end") for axis in ("line", "character")]


def checked(text: str, encoding: str) -> list[Any]:
    """What a fresh `adlint check` finds in a text, as the protocol would say it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "x.py")
        file.write_bytes(text.encode())
        command = [*ADLINT, "check", "--isolated", "--no-cache", "--exit-zero", "--output-format", "json", "x.py"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, timeout=300)
    lines = split(text)
    found = []
    for one in json.loads(done.stdout)["findings"]:
        places = [placed(lines, one["range"][end], encoding) for end in ("start", "end")]
        found.append([one["code"], SEVERITIES[one["severity"]], one["message"], *places[0], *places[1]])
    return sorted(found)


def split(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def placed(lines: list[str], place: dict[str, int], encoding: str) -> tuple[int, int]:
    codec, width = UNITS[encoding]
    line = lines[place["line"] - 1] if place["line"] <= len(lines) else ""
    before = line[: place["column"] - 1]
    beyond = place["column"] - 1 - len(before)
    return place["line"] - 1, len(before.encode(codec)) // width + beyond


def campaign(client: Client, encoding: str, seed: int, edits: int) -> None:
    """So many edits of a document, compared now and then; AssertionError where the findings are others."""
    editor = Editor(client, encoding, seed)
    for number in range(1, edits + 1):
        editor.edit()
        if number % BATCH == 0 or number == edits:
            found, wanted = editor.found(), checked(editor.text, encoding)
            assert found == wanted, (seed, number, editor.text)
    client.close(editor.uri)


def main(edits: int, seed: int) -> None:
    """Documents of 500 edits, one after another."""
    for count, start in enumerate(range(0, edits, 500)):
        with tempfile.TemporaryDirectory() as folder:
            client = Client(Path(folder), *ADLINT, "server")
            encoding = sorted(UNITS)[count % 3]
            client.start(encoding, **PULLS)
            campaign(client, encoding, seed + count, min(500, edits - start))
            assert client.stop() == 0
        print(f"{start + min(500, edits - start)} edits", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
