"""Programs that go round in circles: an answer in bounded time, and no failure inside."""

from __future__ import annotations

import pytest

from adlint.answers.document import Document
from adlint.interpret.memory.atoms import MANY
from adlint.interpret.scheduling import running
from adlint.settings import Settings
from adlint.workspace import Workspace

COUNT = 2000
ROUND = "".join(
    f"def f{i}(x):\n    return f{(i + 1) % COUNT}(x) + f{i * 7 % COUNT}(f{(i + 3) % COUNT})\n\n\n"
    for i in range(COUNT)
)
DERIVED = 600
CHAIN = "class C0:\n    def m(self):\n        return 0\n\n\n" + "".join(
    f"class C{i}(C{i - 1}):\n    def m(self):\n        return super().m() + {i}\n\n\n" for i in range(1, DERIVED)
)
CIRCLES = {
    "containers that hold themselves": """\
xs = []
xs.append(xs)
d = {}
d['d'] = d
for x in xs:
    x.append(d)
d['d']['d']()
""",
    "a lazy map over what holds it": """\
xs = []
xs.append(map(len, xs))
for x in xs[0]:
    x()
""",
    "an iterable that is no iterator": """\
class A:
    def __iter__(self):
        return self


for x in A():
    x()
""",
    "a class that names itself": """\
class X:
    pass


X.self = X
X.self.self().self.self()
""",
    "bases in an impossible order": """\
class X:
    pass


class Y(X):
    pass


class Z(X, Y):
    pass


Z()
""",
    "a class derived from itself": """\
class X(X):
    pass


class X(X):
    def m(self):
        super().m()


X().m()
""",
    "a list derived class that holds itself": """\
class L(list):
    pass


x = L()
x.append(x)
for y in x:
    for z in y:
        z()
""",
    "attributes that ask for themselves": """\
class A:
    def __getattr__(self, name):
        return getattr(self, name + '_')


A().b()
""",
    "a decorator of itself": """\
def f(g):
    return f(f)


@f
@f
def h():
    return h()


h()
""",
    "a name deleted and bound anew": """\
len = print
len(3)
del len
len([1])
""",
    "two thousand functions in a circle": ROUND + "f0(f1)\n",
    "six hundred classes, each derived from the one before": CHAIN + f"C{DERIVED - 1}().m()\n",
}


@pytest.mark.parametrize("name", CIRCLES)
def test_it_comes_to_an_end(name: str) -> None:
    documents = [Document("main.py", "main", CIRCLES[name])]
    assert "main" in Workspace().graph(documents)
    report = Workspace().check(documents, Settings(scope="all"))
    assert report.internal_errors == ()
    assert "AD904" not in {finding.code for finding in report.findings}


def test_a_circle_has_all_its_edges() -> None:
    graph = Workspace().graph([Document("main.py", "main", ROUND)])
    assert all(f"main.f{(i + 1) % COUNT}" in graph[f"main.f{i}"] for i in range(COUNT))


def test_a_closure_in_the_stead_of_many_calls_what_any_of_them_does() -> None:
    numbers = range(100)
    steps = [f"def s{i}():\n    pass\n\n\ndef r{i}():\n    return keep(s{i})\n\n\n" for i in numbers]
    text = ["def keep(step):\n    return lambda: step()\n\n\n", *steps, *[f"r{i}()()\n" for i in numbers]]
    graph = Workspace().graph([Document("main.py", "main", "".join(text))])
    assert set(graph["main.keep.<lambda1>"]) == {f"main.s{i}" for i in numbers}


LARGE = "".join(f"def f{i}():\n    pass\n\n\n" for i in range(1500))  # no call is evaluated where it stands


def test_what_callers_pass_meets_operators_and_conditions() -> None:
    text = """\
class Vector:
    def __mul__(self, factor):
        return self

    def __neg__(self):
        return self

    def __bool__(self):
        return True


def twice(v):
    return v * 2


def less(v):
    return -v


def any_of(v):
    while v:
        return 1 if v else 2


twice(Vector())
less(Vector())
any_of(Vector())
"""
    graph = Workspace().graph([Document("main.py", "main", LARGE + text)])
    assert graph["main.twice"] == ("main.Vector.__mul__",)
    assert graph["main.less"] == ("main.Vector.__neg__",)
    assert graph["main.any_of"] == ("main.Vector.__bool__",)


def test_what_callers_pass_is_called_by_library_functions() -> None:
    text = """\
def each(step, items):
    return list(map(step, items))


def ordered(items, key):
    return sorted(items, key=key)


each(f0, [1])
ordered([1], lambda item: f1())
"""
    graph = Workspace().graph([Document("main.py", "main", LARGE + text)])
    assert "main.f0" in graph["main.each"]
    assert "main.<lambda1>" in graph["main.ordered"]
    assert graph["main.<lambda1>"] == ("main.f1",)


def test_of_too_many_values_the_first_are_kept() -> None:
    numbers = range(60)
    classes = "".join(f"class C{i}:\n    def move(self):\n        pass\n\n\n" for i in numbers)
    called = "def use(thing):\n    thing.move()\n\n\n" + "".join(f"use(C{i}())\n" for i in numbers)
    graph = Workspace().graph([Document("main.py", "main", LARGE + classes + called)])
    assert len(graph["main.use"]) >= MANY - 1


