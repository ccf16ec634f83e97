"""Checkpoints and directives, written where a plan or a person wants them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

import libcst as cst
from libcst.codemod import CodemodContext
from libcst.codemod.visitors import AddImportsVisitor, RemoveImportsVisitor
from msgspec.structs import replace

from adlint.fixes.defining import is_taken, with_definition, without_definition
from adlint.fixes.naming import name_in
from adlint.fixes.repeating import once
from adlint.fixes.taking_out import called, taken_out, without_policy
from adlint.fixes.tree import tree
from adlint.placement.written.defined import RERUN, SEGMENTED, Definition
from adlint.placement.written.writing import MODULES, Change, Span, System, Unwrap, Wrap

if TYPE_CHECKING:
    from libcst.metadata import CodeRange

# which argument of a loop that is a call is its body
_BODY = {"scan": (0, "f"), "map": (0, "f"), "fori_loop": (2, "body_fun")}
_JOINT = "# adlint: joint"
_ASKS = re.compile(r"#\s*adlint:\s*joint\b")
# what is imported for a checkpoint alone
_IMPORTED = {
    "torch.utils.checkpoint": (("torch.utils.checkpoint", "checkpoint"),),
    "autograd.checkpoint": (("autograd", "checkpoint"),),
    RERUN.name: RERUN.imports,
}
Node = TypeVar("Node", bound=cst.CSTNode)
_SPACE = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))


def with_checkpoints(text: str, changes: Sequence[Change], system: System) -> tuple[str, tuple[Change, ...]]:
    """The text with calls checkpointed, and others not any more; and those changes that cannot be made: nothing was
    found there, or no call, or another function has the name of one that is to be written.
    """
    read = tree(text)
    asked = [one for one in changes if isinstance(one, Wrap)]
    if read is None or any(is_taken(read.module, one) for one in _defined(asked, system)):
        return text, tuple(changes)
    named = name_in(text, system.path)
    names = {one.function: name_in(text, one.function) or one.function for one in asked if one.function}
    changed = _Wrapping(read.places, changes, replace(system, path=named) if named else system, names)
    module = read.module.visit(changed)
    context = CodemodContext()
    wraps = [one for one in changed.done if isinstance(one, Wrap)]
    for definition in _defined(wraps, system):
        module = with_definition(module, definition)
    for name in sorted({_module(one, names, "" if named else system.module) for one in wraps} - {""}):
        AddImportsVisitor.add_needed_import(context, name)
        module = AddImportsVisitor(context).transform_module(module)
    gone = {one.name for one in changed.done if isinstance(one, Unwrap)}
    if RERUN.name in gone:
        module = without_definition(module, RERUN.name)
    for name in gone & _IMPORTED.keys():
        for imported in _IMPORTED[name]:
            RemoveImportsVisitor.remove_unused_import(context, *imported)
            module = RemoveImportsVisitor(context).transform_module(module)
    return module.code, tuple(one for one in changes if one not in changed.done)


def with_directives(text: str, changes: Sequence[Change]) -> tuple[str, tuple[Change, ...]]:
    """The text with `# adlint: joint` over the statements of calls, or not any more, for programs whose library has no
    checkpoint; and those that are no calls.
    """
    read = tree(text)
    if read is None:
        return text, tuple(changes)
    made = [one for one in changes if isinstance(one, Unwrap) or not one.body]
    lines = [{one.span[0] for one in made if isinstance(one, kind)} for kind in (Wrap, Unwrap)]
    changed = _Directing(read.places, *lines)
    return read.module.visit(changed).code, tuple(one for one in changes if one not in made)


def _defined(wraps: Sequence[Wrap], system: System) -> list[Definition]:
    """The functions that are written into the program."""
    found = [SEGMENTED] if any(one.cut for one in wraps) else []
    return [*found, system.definition] if system.definition is not None and len(wraps) > len(found) else found


def _module(wrap: Wrap, names: Mapping[str, str], of_system: str) -> str:
    """What is to be imported for a checkpoint."""
    path = MODULES.get(wrap.modules, wrap.function)
    if not path:
        return of_system
    return "" if names.get(path, path) != path else path.rpartition(".")[0]


def loop_body(call: cst.Call) -> int | None:
    """Which argument of a loop that is a call is its body; None if the call is no such loop."""
    name = call.func.attr.value if isinstance(call.func, cst.Attribute) else getattr(call.func, "value", "")
    position, keyword = _BODY.get(str(name), (-1, ""))
    for number, one in enumerate(call.args):
        if one.keyword.value == keyword if one.keyword else number == position and not one.star:
            return number
    return None


class _Directing(cst.CSTTransformer):
    def __init__(self, places: Mapping[cst.CSTNode, CodeRange], joint: set[int], split: set[int]) -> None:
        super().__init__()
        self.places, self.joint, self.split = places, joint, split

    def leave_SimpleStatementLine(  # noqa: N802
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.SimpleStatementLine:
        """What libcst does to each line of statements."""
        place = self.places[original_node]
        lines = range(place.start.line, place.end.line + 1)
        if not self.joint.isdisjoint(lines):
            comment = cst.EmptyLine(comment=cst.Comment(_JOINT))
            return updated_node.with_changes(leading_lines=[*updated_node.leading_lines, comment])
        return updated_node if self.split.isdisjoint(lines) else _undirected(updated_node)


def _undirected(statement: cst.SimpleStatementLine) -> cst.SimpleStatementLine:
    """A statement that no directive asks to checkpoint."""
    above = [one for one in statement.leading_lines if one.comment is None or not _ASKS.match(one.comment.value)]
    behind = statement.trailing_whitespace
    if behind.comment is not None and _ASKS.match(behind.comment.value):
        behind = cst.TrailingWhitespace(newline=behind.newline)
    return statement.with_changes(leading_lines=above, trailing_whitespace=behind)


class _Wrapping(cst.CSTTransformer):
    def __init__(
        self, places: Mapping[cst.CSTNode, CodeRange], changes: Sequence[Change], system: System,
        names: Mapping[str, str],
    ) -> None:  # fmt: skip
        super().__init__()
        self.places, self.system, self.names = places, system, names
        self.wraps: dict[Span, list[Wrap]] = {}
        self.definitions: dict[int, Wrap] = {}
        self.unwraps: dict[Span, Unwrap] = {}
        for one in changes:
            if one.by_hand:
                continue
            if isinstance(one, Wrap) and one.modules:
                self.definitions[one.span[0]] = one
            elif isinstance(one, Wrap):
                self.wraps.setdefault(one.span, []).append(one)
            else:
                self.unwraps[one.span] = one
        self.decorators: set[cst.CSTNode] = set()
        self.done: set[Change] = set()

    def _span(self, node: cst.CSTNode) -> Span:
        place = self.places[node]
        return place.start.line, place.start.column, place.end.line, place.end.column

    def leave_FunctionDef(  # noqa: N802
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef:
        """What libcst does to each definition."""
        wrap = self.definitions.get(self.places[original_node.name].start.line)
        if wrap is None:
            return updated_node
        self.done.add(wrap)
        decorator = cst.Decorator(cst.parse_expression(MODULES[wrap.modules]))
        return updated_node.with_changes(decorators=[decorator, *updated_node.decorators])

    def visit_Decorator(self, node: cst.Decorator) -> None:  # noqa: N802
        """What libcst does before it looks into a decorator."""
        self.decorators.add(node.decorator)

    def leave_Decorator(  # noqa: N802
        self, original_node: cst.Decorator, updated_node: cst.Decorator
    ) -> cst.Decorator | cst.RemovalSentinel:
        """What libcst does to each decorator."""
        unwrap = self.unwraps.get(self._span(original_node.decorator))
        if unwrap is None:
            return updated_node
        if unwrap.keeps:
            found = without_policy(updated_node.decorator)
            return updated_node if found is None else self._did(unwrap, updated_node.with_changes(decorator=found))
        self.done.add(unwrap)
        return cst.RemoveFromParent()

    def _did(self, change: Change, node: Node) -> Node:
        self.done.add(change)
        return node

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:  # noqa: N802
        """What libcst does to each call, inner ones first."""
        if original_node in self.decorators:
            return updated_node
        span = self._span(original_node)
        of_callee = self.unwraps.get(self._span(original_node.func))
        if updated_node.func is not original_node.func and of_callee is not None and not of_callee.keeps:
            plain = called(updated_node)
            if not isinstance(plain, cst.Call):
                return plain
            updated_node = plain
        if span in self.unwraps:
            return self._taken_out(updated_node, self.unwraps[span])
        for wrap in sorted(self.wraps.get(span, ()), key=lambda one: (not one.body, one.cut is not None)):
            found = self._changed(updated_node, wrap)
            if found is not None:
                self.done.add(wrap)
                updated_node = found
        return updated_node

    def _taken_out(self, call: cst.Call, unwrap: Unwrap) -> cst.BaseExpression:
        found = without_policy(call) if unwrap.keeps else taken_out(call, unwrap.name)
        return call if found is None else self._did(unwrap, found)

    def _changed(self, call: cst.Call, wrap: Wrap) -> cst.Call | None:
        if wrap.cut:
            said = cst.parse_expression(f"f(segments={wrap.cut.count}, size={wrap.cut.size})")
            assert isinstance(said, cst.Call)
            own = [*call.args[:-1], call.args[-1].with_changes(comma=_SPACE)]
            return call.with_changes(func=cst.Name(SEGMENTED.name), args=[*own, *said.args])
        return self._loop(call) if wrap.body else self._called(call, wrap)

    def _called(self, call: cst.Call, wrap: Wrap) -> cst.Call:
        if self.system.options:
            return self._passed(call, wrap)
        if wrap.function:
            named = cst.parse_expression(self.names[wrap.function])
            if isinstance(call.func, cst.Call) and call.func.func.deep_equals(named):
                return call  # it is already, inside a library, where no plan sees that this is all of the call
            return call.with_changes(func=cst.Call(named, [cst.Arg(call.func)]))
        if self.system.traces and (wrap.is_bound or not wrap.passes_arrays):
            # what is no array, or has no hash, stays as it is in a function without arguments
            return cst.Call(self._checkpointed(cst.Lambda(cst.Parameters(), call)))
        return call.with_changes(func=self._checkpointed(call.func))

    def _passed(self, call: cst.Call, wrap: Wrap) -> cst.Call:
        """The function as the first argument of the checkpoint, before its own arguments."""
        call, options = once(call), cst.parse_expression(f"f({self.system.options})")
        assert isinstance(options, cst.Call)
        own = [*call.args[:-1], call.args[-1].with_changes(comma=_SPACE)] if call.args else []
        count = [cst.Arg(cst.Integer(str(wrap.segments)), comma=_SPACE)] if wrap.segments else []
        arguments = [cst.Arg(call.func, comma=_SPACE), *count, *own, *options.args]
        path = self.names[wrap.function] if wrap.function else self.system.path
        return call.with_changes(func=cst.parse_expression(path), args=arguments)

    def _loop(self, call: cst.Call) -> cst.Call | None:
        """A loop that is a call, with its body checkpointed."""
        number = loop_body(call)
        if number is None or self.system.options:
            return None
        body = call.args[number]
        changed = body.with_changes(value=self._checkpointed(body.value))
        return call.with_changes(args=[*call.args[:number], changed, *call.args[number + 1 :]])

    def _checkpointed(self, function: cst.BaseExpression) -> cst.Call:
        return cst.Call(cst.parse_expression(self.system.path), [cst.Arg(function)])
