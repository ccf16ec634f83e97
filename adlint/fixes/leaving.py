"""Requests that are waited for before their block is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import libcst as cst

from adlint.fixes.change import Change
from adlint.fixes.tree import Spot, aliases, code, every, fresh, line, mentions, small, spot, tree

if TYPE_CHECKING:
    from adlint.finding import Repair

_JUMPS = (cst.Return, cst.Raise, cst.Break, cst.Continue)


def waited(text: str, repair: Repair) -> Change | None:
    """The request that is made at a place waited for by the method `options`, wherever the block is left after it."""
    (method,) = repair.options
    read = tree(text)
    way = read.way(repair.span, cst.Call) if read else ()
    at = spot(way) if way else None
    if read is None or at is None:
        return None
    held = _held(at, way)
    if held is None:
        return None
    name, is_several, statement = held
    known = aliases(read.module)
    module = next((one for one, path in known.items() if path == "mpi4py.MPI"), None)
    if is_several and module is None:
        return None
    wait = f"{module}.Request.Waitall({name})" if is_several else f"{name}.{method}()"
    waits = [number for number, one in enumerate(at.later) if _waits(one, name)]
    before = at.later[: waits[0]] if waits else at.later
    after = at.later[len(before) :]
    ended = [*_leaving(before, line(f"{wait}\n")), *after]
    if not waits and not _ends(ended):
        ended.append(line(f"{wait}\n"))
    changed = at.instead([statement, *ended], len(at.later))
    return Change(read.replaced(at.block, changed), f"Wait for it by `{wait}` before leaving")


def _held(at: Spot, way: Sequence[cst.CSTNode]) -> tuple[str, bool, cst.BaseStatement] | None:
    """The variable that holds the request, whether it is a list of several, and the statement that gives it that."""
    call = way[-1]
    match small(at.statement):
        case cst.Expr(value) if value is call:
            name = fresh(at.scope, "request")
            assign = cst.Assign([cst.AssignTarget(cst.Name(name))], value)
            return name, False, at.statement.with_changes(body=[assign])
        case cst.Assign([cst.AssignTarget(cst.Name(name))], value) if value is call:
            return name, False, at.statement
        case cst.Assign([cst.AssignTarget(cst.Name(name))], cst.List(elements)) if any(
            one.value is call for one in elements
        ):
            return name, True, at.statement
        case cst.Assign([cst.AssignTarget(cst.Name(name))], cst.ListComp(elt)) if elt is call:
            return name, True, at.statement
        case _:
            return None


def _waits(statement: cst.BaseStatement, name: str) -> bool:
    """Whether a statement of the block itself waits for what a variable holds, as far as names tell."""
    calls = [] if small(statement) is None else every(statement, cst.Call)
    return any("wait" in code(one.func).lower() and mentions(one, name) for one in calls)


def _ends(body: Sequence[cst.BaseStatement]) -> bool:
    """Whether nothing runs behind the last of these statements."""
    return bool(body) and isinstance(small(body[-1]), _JUMPS)


def _leaving(body: Sequence[cst.BaseStatement], wait: cst.SimpleStatementLine) -> Iterator[cst.BaseStatement]:
    """The statements with a wait before each that leaves the block."""
    for one in body:
        if _leaves(one, is_in_loop=False):
            yield wait
            yield one
        else:
            changed = one.visit(_Leaving(wait))
            assert isinstance(changed, cst.BaseStatement)
            yield changed


def _leaves(statement: cst.BaseStatement, *, is_in_loop: bool) -> bool:
    jump = small(statement)
    return isinstance(jump, cst.Return) or (isinstance(jump, cst.Break | cst.Continue) and not is_in_loop)


class _Leaving(cst.CSTTransformer):
    """A wait before each statement that leaves the block around; loops in it keep their own jumps."""

    def __init__(self, wait: cst.SimpleStatementLine) -> None:
        super().__init__()
        self.wait, self.loops = wait, 0

    def on_visit(self, node: cst.CSTNode) -> bool:
        """What libcst asks of each node: whether to go through it."""
        self.loops += isinstance(node, cst.For | cst.While)
        return not isinstance(node, cst.FunctionDef | cst.ClassDef | cst.Lambda)

    def leave_For(self, original_node: cst.For, updated_node: cst.For) -> cst.For:  # noqa: ARG002, N802
        """What libcst does behind a loop."""
        self.loops -= 1
        return updated_node

    def leave_While(self, original_node: cst.While, updated_node: cst.While) -> cst.While:  # noqa: ARG002, N802
        """What libcst does behind a loop."""
        self.loops -= 1
        return updated_node

    def leave_SimpleStatementLine(  # noqa: N802
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine  # noqa: ARG002
    ) -> cst.BaseStatement | cst.FlattenSentinel[cst.BaseStatement]:
        """What libcst does to each line of statements."""
        if _leaves(updated_node, is_in_loop=self.loops > 0):
            return cst.FlattenSentinel([self.wait, updated_node])
        return updated_node

    def leave_SimpleStatementSuite(  # noqa: N802
        self, original_node: cst.SimpleStatementSuite, updated_node: cst.SimpleStatementSuite  # noqa: ARG002
    ) -> cst.BaseSuite:
        """What libcst does to statements behind a colon."""
        line = cst.SimpleStatementLine(updated_node.body, trailing_whitespace=updated_node.trailing_whitespace)
        return cst.IndentedBlock([self.wait, line]) if _leaves(line, is_in_loop=self.loops > 0) else updated_node
