"""Trees: containers of arrays, taken apart and put together as `jax.tree_util` does."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from adlint.evaluate.attributes import MISSING, inherited
from adlint.evaluate.iteration import items
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Bound, External, Partial, Range, Ref, Unknown, Value


def leaves(m: Machine, tree: Value, is_leaf: Value = None) -> list[Value]:
    """The leaves of a tree, dicts in the order of their keys."""
    if is_leaf is not None and m.call(is_leaf, tree) is True:
        return [tree]
    held = children(m, tree)
    return [tree] if held is None else [one for child in held for one in leaves(m, child, is_leaf)]


def children(m: Machine, tree: Value) -> list[Value] | None:
    """The parts of a tree; None of a leaf."""
    match tree:
        case None:
            return []
        case tuple():
            return list(tree)
        case Range():
            return None
        case Ref():
            found = m.store[tree]
            match found.kind:
                case "list":
                    return list(found.items)
                case "dict":
                    return [found.fields[key] for key in _ordered(found.fields)]
                case "instance":
                    return _of_instance(m, tree)
    return None


def _ordered(fields: dict[Value, Value]) -> list[Value]:
    try:
        return sorted(fields)  # type: ignore[type-var]  # what has no order raises
    except TypeError:
        return list(fields)


def _of_instance(m: Machine, tree: Ref) -> list[Value] | None:
    found = m.store[tree]
    if found.items:
        return list(found.items)
    flatten = _registered(m, tree, "tree_flatten")
    if flatten is not None:
        parts = m.call(flatten)
        return children(m, parts[0]) if isinstance(parts, tuple) and parts else None
    if _is_data(m, found.cls):
        meta = _metadata(m, found.cls)
        return [value for name, value in found.fields.items() if name not in meta]
    return None


def _registered(m: Machine, tree: Ref, name: str) -> Value:
    cls = m.store[tree].cls
    if not isinstance(cls, Ref):
        return None
    pair = m.settings.get(f"jax.flatten:{cls.address}")
    if isinstance(pair, tuple) and name == "tree_flatten":
        return Partial(pair[0], (tree,), ())
    method = inherited(m, cls, name)
    return None if method is MISSING else Bound(method, tree)


def _is_data(m: Machine, cls: Value) -> bool:
    """Whether a class is a tree of its fields: registered with JAX, or a dataclass of one of its libraries."""
    if not isinstance(cls, Ref):
        return False
    return m.settings.get(f"jax.tree:{cls.address}") is not None


def _metadata(m: Machine, cls: Value) -> tuple[Value, ...]:
    found = m.settings.get(f"jax.tree:{cls.address}") if isinstance(cls, Ref) else None
    return found if isinstance(found, tuple) else ()


def register(m: Machine, cls: Value, metadata: tuple[Value, ...] = ()) -> None:
    """Make a class a tree of its fields, but for `metadata`."""
    if isinstance(cls, Ref):
        m.settings[f"jax.tree:{cls.address}"] = metadata


def rebuild(m: Machine, tree: Value, found: Iterator[Value], is_leaf: Value = None) -> Value:
    """The tree with other leaves."""
    if is_leaf is not None and m.call(is_leaf, tree) is True:
        return next(found)
    if children(m, tree) is None:
        return next(found)
    match tree:
        case tuple():
            return tuple(rebuild(m, one, found, is_leaf) for one in tree)
        case Ref():
            return _rebuilt(m, tree, found, is_leaf)
        case _:
            return tree


def _rebuilt(m: Machine, tree: Ref, found: Iterator[Value], is_leaf: Value) -> Value:
    old = m.store[tree]
    if old.kind == "list":
        return m.store.new("list", items=[rebuild(m, one, found, is_leaf) for one in old.items])
    if old.kind == "dict":
        made = {key: rebuild(m, old.fields[key], found, is_leaf) for key in _ordered(old.fields)}
        return m.store.new("dict", fields={key: made[key] for key in old.fields}, cls=old.cls)
    if old.items:
        items = [rebuild(m, one, found, is_leaf) for one in old.items]
        fields = _renamed(old.fields, old.items, items)
        return m.store.new("instance", cls=old.cls, items=items, fields=fields)
    flatten = _registered(m, tree, "tree_flatten")
    if flatten is not None:
        parts = m.call(flatten)
        assert isinstance(parts, tuple)
        new = rebuild(m, parts[0], found, is_leaf)
        pair = m.settings.get(f"jax.flatten:{old.cls.address}") if isinstance(old.cls, Ref) else None
        if isinstance(pair, tuple):
            return m.call(pair[1], parts[1], new)
        assert isinstance(old.cls, Ref)
        maker = inherited(m, old.cls, "tree_unflatten")
        function = getattr(maker, "functions", (maker,))[0]
        return m.call(function, old.cls, parts[1], new)
    meta = _metadata(m, old.cls)
    fields = {key: one if key in meta else rebuild(m, one, found, is_leaf) for key, one in old.fields.items()}
    return m.store.new("instance", cls=old.cls, fields=fields)


def _renamed(fields: dict[Value, Value], old: list[Value], new: list[Value]) -> dict[Value, Value]:
    """Fields of a named tuple stand for its items."""
    return {key: next((b for a, b in zip(old, new, strict=True) if a is value), value) for key, value in fields.items()}


def mapped(m: Machine, function: Callable[..., Value], tree: Value, *others: Value, is_leaf: Value = None) -> Value:
    """The tree of what a function makes of the leaves, and of those of other trees at the same places."""
    first = leaves(m, tree, is_leaf)
    columns = [first, *(_aligned(m, tree, other, is_leaf) for other in others)]
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


def _flatten(m: Machine, name: str, given: Given) -> Value:
    tree = given.positional[0]
    structure = m.store.new("instance", cls=External("jax.tree_util.PyTreeDef"), fields={"tree": tree})
    return m.store.new("list", items=leaves(m, tree, given.at(1, "is_leaf"))), structure


def _structure(m: Machine, name: str, given: Given) -> Value:
    return m.store.new("instance", cls=External("jax.tree_util.PyTreeDef"), fields={"tree": given.positional[0]})


def _unflatten(m: Machine, name: str, given: Given) -> Value:
    structure, held = given.positional[:2]
    found = items(m, held)
    if found is None or not isinstance(structure, Ref):
        return Unknown("a tree is put together of something that is not known", m.site())
    return rebuild(m, m.store[structure].fields["tree"], iter(found))


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
    cls = given.positional[0] if given.positional else given.keywords.get("nodetype")
    if name.endswith("register_pytree_node") and isinstance(cls, Ref):
        m.settings[f"jax.flatten:{cls.address}"] = tuple(given.positional[1:3])
    elif name.endswith("register_dataclass"):
        meta = given.at(2, "meta_fields")
        register(m, cls, tuple(children(m, meta) or ()) if meta is not None else ())
    return cls


FUNCTIONS = {
    **dict.fromkeys(("tree_util.tree_map", "tree.map", "tree_map", "tree_util.tree_multimap"), _map),
    **dict.fromkeys(("tree_util.tree_leaves", "tree.leaves", "tree_leaves"), _leaves),
    **dict.fromkeys(("tree_util.tree_flatten", "tree.flatten"), _flatten),
    **dict.fromkeys(("tree_util.tree_structure", "tree.structure"), _structure),
    **dict.fromkeys(("tree_util.tree_unflatten", "tree.unflatten"), _unflatten),
    **dict.fromkeys(("tree_util.tree_reduce", "tree.reduce"), _reduce),
    **dict.fromkeys(("tree_util.register_pytree_node_class", "tree_util.register_pytree_node",
                     "tree_util.register_dataclass", "tree_util.register_static"),
                    _register),
}  # fmt: skip
