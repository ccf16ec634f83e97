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
