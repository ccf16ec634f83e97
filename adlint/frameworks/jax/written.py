"""Functions of JAX that no model stands for, read from the module that binds them. What that uses and models know,
models still say.
"""

from __future__ import annotations

from collections.abc import Callable

from adlint import ir
from adlint.evaluate.errors import Raised
from adlint.evaluate.invocation.imports import evaluated, resolved
from adlint.evaluate.libraries import NO_MODEL
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import External, Ref, Transformed, Value
from adlint.frameworks.jax.sources import is_written

_MOST_HOPS = 4  # modules that hand on a name from one to the other


def from_source(m: Machine, path: str, given: Given, is_known: Callable[[str], bool]) -> Value:
    """A call of a function that is read; NO_MODEL if it is not to be had. What raises in it is not known: that may be
    for what the models say of the inside of JAX.
    """
    source = written(m, path, is_known)
    if source is None:
        return NO_MODEL
    try:
        trace, result = m.traced(lambda: m.tables.call(m, source, given))
    except Raised:
        return NO_MODEL
    m.trace += trace
    return result


def written(m: Machine, path: str, is_known: Callable[[str], bool]) -> Value | None:
    """The function that JAX's own text binds to a name; None if there is none, or the text is not at hand."""
    for _ in range(_MOST_HOPS):
        module, _, part = path.rpartition(".")
        text = m.load(module) if is_written(module) else None
        if text is None:
            return None
        source = _origin(text, part)
        if source is None:
            return _bound(m, module, part, text, is_known)
        path = source
    return None


def _origin(text: ir.Module, part: str) -> str | None:
    """The path that a module imports a name from."""
    body = text.functions[0].body
    stores = {op.value: op.name for op in body if isinstance(op, ir.Store)}
    for op in body:
        if isinstance(op, ir.Import) and op.name is not None and not op.level and stores.get(op.at) == part:
            return f"{op.module}.{op.name}"
    return None


def _bound(m: Machine, module: str, part: str, text: ir.Module, is_known: Callable[[str], bool]) -> Value | None:
    if module not in m.modules:
        evaluated(m, module, text)
        fields = m.store.mine(m.modules[module]).fields
        for name, value in fields.items():
            if is_known(f"{module}.{name!s}"):
                m.settings[f"jax.written:{module}.{name!s}"] = value
                fields[name] = External(f"{module}.{name!s}")
    own = m.settings.get(f"jax.written:{module}.{part}")
    found = resolved(m, m.store[m.modules[module]].fields.get(part) if own is None else own)
    is_function = isinstance(found, Transformed) or (isinstance(found, Ref) and m.store[found].kind == "function")
    return found if is_function else None
