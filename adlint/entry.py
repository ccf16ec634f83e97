"""The call that a question is about: as it is typed, in a comment over the function, or in the settings."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from adlint.directives import Directive
from adlint.evaluate.expression import Wrong, parsed
from adlint.interpret.program import Program
from adlint.placing import Placer
from adlint.question import Question
from adlint.target import plain


def call_for(
    program: Program, placer: Placer, module: str, question: Question, directives: Sequence[Directive]
) -> tuple[str, ast.Call]:
    """The text of the call, and the call. LookupError, with where the text is wrong or with what to write, if there is
    none.
    """
    text = question.call
    if text is None:
        found = [*_in_comments(program, placer, module, question.name, directives), *_in_entries(module, question)]
        if not found:
            raise LookupError(_advice(program, module, question))
        text = found[0]
    try:
        return text, parsed(text)
    except Wrong as wrong:
        raise LookupError(pointed(text, wrong)) from wrong


def pointed(text: str, wrong: Wrong) -> str:
    """What is wrong with an expression, with a mark under the place."""
    return f"{wrong}\n  {text}\n  {' ' * wrong.column}^"


def _in_comments(
    program: Program, placer: Placer, module: str, name: str, directives: Sequence[Directive]
) -> Iterable[str]:
    """`# adlint: call(x=f64[n])` over the definition of the function, or behind it."""
    wanted = name.replace("::", ".")
    lines = {
        placer.span((f"{module}:{one.name}", 0))[0]
        for one in program.modules[module].functions
        if one.name and plain(one.name) == wanted
    }
    for one in directives:
        if one.kind == "call" and one.target in lines:
            yield f"{wanted}({one.argument})"


def _in_entries(module: str, question: Question) -> Iterable[str]:
    """`[[tool.adlint.entry]] call = "pkg.mod:loss(x=f64[n])"` of this module."""
    for entry in question.entries:
        where, colon, call = entry.partition(":")
        name = call.partition("(")[0].strip()
        if colon and where.strip() == module and "(" in call and question.name.replace("::", ".") in ("", name):
            yield call.strip()


def _advice(program: Program, module: str, question: Question) -> str:
    name = question.name.replace("::", ".")
    function = next((one for one in program.modules[module].functions if plain(one.name) == name), None)
    if not name or function is None:
        return f"{question.path}: which call? Write --call 'FUNCTION(x=f64[n], ...)', or FILE::FUNC"
    arguments = ", ".join(f"{one.name}=f64[n]" for one in function.parameters if one.kind not in ("*", "**"))
    return (
        f"{question.path}: the sizes of what `{name}` works on are not known: write them as "
        f"--call '{name}({arguments})', or over the function as # adlint: call({arguments})"
    )
