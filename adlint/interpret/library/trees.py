"""Trees of JAX: containers, and objects of classes that say how they are taken apart and put together."""

from __future__ import annotations

from adlint.interpret.collections.containers import content, of_items, sequence
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.library import MEANINGS, Meaning
from adlint.interpret.memory.atoms import (
    ELSEWHERE,
    ITEM,
    NUMBER,
    Atom,
    Class,
    Closure,
    Method,
    Partial,
    Value,
    atoms,
    joined,
)
from adlint.interpret.memory.spaces import Object
from adlint.interpret.objects.binding import on_class
from adlint.interpret.objects.dispatch import call_method
from adlint.interpret.objects.lookup import lookup
from adlint.interpret.views.described import External

DEPTH = 3  # containers in containers that are searched
_CONTAINERS = frozenset({"list", "tuple", "dict"})
FLATTEN, UNFLATTEN = "*flatten", "*unflatten"  # parts of the shared space of a registered class


def _register(f: Frame, _at: int, _path: str, given: Arguments) -> Value | None:
    """`register_pytree_node(cls, flatten, unflatten)`."""
    cls, names = given.at(0, "nodetype"), (FLATTEN, UNFLATTEN)
    f.task.add(f.world.stored, FLATTEN, ELSEWHERE)
    for name, how in zip(names, (given.at(1, "flatten_func"), given.at(2, "unflatten_func")), strict=True):
        if isinstance(cls, Class) and how is not None:
            f.task.put(cls.shared, name, how)
    return cls


def has_nodes(f: Frame) -> bool:
    """Whether classes of the program are known to be taken apart."""
    return "tree_flatten" in f.world.methods or f.task.get(f.world.stored, FLATTEN) is not None


def _nodes(f: Frame, *values: Value) -> list[Object]:
    """The objects in trees, each once."""
    found: dict[Object, None] = {}
    searched: dict[Object, int] = {}
    for value in values:
        _find(f, value, DEPTH, found, searched)
    return [*found]


def _find(f: Frame, value: Value, depth: int, found: dict[Object, None], searched: dict[Object, int]) -> None:
    """Add the objects in a tree to what was found; no container is searched again that was down to as deep a one."""
    for atom in atoms(value):
        if not isinstance(atom, Object):
            continue
        if atom.kind == "instance":
            found[atom] = None
        elif searched.get(atom, 0) < depth and atom.kind in _CONTAINERS:
            searched[atom] = depth
            for item in content(f, atom).values():
                _find(f, item, depth - 1, found, searched)


def _flat(f: Frame, at: int, node: Object) -> Value | None:
    """What a node gives when it is taken apart: its children and what else there is; None if it is a leaf."""
    how = f.task.get(node.cls.shared, FLATTEN) if node.cls is not None else None
    if how is not None:
        return f.call(at, how, Arguments((node,)))
    return call_method(f, at, node, "tree_flatten")


def _whole(f: Frame, at: int, node: Object, parts: Value) -> Value:
    """A node like another, put together from its parts."""
    pairs = [pair for atom in atoms(parts) if (pair := sequence(f, atom)) is not None and len(pair) == 2]
    children, other = [joined([pair[i] for pair in pairs]) or NUMBER for i in (0, 1)]
    given = Arguments((other, children))
    how = f.task.get(node.cls.shared, UNFLATTEN) if node.cls is not None else None
    if how is None and node.cls is not None:
        member = lookup(f, node.cls, "tree_unflatten")
        how = joined([_on(atom, node.cls) for atom in atoms(member)]) if member is not None else None
    return f.call(at, how, given) if how is not None and not isinstance(how, External) else node


def rebuilt(f: Frame, at: int, tree: Value) -> None:
    """What is carried through a loop is taken apart, and put together again."""
    for node in _nodes(f, tree):
        parts = _flat(f, at, node)
        if parts is not None:
            _whole(f, at, node, parts)


def _on(member: Atom, cls: Class) -> Value:
    return Method(member, cls) if isinstance(member, Closure) else on_class(member, cls)


def _ask_leaves(f: Frame, at: int, given: Arguments) -> None:
    """`is_leaf=f`: asked of every node, and of every leaf."""
    test = given.at(-1, "is_leaf")
    if test is not None:
        f.call(at, test, Arguments((ITEM,)))


def _mapped(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`tree_map(f, tree, *others)`: `f` is called with leaves; the result is a tree like the first."""
    callee, tree = given.at(0, "f"), given.at(1, "tree")
    _ask_leaves(f, at, given)
    parts = {node: _flat(f, at, node) for node in _nodes(f, *given.positional[1:])}
    if callee is not None:
        f.call(at, callee, Arguments(tuple([NUMBER] * max(1, len(given.positional) - 1))))
    if isinstance(tree, Object) and (taken := parts.get(tree)) is not None:
        return _whole(f, at, tree, taken)
    for node in _nodes(f, tree) if tree is not None else ():
        if (taken := parts.get(node)) is not None:
            _whole(f, at, node, taken)
    return tree


def _searched(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`tree_leaves(tree)` and its like take nodes apart."""
    _ask_leaves(f, at, given)
    for node in _nodes(f, *given.positional[:1]):
        _flat(f, at, node)
    return None


def _leaves(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`tree_leaves(tree)`: a list of them."""
    _searched(f, at, path, given)
    return of_items(f, "list", at, None, ITEM)


def _reduced(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`tree_reduce(f, tree, initial)` calls `f` with what there is so far and a leaf."""
    callee = given.at(0, "function")
    _searched(f, at, path, Arguments(given.positional[1:2]))
    if callee is not None:
        f.call(at, callee, Arguments((NUMBER, NUMBER)))
    return NUMBER


def _mapped_with_path(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`tree_map_with_path(f, tree)` calls `f` with where a leaf is, and with it."""
    callee = given.at(0, "f")
    if callee is None:
        return None
    _mapped(f, at, path, Arguments((Partial(callee, (ITEM,), ()), *given.positional[1:]), given.keywords))
    return given.at(1, "tree")


_MAPS = ("jax.tree_util.tree_map", "jax.tree.map", "jax.tree_map")
_PREFIXES = ("tree.", "tree_util.tree_")
_LOOKS = ("flatten", "flatten_with_path", "structure", "all")
_NEW: dict[str, Meaning] = {
    **dict.fromkeys(_MAPS, _mapped),
    **{f"jax.{prefix}{name}": _searched for prefix in _PREFIXES for name in _LOOKS},
    **{f"jax.{prefix}{name}": _leaves for prefix in _PREFIXES for name in ("leaves", "leaves_with_path")},
    **{f"jax.{prefix}{name}": _reduced for prefix in _PREFIXES for name in ("reduce", "reduce_associative")},
    **dict.fromkeys(("jax.tree_util.tree_map_with_path", "jax.tree.map_with_path"), _mapped_with_path),
    **dict.fromkeys(("jax.tree_util.register_pytree_node", "jax.tree_util.register_pytree_with_keys"), _register),
}
MEANINGS.update(_NEW)
