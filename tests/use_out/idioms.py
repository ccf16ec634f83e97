"""Programs of statements in all of Python, held to what is read and written when they run with other numbers:
`python -m use_out.idioms 1000 --start 0`, in `tests/`.

The statements are in `idioms_of_python/`, with holes: `{x}` and `{y}` are vectors of 6 numbers, `{A}` a matrix of 4
times 6, `{c}` a number, `{l}` a list of numbers, `{p}` one of vectors, `{d}` a dict of numbers and a vector `w`, `{o}`
and `{s}` objects with vectors `v` and `w` and a number `n`, `{r}` an array of records; `{k}` makes names new.
"""

from __future__ import annotations

import argparse
import random
import sys
import warnings
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from .apart import apart
from .checking import analysed
from .perturbing import outcome, unsaid
from .writer import indented

TEXTS = Path(__file__).parent / "idioms_of_python"


def _text(name: str) -> str:
    return (TEXTS / f"{name}.txt").read_text()


HEAD = _text("head")
LINES = [line for name in ("views", "writes", "containers", "objects", "others") for line in _text(name).splitlines()]
STATEMENTS = (*LINES, *(block.strip() for block in _text("blocks").split("---\n")))
UNKNOWN = tuple(block.strip() for block in _text("unknown").split("---\n"))
TYPES = {
    "x": "np.ndarray", "y": "np.ndarray", "A": "np.ndarray", "l": "list[float]", "p": "list[np.ndarray]", "d": "dict",
    "o": "R", "s": "S", "r": "np.ndarray",
}  # fmt: skip
VECTORS = ("x", "y", "x", "y", "o.v", "o.w", "s.v", "p[0]", "p[1]", "d['w']", "A[1]", "x[::-1]", "A[:, :][2]")
NUMBERS = ("0.5", "x[3]", "y[1]", "l[0]", "o.n", "s.n", "d['a']", "p[0][2]", "A[2, 1]")
RESULTS = (
    "{x}[2] * 1.0", "{x}.sum()", "{c}", "len({p})", "({x}, {c})", "[{c}]", "sum({l})", "{x}[1:]", "{p}[-1]", "{d}['w']",
    "None", "{o}", "{x}[0], {o}.n",
)  # fmt: skip
CONDITIONS = ("{c} > 0.4", "{x}[1] < 0.5", "{c} > 0.0 and {c} < 1.0", "len({l}) > 2", "'z' not in {d}", "{x}.any()")


@dataclass(frozen=True)
class Writer:
    """Fills holes, at random or, without a source, in the plainest way."""

    source: random.Random | None = None

    def pick(self, items: tuple[str, ...]) -> str:
        """One of some; the first one in the plainest way."""
        return self.source.choice(items) if self.source else items[0]

    def maybe(self, share: float) -> bool:
        """Sometimes."""
        return self.source is not None and self.source.random() < share

    def filled(self, text: str, number: int = 0, inner: bool = False) -> str:
        """A statement, a condition or an expression without holes; `inner` ones speak of vectors `u` and `v` only."""
        vectors = ("u", "v") if inner else VECTORS
        x = self.pick(vectors)
        y = self.pick(vectors) if self.source else vectors[1]
        names = {name: name for name in TYPES} | {"x": x, "y": y, "k": str(number)}
        return text.format(c=self.pick(NUMBERS), **names)

    def statement(self, number: int) -> list[str]:
        """A statement, perhaps in another one."""
        text = self.pick(STATEMENTS)
        if self.maybe(0.12):
            body = [*self.filled(text, number, inner=True).splitlines(), "return u"]
            return [f"def part{number}(u, v):", *indented(body), self.filled(f"part{number}({{x}}, {{y}})")]
        body = self.filled(text, number).splitlines()
        if self.maybe(0.2):
            return [f"for i{number} in range(1, 3):", *indented(body)]
        if self.maybe(0.2):
            return [f"if {self.filled(self.pick(CONDITIONS))}:", *indented(body)]
        if self.maybe(0.06):
            last = self.filled(self.pick(STATEMENTS), number + 50).splitlines()
            return ["try:", *indented(body), "finally:", *indented(last)]
        return body


def program(body: list[str], *, annotated: bool = True) -> str:
    """A program of statements, in which `f` is the function, and `arguments` gives what it is called with."""
    parameters = ", ".join(f"{name}: {kind}" if annotated or name in "os" else name for name, kind in TYPES.items())
    return "\n".join([HEAD, "", f"def f({parameters}):", *indented(body), ""])


def numbered(seed: int) -> str:
    """The program of a number."""
    writer = Writer(random.Random(seed))
    count = writer.source.randint(1, 4) if writer.source else 1
    lines = [line for number in range(count) for line in writer.statement(number)]
    result = writer.filled(writer.pick(RESULTS))
    is_told = writer.maybe(0.7) or any("p.copy()" in line for line in lines)  # else that is a copy of an array
    return program([*lines, f"return {result}"], annotated=is_told)


def held(text: str) -> tuple[str, list[str]]:
    """The verdict on one program (`ran`, `did not run`, `not complete`), and what is wrong with it."""
    try:
        outcome(text)
    except Exception:  # noqa: BLE001
        return "did not run", []
    sets = analysed(text)
    complete = sets.whole.use_complete and sets.whole.out_complete
    return "ran" if complete else "not complete", unsaid(text, sets)


def main() -> int:
    """Exit code 1 if anything is wrong; of programs that end their process, as NumPy's bugs may, it is not known."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--start", type=int, default=0)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    states: Counter[str] = Counter()
    seeds = iter(range(options.start, options.start + options.count))
    for seed, found in apart(lambda seed: held(numbered(seed)), seeds):
        state, wrong = found or ("ended its process", [])
        states[state] += 1
        states["wrong"] += bool(wrong)
        if wrong:
            print(f"# program {seed}: {wrong[0]}\n{numbered(seed).partition('def f(')[2]}", flush=True)
    print(", ".join(f"{state}: {count}" for state, count in states.most_common()))
    return 1 if states["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
