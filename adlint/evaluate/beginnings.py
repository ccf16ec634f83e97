"""What importing a module leaves of a machine, kept over edits: a call of the module is evaluated from there, as long
as what the import went through is the same; and what came of the call, as long as all the rest is.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, is_dataclass
from dataclasses import replace as changed
from itertools import chain
from typing import Any, TypeVar

from msgspec import Struct

from adlint import ir
from adlint.evaluate.machine import Machine
from adlint.evaluate.store import Store
from adlint.interpret.program import Program, identity

R = TypeVar("R")
Load = Callable[[str], ir.Module | None]
_PLAIN = (str, int, float, complex, bytes, frozenset, type(None), type(Ellipsis))


class Noting(dict[str, ir.Function]):
    """Functions by identity, and which of them were asked for."""

    def __init__(self) -> None:
        """None are known yet."""
        super().__init__()
        self.asked: dict[str, ir.Function] = {}

    def __getitem__(self, name: str) -> ir.Function:
        found = self.asked[name] = super().__getitem__(name)
        return found


@dataclass(slots=True)
class Texts:
    """The modules that an evaluation asked for: those of the program that it went through, and installed ones."""

    program: Program
    load: Load
    loaded: dict[str, ir.Module | None] = field(default_factory=dict)
    modules: dict[str, ir.Module] = field(default_factory=dict)

    def __call__(self, name: str) -> ir.Module | None:
        """The text of an installed module."""
        found = self.loaded[name] = self.load(name)
        return found

    def are_those_of(self, program: Program, load: Load) -> bool:
        """Whether the same is installed, and the program has modules of the same names."""
        old = self.program
        if old is not program and (old.modules.keys() != program.modules.keys() or old.packages != program.packages):
            return False
        return old.stated == program.stated and all(load(name) is text for name, text in self.loaded.items())


@dataclass(slots=True)
class Beginning:
    """A machine that has imported a module, and the functions that ran for that."""

    machine: Machine
    texts: Texts
    asked: Mapping[str, ir.Function]

    def holds(self, program: Program, load: Load) -> bool:
        """Whether the import would go through the same again."""
        if not self.texts.are_those_of(program, load):
            return False
        modules = self.texts.modules.items()
        return all(self._imports_alike(name, old, program.modules[name]) for name, old in modules)

    def _imports_alike(self, name: str, old: ir.Module, new: ir.Module) -> bool:
        if old is new:
            return True
        if old.functions[0] != new.functions[0] or len(old.functions) != len(new.functions):
            return False
        pairs = zip(old.functions, new.functions, strict=True)
        return all(a == b or (a.name == b.name and identity(name, a.name) not in self.asked) for a, b in pairs)

    def again(self, program: Program, load: Load) -> tuple[Machine, Texts]:
        """A machine that begins here, in a program for which that holds, and what notes its texts."""
        texts = Texts(program, load, dict(self.texts.loaded))
        functions = dict(self.machine.functions)
        for name, old in self.texts.modules.items():
            new = program.modules[name]
            if new is not old:
                functions.update((identity(name, one.name), one) for one in new.functions)
        return changed(_copied(self.machine, functions), program=program, load=texts), texts


@dataclass(slots=True)
class Beginnings:
    """Beginnings, and results with the texts that they depend on, by what they are asked for. `forget` drops what was
    not asked for since the last time.
    """

    now: dict[Hashable, Any] = field(default_factory=dict)
    before: dict[Hashable, Any] = field(default_factory=dict)

    def forget(self) -> None:
        """Another run begins."""
        self.before, self.now = self.now, {}

    def __call__(
        self,
        program: Program,
        load: Load,
        begin: tuple[Hashable, Callable[[Load], Machine]],
        call: tuple[Hashable, Callable[[Machine], R]],
    ) -> R:
        """What `call` makes of the machine that `begin` gives, which has imported what it needs and is given what loads
        texts; each with all that it depends on beside the texts of modules.
        """
        (key, make), (asked, run) = begin, call
        known: tuple[Texts, R] | None = self._kept((key, asked))
        if known is not None and _is_same(known[0], program, load):
            self.now[key, asked] = known
            self.now[key] = self._kept(key)
            return known[1]
        beginning: Beginning | None = self._kept(key)
        if beginning is None or not beginning.holds(program, load):
            m = make(Texts(program, load))
            beginning = _begun(m)
            if beginning is None:  # what is there can be changed by whoever goes on
                return run(m)
        self.now[key] = beginning
        m, texts = beginning.again(program, load)
        result = run(m)
        texts.modules = _gone_through(m)
        self.now[key, asked] = (texts, result)
        return result

    def _kept(self, key: Hashable) -> Any:
        return self.now.get(key) or self.before.get(key)


def _is_same(texts: Texts, program: Program, load: Load) -> bool:
    if not texts.are_those_of(program, load):
        return False
    return all(program.modules[name] is one or program.modules[name] == one for name, one in texts.modules.items())


def _begun(m: Machine) -> Beginning | None:
    """The beginning that a machine is, if nothing in it can be changed but by the machine that has it."""
    assert isinstance(m.load, Texts)
    assert isinstance(m.functions, Noting)
    held = (chain(one.fields.values(), one.items, one.defaults.values()) for one in m.store.objects.values())
    if m.stack or not all(map(_is_frozen, chain(m.settings.values(), *held))):
        return None
    m.load.modules = _gone_through(m)
    return Beginning(_copied(m, dict(m.functions)), m.load, m.functions.asked)


def _gone_through(m: Machine) -> dict[str, ir.Module]:
    modules = m.program.modules
    return {name: modules[name] for name in m.modules if name in modules}


def _is_frozen(value: object) -> bool:
    if isinstance(value, tuple):
        return all(map(_is_frozen, value))
    if isinstance(value, Struct):
        return value.__struct_config__.frozen
    frozen: Any = getattr(type(value), "__dataclass_params__", None) if is_dataclass(value) else None
    return isinstance(value, _PLAIN) or (frozen is not None and frozen.frozen)


def _copied(m: Machine, functions: dict[str, ir.Function]) -> Machine:
    """A machine that goes its own way; objects are shared until they are written to."""
    store = m.store
    forks = store.forks + 1
    sizes = m.sizes
    return changed(
        m,
        store=Store(dict(store.objects), forks, store.last, forks, set(store.permanent)),
        sizes=changed(
            sizes, bounds=dict(sizes.bounds), assumed=list(sizes.assumed), origins=dict(sizes.origins),
            left=dict(sizes.left), steady=set(sizes.steady),
        ),
        trace=list(m.trace), modules=dict(m.modules), functions=functions, classes=dict(m.classes), stack=[],
        notes=dict(m.notes), unknown=dict(m.unknown), settings=dict(m.settings), sought=set(m.sought),
        stand_ins=set(m.stand_ins), opened=list(m.opened),
    )  # fmt: skip
