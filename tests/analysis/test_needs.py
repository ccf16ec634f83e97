"""An effect that needs something of a parameter does not happen in calls that are against it."""

from __future__ import annotations

import pytest

from adlint.settings import Settings
from adlint.workspace import Document, Workspace

CALLEES = {
    "a flag": ("noisy=False", "noisy"),
    "a flag that is off": ("quiet=True", "not quiet"),
    "an optional": ("scale=None", "scale is not None"),
    "a generator": ("rng=None", "rng is None"),
    "a name": ("kind='plain'", "kind == 'noisy'"),
    "another name": ("kind='noisy'", "kind != 'plain'"),
    "a number": ("order=1", "order == 2"),
    "a type": ("delay=1.0", "isinstance(delay, tuple)"),
    "one of some": ("kind=None", "kind in ('noisy', 'loud', 3)"),
    "none of some": ("kind=None", "kind not in (None, 'plain')"),
    "a part": ("noisy=False", "noisy and u.size > 1"),
}
SILENT = [
    ("a flag", "u"),
    ("a flag", "u, False"),
    ("a flag", "u, noisy=False"),
    ("a flag", "u, 0"),
    ("a flag", "u, None"),
    ("a flag", "*[u], noisy=False"),
    ("a flag that is off", "u"),
    ("an optional", "u"),
    ("an optional", "u, scale=None"),
    ("a generator", "u, np.random.Generator(1)"),
    ("a name", "u"),
    ("a name", "u, 'other'"),
    ("another name", "u, 'plain'"),
    ("a number", "u"),
    ("a number", "u, order=3"),
    ("a part", "u"),
    ("a type", "u"),
    ("a type", "u, delay=3"),
    ("a type", "u, 'long'"),
    ("one of some", "u"),
    ("one of some", "u, 'plain'"),
    ("none of some", "u"),
    ("none of some", "u, 'plain'"),
]
TOLD = [
    ("a flag", "u, True"),
    ("a flag", "u, given"),
    ("a flag", "u, noisy=1"),
    ("a flag", "u, *given"),
    ("a flag", "u, **given"),
    ("a flag that is off", "u, False"),
    ("an optional", "u, 0.0"),
    ("a generator", "u"),
    ("a generator", "u, rng=given"),
    ("a name", "u, 'noisy'"),
    ("a name", "u, given"),
    ("another name", "u"),
    ("a number", "u, 2"),
    ("a number", "u, 2.0"),
    ("a part", "u, noisy=True"),
    ("a type", "u, (1.0, 2.0)"),
    ("a type", "u, given"),
    ("one of some", "u, 'loud'"),
    ("one of some", "u, 3"),
    ("none of some", "u, 'noisy'"),
    ("none of some", "u, given"),
]
TWO = """\
import numpy as np
def outer(u, given):
    {between}
    inner({arguments})
    return u * 2.0
def inner(u, {parameter}):
    {first}
    if {condition}:
        np.random.normal()
"""


def codes(text: str) -> set[str]:
    """The codes of the findings, with numerical functions as candidates."""
    report = Workspace().check([Document("model.py", "model", text)], Settings(scope="numeric"))
    return {finding.code for finding in report.findings}


def draws(parameter: str, condition: str, arguments: str, between: str = "pass", first: str = "pass") -> bool:
    """Whether `outer`, the only candidate, draws."""
    text = TWO.format(parameter=parameter, condition=condition, arguments=arguments, between=between, first=first)
    report = Workspace().check([Document("model.py", "model", text)], Settings(scope="numeric"))
    assert [(f.code, len(f.related)) for f in report.findings] in ([], [("AD105", 2)])
    return bool(report.findings)


@pytest.mark.parametrize(("callee", "arguments"), SILENT)
def test_a_call_against_the_need_has_no_effect(callee: str, arguments: str) -> None:
    assert not draws(*CALLEES[callee], arguments)


@pytest.mark.parametrize(("callee", "arguments"), TOLD)
def test_a_call_that_may_meet_the_need_has_the_effect(callee: str, arguments: str) -> None:
    assert draws(*CALLEES[callee], arguments)


def test_a_parameter_that_is_set_is_no_longer_what_was_given() -> None:
    assert draws("noisy=False", "noisy", "u", first="noisy = u.size > 1")


def test_a_parameter_may_be_set_after_it_was_tested() -> None:
    text = """\
import numpy as np
def outer(u):
    pause(u, {seconds})
    return u * 2.0
def pause(u, seconds):
    if isinstance(seconds, tuple):
        seconds = np.random.uniform(*seconds)
    print(seconds)
"""

    assert codes(text.format(seconds="1")) == set()
    assert codes(text.format(seconds="(1, 2)")) == {"AD105"}


def test_needs_go_through_several_calls() -> None:
    text = """\
import numpy as np
def outer(u):
    middle(u{given})
    return u * 2.0
def middle(u, noisy=False):
    inner(u, noisy)
def inner(u, noisy):
    if noisy:
        np.random.normal()
"""

    assert codes(text.format(given="")) == set()
    assert codes(text.format(given=", True")) == {"AD105"}


def test_a_parameter_of_a_known_type_is_still_what_was_given() -> None:
    text = """\
import numpy as np
class Buffer:
    pass
def outer(u):
    middle(u)
    return u * 2.0
def other(u):
    middle(u, Buffer())
def middle(u, buffer=None):
    inner(u, buffer)
def inner(u, where):
    if where not in (None, True):
        np.random.normal()
"""
    assert codes(text) == set()


