"""The calls that a question is about, as they are written: on the command line, in comments, or in the settings."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from adlint.answers.tape.inferred.texts import Text
from adlint.answers.tape.question import Question
from adlint.answers.target import plain
from adlint.directives import Directive
from adlint.evaluate.expression import Wrong, parsed
from adlint.interpret.program import Program

Written = tuple[str, ast.Call]


def calls_for(text: Text, module: str, question: Question, directives: Sequence[Directive]) -> tuple[Written, ...]:
    """The texts of the calls, and the calls; of a function that is named, one at most. LookupError, with where a text
    is wrong, if it is.
    """
    if question.call is not None:
        return (_written(question.call),)
    commented = _in_comments(text, question.name, directives)
    found = list(dict.fromkeys((*commented, *_in_entries(module, question))))
    return tuple(_written(one) for one in (found[:1] if question.name else found))


def _written(text: str) -> Written:
    try:
        return text, parsed(text)
    except Wrong as wrong:
        raise LookupError(pointed(text, wrong)) from wrong


def pointed(text: str, wrong: Wrong) -> str:
    """What is wrong with an expression, with a mark under the place."""
    return f"{wrong}\n  {text}\n  {' ' * wrong.column}^"


def _in_comments(text: Text, name: str, directives: Sequence[Directive]) -> Iterable[str]:
    """`# adlint: call(x=f64[n])` over the definition of the function, or behind it; of any, if none is named."""
    wanted = name.replace("::", ".")
    for one in directives:
        function = text.headers.get(one.target)
        if one.kind == "call" and function is not None and wanted in ("", function):
            yield f"{function}({one.argument})"


def _in_entries(module: str, question: Question) -> Iterable[str]:
    """`[[tool.adlint.entry]] call = "pkg.mod:loss(x=f64[n])"` of this module."""
    for entry in question.entries:
        where, colon, call = entry.partition(":")
        name = call.partition("(")[0].strip()
        if colon and where.strip() == module and "(" in call and question.name.replace("::", ".") in ("", name):
            yield call.strip()


def advice(program: Program, module: str, question: Question, reason: str) -> str:
    """What to write where the call is not known, for a reason."""
    name = question.name.replace("::", ".")
    function = next((one for one in program.modules[module].functions if plain(one.name) == name), None)
    if not name or function is None:
        return f"{question.path}: {reason}: write --call 'FUNCTION(x=f64[n], ...)', or FILE::FUNC"
    needed = [one.name for one in function.parameters if one.kind not in ("*", "**") and not one.has_default]
    owner, _, method = name.rpartition(".")
    is_method = owner in {plain(one.name) for one in program.modules[module].functions if one.kind == "class"}
    is_bound = is_method and needed[:1] == ["self"]
    arguments = ", ".join(f"{one}=f64[n]" for one in needed[is_bound:])
    if is_bound:
        return f"{question.path}: {reason}: write the call as --call '{owner}(...).{method}({arguments})'"
    return (
        f"{question.path}: {reason}: write the call as --call '{name}({arguments})', "
        f"or over the function as # adlint: call({arguments})"
    )
