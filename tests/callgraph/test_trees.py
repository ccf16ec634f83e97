"""Trees that hold the same objects in many places: each object is taken apart once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adlint.answers.document import Document
from adlint.interpret.library import trees
from adlint.interpret.memory.spaces import Object
from adlint.workspace import Workspace

if TYPE_CHECKING:
    import pytest

SHARED = """
import jax


class Node:
    def tree_flatten(self):
        return (), None


node, other = Node(), Node()
inner = [node] * 9 + [other]
tree = [inner, [inner, inner], {"inner": inner}, node]
jax.tree_util.tree_leaves(tree)
jax.tree_util.tree_map(abs, inner, tree)
"""


def test_each_object_is_taken_apart_once(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[Object] = []
    flat = trees._flat
    monkeypatch.setattr(trees, "_flat", lambda f, at, node: (taken.append(node), flat(f, at, node))[1])
    graph = Workspace().graph([Document("main.py", "main", SHARED)])
    assert "main.Node.tree_flatten" in graph["main"]
    assert len(set(taken)) == 2
    assert len(taken) <= 8  # two objects in two calls, in a module that is run twice at most
