"""What calls say in other words: `operator.setitem(x, 1, v)`, `x.__setitem__(1, v)`, `np.ndarray.fill(x, v)`."""

from __future__ import annotations

from adlint import ir
from adlint.storage.callbacks.calling import known_function
from adlint.storage.frame import Frame
from adlint.storage.invocation.calls import Given
from adlint.storage.operation.indexing import item
from adlint.storage.operation.operators import IN_PLACE, OPERATORS, operated
from adlint.storage.operation.setting import set_attribute
from adlint.storage.operation.setting_items import set_item
from adlint.storage.state import State
from adlint.storage.things.memory import kind_of
from adlint.storage.things.values import NONE, Library, Number, Ref, Type, Value, literal, refs

# classes of which a method may be called with what it is a method of as the first argument
_CLASSES = frozenset(
    "builtins.list builtins.dict builtins.set builtins.object builtins.tuple builtins.type collections.deque"
    " collections.OrderedDict numpy.ndarray torch.Tensor".split()
)
_OF_CLASSES = frozenset({"fromkeys", "__new__", "__init__"})  # methods that are no object's
_SETTING = frozenset({"__setattr__", "__delattr__"})  # those that are methods of classes, too
_OTHERWISE = {"concat": "add", "iconcat": "iadd"}  # functions of `operator` that are others of it, for sequences


def unbound(path: str, given: Given) -> str:
    """The name of the method that a function is which is called on its first argument; "" if it is none."""
    if path == "torch.autograd.backward":
        return "backward"
    owner, _, name = path.rpartition(".")
    is_one = owner in _CLASSES and name not in _OF_CLASSES and bool(given.positional)
    return name if is_one else ""


def classes_of(given: Given) -> list[Type]:
    """The classes of the program that `__new__` is given."""
    return [atom for atom in (given.positional[0] if given.positional else ()) if isinstance(atom, Type)]


def special_method(f: Frame, state: State, at: int, base: Value, name: str, given: Given) -> Value | None:
    """The result of a special method of what is no object of a class of the program; None if it is another method."""
    is_class = name in _SETTING and any(isinstance(atom, Type) for atom in base)
    is_told = bool(refs(base)) and all(isinstance(atom, Ref | Number) for atom in base)
    if given.spread or given.keywords or not (is_told or is_class):
        return None
    match name, given.positional:
        case "__setitem__", (index, value):
            set_item(f, state, base, index, value, at)
            return NONE
        case "__delitem__", (index,):
            set_item(f, state, base, index, None, at)
            return NONE
        case "__getitem__", (index,):
            return item(f, state, base, index, at)
        case "__setattr__", (named, value) if (known := literal(named)) is not None and isinstance(known.value, str):
            set_attribute(f, state, base, known.value, value, at, is_plain=True)
            return NONE
        case ("__setattr__" | "__delattr__" | "__getattribute__"), rest:
            plain = name.strip("_").replace("attribute", "attr")
            return known_function(f, state, at, f"builtins.{plain}", Given((base, *rest)))
        case ("__next__" | "__iter__"), ():
            return f.run.machine.apply(f, state, at, Library(f"builtins.{name.strip('_')}"), Given((base,)))
        case "__array__", ():
            return base
        case "__enter__", () if all(kind_of(ref.thing) != "generator" for ref in refs(base)):
            return base
        case ("__next__" | "__iter__" | "__len__"), ():
            called = Library(f"builtins.{name.strip('_')}")
            return f.run.machine.apply(f, state, at, called, Given((base,)))
        case "__contains__", (value,):
            return operated(f, state, ir.Binary(at, "in", 0, 0), value, base)
        case _, (other,) if name in IN_PLACE:
            return operated(f, state, ir.Binary(at, IN_PLACE[name], 0, 0), base, other)
        case _, (other,) if name in OPERATORS:
            return operated(f, state, ir.Binary(at, OPERATORS[name], 0, 0), base, other)
        case _:
            return None


def of_operator(f: Frame, state: State, at: int, path: str, given: Given) -> Value | None:
    """The result of a function of `operator` that stands for an operator, a subscript or an attribute."""
    owner, _, last = path.rpartition(".")
    if owner not in ("operator", "_operator") or not given.positional:
        return None
    plain = last.strip("_")
    name = f"__{_OTHERWISE.get(plain, plain)}__"
    others = Given(given.positional[1:], given.keywords, given.spread)
    return special_method(f, state, at, given.positional[0], name, others)
