"""`heapq`, `bisect`, and a `collections.deque` that drops what is too much: in Python, as the library has them."""

from __future__ import annotations

from adlint.evaluate.invocation.imports import of_text
from adlint.evaluate.library.plain import Function
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import External, Value

_HEAPS = """
def _rise(heap, place, item, first=0):
    while place > first:
        above = (place - 1) // 2
        if not item < heap[above]:
            break
        heap[place] = heap[above]
        place = above
    heap[place] = item


def _sink(heap, place, item):
    first, count = place, len(heap)
    below = 2 * place + 1
    while below < count:
        if below + 1 < count and not heap[below] < heap[below + 1]:
            below += 1
        heap[place] = heap[below]
        place = below
        below = 2 * place + 1
    _rise(heap, place, item, first)


def heappush(heap, item):
    heap.append(item)
    _rise(heap, len(heap) - 1, item)


def heappop(heap):
    last = heap.pop()
    if not heap:
        return last
    least = heap[0]
    _sink(heap, 0, last)
    return least


def heapreplace(heap, item):
    least = heap[0]
    _sink(heap, 0, item)
    return least


def heappushpop(heap, item):
    if heap and heap[0] < item:
        item, least = heap[0], item
        _sink(heap, 0, least)
    return item


def heapify(x):
    for place in reversed(range(len(x) // 2)):
        _sink(x, place, x[place])


def nsmallest(n, iterable, key=None):
    return sorted(iterable, key=key)[:n]


def nlargest(n, iterable, key=None):
    return sorted(iterable, key=key, reverse=True)[:n]


def merge(*iterables, key=None, reverse=False):
    return iter(sorted([one for each in iterables for one in each], key=key, reverse=reverse))
"""
_PLACES = """
def bisect_right(a, x, lo=0, hi=None, *, key=None):
    hi = len(a) if hi is None else hi
    while lo < hi:
        middle = (lo + hi) // 2
        if x < (a[middle] if key is None else key(a[middle])):
            hi = middle
        else:
            lo = middle + 1
    return lo


def bisect_left(a, x, lo=0, hi=None, *, key=None):
    hi = len(a) if hi is None else hi
    while lo < hi:
        middle = (lo + hi) // 2
        if (a[middle] if key is None else key(a[middle])) < x:
            lo = middle + 1
        else:
            hi = middle
    return lo


def insort_right(a, x, lo=0, hi=None, *, key=None):
    a.insert(bisect_right(a, x if key is None else key(x), lo, hi, key=key), x)


def insort_left(a, x, lo=0, hi=None, *, key=None):
    a.insert(bisect_left(a, x if key is None else key(x), lo, hi, key=key), x)


bisect, insort = bisect_right, insort_right
"""
_DEQUE = """
from collections import deque


class Bounded(deque):
    def __init__(self, iterable, maxlen):
        super().__init__()
        self.maxlen = maxlen
        self.extend(iterable)

    def append(self, x):
        super().append(x)
        if len(self) > self.maxlen:
            super().pop(0)

    def appendleft(self, x):
        super().insert(0, x)
        if len(self) > self.maxlen:
            super().pop()

    def popleft(self):
        return super().pop(0)

    def extend(self, iterable):
        for x in iterable:
            self.append(x)

    def extendleft(self, iterable):
        for x in iterable:
            self.appendleft(x)
"""


def _written(module: str, text: str, name: str) -> Function:
    return lambda m, given: m.tables.call(m, of_text(m, module, text)[name], given)


def _deque(m: Machine, given: Given) -> Value:
    """A list, but for one that holds so many items at most."""
    held, most = given.at(0, "iterable", ()), given.at(1, "maxlen")
    if most is None:
        return m.call(External("builtins.list"), held)
    return m.call(of_text(m, "<collections>", _DEQUE)["Bounded"], held, most)


_OF_HEAPS = ("heappush", "heappop", "heapreplace", "heappushpop", "heapify", "nsmallest", "nlargest", "merge")
_OF_PLACES = ("bisect", "bisect_right", "bisect_left", "insort", "insort_right", "insort_left")
FUNCTIONS: dict[str, Function] = {
    **{f"heapq.{name}": _written("<heapq>", _HEAPS, name) for name in _OF_HEAPS},
    **{f"bisect.{name}": _written("<bisect>", _PLACES, name) for name in _OF_PLACES},
    "collections.deque": _deque,
}
