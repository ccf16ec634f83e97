"""The call graph in the formats of `adlint graph`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    Graph = Mapping[str, tuple[str, ...]]

FORMATS = ("json", "dot", "graphml", "mermaid")


def render_graph(output_format: str, graph: Graph) -> str:
    """The graph in one of the formats, names sorted."""
    match output_format:
        case "json":
            return _json(graph)
        case "dot":
            return _dot(graph)
        case "graphml":
            return _graphml(graph)
        case "mermaid":
            return _mermaid(graph)
        case _:
            raise ValueError(output_format)


def _json(graph: Graph) -> str:
    from json.encoder import encode_basestring_ascii as quoted  # `json.dumps` takes ten times as long to indent

    entries = [f"  {quoted(caller)}: {_array([*map(quoted, sorted(graph[caller]))])}" for caller in sorted(graph)]
    if not entries:
        return "{}\n"
    entries[0] = "{\n" + entries[0]  # not to copy the whole, which is long
    entries[-1] += "\n}\n"
    return ",\n".join(entries)


def _array(texts: list[str]) -> str:
    return "[\n    " + ",\n    ".join(texts) + "\n  ]" if texts else "[]"


def _dot(graph: Graph) -> str:
    nodes = "".join(f"  {_quoted(name)};\n" for name in _names(graph))
    edges = "".join(f"  {_quoted(caller)} -> {_quoted(callee)};\n" for caller, callee in _edges(graph))
    return f"digraph calls {{\n{nodes}{edges}}}\n"


def _graphml(graph: Graph) -> str:
    import networkx as nx  # type: ignore[import-untyped]

    digraph = nx.DiGraph()
    digraph.add_nodes_from(_names(graph))
    digraph.add_edges_from(_edges(graph))
    return '<?xml version="1.0" encoding="utf-8"?>\n' + "\n".join(nx.generate_graphml(digraph)) + "\n"


def _mermaid(graph: Graph) -> str:
    ids = {name: f"n{number}" for number, name in enumerate(_names(graph))}
    nodes = "".join(f'    {ids[name]}["{_entities(name)}"]\n' for name in ids)
    edges = "".join(f"    {ids[caller]} --> {ids[callee]}\n" for caller, callee in _edges(graph))
    return f"flowchart LR\n{nodes}{edges}"


def _names(graph: Graph) -> list[str]:
    return sorted({*graph, *(callee for callees in graph.values() for callee in callees)})


def _edges(graph: Graph) -> list[tuple[str, str]]:
    return sorted({(caller, callee) for caller, callees in graph.items() for callee in callees})


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _entities(name: str) -> str:
    return name.replace("#", "#35;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")
