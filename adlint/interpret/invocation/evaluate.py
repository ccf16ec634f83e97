"""One evaluation of a function: its variables are set, its body runs, its result comes out."""

from __future__ import annotations

from functools import lru_cache

from adlint import ir
from adlint.interpret.collections.containers import held
from adlint.interpret.flow.control import run
from adlint.interpret.flow.ending import ended
from adlint.interpret.flow.pausing import gather, waited
from adlint.interpret.frame import Frame
from adlint.interpret.machine import Suspended
from adlint.interpret.memory.atoms import (
    RAISES,
    RESULT,
    SILENT,
    UNBOUND,
    Atom,
    Class,
    Closure,
    Method,
    Parameter,
    Partial,
    Value,
    Wrapped,
    atoms,
    join,
    joined,
)
from adlint.interpret.memory.journal import Changes
from adlint.interpret.memory.parameters import has_parameters
from adlint.interpret.memory.spaces import RECEIVER, REST, RETURNED, SUSPENDED, Fields, Module, Object
from adlint.interpret.task import Task
from adlint.interpret.views.facts import more_telling
from adlint.interpret.views.notes import Notes
from adlint.lower import Lowered, lower

_NONE = ir.Const("None", None)
_BY_POSITION = frozenset({"positional", "any"})


def evaluate(task: Task, closure: Closure, function: ir.Function, fields: Fields) -> Value:
    """The result of a call of `closure` with its parameters set as in `fields`."""
    name = closure.function
    module = task.world.module(name.partition(":")[0])
    assert module is not None
    scope = task.new_scope(name, closure.outer)
    scope.fields = dict(fields)
    scope.cls = closure.owner
    scope.is_general = name == task.root
    first = function.parameters[0] if function.parameters else None
    if first is not None and first.name in fields and first.kind in _BY_POSITION:
        scope.fields[RECEIVER] = fields[first.name]
    frame = Frame(function, name, module, scope, task)
    frame.notes = Notes() if task.wants_facts else None
    task.running[name] = task.running.get(name, 0) + 1
    task.depth += 1
    task.entered.append(closure)
    calling, task.calling = task.calling, None
    evaluate_body(frame, function)
    task.calling = calling
    task.entered.pop()
    task.depth -= 1
    task.running[name] -= 1
    if frame.notes is not None and name == task.root and task.depth == 0:
        task.facts[name] = more_telling(task.facts.get(name), frame.notes.facts(frame))
    result = outcome(frame, closure, fields)
    if result is RAISES:
        ended(frame, name, function.body)
    old = task.results.get(name)
    given = RESULT if result is RAISES else general(result, fields)
    task.results[name] = given if old is None else join(old, given)
    return result


def general(result: Value, fields: Fields) -> Value:
    """A result with parameters in the stead of what was passed for them: another call passes something else."""
    if result.__class__ in _PLAIN:
        return result
    names = {value: str(name) for name, value in fields.items() if value.__class__ in _PASSED}
    if not names and not has_parameters(result):
        return result
    found = [Parameter(names[a]) if a in names else _whole(a) for a in atoms(result)]
    return joined(found) or result


def _whole(atom: Atom) -> Atom:
    """A parameter as another call passes it, whatever was found out of it in this one."""
    return Parameter(atom.name, atom.path) if isinstance(atom, Parameter) and atom.among is not None else atom


_PLAIN = SILENT - {Parameter}
_PASSED = frozenset({Parameter, Closure, Method, Partial, Class, Object, Wrapped})


def evaluate_body(f: Frame, function: ir.Function) -> None:
    """Run the body; the ways out of it meet."""
    journal = f.task.journal
    if not function.leaves_early and not function.is_generator:
        run(f, function.body)
        return
    journal.begin()
    f.level += 1
    try:
        run(f, function.body)
    finally:
        gather(f)
    changes = journal.end()
    ended: list[Changes] = [changes] if f.returned or not f.dead else []
    if f.exits or ended:
        journal.meet([*ended, *f.exits])
    else:
        journal.weaken([changes])


def outcome(f: Frame, closure: Closure, fields: Fields) -> Value:
    """The result of a call that was evaluated."""
    result = joined(f.results) or (RAISES if f.dead and not f.returned else _NONE)
    if f.function.is_generator:
        made = f.task.new_object("generator", None, SUSPENDED, f.identity)
        made.fields = {} if f.yields is None else dict(f.task.content(f.yields))
        made.fields[RETURNED] = result
        steps = waited(f) if f.waits else ()
        if f.sent is None and f.thrown is None:
            f.task.generators[made] = Suspended(closure, fields, steps, f.task.epoch)
        return made
    if f.function.is_async:
        made = f.task.new_object("coroutine", None, SUSPENDED, f.identity)
        made.fields = {REST: result}
        f.task.generators[made] = Suspended(closure, fields, (), f.task.epoch)
        return made
    return result


def send(task: Task, generator: Object, sent: Value | None, thrown: Value | None) -> None:
    """Evaluate a generator again, with what is sent into it, or raised where it waits; or a coroutine."""
    known = task.generators.get(generator)
    if known is None or task.depth > 6:
        return
    closure = known.closure
    function = task.world.body(closure.function)
    scope = task.new_scope(closure.function, closure.outer)
    scope.fields = dict(known.fields)
    module = task.world.module(closure.function.partition(":")[0])
    assert module is not None
    frame = Frame(function, closure.function, module, scope, task)
    frame.sent, frame.thrown = sent, thrown
    evaluate_body(frame, function)
    if frame.yields is not None:
        task.add(generator, REST, held(frame, frame.yields) or RESULT)
    if frame.results:
        task.add(generator, REST if generator.kind == "coroutine" else RETURNED, joined(frame.results) or RESULT)


@lru_cache(maxsize=1 << 12)
def _read(text: str, is_run: bool) -> Lowered:
    return lower(text if is_run else f"_ = ({text})")


def evaluate_text(f: Frame, text: str, is_run: bool, names: Object | None) -> Value:
    """What an expression given as a text is, where the names in it are those of a dict, if one is given, or those that
    are seen here; where statements are run, nothing.
    """
    lowered = _read(text, is_run)
    if lowered.problems or len(lowered.module.functions) > 1:
        return UNBOUND
    function = lowered.module.functions[0]
    if names is None:
        inner = Frame(f.function, f.identity, f.module, f.space, f.task)
    else:
        nowhere = Module("")
        nowhere.fields = {}
        inner = Frame(function, f.identity, nowhere, names, f.task)
    run(inner, function.body)
    if is_run:
        return _NONE
    found = inner.fields.get("_", UNBOUND)
    f.task.journal.write(inner.fields, "_", None)
    return found
