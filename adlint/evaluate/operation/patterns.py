"""Patterns of `match`: whether they hold, and what they bind."""

from __future__ import annotations

from adlint import ir
from adlint.evaluate.flow.join import same
from adlint.evaluate.invocation.classes import is_subclass
from adlint.evaluate.machine import Frame, Given, Machine
from adlint.evaluate.operation.attributes import MISSING, lookup
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.operation.names import store, value_of
from adlint.evaluate.operation.operators import binary, truth
from adlint.evaluate.values import External, Ref, Unknown, Value


def matches(m: Machine, f: Frame, pattern: ir.Pattern, subject: Value) -> bool | None:
    """Whether a pattern holds (None: not known), its variables being bound as far as it does."""
    match pattern:
        case ir.PatternValue(value):
            wanted = value_of(m, f, value)
            if wanted is None or isinstance(wanted, bool):
                return same(wanted, subject)
            return truth(m, binary(m, "==", subject, wanted))
        case ir.PatternCapture(name, inner):
            found = True if inner is None else matches(m, f, inner, subject)
            if found is not False and name is not None:
                store(m, f, name, subject)
            return found
        case ir.PatternOr(several):
            any_of = [matches(m, f, one, subject) for one in several]
            return True if True in any_of else None if None in any_of else False
        case ir.PatternSequence(several):
            return _sequence(m, f, several, subject)
        case ir.PatternMapping():
            return _mapping(m, f, pattern, subject)
        case ir.PatternClass():
            return _instance(m, f, pattern, subject)
        case ir.PatternStar():
            return True


def _all(found: list[bool | None]) -> bool | None:
    return False if False in found else None if None in found else True


def _sequence(m: Machine, f: Frame, several: tuple[ir.Pattern, ...], subject: Value) -> bool | None:
    if isinstance(subject, Unknown):
        return None
    is_sequence = isinstance(subject, tuple) or (isinstance(subject, Ref) and _is_sequence(m, subject))
    held = items(m, subject) if is_sequence else None
    if held is None:
        return False
    stars = [number for number, one in enumerate(several) if isinstance(one, ir.PatternStar)]
    if len(held) < len(several) - len(stars) or (not stars and len(held) != len(several)):
        return False
    if stars:
        at, behind = stars[0], len(several) - stars[0] - 1
        star = several[at]
        rest = m.store.new("list", items=held[at : len(held) - behind])
        if isinstance(star, ir.PatternStar) and star.name is not None:
            store(m, f, star.name, rest)
        held = [*held[:at], None, *held[len(held) - behind :]]
    return _all([matches(m, f, one, value) for one, value in zip(several, held, strict=True)])


def _is_sequence(m: Machine, subject: Ref) -> bool:
    found = m.store[subject]
    if found.kind == "instance" and isinstance(found.cls, Ref):
        bases = {External(f"builtins.{name}") for name in ("list", "tuple")}
        return not bases.isdisjoint(one for one in m.store[found.cls].order if isinstance(one, External))
    return found.kind == "list"


def _mapping(m: Machine, f: Frame, pattern: ir.PatternMapping, subject: Value) -> bool | None:
    if not isinstance(subject, Ref) or m.store[subject].kind != "dict":
        return None if isinstance(subject, Unknown) else False
    fields = dict(m.store[subject].fields)
    found: list[bool | None] = []
    for key, inner in zip(pattern.keys, pattern.items, strict=True):
        name = value_of(m, f, key)
        found.append(matches(m, f, inner, fields.pop(name)) if name in fields else False)
    if pattern.rest is not None:
        store(m, f, pattern.rest, m.store.new("dict", fields=fields))
    return _all(found)


def _instance(m: Machine, f: Frame, pattern: ir.PatternClass, subject: Value) -> bool | None:
    cls = value_of(m, f, pattern.cls)
    if isinstance(cls, Ref):
        is_one = isinstance(subject, Ref) and is_subclass(m, m.store[subject].cls, cls)
        found: Value = None if isinstance(subject, Unknown) else is_one
        names = lookup(m, cls, "__match_args__")
    else:
        found = truth(m, m.tables.call(m, External("builtins.isinstance"), Given((subject, cls))))
        names = MISSING
    if found is not True:
        return found  # type: ignore[return-value]
    parts = [*zip(names if isinstance(names, tuple) else (), pattern.positional, strict=False), *pattern.named]
    if not isinstance(names, tuple) and pattern.positional:
        return matches(m, f, pattern.positional[0], subject)
    values = [(lookup(m, subject, str(name)), one) for name, one in parts]
    return _all([False if value is MISSING else matches(m, f, one, value) for value, one in values])
