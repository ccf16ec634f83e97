"""What is acquired in a block, given back where the block no longer needs it: `with`, or `try` and `finally`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import libcst as cst

from adlint.fixes.change import Change
from adlint.fixes.tree import Spot, Tree, aliases, code, dotted, every, line, mentions, small, spot, tree, variables

if TYPE_CHECKING:
    from adlint.finding import Repair

# functions that are done with a file when they return, and makers of files that are nothing but files
_DONE = frozenset(
    "json.dump json.load pickle.dump pickle.load numpy.save numpy.savetxt numpy.loadtxt numpy.genfromtxt numpy.savez"
    " numpy.savez_compressed numpy.fromfile list tuple set sum len".split()
)
_FILES = frozenset("builtins.open io.open codecs.open gzip.open bz2.open lzma.open pathlib.Path.open".split())
_METHODS = frozenset(
    "write writelines read readline readlines flush close seek tell truncate readable writable seekable fileno".split()
)
_LEAVES = (cst.FunctionDef, cst.ClassDef, cst.Lambda, cst.GeneratorExp)


def managed(text: str, repair: Repair) -> Change | None:
    """The file that is opened at a place, opened by `with`; `options` are the function that opens it."""
    found = _Region.of(text, repair, has_close=True)
    if found is None or not isinstance(found.call, cst.Call):
        return None
    item = cst.WithItem(found.call, cst.AsName(cst.Name(found.name)))
    block = cst.With([item], found.body, leading_lines=found.line.leading_lines)
    is_safe = repair.options[0] in _FILES and found.is_only_a_file()
    return Change(found.text(block), "Open it by `with`, which closes it on every path", is_safe)


def released(text: str, repair: Repair) -> Change | None:
    """What is made at a place, given back by the method `options` in a `finally`."""
    (method,) = repair.options
    found = _Region.of(text, repair, has_close=False)
    if found is None or any(code(one).endswith(f"{found.name}.{method}()") for one in every(found.body, cst.Call)):
        return None
    end = cst.Finally(cst.IndentedBlock([line(f"{found.name}.{method}()\n")]))
    block = cst.Try(found.body.with_changes(header=cst.TrailingWhitespace()), finalbody=end)
    return Change(found.text(found.line, block), f"Give it back by `{method}` in a `finally`")


def locked(text: str, repair: Repair) -> Change | None:
    """The lock that is taken by the call at a place, taken by `with` up to where the block gives it back."""
    read = tree(text)
    way = read.way(repair.span, cst.Call) if read else ()
    at = spot(way) if way else None
    call = way[-1] if way else None
    if read is None or at is None or not isinstance(call, cst.Call) or call.args:
        return None
    statement = small(at.statement)
    if not isinstance(statement, cst.Expr) or statement.value is not call or not isinstance(call.func, cst.Attribute):
        return None
    release = f"{code(call.func.value)}.release()"
    ends = [number for number, one in enumerate(at.later) if code(one).strip() == release]
    body = at.later[: ends[0]] if ends else at.later
    if not body or any(code(one) == release for inner in body for one in every(inner, cst.Call)):
        return None
    assert isinstance(at.statement, cst.SimpleStatementLine)
    block = cst.With(
        [cst.WithItem(call.func.value)],
        cst.IndentedBlock(body, header=at.statement.trailing_whitespace),
        leading_lines=at.statement.leading_lines,
    )
    changed = at.instead([block], len(body) + bool(ends))
    return Change(read.replaced(at.block, changed), "Take it by `with`, which gives it back on every path")


class _Region:
    """A variable that holds what a call makes, and the statements of its block up to the last that mentions it."""

    def __init__(
        self, read: Tree, at: Spot, name: str, call: cst.BaseExpression, inner: Sequence[cst.BaseStatement]
    ) -> None:
        """The statements are those behind the one that is given the call."""
        assert isinstance(at.statement, cst.SimpleStatementLine)
        self.read, self.at, self.name, self.call, self.line = read, at, name, call, at.statement
        self.inner = inner
        self.is_closed = False

    @property
    def body(self) -> cst.IndentedBlock:
        """The statements, without the one that closes it last."""
        kept = self.inner[:-1] if self.is_closed else self.inner
        return cst.IndentedBlock(kept, header=self.line.trailing_whitespace)

    @classmethod
    def of(cls, text: str, repair: Repair, *, has_close: bool) -> _Region | None:
        """None if the call is not simply given to a variable, or that goes elsewhere."""
        read = tree(text)
        way = read.way(repair.span, cst.Call) if read else ()
        at = spot(way) if way else None
        if read is None or at is None:
            return None
        match small(at.statement):
            case cst.Assign([cst.AssignTarget(cst.Name(name))], value) if value is way[-1]:
                pass
            case _:
                return None
        last = max((number for number, one in enumerate(at.later, 1) if mentions(one, name)), default=0)
        found = cls(read, at, name, value, at.later[:last])
        found.is_closed = has_close and bool(last) and _closes(found.inner[-1], name)
        return found if found.body.body and found._stays() else None

    def text(self, *blocks: cst.BaseStatement) -> str:
        """The text with the statements of the region in these."""
        return self.read.replaced(self.at.block, self.at.instead(blocks, len(self.inner)))

    def is_only_a_file(self) -> bool:
        """Whether nothing can hold on to it but its own methods, loops over its lines, and functions that are done with
        it when they return.
        """
        known = aliases(self.read.module)
        called = {id(call.func) for inner in self.inner for call in every(inner, cst.Call)}
        return all(_is_plain(use, self.name, known, called) for use in self._uses())

    def _stays(self) -> bool:
        """Whether the variable means nothing else in its function, and what it holds goes nowhere by its name alone."""
        around = len(list(variables(self.at.scope, self.name)))
        within = sum(len(list(variables(inner, self.name))) for inner in self.inner)
        left = [one for inner in self.inner for kind in _LEAVES for one in every(inner, kind)]
        is_kept = any(mentions(one, self.name) for one in left)
        return around == within + 1 and not is_kept and len(self._uses()) == within

    def _uses(self) -> list[cst.CSTNode]:
        """What the variable is mentioned in: attributes, subscripts, arguments, loops over it."""
        found: list[cst.CSTNode] = []
        for inner in self.inner:
            for one in every(inner, cst.Attribute):
                found += [one] if _is(one.value, self.name) else []
            for item in every(inner, cst.Subscript):
                found += [item] if _is(item.value, self.name) else []
            for call in every(inner, cst.Call):
                found += [call for argument in call.args if _is(argument.value, self.name)]
            for loop in every(inner, cst.For):
                found += [loop] if _is(loop.iter, self.name) else []
        return found


def _is_plain(use: cst.CSTNode, name: str, known: Mapping[str, str], called: Collection[int]) -> bool:
    match use:
        case cst.Attribute(attr=cst.Name(method)):
            return method in _METHODS and id(use) in called
        case cst.Call(func=function, args=arguments):
            keywords = [one.keyword.value for one in arguments if one.keyword and _is(one.value, name)]
            path = dotted(function, known)
            return (path in _DONE and not keywords) or (path == "print" and keywords == ["file"])
        case _:
            return isinstance(use, cst.For)


def _closes(statement: cst.BaseStatement, name: str) -> bool:
    """Whether a line does nothing but close what a variable holds, and says nothing."""
    return code(statement).strip() == f"{name}.close()"


def _is(node: cst.CSTNode, name: str) -> bool:
    return isinstance(node, cst.Name) and node.value == name
