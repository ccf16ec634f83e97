"""From a call to what its tape holds: evaluation, models, and the places in the text."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from adlint import ir
from adlint.answers.libraries import library_of
from adlint.answers.placing import Placer
from adlint.answers.tape.entry import advice, calls_for, pointed
from adlint.answers.tape.inferred.calls import Wanted, inferred
from adlint.answers.tape.inferred.differentiated import Differentiated
from adlint.answers.tape.inferred.framework import framework_used
from adlint.answers.tape.inferred.proposal import Missing
from adlint.answers.tape.inferred.texts import Text
from adlint.answers.tape.inferred.trials import Kept, Undecided
from adlint.answers.tape.question import Question, TooMuchError
from adlint.answers.tape.tallying import alternatives, assumption, equalities, failed, independents, line_of, of_model
from adlint.answers.target import near, plain
from adlint.directives import Directive
from adlint.evaluate.beginnings import Beginnings
from adlint.evaluate.errors import GaveUp
from adlint.evaluate.evaluate import Evaluated, evaluate
from adlint.evaluate.expression import Wrong
from adlint.evaluate.machine import MOST_STEPS
from adlint.frameworks import LIBRARIES
from adlint.interpret.program import Program
from adlint.shapes.sizes import Sizes
from adlint.tape.amounts import total
from adlint.tape.answer import Answer
from adlint.tape.models import MODELS, Evaluation, Model, default_for, model_of, names
from adlint.tape.values.variants import over_branches
from adlint.trace import Array

Load = Callable[[str], ir.Module | None]


class Case(Struct, frozen=True):
    """A call that is asked about, with what came of it, and the library of its arrays; what was taken for granted; and
    the paths of the arguments with respect to which derivatives are taken, all floating ones if there are none, or
    those that `active` names.
    """

    target: str
    text: str
    found: Evaluated
    framework: str
    said: tuple[str, ...] = ()
    wrt: tuple[str, ...] = ()
    active: frozenset[str] | None = None


class Asked(Struct, frozen=True):
    """A call that goes through: its text, what it is of, the library whose arrays it works on, the model, the arrays
    that derivatives are taken with respect to, and what was taken for granted.
    """

    target: str
    text: str
    framework: str
    model: Model
    found: Evaluated
    active: tuple[Array, ...]
    said: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Asking(Struct, frozen=True):
    """Where a question is asked: the program with what it imports, the places in it, and the module that is meant, with
    the directives in it; the `function` by its identity, if one is named; what gives the functions that the module
    differentiates; what is `kept` of evaluations before; and how many steps one may take at `most`.
    """

    program: Program
    load: Load
    placer: Placer
    module: str
    question: Question
    directives: Sequence[Directive] = ()
    function: str | None = None
    entries: Callable[[], Sequence[Differentiated]] = tuple
    kept: Beginnings | None = None
    most: int = MOST_STEPS

    def framework(self, module: str, name: str) -> str:
        """The library whose arrays a function is given: that which it uses, or that of its module; that of the model
        that is asked for, if the module imports it.
        """
        of_module = library_of(self.program, module, self.load)
        wanted = self.model()
        if of_module == "numpy" or (wanted is not None and of_module in wanted.frameworks):
            return of_module
        return framework_used(Text.of(self.placer.source(module)), name) or of_module

    @property
    def target(self) -> str:
        """The function, as it was named."""
        name = self.question.name.replace("::", ".")
        return f"{self.question.path}::{name}" if name else self.question.path

    def model(self) -> Model | None:
        """The model that is asked for, if one is. LookupError if there is none of that name."""
        wanted = self.question.model
        if wanted in (None, "auto", "all"):
            return None
        found = model_of(wanted or "")
        if found is None:
            raise LookupError(f"there is no model `{wanted}`{near(wanted or '', names())}")
        return found


def answers(asking: Asking) -> tuple[Answer, ...]:
    """The answers, one for each call. LookupError as for `evaluated`."""
    return tuple(answered(asking, one) for one in evaluated(asking))


def evaluated(asking: Asking) -> tuple[Asked, ...]:
    """The calls, several if no function is named and there are several entries: those that are written down, else those
    of the function, else of what the module differentiates. LookupError, with the names that there are or with what to
    write, if there is none.
    """
    asking.model()  # a wrong one is said before anything else
    question = asking.question
    calls = calls_for(Text.of(asking.placer.source(asking.module)), asking.module, question, asking.directives)
    if calls:
        return tuple(_asked(asking, _written(asking, text, tree)) for text, tree in calls)
    if asking.function is not None:
        try:
            return (_asked(asking, _inferred(asking, asking.function, asking.target)),)
        except (Missing, Undecided) as error:
            raise LookupError(advice(asking.program, asking.module, question, str(error))) from error
    return _of_entries(asking)


def _of_entries(asking: Asking) -> tuple[Asked, ...]:
    """What the module differentiates, as far as its calls can be told; of the others it is noted why not."""
    found: list[Asked] = []
    notes: list[str] = []
    for one in asking.entries():
        name = plain(one.function.partition(":")[2])
        target = f"{asking.placer.path(one.function)}::{name}"
        try:
            found.append(_asked(asking, _with_respect(asking, _inferred(asking, one.function, target), one)))
        except LookupError as error:
            if isinstance(error, KeyError | IndexError):
                raise  # a defect
            notes.append(f"{target}: {error}")
    if not found:
        reason = "; ".join(notes) or "nothing in it is differentiated, and no call is written down"
        raise LookupError(advice(asking.program, asking.module, asking.question, reason))
    return (replace(found[0], notes=tuple(notes)), *found[1:])


def _with_respect(asking: Asking, case: Case, entry: Differentiated) -> Case:
    """The case, with the arguments that the call which differentiates names."""
    positional = asking.program.functions[entry.function].positional
    positional = positional[positional[:1] == ("self",) :]  # a method that is differentiated is bound
    numbers = [one % len(positional) for one in entry.numbers or () if positional]
    place = line_of(asking.placer, entry.site)
    if not numbers or asking.question.wrt:
        return replace(case, said=(*case.said, f"it is differentiated at {place}"))
    wrt = tuple(positional[one] for one in numbers)
    said = f"it is differentiated at {place}, with respect to {', '.join(wrt)}"
    return replace(case, said=(*case.said, said), wrt=wrt, active=None)


def _written(asking: Asking, text: str, tree: ast.Call) -> Case:
    """A call that is written down. LookupError, pointing into it, if it says something that cannot be."""
    question = asking.question
    name = question.name.rpartition("::")[2].rpartition(".")[2].partition("#")[0]
    if question.call is not None and name and name not in {*_words(tree)}:
        raise LookupError(f"{asking.target} is asked about, and this is no call of it:\n  {text}")
    framework = asking.framework(asking.module, ast.unparse(tree.func))
    given = (asking.program, asking.load, LIBRARIES, asking.module, tree, framework, question.sizes)
    try:
        found = evaluate(*given, kept=asking.kept, most=asking.most)
        return Case(asking.target, text, found, framework, wrt=question.wrt)
    except Wrong as wrong:
        raise LookupError(pointed(text, wrong)) from wrong
    except GaveUp as gave_up:
        raise TooMuchError(f"{asking.target}: {gave_up}") from gave_up


def _words(tree: ast.expr) -> Iterator[str]:
    """The names in an expression; the methods that calling an object or a class stands for are among them."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                yield name
            case ast.Call(func=ast.Call()):
                yield from ("__call__", "forward")
            case ast.Call(func=ast.Name(id=name)) if name[:1].isupper():
                yield "__init__"
            case _:
                pass


