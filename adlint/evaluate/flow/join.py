"""What stands where several paths meet."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import compress
from operator import is_not

from adlint.evaluate.machine import Frame, Machine, Saved
from adlint.evaluate.operation.numbers import is_number
from adlint.evaluate.store import Object, Objects
from adlint.evaluate.values import Number, Ref, Unknown, Value
from adlint.shapes.dims import Dim
from adlint.symbolic import Polynomial
from adlint.trace import Array, Join

UNBOUND = Unknown("not bound on some paths")
_KINDS = ("bool", "int", "float", "complex")


@dataclass(slots=True)
class Joining:
    """One meeting of paths. `joins` are the arrays that are one of several."""

    m: Machine
    stores: tuple[Objects, ...]
    reason: str
    joins: list[Join] = field(default_factory=list)
    known: dict[tuple[Value, ...], Value] = field(default_factory=dict)

    def value(self, *several: Value) -> Value:
        """The value that is one of several, each in its own store."""
        first = several[0]
        if all(same(first, other) for other in several[1:]):
            return first
        key = tuple(id(one) if isinstance(one, Array) else one for one in several)
        if key not in self.known:
            self.known[key] = self._joined(several)
        return self.known[key]

    def _joined(self, several: tuple[Value, ...]) -> Value:
        first = several[0]
        if any(isinstance(one, Unknown) for one in several):
            return next(one for one in several if isinstance(one, Unknown))
        if any(isinstance(one, Array) for one in several):
            return self._arrays(several)
        if all(map(is_number, several)):
            return self._numbers(several)
        if all(isinstance(one, tuple) and len(one) == len(first) for one in several):  # type: ignore[arg-type]
            return tuple(self.value(*column) for column in zip(*several, strict=True))
        if all(isinstance(one, Ref) for one in several):
            return self._objects(several)  # type: ignore[arg-type]
        return Unknown(f"one of several unlike things: {self.reason}", self.m.site())

    def _arrays(self, several: tuple[Value, ...]) -> Value:
        arrays = [one for one in several if isinstance(one, Array)]
        first = arrays[0]
        alike = all(len(a.shape) == len(first.shape) and a.dtype == first.dtype for a in arrays)
        if not alike or not all(isinstance(one, Array) or (is_number(one) and first.shape == ()) for one in several):
            return Unknown(f"one of several unlike arrays: {self.reason}", self.m.site())
        shape = tuple(self._dim(sizes) for sizes in zip(*(a.shape for a in arrays), strict=True))
        is_one_memory = len(arrays) == len(several) and all(one.buffer == first.buffer for one in arrays)
        buffer = first.buffer if is_one_memory else None
        strides = first.strides if all(one.strides == first.strides for one in arrays) else None
        result = self.m.stand_in(shape, first.dtype, first.framework, buffer, weak=first.weak, strides=strides)
        sources = tuple(one if isinstance(one, Array | int | float | complex) else None for one in several)
        self.joins.append(Join(result, sources))
        return result

    def _dim(self, sizes: tuple[Dim, ...]) -> Dim:
        found = self._numbers(sizes)
        assert isinstance(found, int | Polynomial)
        return found

    def _numbers(self, several: tuple[Value, ...]) -> Value:
        if all(same(several[0], one) for one in several[1:]):
            return several[0]
        kinds = {one.kind if isinstance(one, Number) else type(one).__name__ for one in several}
        kinds = {"int" if kind == "Polynomial" else kind for kind in kinds}
        kind = max(kinds, key=_KINDS.index)
        if kind != "int":
            return Number(kind)
        if all(isinstance(one, int) for one in several):
            numbers = [int(one) for one in several]  # type: ignore[arg-type]
            return self.m.fresh(self.reason, min(numbers), max(numbers))
        return self.m.fresh(self.reason)

    def _objects(self, refs: tuple[Ref, ...]) -> Value:
        objects = [store.get(ref.address) for store, ref in zip(self.stores, refs, strict=True)]
        found = [one for one in objects if one is not None]
        first = found[0] if found else None
        if len(found) < len(refs) or first is None or any(not alike(one, first) for one in found):
            return Unknown(f"one of several unlike objects: {self.reason}", self.m.site())
        made = self.m.store.new(first.kind, code=first.code, cls=first.cls, around=first.around, order=first.order)
        key: tuple[Value, ...] = refs
        self.known[key] = made
        self.content(self.m.store[made], tuple(found))
        return made

    def content(self, target: Object, objects: tuple[Object, ...]) -> None:
        """Fill an object with what is one of several alike ones."""
        target.items = [self.value(*column) for column in zip(*(one.items for one in objects), strict=True)]
        names = dict.fromkeys(name for one in objects for name in one.fields)
        target.fields = {name: self.value(*(one.fields.get(name, UNBOUND) for one in objects)) for name in names}


def alike(a: Object, b: Object) -> bool:
    """Whether two objects can be one: of a kind, a class, a code and a length."""
    return (a.kind, a.code, a.cls, a.around) == (b.kind, b.code, b.cls, b.around) and len(a.items) == len(b.items)


def same(a: Value, b: Value) -> bool:
    """Whether two values are one: 1 is not True, and a tuple is what it holds."""
    if a is b:
        return True
    if a.__class__ is not b.__class__ or isinstance(a, Array):
        return False
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(map(same, a, b))
    return bool(a == b) or (isinstance(a, float) and math.isnan(a) and math.isnan(b))  # type: ignore[arg-type]


def _differing(stores: tuple[Objects, ...]) -> dict[int, None]:
    """The addresses at which not all stores have the same object, in the order in which the stores have them. Stores
    are large and differ little: what is gone through for each object is gone through without Python's own steps.
    """
    first, *others = stores
    pairs = [pair for other in others for pair in ((first, other), (other, first))]
    return dict.fromkeys(
        address for one, against in pairs for address in compress(one, map(is_not, one.values(), map(against.get, one)))
    )


def meet(m: Machine, f: Frame, paths: tuple[Saved, ...], reason: str) -> tuple[Joining, Saved]:
    """The state that stands where paths meet; its trace is empty."""
    m.restore(f, paths[0])
    joining = Joining(m, tuple(path.objects for path in paths), reason)
    differing = _differing(joining.stores)
    m.steps += len(differing)
    for address in differing:
        several = [path.objects[address] for path in paths if address in path.objects]
        first = several[0]
        if all(one is first for one in several):
            m.store.objects[address] = first
        elif len(several) == len(paths) and all(alike(one, first) for one in several):
            made = first.copy(m.store.epoch)
            m.store.objects[address] = made
            joining.content(made, tuple(several))
        else:
            made = first.copy(m.store.epoch)
            made.items = m.unknown_items(f"a list that differs: {reason}") if any(one.items for one in several) else []
            m.store.objects[address] = made
    names = dict.fromkeys(name for path in paths for name in path.temporaries)
    found = {name: [path.temporaries[name] for path in paths if name in path.temporaries] for name in names}
    f.temporaries = {
        name: joining.value(*several) if len(several) == len(paths) else several[0] for name, several in found.items()
    }
    m.trace = []
    return joining, m.save(f)
