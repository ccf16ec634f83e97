"""What is read and written of items that are not told apart, and of containers apart from what their items hold."""

from __future__ import annotations

import pytest

from .checking import said

# the function, what is read, and what is written
SETS = {
    "rows of a matrix": (
        "def f(A: np.ndarray):\n    for e in A:\n        e[2] = 1.0\n",
        (),
        ("A[:, 2]",),
    ),
    "parts of rows of a part of a matrix": (
        "def f(A: np.ndarray):\n    for e in A[1:3]:\n        e[1:-1] = 2.0\n",
        (),
        ("A[1:3, 1:-1]",),
    ),
    "columns": (
        "def f(A: np.ndarray):\n    for e in A.T:\n        e[0] = 1.0\n",
        (),
        ("A[..., 0, :]",),
    ),
    "arrays of a list": (
        "def f(p: list[np.ndarray]):\n    for e in p:\n        e[1:3] = e[0]\n",
        ("p[:, 0]", "p[:]"),
        ("p[:, 1:3]",),
    ),
    "some array of a list": (
        "def f(p: list[np.ndarray], k: int):\n    p[k][1] = 2.0\n",
        ("k", "p[len(p):]"),
        ("p[(k), 1]", "p[:, 1]"),
    ),
    "the last array of a list": (
        "def f(p: list[np.ndarray]):\n    return p[-1][2] * 2.0\n",
        ("p[-1, 2]", "p[-1][2]", "p[len(p):]"),
        (),
    ),
    "two arrays of a list change places, and two items of what may be an array": (
        "def f(p: list[np.ndarray], q):\n    p[0], p[1] = p[1], p[0]\n    q[0], q[1] = q[1], q[0]\n",
        ("p[0]", "p[1]", "q[:2]"),
        ("p[0]", "p[1]", "q[:2]"),
    ),
    "lists grow": (
        "def f(p: list[np.ndarray], l: list[float], q: list):\n    p.extend(q)\n    l += [1.0]\n    return len(p)\n",
        ("l[len(l):]", "p[len(p):]", "q[:]"),
        ("l[len(l):]", "p[len(p):]"),
    ),
    "a list is read behind what was put there": (
        "def f(p: list[np.ndarray], x):\n    p.append(x)\n    p.reverse()\n",
        ("p[:]", "x"),
        ("p[:]",),
    ),
    "lists are put together": (
        "def f(p: list[np.ndarray], q: list[np.ndarray]):\n    return len((p + q) * 2)\n",
        ("p[:]", "q[:]"),
        (),
    ),
    "the first elements of a matrix, counted one after the other": (
        "def f(A: np.ndarray):\n    s = A[1, 0]\n    np.put(A, [0, 2], 1.0)\n",
        (),
        ("A[:3, :3]",),
    ),
    "items of items": (
        "def f(p: list[list[np.ndarray]]):\n    for k in p:\n        for e in k:\n            e[1] = 2.0\n",
        ("p",),
        ("p",),
    ),
    "updates of a dict of dicts": (
        "def f(p):\n    for k in p.values():\n        for e in k.values():\n            e -= 0.5\n",
        ("p",),
        ("p",),
    ),
    "updates of items of a dict of dicts of dicts": (
        (
            "def f(p: dict):\n    for k in p.values():\n        for e in k.values():\n"
            "            for g in e.values():\n                g[1] += 2.0\n"
        ),
        ("p",),
        ("p",),
    ),
    "arrays of a part of a list": (
        "def f(p: list[np.ndarray]):\n    for a, b in zip(p[:2], p):\n        a[0] = b[1]\n",
        ("p[:, 1]", "p[:]"),
        ("p[0][0]", "p[1][0]"),
    ),
    "a part of a list is a list of its own": (
        "def f(p: list[np.ndarray], x: np.ndarray):\n    q = p[:2]\n    p[0] = x\n    q.append(x)\n    q[0][1] = 2.0\n",
        ("p[len(p):]", "x"),
        ("p[0]", "x[1]"),
    ),
    "a part of an array of a list": (
        "def f(p: list[np.ndarray]):\n    y = p[1]\n    if y[0] > 0.0:\n        y[1] += 1.0\n",
        ("p[1, :2]", "p[1][:2]"),
        ("p[1, 1]", "p[1][1]"),
    ),
    "a key that is looked for": ("def f(d: dict):\n    return 'z' in d\n", ("d['z']",), ()),
    "some key that is looked for": ("def f(d: dict, k):\n    return k in d\n", ("d[:]", "k"), ()),
    "how many items something has": ("def f(d, x: np.ndarray):\n    x[0] = len(d)\n", ("d[:]",), ("x[0]",)),
    "a dict is updated by itself": ("def f(d: dict):\n    d.update(d)\n", ("d[:]",), ("d[:]",)),
    "elements at indices that are written out": (
        (
            "def f(x: np.ndarray, y: np.ndarray, z: np.ndarray):\n"
            "    np.put(x, [0, 2], 1.0)\n    np.add.at(y, [3, 1, 1], 2.0)\n    np.multiply.at(z, [-2], 2.0)\n"
        ),
        ("y[1:4]", "z[-2]"),
        ("x[:3]", "y[1:4]", "z[-2]"),
    ),
    "a call in a loop gives something before it is over": (
        (
            "def g(u):\n    if u[1] < 0.5:\n        return 1.0\n    return 2.0\n"
            "def f(x: np.ndarray, A: np.ndarray):\n    for i in range(2):\n        x[0] = g(A[i])\n"
        ),
        ("A[:2, 1]",),
        ("x[0]",),
    ),
    "a copy of a dict of dicts": (
        "def f(d, x):\n    e = d.copy()\n    e['a']['w'] = x\n",
        ("d[:]", "x"),
        ("d",),
    ),
    "the rest of a row": (
        "def f(A: np.ndarray, x: np.ndarray):\n    a, *rest = A[2]\n    x[0] = rest[0]\n",
        ("A[2]",),
        ("x[0]",),
    ),
    "the rest of a tuple, and what stands behind it": (
        "def f(x: np.ndarray, y: np.ndarray):\n    a, *rest, b = x, x, y, y, x\n    rest[1][1] = b[0]\n",
        ("x[0]",),
        ("y[1]",),
    ),
    "the rest that a pattern leaves": (
        "def f(A: np.ndarray, x: np.ndarray):\n    match A[2]:\n        case [a, *rest]:\n            x[0] = rest[0]\n",
        ("A[2]",),
        ("x[0]",),
    ),
    "special methods of operators of one operand, and of deletions": (
        (
            "class V:\n    def __init__(self, d):\n        self.d = d\n    def __neg__(self):\n"
            "        self.d[0] = 1.0\n        return self\n    def __delitem__(self, k):\n        self.d[k] = 0.0\n\n"
            "def f(x: np.ndarray):\n    v = -V(x)\n    del v[2]\n"
        ),
        (),
        ("x[0]", "x[2]"),
    ),
    "an array is put into a list": (
        "def f(m: dict, x: np.ndarray):\n    m['p'].append(x[1:] + x[:-1])\n",
        ("m['p'][len(m['p']):]", "x[1:]", "x[:-1]"),
        ("m['p'][len(m['p']):]",),
    ),
    "a function of an array is put into a list": (
        "def f(m: dict, x: np.ndarray):\n    m['p'].append(np.maximum(0.5, x[1:]))\n",
        ("m['p'][len(m['p']):]", "x[1:]"),
        ("m['p'][len(m['p']):]",),
    ),
    "a copy of an array is put into what is a list then": (
        "def f(p, x: np.ndarray):\n    p.append(x.copy())\n    for e in p:\n        e[0] = 1.0\n",
        ("p[:]", "x"),
        ("p[:, 0]", "p[len(p):]"),
    ),
    "what may be a number is put into a list": (
        "def f(l: list, x: np.ndarray):\n    l.append(x[0])\n    l.extend([1.0])\n",
        ("l[len(l):]", "x[0]"),
        ("l[len(l):]",),
    ),
    "the last item of a list, once it was appended": (
        "def f(p, x: np.ndarray, y: np.ndarray, s):\n    p.append(x if s > 0.0 else y)\n    p[-1][0] = 1.0\n",
        ("p[len(p):]", "s", "x", "y"),
        ("p[len(p):]", "x[0]", "y[0]"),
    ),
    "the last item of a list, to which something may have been appended": (
        (
            "def f(p: list[np.ndarray], x: np.ndarray, s):\n    if s > 0.0:\n        p.append(x)\n"
            "    p[-1][0] = 1.0\n"
        ),
        ("p[len(p):]", "s", "x"),
        ("p[-1][0]", "p[:, 0]", "p[len(p):]", "x[0]"),
    ),
    "another last item, once one went": (
        "def f(p: list[np.ndarray], x: np.ndarray):\n    p.append(x)\n    p.pop(0)\n    p[-1][0] = 1.0\n",
        ("p[:]", "x[1:]"),
        ("p[:]", "x[0]"),
    ),
    "the last item but one of a list that has grown": (
        "def f(p: list[np.ndarray], x: np.ndarray):\n    p.append(x)\n    p[-2][0] = 1.0\n",
        ("p[len(p):]", "x"),
        ("p[-2][0]", "p[:, 0]", "p[len(p):]", "x[0]"),
    ),
    "the first item of a list that has grown": (
        "def f(p: list[np.ndarray], x: np.ndarray):\n    p.append(x)\n    p[0][1] = 2.0\n",
        ("p[len(p):]", "x"),
        ("p[0, 1]", "p[0][1]", "p[len(p):]", "x[1]"),
    ),
    "the first items of a list": (
        "def f(l: list[float], x: np.ndarray):\n    for a in l[:2]:\n        x[0] = x[0] + a\n",
        ("l[0]", "l[1]", "l[len(l):]", "x[0]"),
        ("x[0]",),
    ),
    "an item of a list goes": ("def f(p: list[np.ndarray]):\n    del p[0]\n", ("p[:]",), ("p[:]",)),
    "parts of arrays of a list": (
        "def f(p: list[np.ndarray]):\n    return p[1][:1] + p[0][1:3]\n",
        ("p[0, 1:3]", "p[0][1:3]", "p[1, 0]", "p[1][0]"),
        (),
    ),
    "a list of arrays is put into another": (
        "def f(p: list, q: list[np.ndarray]):\n    p.extend(q)\n",
        ("p[len(p):]", "q[:]"),
        ("p[len(p):]",),
    ),
}


@pytest.mark.parametrize("name", SETS)
def test_sets_of_items_are_exact(name: str) -> None:
    program, use, out = SETS[name]
    found = said(program).whole
    assert (found.use, found.out) == (use, out)
    assert not found.unknown
