"""Checkpoints and directives, written where a plan or a person wants them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst
from libcst.codemod import CodemodContext
from libcst.codemod.visitors import AddImportsVisitor

from adlint.fixes.tree import tree
from adlint.placement.writing import System, Wrap

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from libcst.metadata import CodeRange

# which argument of a loop that is a call is its body
_BODY = {"scan": (0, "f"), "map": (0, "f"), "fori_loop": (2, "body_fun")}
_JOINT = "# adlint: joint"
_SPACE = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))


def with_checkpoints(text: str, wraps: Sequence[Wrap], system: System) -> tuple[str, tuple[Wrap, ...]]:
    """The text with these calls checkpointed, and those that cannot be: they were not found, or are no calls."""
    read = tree(text)
    if read is None:
        return text, tuple(wraps)
    changed = _Wrapping(read.places, wraps, system)
    module = read.module.visit(changed)
    if changed.done:
        context = CodemodContext()
        AddImportsVisitor.add_needed_import(context, system.module)
        module = AddImportsVisitor(context).transform_module(module)
    return module.code, tuple(one for one in wraps if one not in changed.done)


def with_directives(text: str, wraps: Sequence[Wrap]) -> tuple[str, tuple[Wrap, ...]]:
    """The text with `# adlint: joint` over the statements of these calls, for programs whose library has no checkpoint;
    and those that are no calls.
    """
    read = tree(text)
    if read is None:
        return text, tuple(wraps)
    changed = _Directing(read.places, {one.span[0] for one in wraps if not one.body})
    return read.module.visit(changed).code, tuple(one for one in wraps if one.body)


def loop_body(call: cst.Call) -> int | None:
    """Which argument of a loop that is a call is its body; None if the call is no such loop."""
    name = call.func.attr.value if isinstance(call.func, cst.Attribute) else getattr(call.func, "value", "")
    position, keyword = _BODY.get(str(name), (-1, ""))
    for number, one in enumerate(call.args):
        if one.keyword.value == keyword if one.keyword else number == position and not one.star:
            return number
    return None


class _Directing(cst.CSTTransformer):
    def __init__(self, places: Mapping[cst.CSTNode, CodeRange], lines: set[int]) -> None:
        super().__init__()
        self.places, self.lines = places, lines

    def leave_SimpleStatementLine(  # noqa: N802
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.SimpleStatementLine:
        """What libcst does to each line of statements."""
        place = self.places[original_node]
        if self.lines.isdisjoint(range(place.start.line, place.end.line + 1)):
            return updated_node
        comment = cst.EmptyLine(comment=cst.Comment(_JOINT))
        return updated_node.with_changes(leading_lines=[*updated_node.leading_lines, comment])


class _Wrapping(cst.CSTTransformer):
    def __init__(self, places: Mapping[cst.CSTNode, CodeRange], wraps: Sequence[Wrap], system: System) -> None:
        super().__init__()
        self.places, self.system = places, system
        self.wraps: dict[tuple[int, int, int, int], list[Wrap]] = {}
        for one in wraps:
            if one.by_hand:
                continue
            self.wraps.setdefault(one.span, []).append(one)
        self.done: set[Wrap] = set()

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:  # noqa: N802
        """What libcst does to each call, inner ones first."""
        place = self.places[original_node]
        here = self.wraps.get((place.start.line, place.start.column, place.end.line, place.end.column), ())
        for wrap in sorted(here, key=lambda one: not one.body):
            found = self._loop(updated_node) if wrap.body else self._called(updated_node, wrap)
            if found is not None:
                self.done.add(wrap)
                updated_node = found
        return updated_node

    def _called(self, call: cst.Call, wrap: Wrap) -> cst.Call | None:
        if self.system.options:
            return self._passed(call)
        if wrap.passes_arrays:
            return call.with_changes(func=self._checkpointed(call.func))
        if self.system.traces:  # what is no array stays as it is in a function without arguments
            return cst.Call(self._checkpointed(cst.Lambda(cst.Parameters(), call)))
        return None

    def _passed(self, call: cst.Call) -> cst.Call:
        """The function as the first argument of the checkpoint, before its own arguments."""
        options = cst.parse_expression(f"f({self.system.options})")
        assert isinstance(options, cst.Call)
        own = [*call.args[:-1], call.args[-1].with_changes(comma=_SPACE)] if call.args else []
        arguments = [cst.Arg(call.func, comma=_SPACE), *own, *options.args]
        return call.with_changes(func=cst.parse_expression(self.system.path), args=arguments)

    def _loop(self, call: cst.Call) -> cst.Call | None:
        """A loop that is a call, with its body checkpointed."""
        number = loop_body(call)
        if number is None or self.system.options:
            return None
        changed = call.args[number].with_changes(value=self._checkpointed(call.args[number].value))
        return call.with_changes(args=[*call.args[:number], changed, *call.args[number + 1 :]])

    def _checkpointed(self, function: cst.BaseExpression) -> cst.Call:
        return cst.Call(cst.parse_expression(self.system.path), [cst.Arg(function)])
