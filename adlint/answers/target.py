"""The function that `FILE::FUNC` means, or why there is none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from itertools import accumulate, chain

from adlint import ir
from adlint.interpret.program import Program, identity
from adlint.lower import Problem
from adlint.source import Source

_FEW = 5  # names that a hint lists


def find(program: Program, module: str, source: Source, problems: tuple[Problem, ...], name: str) -> str:
    """The identity of the function `name` of a module: the last one of that name, and one that takes the place of
    others after an exception only where there are no others; LookupError, with the place where the text is not Python
    or with names that it has, if there is none. Parts are joined by `.`, or by `::` as in pytest; `name#1` is the first
    of several functions of a name.
    """
    asked = name.replace("::", ".")
    wanted, _, number = asked.partition("#")
    same = [one.name for one in program.modules[module].functions if one.kind != "class" and plain(one.name) == wanted]
    if number.isdecimal() and 0 < int(number) <= len(same):
        return identity(module, same[int(number) - 1])
    functions = program.modules[module].functions
    instead = set(_instead(functions))
    known = {plain(one.name): one for one in sorted(functions, key=lambda one: one.name not in instead) if one.name}
    found = known.get(wanted)
    if found is not None and found.kind != "class" and not number:
        return identity(module, found.name)
    lambdas = dict(_assigned(program.modules[module]))
    if found is None and wanted in lambdas:
        return identity(module, lambdas[wanted])
    names = [*(plain(one.name) for one in functions if one.name and one.kind != "class"), *lambdas]
    is_class = found is not None and not number
    raise LookupError(_reason(source, problems, asked, list(dict.fromkeys(names)), is_class=is_class))


def plain(name: str) -> str:
    """A qualified name as people write it: without the numbers of definitions that take the place of others."""
    return ".".join(part.partition("#")[0] for part in name.split("."))


def others(program: Program, function: str) -> tuple[str, ...]:
    """How the other functions of the same name can be named."""
    module, _, name = function.partition(":")
    same = [known.name for known in program.modules[module].functions if plain(known.name) == plain(name)]
    return tuple(f"{plain(name)}#{number}" for number, known in enumerate(same, 1) if known != name)


def near(name: str, known: Iterable[str]) -> str:
    """`; did you mean ...?` with names that are like one, or a list of all of few."""
    names = list(known)
    found = get_close_matches(name, names, 3, 0.6)
    return f"; did you mean {_list(found, ' or ')}?" if found else f": there are {', '.join(names)}" if names else ""


def place(source: Source, line: int) -> str:
    """`path:line`, in a notebook `path:cell 3:line`."""
    cell, number = source.cell(line)
    return f"{source.path}:{number}" if cell is None else f"{source.path}:cell {cell}:{number}"


def _instead(functions: tuple[ir.Function, ...]) -> Iterator[str]:
    """The functions and classes that handlers of exceptions define, with what these hold."""
    made = set()
    for block in (block for function in functions for block in ir.nested(function.body)):
        handlers = [handler for op in block if isinstance(op, ir.Try) for handler in op.handlers]
        for op in chain.from_iterable(chain.from_iterable(ir.nested(one.body) for one in handlers)):
            if isinstance(op, ir.MakeFunction | ir.MakeClass):
                made.add(op.function if isinstance(op, ir.MakeFunction) else op.body)
    return (one.name for one in functions if not made.isdisjoint(accumulate(one.name.split("."), "{}.{}".format)))


def _assigned(module: ir.Module) -> Iterator[tuple[str, str]]:
    """The lambdas that variables are set to, by the qualified names of the variables."""
    for function in module.functions:
        made = {}
        for op in function.operations:
            if isinstance(op, ir.MakeFunction) and "<lambda" in op.function.rpartition(".")[2]:
                made[op.at] = op.function
            elif isinstance(op, ir.Store) and op.value in made:
                prefix = f"{plain(function.name)}." if function.name else ""
                yield f"{prefix}{op.name}", made[op.value]


def _reason(source: Source, problems: tuple[Problem, ...], name: str, known: list[str], *, is_class: bool) -> str:
    if is_class:
        methods = [one for one in known if one.startswith(f"{name}.") and "." not in one[len(name) + 1 :]]
        hint = f": name one of its methods, {_list(methods)}" if methods else ", without methods"
        return f"{source.path}: `{name}` is a class, not a function{hint}"
    broken = _broken(source, problems, name.rpartition(".")[2]) or (None if known else next(iter(problems), None))
    if broken is not None:
        return f"{place(source, broken.line)}: {broken.message}: `{name}` was not analysed"
    near = get_close_matches(name, known, 3, 0.6)
    near += [one for one in known if one.endswith(f".{name}") and one not in near]
    hint = f"; did you mean {_list(near, ' or ')}?" if near else f"; the file has {_list(known)}" if known else ""
    return f"{source.path}: there is no function `{name}`{hint}"


def _broken(source: Source, problems: tuple[Problem, ...], name: str) -> Problem | None:
    """The error in a definition of that name, which was left out for it."""
    head = re.compile(rf"\s*(async\s+)?def\s+{re.escape(name)}\b")
    starts = [number for number, line in enumerate(source.lines, 1) if head.match(line)]
    return next((p for start in reversed(starts) for p in problems if p.line >= start), None)


def _list(names: list[str], last: str = ", ") -> str:
    shown = [f"`{name}`" for name in names[:_FEW]]
    if len(names) > _FEW:
        return ", ".join(shown) + f" and {len(names) - _FEW} more"
    return last.join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)
