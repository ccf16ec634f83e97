"""The pages of the rules in docs/rules, and what `adlint rule` prints: Markdown made of what the rules say.

`python -m adlint.report.rule_pages FOLDER` writes them.
"""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from adlint.report.shown import RuleText

_FAMILIES = {
    "AD1": "Reentrancy: what must not run twice",
    "AD2": "Tape memory",
    "AD3": "Placement of checkpoints",
    "AD4": "Derivatives that are cut off, or silently wrong",
    "AD5": "Derivatives that are NaN, infinite or one-sided",
    "AD6": "Frameworks, and porting between them",
    "AD9": "The analysis itself",
}
_HEAD = (
    "# Rules\n\nEach rule has a code, which never changes its meaning, and a name; `select`, `ignore` and\n"
    "`# adlint: ignore[CODE]` take either. `adlint rule CODE` prints what the page of a rule says.\n"
)
_MARKS = "Marks stand below what is found; what is not marked is in order."


def page(rule: RuleText) -> str:
    """The page of one rule."""
    head = f"# {rule.name} ({rule.code})\n\nSeverity: {rule.severity.value}. Since: {rule.since}."
    return f"{head}\n\n{rule.documentation.strip()}\n{_examples(rule)}"


def index(rules: Sequence[RuleText]) -> str:
    """The page that leads to the others, by families."""
    families = [(family, list(members)) for family, members in groupby(rules, lambda rule: rule.code[:3])]
    return "\n".join((_HEAD, *(_family(family, members) for family, members in families)))


def pages(rules: Sequence[RuleText]) -> Mapping[str, str]:
    """All pages by the names of their files; `rules` are in the order of their codes."""
    return {"index.md": index(rules)} | {f"{rule.code}.md": page(rule) for rule in rules}


def main(folder: str) -> None:
    """Write the pages of all rules into a folder, made if it is not there."""
    from adlint.rules import registry

    Path(folder).mkdir(parents=True, exist_ok=True)
    for name, text in pages(registry()).items():
        Path(folder, name).write_text(text, encoding="utf-8", newline="\n")


def _examples(rule: RuleText) -> str:
    examples = rule.examples.strip("\n")
    return f"\n## Examples\n\n{_MARKS}\n\n```python\n{examples}\n```\n" if examples else ""


def _family(family: str, members: Sequence[RuleText]) -> str:
    rows = [f"| [{r.code}]({r.code}.md) | {r.name} | {r.severity.value} | {_first(r)} |\n" for r in members]
    table = "| code | name | severity | what it finds |\n|---|---|---|---|\n" + "".join(rows)
    return f"## {_FAMILIES[family]} ({family}xx)\n\n{table}"


def _first(rule: RuleText) -> str:
    """The first paragraph of the documentation, in one line."""
    return " ".join(rule.documentation.partition("\n\n")[0].split())


if __name__ == "__main__":
    main(sys.argv[1])
