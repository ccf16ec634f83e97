"""What is supposed of parameters of which nobody says what they are, and classes that are made of others."""

from adlint.document import Document
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
    def size(self):
        return 1


class Leaf(Base):
    def double(self):
        return 2 * self.size()


Leaf().double()
""")
    assert graph["main.Leaf.double"] == {"main.Base.size"}


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
