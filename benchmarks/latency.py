"""How long an editor waits for adlint in a large folder: edits, hovers, and what the server takes of memory.

    python benchmarks/latency.py [--lines 300000] [--edits 25] [--folder FOLDER] [--packages jax,scipy,...]

The folder is made of the sources of installed packages, without their tests, until there are as many lines. One file
that calls some of them is open and edited. Times are those of an editor, from message to message; they depend on the
machine.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "server"))
from client import Client

PACKAGES = "optax,diffrax,equinox,autograd,flax,scipy"
MODEL = '''"""A model that is being written."""

import jax
import jax.numpy as jnp
import numpy as np
import optax


def step(u, k):
    """One step of a chain."""
    return u + 0.01 * jnp.sin(k * u) * jnp.tanh(u)


def noisy(u, k):
    """A step that draws."""
    return step(u, k) * np.random.rand()


# adlint: call(u=f64[1000], k=f64[1000])
def loss(u, k):
    """How far the last state is from rest."""
    for _ in range(100):
        u = step(u, k)
    return jnp.sum(u**2) + noisy(u, k)


gradient = jax.grad(loss)
optimizer = optax.adam(1e-3)
'''
EDITED = MODEL.index("    return jnp.sum")
CALLED = MODEL[: MODEL.index("def loss")].count("\n")  # the line of what is hovered on


def sources(packages: list[str]) -> Iterator[tuple[Path, Path]]:
    """The Python files of installed packages, without tests, each with its place in the folder."""
    for name in packages:
        found = importlib.util.find_spec(name)
        if found is None or found.origin is None:
            sys.exit(f"{name} is not installed")
        root = Path(found.origin).parent
        for file in sorted(root.rglob("*.py")):
            place = file.relative_to(root.parent)
            if not any(part in {"tests", "test", "testing"} for part in place.parts):
                yield file, place


def filled(folder: Path, packages: list[str], lines: int) -> tuple[int, int]:
    """How many files and lines were copied."""
    files = count = 0
    for file, place in sources(packages):
        if count >= lines:
            break
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, folder / place)
        files, count = files + 1, count + file.read_bytes().count(b"\n")
    return files, count


def milliseconds(act: Callable[[], object]) -> float:
    """How long it takes."""
    begun = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - begun)


def told(what: str, times: list[float]) -> None:
    """Print the median and the slowest."""
    late = sorted(times)[int(0.95 * (len(times) - 1))]
    print(f"{what}: median {statistics.median(times):.0f} ms, 95 % within {late:.0f} ms, most {max(times):.0f} ms")


class Session:
    """An editor with the model open in a folder."""

    def __init__(self, folder: Path) -> None:
        self.client = Client(folder, sys.executable, "-P", "-m", "adlint", "server")
        self.client.start("utf-16")
        self.uri = self.client.uri("model.py")
        self.version = 0
        self.text = MODEL

    def open(self) -> None:
        """The model is open, and something was found in it."""
        self.version = 1
        self.client.open(self.uri, self.text, 1)
        self.found()

    def change(self, text: str) -> None:
        """Another text is there."""
        self.version, self.text = self.version + 1, text
        self.client.change(self.uri, self.version, {"text": text})

    def found(self) -> list[dict[str, object]]:
        """The next diagnostics of the text as it is."""
        return self.client.published(self.uri, self.version)

    def edited(self, text: str) -> float:
        """Milliseconds from an edit to its diagnostics."""

        def act() -> None:
            self.change(text)
            self.found()

        return milliseconds(act)

    def hover(self, line: int) -> str:
        """What is told of the function that is defined in a line (0-based)."""
        where = {"line": line, "character": 5}
        reply = self.client.request("textDocument/hover", {"textDocument": {"uri": self.uri}, "position": where})
        return reply["result"]["contents"]["value"]

    @property
    def memory(self) -> float:
        """What of the server is in memory [MiB]."""
        status = Path(f"/proc/{self.client.process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


def measure(session: Session, edits: int, choose: random.Random) -> None:
    """Print what an editor waits for."""
    print(f"open, first findings: {milliseconds(session.open) / 1000:.1f} s")
    while_checked = [milliseconds(lambda: session.hover(CALLED)) for _ in range(20)]
    told("hover while the folder is checked for the first time", while_checked)
    print(f"all findings after {milliseconds(session.found) / 1000:.1f} s more, {session.memory:.0f} MiB")
    times = [
        session.edited(f"{MODEL[:EDITED]}    u = u * {choose.random()}\n{MODEL[EDITED:]}") for _ in range(edits)
    ]
    told(f"{edits} edits in a function, to the diagnostics of the file", times)
    hovers = []
    for number in range(edits):
        session.change(f"{MODEL[:EDITED]}    u = u + {number}\n{MODEL[EDITED:]}")
        time.sleep(0.03)
        hovers.append(milliseconds(lambda: session.hover(CALLED)))
        session.found()
    told("hover while an edit is checked", hovers)
    print(f"{session.memory:.0f} MiB")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--lines", type=int, default=300_000)
    parser.add_argument("--edits", type=int, default=25)
    parser.add_argument("--packages", default=PACKAGES)
    parser.add_argument("--folder", type=Path, help="made once, and used again if it is there")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (chosen.folder or Path(temporary) / "large").resolve()
        if not folder.is_dir():
            folder.mkdir(parents=True)
            files, lines = filled(folder, chosen.packages.split(","), chosen.lines)
            (folder / "model.py").write_text(MODEL)
            print(f"{files} files, {lines:,} lines")
        session = Session(folder)
        try:
            measure(session, chosen.edits, random.Random(20240917))
        finally:
            session.client.process.kill()


if __name__ == "__main__":
    main()
