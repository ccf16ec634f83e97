"""The call graph: edges between functions, and its strongly connected components, callees first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Graph = Mapping[str, tuple[str, ...]]


def callers(graph: Graph) -> dict[str, list[str]]:
    """Who may call each function."""
    found: dict[str, list[str]] = {}
    for caller, callees in graph.items():
        for callee in callees:
            found.setdefault(callee, []).append(caller)
    return found


def reachable(graph: Mapping[str, Iterable[str]], roots: Iterable[str]) -> frozenset[str]:
    """What can be reached from `roots`, themselves included."""
    seen = set(roots)
    todo = list(seen)
    while todo:
        for callee in graph.get(todo.pop(), ()):
            if callee not in seen:
                seen.add(callee)
                todo.append(callee)
    return frozenset(seen)


def callees_first(graph: Graph, members: frozenset[str]) -> list[tuple[str, ...]]:
    """The strongly connected components of the graph on `members`, each after those that it calls.

    Tarjan (1972), with an explicit stack. networkx has it too, but importing networkx costs more than checking a file.
    """
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    components: list[tuple[str, ...]] = []
    for root in sorted(members):
        if root in index:
            continue
        work = [(root, iter(_inside(graph, root, members)))]
        index[root] = low[root] = len(index)
        stack.append(root)
        while work:
            node, successors = work[-1]
            for callee in successors:
                if callee not in index:
                    index[callee] = low[callee] = len(index)
                    stack.append(callee)
                    work.append((callee, iter(_inside(graph, callee, members))))
                    break
                if callee in low:
                    low[node] = min(low[node], low[callee])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    components.append(_pop(stack, node, low))
    return components


def _inside(graph: Graph, node: str, members: frozenset[str]) -> list[str]:
    return [callee for callee in graph.get(node, ()) if callee in members]


def _pop(stack: list[str], node: str, low: dict[str, int]) -> tuple[str, ...]:
    """Take a finished component off the stack; its members no longer count for the low links of others."""
    component = [stack.pop()]
    while component[-1] != node:
        component.append(stack.pop())
    for member in component:
        del low[member]
    return tuple(sorted(component))
