"""What is supposed of parameters of which nobody says what they are, and classes that are made of others."""

from adlint.answers.document import Document
from adlint.workspace import Workspace


def _graph(text: str) -> dict[str, set[str]]:
    graph = Workspace().graph([Document("main.py", "main", text)])
    return {name: {callee for callee in callees if callee.startswith("main")} for name, callees in graph.items()}


def test_a_parameter_is_of_the_classes_that_have_all_that_is_read_of_it() -> None:
    graph = _graph("""\
class Merwe:
    def __init__(self):
        self.weights = 1

    def count(self):
        return 1

    def sigmas(self, x):
        return x


class Other:
    def count(self):
        return 2


class Filter:
    def __init__(self, points):
        self.points = points
        self.number = points.count()

    def predict(self, x):
        return self.points.sigmas(x) * self.points.weights


def area(shape):
    if isinstance(shape, Other):
        return shape.count()
    return shape.size
""")
    assert graph["main.Filter.__init__"] == {"main.Merwe.count"}
    assert graph["main.Filter.predict"] == {"main.Merwe.sigmas"}
    assert graph["main.area"] == {"main.Other.count"}


def test_a_single_name_tells_of_one_hierarchy() -> None:
    graph = _graph("""\
class Ring:
    def zeros_like(self):
        raise NotImplementedError


class Polynomial(Ring):
    def zeros_like(self):
        return self.__class__()

    def degree(self):
        return 1


class Roots:
    def degree(self):
        return 2


def pull(x):
    return x.zeros_like()


def order(x):
    return x.degree()
""")
    assert graph["main.pull"] == {"main.Ring.zeros_like", "main.Polynomial.zeros_like"}
    assert graph["main.order"] == set()


def test_what_methods_set_counts_for_what_objects_have_and_any_class_that_has_all_is_meant() -> None:
    graph = _graph("""\
class Other:
    lhs = None


class Conditions:
    def __init__(self, shape):
        self.lhs = make(shape)

    def rows(self):
        return 1

    @property
    def changes(self):
        return 2


class Problem:
    def __init__(self, conditions):
        self.conditions = conditions

    def solve(self):
        if getattr(self.conditions, "changes", False):
            return self.conditions.lhs
        return self.conditions.rows()
""")
    assert graph["main.Problem.solve"] == {"main.Conditions.changes", "main.Conditions.rows"}


def test_a_class_that_lacks_an_attribute_is_asked_for_that_of_derived_ones() -> None:
    graph = _graph("""\
def band(n):
    return n


class Scheme:
    def matrix(self, n):
        return type(self).create(n)


class Compact(Scheme):
    create = band
""")
    assert graph["main.Scheme.matrix"] == {"main.band"}


def test_a_library_may_call_what_a_decorator_makes_of_any_function() -> None:
    graph = _graph("""\
import functools

import click


def reporting(f):
    @functools.wraps(f)
    def wrapper(*args, **kwargs):
        return f(*args, **kwargs)
    return wrapper


@click.group()
@reporting
def cli():
    pass


@cli.command()
@click.argument("name")
@reporting
def remove(name):
    pass


if __name__ == "__main__":
    cli()
""")
    assert graph["main.reporting.wrapper"] == {"main.cli", "main.remove"}


def test_a_copy_is_of_the_class_of_what_is_copied() -> None:
    graph = _graph("""\
import copy


class Shape:
    def __copy__(self):
        return Surface() if self.flat else Curve()


class Curve(Shape):
    def degree(self):
        return 1


class Surface(Shape):
    def degree(self):
        return 2


def split(shape):
    if not isinstance(shape, Curve):
        raise TypeError
    return copy.copy(shape).degree()
""")
    assert graph["main.split"] == {"main.Shape.__copy__", "main.Curve.degree"}


def test_what_a_class_of_python_has_not_comes_from_the_next_base() -> None:
    graph = _graph("""\
import threading


class Search:
    def scan(self):
        return self.query()


class Worker(threading.Thread, Search):
    def run(self):
        self.scan()
        self.join()

    def query(self):
        return 1

    def join(self, timeout=None):
        return super().join(timeout)


Worker().start()
""")
    assert graph["main.Worker.run"] == {"main.Search.scan", "main.Worker.join"}


