"""Methods that abstract collections give: they call the few that a class has to define."""

from __future__ import annotations

from adlint.interpret.collections.iteration import items_of
from adlint.interpret.collections.mappings import fill, has_base, is_mapping
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.memory.atoms import ITEM, Value, join
from adlint.interpret.memory.spaces import REST, Object
from adlint.interpret.objects.binding import bind
from adlint.interpret.objects.dispatch import call_method, method_of, mixed_in

_SEQUENCES = frozenset(f"{m}.{n}" for m in ("collections.abc", "typing") for n in ("Sequence", "MutableSequence"))


def call_abstract(f: Frame, at: int, atom: Object, name: str, given: Arguments) -> Value | None:
    """The result of a method that an abstract collection gives; None if it gives none of that name."""
    if is_mapping(atom):
        return _of_mapping(f, at, atom, name, given)
    asked = _ASKED.get(name, ()) if has_base(atom.cls, _SEQUENCES) else ()
    if asked:
        return [call_method(f, at, atom, one, ITEM, *given.positional) for one in asked][-1] or ITEM
    if atom.cls is None:
        return None
    if name.startswith("__"):  # which `super` asks for, behind the method of the class
        mixed = mixed_in(atom.cls, name)
        return None if mixed is None else f.call(at, bind(f, mixed, atom, atom.cls, at), given)
    return None if method_of(f, atom.cls, name) is None else call_method(f, at, atom, name, *given.positional)


# what the methods of abstract sequences ask for
_ASKED = {
    "index": ("__getitem__",), "count": ("__getitem__",), "__reversed__": ("__len__", "__getitem__"),
    "append": ("__len__", "insert"), "extend": ("__len__", "insert"), "remove": ("__getitem__", "__delitem__"),
    "pop": ("__getitem__", "__delitem__"), "clear": ("__getitem__", "__delitem__"),
    "reverse": ("__len__", "__getitem__", "__setitem__"),
}  # fmt: skip


def _of_mapping(f: Frame, at: int, atom: Object, name: str, given: Arguments) -> Value | None:
    first, second = given.at(0), given.at(1, "default")
    match name:
        case "get" | "pop" | "setdefault" if first is not None:
            found = call_method(f, at, atom, "__getitem__", first)
            if name == "pop":
                call_method(f, at, atom, "__delitem__", first)
            if name == "setdefault" and second is not None:
                call_method(f, at, atom, "__setitem__", first, second)
            return found if second is None or found is None else join(found, second)
        case "keys" | "values" | "items":
            key = items_of(f, at, atom)
            value = call_method(f, at, atom, "__getitem__", key) if name != "keys" else None
            return _listed(f, at, name, key, value or ITEM)
        case "update":
            fill(f, at, atom, given)
            return None  # what is held is noted, too
        case _:
            return None


def _listed(f: Frame, at: int, name: str, key: Value, value: Value) -> Object:
    made = f.make("list", at)
    item: Value = key if name == "keys" else value
    if name == "items":
        item = f.task.new_object("tuple", None, at, f.identity)
        item.fields = {0: key, 1: value}
    made.fields = {REST: item}
    return made