def test_an_import_that_the_module_cannot_do_without_is_taken_to_succeed() -> None:
    text = """
try:
    from package._core import start
except ImportError as error:
    raise ImportError("package is not built") from error


def run():
    return start()


run()
"""
    graph = Workspace().graph([Document("package/__init__.py", "package", text, is_package=True)])
    assert "package.run" in graph["package"]
    assert graph["package.run"] == ("package._core.start",)


def test_in_a_large_program_uses_and_conditions_leave_less_of_what_callers_pass() -> None:
    text = """\
class A:
    def __init__(self):
        self.own = 1

    def run(self):
        pass


class B:
    def run(self):
        pass


def tested(x):
    if isinstance(x, A):
        x.run()


def used(x):
    x.own
    x.run()


def plain(x):
    x.run()


def both(flag):
    x = A() if flag else B()
    tested(x)
    used(x)
    plain(x)


"""
    graph = Workspace().graph([Document("main.py", "main", text + ROUND)])
    assert set(graph["main.tested"]) == {"<builtin>.isinstance", "main.A.run"}
    assert set(graph["main.used"]) == {"main.A.run"}
    assert set(graph["main.plain"]) == {"main.A.run", "main.B.run"}


@pytest.mark.parametrize("count", [3, 30])
def test_what_every_object_does_tells_nothing_of_one_that_may_be_of_many_classes(count: int) -> None:
    methods = "".join(f"    def {name}(self, *given):\n        return 1\n\n" for name in ("__hash__", "__eq__", "run"))
    classes = [f"class C{i}:\n{methods}\n" for i in range(count)]
    use = "def use(x):\n    x.run()\n    return {x: 1}\n\n\n"
    text = [*classes, use, "pool = [", *[f"C{i}(), " for i in range(count)], "]\nuse(pool[int('1')])\n"]
    called = set(Workspace().graph([Document("main.py", "main", "".join(text))])["main.use"])
    assert {f"main.C{i}.run" for i in range(min(count, MANY))} <= called
    assert {f"main.C{i}.__hash__" for i in range(count)} & called == (
        {f"main.C{i}.__hash__" for i in range(count)} if count < MANY else set()
    )


def test_what_any_object_of_a_class_holds_those_of_classes_derived_from_it_do_not() -> None:
    text = """\
def one():
    pass


def two():
    pass


class Base:
    pass


class Below(Base):
    def run(self):
        self.step()


def made():
    Base().step = one
    Base().step = one
    Below().step = two


"""
    graph = Workspace().graph([Document("main.py", "main", text + ROUND)])
    assert set(graph["main.Below.run"]) == {"main.two"}


def test_all_derived_classes_are_known() -> None:
    shapes = [f"class Shape{i}(Base):\n    def area(self):\n        return {i}\n\n\n" for i in range(2 * MANY)]
    text = "class Base:\n    def show(self):\n        return self.area()\n\n\n" + "".join(shapes)
    assert len(Workspace().graph([Document("m.py", "m", text)])["m.Base.show"]) == 2 * MANY


def test_records_are_told_apart_by_the_place_where_they_are_made() -> None:
    makers = [
        f"def make{i}():\n    def go():\n        return {i}\n    return Record(go)\n\n\n" for i in range(2)
    ]
    many = "".join(f"xs.append(make{i % 2}())\n" for i in range(4 * MANY))
    text = "from typing import NamedTuple\nclass Record(NamedTuple):\n    go: object\n\n\n" + "".join(makers)
    text += f"xs = []\nys = []\n{many}def use():\n    return make1().go()\n\n\nuse()\n"
    assert Workspace().graph([Document("m.py", "m", text)])["m.use"] == ("m.make1", "m.make1.go")


def test_a_long_table_is_built_in_so_many_steps_as_it_has_entries() -> None:
    others = "".join(f"def f{number}(): pass\n" for number in range(5000))  # so that little is spent on each
    entries = "".join(f"    ({number}, 'text'): ({number}, run),\n" for number in range(1500))
    text = f"{others}def run(): return 1\nTABLE = {{\n{entries}}}\nTABLE[1, 'text'][1]()\n"
    told: dict[str, bool] = {}
    graph = Workspace(keeps=False).graph([Document("table.py", "table", text)], told.__setitem__)
    assert told == {}
    assert list(graph["table"]) == ["table.run"]


def test_what_many_containers_made_at_one_place_hold_is_known_all() -> None:
    text = """\
table = {}


def register(name, *rules):
    known = {number: rule for number, rule in zip(range(9), rules)}
    pairs = [(rule, name) for rule in rules]

    def run(number):
        return known[number](), pairs[number][0]()

    table[name] = run


def use(name):
    return table[name](0)
"""
    count = 2 * MANY
    rule = "from core import register\ndef rule(): pass\nregister(__name__, rule)\n"
    rules = [Document(f"m{i}.py", f"m{i}", rule) for i in range(count)]
    assert len(Workspace().graph([Document("core.py", "core", text), *rules])["core.register.run"]) == count


@pytest.mark.parametrize("most", [0, 8])
def test_wherever_steps_run_out_the_others_are_still_told_of(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    text = """\
def first():
    pass


def take(*steps, **options):
    steps[0]()
    return options["last"]()


def pass_on():
    return take(first, last=first, **{"more": [first] * 9})


for step in (first, pass_on):
    step()
"""
    monkeypatch.setattr(running, "most", lambda *_: most)
    report = Workspace().check([Document("main.py", "main", LARGE + text)], Settings(scope="all"))
    assert report.internal_errors == ()
    assert any("more steps" in finding.message for finding in report.findings)