def test_what_callers_pass_goes_before_what_is_supposed() -> None:
    graph = _graph("""\
class First:
    def turn(self):
        return self

    def back(self):
        return self


class Second:
    def turn(self):
        return self

    def back(self):
        return self


def move(thing):
    thing.turn()
    thing.back()


def plain(items):
    items.append(1)
    return items.copy()


def use():
    move(Second())
""")
    assert graph["main.move"] == {"main.Second.turn", "main.Second.back"}
    assert graph["main.plain"] == set()


def test_a_class_that_is_made_anew_with_a_metaclass_has_what_the_first_had() -> None:
    graph = _graph("""\
import abc


def add_metaclass(metaclass):
    def wrapper(cls):
        names = cls.__dict__.copy()
        names.pop("__dict__", None)
        return metaclass(cls.__name__, cls.__bases__, names)
    return wrapper


@add_metaclass(abc.ABCMeta)
class Base(object):
    def extent(self):
        return 1

    def total(self):
        return self.unit()

    def unit(self):
        return 1


class Leaf(Base):
    def double(self):
        return 2 * self.extent()

    def unit(self):
        return 2


Leaf().double()


def measure(thing):
    return thing.extent()
""")
    assert graph["main.Leaf.double"] == {"main.Base.extent"}
    assert graph["main.Base.total"] == {"main.Base.unit", "main.Leaf.unit"}
    assert graph["main.measure"] == {"main.Base.extent"}


def test_visitors_of_trees_call_their_own_generic_visit() -> None:
    graph = _graph("""\
import ast


class Counter(ast.NodeVisitor):
    def generic_visit(self, node):
        super().generic_visit(node)

    def visit_Name(self, node):
        pass


def count(tree):
    Counter().visit(tree)
""")
    assert graph["main.count"] == {"main.Counter.generic_visit", "main.Counter.visit_Name"}
    assert graph["main.Counter.generic_visit"] == {"main.Counter.generic_visit", "main.Counter.visit_Name"}


def test_all_rows_of_a_long_table_with_functions_are_known() -> None:
    numbers = range(30)
    checks = [f"@checks({i})\ndef c{i}():\n    pass\n\n\n" for i in numbers]
    head = "TABLE = {}\n\n\ndef checks(name):\n    def keep(f):\n        TABLE[name] = (f, name)\n        return f\n"
    graph = _graph(f"{head}    return keep\n\n\n{''.join(checks)}def check(name):\n    f, _ = TABLE[name]\n    f()\n")
    assert graph["main.check"] == {f"main.c{i}" for i in numbers}


def test_what_a_protocol_only_declares_is_not_the_library_s() -> None:
    text = """\
from typing import Any, Protocol


class Ruled(Protocol):
    _rules: Any


def fill(ruled: Ruled):
    return ruled._rules.full(2)
"""
    assert not list(Workspace().graph([Document("main.py", "main", text)])["main.fill"])


def test_what_fits_a_protocol_may_be_what_it_declares() -> None:
    graph = _graph("""\
from typing import Protocol

class Storage(Protocol):
    def read(self) -> int: ...
    def write(self, x: int) -> None: ...

class Query(Protocol):
    def __call__(self, x) -> bool: ...
    def __hash__(self) -> int: ...

class Function(Protocol):
    def __call__(self, x) -> float: ...

class File:
    def read(self):
        return 1

    def write(self, x):
        return None

class Half:
    def read(self):
        return 2

class Test:
    def __call__(self, x):
        return True

    def __hash__(self):
        return 1

class Other:
    def __call__(self, x):
        return 1.0

def copy(storage: Storage):
    storage.write(storage.read())

def search(query: Query, function: Function):
    return query(1), function(2)
""")
    assert graph["main.copy"] == {"main.File.read", "main.File.write"}
    assert graph["main.search"] == {"main.Test.__call__"}
