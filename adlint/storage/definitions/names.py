"""What names mean before a piece runs: functions, classes and modules that are bound once; else what stands there."""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Mapping
from functools import cache, cached_property, partial
from types import MappingProxyType

from adlint import ir
from adlint.interpret.program import Program, identity
from adlint.models.states import HELD
from adlint.models.storage import NAMESPACES
from adlint.storage.definitions.bodies import (
    bindings,
    holds_iterators,
    keeps_iterators,
    placed,
    registered,
    set_in,
    set_later,
    with_defaults,
)
from adlint.storage.definitions.defined import defined
from adlint.storage.definitions.fields import NUMERIC, Made, stored, stored_kinds
from adlint.storage.definitions.sharing import Sharing
from adlint.storage.definitions.tables import is_table
from adlint.storage.definitions.wrapped import decorated, early, is_kept
from adlint.storage.location.places import ANY, Place
from adlint.storage.parameters.annotated import annotated_fields, declared
from adlint.storage.parameters.evidence import array_stores, used_fields
from adlint.storage.things.values import NOTHING, Entry, Function, Globals, Library, Number, Ref, Type, Value, Variables

_DEPTH = 12  # imports of imports that are followed


def standing(place: Place, kind: str) -> Value:
    """What stands at a place, of which the kind is known or not."""
    if kind == NUMERIC:
        return (Ref(Entry(place, "array")), Ref(Entry(place, "number")))
    return (Ref(Entry(place, kind)),)


def of_library(path: str) -> Library | Ref:
    """What a library's name means: a module, function or class; or a container of settings that anyone may change."""
    held = HELD.get(path)
    return Library(path) if held is None else Ref(Entry(Place(held[0], (), "world"), held[1]))


# classes of the standard library that make members, properties or fields of what a body binds
_REMAKING = ("enum.", "typing.NamedTuple", "ctypes.", "pydantic.")


