"""What a turn of a loop hands to the next: values that stand for those of any turn."""

from __future__ import annotations

from dataclasses import dataclass, field

from adlint.evaluate.flow.join import UNBOUND, alike, same
from adlint.evaluate.machine import Machine
from adlint.evaluate.operation.numbers import is_number
from adlint.evaluate.store import Object, Objects
from adlint.evaluate.values import Many, Number, Ref, Unknown, Value, is_integer
from adlint.shapes.dims import Dim, Shape, dim
from adlint.shapes.sizes import is_open
from adlint.symbolic import Polynomial, Symbol, polynomial, substitute, symbols_of, total
from adlint.trace import Array, Carry, Operand, Trace, mentioned

MOST_NESTED = 20  # objects in objects that a turn makes anew


class Unlike(Exception):  # noqa: N818 -- a signal, not an error
    """The first turn differs from the others in kind: it is to be gone through by itself."""


@dataclass(slots=True)
class Carrying:
    """Generalises from one turn to any. `before` is the store before the loop; `entries` are the values at the start of
    any turn, by the slot that they stand in (an address and a name), or by the pair of objects.
    """

    m: Machine
    index: Polynomial
    trips: Dim
    before: Objects
    reason: str
    may_differ: bool
    entries: dict[object, Value] = field(default_factory=dict)
    carries: dict[object, tuple[Operand, Array, Operand]] = field(default_factory=dict)
    is_stable: bool = True
    is_exact: bool = True

    def slots(self, after: Objects) -> Objects:
        """The objects that stand before the loop as they are at the start of any turn, given how they are after one."""
        self.is_stable = True
        found: Objects = {}
        changed = [(address, old) for address, old in self.before.items() if after.get(address, old) is not old]
        for address, old in changed:
            new = after[address]
            made = old.copy(self.m.store.epoch)
            self._content((address,), made, old, new)
            found[address] = made
        return found

    def _content(self, key: tuple[object, ...], made: Object, old: Object, new: Object) -> None:
        names = dict.fromkeys((*old.fields, *new.fields))
        made.fields = {
            name: self._value((*key, name), old.fields.get(name, UNBOUND), new.fields.get(name, UNBOUND))
            for name in names
        }
        made.items = self._items(key, old.items, new.items)

    def _value(self, key: tuple[object, ...], old: Value, new: Value) -> Value:
        """The value of a slot at the start of any turn: `old` before the loop, `new` after a turn."""
        entry = self.entries.get(key, old)
        if same(entry, new):
            return entry
        found = self._generalised(key, old, entry, new)
        if not (found is entry or same(found, entry)):
            self.is_stable = False
        self.entries[key] = found
        return found

    def _generalised(self, key: tuple[object, ...], old: Value, entry: Value, new: Value) -> Value:
        if old is UNBOUND:
            return UNBOUND
        if isinstance(entry, Unknown):
            return entry
        if isinstance(new, Array) and (isinstance(old, Array) or (is_number(old) and new.shape == ())):
            return self._array(key, old, entry, new)
        if is_integer(old) and is_integer(new) and not isinstance(old, bool):
            return self._integer(old, entry, new)
        if is_number(old) and is_number(new):
            kinds = {one.kind if isinstance(one, Number) else type(one).__name__ for one in (old, new)}
            return Number("complex" if "complex" in kinds else "bool" if kinds == {"bool"} else "float")
        if isinstance(old, tuple) and isinstance(new, tuple) and len(old) == len(new):
            return tuple(self._value((*key, n), a, b) for n, (a, b) in enumerate(zip(old, new, strict=True)))
        if isinstance(old, Ref) and isinstance(new, Ref):
            return self._object(key, old, new)
        return self._unlike("something of another kind")

    def _unlike(self, what: str) -> Value:
        if self.may_differ:
            raise Unlike
        self.is_exact = False
        return Unknown(f"{what} in every turn: {self.reason}", self.m.site())

    def _array(self, key: tuple[object, ...], old: Value, entry: Value, new: Array) -> Value:
        if isinstance(old, Array):
            if (len(old.shape), old.dtype, old.framework) != (len(new.shape), new.dtype, new.framework):
                return self._unlike("an array of another kind")
            shape = self._shape(old, entry, new)
            if shape is None:
                return self._unlike("an array of another shape")
            if old.strides != new.strides and self.may_differ:
                raise Unlike
        else:
            shape = new.shape
        if isinstance(entry, Array) and key in self.carries and (entry.shape, entry.strides) == (shape, new.strides):
            found = entry
        else:
            memory = self._buffer(old, new)
            found = self.m.stand_in(shape, new.dtype, new.framework, memory, weak=new.weak, strides=new.strides)
        initial: Operand = old if isinstance(old, Array | bool | int | float | complex) else None
        self.carries[key] = (initial, found, new)
        return found

    def _buffer(self, old: Value, new: Array) -> int | None:
        return old.buffer if isinstance(old, Array) and old.buffer == new.buffer else None

    def _shape(self, old: Array, entry: Value, new: Array) -> Shape | None:
        now = entry.shape if isinstance(entry, Array) else old.shape
        sizes = [self._grown(a, b, c) for a, b, c in zip(old.shape, now, new.shape, strict=True)]
        return None if None in sizes else tuple(sizes)  # type: ignore[arg-type]

    def _integer(self, old: Value, entry: Value, new: Value) -> Value:
        assert is_integer(entry)
        found = self._grown(old, entry, new)  # type: ignore[arg-type]
        if found is None:
            self.is_exact = False
            atom = entry.lone_atom if isinstance(entry, Polynomial) else None
            if isinstance(atom, Symbol) and is_open(atom):
                return entry
            return self.m.fresh(f"an integer that changes in every turn: {self.reason}")
        return found

    def _grown(self, old: Dim, entry: Dim, new: Dim) -> Dim | None:
        """The size at the start of turn `index`, given that it was `entry` there and is `new` at the end of it; None if
        no polynomial tells.
        """
        following = substitute(polynomial(entry), {str(self.index): self.index + 1}, self.m.sizes.bounds)
        if dim(following) == new:
            return entry
        step = dim(polynomial(new) - entry)
        if entry != old or any(map(is_open, symbols_of(polynomial(step)))):
            return None
        sum_ = total(polynomial(step), self.index, 0, self.index, self.m.sizes.bounds)
        return None if sum_ is None else dim(sum_ + old)

    def _object(self, key: tuple[object, ...], old: Ref, new: Ref) -> Value:
        a = self.before.get(old.address)
        b = self.m.store.objects.get(new.address)
        if a is None or b is None or not alike(a, b) or key.count("object") > MOST_NESTED:
            return self._unlike("an object of another kind")
        entry = self.entries.get((*key, "object"))
        if entry is None:
            entry = self.m.store.new(a.kind)
            self.entries[(*key, "object")] = entry
        assert isinstance(entry, Ref)
        made = a.copy(self.m.store.epoch)
        self._content((*key, "object"), made, a, b)
        self.m.store.objects[entry.address] = made
        return entry

    def _items(self, key: tuple[object, ...], old: list[Value], new: list[Value]) -> list[Value]:
        """A list at the start of any turn: one that each turn appends an item to has as many as there were turns."""
        entry = self.entries.get((*key, "items"), tuple(old))
        assert isinstance(entry, tuple)
        if len(new) == len(entry):
            return [self._value((*key, n), a, b) for n, (a, b) in enumerate(zip(entry, new, strict=True))]
        if len(new) == len(entry) + 1 and all(map(same, entry[: len(old)], new)):
            known = entry[len(old) :]
            last = known[0].value if len(known) == 1 and isinstance(known[0], Many) else None
            handed = self._appended((*key, "last"), old[-1] if old else None, last, new[-1])
            found = (*old, Many(handed, dim(self.index)))
            if not (known and _alike(last, new[-1])):
                self.is_stable = False
            self.entries[(*key, "items")] = found
            return list(found)
        self.is_exact = False
        return self.m.unknown_items(f"a list that changes in every turn: {self.reason}", tuple(new))

    def _appended(self, key: tuple[object, ...], old: Value, entry: Value, new: Value) -> Value:
        """What the turn before appended to a list; `old` is the last item before the loop."""
        if isinstance(new, tuple):
            olds, entries = (
                one if isinstance(one, tuple) and len(one) == len(new) else (None,) * len(new) for one in (old, entry)
            )
            return tuple(self._appended((*key, n), *row) for n, row in enumerate(zip(olds, entries, new, strict=True)))
        if not isinstance(new, Array):
            return new
        if isinstance(entry, Array) and key in self.carries and entry.shape == new.shape:
            found = entry
        else:
            found = self.m.stand_in(new.shape, new.dtype, new.framework, weak=new.weak)
        initial = old if isinstance(old, Array) and old.shape == new.shape else None
        self.carries[key] = (initial, found, new)
        return found

    @property
    def arrays(self) -> tuple[Array, ...]:
        """The arrays that turns hand on."""
        return tuple(entry for _, entry, _ in self.carries.values())

    def carried(self, finals: Finals, body: Trace) -> tuple[Carry, ...]:
        """What turns hand on, and what is left of arrays that only they bind. What was not there before the loop, as
        the last item of a list, is handed on only if the body reads it.
        """
        read = {*mentioned(body), *(one.number for _, _, one in self.carries.values() if isinstance(one, Array))}
        found = [
            Carry(initial, entry, exit_, finals.array(exit_) if isinstance(exit_, Array) else entry)
            for initial, entry, exit_ in self.carries.values()
            if initial is not None or entry.number in read
        ]
        known = {one.final.number for one in found}
        return (*found, *(Carry(None, None, a, b) for a, b in finals.made.values() if b.number not in known))


