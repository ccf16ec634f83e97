"""Modules: those of the program, installed ones that are read when something of them is used, and libraries that models
stand for.
"""

from __future__ import annotations

import builtins
from functools import lru_cache

from adlint import ir
from adlint.evaluate.errors import Raised
from adlint.evaluate.machine import Frame, Machine
from adlint.evaluate.values import Deferred, External, Module, Ref, Value
from adlint.interpret.program import identity
from adlint.lower import lower
from adlint.shapes.dims import Mismatch


def imported(m: Machine, f: Frame, op: ir.Import) -> Value:
    """What an import gives. One at the top of an installed module is looked up when the name is used."""
    name = _absolute(m, f, op)
    if _is_deferred(m, f):
        return Deferred(name if op.whole or op.name is not None else name.partition(".")[0], op.name)
    if op.name is None:
        module(m, name)
        return module(m, name if op.whole else name.partition(".")[0])
    return member(m, name, op.name)


def import_all(m: Machine, f: Frame, op: ir.ImportStar) -> None:
    """`from module import *`: the public names of a module; of one that is not evaluated they are looked up later."""
    name = _absolute(m, f, op)
    if _is_deferred(m, f) or not isinstance(module(m, name), Module):
        fields = m.store.mine(f.variables).fields
        fields["*"] = (*_stars(fields.get("*")), name)
        return
    fields = dict(m.store[m.modules[name]].fields)
    listed = fields.get("__all__")
    names = _listed(m, listed) or [one for one in fields if isinstance(one, str) and not one.startswith("_")]
    mine = m.store.mine(f.variables).fields
    for one in names:
        mine[one] = member(m, name, one)


def resolved(m: Machine, value: Value) -> Value:
    """What a name is bound to, looked up now if that was put off."""
    while isinstance(value, Deferred):
        value = module(m, value.module) if value.part is None else member(m, value.module, value.part)
    return value


def starred(m: Machine, name: str, part: str) -> Value | None:
    """What `from ... import *` in a module binds to a name; None if nothing is known to. Libraries come last: unless
    they say which names they have (`has`), they know of any that is no builtin.
    """
    stars = _stars(m.store[m.modules[name]].fields.get("*"))
    if (f"{name}.*", part) in m.sought:
        return None
    m.sought.add((f"{name}.*", part))
    try:
        for star in stars:
            if isinstance(module(m, star), Module) and star in m.modules:
                fields = m.store[m.modules[star]].fields
                found = resolved(m, fields[part]) if part in fields else starred(m, star, part)
                if found is not None:
                    return found
    finally:
        m.sought.discard((f"{name}.*", part))
    others = [star for star in stars if star not in m.modules and _brings(m, star, part)]
    return member(m, others[-1], part) if others else None


def _brings(m: Machine, star: str, part: str) -> bool:
    library = m.library(star)
    return not hasattr(builtins, part) if library is None else library.has(f"{star}.{part}")


def _is_deferred(m: Machine, f: Frame) -> bool:
    """Whether imports are put off: at the top of an installed module, of which little is used."""
    return f.function.kind == "module" and f.module not in m.program.modules


def _absolute(m: Machine, f: Frame, op: ir.Import | ir.ImportStar) -> str:
    """The dotted name that an import means. An installed module is a package if it has an `__init__`."""
    if f.module in m.program.modules or not op.level:
        return m.program.absolute(f.module, op.module, op.level)
    parts = f.module.split(".")
    drop = op.level - (m.load(f"{f.module}.__init__") is not None)
    base = parts[: len(parts) - drop] if drop else parts
    return ".".join([*base, op.module] if op.module else base)


def module(m: Machine, name: str) -> Value:
    """The module of a name: evaluated, if its text is part of the program or is to be read."""
    if name in m.modules:
        return Module(name)
    text = m.program.modules.get(name)
    if text is None and not stands(m, name):
        text = m.load(name)
    if text is None:
        return Module(name) if name in m.program.folders else External(name)
    evaluated(m, name, text)
    return Module(name)