class Names:
    """The names of a program. `kinds` are what is known of variables of the function that is looked at, `ranks` how
    many axes its parameters have at least, `own` its own variables: global ones of the same name are others.
    """

    def __init__(
        self,
        program: Program,
        orders: Mapping[str, tuple[str, ...]],
        kinds: Mapping[str, str],
        ranks: Mapping[str, int] = MappingProxyType({}),
        own: frozenset[str] = frozenset(),
    ) -> None:
        self.program = program
        self.orders = orders
        self.kinds = kinds
        self.ranks = ranks
        self.own = own
        self.bindings = cache(partial(bindings, program))
        self.offered = cache(self._offered)
        self.fields = cache(self._fields)
        self.attributes = cache(self._attributes)
        self.array_stores = cache(partial(array_stores, program, self.path))
        self.kind = cache(self._kind)
        self.is_table = cache(self._is_table)
        self.placed = cache(partial(placed, self))
        self.set_later = cache(partial(set_later, program))
        self.holds_iterators = cache(partial(holds_iterators, program, self.path))
        self.keeps_iterators = cache(partial(keeps_iterators, program, self.path))
        self.is_kept = cache(self._is_kept)
        self.outer_kind = cache(self._outer_kind)
        self.class_attribute = cache(self._class_attribute)
        self.class_kind = cache(self._class_kind)
        self.set_in = cache(partial(set_in, program))
        self.sharing = cache(partial(Sharing, self))
        self.made = cache(lambda module: Made(program, self.path, f"{module}:"))

    def variable(self, function: str, name: str, *, is_own: bool = True) -> Value:
        """A variable of the function that is looked at, or of one around it, before the piece begins."""
        body = self.program.functions[function]
        is_passed = name in {p.name for p in body.parameters}
        if is_passed and name in NAMESPACES:
            return (Library("numpy"),)
        owner = self._class_that_is(function, name) if is_own else ""
        if owner:
            return tuple([Type(cls) for cls in (owner, *sorted(self._below(owner)))])
        made = _functions(body).get(name) if not is_passed else None
        if made is not None:
            module = function.partition(":")[0]
            return (Function(identity(module, made), Variables(function, 0)),)
        place = Place(name) if is_own else Place(name, (), "closure", function)
        return standing(place, self.kinds.get(name, "") if is_own else self.outer_kind(function, name))

    def _outer_kind(self, function: str, name: str) -> str:
        """The kind of a variable of a function around: what all that it binds it to is, or it says of a parameter."""
        kind = Made(self.program, self.path, function).variable(name)
        return kind or declared(self.program, self.path, function).get(name, "")

    def _class_that_is(self, function: str, name: str) -> str:
        """The class that the first parameter of a class method stands for; "" if it is no such parameter."""
        owner = self.program.enclosing(function) or ""
        around = self.program.functions.get(owner)
        if around is None or around.kind != "class" or name not in self.program.functions[function].positional[:1]:
            return ""
        module = owner.partition(":")[0]
        named = {identity(module, one.function) for one in defined(around).values() if one.kind == "classmethod"}
        return owner if function in named else ""

    def _below(self, cls: str) -> Iterator[str]:
        """The classes that inherit from a class."""
        return (one for one, order in self.orders.items() if cls in order and one != cls)

    def member(self, place: Place, kind: str, step: str) -> Value:
        """What a step from a place leads to; items of what may be an array are parts of it, and nothing apart."""
        if kind in ("", "array") and (step == ANY or step[1:-1].lstrip("-").isdigit()):
            return NOTHING
        inner = place.at(step)
        is_meant = place.kind == "local" or place.root not in self.own
        said = self.kinds.get(inner.root + "".join(inner.steps), "") if is_meant else ""
        if step.startswith("["):
            said = said or self.item_kind(place)
        elif kind == "class":
            said = said or self.class_kind(identity(place.module, place.root), step[1:])
        said = said or self.placed(inner)
        return standing(inner, said or (self.fields(kind).get(step[1:], "") if ":" in kind else ""))

    def item_kind(self, place: Place) -> str:
        """The kind of the items of what is at a place, if it is said; "" if they may be anything."""
        if place.kind == "global" and not place.steps:
            return "number" if self.is_table(place.module, place.root) else ""
        return self.kinds.get(place.root + "".join((*place.steps, ANY)), "") if place.kind == "local" else ""

    def _class_attribute(self, cls: str, step: str) -> Value:
        """What the body of a class, or else of a base of it, binds a name to, which its objects have till it is set."""
        known = self.program.functions
        for owner, body in [(one, known[one]) for one in self.orders.get(cls, (cls,)) if one in known]:
            ops = body.operations
            bound = [op.value for op in ops if isinstance(op, ir.Store) and op.name == step[1:]]
            if bound:
                literals = [value for value in bound if isinstance(value, ir.Const)]
                place = Place(owner.partition(":")[2].partition("#")[0], (), "class", owner.partition(":")[0])
                is_plain = len(literals) == len(bound) and step[1:] not in self.set_on_others
                return tuple(map(Number, literals)) if is_plain else self.member(place, "class", step)
        return ()

    def _class_kind(self, cls: str, name: str) -> str:
        """The kind of an attribute of a class that its body binds to such things alone, if no function of its module
        sets one of that name, or that is what is asked to set it, and the class is none that makes other things of what
        its body binds.
        """
        kind = self.bound_kind(cls, name)
        sets = any("__set__" in self.program.functions[one].bound for one in self.orders.get(kind, ()) if ":" in one)
        return kind if sets or name not in self.set_in(cls.partition(":")[0]) else ""

    def bound_kind(self, cls: str, name: str) -> str:
        """The kind of what the body of a class binds a name to, if it binds it to such things alone."""
        is_other = any(base.startswith(_REMAKING) for base in self.orders.get(cls, ()))
        if is_other or cls not in self.program.functions:
            return ""
        made = Made(self.program, self.path, cls)
        kinds = {made.kind(op.value) for op in made.ops.values() if isinstance(op, ir.Store) and op.name == name}
        return kinds.pop() if len(kinds) == 1 else ""

    @cached_property
    def told(self) -> frozenset[str]:
        """The keywords that the program passes to anything, but to say that it is not so: `ReLU(inplace=True)`."""
        return frozenset(
            name
            for function in self.program.functions.values()
            for op in function.operations
            if isinstance(op, ir.Call)
            for name, value in op.keywords
            if name is not None and not (isinstance(value, ir.Const) and not value.value)
        )

    @cached_property
    def defaulting(self) -> frozenset[str]:
        """The names of variables and attributes that something sets to a dict with defaults."""
        return with_defaults(self.program, self.path)

    @cached_property
    def hooks(self) -> list[tuple[str, str, ir.Item]]:
        """The calls by which the program registers hooks: the function, the name of the method, and the hook."""
        return registered(self.program)

    @cached_property
    def set_on_others(self) -> frozenset[str]:
        """The names of attributes that are set of anything but the object that a method is called on."""
        return frozenset(
            op.name
            for name, function in self.program.functions.items()
            for op in function.operations
            if isinstance(op, ir.SetAttribute)
            and ((op.base,) != function.positional[:1] or self._class_that_is(name, function.positional[0]))
        )

    def _is_table(self, module: str, name: str) -> bool:
        bound = self.bindings(module).get(name, ())
        return len(bound) == 1 and is_table(self.program, module, name, bound[0])

    def _fields(self, cls: str) -> Mapping[str, str]:
        order = self.orders.get(cls, (cls,))
        said = (by(self.program, self.path, order) for by in (used_fields, annotated_fields, stored))
        return {name: kind for kinds in said for name, kind in kinds.items() if kind}

    def _attributes(self, cls: str) -> frozenset[str]:
        """The names that a class and its bases in the program bind, and those of attributes that their methods set."""
        order = self.orders.get(cls, (cls,))
        bodies = [self.program.functions[one] for one in order if one in self.program.functions]
        return frozenset(stored_kinds(self.program, self.path, order)).union(*(body.bound for body in bodies))

    def literal(self, module: str, name: str) -> ir.Const | None:
        """The literal that a global variable is bound to, if it is bound to nothing else."""
        match self.bindings(module).get(name):
            case (ir.Store(_, _, ir.Const() as value),):
                return value
            case _:
                return None

    def path(self, module: str, name: str) -> str:
        """The path of a library, or the class or function of the program, that a global name stands for; "" if it is
        none of these.
        """
        found = self._meaning(module, name, 0)
        match found[0] if len(found) == 1 else None:
            case Library(path) | Type(path) | Function(path):
                return path
            case _:
                return ""

    def global_variable(self, module: str, name: str, depth: int = 0) -> Value:
        """A global variable before the piece begins."""
        found = self._meaning(module, name, depth)
        if found or depth > _DEPTH:
            return found
        return standing(Place(name, (), "global", module), self.kind(module, name))

    def _meaning(self, module: str, name: str, depth: int) -> Value:
        """The function, class, module or object of a library that a global name stands for; nothing if none."""
        bound = self.bindings(module).get(name)
        if bound is None:
            return self._starred(module, name, depth) or self._outside(module, name)
        return self._bound(module, bound, depth) if depth <= _DEPTH else NOTHING

    def _kind(self, module: str, name: str) -> str:
        """What kind of thing a global variable is, if it is only set to such."""
        made, bound = Made(self.program, self.path, f"{module}:"), self.bindings(module).get(name, ())
        kinds = {made.kind(op.value) if isinstance(op, ir.Store) else "" for op in bound}
        return kinds.pop() if len(kinds) == 1 else ""

    def _outside(self, module: str, name: str) -> Value:
        below = f"{module}.{name}"
        if below in self.program.folders:
            return (Ref(Globals(below)),)
        if hasattr(builtins, name):
            return (Library(f"builtins.{name}"),)
        return (Ref(Entry(Place(name, (), "global", module))),)

    def exported(self, module: str, name: str, depth: int = 0) -> Value:
        """What a name of a module means elsewhere; what its text does not bind is a part of it that is compiled."""
        known = name in self.bindings(module) or f"{module}.{name}" in self.program.folders
        if known or not self._is_told(module):
            return self.global_variable(module, name, depth)
        return (Library(f"{module}.{name}"),)

    def _starred(self, module: str, name: str, depth: int) -> Value:
        """What the last `from m import *` of a module that binds a name gives; nothing if none does."""
        body = self.program.functions.get(identity(module, ""))
        if body is None or name.startswith("_") or depth > _DEPTH:
            return NOTHING
        stars = [op for op in body.operations if isinstance(op, ir.ImportStar)]
        for op in reversed(stars):
            whole = self.program.absolute(module, op.module, op.level)
            offered = self.offered(whole)
            if whole == module or (offered is not None and name not in offered):
                continue
            is_bound = name in self.bindings(whole)
            found = (self.global_variable if is_bound else self._starred)(whole, name, depth + 1)
            if found:
                return found
        return NOTHING

    def _offered(self, module: str) -> frozenset[str] | None:
        """The names that `from m import *` gives of a module that lists them; None if it does not, as a literal."""
        bound = self.bindings(module).get("__all__", ())
        value = bound[0].value if len(bound) == 1 and isinstance(bound[0], ir.Store) else None
        held = self.made(module).ops.get(value) if isinstance(value, int) else None
        items = held.items if isinstance(held, ir.Build) else ()
        names = [item.value for item in items if isinstance(item, ir.Const)]
        is_listed = isinstance(held, ir.Build) and len(names) == len(items)
        return frozenset(str(name) for name in names) if is_listed else None

    def _is_told(self, module: str) -> bool:
        """Whether the text of a module says all names that it binds."""
        body = self.program.functions.get(identity(module, ""))
        ops = body.operations if body is not None else ()
        return body is not None and not any(isinstance(op, ir.ImportStar) for op in ops)

    def _bound(self, module: str, bound: tuple[ir.Op | None, ...], depth: int) -> Value:
        imports_any = any(isinstance(op, ir.Import) for op in bound)
        telling = [op for op in bound if not _stands_in(op, imports_any=imports_any)]
        if len(telling) > 1 and all(isinstance(op, ir.Import) for op in telling):  # `import os`, `import os.path`
            imports = {self.imported(module, op, depth) for op in telling if isinstance(op, ir.Import)}
            return imports.pop() if len(imports) == 1 else NOTHING
        if len(telling) != 1:
            return NOTHING
        match telling[0]:
            case ir.MakeFunction(_, function, defaults):
                known = self.program.functions.get(identity(module, function))
                if known is None:
                    return NOTHING
                given = tuple([(n, (Number(v),)) for n, v in defaults if isinstance(v, ir.Const)])
                return (Function(identity(module, function), None, given),)
            case ir.MakeClass(_, body):
                return (Type(identity(module, body)),)
            case ir.Import() as op:
                return self.imported(module, op, depth)
            case ir.Store(_, _, str(other)):
                return self._meaning(module, other, depth + 1)
            case ir.Store(_, name, int(value)):
                made = self.made(module)
                return decorated(self.program, made, value) or early(made, name, value, self.global_variable)
            case _:
                return NOTHING

    def _is_kept(self, function: str) -> bool:
        """Whether what a function gives is kept, and given again for equal arguments: `functools.cache`."""
        owner = self.program.enclosing(function)
        module = function.partition(":")[0]
        made = Made(self.program, self.path, owner) if owner and owner in self.program.functions else self.made(module)
        return is_kept(made, function)

    def imported(self, module: str, op: ir.Import, depth: int = 0) -> Value:
        """What an import gives."""
        whole = self.program.absolute(module, op.module, op.level)
        if op.name is None:
            path = whole if op.whole else whole.partition(".")[0]
            return (Ref(Globals(path)),) if path in self.program.folders else (Library(path),)
        if whole in self.program.folders:
            below = f"{whole}.{op.name}"
            if op.name not in self.bindings(whole) and below in self.program.folders:
                return (Ref(Globals(below)),)
            if whole == module and len(self.bindings(whole).get(op.name, ())) == 1:
                # a package that imports a part of itself: a module, or what is compiled
                return (Ref(Globals(below)),) if below in self.program.folders else (Library(below),)
            return self.exported(whole, op.name, depth + 1)
        return (of_library(f"{whole}.{op.name}"),)


def _stands_in(op: ir.Op | None, *, imports_any: bool) -> bool:
    """Whether a name is bound to None, or to `False` or so where it is bound to an import, too, which may fail."""
    match op:
        case ir.Store(_, _, ir.Const(value=value)):
            return imports_any or value is None
        case _:
            return False


@cache
def _functions(body: ir.Function) -> dict[str, str]:
    """The names that a function binds once, to a function in it."""
    stores: dict[str, list[str]] = {}
    for block in ir.nested(body.body):
        made = {op.at: op.function for op in block if isinstance(op, ir.MakeFunction)}
        for op in block:
            if isinstance(op, ir.Store):
                found = made.get(op.value, "") if isinstance(op.value, int) else ""
                stores.setdefault(op.name, []).append(found)
    return {name: found[0] for name, found in stores.items() if len(found) == 1 and found[0]}
