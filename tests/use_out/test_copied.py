"""A copy of something of which no kind is known holds what stood there, where it is used as only a container can be."""

import pytest

from .checking import said

USES = {
    "under a text": ("e['w'][1] += 1", "d"),
    "in a function that is called": ("def g(e):\n        e['w'][1] += 1\n    g(e)", "d"),
    "in a function inside": ("def g():\n        e['w'][1] += 1\n    g()", "d"),
    "in a lambda": ("(lambda e: e['w'].append(1))(d.copy())", "d"),
    "in a generator": ("def g():\n        for v in d.copy().values():\n            yield v.sort()\n    list(g())", "d"),
    "in a class": ("class C:\n        e = d.copy()\n        def m(self): self.e['w'][0] = 1\n    C().m()", "d"),
    "under a text that is not known": ("k = 'a' if x else 'b'\n    e[k][0] = 1", "d"),
    "by a loop": ("for v in e:\n        v[0] = 1", "d"),
    "in an item": ("e[0][1] = 1", "d"),
    "in an item of any number": ("for i in range(2):\n        e[i][1] += 1", "d"),
    "in an item that is passed": ("def g(e):\n        e[1] = 1\n    g(e[0])", "d"),
    "by a method of an item": ("e[0].append(1)", "d"),
    "by a function of many": ("max(e, key=len)[0] = 1", "d"),
    "what is taken out": ("e.pop()[0] = 1", "d"),
    "behind what is added": ("e.append(1)\n    e[0][1] = 1", "d"),
    "spread out": ("g = [*e]\n    g[0][0] = 1", "d"),
    "a copy of a copy": ("e.copy()['w'][1] = 1", "d"),
    "what was put there since": ("d['w'] = [0]\n    e['w'][1] = 1", "d"),
    "what was put in it": ("e['w'] = x\n    e['w'][1] = 1", "x"),
}


@pytest.mark.parametrize(("use", "out"), USES.values(), ids=USES)
def test_what_a_copy_holds_is_written(use: str, out: str) -> None:
    whole = said(f"def f(d, x):\n    e = d.copy()\n    {use}\n    return x\n").whole
    assert any(path == out or path.startswith(f"{out}[") for path in whole.out), whole.out


def test_a_copy_is_else_taken_for_an_array() -> None:
    whole = said("def f(d):\n    e = d.copy()\n    e[0] += 1\n    e[1] = 2\n    return e\n").whole
    assert (whole.use, whole.out, whole.reentrant) == (("d",), (), "yes")


@pytest.mark.parametrize("use", ["e[0, 1] = x", "e[:, 0] *= 2", "np.add(x, 1, out=e)", "e.fill(0)", "e[e > x] = 0"])
def test_what_is_copied_is_an_array_where_the_copy_is_one(use: str) -> None:
    whole = said(f"def f(d, x):\n    e = d.copy()\n    {use}\n    e[0][1] = x\n    return e\n").whole
    assert (whole.out, whole.reentrant) == ((), "yes")
