"""Arrays of concrete sizes, their elements as sets of index tuples, and random subscripts of them."""

from __future__ import annotations

from itertools import product

from hypothesis import strategies as st

from adlint.sections import Section, Unknown
from adlint.symbolic import Polynomial, evaluate, polynomial, symbol

n, m, k = map(symbol, ("n", "m", "k"))
EXTENTS = (n, m)
envs = st.fixed_dictionaries({"n": st.integers(0, 7), "m": st.integers(0, 5), "k": st.integers(0, 7)})

ends = st.one_of(
    st.integers(-4, 4),
    st.sampled_from([k, k + 1, k - 2, -k - 1, n, n - 1, n - k, 2 * k, Unknown("data")]),
    st.none(),
)
slices = st.builds(slice, ends, ends, st.sampled_from([None, None, 1, 2, 3, -1, -2, -3]))
indices = st.one_of(st.integers(-3, 3), st.sampled_from([k, k + 1, -k - 1, k - 2]))
plain_keys = st.lists(st.one_of(slices, indices), max_size=2).map(tuple)
keys = st.lists(st.one_of(slices, slices, indices, st.none(), st.just(...)), max_size=4).filter(
    lambda key: sum(item is not None and item is not ... for item in key) <= 2 and key.count(...) <= 1
).map(tuple)  # fmt: skip


class Walk:
    """An array of which every element is the index tuple that it has in the base array: what NumPy would do."""

    def __init__(self, lines, at):
        self.lines = lines  # for each axis, (axis of the base or None, the indices there)
        self.at = at  # indices in the axes that are gone

    @classmethod
    def of(cls, shape):
        return cls([(axis, range(extent)) for axis, extent in enumerate(shape)], {})

    def __getitem__(self, key):
        items = [item for item in key if item is not None]
        if ... not in items:
            key = (*key, ...)
        missing = len(self.lines) - sum(item is not ... for item in items)
        if missing < 0:
            raise IndexError
        at = next(place for place, item in enumerate(key) if item is ...)
        key = (*key[:at], *[slice(None)] * missing, *key[at + 1 :])
        lines, gone, below = [], dict(self.at), iter(self.lines)
        for item in key:
            if item is None:
                lines.append((None, range(1)))
                continue
            axis, walked = next(below)
            if isinstance(item, slice):
                lines.append((axis, walked[item]))
            else:
                gone[axis] = walked[item]
        return Walk(lines, gone)

    def transposed(self):
        return Walk(self.lines[::-1], self.at)

    def shape(self):
        return tuple(len(walked) for _, walked in self.lines)

    def elements(self, rank=2):
        found = dict(self.at)
        found.update(self.lines)
        if any(axis is None and not len(walked) for axis, walked in self.lines):
            return set()
        axes = [found[axis] if not isinstance(found[axis], int) else (found[axis],) for axis in range(rank)]
        return set(product(*axes))


def bound(item, env):
    """A subscript with its symbols bound; None stands for what is unknown, which any value may be."""
    if isinstance(item, slice):
        return slice(*(bound(end, env) for end in (item.start, item.stop, item.step)))
    return evaluate(item, env) if isinstance(item, Polynomial) else item


def bound_key(key, env):
    return tuple(bound(item, env) for item in key)


def has_unknown(key):
    return any(
        isinstance(part, Unknown)
        for item in key
        for part in ((item.start, item.stop) if isinstance(item, slice) else (item,))
    )


def elements(section: Section, env) -> set[tuple[int, ...]]:
    """The elements of the boxes."""
    found = set()
    for box in section.boxes:
        ranges = (
            range(evaluate(polynomial(each.lo), env), evaluate(polynomial(each.hi), env), each.step) for each in box
        )
        found.update(product(*ranges))
    return found
