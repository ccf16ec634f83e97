"""Generators of random numbers that stay where they are: in variables of modules, and in attributes.

A draw from one in a variable of a module goes on from a state that no snapshot holds, as one from the global generator
of a library does. One that was made without a seed may get a state before anything is drawn from it.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from adlint import ir
from adlint.analysis.effects.changes import NOTHING_FOUND, Found, owner
from adlint.analysis.effects.summary import Chain, Hazard, Step
from adlint.analysis.hazards.standing import Variables, standing
from adlint.analysis.paths.arguments import is_told
from adlint.analysis.paths.paths import Definitions, defined
from adlint.analysis.paths.uses import used_in
from adlint.analysis.paths.walk import States
from adlint.interpret.program import Program, identity
from adlint.interpret.views.described import Instance, atoms
from adlint.interpret.views.facts import CALLEE, CallFact, Facts
from adlint.models import Effect, models
from adlint.models.outside import GENERATORS, KEEPING, STATING

# whose methods draw, and what functions are given to draw from
_CLASSES = frozenset({"numpy.random.Generator", "numpy.random.RandomState", "random.Random"})
_GIVEN = _CLASSES | {"torch.Generator"}


def draws(program: Program, name: str, facts: Facts, variables: Variables) -> Found:
    """The draws of a function from generators in variables of modules, and where it seeds those, by operation: `what`
    is drawn from is named as the variable is from outside, `path` is the module.
    """
    function = program.functions[name]
    if function.kind in ("module", "class") or not any(_is_of_generators(call) for _, call in facts.calls):
        return NOTHING_FOUND
    ops, held = defined(function), dict(variables)
    found: dict[int, Hazard] = {}
    for at, call in facts.calls:
        op, effect = ops.get(at), _effect(call)
        if not isinstance(op, ir.Call):
            continue
        word, given = (CALLEE, None) if effect else _given(op, call)
        one = standing(call, word)
        variable = _variable(op.callee, ops) if effect else ir.variable(given, ops)
        if one is not None and (one.maker, one.at) in held:
            found[at] = drawn(effect or Effect.DRAW, held[one.maker, one.at], one.maker, ((name, at),))
        elif variable and owner(program, name, function, variable) == _module(name):
            found[at] = drawn(effect or Effect.DRAW, variable, _module(name), ((name, at),))
    for op in ops.values():
        if isinstance(op, ir.Store) and op.name in function.globals:
            made = facts.call.get(op.value) if isinstance(op.value, int) else None
            if made is not None and not GENERATORS.isdisjoint(made.paths) and is_told(made):
                found[op.at] = drawn(Effect.SEED, op.name, _module(name), ((name, op.at),))
    return found


def drawn(effect: Effect, variable: str, body: str, chain: Chain) -> Hazard:
    """A draw from the generator that a variable of a module or a class holds, or a seed of it."""
    return Hazard(effect, f"{body.rstrip(':').replace(':', '.')}.{variable}", body, chain)


def effect_of(of: str, method: str, *, is_told: bool) -> Effect | None:
    """What a method of a generator of the class `of` does to it."""
    if method in STATING:
        return Effect.SEED if is_told else None
    is_other = method in KEEPING or method.startswith("_") or of not in _CLASSES
    return None if is_other else Effect.DRAW


def _is_of_generators(call: CallFact) -> bool:
    """Whether a call makes a generator, is one of its methods, or may be given one."""
    known = any(path in GENERATORS or path.rpartition(".")[0] in _GIVEN for path in call.paths)
    return known or any(models()[name].unless for name in call.models)


def _effect(call: CallFact) -> Effect | None:
    """What the method of a generator does to it; None of what may be something else."""
    methods = {tuple(path.rpartition(".")[::2]) for path in call.paths}
    found = {effect_of(of, method, is_told=is_told(call)) for of, method in methods if of in _GIVEN}
    return found.pop() if len(found) == 1 and all(of in _GIVEN for of, _ in methods) else None


def _given(op: ir.Call, call: CallFact) -> tuple[str, ir.Operand | None]:
    """The keyword and the generator that a function of a library is given to draw from; None if it is given none."""
    drawing = [models()[name] for name in call.models if models()[name].effect is Effect.DRAW]
    told = [word for model in drawing for word in model.unless.split()]
    for word, operand in op.keywords if told else ():
        value = dict(call.keywords).get(word)
        kinds = [isinstance(atom, Instance) and atom.of in _GIVEN for atom in atoms(value)] if value is not None else []
        if word and word in told and kinds and all(kinds):
            return word, operand
    return "", None


def _module(name: str) -> str:
    """The body of the module that a function stands in."""
    return identity(name.partition(":")[0], "")


def _variable(callee: ir.Operand, ops: Definitions) -> str:
    """The variable whose method is called; "" if it is that of something else."""
    got = ops.get(callee) if isinstance(callee, int) else None
    return ir.variable(got.base, ops) if isinstance(got, ir.GetAttribute) else ""


def seeded(states: States, generators: frozenset[str]) -> States:
    """The states behind a seed of some generators."""
    return frozenset(replace(s, seeded=s.seeded | generators) for s in states) if generators else states


def is_seeded(hazard: Hazard, states: States) -> bool:
    """Whether a hazard is a draw from a generator that was seeded in all states."""
    return hazard.effect is Effect.DRAW and all(hazard.what in s.seeded for s in states)


class Seeded(Struct, frozen=True):
    """What functions of a program seed that do more than that: attributes of this name, and variables of modules, each
    by the body of the module and its name.
    """

    attributes: frozenset[str]
    variables: frozenset[tuple[str, str]]


def all_seeded(program: Program, facts: Mapping[str, Facts]) -> Seeded:
    """What the functions of a program seed; one that does nothing else is for whoever wants that."""
    attributes, variables = set[str](), set[tuple[str, str]]()
    for name, own in facts.items():
        setting = [at for at, call in own.calls if call.method in STATING and is_told(call)]
        if not setting or len(own.calls) == len(setting):
            continue
        function = program.functions[name]
        ops = defined(function)
        for op in map(ops.get, setting):
            if isinstance(op, ir.Call):
                attributes.add(_attribute(op.callee, ops))
                variables.update({(_module(name), one) for one in {_variable(op.callee, ops)} - function.bound})
    return Seeded(frozenset(attributes), frozenset(variables))


def is_settled(program: Program, facts: Mapping[str, Facts], seeded: Seeded, made: Step) -> bool:
    """Whether nothing is drawn from a generator as it was made without a seed: it stands in a variable of a module, or
    in an attribute, and a function that goes on with it seeds it first, or no function reads it.
    """
    name, at = made
    function = program.functions[name]
    ops = defined(function).values()
    attributes = {op.name for op in ops if isinstance(op, ir.SetAttribute) and op.value == at}
    variables = {op.name for op in ops if isinstance(op, ir.Store) and op.value == at}
    shared = variables if function.kind == "module" else set[str]()
    if not seeded.attributes.isdisjoint(attributes | shared) or any((name, one) in seeded.variables for one in shared):
        return True
    return bool(shared) and not any(
        _reads(program.functions[one], shared, is_beside=_module(one) == name) for one in facts
    )


def _attribute(callee: ir.Operand, ops: Definitions) -> str:
    """The attribute whose method is called; "" if it is that of something else."""
    got = ops.get(callee) if isinstance(callee, int) else None
    held = ops.get(got.base) if isinstance(got, ir.GetAttribute) and isinstance(got.base, int) else None
    return held.name if isinstance(held, ir.GetAttribute) else ""


def _reads(function: ir.Function, names: set[str], *, is_beside: bool) -> bool:
    """Whether a function may read one of some variables: in their module by name, elsewhere from the module."""
    ops = defined(function).values()
    named = is_beside or any(isinstance(op, ir.ImportStar) for op in ops)
    return (named and not names.isdisjoint(used_in(function))) or any(
        isinstance(op, ir.GetAttribute | ir.Import) and op.name in names for op in ops
    )
