"""Statements of generated programs that hold others: branches, loops, `try`, `with`, functions in functions."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from . import holding, statements
from .expressions import condition, number, vector, views
from .writer import GLOBALS, Callee, N, Scope, Writer, indented

Statement = Callable[[Writer, Scope], list[str]]


def body(w: Writer, scope: Scope, count: int, depth: int, *, final: bool = False) -> list[str]:
    """Some statements; variables that they set can be used after them."""
    found: list[str] = []
    for _ in range(count):
        found += statement(w, scope, depth, final=final)
    return found


def statement(w: Writer, scope: Scope, depth: int, *, final: bool) -> list[str]:
    """A statement."""
    s, h = statements, holding
    kinds: list[Statement] = [s.set_number, s.set_number, s.update_number, s.several]
    if scope.arrays:
        kinds += [s.view, s.view, s.store, s.store, s.store_part, s.in_place, s.out, s.fresh_array]
    kinds += [h.lists] if scope.lists else []
    kinds += [h.pools] if scope.pools and views(w, scope, N) else []
    kinds += [h.dicts, h.deleted] if scope.dicts else []
    kinds += [h.trees] * 2 if scope.trees else []
    kinds += [h.objects] * 2 if scope.objects else []
    kinds += [s.calls] * 2 if scope.functions else []
    if depth:
        kinds += [partial(one, depth=depth) for one in (branch, branch, loop, loop, loop, attempt, managed)]
        kinds += [leave, nested] if final else []
    return w.pick(kinds)(w, scope)


def branch(w: Writer, scope: Scope, depth: int) -> list[str]:
    """A branch on data; what it sets anew is not used after it, but that it may name another array is seen."""
    w.marks.add("branch")
    found = [f"if {condition(w, scope)}:", *indented(body(w, scope.copy(), 1 + w.choose(2), depth - 1))]
    if w.maybe():
        found += ["else:", *indented(body(w, scope.copy(), 1 + w.choose(2), depth - 1))]
    if w.maybe(4) and views(w, scope, N):
        name = w.new("y")
        first, *rest = [f"{name} = {w.pick(views(w, scope, N))}", *found]
        found = [first, *rest, f"if {condition(w, scope)}:", f"    {name} = {w.pick(views(w, scope, N))}"]
        scope.arrays[name] = (N,)
    return found


def loop(w: Writer, scope: Scope, depth: int) -> list[str]:
    """A loop."""
    w.marks.add("loop")
    inner = scope.copy()
    if w.maybe(5):
        return _while(w, inner, depth)
    head = _head(w, scope, inner)
    found = body(w, inner, 1 + w.choose(3), depth - 1)
    if w.maybe(5):
        found = [f"if {condition(w, inner)}:", f"    {w.pick(['continue', 'break'])}", *found]
    last = ["else:", *indented(body(w, scope.copy(), 1, 0))] if w.maybe(8) else []
    return [head, *indented(found), *last]


def _while(w: Writer, inner: Scope, depth: int) -> list[str]:
    count = w.new("n")
    found = body(w, inner, 1 + w.choose(2), depth - 1)
    if w.maybe():
        found += [f"if {condition(w, inner)}:", f"    {w.pick(['break', 'break', 'pass'])}"]
    return [f"{count} = 0", f"while {count} < 2:", *indented([f"{count} += 1", *found])]


def _head(w: Writer, scope: Scope, inner: Scope) -> str:
    """The head of a loop; its names are added to what can be named in it."""
    item = w.new("e")
    kind = w.choose(8)
    if kind == 0 and scope.arrays:
        name = w.pick(list(scope.arrays))
        shape = scope.arrays[name]
        if len(shape) == 1:
            inner.numbers.append(item)
        else:
            inner.arrays[item] = shape[1:]
        return f"for {item} in {name}:"
    if kind == 1 and scope.lists:
        inner.numbers.append(item)
        return f"for {item} in {w.pick(['{l}[:2]', 'list({l})', 'reversed({l}[:2])']).format(l=w.pick(scope.lists))}:"
    if kind == 2 and scope.pools:
        inner.arrays[item] = (N,)
        name = w.pick(scope.pools)
        if w.maybe():
            at = w.new("i")
            inner.readable.append(at)
            return f"for {at}, {item} in enumerate({name}[:2]):"
        other = w.new("e")
        inner.arrays[other] = (N,)
        return f"for {item}, {other} in zip({name}[:2], {w.pick(scope.pools)}):"
    if kind == 3 and scope.dicts:
        other = w.new("v")
        return f"for {item}, {other} in list({w.pick(scope.dicts)}.items()):"
    generators = [one for one in scope.functions if one.result == "numbers"]
    if kind == 4 and generators:
        inner.numbers.append(item)
        return f"for {item} in {statements.call(w, scope, w.pick(generators))}:"
    at = w.new("i")
    inner.indices.append(at)
    inner.readable.append(at)
    return f"for {at} in range({w.pick(['1, 3', '1, 3', '2, 0, -1'])}):"


def attempt(w: Writer, scope: Scope, depth: int) -> list[str]:
    """Something that is done whatever happens, or if something is raised."""
    tried = body(w, scope.copy(), 1 + w.choose(2), depth - 1)
    if not w.maybe():
        return ["try:", *indented(tried), "finally:", *indented(body(w, scope.copy(), 1, 0))]
    at = 1 if not tried[0].rstrip().endswith(":") else 0
    tried[at:at] = [f"if {condition(w, scope)}:", "    raise ValueError"]
    found = ["try:", *indented(tried), "except ValueError:", *indented(body(w, scope.copy(), 1, 0))]
    if w.maybe(3):
        found += ["else:", *indented(body(w, scope.copy(), 1, 0))]
    return found


def managed(w: Writer, scope: Scope, depth: int) -> list[str]:
    """Something between entering and leaving."""
    inner = scope.copy()
    if scope.objects and w.maybe():
        name = w.new("k")
        inner.objects.append(name)
        head = f"with {w.pick(scope.objects)} as {name}:"
    else:
        head = "with np.errstate(all='ignore'):"
    return [head, *indented(body(w, inner, 1 + w.choose(2), depth - 1))]


def leave(w: Writer, scope: Scope) -> list[str]:
    """An early return."""
    w.marks.add("return")
    return [f"if {condition(w, scope)}:", f"    return {result(w, scope)}"]


def nested(w: Writer, scope: Scope) -> list[str]:
    """A function in the function, that is called after it."""
    name = w.new("h")
    if w.maybe(4):
        scope.functions.append(Callee(name, ("vector",), "number"))
        inner = scope.copy()
        inner.arrays["u"] = (N,)
        inner.functions = []
        w.marks.add("closure")
        return [f"{name} = lambda u: {number(w, inner, 1)}"]
    inner = scope.copy()
    inner.arrays["u"] = (N,)
    inner.numbers = [w.new("q")]
    inner.readable = [*scope.readable, *scope.numbers]
    first = [f"{inner.numbers[0]} = {number(w, inner, 1)}"]
    changed = [one for one in (*scope.numbers, *scope.arrays) if one.isidentifier() and one not in GLOBALS]
    if changed and w.maybe():
        one = w.pick(changed)
        value = number(w, scope, 1) if one in scope.numbers else vector(w, scope, scope.arrays[one][-1])
        if one in scope.numbers or len(scope.arrays[one]) == 1:
            first = [f"nonlocal {one}", f"{one} = {value}", *first]
    outer = {*scope.arrays, *scope.lists, *scope.pools, *scope.dicts, *scope.objects}
    found = body(w, inner, 1 + w.choose(3), 1)
    if any(_rebinds(line, outer) for line in found):
        return statements.set_number(w, scope)
    scope.functions.append(Callee(name, ("vector",), "number"))
    w.marks.add("closure")
    return [f"def {name}(u):", *indented([*first, *found, f"return {number(w, inner, 1)}"])]


def _rebinds(line: str, outer: set[str]) -> bool:
    """Whether a line sets one of some variables."""
    left, sign, _ = line.strip().partition("= ")
    return bool(sign) and any(name.strip(" ()+-*/") in outer for name in left.split(","))


def result(w: Writer, scope: Scope) -> str:
    """What a function returns."""
    found = views(w, scope, N)
    return w.pick([number(w, scope), number(w, scope), *([w.pick(found)] if found else [])])