def test_of_two_ways_to_a_draw_one_is_enough() -> None:
    assert draws("noisy=False", "noisy", "u", between="inner(u, True)")
    assert draws("noisy=False", "noisy", "u, True", between="inner(u)")
    assert not draws("noisy=False", "noisy", "u", between="inner(u)")


def test_a_resource_has_needs_too() -> None:
    text = """\
import numpy as np
def outer(u):
    inner(u{given})
    return u * 2.0
def inner(u, path=None):
    if path is not None:
        log = open(path)
        log.write("x")
"""

    assert codes(text.format(given="")) == set()
    assert codes(text.format(given=", 'a.txt'")) == {"AD101"}


HEAD = "import random\nimport numpy as np\nfrom dataclasses import dataclass\n"
MAY_HAPPEN = {
    "an attribute that others may set": """
def pick(xs, shuffled):
    if shuffled:
        print(random.choice(xs))
@dataclass
class M:
    shuffled: bool = False
    def relax(self, u):
        pick(u, self.shuffled)
        return np.roll(u, 1) / 2
""",
    "a recursion that gives something else": """
def pick(xs, n, shuffled=False):
    if shuffled:
        print(random.choice(xs))
    elif n:
        pick(xs, n - 1, True)
def relax(u):
    pick(u, 3)
    return np.roll(u, 1) / 2
""",
    "what is no False": """
def pick(xs, shuffled=None):
    if shuffled is False:
        return
    print(random.choice(xs))
def relax(u):
    pick(u)
    return np.roll(u, 1) / 2
""",
    "a function by default": """
def pick(xs):
    print(random.choice(xs))
def relax(u, choose=None):
    choose = choose or pick
    choose(u)
    return np.roll(u, 1) / 2
""",
    "a decorator that gives something else": """
def with_noise(f):
    def wrapped(u):
        f(u, True)
    return wrapped
@with_noise
def kick(u, noisy=False):
    if noisy:
        print(random.random())
def relax(u):
    kick(u)
    return np.roll(u, 1) / 2
""",
    "a name that a match binds": """
def pick(xs, kind=None):
    match xs:
        case [kind, *_]:
            pass
    if kind:
        print(random.choice(xs))
def relax(u):
    pick(u)
    return np.roll(u, 1) / 2
""",
}


@pytest.mark.parametrize("name", MAY_HAPPEN)
def test_what_may_happen_is_told(name: str) -> None:
    assert codes(HEAD + MAY_HAPPEN[name]) == {"AD105"}


CLASSES = """\
import numpy as np
class Base:
    def step(self, u):
        return self.kick(u) * 2.0
    @classmethod
    def made(cls, u):
        return cls.begin(u) * 2.0
    def both(self, u):
        return self.kick(u) + Noisy.kick(Stranger(), u)
class Stranger:
    pass
class Noisy(Base):
    def kick(self, u):
        print(np.random.normal())
        return u
    @classmethod
    def begin(cls, u):
        print(np.random.normal())
        return u
class Quiet(Base):
    def kick(self, u):
        return u
    @classmethod
    def begin(cls, u):
        return u
    def run(self, u):
        return self.step(u) * 2.0
    @classmethod
    def of_class(cls, u):
        return super().made(u) * 2.0
    @staticmethod
    def of_other(one: Base, u):
        return one.step(u) * 2.0
    def of_another(one: Base, u):
        return one.step(u) * 2.0
    of_another = staticmethod(of_another)
class Quieter(Quiet):
    def kick(self, u):
        return u / 2
    def run(self, u):
        return super().run(u) * 2.0
class Borrowing(Noisy):
    run = Quiet.run
def quiet(u):
    return Quieter().step(u) * 2.0
def of_stranger(u):
    return Quiet().both(u) * 2.0
def of_quiet(u):
    return Quiet.made(u) * 2.0
def of_noisy(u):
    return Noisy.made(u) * 2.0
def borrowing(u):
    return Borrowing().run(u) * 2.0
def either(u, is_noisy):
    one = Noisy() if is_noisy else Quiet()
    return one.step(u) * 2.0
"""
BOTH = """\
class Both(Noisy, Quieter):
    pass
"""


def verdicts(text: str, *functions: str) -> dict[str, str]:
    """Whether functions may run twice."""
    workspace, documents = Workspace(), [Document("model.py", "model", text)]
    return {name: workspace.sets(documents, "model.py", name, with_pieces=False).whole.reentrant for name in functions}


def test_what_a_method_does_is_not_done_to_an_object_of_another_class() -> None:
    drawing = ("Base.step", "Base.made", "Noisy.kick", "Quiet.of_other", "Quiet.of_another", "borrowing", "either")
    others = ("of_noisy", "of_stranger")
    still = ("Quiet.kick", "Quiet.run", "Quieter.run", "quiet", "of_quiet")

    assert verdicts(CLASSES, *drawing, *others) == dict.fromkeys(drawing + others, "no")
    assert verdicts(CLASSES, *still) == dict.fromkeys(still, "yes")
    assert verdicts(CLASSES, "Quiet.of_class") == {"Quiet.of_class": "unknown"}  # whatever `super()` is of there
    assert verdicts(CLASSES + BOTH, "Quiet.run", "Quieter.run") == {"Quiet.run": "no", "Quieter.run": "no"}