def stands(m: Machine, path: str) -> bool:
    """Whether models stand for a module, or for the library that it is of, so that its text is not read."""
    library = m.library(path)
    return library is not None and library.knows(path)


def member(m: Machine, name: str, part: str) -> Value:
    """The part of a module (`name.part`): what its text binds, a module in it, or what a library's models say."""
    if (name, part) in m.sought:
        return External(f"{name}.{part}")
    m.sought.add((name, part))
    try:
        return _member(m, name, part)
    finally:
        m.sought.discard((name, part))


def _member(m: Machine, name: str, part: str) -> Value:
    path = f"{name}.{part}"
    if path in m.program.stated or _stands_in(m, name, part):
        return External(path)
    if name in m.modules:
        fields = m.store[m.modules[name]].fields
        if part in fields and fields[part] != Deferred(name, part):  # a package may import its own module
            return resolved(m, fields[part])
        found = starred(m, name, part) if part not in fields else None
        if found is not None:
            return found
    if path in m.modules or path in m.program.modules or path in m.program.folders:
        return module(m, path)
    library = m.library(name)
    if library is not None:
        constant = library.constant(path)
        constant = library.state(m, path) if constant is None else constant
        if constant is not None:
            return constant
        if library.knows(path):
            return External(path)
    if name not in m.modules and isinstance(module(m, name), Module) and name in m.modules:
        return _member(m, name, part)
    found = module(m, path)
    if isinstance(found, External) and name in m.program.modules:
        raise Raised("ImportError", f"there is no `{part}` in {name}")
    return found


def of_text(m: Machine, name: str, text: str) -> dict[Value, Value]:
    """The names of a module that adlint brings, as Python; it is gone through once."""
    if name not in m.modules:
        evaluated(m, name, _lowered(text))
    return m.store[m.modules[name]].fields


@lru_cache(maxsize=16)
def _lowered(text: str) -> ir.Module:
    return lower(text).module


def evaluated(m: Machine, name: str, text: ir.Module) -> None:
    """Go through the body of a module. What raises there is noted, and the rest of the module is gone through."""
    body = text.functions[0]
    first = m.store.last + 1
    ref = m.modules[name] = m.store.new("module", code=name)
    m.store.mine(ref).fields["__name__"] = "__main__" if name == m.main else name
    for function in text.functions:
        m.functions[identity(name, function.name)] = function
    frame = Frame(identity(name, ""), body, name, ref)
    outer, m.trace = m.trace, []
    unknown, notes = dict(m.unknown), dict(m.notes)
    m.stack.append(frame)
    try:
        for op in body.body:
            try:
                m.run(frame, (op,))
            except (Raised, Mismatch) as raised:
                m.notes.setdefault(f"the body of {name} raises {raised}", None)
    finally:
        m.stack.pop()
        m.trace = outer
        _stood_for(m, name)
        if name not in m.program.modules:  # what is not known there matters only where it is used
            m.unknown, m.notes = unknown, notes
        m.store.permanent.update(one for one in range(first, m.store.last + 1) if one in m.store.objects)


def _stood_for(m: Machine, name: str) -> None:
    """Where models stand for some functions of a module that is evaluated, they do so in it, too."""
    fields = m.store.mine(m.modules[name]).fields
    for part in fields:
        if _stands_in(m, name, str(part)):
            fields[part] = External(f"{name}.{part!s}")


def _stands_in(m: Machine, name: str, part: str) -> bool:
    """Whether a model stands for a part of a module that is evaluated, of a library."""
    library = m.library(name) if name not in m.program.modules else None
    return library is not None and library.is_read and library.knows(f"{name}.{part}")


def _stars(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()  # type: ignore[return-value]


def _listed(m: Machine, listed: Value) -> list[str]:
    if isinstance(listed, Ref):
        return [one for one in m.store[listed].items if isinstance(one, str)]
    return [one for one in listed if isinstance(one, str)] if isinstance(listed, tuple) else []
