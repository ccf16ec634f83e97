"""Names that are computed, classes that are compared, and methods that are set in classes of libraries."""

from adlint.answers.document import Document
from adlint.workspace import Workspace


def _graph(**modules: str) -> dict[str, set[str]]:
    documents = [Document(f"{name}.py", name.replace("__", "."), text) for name, text in modules.items()]
    graph = Workspace().graph(documents)
    own = tuple(one.split("__")[0] for one in modules)
    return {name: {callee for callee in callees if callee.startswith(own)} for name, callees in graph.items()}


CLASSES = """\
class A:
    def f(self):
        return 1

    def __mul__(self, other):
        if type(self) is not type(other):
            return NotImplemented
        return B()

class B(A):
    def f(self):
        return 2

class C:
    types = [A, B]

    def f(self):
        return 3

    def known(self, x):
        if type(x) in self.types:
            return x
        return 0
"""


def test_a_comparison_of_its_class_says_of_what_class_an_object_is() -> None:
    graph = _graph(main=CLASSES + """
def one(x):
    if type(x) is A:
        return 0
    elif x.__class__ == C:
        return x.known(x)
    return x.f()

def two(x):
    if type(x) not in (A, C):
        return x.f()
    return 0

def three(x):
    if type(x) is not C:
        return None
    return x.known(1)

def four(x):
    return A() * x

one(A()), one(B()), one(C())
two(A()), two(B()), two(C())
four(A())
""")
    assert graph["main.one"] == {"main.B.f", "main.C.known"}
    assert graph["main.two"] == {"main.B.f"}
    assert graph["main.three"] == {"main.C.known"}
    assert graph["main.four"] == {"main.A.__mul__"}
    assert graph["main.A.__mul__"] == set()


def test_names_are_put_together_of_several_texts() -> None:
    graph = _graph(main="""\
class Rules:
    def _central(self):
        return 1

    def _central_even(self):
        return 2

    def _forward(self):
        return 3

class Derivative:
    def __init__(self, order, rules):
        self.order = order
        self.rules = Rules()

    def middle(self):
        if self.order % 2:
            return ""
        return "_even"

    def value(self):
        return getattr(self.rules, "_central" + self.middle())()
""")
    assert graph["main.Derivative.value"] == {
        "main.Derivative.middle", "main.Rules._central", "main.Rules._central_even",
    }  # fmt: skip


def test_modules_are_imported_under_names_that_are_computed() -> None:
    graph = _graph(
        app="",
        app__one="def start(x):\n    return 1\n\ndef stop(x):\n    return 2\n",
        app__two="def start(x):\n    return 3\n",
        main="""\
from importlib import import_module

TABLE = {"a": "app.one.start", "b": "app.one.stop", "c": "app.two.start"}

def load(name):
    if name in TABLE:
        module, function = TABLE[name].rsplit(".", 1)
    else:
        module, function = name.rsplit(".", 1)
    return getattr(import_module(module), function)

def use(names):
    for name in names:
        load(name)(1)

def start(name):
    return import_module(f"app.{name}").start(1)

def stop(name):
    return import_module("." + name, "app").stop(1)
""",
    )
    assert graph["main.use"] == {"main.load", "app.one.start", "app.one.stop", "app.two.start"}
    assert graph["main.start"] == {"app.one.start", "app.two.start"}
    assert graph["main.stop"] == {"app.one.stop"}


def test_functions_that_are_set_in_a_class_of_a_library_are_methods_of_its_objects() -> None:
    graph = _graph(main="""\
import argparse
from typing import Optional, cast

class Width:
    def least(self):
        return 1

def _width(self: argparse.Action) -> Optional[Width]:
    return cast(Optional[Width], getattr(self, "width", None))

setattr(argparse.Action, "get_width", _width)

def show(action: argparse.Action):
    return action.get_width().least()
""")
    assert graph["main.show"] == {"main._width", "main.Width.least"}


def test_a_call_that_fails_for_its_arguments_tells_nothing_of_others() -> None:
    graph = _graph(main="""\
class Points:
    def sigmas(self):
        return 1

class Filter:
    def __init__(self, size, points):
        self.number = points.sigmas()

def example():
    return Filter(2)
""")
    assert graph["main.Filter.__init__"] == {"main.Points.sigmas"}


def test_an_object_of_a_derived_class_may_be_a_manager() -> None:
    graph = _graph(main="""\
class Machine:
    def scoped(self):
        with self.scope():
            return 1

    def scope(self):
        return self

class Nested(Machine):
    def __enter__(self):
        return self

    def __exit__(self, *problem):
        return None
""")
    assert graph["main.Machine.scoped"] == {"main.Machine.scope", "main.Nested.__enter__", "main.Nested.__exit__"}


def test_what_is_beside_objects_with_an_operator_of_their_own_is_no_evidence_for_the_mirrored_one() -> None:
    graph = _graph(main="""\
import numpy

class Series:
    def __init__(self, data):
        self.data = data

    def __add__(self, other):
        if isinstance(other, (int, float, numpy.number, numpy.ndarray)):
            return Series(self.data + other)
        return Series(self.data + other.data)

    def __radd__(self, other):
        return self + other

    @property
    def shape(self):
        return self.data.shape

def total(a, b, is_empty):
    if is_empty:
        a = Series(0)
    return a + b

def zeros(shape):
    return numpy.zeros((2, 3) + shape)

def twice(a):
    return 2 + a

def use(x):
    total(x, Series(2), x)
    zeros(x)
    zeros(Series(3).shape)
    twice(Series(4))
""")
    assert graph["main.total"] == {"main.Series.__add__", "main.Series.__init__"}
    assert graph["main.zeros"] == set()
    assert graph["main.twice"] == {"main.Series.__radd__"}
    assert "main.Series.__radd__" not in graph["main.Series.__add__"]


def test_what_stands_in_for_a_class_that_is_surely_there_is_not_meant() -> None:
    graph = _graph(
        own="class OrderedDict(dict):\n    def __setitem__(self, key, value):\n        return None\n",
        main="""\
try:
    from collections import OrderedDict
except ImportError:
    from own import OrderedDict

def fill():
    found = OrderedDict()
    found["a"] = 1
    return found
""",
    )
    assert graph["main.fill"] == set()
