"""`match`: what a pattern binds, and whether it can hold."""

from __future__ import annotations

from adlint import ir
from adlint.interpret.collections.containers import content, item_of, sequence
from adlint.interpret.evidence.narrowing import may_be
from adlint.interpret.frame import Frame
from adlint.interpret.memory.atoms import ITEM, Class, External, Object, Unknown, Value, atoms, joined
from adlint.interpret.memory.spaces import REST
from adlint.interpret.objects.attributes import attribute
from adlint.interpret.objects.lookup import lookup


def bind(f: Frame, pattern: ir.Pattern, value: Value, op: ir.Match) -> bool | None:
    """Bind the names of a pattern to what they may be; whether it holds, None if it may."""
    match pattern:
        case ir.PatternCapture(name, inner):
            verdict: bool | None = True
            if inner is not None:
                value = _fitting(f, inner, value)
                verdict = bind(f, inner, value, op)
            if name is not None:
                f.task.journal.write(f.fields, name, value)
            return verdict
        case ir.PatternStar(name):
            if name is not None:
                f.task.journal.write(f.fields, name, value)
            return True
        case ir.PatternSequence(items):
            return _sequence(f, items, value, op)
        case ir.PatternMapping(keys, items, rest):
            return _mapping(f, keys, items, rest, value, op)
        case ir.PatternClass():
            return _class(f, pattern, value, op)
        case ir.PatternOr(items):
            verdicts = [bind(f, item, value, op) for item in items]
            return True if True in verdicts else False if all(v is False for v in verdicts) else None
        case ir.PatternValue(operand):
            return _equal(f.value(operand), value)


def _equal(wanted: Value, value: Value) -> bool | None:
    if isinstance(wanted, ir.Const) and isinstance(value, ir.Const):
        return wanted == value
    if (
        isinstance(wanted, ir.Const)
        and value.__class__ is tuple
        and all(isinstance(a, ir.Const) for a in atoms(value))
    ):
        return None if wanted in atoms(value) else False
    return None


def _sequence(f: Frame, patterns: tuple[ir.Pattern, ...], value: Value, op: ir.Match) -> bool | None:
    fitting = [
        items for a in atoms(value) if (items := sequence(f, a)) is not None and _fits(patterns, len(items))
    ]
    unknown = any(sequence(f, a) is None for a in atoms(value))
    if not fitting and not unknown:
        return False
    stars = [i for i, p in enumerate(patterns) if isinstance(p, ir.PatternStar)]
    verdicts: list[bool | None] = [None] if unknown or len(fitting) != len(atoms(value)) else []
    for position, pattern in enumerate(patterns):
        if isinstance(pattern, ir.PatternStar):
            made = f.task.new_object("list", None, op.at, f.identity)
            after = len(patterns) - position - 1
            parts = [items[position : len(items) - after] for items in fitting]
            made.fields = dict(enumerate(parts[0])) if len(parts) == 1 else {REST: ITEM}
            bind(f, pattern, made, op)
            continue
        index = position if not stars or position < stars[0] else position - len(patterns)
        found = [items[index] for items in fitting] + ([item_of(f, value)] if unknown else [])
        verdicts.append(bind(f, pattern, joined(found) or ITEM, op))
    return False if False in verdicts else None if None in verdicts else True


def _fits(patterns: tuple[ir.Pattern, ...], length: int) -> bool:
    if any(isinstance(p, ir.PatternStar) for p in patterns):
        return length >= len(patterns) - 1
    return length == len(patterns)


