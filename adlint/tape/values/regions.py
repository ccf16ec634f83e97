"""Where arrays lie in their memories: views, and copies of elements, as sections of what a memory was made as."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from adlint.sections import (
    Section,
    Subscript,
    Unknown,
    View,
    region,
    reshaped,
    some_of,
    subscript,
    transposed,
    view_of,
    whole,
)
from adlint.shapes.dims import Dim
from adlint.shapes.indexing import Cut, Gather
from adlint.shapes.sizes import INDEX, Sizes
from adlint.symbolic import Polynomial, Symbol, polynomial, symbols_of
from adlint.symbolic.polynomial import atoms_of, of_atom
from adlint.trace import Alt, Array, Call, Checkpoint, Loop, Op, Trace

_RESHAPING = frozenset("numpy.reshape numpy.ravel numpy.expand_dims numpy.squeeze numpy.flip numpy.rot90".split())
_SAME = frozenset("numpy.setitem numpy.real numpy.imag".split())


@dataclass(slots=True)
class Regions:
    """Knows what arrays were made by, and other names of them."""

    sizes: Sizes
    makers: dict[int, Op] = field(default_factory=dict)
    others: dict[int, Array] = field(default_factory=dict)
    owners: dict[int, Array] = field(default_factory=dict)

    @classmethod
    def of_trace(cls, trace: Trace, arguments: Sequence[Array], sizes: Sizes) -> Regions:
        """Those of a whole trace."""
        found = cls(sizes)
        found.owners.update((one.buffer, one) for one in arguments)
        found.learn(trace)
        return found

    def learn(self, trace: Trace) -> None:
        """What operations, and turns of loops, make of arrays."""
        for node in trace:
            match node:
                case Op():
                    self.makers.update((one.number, node) for one in node.results)
                    self.owners.update((one.buffer, one) for one in node.results if one.buffer == one.number)
                case Loop():
                    for one in node.carried:
                        self._is_called(one.entry, one.initial)
                        self._is_called(one.final, one.exit)
                    self.learn(node.body)
                case Call() | Checkpoint():
                    self.learn(node.body)
                case Alt():
                    for join in node.joins:
                        several = (one for one in join.sources if isinstance(one, Array))
                        self._is_called(join.result, next(several, None))
                    for branch in node.branches:
                        self.learn(branch)

    def _is_called(self, name: Array | None, array: object) -> None:
        if name is None or not isinstance(array, Array):
            return
        if name.buffer == name.number:
            self.owners[name.buffer] = name
        elif name.buffer == array.buffer and name.shape == array.shape:
            self.others[name.number] = array

    def of(self, array: Array) -> Section:
        """The elements of its memory that an array has: all that it may be of them, where that is not known."""
        view = self.view(array)
        return whole(None, must=False) if view is None else region(view, self.sizes.bounds)

    def all(self, buffer: int) -> Section:
        """All elements of a memory."""
        owner = self.owners.get(buffer)
        return whole(None if owner is None else owner.shape, must=owner is not None)

    def written(self, op: Op) -> Section:
        """The elements that an operation writes in place."""
        target = _source(op, op.results[0].buffer)
        view = None if target is None else self.view(target)
        if view is None:
            return whole(None, must=False)
        if op.name.endswith(".at") or op.attribute("count") is not None:
            return region(some_of(region(view, self.sizes.bounds)), self.sizes.bounds)
        if op.name == "numpy.setitem":
            view = subscript(view, _keys(op), self.sizes.bounds)
        return region(view, self.sizes.bounds)

    def view(self, array: Array) -> View | None:
        """An array as a view of what its memory was made as; a copy of some elements as a view of those. None if that
        is not known.
        """
        op = self.makers.get(array.number)
        if op is not None and op.name == "numpy.getitem":
            return self._taken(op, array)
        if array.number == array.buffer:
            return view_of(array.shape)
        if array.number in self.others:
            return self.view(self.others[array.number])
        source = _source(op, array.buffer) if op is not None else None
        below = self.view(source) if source is not None else None
        if op is None or source is None or below is None:
            return None
        if op.name == "numpy.transpose":
            order = op.attribute("order")
            return transposed(below, order if isinstance(order, tuple) else None)
        if op.name in _RESHAPING:
            return reshaped(below, array.shape)
        if op.name in _SAME or source.shape == array.shape:
            return below
        return reshaped(some_of(region(below, self.sizes.bounds)), array.shape)

    def _taken(self, op: Op, array: Array) -> View | None:
        source = op.operands[0]
        below = self.view(source) if isinstance(source, Array) else None
        if below is None:
            return None
        found = subscript(below, _keys(op), self.sizes.bounds)
        return found if len(found.lines) == len(array.shape) else reshaped(found, array.shape)


def _source(op: Op, buffer: int) -> Array | None:
    """What an operation is given of a memory: the array that it writes to, or views."""
    several = (op.attribute("out"), *op.operands)
    return next((one for one in several if isinstance(one, Array) and one.buffer == buffer), None)


def _keys(op: Op) -> tuple[Subscript, ...]:
    items = op.attribute("items", ())
    assert isinstance(items, tuple)
    return tuple(map(_key, items))


def _key(item: object) -> Subscript:
    match item:
        case int() | Polynomial() if _is_plain(item):
            return polynomial(item)
        case Cut() if item.is_known and all(one is None or _is_plain(one) for one in (item.start, item.stop)):
            return slice(_end(item.start), _end(item.stop), item.step)
        case int() | Polynomial():
            return Unknown("where it is changes with the turns of a loop by quotients")
        case Cut() | Gather():
            return Unknown("what it takes depends on data")
        case _:
            return ...


def _is_plain(size: Dim) -> bool:
    """Whether a size is a polynomial of the indices of loops: sections are not told apart by more than that."""
    atoms = (atom for atom in atoms_of(polynomial(size)) if not isinstance(atom, Symbol))
    return not any(one.reason == INDEX for atom in atoms for one in symbols_of(of_atom(atom)))


def _end(end: Dim | None) -> Polynomial | None:
    return None if end is None else polynomial(end)
