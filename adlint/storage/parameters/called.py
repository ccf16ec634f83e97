"""What the calls of a function say of its parameters: the kinds of things that all of them pass.

As an annotation does, that tells how the function is used in the program. Where it is called in a way that does not
show what is passed, or not at all, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from msgspec import Struct

from adlint import ir
from adlint.interpret.program import Program
from adlint.interpret.views.described import Code, Instance, Parameter, atoms
from adlint.interpret.views.facts import CallFact, Facts
from adlint.models import storage as model
from adlint.storage.definitions.fields import NUMERIC, Made, Resolve
from adlint.storage.location.places import ANY

_OF_ARRAYS = frozenset("reshape ravel flatten transpose swapaxes squeeze copy astype".split())  # methods that give them
_TELLING = frozenset({"in", "not in", "is", "is not", "and", "or"})  # operators that give a number
_DEEP = 3  # expressions in expressions that are looked into
_FAR = 3  # callers of callers that pass on what they are passed


@dataclass(frozen=True, slots=True)
class Callers:
    """A program with what is known of its calls; `above` has the callers of each function."""

    program: Program
    resolve: Resolve
    facts: Mapping[str, Facts]
    above: Mapping[str, Sequence[str]]

    def passed_kinds(self, function: str, inner: tuple[str, ...] = ()) -> dict[str, str]:
        """The kinds of the parameters of a function, by access path, as far as all calls of it pass the same. `inner`
        are the functions that are called with what this one is passed.
        """
        functions = self.program.functions
        body, owner = functions[function], functions.get(self.program.enclosing(function) or "")
        if not body.parameters or (owner is not None and owner.kind == "class") or len(inner) > _FAR:
            return {}
        said: list[dict[str, str]] = []
        for caller, call in self._calls(function):
            if call is None or caller in (function, *inner):
                return {}
            made = Made(self.program, self.resolve, caller)
            passed = zip(body.positional, call.arguments, strict=False)
            named = [(name, operand) for name, operand in call.keywords if name is not None]
            pairs = [*((name, one) for name, one in passed if not isinstance(one, ir.Starred)), *named]
            shown = {path: kind for name, operand in pairs for path, kind in kinds_of(made, name, operand)}
            classes = self._classes(body, caller, self.facts[caller].call[call.at], (function, *inner))
            said.append({**dict(classes), **shown})
        first = said[0] if said else {}
        return {path: kind for path, kind in first.items() if all(one.get(path) == kind for one in said)}

    def _classes(
        self, body: ir.Function, caller: str, call: CallFact, inner: tuple[str, ...]
    ) -> Iterator[tuple[str, str]]:
        """The parameters that are passed objects of classes of the program, with these, as the call graph has it; what
        the caller passes on of what it is passed itself is what its callers pass.
        """
        passed = (*zip(body.positional, call.arguments, strict=False), *call.keywords)
        is_passed_on = any(isinstance(value, Parameter) and not value.path for _, value in passed)
        known = self.passed_kinds(caller, inner) if is_passed_on else {}
        for name, value in passed:
            match value:
                case Instance(cls) if name is not None and ":" in cls:
                    yield name, cls
                case Parameter(own, ()) if name is not None and own in known:
                    yield name, known[own]
                case _:
                    pass

    def _calls(self, function: str) -> Iterator[tuple[str, ir.Call | None]]:
        """The calls of a function, each with its caller; None where it does not show what is passed."""
        for caller in dict.fromkeys(self.above.get(function, ())):
            fact, body = self.facts[caller], self.program.functions[caller].body
            if not any(callee == function for _, callee in fact.edges):
                continue
            direct = {at for at, call in fact.calls if Code(function) in atoms(call.callees)}
            passed = [value for _, call in fact.calls for value in call.arguments]
            passed += [value for _, call in fact.calls for _, value in call.keywords]
            if not direct or any(Code(function) in atoms(value) for value in passed):
                yield caller, None
            for op in (op for block in ir.nested(body) for op in block if op.at in direct):
                is_plain = isinstance(op, ir.Call) and not any(isinstance(one, ir.Starred) for one in op.arguments)
                yield caller, op if isinstance(op, ir.Call) and is_plain else None


def kinds_of(made: Made, path: str, operand: ir.Operand) -> Iterator[tuple[str, str]]:
    """The kind of what an operand of a function is, and the kinds of what that holds, by access path."""
    return _Reader(made).kinds(path, operand, _DEEP)


class _Reader(Struct, frozen=True):
    """Tells the kinds of what the operations of a function make."""

    made: Made

    def kinds(self, path: str, operand: ir.Operand, depth: int) -> Iterator[tuple[str, str]]:
        """The kind of what an operand is, and the kinds of what that holds, by access path."""
        kind = self._kind(operand, depth)
        if kind and kind != NUMERIC:
            yield path, kind
        op = self.made.ops.get(operand) if isinstance(operand, int) else None
        if not isinstance(op, ir.Build) or not depth or any(isinstance(item, ir.Starred) for item in op.items):
            return
        held = [item for item in op.items if not isinstance(item, ir.Starred)]
        if op.kind == "dict":
            for key, item in zip(held[::2], held[1::2], strict=True):
                if isinstance(key, ir.Const) and isinstance(key.value, str):
                    yield from self.kinds(f"{path}[{key.text}]", item, depth - 1)
        elif op.kind == "list":
            several = {self._kind(item, depth - 1) for item in held}
            if len(several) == 1 and not several & {"", NUMERIC}:
                yield f"{path}{ANY}", several.pop()

    def _kind(self, operand: ir.Operand, depth: int) -> str:
        kind = self.made.kind(operand)
        if kind not in ("", NUMERIC) or not depth:
            return kind
        op = self.made.ops.get(operand) if isinstance(operand, int) else None
        match op:
            case ir.Binary(_, operator, left, right) if operator not in _TELLING:
                return "array" if "array" in (self._kind(left, depth - 1), self._kind(right, depth - 1)) else ""
            case ir.Unary(_, "-", inner):
                return self._kind(inner, depth - 1)
            case ir.Call(_, callee, arguments) if kind == NUMERIC:  # a universal function of an array
                first = arguments[0] if arguments else None
                is_plain = first is not None and not isinstance(first, ir.Starred) and self._is_elementwise(callee)
                return self._kind(first, depth - 1) if is_plain and not isinstance(first, ir.Starred | None) else ""
            case ir.Call(_, callee):
                method = self.made.ops.get(callee) if isinstance(callee, int) else None
                is_array = isinstance(method, ir.GetAttribute) and method.name in _OF_ARRAYS
                return self._kind(method.base, depth - 1) if is_array and isinstance(method, ir.GetAttribute) else ""
            case _:
                return ""

    def _is_elementwise(self, callee: ir.Operand) -> bool:
        return self.made.path(callee).rpartition(".")[2] in model.ELEMENTWISE
