"""Mutants: edits of real files by position in the syntax tree, with the lines where a finding is expected."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from numerical import Definition, Site, Text, names, root

if TYPE_CHECKING:
    from pathlib import Path

    from hazards import Hazard

MARK = "#@"
FILES = ("open", "BZ2File", "GzipFile", "TextIOWrapper", "fdopen")
REQUESTS = ("Isend", "Issend", "Irecv", "isend", "issend", "irecv", "Irsend", "Ibsend", "irsend", "ibsend")
DRAWS = (
    "normal",
    "uniform",
    "standard_normal",
    "choice",
    "permutation",
    "shuffle",
    "random",
    "randint",
    "rand",
    "randn",
    "exponential",
    "gamma",
    "poisson",
    "binomial",
    "multinomial",
    "multivariate_normal",
    "beta",
    "dirichlet",
)


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace from `start` up to `end`, pairs of a 1-based line and a 0-based byte column, by `text`."""

    start: tuple[int, int]
    end: tuple[int, int]
    text: str


@dataclass(frozen=True, slots=True)
class Mutant:
    """What is done to one function.

    `expected` holds original lines on which a finding of `rule` is due; lines of the edits that end in the
    mark are due too. `twin` holds the edits of a harmless counterpart, () if there is none.
    """

    package: str
    path: Path
    function: str
    line: int
    kind: str
    rule: str
    edits: tuple[Edit, ...]
    expected: tuple[int, ...] = ()
    twin: tuple[Edit, ...] = ()


def edited(lines: Sequence[bytes], edits: Sequence[Edit]) -> bytes:
    """The text with all edits made; they must not overlap."""
    result = list(lines)
    for edit in sorted(edits, key=lambda e: e.start, reverse=True):
        (first, column), (last, end) = edit.start, edit.end
        joined = result[first - 1][:column] + edit.text.encode() + result[last - 1][end:]
        result[first - 1 : last] = joined.split(b"\n")
    return b"\n".join(result)


def moved(line: int, edits: Sequence[Edit]) -> int:
    """Where an original line stands after the edits; one that an edit begins in keeps its start."""
    return line + sum(e.text.count("\n") - (e.end[0] - e.start[0]) for e in edits if e.end <= (line, 0))


def insertion(node: Definition, code: str) -> Edit:
    """Lines put at the top of a function, below its docstring."""
    body = node.body[1:] if ast.get_docstring(node, clean=False) is not None and node.body[1:] else node.body
    first = body[0]
    line = min([first.lineno, *(d.lineno for d in getattr(first, "decorator_list", []))])
    text = "".join(" " * first.col_offset + row + "\n" if row else "\n" for row in code.splitlines())
    return Edit((line, 0), (line, 0), text)


def preamble(tree: ast.Module, code: str) -> Edit:
    """Lines put at the top of a module, below its docstring and its imports from the future."""
    body = tree.body
    if ast.get_docstring(tree, clean=False) is not None:
        body = body[1:]
    while body and isinstance(body[0], ast.ImportFrom) and body[0].module == "__future__":
        body = body[1:]
    line = min([body[0].lineno, *(d.lineno for d in getattr(body[0], "decorator_list", []))])
    return Edit((line, 0), (line, 0), code)


def planted(text: Text, site: Site, hazard: Hazard) -> Mutant:
    """A hazard put into a numerical function, and its twin."""
    node = dict(text.functions)[site.function]

    def edits(before: str, code: str) -> tuple[Edit, ...]:
        top = (preamble(text.tree, before),) if before else ()
        return (*top, insertion(node, code.replace("{p}", site.parameter)))

    return Mutant(
        text.package,
        text.path,
        site.function,
        node.lineno,
        hazard.kind,
        hazard.rule,
        edits(hazard.before, hazard.hazard),
        (),
        edits(hazard.twin_before.replace(MARK, ""), hazard.twin),
    )


def natural(text: Text) -> Iterator[Mutant]:
    """Mutants of what the file itself does: at most one for each function."""
    for name, node in text.functions:
        for kind, rule, found in (
            ("remove close", "AD101", without_close(node)),
            ("with to assignment", "AD101", without_with(node, text.lines)),
            ("remove wait", "AD103", without_wait(node)),
            ("remove receive", "AD102", without_receive(node)),
            ("local generator to global", "AD105", global_generator(node, text.tree)),
        ):
            first = next(found, None)
            if first is not None:
                edits, expected = first
                yield Mutant(text.package, text.path, name, node.lineno, kind, rule, edits, expected)
                break


Found = Iterator[tuple[tuple[Edit, ...], tuple[int, ...]]]


def span(node: ast.expr | ast.stmt, text: str) -> Edit:
    """The whole node replaced by `text`."""
    return Edit((node.lineno, node.col_offset), (node.end_lineno or 0, node.end_col_offset or 0), text)


def method_statements(node: Definition, wanted: Sequence[str]) -> list[tuple[ast.Expr, ast.Call, ast.Attribute]]:
    """Statements that only call a method with one of these names."""
    found = [
        (inner, inner.value, inner.value.func)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Expr)
        and isinstance(inner.value, ast.Call)
        and isinstance(inner.value.func, ast.Attribute)
        and inner.value.func.attr in wanted
    ]
    return sorted(found, key=lambda item: item[0].lineno)


