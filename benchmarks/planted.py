"""How many planted hazards adlint finds in real packages, and how many harmless twins it takes for one.

    python benchmarks/planted.py --directory build/corpus [--scope numeric] [--count 168]

Mutants are drawn by a seeded generator from the functions that `numerical.py` calls numerical. A hazard
counts as found if the mutated file has a finding of the expected rule on an expected line that the original
did not have.
"""

from __future__ import annotations

import argparse
import ast
import json
import random
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from corpus import CORPUS, Package, prepared, scoped
from hazards import HAZARDS
from mutants import MARK, Edit, Mutant, edited, moved, natural, planted
from numerical import Site, Text, is_beside, read, sites

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SOURCES = ("scipy", "jax", "torch", "pymc", "veros", "flax", "h5py", "mpi4py")
FILES = 300
HOW = """\
A third at most are edits of what a file itself does; the others are put at the top of a numerical function.
A twin is the same code with the hazard handled: it must stay silent. Written by `benchmarks/planted.py`."""
Findings: TypeAlias = frozenset[tuple[str, int]]
SEED = 20240917


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a hazard was found, and whether its twin was taken for one (None: it has no twin)."""

    mutant: Mutant
    found: bool
    false_alarm: bool | None
    errors: tuple[str, ...]
    snippet: str


def population(packages: Sequence[Package], *, everywhere: bool) -> tuple[list[Site], list[Mutant]]:
    """The numerical functions, and the natural mutants: in numerical functions, or everywhere."""
    rng = random.Random(SEED)
    pool: list[Site] = []
    own: list[Mutant] = []
    for package in packages:
        tests = package.name == "mpi4py"
        paths = [p for p in sorted(package.root.rglob("*.py")) if tests or not is_beside(p.relative_to(package.root))]
        for path in sorted(rng.sample(paths, min(FILES, len(paths)))):
            text = read(package.name, path)
            numerical = list(sites(text)) if text else []
            inside = {site.function for site in numerical}
            pool += numerical
            own += [mutant for mutant in natural(text) if everywhere or mutant.function in inside] if text else []
    return pool, own


def drawn(pool: list[Site], own: list[Mutant], count: int) -> list[Mutant]:
    """`count` mutants: natural ones up to a third, then hazards in turn, packages in turn."""
    rng = random.Random(SEED)
    mutants = spread(own, count // 3, rng)
    taken = {(m.path, m.function) for m in mutants}
    by_package: dict[str, list[Site]] = defaultdict(list)
    for site in pool:
        if (site.path, site.function) not in taken:
            by_package[site.package].append(site)
    for items in by_package.values():
        rng.shuffle(items)
    while len(mutants) < count and any(by_package.values()):
        for items in [items for items in by_package.values() if items][: count - len(mutants)]:
            site = items.pop()
            text = read(site.package, site.path)
            assert text is not None
            mutants.append(planted(text, site, HAZARDS[len(mutants) % len(HAZARDS)]))
    return mutants


def spread(own: list[Mutant], count: int, rng: random.Random) -> list[Mutant]:
    """At most `count` natural mutants, the kinds in turn."""
    by_kind: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in own:
        by_kind[mutant.kind].append(mutant)
    for items in by_kind.values():
        rng.shuffle(items)
    chosen: list[Mutant] = []
    while len(chosen) < count and any(by_kind.values()):
        chosen += [items.pop() for items in by_kind.values() if items][: count - len(chosen)]
    return chosen


def findings(directory: Path, scope: str) -> Findings:
    """(code, line) of all findings in the one file of a directory; an internal error is one on line 0."""
    command = [
        sys.executable,
        "-m",
        "adlint",
        "check",
        "--no-cache",
        "--isolated",
        "--exit-zero",
        *scoped(scope),
    ]
    command += ["--output-format", "json", "."]
    done = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return frozenset({(done.stderr.strip().partition("\n")[0], 0)})
    return frozenset((f["code"], f["range"]["start"]["line"]) for f in json.loads(done.stdout)["findings"])


def outcome(mutant: Mutant, scope: str, originals: dict[Path, Findings]) -> Outcome:
    """What adlint makes of a file with one mutant, beside the file as it was."""
    text = read(mutant.package, mutant.path)
    assert text is not None
    if mutant.path not in originals:
        originals[mutant.path] = checked(text, (), scope)
    before = originals[mutant.path]
    changed = edited(text.lines, mutant.edits)
    after = checked(text, mutant.edits, scope)
    twin = checked(text, mutant.twin, scope) if mutant.twin else frozenset()
    return Outcome(
        mutant,
        found=bool(fresh(after, before, mutant.edits, mutant.rule) & expected(mutant, changed)),
        false_alarm=bool(fresh(twin, before, mutant.twin, mutant.rule)) if mutant.twin else None,
        errors=tuple(sorted({code for code, line in before | after | twin if line == 0})),
        snippet=snippet(changed, mutant),
    )


def checked(text: Text, edits: tuple[Edit, ...], scope: str) -> Findings:
    """The findings in a copy of the file, alone in a directory."""
    changed = edited(text.lines, edits)
    ast.parse(changed)
    with tempfile.TemporaryDirectory() as directory:
        copy = Path(directory) / text.path.name
        copy.write_bytes(changed.replace(MARK.encode(), b"") if edits else changed)
        return findings(Path(directory), scope)


def fresh(after: Findings, before: Findings, edits: Sequence[Edit], rule: str) -> set[int]:
    """The lines with a finding of the rule that the original has not."""
    old = {moved(line, edits) for code, line in before if code == rule}
    return {line for code, line in after if code == rule} - old


def expected(mutant: Mutant, changed: bytes) -> set[int]:
    """The lines of the mutated file on which the hazard may be reported."""
    rows = enumerate(changed.split(b"\n"), 1)
    marked = {number for number, row in rows if row.rstrip().endswith(MARK.encode())}
    return marked | {moved(line, mutant.edits) for line in mutant.expected}


def snippet(changed: bytes, mutant: Mutant) -> str:
    """The lines around the first expected one."""
    lines = changed.decode(errors="replace").split("\n")
    first = max(expected(mutant, changed), default=1)
    return "\n".join(lines[max(0, first - 3) : first + 3])


def table(outcomes: Iterable[Outcome], key: str) -> list[str]:
    """A Markdown table of planted, found and false alarms by `kind`, `rule` or `package`."""
    planted_, found, twins, alarms = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for item in outcomes:
        name = getattr(item.mutant, key)
        planted_[name] += 1
        found[name] += item.found
        twins[name] += item.false_alarm is not None
        alarms[name] += bool(item.false_alarm)
    rows = [f"| {n} | {planted_[n]} | {found[n]} | {twins[n]} | {alarms[n]} |" for n in sorted(planted_)]
    total = f"| **all** | {planted_.total()} | {found.total()} | {twins.total()} | {alarms.total()} |"
    return [f"| {key} | planted | found | twins | false alarms |", "|---|---|---|---|---|", *rows, total, ""]


def report(outcomes: list[Outcome], scope: str) -> str:
    """The whole page."""
    missed = [o for o in outcomes if not o.found]
    alarmed = [o for o in outcomes if o.false_alarm]
    lines = [
        "# Planted hazards",
        "",
        f"`--scope {scope}`, seed {SEED}, each mutated file checked alone.",
        HOW,
        "",
    ]
    lines += table(outcomes, "rule") + table(outcomes, "kind") + table(outcomes, "package")
    for title, chosen in (("Missed", missed), ("Twins taken for hazards", alarmed)):
        lines += [f"## {title}: {len(chosen)}", ""]
        for item in chosen:
            lines += [described(item.mutant), "", "```python", item.snippet, "```", ""]
    failed = [(item, error) for item in outcomes for error in item.errors]
    lines += [f"## Internal errors: {len(failed)}", ""]
    lines += [f"- {described(item.mutant)}: {error}" for item, error in failed]
    return "\n".join(lines)


def described(mutant: Mutant) -> str:
    """Where a mutant is and what it is."""
    place = f"{mutant.package}: {mutant.path.name}:{mutant.line}"
    return f"{mutant.rule}, {mutant.kind}, `{mutant.function}`, {place}"


def main() -> None:
    """Plant, check, write docs/planted.md."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--directory", type=Path, default=Path("build/corpus"))
    parser.add_argument("--scope", default="numeric", choices=["auto", "differentiated", "numeric", "all"])
    parser.add_argument("--count", type=int, default=168)
    parser.add_argument("--write", type=Path, default=Path("docs/planted.md"))
    options = parser.parse_args()
    packages = [package for package in prepared(CORPUS, options.directory) if package.name in SOURCES]
    pool, own = population(packages, everywhere=options.scope == "all")
    mutants = drawn(pool, own, options.count)
    print(f"{len(pool)} numerical functions, {len(own)} mutants of their own", file=sys.stderr)
    originals: dict[Path, Findings] = {}
    outcomes = []
    for number, mutant in enumerate(mutants, 1):
        outcomes.append(outcome(mutant, options.scope, originals))
        print(f"\r{number}/{len(mutants)}", end="", file=sys.stderr, flush=True)
    page = report(outcomes, options.scope)
    print(page)
    options.write.write_text(page + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
