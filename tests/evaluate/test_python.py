"""Without arrays, evaluation gives what Python gives."""

from __future__ import annotations

import sys
import types
from textwrap import dedent

import pytest

from adlint.evaluate.evaluate import TABLES
from adlint.evaluate.invocation.imports import module
from adlint.evaluate.library import STANDARD
from adlint.evaluate.machine import Machine
from adlint.evaluate.values import Range, Ref, Value
from adlint.interpret.program import Program
from adlint.lower import lower

PROGRAMS = {
    "arithmetic": "def f(): return 7 // 2, -7 // 2, 7 % 3, -7 % 3, 2 ** 10, 1 / 4, 3 << 2, 5 & 3, ~5, 1e3, True + 1",
    "comparison": "def f(): return 1 < 2 <= 2, 1 == 1.0, 'a' < 'b', (1, 2) < (1, 3), [1] == [1], {1: 2} == {1: 2}",
    "metaclasses": """
        class Meta(type):
            def __new__(mcs, name, bases, ns, tag=3, **kw):
                cls = super().__new__(mcs, name, bases, {**ns, "tag": tag}, **kw)
                cls.seen = name
                return cls
            def __call__(cls, *args, **kw):
                made = super().__call__(*args, **kw)
                made.extra = len(cls)
                return made
            def __len__(cls):
                return 7
            def __getattr__(cls, name):
                return name + "?"
            @property
            def shout(cls):
                return cls.__name__ + "!"
        class A(metaclass=Meta, tag=5):
            def __init__(self, x):
                self.x = x
        class B(A):
            def __init_subclass__(cls, **kw):
                super().__init_subclass__(**kw)
                cls.sub = True
        class C(B):
            pass
        def f():
            c = C(2)
            made = type("D", (C,), {"y": 4})
            return (A.tag, B.tag, B.seen, C.sub, c.x, c.extra, len(C), A.shout, A.strange, isinstance(A, Meta),
                    type(A) is Meta, C.__mro__[1] is B, made.y, made.__name__)
        """,
    "patterns that are compiled": """
        import re
        WORD = re.compile(r"(?P<first>[a-z])([a-z]*)_?")
        def f():
            found = WORD.match("ab_cd")
            return (found.group(), found.group(1), found.group("first"), found.group(1, 2), found.groups(),
                    found.groupdict(), found.span(), WORD.sub(r"<\\2>", "ab_cd"), WORD.split("ab_cd"),
                    WORD.fullmatch("AB") is None, bool(WORD.search("AB cd")), WORD.pattern)
        """,
    "managers one by one": """
        import contextlib
        class Held:
            def __init__(self, told, name):
                self.told, self.name = told, name
            def __enter__(self):
                self.told.append("in " + self.name)
                return self
            def __exit__(self, *details):
                self.told.append("out " + self.name)
        def f():
            told = []
            with contextlib.ExitStack() as stack:
                a = stack.enter_context(Held(told, "a"))
                stack.enter_context(Held(told, "b"))
                stack.callback(told.append, "called")
                told.append(a.name)
            kept = contextlib.ExitStack()
            kept.enter_context(Held(told, "c"))
            kept.pop_all().close()
            return told
        """,
    "specifications of arguments": """
        import inspect
        class A:
            def g(self, a, b=2, *c, d, e=5, **k):
                return a
        def f():
            said = inspect.getfullargspec(A.g)
            given = inspect.getcallargs(A.g, None, 1, d=4, z=9)
            return (said.args, said.varargs, said.varkw, said.defaults, said.kwonlyargs, said.kwonlydefaults,
                    given, inspect.getfullargspec(A().g).args)
        """,
    "loops on a stack": """
        def f():
            seen, told = set(), []
            stack = [({"a": 1, "b": {"c": 2, "d": [None, True, 7]}, "e": None, "f": None}, False)]
            while stack:
                node, is_done = stack.pop(-1)
                if is_done or not isinstance(node, (dict, list, type(None))):
                    told.append(node if not isinstance(node, (dict, list)) else len(node))
                    continue
                if id(node) in seen:
                    continue
                seen.add(id(node))
                stack.append((node, True))
                for child in reversed(list(node.values()) if isinstance(node, dict) else node or ()):
                    stack.append((child, False))
            return told, id(1) == id(True), id(None) == id(None), len({id(7), id(8), id(7)})
        """,
    "managers": """
        import contextlib
        stack = []
        @contextlib.contextmanager
        def pushed(x):
            stack.append(x)
            try:
                yield len(stack)
            except ValueError:
                stack.append("caught")
            finally:
                stack.remove(x)
        class Holder:
            @contextlib.contextmanager
            def held(self, x):
                self.x = x
                yield self
                self.x = None
        def within():
            with pushed(3) as n:
                with pushed(4) as k:
                    return n, k, list(stack)
        def f():
            first = within()
            with pushed("a"):
                raise ValueError
            h = Holder()
            with h.held(5) as same:
                inside = h.x
            return first, list(stack), inside, same is h, h.x
        """,
    "descriptors": """
        class Doubled:
            def __set_name__(self, owner, name):
                self.name = "_" + name
            def __get__(self, instance, owner=None):
                return self if instance is None else getattr(instance, self.name) * 2
            def __set__(self, instance, value):
                object.__setattr__(instance, self.name, value)
        class A:
            x = Doubled()
            def __setattr__(self, name, value):
                object.__setattr__(self, name, value + 1)
        def f():
            a = A()
            a.x = 3
            a.__dict__["y"] = 9
            vars(a).update(z=8)
            return a.x, a.y, a.z, isinstance(A.x, Doubled), hasattr(a, "w"), A.x.__get__(a, A)
        """,
    "attributes through their dict": """
        class A:
            pass
        def f():
            a = A()
            a.x = a.y = 1
            d = a.__dict__
            del d["x"]
            d.setdefault("z", 2)
            a.__dict__.setdefault("y", 3)
            return hasattr(a, "x"), a.y, a.z, "x" in a.__dict__, "z" in d
        """,
    "properties of another class": """
        class Doubled(property):
            def __init__(self, fget=None, by=2):
                super().__init__(fget)
                self.by = by
            def __call__(self, fget):
                return Doubled(fget, self.by)
        class A:
            @Doubled
            def x(self):
                return 3
            @Doubled(by=5)
            def y(self):
                return 4
        def f():
            return A().x, A().y, A.x.by, A.y.by, isinstance(A.y, property), A.y.fget(None)
        """,
    "dataclasses in detail": """
        import dataclasses
        from collections import abc
        @dataclasses.dataclass
        class A:
            x: int
            y: list = dataclasses.field(default_factory=list, metadata={"static": True})
            z: int = dataclasses.field(default=4, kw_only=True)
            w: int = dataclasses.field(init=False)
            def __post_init__(self):
                self.w = self.x + 1
        @dataclasses.dataclass
        class B(A):
            v: float = 1.5
        def f():
            a, b = A(1), A(1)
            names = [(one.name, one.init, one.kw_only, dict(one.metadata)) for one in dataclasses.fields(B)]
            return (a == b, a == A(2), names, dataclasses.replace(a, x=5).w, dataclasses.is_dataclass(A),
                    dataclasses.asdict(b), len({a.x, b.x}), isinstance([], abc.Collection), A.z)
        """,
    "mappings": """
        from collections.abc import Mapping, MutableMapping
        class ByIdentity(MutableMapping):
            def __init__(self):
                self._held = {}
            def __getitem__(self, key):
                return self._held[id(key)][1]
            def __setitem__(self, key, value):
                self._held[id(key)] = (key, value)
            def __delitem__(self, key):
                del self._held[id(key)]
            def __iter__(self):
                return iter([key for key, _ in self._held.values()])
            def __len__(self):
                return len(self._held)
        class Frozen(Mapping):
            def __init__(self, **given):
                self._held = given
            def __getitem__(self, key):
                return self._held[key]
            def __iter__(self):
                return iter(self._held)
            def __len__(self):
                return len(self._held)
        class Point:
            def __init__(self, x):
                self.x = x
            def __eq__(self, other):
                return self.x == other.x
            def __hash__(self):
                return hash(self.x)
        def f():
            m = Frozen(a=1, b=2)
            found = {Point(1): "one", Point(2): "two"}
            points = [Point(1), Point(2)]
            numbers = ByIdentity()
            numbers.update((point, number) for number, point in enumerate(points))
            numbers.update({points[0]: 5})
            return (list(m.keys()), list(m.values()), dict(m.items()), m.get("c", 3), "a" in m, isinstance(m, Mapping),
                    len({Point(1), Point(1), Point(2)}), found[Point(2)], Point(1) in found,
                    [numbers[one] for one in points], Point(1) in numbers,
                    [hasattr(one, "keys") for one in ({}, [], iter({}), numbers)], hasattr([], "append"))
        """,
    "containers by inheritance": """
        from collections import OrderedDict, deque
        class Stack(list):
            def push(self, one):
                self.append(one)
                return len(self)
        class Queue(deque):
            def both(self):
                return self.popleft(), self.pop()
        class Table(OrderedDict):
            def doubled(self):
                return {key: 2 * value for key, value in self.items()}
        class Own(list):
            def __init__(self, first, items):
                super().__init__(items)
                self.first = first
        class Shy(list):
            def __init__(self, items):
                self.count = len(items)
        class Kept(dict):
            def __init__(self, items):
                super().__init__(items, more=1)
        def f():
            own, shy, kept = Own([0], [1, 2]), Shy([1, 2]), Kept({"a": 0})
            assert (list(own), own.first, list(shy), shy.count, dict(kept)) == ([1, 2], [0], [], 2, {"a": 0, "more": 1})
            stack, queue, table = Stack(), Queue([1, 2]), Table()
            queue.append(3)
            table["a"] = 1
            table.update(b=2)
            return (stack.push(5), stack.push(6), list(stack), queue.both(), len(queue), isinstance(queue, deque),
                    table.doubled(), list(table.keys()), hasattr(stack, "append"), bool(Queue()), not queue)
        """,
    "heaps, places in order, and queues of so many": """
        import bisect
        from collections import OrderedDict, deque
        from heapq import heapify, heappop, heappush, heappushpop, heapreplace, merge, nlargest, nsmallest
        def f():
            heap, ordered = [(5, "e"), (2, "b"), (9, "i"), (1, "a")], [1, 4, 4, 8]
            heapify(heap)
            heappush(heap, (3, "c")); heappush(heap, (0, "z"))
            first = heappop(heap), heapreplace(heap, (7, "g")), heappushpop(heap, (4, "d")), heappushpop(heap, (-1, ""))
            left = [heappop(heap) for _ in range(len(heap))]
            bisect.insort(ordered, 5); bisect.insort_left(ordered, 4); bisect.insort(ordered, -9, key=abs)
            last, free = deque([1, 2, 3], maxlen=2), deque([1, 2])
            last.append(4); free.append(3)
            seen = list(last)
            last.appendleft(5); last.extend([6, 7]); last.extendleft((8,))
            free.rotate(); free.extendleft([7, 8]); free.rotate(-2)
            table = OrderedDict(a=1, b=2, c=3)
            table.move_to_end("a"); table.move_to_end("c", last=False)
            return (list(table.items()), first, left, ordered, bisect.bisect(ordered, 4),
                    bisect.bisect_left(ordered, 4), seen, list(last), list(free), last.popleft(), last.pop(),
                    len(last), last.maxlen, isinstance(last, deque), nsmallest(2, [3, 1, 2]),
                    nlargest(2, [3, 1, 2], key=abs), list(merge([1, 4], [2, 3])))
        """,
    "results that are kept": """
        import functools
        seen = []
        @functools.lru_cache(maxsize=2)
        def last(k, *, by=1):
            seen.append((k, by))
            return k * by
        class Series:
            def __init__(self, start):
                self.start = start
            @functools.lru_cache
            def term(self, k):
                seen.append((self.start, k))
                return self.start if k == 0 else self.term(k - 1) + self.term(k // 2)
        def f():
            every = functools.cache(lambda k: seen.append(k) or -k)
            got = [last(k) for k in (1, 2, 1, 3, 2, 1)] + [last(4, by=2), last(4), last(4, by=2), last((1, 2))]
            got += [every(5), every(5), every.__wrapped__(5)]
            every.cache_clear()
            one, other = Series(1), Series(10)
            got += [every(5), one.term(6), other.term(3), one.term(4), last.__name__]
            return got, seen
        """,
    "generics": """
        from typing import Generic, TypeVar, get_args, get_origin
        T = TypeVar("T")
        class Box(Generic[T]):
            def __init__(self, x):
                self.x = x
        class Small(Box[int]):
            pass
        def f():
            return Box[int](3).x, Small(4).x, get_origin(Box[int]) is Box, get_args(Box[int]) == (int,)
        """,
    "logic": "def f(): return (0 or 'x'), (1 and 2), not [], (None is None), 3 if [] else 4, (x := 5) + x",
    "unpacking": """
        def f():
            a, (b, *c), d = 1, (2, 3, 4), 5
            (x, y), z = [6, 7], 8
            a, b = b, a
            return a, b, c, d, x, y, z
        """,
    "slices": "def f(): return [1, 2, 3, 4][1:-1], (1, 2, 3)[::-1], 'abcdef'[2:5], list(range(10))[::3], [1, 2, 3][-1]",
    "lists": """
        def f():
            a = [3, 1, 2]
            b = a
            b.append(4); a.extend([5]); a.insert(0, 0); c = a.pop(); a.remove(1); a.reverse()
            a[0], a[1:2] = 9, [7, 8]
            a += [1]
            a *= 1
            del a[2]
            return a, b is a, c, sorted(a), a.index(7), a.count(9), [0] * 3, len(a), 9 in a
        """,
    "sorting": """
        def f():
            a = [3, 1, 2]
            a.sort(reverse=True)
            b = ['bb', 'a', 'ccc']
            b.sort(key=len, reverse=True)
            return a, b, sorted([(2, 'x'), (1, 'y')]), max('ab', 'ba'), min([3, 1], key=lambda v: -v)
        """,
    "dicts": """
        def f():
            d = {"a": 1, **{"b": 2}}
            d["c"] = 3
            d.update(e=5); d.setdefault("f", 6); x = d.pop("a"); del d["b"]
            return d, x, list(d), d.get("q", 0), "c" in d, {k: v for k, v in d.items() if v > 3}, sum(d.values())
        """,
    "sets": "def f(): return sorted({3, 1, 2} | {5}), len({1, 1}), sorted({x % 3 for x in [7, 8]})",
    "comprehensions": "def f(): return [x * y for x in range(3) for y in range(x) if y], {x: x for x in 'ab'}",
    "formats": """
        def f(w=4):
            both = f"{5:0{w}b}{3!r:>{w}}{1.5:.2f}{w:d}"
            return both, format(6, "03b"), "{:0{w}b}".format(3, w=4), f"{None!s:>6}", repr("a")
        """,
    "strings": "def f(): return f'{1 + 1}a', 'a,b'.split(','), '-'.join(['x', 'y']), 'Ab'.lower(), 'x'.startswith('x')",
    "loops": """
        def f():
            out = []
            for i in range(10):
                if i == 2: continue
                if i == 5: break
                out.append(i)
            else:
                out.append('else')
            n = 3
            while n:
                n -= 1
            else:
                out.append('done')
            for i, (a, b) in enumerate(zip([1, 2], [3, 4]), 1):
                out.append((i, a, b))
            return out, n
        """,
    "arguments": """
        def g(a, /, b, c=3, *d, e, h=6, **k): return a, b, c, d, e, h, k
        def f(): return g(1, 2, e=5), g(1, *[2, 3, 4], **{'e': 7, 'z': 8}), g(1, b=2, e=0)
        """,
    "closures": """
        def counter():
            n = 0
            def step(k=1):
                nonlocal n
                n += k
                return n
            return step
        def f():
            a, b = counter(), counter()
            return a(), a(2), b(), [g() for g in [lambda i=i: i for i in range(3)]]
        """,
    "globals": """
        COUNT = 0
        def bump():
            global COUNT
            COUNT += 1
        def f():
            bump(); bump()
            return COUNT
        """,
    "classes": """
        class A:
            kind = 'a'
            made = 0
            def __init__(self, x): self.x = x; A.made += 1
            def __add__(self, o): return A(self.x + o.x)
            def __radd__(self, o): return A(self.x + o)
            def __eq__(self, o): return self.x == o.x
            def __getitem__(self, i): return self.x * i
            def __len__(self): return 2
            def __call__(self, y): return self.x + y
            @property
            def double(self): return 2 * self.x
            @double.setter
            def double(self, v): self.x = v // 2
            @classmethod
            def zero(cls): return cls(0)
            @staticmethod
            def plain(v): return v
            def __iter__(self): return iter([self.x, 1])
            def __contains__(self, v): return v == self.x
            def __enter__(self): return self.x
            def __exit__(self, *a): self.x = -1
        class B(A):
            kind = 'b'
            def __init__(self, x): super().__init__(x + 1)
            def double2(self): return super().double
        def f():
            a, b = A(1), B(2)
            b.double = 20
            with a as entered: pass
            found = (a + b).x, (5 + b).x, b.kind, b[3], len(a), b(1), b.double2(), A.zero().x, b.plain(4), list(b)
            return *found, A.made, 10 in b, entered, a.x, isinstance(b, A), hasattr(b, 'q'), getattr(b, 'q', 7), a != b
        """,
    "order of bases": """
        class A:
            def who(self): return 'A'
        class B(A):
            def who(self): return 'B' + super().who()
        class C(A):
            def who(self): return 'C' + super().who()
        class D(B, C):
            def who(self): return 'D' + super().who()
        def f(): return D().who(), [c.__name__ for c in D.__mro__[:-1]]
        """,
    "generators": """
        def gen(n):
            for i in range(n):
                yield i
            yield from [10, 20]
        def f(): return list(gen(3)), sum(gen(2)), next(iter([5])), [a for a, _ in zip(gen(4), range(2))]
        """,
    "exceptions": """
        class Own(ValueError): pass
        def g(k):
            try:
                if k == 0: raise Own('x')
                if k == 1: return {}[1]
                if k == 2: return [][1]
                if k == 3: return 1 // 0
                if k == 4: raise KeyError
                return 'fine'
            except Own: return 'own'
            except (KeyError, IndexError): return 'lookup'
            except ArithmeticError as e: return 'arithmetic'
            else: return 'else'
            finally: LOG.append(k)
        LOG = []
        def f(): return [g(k) for k in range(6)], LOG
        """,
    "functional": """
        from functools import partial, reduce, lru_cache
        from itertools import chain, product, accumulate
        import operator
        @lru_cache(maxsize=None)
        def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
        def f():
            return (partial(pow, 2)(5), reduce(operator.add, [1, 2, 3]), fib(10), list(chain([1], [2, 3])),
                    list(product([1, 2], 'ab')), list(accumulate([1, 2, 3])), list(map(abs, [-1, 2])),
                    list(filter(None, [0, 1])), max([3, 1], key=lambda x: -x), min(4, 2), any([0, 1]), all([]))
        """,
    "decorators": """
        from functools import wraps
        def twice(g):
            @wraps(g)
            def h(*a): return g(*a) * 2
            return h
        def times(n):
            def deco(g): return lambda *a: g(*a) * n
            return deco
        @times(10)
        @twice
        def g(x): return x + 1
        def f(): return g(1)
        """,
    "data": """
        from dataclasses import dataclass, field, replace
        from typing import NamedTuple
        from collections import namedtuple, defaultdict, OrderedDict
        from enum import Enum
        @dataclass
        class P:
            x: int
            y: list = field(default_factory=list)
            z: int = 3
            def total(self): return self.x + self.z
        class N(NamedTuple):
            a: int
            b: int = 2
        M = namedtuple('M', 'p q')
        class K(Enum):
            A = 1
            B = 2
        def f():
            p = P(1); p.y.append(5); q = replace(p, x=9)
            n = N(1); a, b = n
            d = defaultdict(list); d['k'].append(1)
            tuples = n.a, n._replace(b=7).b, a + b, M(1, q=2).q, N(3)[0]
            return p.total(), p.y, q.x, P(1).y, tuples, K.B.value, K(1) is K.A, dict(d)
        """,
    "matching": """
        class Pt:
            __match_args__ = ('x', 'y')
            def __init__(self, x, y): self.x, self.y = x, y
        def g(v):
            match v:
                case 0: return 'zero'
                case [a, *rest] if a > 5: return ('big', rest)
                case [1, b]: return b
                case {'k': x, **more}: return x, more
                case Pt(x, 0): return ('axis', x)
                case str() | bytes(): return 'text'
                case None: return 'none'
                case _: return 'other'
        def f(): return [g(v) for v in (0, [6, 1], [1, 2], {'k': 3, 'm': 4}, Pt(2, 0), Pt(2, 1), 'a', None, 3.5)]
        """,
    "recursion": """
        def depth(t): return 0 if not isinstance(t, list) else 1 + max([depth(x) for x in t], default=0)
        def f(): return depth([1, [2, [3]]]), hanoi(4)
        def hanoi(n, a='a', b='b', c='c'): return [] if n == 0 else hanoi(n-1, a, c, b) + [(a, c)] + hanoi(n-1, b, a, c)
        """,
    "mathematics": """
        import math
        def f():
            some = math.sqrt(16), math.floor(2.5), math.ceil(2.5), math.prod([2, 3]), math.pi > 3
            return some, round(2.567, 1), abs(-3), divmod(7, 2), int('12'), float('1.5')
        """,
    "classes changed": """
        from typing import Protocol
        class Meta(type(Protocol)):
            def __new__(mcs, name, bases, ns):
                return super().__new__(mcs, name, bases, ns)
            def __call__(cls, *args):
                made = cls.__new__(cls, *args)
                made.__init__(*args)
                made.ready = True
                return made
        class A(metaclass=Meta):
            def __init__(self, x):
                self.held = {"x": x}
            def __getattr__(self, name):
                if name in self.held:
                    return self.held[name]
                raise AttributeError(name)
            def __delattr__(self, name):
                if name in self.held:
                    del self.held[name]
                else:
                    super().__delattr__(name)
        def f():
            a, b = A(3), A(4)
            first = a.x, a.ready
            delattr(a, "x")
            del b.x, b.ready
            new = type("New", (A,), {"twice": lambda self: 2 * self.y})
            a.__class__ = new
            setattr(a.__class__, "y", property(lambda self: 5))
            return first, hasattr(a, "x"), hasattr(b, "ready"), a.twice(), isinstance(a, new)
    """,
    "sets compared": """
        def f():
            s = {1, 2, 3}
            return s.issubset([1, 2, 3, 4]), s.issuperset({1, 5}), s.isdisjoint((4, 5)), {1}.issubset(s)
    """,
    "arguments bound to a signature": """
        import inspect
        def g(a, b=2, *rest, c=3, **more): pass
        def f():
            bound = inspect.signature(g).bind(1, c=5, d=6)
            before = dict(bound.arguments)
            bound.apply_defaults()
            several = inspect.signature(g).bind(1, 2, 3, 4)
            try:
                inspect.signature(g).bind(b=1)
            except TypeError:
                return before, bound.args, bound.kwargs, bound.arguments["rest"], several.args, several.kwargs
    """,
    "names of operators, and the dots": """
        import operator
        def f():
            key = (1, "a")
            seen = {id(key): 1}
            compared = operator.lt(1, 2), operator.eq("a", "b")
            return operator.and_(6, 3), operator.or_(4, 1), compared, ... is Ellipsis, id(key) in seen
    """,
}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_a_program_gives_what_python_gives(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = types.ModuleType("main")
    monkeypatch.setitem(sys.modules, "main", plain)
    exec(dedent(program), plain.__dict__)
    expected = plain.f()
    m = Machine(Program({"main": lower(dedent(program)).module}, frozenset()), STANDARD, TABLES, lambda _: None)
    module(m, "main")
    result = m.call(m.store[m.modules["main"]].fields["f"])
    assert not m.notes
    assert _plain(m, result) == _plain(m, expected)


def _plain(m: Machine, value: object) -> object:
    """A value as Python has it."""
    match value:
        case Ref():
            return _content(m, value)
        case Range(start, stop, step):
            return [*range(start, stop, step)]  # type: ignore[arg-type]
        case tuple():
            return tuple(_plain(m, one) for one in value)
        case list():
            return [_plain(m, one) for one in value]
        case dict():
            return {key: _plain(m, one) for key, one in value.items()}
        case _:
            return value


def _content(m: Machine, ref: Ref) -> object:
    found = m.store[ref]
    if found.kind in ("list", "iterator"):
        return [_plain(m, one) for one in found.items]
    return {key: _plain(m, one) for key, one in found.fields.items()}


def test_what_is_not_known_says_why() -> None:
    program = "import strange\ndef f(x): return strange.solve(x)"
    m = Machine(Program({"main": lower(program).module}, frozenset()), STANDARD, TABLES, lambda _: None)
    module(m, "main")
    result: Value = m.call(m.store[m.modules["main"]].fields["f"], 1)
    assert "strange.solve" in str(result)
