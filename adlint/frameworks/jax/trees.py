"""Trees: containers of arrays, taken apart and put together as `jax.tree_util` does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.attributes import MISSING, inherited, lookup
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.store import Object
from adlint.evaluate.values import Bound, Descriptor, External, Ref, Transformed, Value
from adlint.frameworks.jax.values import unknown


def leaves(m: Machine, tree: Value, is_leaf: Value = None) -> list[Value]:
    """The leaves of a tree, dicts in the order of their keys."""
    if is_leaf is not None and m.call(is_leaf, tree) is True:
        return [tree]
    held = children(m, tree)
    return [tree] if held is None else [one for child in held for one in leaves(m, child, is_leaf)]


def children(m: Machine, tree: Value) -> list[Value] | None:
    """The parts of a tree; None of a leaf."""
    found = node(m, tree)
    return None if found is None else list(found.parts)


def keys_of(m: Machine, tree: Value) -> list[tuple[str, Value]]:
    """What leads to each part of a tree: the kind of key (`dict`, `list`, `attribute`, `flat`), and the key."""
    found = node(m, tree)
    if found is None:
        return []
    return [(found.kind, key) for key in found.keys or range(len(found.parts))]


def auxiliary(m: Machine, tree: Value) -> Value:
    """What is part of the structure of a tree besides its parts."""
    found = node(m, tree)
    return None if found is None else found.auxiliary


@dataclass(frozen=True, slots=True)
class Node:
    """A tree by its parts: `build` makes one of other parts; `keys` lead to them, by number if there are none."""

    parts: Sequence[Value]
    build: Callable[[list[Value]], Value]
    kind: str = "list"
    keys: Sequence[Value] = ()
    auxiliary: Value = None


def node(m: Machine, tree: Value) -> Node | None:
    """What a tree is made of; None of a leaf."""
    match tree:
        case None:
            return Node((), lambda parts: None)
        case tuple():
            return Node(tree, tuple)
        case Transformed(transform="jax.Partial"):
            return _of_partial(tree)
        case Ref():
            found = m.store[tree]
            match found.kind:
                case "list":
                    return Node(found.items, lambda parts: m.store.new("list", items=parts))
                case "dict":
                    return _of_dict(m, found)
                case "instance":
                    return _of_instance(m, tree, found)
    return None


def _of_partial(tree: Transformed) -> Node:
    """`jax.tree_util.Partial`: its arguments are parts."""

    def build(parts: list[Value]) -> Value:
        return Transformed("jax.Partial", tree.function, (("positional", parts[0]), ("keywords", parts[1])))

    return Node((tree.option("positional"), tree.option("keywords")), build, "flat", auxiliary=tree.function)


def _of_dict(m: Machine, found: Object) -> Node:
    """By its keys in order."""
    keys = _ordered(found.fields)

    def build(parts: list[Value]) -> Value:
        made = dict(zip(keys, parts, strict=True))
        return m.store.new("dict", fields={key: made[key] for key in found.fields}, cls=found.cls)

    return Node([found.fields[key] for key in keys], build, "dict", keys, tuple(keys))


def _ordered(fields: dict[Value, Value]) -> list[Value]:
    try:
        return sorted(fields)  # type: ignore[type-var]  # what has no order raises
    except TypeError:
        return list(fields)


def _of_instance(m: Machine, tree: Ref, found: Object) -> Node | None:
    cls = found.cls
    said = m.settings.get(f"jax.tree:{cls.address}") if isinstance(cls, Ref) else None
    if isinstance(said, Fields | Functions | Static):
        return said.node(m, tree)
    if found.items or (isinstance(cls, Ref) and inherited(m, cls, "_fields") is not MISSING):
        return _of_named_tuple(m, found)
    if isinstance(cls, Ref) and isinstance(flatten := inherited(m, cls, "tree_flatten"), Ref):
        maker = inherited(m, cls, "tree_unflatten")
        made = Bound(maker.functions[0], cls) if isinstance(maker, Descriptor) else maker
        return Functions(flatten, made).node(m, tree)
    return None


def _of_named_tuple(m: Machine, found: Object) -> Node:
    names = inherited(m, found.cls, "_fields") if isinstance(found.cls, Ref) else ()

    def build(parts: list[Value]) -> Value:
        fields = _renamed(found.fields, found.items, parts)
        return m.store.new("instance", cls=found.cls, items=parts, fields=fields)

    return Node(found.items, build, "attribute", names if isinstance(names, tuple) else ())


@dataclass(frozen=True, slots=True)
class Fields:
    """By its fields: those that are `data`, or all of them, but for `metadata`."""

    metadata: tuple[Value, ...] = ()
    data: tuple[Value, ...] | None = None

    def node(self, m: Machine, tree: Ref) -> Node:
        """What an instance is made of."""
        found = m.store[tree]
        listed = self.data if self.data is not None else tuple(n for n in found.fields if n not in self.metadata)
        names = [name for name in listed if name in found.fields]

        def build(parts: list[Value]) -> Value:
            fields = {**found.fields, **dict(zip(names, parts, strict=True))}
            return m.store.new("instance", cls=found.cls, fields=fields)

        apart = tuple(value for name, value in found.fields.items() if name not in names)
        return Node([found.fields[name] for name in names], build, "attribute", names, apart)


@dataclass(frozen=True, slots=True)
class Functions:
    """By a function that takes it apart and one that puts it together; the first may give keys as well."""

    flatten: Value
    unflatten: Value
    with_keys: bool = False

    def node(self, m: Machine, tree: Ref) -> Node | None:
        """What an instance is made of."""
        found = m.call(self.flatten, tree)
        parts = items(m, found[0]) if isinstance(found, tuple) and len(found) == 2 else None
        if parts is None:
            return None
        assert isinstance(found, tuple)
        rest = found[1]
        if not self.with_keys:
            return Node(parts, lambda new: m.call(self.unflatten, rest, tuple(new)), "flat", auxiliary=rest)
        pairs = [items(m, one) or [None, one] for one in parts]
        keys = [next(iter(m.store[key].fields.values()), None) if isinstance(key, Ref) else key for key, _ in pairs]
        whole = [one for _, one in pairs]
        return Node(whole, lambda new: m.call(self.unflatten, rest, tuple(new)), "attribute", keys, rest)


@dataclass(frozen=True, slots=True)
class Static:
    """Without parts."""

    def node(self, m: Machine, tree: Ref) -> Node:
        """No parts; it is its own structure."""
        return Node((), lambda parts: tree, auxiliary=tree)


Registered = Fields | Functions | Static  # how a class is a tree


def register(m: Machine, cls: Value, how: Registered) -> None:
    """Make a class a tree."""
    if isinstance(cls, Ref):
        m.settings[f"jax.tree:{cls.address}"] = how  # type: ignore[assignment]  # no value of the program


def is_registered(m: Machine, cls: Value) -> bool:
    """Whether instances of a class are trees."""
    if isinstance(cls, Ref):
        return f"jax.tree:{cls.address}" in m.settings or inherited(m, cls, "_fields") is not MISSING
    name = cls.path.rpartition(".")[2] if isinstance(cls, External) else ""
    return name in ("tuple", "list", "dict", "NoneType", "OrderedDict", "defaultdict")


def rebuild(m: Machine, tree: Value, found: Iterator[Value], is_leaf: Value = None) -> Value:
    """The tree with other leaves."""
    if is_leaf is not None and m.call(is_leaf, tree) is True:
        return next(found)
    parts = node(m, tree)
    if parts is None:
        return next(found)
    if not parts.parts and not isinstance(tree, Ref):
        return tree
    return parts.build([rebuild(m, one, found, is_leaf) for one in parts.parts])


def _renamed(fields: dict[Value, Value], old: list[Value], new: list[Value]) -> dict[Value, Value]:
    """Fields of a named tuple stand for its items."""
    return {key: next((b for a, b in zip(old, new, strict=True) if a is value), value) for key, value in fields.items()}


def mapped(m: Machine, function: Callable[..., Value], tree: Value, *others: Value, is_leaf: Value = None) -> Value:
    """The tree of what a function makes of the leaves, and of those of other trees at the same places."""
    first = leaves(m, tree, is_leaf)
    columns = [first, *(_aligned(m, tree, other, is_leaf) for other in others)]
    if any(len(one) < len(first) for one in columns):
        raise unknown(m, "trees of different structures are gone through together", tree, *others)
    return rebuild(m, tree, iter([function(*row) for row in zip(*columns, strict=False)]), is_leaf)


def _aligned(m: Machine, tree: Value, other: Value, is_leaf: Value) -> list[Value]:
    """The parts of another tree at the leaves of the first."""
    if (is_leaf is not None and m.call(is_leaf, tree) is True) or children(m, tree) is None:
        return [other]
    left, right = children(m, tree) or [], children(m, other) or []
    return [one for a, b in zip(left, right, strict=False) for one in _aligned(m, a, b, is_leaf)]


def _map(m: Machine, name: str, given: Given) -> Value:
    function, tree, *others = given.positional
    others = [*others, *(() if "rest" not in given.keywords else (given.keywords["rest"],))]
    return mapped(m, lambda *row: m.call(function, *row), tree, *others, is_leaf=given.keywords.get("is_leaf"))


def _leaves(m: Machine, name: str, given: Given) -> Value:
    return m.store.new("list", items=leaves(m, given.positional[0], given.at(1, "is_leaf")))


def _reduce(m: Machine, name: str, given: Given) -> Value:
    function, tree = given.positional[:2]
    held = leaves(m, tree, given.keywords.get("is_leaf"))
    if given.has(2, "initializer"):
        held = [given.at(2, "initializer"), *held]
    result = held[0]
    for one in held[1:]:
        result = m.call(function, result, one)
    return result


def _register(m: Machine, name: str, given: Given) -> Value:
    cls = given.at(0, "nodetype")
    match name.rpartition(".")[2]:
        case "register_pytree_node":
            register(m, cls, Functions(given.at(1, "flatten_func"), given.at(2, "unflatten_func")))
        case "register_pytree_with_keys":
            plain = given.at(3, "flatten_func")
            flatten = given.at(1, "flatten_with_keys") if plain is None else plain
            register(m, cls, Functions(flatten, given.at(2, "unflatten_func"), with_keys=plain is None))
        case "register_pytree_with_keys_class" if isinstance(cls, Ref):
            flatten, unflatten = (lookup(m, cls, one) for one in ("tree_flatten_with_keys", "tree_unflatten"))
            register(m, cls, Functions(flatten, unflatten, with_keys=True))
        case "register_dataclass":
            data, meta = given.at(1, "data_fields"), given.at(2, "meta_fields")
            register(m, cls, Fields(_names(m, meta) or (), _names(m, data)))
        case "register_static":
            register(m, given.at(0, "cls"), Static())
    return cls if cls is not None else given.at(0, "cls")


def _names(m: Machine, value: Value) -> tuple[Value, ...] | None:
    found = None if value is None else items(m, value)
    return None if found is None else tuple(found)


FUNCTIONS = {
    **dict.fromkeys(("tree_util.tree_map", "tree.map", "tree_map", "tree_util.tree_multimap"), _map),
    **dict.fromkeys(("tree_util.tree_leaves", "tree.leaves", "tree_leaves"), _leaves),
    **dict.fromkeys(("tree_util.tree_reduce", "tree.reduce"), _reduce),
    **{f"tree_util.{name}": _register for name in (
        "register_pytree_node_class", "register_pytree_node", "register_pytree_with_keys",
        "register_pytree_with_keys_class", "register_dataclass", "register_static")},
}  # fmt: skip
