"""Modules of PyTorch in modules: what listing them gives, and what is applied to each."""

from __future__ import annotations

from adlint.interpret.arguments import Arguments
from adlint.interpret.atoms import Atom, Value, atoms, joined
from adlint.interpret.containers import held, of_items
from adlint.interpret.described import External
from adlint.interpret.frame import Frame
from adlint.interpret.library import MEANINGS
from adlint.interpret.receivers import EACH, LISTED
from adlint.interpret.spaces import Object, Space, is_any, is_generic
from adlint.interpret.text import STRING

DEPTH = 4  # modules in modules that are searched
_MODULE = External("torch.nn.Module")


def _is_module(atom: Atom) -> bool:
    if not isinstance(atom, Object):
        return False
    return _MODULE in atom.cls.order if atom.cls is not None else atom.kind == "sequential"


def _children(f: Frame, atom: Atom) -> list[Atom]:
    """The modules that are set as attributes of a module, or stand in its containers."""
    if not isinstance(atom, Object):
        return []
    if atom.cls is None:
        inside = held(f, atom)
        return [] if inside is None else [one for one in atoms(inside) if _is_module(one)]
    spaces: list[Space] = [] if is_generic(atom) else [atom]
    if is_any(atom) or is_generic(atom):
        spaces = [atom.cls.exact, atom.cls.shared]
    found: list[Atom] = []
    for space in spaces:
        for key in f.task.keys(space):
            value = f.task.get(space, key)
            for one in atoms(value) if value is not None else ():
                is_container = isinstance(one, Object) and one.cls is None and one.kind in ("list", "dict")
                found += [one] if _is_module(one) else _children(f, one) if is_container else []
    return list(dict.fromkeys(found))


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


MEANINGS.update(dict.fromkeys(LISTED, _listed))
MEANINGS.update(dict.fromkeys(EACH, _each))
