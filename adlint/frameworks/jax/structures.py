"""Structures of trees (`PyTreeDef`), and paths to leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from adlint.evaluate.errors import Raised
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.operation.operators import binary, truth
from adlint.evaluate.values import External, Ref, Unknown, Value
from adlint.frameworks.jax.arguments import Function
from adlint.frameworks.jax.trees import auxiliary, children, keys_of, leaves, mapped, rebuild

TREEDEF = External("jax.tree_util.PyTreeDef")
_KEYS = {"dict": ("DictKey", "key"), "list": ("SequenceKey", "idx"), "attribute": ("GetAttrKey", "name"),
         "flat": ("FlattenedIndexKey", "key")}  # fmt: skip


_LEAF = External("jax.tree_util.<leaf>")  # what stands for a leaf in a structure


def structure(m: Machine, tree: Value, is_leaf: Value = None) -> Ref:
    """The structure of a tree."""
    held = leaves(m, tree, is_leaf)
    opened = rebuild(m, tree, iter([_LEAF] * len(held)), is_leaf)
    return m.store.new("instance", cls=TREEDEF, fields={"tree": opened, "num_leaves": len(held)})


def is_structure(m: Machine, value: Value) -> bool:
    """Whether a value is a structure of a tree."""
    return isinstance(value, Ref) and m.store[value].cls == TREEDEF


def equal(m: Machine, one: Value, other: Value) -> bool | None:
    """Whether two trees have one structure; None if that is not known."""
    if _LEAF in (one, other):
        return one == other
    left, right = children(m, one), children(m, other)
    if left is None or right is None or len(left) != len(right) or _kind(m, one) != _kind(m, other):
        return left is None and right is None and truth(m, binary(m, "==", one, other))
    found = [truth(m, binary(m, "==", auxiliary(m, one), auxiliary(m, other)))]
    found += [equal(m, a, b) for a, b in zip(left, right, strict=True)]
    return False if False in found else None if None in found else True


def _kind(m: Machine, tree: Value) -> Value:
    if isinstance(tree, Ref):
        return m.store[tree].cls if m.store[tree].kind == "instance" else m.store[tree].kind
    return type(tree).__name__


def _flatten(m: Machine, name: str, given: Given) -> Value:
    tree, is_leaf = given.at(0, "tree"), given.at(1, "is_leaf")
    return m.store.new("list", items=leaves(m, tree, is_leaf)), structure(m, tree, is_leaf)


def _structure(m: Machine, name: str, given: Given) -> Value:
    return structure(m, given.at(0, "tree"), given.at(1, "is_leaf"))


def unflatten(m: Machine, treedef: Value, held: Value) -> Value:
    """The tree of a structure with these leaves."""
    found = items(m, held)
    if found is None or not isinstance(treedef, Ref) or not is_structure(m, treedef):
        return Unknown("a tree is put together of something that is not known", m.site())
    if len(found) != m.store[treedef].fields["num_leaves"]:
        raise Raised("ValueError", "the structure of a tree has another number of leaves")
    return rebuild(m, m.store[treedef].fields["tree"], iter(found))


def _unflatten(m: Machine, name: str, given: Given) -> Value:
    return unflatten(m, given.at(0, "treedef"), given.at(1, "leaves"))


def method(m: Machine, base: Ref, name: str, given: Given) -> Value:
    """A method of a structure."""
    tree = m.store[base].fields["tree"]
    match name:
        case "unflatten":
            return unflatten(m, base, given.positional[0])
        case "children":
            return m.store.new("list", items=[structure(m, one) for one in children(m, tree) or []])
        case "flatten_up_to":
            return m.store.new("list", items=_up_to(m, tree, given.positional[0]))
        case _:
            return m.say_unknown(f"no model of the method `{name}` of a structure of a tree", given.values)


def _up_to(m: Machine, tree: Value, other: Value) -> list[Value]:
    """The parts of another tree at the leaves of a structure."""
    if tree == _LEAF:
        return [other]
    pairs = zip(children(m, tree) or [], children(m, other) or [], strict=False)
    return [one for a, b in pairs for one in _up_to(m, a, b)]


Row = tuple[tuple[Value, ...], Value]


def with_paths(m: Machine, tree: Value, is_leaf: Value, path: tuple[Value, ...] = ()) -> Iterator[Row]:
    """Leaves with the keys that lead to them."""
    held = None if is_leaf is not None and m.call(is_leaf, tree) is True else children(m, tree)
    if held is None:
        yield path, tree
        return
    for (kind, key), one in zip(keys_of(m, tree), held, strict=True):
        name, attribute = _KEYS[kind]
        made = m.store.new("instance", cls=External(f"jax.tree_util.{name}"), fields={attribute: key})
        yield from with_paths(m, one, is_leaf, (*path, made))


def _map_with_path(m: Machine, name: str, given: Given) -> Value:
    function, tree, *others = given.positional
    is_leaf = given.keywords.get("is_leaf")
    paths = iter([path for path, _ in with_paths(m, tree, is_leaf)])
    return mapped(m, lambda *row: m.call(function, next(paths), *row), tree, *others, is_leaf=is_leaf)


def _with_path(m: Machine, name: str, given: Given) -> Value:
    """`tree_leaves_with_path`, `tree_flatten_with_path`."""
    tree, is_leaf = given.at(0, "tree"), given.at(1, "is_leaf")
    rows = m.store.new("list", items=list(with_paths(m, tree, is_leaf)))
    return (rows, structure(m, tree, is_leaf)) if "flatten" in name else rows


def key_text(m: Machine, name: str, given: Given) -> Value:
    """`keystr`."""
    path = items(m, given.positional[0]) or []
    parts: list[str] = []
    for one in path:
        fields = m.store[one].fields if isinstance(one, Ref) else {}
        key = next(iter(fields.values()), None)
        parts.append(f".{key!s}" if "name" in fields else f"[{key!r}]")
    if given.keywords.get("simple") is True:
        return str(given.keywords.get("separator", "")).join(part.strip("[].'") for part in parts)
    return "".join(parts)


def _all(test: Callable[[list[bool | None]], bool]) -> Function:
    def found(m: Machine, name: str, given: Given) -> Value:
        held = [truth(m, one) for one in leaves(m, given.at(0, "tree"), given.at(1, "is_leaf"))]
        return Unknown("whether all leaves of a tree hold", m.site()) if None in held else test(held)

    return found


def _transpose(m: Machine, name: str, given: Given) -> Value:
    """A tree of trees with the inner structure outside."""
    outer, inner, tree = (given.at(n, one) for n, one in enumerate(("outer_treedef", "inner_treedef", "pytree")))
    if not (isinstance(outer, Ref) and isinstance(inner, Ref)):
        return Unknown("a tree is transposed by what is not known", m.site())
    parts = [leaves(m, one) for one in _up_to(m, m.store[outer].fields["tree"], tree)]
    columns = [rebuild(m, m.store[outer].fields["tree"], iter(column)) for column in zip(*parts, strict=True)]
    return rebuild(m, m.store[inner].fields["tree"], iter(columns))


def _key_class(attribute: str) -> Function:
    def found(m: Machine, name: str, given: Given) -> Value:
        value = given.positional[0] if given.positional else next(iter(given.keywords.values()), None)
        return m.store.new("instance", cls=External(f"jax.{name}"), fields={attribute: value})

    return found


def _both(name: str, function: Function) -> dict[str, Function]:
    return {f"tree_util.tree_{name}": function, f"tree.{name}": function, f"tree_{name}": function}


FUNCTIONS: dict[str, Function] = {
    **_both("flatten", _flatten), **_both("structure", _structure), **_both("unflatten", _unflatten),
    **_both("map_with_path", _map_with_path), **_both("leaves_with_path", _with_path),
    **_both("flatten_with_path", _with_path), **_both("all", _all(all)), **_both("transpose", _transpose),
    "tree_util.keystr": key_text, "tree_util.all_leaves": _all(all),
    **{f"tree_util.{name}": _key_class(attribute) for name, attribute in _KEYS.values()},
}  # fmt: skip