def _inferred(asking: Asking, function: str, target: str) -> Case:
    """A call that nobody wrote down. LookupError if it cannot be told."""
    module, _, name = function.partition(":")
    question, placer = asking.question, asking.placer
    framework = asking.framework(module, plain(name))
    model = asking.model() or default_for(framework)
    wanted = Wanted(asking.program, asking.load, LIBRARIES, module, name, framework, question.sizes, asking.module)

    def size(found: Evaluated) -> Kept | None:
        active = _active(found, question.wrt)
        given = Evaluation(found.trace, tuple(found.arguments.values()), active, found.results)
        folded = over_branches(model, given, Sizes(dict(found.bounds)))[0]
        kept = (folded.tape.bytes, folded.arguments or 0, total(one.size for one in active))
        return None if folded.tape.gaps else kept

    case = inferred(wanted, Text.of(placer.source(module)), size, partial(line_of, placer))
    own = next((one.framework for one in case.found.arguments.values() if one.is_inexact), framework)
    own = framework if framework == "autograd" else own  # whose arrays are those of NumPy, until it traces them
    return Case(target, case.text, case.found, own, case.said, question.wrt, None if question.wrt else case.active)


def _asked(asking: Asking, case: Case) -> Asked:
    """The call, if it goes through."""
    found = case.found
    if found.failure is not None:
        said = failed(asking.placer, found.failure, case.target)
        raise TooMuchError(said) if found.gave_up else LookupError(said)
    active = tuple(_active(found, case.wrt, case.active))
    model = asking.model() or default_for(case.framework)
    return Asked(case.target, case.text, case.framework, model, found, active, case.said)