def _mapping(
    f: Frame,
    keys: tuple[ir.Operand, ...],
    patterns: tuple[ir.Pattern, ...],
    rest: str | None,
    value: Value,
    op: ir.Match,
) -> bool | None:
    dicts = [a for a in atoms(value) if isinstance(a, Object) and a.kind == "dict"]
    verdicts: list[bool | None] = [None] if len(dicts) != 1 or value.__class__ is tuple else []
    for key, pattern in zip(keys, patterns, strict=True):
        literal = f.value(key)
        found: list[Value] = []
        for one in dicts:
            known = content(f, one)
            wanted = literal.value if isinstance(literal, ir.Const) else None
            if wanted in known:
                found.append(known[wanted])
            elif REST in known:
                found.append(known[REST])
                verdicts.append(None)
        if not found:
            verdicts.append(False if dicts and len(dicts) == len(atoms(value)) else None)
        verdicts.append(bind(f, pattern, joined(found) or ITEM, op))
    if rest is not None:
        f.task.journal.write(f.fields, rest, joined(dicts) or ITEM)
    return False if False in verdicts else None if None in verdicts else True


def _class(f: Frame, pattern: ir.PatternClass, value: Value, op: ir.Match) -> bool | None:
    kinds = [a for a in atoms(f.given(pattern.cls)) if isinstance(a, Class | External)]
    told = [(may_be(atom, kinds), atom) for atom in atoms(value)]
    fitting = [atom for verdict, atom in told if verdict is not False]
    if kinds and not fitting:
        return False
    known = [a for a in fitting if not isinstance(a, Unknown)]
    if not known:
        known = [c.anyone for c in kinds if isinstance(c, Class)]
    subject = joined(known) or ITEM
    verdicts: list[bool | None] = [True if kinds and all(v is True for v, _ in told) else None]
    names = _matched(f, kinds)
    for position, inner in enumerate(pattern.positional):
        if position < len(names):
            part = attribute(f, subject, names[position], op.at)
        else:
            part = subject if position == 0 else ITEM  # `int(x)` is what is matched itself
        verdicts.append(bind(f, inner, part, op))
    for name, inner in pattern.named:
        verdicts.append(bind(f, inner, attribute(f, subject, name, op.at), op))
    return False if False in verdicts else None if None in verdicts else True


def _matched(f: Frame, kinds: list[Class | External]) -> list[str]:
    """The attributes that positional patterns stand for: `__match_args__`, or a dataclass's fields."""
    for cls in kinds:
        if isinstance(cls, Class):
            declared = lookup(f, cls, "__match_args__")
            items = sequence(f, declared) if declared is not None else None
            if items is not None:
                return [i.value for i in items if isinstance(i, ir.Const) and isinstance(i.value, str)]
            return [name for one in reversed(cls.order) if isinstance(one, Class) for name in one.annotated]
    return []


def _fitting(f: Frame, pattern: ir.Pattern, value: Value) -> Value:
    """The part of a value that a pattern of classes may hold for."""
    kinds: list[Class | External] = []
    for one in pattern.items if isinstance(pattern, ir.PatternOr) else (pattern,):
        if not isinstance(one, ir.PatternClass):
            return value
        kinds += [a for a in atoms(f.given(one.cls)) if isinstance(a, Class | External)]
    kept = [a for a in atoms(value) if may_be(a, kinds) is not False]
    if kept and all(isinstance(a, Unknown) for a in kept):
        kept += [c.anyone for c in kinds if isinstance(c, Class)]
    return joined(kept) or value


def excluded(f: Frame, pattern: ir.Pattern, value: Value) -> Value:
    """What is left of a value where a pattern did not hold."""
    match pattern:
        case ir.PatternClass(cls, (), ()):
            kinds = [a for a in atoms(f.given(cls)) if isinstance(a, Class | External)]
            return joined([a for a in atoms(value) if may_be(a, kinds) is not True]) or value
        case ir.PatternCapture(_, inner) if inner is not None:
            return excluded(f, inner, value)
        case ir.PatternOr(items):
            for item in items:
                value = excluded(f, item, value)
            return value
        case ir.PatternValue(operand):
            wanted = f.value(operand)
            return joined([a for a in atoms(value) if a != wanted]) or value
        case _:
            return value
