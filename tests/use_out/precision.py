"""How much larger the static sets are than what is observed: `python -m use_out.precision`, in `tests/`.

Sizes count locations: elements of arrays, numbers in containers and attributes. What is observed is the union over
three runs.
"""

from __future__ import annotations

import sys
import warnings
from collections import Counter

from .checking import matching
from .covering import Covering
from .programs import numbered
from .trials import trial

SAMPLE = 200


def surplus(seeds: range) -> tuple[Counter[str], Counter[str]]:
    """Totals by side, and how many locations each kind of text names that were not observed."""
    totals: Counter[str] = Counter()
    causes: Counter[str] = Counter()
    for seed in seeds:
        found = trial(numbered(seed))
        if found.sets is None or not found.sets.whole.use_complete:
            continue
        said: dict[tuple[str, str, int], set[str]] = {}
        seen: dict[tuple[str, str, int], set[str]] = {}
        texts: dict[tuple[str, str, int], dict[str, set[str]]] = {}
        for window in found.windows:
            piece = matching(found.sets, window)
            if piece is None:
                continue
            whole = window.piece == "function"
            for side, named, happened in (
                ("use", piece.use, window.use()),
                ("out", piece.out, window.out(variables=not whole)),
            ):
                key = (piece.kind, side, piece.line)
                covering = Covering(window, named)
                said.setdefault(key, set()).update(map(window.text, covering.everything()))
                seen.setdefault(key, set()).update(map(window.text, happened))
                for text in named:
                    texts.setdefault(key, {}).setdefault(text, set()).update(map(window.text, covering.locations(text)))
        for key, static in said.items():
            kind, side, line = key
            totals[f"{kind} {side} static"] += len(static)
            totals[f"{kind} {side} observed"] += len(seen[key])
            for text, locations in texts.get(key, {}).items():
                extra = locations - seen[key]
                if extra:
                    totals[f"{kind} {side} paths with surplus"] += 1
                    causes[f"program {seed}, line {line}: {kind} {side} `{text}`"] = len(extra)
                totals[f"{kind} {side} paths"] += 1
    return totals, causes


def main() -> None:
    """Print the ratios, and where the surplus is largest."""
    warnings.simplefilter("ignore")
    start = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    totals, causes = surplus(range(start, start + SAMPLE))
    for kind in ("function", "loop-body"):
        for side in ("use", "out"):
            static, happened = totals[f"{kind} {side} static"], totals[f"{kind} {side} observed"]
            paths, extra = totals[f"{kind} {side} paths"], totals[f"{kind} {side} paths with surplus"]
            ratio = static / happened if happened else float("nan")
            print(
                f"{kind} {side}: {static} locations said, {happened} observed, ratio {ratio:.2f};"
                f" {extra} of {paths} paths with surplus"
            )
    for cause, count in causes.most_common(25):
        print(f"{count:6d}  {cause}")


if __name__ == "__main__":
    main()
