"""Calls that are not looked into, of functions of which it is known what they may touch."""

from __future__ import annotations

import pytest

from .checking import said

HEAD = "import numpy as np\nSEEN = []\nTABLE = {'a': 1}\nCOUNT = 0\n"
# the body of one of six methods of one name, and what is done with what the call gives
ONE_OF_MANY = {
    ("return x * 2", "y"): "yes",
    ("self.x = x\n        return self.x", "y"): "yes",
    ("self.seen.append(x)\n        return self.seen", "y.append(x)"): "yes",
    ("out = []\n        out.append(TABLE['a'] * x)\n        return out", "y"): "yes",
    ("return sum(one.settle(x) for one in self.inner)", "y"): "yes",
    ("return TABLE", "y"): "yes",
    ("return TABLE", "y.update(x)"): "unknown",
    ("SEEN.append(x)\n        return x", "y"): "unknown",
    ("table = TABLE\n        table['a'] = x\n        return x", "y"): "unknown",
    ("global COUNT\n        COUNT += 1\n        return x", "y"): "unknown",
    ("return next(self.items)", "y"): "unknown",
    ("return np.random.rand() * x", "y"): "no",
    ("return self.rng.normal() * x", "y"): "unknown",
    ("with open(x, 'a') as file:\n            file.write(x)", "y"): "no",
    ("self.__class__.count = self.__class__.count + 1\n        return x", "y"): "unknown",
    ("self.shared.append(x)\n        return x", "y"): "unknown",
    ("return self.function(x)", "y"): "unknown",
}


@pytest.mark.parametrize(("body", "then"), ONE_OF_MANY)
def test_a_method_that_many_classes_define_touches_what_it_is_given(body: str, then: str) -> None:
    others = "".join(f"class C{n}:\n    def settle(self, x):\n        return x + {n}\n" for n in range(6))
    program = f"{HEAD}class D:\n    shared = []\n    def settle(self, x):\n        {body}\n{others}"
    found = said(f"{program}def f(one, x):\n    y = one.settle(x)\n    {then}\n    return x\n", "f").whole.reentrant
    wanted = ONE_OF_MANY[body, then]
    assert found == wanted or (wanted != "yes" and found != "yes")


# what the innermost of many calls in calls does with `x`
INNERMOST = {
    "x[0] = 1": True,
    "return len(x)": True,
    "return sorted(x, key=len)": True,
    "SEEN.append(x)": False,
    "SEEN[0] = x": False,
    "print(next(x))": False,
    "np.random.shuffle(x)": False,
    "x.read(3)": False,
}


@pytest.mark.parametrize("body", INNERMOST)
def test_what_is_called_too_deep_touches_what_it_is_given(body: str) -> None:
    calls = "".join(f"def g{n}(x):\n    return g{n + 1}(x)\n" for n in range(20))
    found = said(f"{HEAD}{calls}def g20(x):\n    {body}\ndef f(x):\n    return g0(x)\n", "f").whole.reentrant
    assert (found == "yes") is INNERMOST[body]


# how a class method names its class, and what it does with it
OF_CLASSES = {
    ("cls", "cls.count = cls.count + 1"): False,
    ("k", "k.count = k.count + 1"): False,
    ("k", "return k.count"): True,
}


@pytest.mark.parametrize(("first", "body"), OF_CLASSES)
def test_what_a_class_holds_is_not_what_a_call_is_given(first: str, body: str) -> None:
    cls = f"class K:\n    count = 0\n    @classmethod\n    def bump({first}, x):\n        {body}\n        return x\n"
    calls = "".join(f"def g{n}(x):\n    return g{n + 1}(x)\n" for n in range(20))
    program = f"{HEAD}{cls}{calls}def g20(x):\n    return K.bump(x)\ndef f(x):\n    return g0(x)\n"
    assert (said(program, "f").whole.reentrant == "yes") is OF_CLASSES[first, body]


CLASSES = (
    "import functools, jax, threading, warnings\nfrom contextlib import contextmanager\nLOCK = threading.Lock()\n"
    "class L(list):\n    def __setitem__(self, i, v):\n        super().__setitem__(i, v)\n"
    "class O:\n    shared = [1]\n    def __setattr__(self, name, v):\n        super().__setattr__(name, v)\n"
    "class M:\n    def __enter__(self):\n        return self\n    def __exit__(self, *args):\n        pass\n"
    "class N(M):\n    def __exit__(self, *args):\n        SEEN.append(args)\n"
    "@contextmanager\ndef settings(x):\n    SEEN.append(x)\n    yield x\n"
    "ALL = L()\nONE = O()\n"
    "def noise(v):\n    return np.random.rand() + v\ndef double(v):\n    return 2 * v\n"
    "def note(v):\n    SEEN.append(v)\n"
    "def apply(g, v):\n    return g(v)\ndef each(several, v):\n    return [g(v) for g in several]\n"
)
# what the innermost of many calls in calls does with `x`, and with `h`, which is what is passed to it
DEEP = {
    ("with np.errstate(all='ignore'):\n        return x / 2", "None"): True,
    ("with M():\n        x[0] = 1", "None"): True,
    ("with N():\n        x[0] = 1", "None"): False,
    ("with settings(x):\n        x[0] = 1", "None"): False,
    ("with LOCK:\n        SEEN.append(x)", "None"): False,
    ("with open(x, 'a') as file:\n        file.write(x)", "None"): False,
    ("o = O()\n    o.a = x\n    return o", "None"): True,
    ("x = L()\n    x[0] = 1\n    return x", "None"): True,
    ("ALL[0] = x", "None"): False,
    ("ONE.a = x", "None"): False,
    ("setattr(ONE, 'a', x)", "None"): False,
    ("setattr(O, x, 1)", "None"): False,
    ("setattr(h, 'shared', x)", "O"): False,
    ("h.shared = x", "O"): False,
    ("setattr(x, 'a', 1)", "None"): True,
    ("return O().shared", "None"): True,
    ("O().shared.append(x)", "None"): False,
    ("return jax.random.normal(h)", "jax.random.key(0)"): True,
    ("return h(x)", "double"): True,
    ("return h(x)", "note"): False,
    ("return h(x)", "noise"): False,
    ("return h(x)", "np.random.rand"): False,
    ("return h(x)", "np.sin"): True,
    ("return h(x)", "lambda v: SEEN.append(v)"): False,
    ("return h(x)", "functools.partial(note, x)"): False,
    ("return apply(double, x)", "None"): True,
    ("return apply(note, x)", "None"): False,
    ("return apply(h, x)", "note"): False,
    ("return each([double, note], x)", "None"): False,
    ("return each(h, x)", "[note]"): False,
    ("return each(h, x)", "{'a': noise}.values()"): False,
    ("return list(map(h, x))", "double"): True,
    ("return list(map(h, x))", "note"): False,
    ("return functools.reduce(h, x)", "np.add"): True,
    ("return functools.reduce(lambda a, b: a + noise(b), x)", "None"): False,
}


@pytest.mark.parametrize(("body", "passed"), DEEP)
def test_what_is_called_too_deep_may_enter_and_call_what_it_is_given(body: str, passed: str) -> None:
    calls = "".join(f"def g{n}(x, h):\n    return g{n + 1}(x, h)\n" for n in range(20))
    program = f"{HEAD}{CLASSES}{calls}def g20(x, h):\n    {body}\ndef f(x):\n    return g0(x, {passed})\n"
    found = said(program, "f").whole
    assert (found.reentrant == "yes") is DEEP[body, passed], [one.message for one in found.evidence]
