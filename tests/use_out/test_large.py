"""Values that grow in loops: evaluated in bounded time, and not known in the end."""

from __future__ import annotations

import pytest

from adlint.answers.document import Document
from adlint.workspace import Workspace

GROWING = {
    "a tuple of itself": (
        "def f(n, u):\n    t = (u, u, u, u)\n    for _ in range(n):\n        t = (t, t, t, t)\n    return t\n"
    ),
    "rows of rows": (
        "def f(n, rows):\n    for a in range(n):\n        for b in range(n):\n"
        "            rows[a] = (rows[b], rows[a + b], rows[a], rows)\n    return rows\n"
    ),
    "rows that are taken apart": (
        "def f(tree, n, known):\n    for i, (parent, child, weight, size) in enumerate(tree):\n"
        "        child = known[child] if child < n else child + n\n"
        "        tree[i] = (parent + n, child, weight, size)\n"
    ),
}


@pytest.mark.parametrize("name", GROWING)
def test_tuples_in_tuples_end(name: str) -> None:
    whole = Workspace(keeps=False).sets([Document("m.py", "m", GROWING[name])], "m.py", "f").whole
    assert any("too many things" in step.message for step in whole.evidence)
