"""Modules of PyTorch in modules: what listing them gives, and what is applied to each."""

from __future__ import annotations

from collections.abc import Iterable

from adlint.interpret.collections.containers import append, held, item_at, of_items
from adlint.interpret.collections.text import STRING, text
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.library import MEANINGS
from adlint.interpret.memory.atoms import NUMBER, Atom, Value, atoms, joined
from adlint.interpret.memory.spaces import Object, Space, is_any, is_generic
from adlint.interpret.objects.attributes import attribute
from adlint.interpret.objects.dispatch import call_method
from adlint.interpret.objects.receivers import EACH, FETCHING, LISTED, SETTING, SPREAD
from adlint.interpret.views.described import External, Instance
from adlint.ir import Const

DEPTH = 4  # modules in modules that are searched
_MODULE = External("torch.nn.Module")
_TRUE, _FALSE = Const("True", True), Const("False", False)


def _is_module(atom: Atom) -> bool:
    if not isinstance(atom, Object):
        return False
    return _MODULE in atom.cls.order if atom.cls is not None else atom.kind == "sequential"


def _named(f: Frame, atom: Atom) -> list[tuple[Value, Atom]]:
    """The modules that are set as attributes of a module, or stand in its containers, by name."""
    if not isinstance(atom, Object):
        return []
    if atom.cls is None:
        inside = held(f, atom)
        return [] if inside is None else [(STRING, one) for one in atoms(inside) if _is_module(one)]
    spaces: list[Space] = [] if is_generic(atom) else [atom]
    if is_any(atom) or is_generic(atom):
        spaces = [atom.cls.exact, atom.cls.shared]
    found: list[tuple[Value, Atom]] = []
    for space in spaces:
        for key in f.task.keys(space):
            value = f.task.get(space, key)
            for one in atoms(value) if value is not None else ():
                is_container = isinstance(one, Object) and one.cls is None and one.kind in ("list", "dict")
                if _is_module(one) or _is_layer(one):
                    found.append((text(str(key)), one))
                elif is_container:
                    found += _named(f, one)
    return list(dict.fromkeys(found))


def _is_layer(atom: Atom) -> bool:
    """Whether an object is a layer of the library, which holds nothing of the program."""
    return isinstance(atom, Instance) and atom.of.startswith("torch.nn.")


def _children(f: Frame, atom: Atom) -> list[Atom]:
    return [one for _, one in _named(f, atom) if _is_module(one)]


def below(f: Frame, value: Value) -> list[Atom]:
    """Modules, and the modules in them."""
    found = dict.fromkeys([atom for atom in atoms(value) if _is_module(atom)])
    last = list(found)
    for _ in range(DEPTH):
        last = [child for atom in last for child in _children(f, atom) if child not in found]
        found.update(dict.fromkeys(last))
    return list(found)


def _listed(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`module.children()`, `module.named_modules()`."""
    module, name = given.at(0), path.rpartition(".")[2]
    if module is None:
        return None
    if name == "named_children":
        pairs = [of_items(f, "tuple", -at - 1, list(pair), None) for atom in atoms(module) for pair in _named(f, atom)]
        return of_items(f, "list", at, list(pairs), None)
    several = below(f, module) if name.endswith("modules") else [c for a in atoms(module) for c in _children(f, a)]
    one = joined(several)
    if one is not None and name.startswith("named"):
        one = of_items(f, "tuple", at, [STRING, one], None)
    return of_items(f, "list", at, [] if one is None else None, one)


def _each(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`module.apply(f)` calls `f` with every module."""
    module, callee = given.at(0), given.at(1, "fn")
    if module is not None and callee is not None:
        f.call(at, callee, Arguments((joined([*atoms(module), *below(f, module)]) or module,)))
    return module


def _spread(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`module.state_dict()`, `module.eval()`: modules are asked that have a method of their own for it."""
    module = given.at(0)
    if module is None:
        return None
    name = SPREAD[path]
    inner = [atom for atom in below(f, module) if path.rpartition(".")[2] != name or atom not in atoms(module)]
    for atom in inner:
        call_method(f, at, atom, name, NUMBER)
    if name == "train":
        is_trained = _FALSE if path.endswith("eval") else given.at(1, "mode") or _TRUE
        _set_mode(f, [*atoms(module), *below(f, module)], is_trained)
    return None if path.endswith("dict") else module


def _set_mode(f: Frame, modules: Iterable[Atom], mode: Value) -> None:
    """Whether modules are in training is known of those alone that are told from others of their class."""
    for atom in modules:
        if isinstance(atom, Object) and atom.kind == "instance" and not is_generic(atom):
            f.task.put(atom, "training", mode)


def _added(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`module.add_module(name, other)`; a sequence has it at its end."""
    for atom in atoms(given.positional[0]) if len(given.positional) > 2 else ():
        if isinstance(atom, Object) and atom.kind == "sequential":
            append(f, atom, given.positional[2])
    return MEANINGS["builtins.setattr"](f, at, path, given)


def _fetched(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`module.get_submodule("blocks.0")`."""
    found, target = given.at(0), given.at(1, "target")
    if found is None or not isinstance(target, Const) or not isinstance(target.value, str):
        return None
    for name in target.value.split(".") if target.value else ():
        if name.isdecimal():
            held_by = [item_at(f, atom, Const(name, int(name))) for atom in atoms(found) if isinstance(atom, Object)]
            found = joined(held_by) or NUMBER
        else:
            found = attribute(f, found, name, at)
    return found


MEANINGS.update(dict.fromkeys(SPREAD, _spread))
MEANINGS.update(dict.fromkeys(SETTING, _added))
MEANINGS.update(dict.fromkeys(FETCHING, _fetched))
MEANINGS.update(dict.fromkeys(LISTED, _listed))
MEANINGS.update(dict.fromkeys(EACH, _each))