@dataclass(slots=True)
class Finals:
    """Values after the last turn, from those at the end of any. Arrays that a turn made (numbered from `first` on), or
    took over as one of the `entries`, get a name of their own.
    """

    m: Machine
    index: Polynomial
    trips: Dim
    first: int
    entries: frozenset[int]
    made: dict[int, tuple[Array, Array]] = field(default_factory=dict)

    @classmethod
    def of(cls, carrying: Carrying, trips: Dim, first: int) -> Finals:
        """Those of a loop of so many turns; its last turn that was gone through numbered arrays behind `first`."""
        return cls(carrying.m, carrying.index, trips, first, frozenset(one.number for one in carrying.arrays))

    def object(self, found: Object) -> Object:
        """An object after the last turn."""
        made = found.copy(self.m.store.epoch)
        made.fields = {name: self.value(value) for name, value in found.fields.items()}
        items = found.items
        if len(items) > 1 and isinstance(items[-2], Many) and dim(self.index) == items[-2].times:
            items = [*items[:-2], Many(items[-1], dim(self.index + 1))]
        made.items = [self.value(value) for value in items]
        return made

    def value(self, value: Value) -> Value:
        """A value after the last turn."""
        match value:
            case Array():
                return self.array(value)
            case Polynomial():
                return self._size(value)
            case Many():
                return Many(value.value, self._size(polynomial(value.times)))
            case tuple():
                return tuple(map(self.value, value))
            case _:
                return value

    def array(self, array: Array) -> Array:
        """An array after the last turn: itself, if it stood before the loop."""
        if array.number <= self.first and array.number not in self.entries:
            return array
        if array.number not in self.made:
            shape = tuple(self._size(polynomial(one)) for one in array.shape)
            made = self.m.stand_in(shape, array.dtype, array.framework, weak=array.weak, strides=array.strides)
            self.made[array.number] = (array, made)
        return self.made[array.number][1]

    def _size(self, size: Polynomial) -> Dim:
        return dim(substitute(size, {str(self.index): polynomial(self.trips) - 1}, self.m.sizes.bounds))


def _alike(a: Value, b: Value) -> bool:
    """Whether an item that a turn appends is like that of the turn before."""
    if isinstance(a, Array) and isinstance(b, Array):
        return (a.shape, a.dtype, a.framework) == (b.shape, b.dtype, b.framework)
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(map(_alike, a, b))
    return a.__class__ is b.__class__
