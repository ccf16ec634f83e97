"""Variables of modules, classes and closures that may hold the same, or parts of it: `W = V[1:]`, `G = Model(V)`.

Storage tells what stands at different places apart. Where one is written and another one read, that may be one thing,
the second run may read what the first one wrote.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from adlint import ir
from adlint.interpret.program import identity
from adlint.models import storage as model
from adlint.storage.definitions.fields import Made
from adlint.storage.location.places import END, SLOTS, Place
from adlint.storage.things.kinds import CONTAINERS
from adlint.storage.things.values import Entry, refs

if TYPE_CHECKING:
    from adlint.storage.definitions.names import Names

_MAKING = ("numpy.", "jax.", "scipy.", "autograd.", "torch.", "math.")  # whose functions give new arrays, but for views
_KEEPING = frozenset({"frombuffer", "nditer", "Parameter", "masked_array", "matrix", "asmatrix", "flatiter"})
_HELD = frozenset("get pop popleft popitem setdefault values keys items copy __getitem__ __iter__".split())
_FAR = 8  # operations through which it is told what something is


class Sharing:
    """Which variables of a module may hold the same: the pairs that its body makes."""

    def __init__(self, names: Names, module: str) -> None:
        self.names = names
        self.module = module

    @cached_property
    def groups(self) -> tuple[dict[Place, set[Place]], dict[Place, set[Place]]]:
        """By variable, those that may be the same thing or a view of it, and those that may hold it, or parts of it."""
        same: dict[Place, set[Place]] = {}
        parts: dict[Place, set[Place]] = {}
        for place, others, is_held in self._links():
            for groups in (parts,) if is_held else (same, parts):
                _unite(groups, (place, *others))
        return same, parts

    def is_flat(self, name: str) -> bool:
        """Whether a variable is a container that is written out, of numbers and texts alone: nothing of an array."""
        bound = self.names.bindings(self.module).get(name, ())
        value = bound[0].value if len(bound) == 1 and isinstance(bound[0], ir.Store) else None
        made = self.names.made(self.module).ops.get(value) if isinstance(value, int) else None
        return isinstance(made, ir.Build) and all(isinstance(item, ir.Const) for item in made.items)

    def _links(self) -> Iterator[tuple[Place, set[Place], bool]]:
        """Variables, what is put into them or what they are, and whether they only hold that."""
        program = self.names.program
        for name, body in program.tables.get(self.module, {}).items():
            if body.kind in ("module", "class"):
                made = self.names.made(self.module) if body.kind == "module" else Made(program, self.names.path, name)
                yield from self._of_body(made, name)

    def _of_body(self, made: Made, name: str) -> Iterator[tuple[Place, set[Place], bool]]:
        for op in made.ops.values():
            match op:
                case ir.Store(_, target, value):
                    holds = self._holds(made, value)
                    own = Place(name.partition(":")[2], (), "class", self.module)
                    is_class = made.body.kind == "class"
                    place = own if is_class else Place(target, (), "global", self.module)
                    yield place, self.roots(made, value), is_class or holds
                case ir.SetItem(_, base, _, value) | ir.SetAttribute(_, base, _, value) if value is not None:
                    for place in self.roots(made, base):
                        yield place, self.roots(made, value), True
                case ir.MakeFunction(_, function, defaults):
                    for parameter, operand in defaults:
                        place = Place(f"{function}({parameter})", (), "global", self.module)
                        yield place, self.roots(made, operand), False
                case ir.Call(_, callee, arguments):
                    yield from self._of_call(made, callee, arguments)
                case _:
                    pass

    def _of_call(
        self, made: Made, callee: ir.Operand, arguments: tuple[ir.Item, ...]
    ) -> Iterator[tuple[Place, set[Place], bool]]:
        """What a function of the program may keep of what it is given, and a container holds that is added to."""
        given = [self.roots(made, one) for one in arguments if not isinstance(one, ir.Starred)]
        function = self.names.program.functions.get(made.path(callee))
        for name, roots in zip(function.positional if function is not None else (), given, strict=False):
            yield Place(name, (), "closure", identity(made.module, function.name) if function else ""), roots, False
        method = made.ops.get(callee) if isinstance(callee, int) else None
        if isinstance(method, ir.GetAttribute) and not made.path(callee):
            for place in self.roots(made, method.base):
                yield place, set().union(*given), True

    def _holds(self, made: Made, operand: ir.Operand) -> bool:
        """Whether what is made holds what it is made of, and is no view of it."""
        op = made.ops.get(operand) if isinstance(operand, int) else None
        path = made.path(op.callee) if isinstance(op, ir.Call) else ""
        function = self.names.program.functions.get(path)
        is_class = function is not None and function.kind == "class"
        return isinstance(op, ir.Build) or is_class or path in model.HOLDING

    def roots(self, made: Made, operand: ir.Operand | ir.Starred, far: int = _FAR) -> set[Place]:
        """The variables that an operand may be, or share memory with."""
        if isinstance(operand, ir.Starred):
            operand = operand.value
        if isinstance(operand, str) and made.body.name and operand in made.body.bound:
            return set()  # of the class itself
        if isinstance(operand, str):
            things = (ref.thing for ref in refs(self.names.global_variable(self.module, operand)))
            places = [one.place for one in things if isinstance(one, Entry) and one.kind != "number"]
            return {Place(one.root, (), one.kind, one.module) for one in places}
        op = made.ops.get(operand) if isinstance(operand, int) else None
        return set().union(*(self.roots(made, one, far - 1) for one in _shared(made, op))) if far else set()


def _shared(made: Made, op: ir.Op | None) -> Iterable[ir.Operand | ir.Starred]:
    """The operands that what an operation makes may be, hold or be a view of."""
    match op:
        case ir.Load(_, name):
            return (name,)
        case ir.Build(_, _, items):
            return items
        case ir.GetItem(_, base):
            return (base,)
        case ir.GetAttribute(_, base, name):
            return () if name in model.METADATA else (base,)
        case ir.Element(_, unpack):
            several = made.ops[unpack]
            return (several.value,) if isinstance(several, ir.Unpack) else ()
        case ir.Binary(_, _, left, right) if {made.kind(left), made.kind(right)} & CONTAINERS:
            return (left, right)
        case ir.Call(_, callee, arguments, keywords):
            return _passed_on(made, callee, (*arguments, *(value for _, value in keywords)))
        case _:
            return ()


def _passed_on(made: Made, callee: ir.Operand, given: tuple[ir.Item, ...]) -> Iterable[ir.Operand | ir.Starred]:
    path = made.path(callee)
    method = made.ops.get(callee) if isinstance(callee, int) else None
    last = path.rpartition(".")[2]
    if not path and isinstance(method, ir.GetAttribute):
        if method.name in model.READING_METHODS - model.VIEW_METHODS - _HELD:
            return ()
        return (method.base,) if method.name in model.VIEW_METHODS | _HELD else (method.base, *given)
    is_new = path.startswith(_MAKING) and last not in model.VIEWS | _KEEPING and path not in model.STANDING_FOR
    return () if is_new or model.gives_number(path) or path in model.DEEP_COPIES else given


def _unite(groups: dict[Place, set[Place]], places: Iterable[Place]) -> None:
    """Put some places into one group."""
    whole: set[Place] = set()
    for place in places:
        whole |= groups.get(place, {place})
    for place in whole:
        groups[place] = whole


def may_touch(sharing: Sharing, changed: Place, read: Place, *, is_rebound: bool) -> bool:
    """Whether a place that is changed may be one that is read by the name of another variable; what is put into an
    object itself is no change of what it was made of.
    """
    same, parts = sharing.groups
    is_own = len(changed.steps) == 1 and (is_rebound or changed.steps[-1] in (END, SLOTS))
    if not is_rebound and changed.steps[-1:] not in ((END,), (SLOTS,)) and sharing.is_flat(read.root):
        return False  # elements of an array
    root = Place(changed.root, (), changed.kind, changed.module)
    other = Place(read.root, (), read.kind, read.module)
    is_bound = is_rebound and not changed.steps
    return root != other and not is_bound and other in (same if is_own else parts).get(root, ())
