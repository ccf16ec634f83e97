"""The intermediate representation as text: what tests, and people who read them, speak.

An operation that yields a temporary is written `%3 = ...`. Blocks are indented; operations that only compute a
condition, an exception's class or a pattern's values stand below `given:`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from adlint import ir

_INDENT = "    "


def print_module(module: ir.Module) -> str:
    """The functions of a module, each below its header; equal texts for equal modules."""
    return "\n".join(print_function(function) for function in module.functions)


def print_function(function: ir.Function) -> str:
    """One function: a header with its parameters and scopes, and its operations."""
    return "\n".join((_header(function), *_block(function.body))) + "\n"


def print_operation(op: ir.Op) -> str:
    """One operation with its blocks."""
    return "\n".join(_operation(op))


def _header(function: ir.Function) -> str:
    kinds = [
        *(["async"] if function.is_async else []),
        function.kind,
        *(["generator"] if function.is_generator else []),
    ]
    name = f" {function.name}" if function.name else ""
    parameters = f"({_parameters(function.parameters)})" if function.kind in ("function", "lambda") else ""
    own = function.bound.difference([p.name for p in function.parameters])
    scopes = ("binds", own), ("global", function.globals), ("nonlocal", function.nonlocals)
    said = "".join(f" {word} {', '.join(sorted(names))}" for word, names in scopes if names)
    return f"{' '.join(kinds)}{name}{parameters}{said}:"


def _parameters(parameters: tuple[ir.Parameter, ...]) -> str:
    found = []
    for number, parameter in enumerate(parameters):
        before = parameters[number - 1].kind if number else ""
        if parameter.kind != "positional" and before == "positional":
            found.append("/")
        if parameter.kind == "keyword" and before not in ("*", "keyword"):
            found.append("*")
        stars = parameter.kind if parameter.kind in ("*", "**") else ""
        found.append(stars + parameter.name + ("=" if parameter.has_default and not stars else ""))
    if parameters and parameters[-1].kind == "positional":
        found.append("/")
    return ", ".join(found)


def _block(block: ir.Block) -> Iterator[str]:
    if not block:
        yield f"{_INDENT}pass"
    for op in block:
        for line in _operation(op):
            yield _INDENT + line


def _given(block: ir.Block) -> Iterator[str]:
    return _part("given:", block)


def _part(header: str, block: ir.Block) -> Iterator[str]:
    """A block below its header; nothing if it is empty."""
    if block:
        yield header
        yield from _block(block)


def _indented(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield _INDENT + line


def _operation(op: ir.Op) -> Iterator[str]:
    match op:
        case ir.If() | ir.While() | ir.For() | ir.With() | ir.Try() | ir.Match():
            yield from _control(op)
        case ir.Return(_, value):
            yield f"return {_operand(value)}"
        case ir.Raise(_, exception, cause):
            raised = "" if exception is None else f" {_operand(exception)}"
            yield f"raise{raised}" + ("" if cause is None else f" from {_operand(cause)}")
        case ir.Break():
            yield "break"
        case ir.Continue():
            yield "continue"
        case (
            ir.Store() | ir.Copy() | ir.Delete() | ir.Annotate() | ir.SetAttribute() | ir.SetItem() | ir.Append()
        ) | ir.ImportStar():
            yield _change(op)
        case _:
            yield f"%{op.at} = {_value(op)}"


Change = ir.Store | ir.Copy | ir.Delete | ir.Annotate | ir.SetAttribute | ir.SetItem | ir.Append | ir.ImportStar


def _change(op: Change) -> str:
    """An operation that yields nothing."""
    match op:
        case ir.Store(_, name, value):
            return f"{name} = {_operand(value)}"
        case ir.Copy(_, to, value):
            return f"%{to} := {_operand(value)}"
        case ir.Delete(_, name):
            return f"del {name}"
        case ir.Annotate(_, name, annotation):
            return f"{name}: {_operand(annotation)}"
        case ir.SetAttribute(_, base, name, value, annotation):
            return _assigned(f"{_operand(base)}.{name}{annotation and f': {annotation}'}", value)
        case ir.SetItem(_, base, index, value):
            return _assigned(f"{_operand(base)}[{_operand(index)}]", value)
        case ir.Append(_, container, key, value):
            return f"append to %{container} {'' if key is None else f'{_operand(key)}: '}{_operand(value)}"
        case ir.ImportStar(_, module, level):
            return f"from {'.' * level}{module} import *"


def _assigned(target: str, value: ir.Operand | None) -> str:
    return f"del {target}" if value is None else f"{target} = {_operand(value)}"


Value = (
    ir.Load | ir.GetAttribute | ir.GetItem | ir.Unary | ir.Binary | ir.Call | ir.Build | ir.Unpack | ir.Element
    | ir.MakeFunction | ir.MakeClass | ir.Import | ir.Await | ir.Yield
)  # fmt: skip


def _value(op: Value) -> str:
    """What stands behind `%at =`."""
    match op:
        case ir.Load(_, name):
            return f"load {name}"
        case ir.GetAttribute(_, base, name):
            return f"{_operand(base)}.{name}"
        case ir.GetItem(_, base, index):
            return f"{_operand(base)}[{_operand(index)}]"
        case ir.Unary(_, operator, operand):
            return f"{operator} {_operand(operand)}"
        case ir.Binary(_, operator, left, right):
            return f"{_operand(left)} {operator} {_operand(right)}"
        case ir.Call(_, callee, arguments, keywords):
            return f"call {_operand(callee)}({_list((*map(_item, arguments), *map(_keyword, keywords)))})"
        case ir.Build(_, kind, items):
            return f"build {kind}({_list(_pairs(items) if kind == 'dict' else map(_item, items))})"
        case ir.Unpack(_, value, before, starred, after):
            return f"unpack {_operand(value)} into {before}{f' + * + {after}' if starred else ''}"
        case ir.Element(_, unpack, index):
            return f"element {index} of %{unpack}"
        case ir.MakeFunction() | ir.MakeClass():
            return _definition(op)
        case ir.Import(_, module, level, name, whole):
            if name is not None:
                return f"from {'.' * level}{module} import {name}"
            return f"import {'.' * level}{module}{'' if whole else ', first part'}"
        case ir.Await(_, value):
            return f"await {_operand(value)}"
        case ir.Yield(_, value, whole):
            return f"yield {'from ' if whole else ''}{_operand(value)}"
    assert_never(op)


def _definition(op: ir.MakeFunction | ir.MakeClass) -> str:
    if isinstance(op, ir.MakeClass):
        return f"class {op.body}({_list((*map(_item, op.bases), *map(_keyword, op.keywords)))})"
    defaults = [f"{name}={_operand(value)}" for name, value in op.defaults]
    annotations = [f"{name}: {_operand(value)}" for name, value in op.annotations]
    return f"function {op.function}({_list(defaults)})" + (f" with {_list(annotations)}" if annotations else "")


Control = ir.If | ir.While | ir.For | ir.With | ir.Try | ir.Match


def _control(op: Control) -> Iterator[str]:
    match op:
        case ir.If(_, condition, then, orelse):
            yield f"if {_operand(condition)}:"
            yield from _block(then)
            yield from _part("else:", orelse)
        case ir.While(_, test, condition, body, orelse):
            yield f"while {_operand(condition)}:"
            yield from _indented(_given(test))
            yield from _block(body)
            yield from _part("else:", orelse)
        case ir.For(at, iterable, body, orelse, is_async):
            yield f"{'async ' if is_async else ''}for %{at} in {_operand(iterable)}:"
            yield from _block(body)
            yield from _part("else:", orelse)
        case ir.With(at, manager, body, is_async):
            yield f"{'async ' if is_async else ''}with {_operand(manager)} as %{at}:"
            yield from _block(body)
        case ir.Try(_, body, handlers, orelse, final, is_group):
            yield "try:"
            yield from _block(body)
            for handler in handlers:
                yield from _handler(handler, is_group)
            yield from _part("else:", orelse)
            yield from _part("finally:", final)
        case ir.Match(_, subject, cases):
            yield f"match {_operand(subject)}:"
            for case in cases:
                yield from _indented(_case(case))


def _handler(handler: ir.Handler, is_group: bool) -> Iterator[str]:
    kind = "" if handler.type is None else f" {_operand(handler.type)}"
    yield f"except{'*' if is_group else ''}{kind} as %{handler.at}:"
    yield from _indented(_given(handler.test))
    yield from _block(handler.body)


def _case(case: ir.Case) -> Iterator[str]:
    guard = "" if case.guard is None else f" if {_operand(case.guard)}"
    yield f"case {_pattern(case.pattern)}{guard}:"
    yield from _indented(_given(case.test))
    yield from _indented(_part("guard:", case.guard_test))
    yield from _block(case.body)


def _pattern(pattern: ir.Pattern) -> str:
    match pattern:
        case ir.PatternValue(value):
            return _operand(value)
        case ir.PatternCapture(name, None):
            return "_" if name is None else f"as {name}"
        case ir.PatternCapture(name, inner) if inner is not None:
            return f"({_pattern(inner)} as {name or '_'})"
        case ir.PatternStar(name):
            return f"*{name or '_'}"
        case ir.PatternSequence(items):
            return f"[{_list(map(_pattern, items))}]"
        case ir.PatternMapping(keys, items, rest):
            pairs = [f"{_operand(k)}: {_pattern(p)}" for k, p in zip(keys, items, strict=True)]
            return f"{{{_list([*pairs, *([] if rest is None else [f'**{rest}'])])}}}"
        case ir.PatternClass(cls, positional, named):
            inside = [*map(_pattern, positional), *(f"{name}={_pattern(p)}" for name, p in named)]
            return f"{_operand(cls)}({_list(inside)})"
        case ir.PatternOr(items):
            return f"({' | '.join(map(_pattern, items))})"
    raise AssertionError(pattern)


def _pairs(items: tuple[ir.Item, ...]) -> Iterator[str]:
    """The items of a dict, two by two."""
    for key, value in zip(items[::2], items[1::2], strict=True):
        yield f"**{_operand(key.value)}" if isinstance(key, ir.Starred) else f"{_operand(key)}: {_item(value)}"


def _keyword(keyword: tuple[str | None, ir.Operand]) -> str:
    name, value = keyword
    return f"**{_operand(value)}" if name is None else f"{name}={_operand(value)}"


def _item(item: ir.Item) -> str:
    return f"*{_operand(item.value)}" if isinstance(item, ir.Starred) else _operand(item)


def _operand(operand: ir.Operand) -> str:
    if isinstance(operand, ir.Const):
        return operand.text
    return f"%{operand}" if isinstance(operand, int) else operand


def _list(parts: Iterable[str]) -> str:
    return ", ".join(parts)