def answered(asking: Asking, asked: Asked) -> Answer:
    """The answer for a call that goes through."""
    placer, found, active = asking.placer, asked.found, asked.active
    others = [one for one in MODELS.values() if one.name != asked.model.name] if asking.question.model == "all" else []
    of_models = [of_model(placer, one, asked.framework, found, active) for one in (asked.model, *others)]
    ended = () if found.ended is None else (f"the reverse sweep begins at {line_of(placer, found.ended)}",)
    taken = (*map(assumption, found.assumptions), *equalities(found.equal), *ended)
    assumptions = tuple(dict.fromkeys((*asked.said, *taken, *of_models[0].assumptions)))
    notes = (*found.notes, *asked.notes, *odd(asking.question, found, active))
    instead = alternatives(found, active, Sizes(dict(found.bounds)))
    return Answer(
        asked.target, asked.text, asked.framework, found.symbols, assumptions, of_models[0], instead,
        tuple(of_models[1:]), notes,
    )  # fmt: skip


def odd(question: Question, found: Evaluated, active: Sequence[Array]) -> Iterator[str]:
    """What is probably not meant: numbers for names that the call has not, and nothing to differentiate. A size that
    depends on data has a name too.
    """
    for name in question.sizes:
        if name not in found.symbols and name not in found.origins:
            known = ", ".join(found.symbols) or "none"
            yield f"no size of the call is called `{name}`: its names are {known}"
    if not independents(found, active):
        yield "the call is given no array of floating numbers: there is nothing to differentiate"


def _active(found: Evaluated, wrt: tuple[str, ...], marked: frozenset[str] | None = None) -> list[Array]:
    """The arrays that derivatives are taken with respect to: those of the arguments in `wrt`, else those that are
    marked, else all.
    """
    if not wrt and marked is not None:
        return [array for path, array in found.arguments.items() if path in marked]
    for one in wrt:
        if not any(_is_part(path, one) for path in found.arguments):
            known = ", ".join(sorted({path.partition("[")[0] for path in found.arguments}))
            where = f"arrays are in {known or 'none'}"
            raise LookupError(f"no argument called `{one}` holds an array that is known: {where}")
    return [
        array
        for path, array in found.arguments.items()
        if array.is_inexact and (not wrt or any(_is_part(path, one) for one in wrt))
    ]


def _is_part(path: str, name: str) -> bool:
    return path == name or path.startswith((f"{name}[", f"{name}."))
