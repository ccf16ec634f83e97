"""Fields of dataclasses and of classes of attrs: defaults that are made for each object, converters, validators.

attrs' documentation, "Initialization".
"""

from __future__ import annotations

from adlint import ir
from adlint.interpret.collections.methods import FUNCTIONS
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.library import MEANINGS, Meaning
from adlint.interpret.memory.atoms import RESULT, Builtin, Partial, Value, atoms
from adlint.interpret.memory.spaces import Class, Fields, Object
from adlint.interpret.objects.field_atoms import FIELD
from adlint.interpret.objects.fields import ATTRS
from adlint.ir import Const

_YES = Const("True", True)
_TOLD = ("default", "converter", "validator", "init", "kw_only")
_MODULES = ("attr", "attrs")
_MAKERS = ("define", "frozen", "mutable", "s", "attrs", "dataclass")


def _field(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """A dataclass's field: what its default is, or what makes it."""
    holder = _holder(f, at, given)
    is_plain = set(holder.fields or {}) <= {"default"}
    return given.at(-1, "default") if is_plain else Builtin(holder, FIELD)


def _attribute(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """A field of a class of attrs, which need not be annotated."""
    if isinstance(f.space, Class):
        for op in f.function.body:
            if isinstance(op, ir.Store) and op.value == at and op.name not in f.space.annotated:
                f.space.annotated.append(op.name)
    return Builtin(_holder(f, at, given), FIELD)


def _holder(f: Frame, at: int, given: Arguments) -> Object:
    made = f.task.new_object("field", None, at, f.identity)
    told: Fields = {name: value for name in _TOLD if (value := given.at(-1, name)) is not None}
    factory = given.at(-1, "default_factory") or given.at(-1, "factory")
    for atom in atoms(given.at(-1, "default") or ()):
        if isinstance(atom, Builtin) and atom.name == FIELD and isinstance(atom.receiver, Object):  # a factory
            told.pop("default", None)
            told |= {key: value for key in ("factory", "self") if (value := f.task.get(atom.receiver, key)) is not None}
    made.fields = told if factory is None else {**told, "factory": factory}
    return made


def _factory(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`attrs.Factory(make)`, which may be given the object."""
    make = given.at(0, "factory")
    if make is None:
        return None
    made = f.task.new_object("field", None, at, f.identity)
    made.fields = {"factory": make}
    if given.at(1, "takes_self") == _YES:
        made.fields["self"] = _YES
    return Builtin(made, FIELD)


def _decorated(name: str, f: Frame, given: Arguments) -> Value:
    """`@x.default`, `@x.validator`: what the function is for; it stays what it is."""
    holder, function = given.at(0), given.at(1)
    if not isinstance(holder, Object) or function is None:
        return RESULT
    f.task.add(holder, name, function)
    if name == "factory":
        f.task.put(holder, "self", _YES)
    return function


def _class(f: Frame, _at: int, path: str, given: Arguments) -> Value | None:
    """A class that attrs sets up, or the decorator."""
    cls = given.at(0, "maybe_cls")
    if cls is None:
        return Partial(Builtin(Const(repr(path), path), "attrs class"), (), ())
    for one in atoms(cls):
        if isinstance(one, Class):
            f.task.put(one, ATTRS, _YES)
    return cls


_NEW: dict[str, Meaning] = {
    **dict.fromkeys(("dataclasses.field", "equinox.field"), _field),
    **dict.fromkeys((f"attr.{name}" for name in ("ib", "attrib", "attr")), _attribute),
    **dict.fromkeys((f"{module}.field" for module in _MODULES), _attribute),
    **dict.fromkeys((f"{module}.Factory" for module in _MODULES), _factory),
    **dict.fromkeys((f"{module}.{name}" for module in _MODULES for name in _MAKERS), _class),
}
MEANINGS.update(_NEW)
FUNCTIONS["attrs class"] = lambda f, at, given: _class(f, at, "attrs.define", given) or RESULT
FUNCTIONS["field default"] = lambda f, _at, given: _decorated("factory", f, given)
FUNCTIONS["field validator"] = lambda f, _at, given: _decorated("validator", f, given)
