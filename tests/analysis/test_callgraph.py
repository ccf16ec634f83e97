"""What calls what, on small programs; components and reachability against networkx."""

from __future__ import annotations

import re

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adlint import ir
from adlint.analysis.graph.callgraph import callees_first, callers, reachable
from adlint.answers.document import Document
from adlint.interpret.flow.control import EVALUATE
from adlint.workspace import Workspace

# the parts of a program are divided by `# path/of/module.py`; below `--` stand all edges
PROGRAMS = {
    "functions and builtins, each once": """
def f():
    g()
    g()

def g():
    return len([])

f()
--
m -> m.f
m.f -> m.g
m.g -> <builtin>.len
""",
    "what a thread is given later": """
import queue
import threading

def worker(q):
    q.get()()

def job(): ...

q = queue.Queue()
threading.Thread(target=worker, args=(q,)).start()
q.put(job)
--
m -> queue.Queue threading.Thread threading.Thread.start
m.worker -> m.job
""",
    "a name that is not called is no edge": """
def f():
    return g

def g(): ...
--
""",
    "a function that hides a builtin": """
def len(x): ...

def use(x):
    len(x)
--
m.use -> m.len
""",
    "methods through self": """
class A:
    def f(self):
        self.g()

    def g(self): ...

def use():
    A().f()
--
m.A.f -> m.A.g
m.use -> m.A.f
""",
    "making an instance calls the __init__ that is there": """
class A:
    def __init__(self): ...

class B(A): ...

class C: ...

def use():
    A()

def inherited():
    B()

def nothing():
    C()
--
m.inherited -> m.A.__init__
m.use -> m.A.__init__
""",
    "an inherited method belongs to the class that defines it": """
class A:
    def f(self): ...

class B(A): ...

def use():
    B().f()
--
m.use -> m.A.f
""",
    "a diamond of classes": """
class A:
    def f(self): ...

class B(A): ...

class C(A):
    def f(self): ...

class D(B, C): ...

def use():
    D().f()
--
m.use -> m.C.f
""",
    "super": """
class A:
    def f(self): ...

class B(A):
    def f(self):
        super().f()
--
m.B.f -> <builtin>.super m.A.f
""",
    "static and class methods": """
class A:
    def __init__(self): ...

    @classmethod
    def make(cls):
        return cls()

    @staticmethod
    def s(): ...

def use():
    A.make()
    A.s()
--
m.A.make -> m.A.__init__
m.use -> m.A.make m.A.s
""",
    "a property is a call": """
class A:
    @property
    def p(self):
        return g()

def g(): ...

def use(a: A):
    return a.p
--
m.A.p -> m.g
m.use -> m.A.p
""",
    "an instance that is called": """
class A:
    def __call__(self): ...

def use():
    a = A()
    a()
--
m.use -> m.A.__call__
""",
    "with calls enter and exit": """
class A:
    def __enter__(self): ...

    def __exit__(self, *error): ...

def use():
    with A():
        pass
--
m.use -> m.A.__enter__ m.A.__exit__
""",
    "a generator as a context manager": """
from contextlib import contextmanager

@contextmanager
def f():
    yield g()

def g(): ...

def use():
    with f():
        pass
--
m -> contextlib.contextmanager
m.f -> m.g
m.use -> m.f
""",
    "nested functions": """
def f():
    def g():
        return h()
    return g()

def h(): ...
--
m.f -> m.f.g
m.f.g -> m.h
""",
    "a closure over a variable": """
def outer():
    h = g
    def inner():
        return h()
    return inner()

def g(): ...
--
m.outer -> m.outer.inner
m.outer.inner -> m.g
""",
    "lambdas are numbered in their scope": """
f = lambda x: g(x)

def g(x): ...

def use():
    f(1)
    (lambda: g(2))()
--
m.<lambda1> -> m.g
m.use -> m.<lambda1> m.use.<lambda1>
m.use.<lambda1> -> m.g
""",
    "a decorator that takes arguments": """
def named(name):
    def inner(f):
        return f
    return inner

@named("g")
def g(): ...

def use():
    g()
--
m -> m.named m.named.inner
m.use -> m.g
""",
    "partial": """
from functools import partial

def f(a, b): ...

def use():
    p = partial(f, 1)
    p(2)
--
m.use -> functools.partial m.f
""",
    "a default argument": """
def f(): ...

def g(h=f):
    h()
--
m.g -> m.f
""",
    "functions in containers": """
def f(): ...

def g(): ...

TABLE = {"f": f}
LIST = [g]

def use(k):
    TABLE[k]()
    for h in LIST:
        h()
--
m.use -> m.f m.g
""",
    "the last binding on a path, and all over paths": """
def f(): ...

def g(): ...

def last():
    h = f
    h = g
    h()

def both(c):
    h = f if c else g
    h()
--
m.both -> m.f m.g
m.last -> m.g
""",
    "a global that a function sets": """
h = None

def f(): ...

def setup():
    global h
    h = f

def use():
    h()
--
m.use -> m.f
""",
    "comprehensions belong to their function": """
def f(x): ...

def use(xs):
    return [f(x) for x in xs]
--
m.use -> m.f
""",
    "await": """
async def f(): ...

async def use():
    await f()
--
m.use -> m.f
""",
    "relative imports": """
# pkg/__init__.py
from .a import f
# pkg/a.py
from . import b
from .sub.c import h

def f():
    b.g()
    h()
# pkg/b.py
def g(): ...
# pkg/sub/c.py
from .. import b

def h():
    b.g()
# main.py
import pkg

pkg.f()
--
main -> pkg.a.f
pkg.a.f -> pkg.b.g pkg.sub.c.h
pkg.sub.c.h -> pkg.b.g
""",
    "a star import brings public names": """
# a.py
from b import *

f()
_g()
# b.py
def f(): ...

def _g(): ...
--
a -> b.f
""",
    "a name exported again under another": """
# pkg/__init__.py
from pkg.core import f as run
# pkg/core.py
def f(): ...
# main.py
from pkg import run

run()
--
main -> pkg.core.f
""",
    "modules that import each other": """
# a.py
import b

def f():
    b.g()
# b.py
from a import f

def g():
    f()
--
a.f -> b.g
b.g -> a.f
""",
    "a namespace package": """
# ns/a.py
def f(): ...
# main.py
import ns.a

ns.a.f()
--
main -> ns.a.f
""",
    "one of two imports": """
# slow.py
def go(): ...
# m.py
try:
    import fast as it
except ImportError:
    import slow as it

def use():
    it.go()
--
m.use -> fast.go slow.go
""",
    "library functions by their full paths": """
import numpy as np
import scipy.linalg
from numpy import linalg
from os import path as p

def f(x):
    np.linalg.norm(x)
    p.join("a")
    scipy.linalg.solve(x, x)
    linalg.inv(x)
--
m.f -> numpy.linalg.inv numpy.linalg.norm os.path.join scipy.linalg.solve
""",
    "what a derived class does where an object is called": """
class Layer:
    def __call__(self, x):
        return x

class Dense(Layer):
    def __call__(self, x):
        return dot(x)

def dot(x): ...

def run(layer: Layer, x):
    return layer(x)
--
m.Dense.__call__ -> m.dot
m.run -> m.Dense.__call__ m.Layer.__call__
""",
    "methods of library classes": """
import ext

class A(ext.Base):
    def own(self):
        self.run()

def use():
    ext.Cls().method()
--
m.A.own -> ext.Base.run
m.use -> ext.Cls ext.Cls.method
""",
}


