"""What an edit inside a function costs in a large tree, and that the answer is as if everything were done anew.

    python benchmarks/edits.py FOLDER [--edits 25]

Reads a package, asks for its call graph, then again and again puts a call before some return and asks anew. Written
are the CPU times of the whole answer, for the machine may do other things; seconds depend on the machine.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import time
from pathlib import Path

from adlint.answers.document import Document
from adlint.project.documents import module_below
from adlint.workspace import Workspace

RETURN = re.compile(r"(?m)^( {4,})return (.+)$")


def documents(folder: Path) -> dict[str, Document]:
    """The modules below a folder by path."""
    found = {}
    for file in sorted(folder.rglob("*.py")):
        module, is_package = module_below(str(file), str(folder.parent))
        found[str(file)] = Document(str(file), module, file.read_text("utf-8", "replace"), is_package)
    return found


def edited(document: Document, choose: random.Random) -> Document | None:
    """The document with a call more in one of its functions; None if it has no function to put one in."""
    text = str(document.content)
    places = list(RETURN.finditer(text))
    if not places:
        return None
    place = choose.choice(places)
    changed = f"{text[: place.start()]}{place[1]}edited = len([1, 2])\n{text[place.start() :]}"
    return Document(document.path, document.module, changed, document.is_package)


def main() -> None:
    """Measure, print, and compare with an evaluation of everything."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--edits", type=int, default=25)
    parser.add_argument("--seed", type=int, default=20240917)
    options = parser.parse_args()
    choose = random.Random(options.seed)
    tree = documents(options.folder.resolve())
    workspace = Workspace()
    started = time.process_time()
    workspace.graph(list(tree.values()))
    print(f"{len(tree)} files, at first: {time.process_time() - started:.1f} s")
    times = []
    while len(times) < options.edits:
        path = choose.choice(list(tree))
        changed = edited(tree[path], choose)
        if changed is not None:
            tree[path] = changed
            started = time.process_time()
            workspace.graph(list(tree.values()))
            times.append(1000 * (time.process_time() - started))
    times.sort()
    late = times[int(0.95 * (len(times) - 1))]
    print(f"{len(times)} edits: median {statistics.median(times):.0f} ms, 95 % within {late:.0f} ms")
    same = workspace.graph(list(tree.values())) == Workspace().graph(list(tree.values()))
    print("the graph is as if everything were evaluated anew" if same else "THE GRAPH IS NOT THE SAME")


if __name__ == "__main__":
    main()