def opened(node: Definition) -> dict[str, list[int]]:
    """The lines on which a variable is bound to a file that is opened there."""
    lines: dict[str, list[int]] = {}
    for inner in ast.walk(node):
        if isinstance(inner, ast.Assign) and isinstance(inner.value, ast.Call) and called(inner.value) in FILES:
            for target in inner.targets:
                lines.setdefault(root(target) if isinstance(target, ast.Name) else "", []).append(inner.lineno)
    return lines


def called(call: ast.Call) -> str:
    """The last part of the name of what is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else root(call.func)


def without_close(node: Definition) -> Found:
    """The only `f.close()` of a file that the function opens."""
    for statement, _, method in (closes := method_statements(node, ("close",))):
        name = root(method.value)
        mine = [m for _, _, m in closes if root(m.value) == name]
        if isinstance(method.value, ast.Name) and len(mine) == 1 and (lines := opened(node).get(name)):
            yield (span(statement, "pass"),), tuple(lines)


def without_with(node: Definition, lines: Sequence[bytes]) -> Found:
    """`with open(...) as f:` turned into `f = open(...)`, its body one step to the left."""
    for inner in ast.walk(node):
        if not (isinstance(inner, ast.With) and len(inner.items) == 1):
            continue
        item, target = inner.items[0].context_expr, inner.items[0].optional_vars
        body = range(inner.body[0].lineno, (inner.end_lineno or 0) + 1)
        if not (isinstance(item, ast.Call) and called(item) in FILES and isinstance(target, ast.Name)):
            continue
        if inner.body[0].lineno == inner.lineno or has_long_string(inner) or target.id in returned(node):
            continue
        step = inner.body[0].col_offset - inner.col_offset
        rows = [lines[number - 1] for number in body]
        if all(not row.strip() or row[:step].isspace() for row in rows):
            dedented = "\n".join(row[step:].decode() for row in rows)
            head = f"{target.id} = {ast.unparse(item)}  {MARK}\n"
            end = (body[-1], len(lines[body[-1] - 1]))
            yield (Edit((inner.lineno, inner.col_offset), end, head + dedented),), ()


def has_long_string(node: ast.AST) -> bool:
    """Whether a string goes over several lines, so that moving the text would change it."""
    strings = [
        i
        for i in ast.walk(node)
        if isinstance(i, ast.JoinedStr) or (isinstance(i, ast.Constant) and isinstance(i.value, str))
    ]
    return any(string.end_lineno != string.lineno for string in strings)


def returned(node: Definition) -> set[str]:
    """The names in what a function returns."""
    values = [inner.value for inner in ast.walk(node) if isinstance(inner, ast.Return) and inner.value]
    return {name for value in values for name in names(value)}


def without_wait(node: Definition) -> Found:
    """The wait of a request that the function makes: chained, by name, or over a list."""
    made = sorted(inner.lineno for inner in ast.walk(node) if isinstance(inner, ast.Call) and called(inner) in REQUESTS)
    waits = method_statements(node, ("Wait", "wait", "Waitall", "waitall"))
    for statement, call, method in waits:
        if isinstance(method.value, ast.Call) and called(method.value) in REQUESTS:
            yield (span(statement, ast.unparse(method.value)),), (statement.lineno,)
        elif len(waits) == 1 and made and not polls(node):
            everything = bool(call.args) or len(made) == 1
            yield (span(statement, "pass"),), tuple(made) if everything else bound(node, root(method.value))


def polls(node: Definition) -> bool:
    """Whether the function also tests its requests."""
    return any(
        isinstance(i, ast.Call) and called(i).lower().startswith(("test", "waitany", "waitsome"))
        for i in ast.walk(node)
    )


def bound(node: Definition, name: str) -> tuple[int, ...]:
    """The lines on which a name is assigned."""
    assigned = [inner for inner in ast.walk(node) if isinstance(inner, ast.Assign)]
    return tuple(inner.lineno for inner in assigned if any(root(target) == name for target in inner.targets))


def without_receive(node: Definition) -> Found:
    """The only receive of a function that also sends."""
    calls = [inner for inner in ast.walk(node) if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute)]
    sends = [call.lineno for call in calls if called(call) in ("send", "Send", "ssend", "Ssend")]
    receives = [call for call in calls if "recv" in called(call).lower()]
    if sends and len(receives) == 1 and called(receives[0]) in ("recv", "Recv"):
        yield (span(receives[0], "None"),), tuple(sends)


def global_generator(node: Definition, tree: ast.Module) -> Found:
    """A draw turned into one from NumPy's global generator; a seed or a generator taken away."""
    numpy = next(
        (a.asname or a.name for i in ast.walk(tree) if isinstance(i, ast.Import) for a in i.names if a.name == "numpy"),
        "",
    )
    for inner in ast.walk(node):
        if not isinstance(inner, ast.Call) or not isinstance(inner.func, ast.Attribute):
            continue
        receiver = inner.func.value
        last = receiver.attr if isinstance(receiver, ast.Attribute) else root(receiver)
        generator = next((k for k in inner.keywords if k.arg == "generator"), None)
        if (
            numpy
            and inner.func.attr in DRAWS
            and last in ("rng", "random_state", "rs", "_random_state", "generator", "_rng")
        ):
            yield (span(receiver, f"{numpy}.random"),), (inner.lineno,)
        elif numpy and ast.unparse(inner.func) == f"{numpy}.random.default_rng" and inner.args:
            yield (span(inner, f"{numpy}.random.default_rng()"),), (inner.lineno,)
        elif generator and root(inner.func) == "torch":
            yield (span(generator.value, "None"),), (inner.lineno,)