def documents(program: str) -> list[Document]:
    """The modules of a program; one without headings is `m.py`."""
    parts = re.split(r"^# ([\w/]+)\.py$", program, flags=re.MULTILINE)
    files = zip(parts[1::2], parts[2::2], strict=True) if parts[1:] else [("m", program)]
    return [
        Document(f"{path}.py", path.removesuffix("/__init__").replace("/", "."), text, path.endswith("__init__"))
        for path, text in files
    ]


@pytest.mark.parametrize("name", PROGRAMS)
def test_edges(name: str) -> None:
    program, _, edges = PROGRAMS[name].partition("\n--\n")
    graph = Workspace().graph(documents(program))
    assert "".join(f"{caller} -> {' '.join(to)}\n" for caller, to in graph.items() if to) == edges


def test_every_function_is_a_key_and_no_class_is() -> None:
    program = "# p/__init__.py\n# p/a.py\nclass A:\n    def f(self):\n        def g(): ...\n        return lambda: 1\n"
    keys = ["p", "p.a", "p.a.A.f", "p.a.A.f.<lambda1>", "p.a.A.f.g"]
    assert Workspace().graph(documents(program)) == dict.fromkeys(keys, ())


NODES = st.sampled_from("abcdefghij")
GRAPHS = st.dictionaries(NODES, st.lists(NODES, max_size=4).map(tuple))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(GRAPHS, st.frozensets(NODES))
def test_components_are_those_of_networkx_callees_first(
    graph: dict[str, tuple[str, ...]], members: frozenset[str]
) -> None:
    known = nx.DiGraph(graph).subgraph(members).copy()
    known.add_nodes_from(members)
    components = callees_first(graph, members)
    assert sorted(components) == sorted(tuple(sorted(c)) for c in nx.strongly_connected_components(known))
    position = {node: at for at, component in enumerate(components) for node in component}
    assert all(position[callee] <= position[caller] for caller, callee in known.edges)


def test_a_long_chain_needs_no_deep_stack() -> None:
    graph = {str(n): (str(n + 1),) for n in range(3_000)}
    components = callees_first(graph, frozenset(graph))
    assert (components[0], components[-1], len(components)) == (("2999",), ("0",), 3_000)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(GRAPHS, st.frozensets(NODES))
def test_reachable_is_what_networkx_reaches(graph: dict[str, tuple[str, ...]], roots: frozenset[str]) -> None:
    known = nx.DiGraph(graph)
    known.add_nodes_from(roots)
    assert reachable(graph, roots) == roots.union(*(nx.descendants(known, root) for root in roots))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(GRAPHS)
def test_callers_are_the_edges_turned_round(graph: dict[str, tuple[str, ...]]) -> None:
    turned = {(caller, callee) for callee, found in callers(graph).items() for caller in found}
    assert turned == {(caller, callee) for caller, callees in graph.items() for callee in callees}


def test_it_is_said_where_calls_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_frame: object, _operation: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(EVALUATE, ir.Delete, fails)
    text = "def f():\n    x = 1\n    del x\n\n\ndef g():\n    len([])\n\n\ng()\n"
    told: dict[str, bool] = {}
    graph = Workspace().graph([Document("m.py", "m", text)], told.__setitem__)
    assert graph["m"] == ("m.g",)
    assert graph["m.g"] == ("<builtin>.len",)
    assert [(sentence.partition(":")[0], is_defect) for sentence, is_defect in told.items()] == [("m.f", True)]
