"""Modules: those of the program, installed ones that are read when something of them is used, and libraries that models
stand for.
"""

from __future__ import annotations

from adlint import ir
from adlint.evaluate.errors import Raised
from adlint.evaluate.machine import Frame, Machine
from adlint.evaluate.values import External, Module, Ref, Value
from adlint.interpret.program import identity


def imported(m: Machine, f: Frame, op: ir.Import) -> Value:
    """What an import gives."""
    name = m.program.absolute(f.module, op.module, op.level)
    if op.name is None:
        module(m, name)
        return module(m, name if op.whole else name.partition(".")[0])
    return member(m, name, op.name)


def import_all(m: Machine, f: Frame, op: ir.ImportStar) -> None:
    """`from module import *`: the public names of a module; of one that is not evaluated they are looked up later."""
    name = m.program.absolute(f.module, op.module, op.level)
    found = module(m, name)
    if not isinstance(found, Module):
        fields = m.store.mine(f.variables).fields
        fields["*"] = (*_stars(fields.get("*")), name)
        return
    fields = dict(m.store[m.modules[name]].fields)
    listed = fields.get("__all__")
    names = _listed(m, listed) or [one for one in fields if isinstance(one, str) and not one.startswith("_")]
    mine = m.store.mine(f.variables).fields
    for one in names:
        mine[one] = member(m, name, one)


def starred(m: Machine, stars: Value, name: str) -> Value:
    """What the last of several `import *` that has a name binds it to; None if none has."""
    for star in reversed(_stars(stars)):
        library = m.libraries.get(star.partition(".")[0])
        has = getattr(library, "has", None)
        if has is not None and has(f"{star}.{name}"):
            return member(m, star, name)
    return None


def module(m: Machine, name: str) -> Value:
    """The module of a name: evaluated, if its text is part of the program or is to be read."""
    if name in m.modules:
        return Module(name)
    text = m.program.modules.get(name)
    if text is None and not stands(m, name):
        text = m.load(name)
    if text is None:
        return Module(name) if name in m.program.folders else External(name)
    _evaluate(m, name, text)
    return Module(name)


def stands(m: Machine, path: str) -> bool:
    """Whether models stand for a module, or for the library that it is of, so that its text is not read."""
    library = m.libraries.get(path.partition(".")[0])
    return library is not None and library.knows(path)


def member(m: Machine, name: str, part: str) -> Value:
    """The part of a module (`name.part`): what its text binds, a module in it, or what a library's models say."""
    path = f"{name}.{part}"
    if name in m.modules:
        fields = m.store[m.modules[name]].fields
        if part in fields:
            return fields[part]
        for star in _stars(fields.get("*")):
            return member(m, star, part)
    if path in m.modules or path in m.program.modules or path in m.program.folders:
        return module(m, path)
    library = m.libraries.get(name.partition(".")[0])
    if library is not None:
        constant = library.constant(path)
        if constant is not None:
            return constant
        if library.knows(path):
            return External(path)
    if name not in m.modules and isinstance(module(m, name), Module) and name in m.modules:
        return member(m, name, part)
    found = module(m, path)
    if isinstance(found, External) and name in m.program.modules:
        raise Raised("ImportError", f"there is no `{part}` in {name}")
    return found


def _evaluate(m: Machine, name: str, text: ir.Module) -> None:
    """Go through the body of a module. What raises there is noted, and the rest of the module is gone through."""
    body = text.functions[0]
    first = m.store.last + 1
    ref = m.modules[name] = m.store.new("module", code=name)
    m.store.mine(ref).fields["__name__"] = name
    for function in text.functions:
        m.functions[identity(name, function.name)] = function
    frame = Frame(identity(name, ""), body, name, ref)
    outer, m.trace = m.trace, []
    m.stack.append(frame)
    try:
        for op in body.body:
            try:
                m.run(frame, (op,))
            except Raised as raised:
                m.notes.setdefault(f"the body of {name} raises {raised}", None)
    finally:
        m.stack.pop()
        m.trace = outer
        m.store.permanent.update(range(first, m.store.last + 1))


def _stars(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()  # type: ignore[return-value]


def _listed(m: Machine, listed: Value) -> list[str]:
    if isinstance(listed, Ref):
        return [one for one in m.store[listed].items if isinstance(one, str)]
    return [one for one in listed if isinstance(one, str)] if isinstance(listed, tuple) else []
