"""What `adlint tape` costs for the programs of tests/tape, each asked for in a process of its own.

    python benchmarks/cold.py [--at-least 1.0] [--model jax ...]

Prints the CPU seconds of the calls that take so long or longer, those of programs that lead through installed packages
apart, and how many calls there are.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus import timed

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


@dataclass(frozen=True, slots=True)
class Question:
    """A call of a program, under a model; `is_own` if no installed package is read for it."""

    name: str
    text: str
    call: str
    model: str
    sizes: tuple[str, ...] = ()
    is_own: bool = True


def questions() -> Iterator[Question]:
    """Those of JAX, of libraries on top of it, of PyTorch, and of NumPy."""
    from tests.tape.jax.libraries.test_libraries import CALLS as LIBRARIES
    from tests.tape.jax.test_programs import CALLS
    from tests.tape.numpy.test_statements import FOLDER, calls
    from tests.tape.torch import test_tape  # noqa: F401 -- adds its programs
    from tests.tape.torch.programs import PROGRAMS

    for several, is_own in ((CALLS, True), (LIBRARIES, False)):
        for file, call in several:
            yield Question(file.stem, file.read_text(encoding="utf-8"), f"main({call})", "jax", is_own=is_own)
    for name, (text, torch_calls) in PROGRAMS.items():
        for call in torch_calls:
            yield Question(name, text, call, "torch")
    for file, call, sizes in calls():
        text = (FOLDER / f"{file}.py").read_text(encoding="utf-8")
        given = tuple(part for name, size in sizes.items() for part in ("--set", f"{name}={size}"))
        yield Question(call.partition("(")[0], text, call, "overloading:elemental", given)


def cost(folder: Path, one: Question) -> float:
    """CPU seconds of one question, start-up included."""
    (folder / "program.py").write_text(one.text, encoding="utf-8")
    asked = ["program.py", "--call", one.call, "--model", one.model, *one.sizes]
    return timed([sys.executable, "-m", "adlint", "tape", *asked], folder, 120)[3]


def main() -> None:
    """Ask everything, and print what takes long."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--at-least", type=float, default=1.0, help="seconds")
    parser.add_argument("--model", action="append", default=[], help="only programs that are asked for under it")
    arguments = parser.parse_args()
    count = {True: 0, False: 0}
    with tempfile.TemporaryDirectory() as folder:
        for one in questions():
            if arguments.model and one.model not in arguments.model:
                continue
            taken = cost(Path(folder), one)
            count[one.is_own] += 1
            if taken >= arguments.at_least:
                kind = "own" if one.is_own else "installed"
                print(f"{taken:6.2f} s  {kind}  {one.model}  {one.name}: {one.call}", flush=True)
    print(f"{count[True]} calls of programs alone, {count[False]} of programs that lead through installed packages")


if __name__ == "__main__":
    main()
