"""Small programs with their exact use and out sets, and snapshots."""

from __future__ import annotations

import pytest

from .checking import said

# the function, then the sets: what is read, what is written, what a snapshot keeps
SETS = {
    "time levels": (
        "def f(U, T):\n    for t in range(T):\n        U[t+1, :] = 2 * U[t, :]\n",
        ("T", "U[0]"),
        ("U[1:T + 1]",),
        (),
    ),
    "red and black": ("def f(u):\n    u[1:-1:2] = u[0:-2:2] + u[2::2]\n", ("u[2::2]", "u[:-2:2]"), ("u[1:-1:2]",), ()),
    "overwritten before it is read": (
        "def f(x: np.ndarray):\n    for i in range(len(x)):\n        x[i] = 0.0\n    return x.sum() + 1\n",
        (),
        ("x",),
        (),
    ),
    "a recurrence reads the first": (
        "def f(x: np.ndarray):\n    for i in range(1, len(x)):\n        x[i] = 2 * x[i-1]\n",
        ("x[0]",),
        ("x[1:]",),
        (),
    ),
    "an array in a copy of a list is returned": (
        "def f(p: list[np.ndarray]):\n    q = [*p]\n    return q[-1]\n",
        ("p",),
        (),
        (),
    ),
    "numbers are replaced in place": (
        "def f(x: np.ndarray):\n    np.nan_to_num(x, copy=False)\n",
        ("x",),
        ("x",),
        ("x",),
    ),
    "numbers are replaced in a copy": (
        "def f(x: np.ndarray):\n    return np.nan_to_num(x, copy=True)\n",
        ("x",),
        (),
        (),
    ),
    "a number is taken and never looked at, with a loop, a call and a function in between": (
        (
            "def g(a):\n    return a * 2.0\n\ndef f(x: np.ndarray, y: np.ndarray):\n    h = lambda u: y[0]\n"
            "    q = x[2]\n    for i in range(1, 3):\n        y[i] = g(i) + h(i)\n"
        ),
        ("y[0]",),
        ("y[1:3]",),
        (),
    ),
    "a number is taken that a function looks at later": (
        (
            "def f(x: np.ndarray):\n    q = x[2]\n    for i in range(3):\n        x[i] = 1.0\n"
            "    return lambda u: q + u\n"
        ),
        ("x[2]",),
        ("x[:3]",),
        ("x[2]",),
    ),
    "an alias is written": (
        "def f(x: np.ndarray):\n    y = x[1:]\n    y[0] = 3.0\n    z = x.copy()\n    z[1] = 2.0\n",
        ("x[0]", "x[2:]"),
        ("x[1]",),
        (),
    ),
    "aliased arguments": (
        "def g(a, b):\n    a[0] = 1.0\n    return b[0]\n\ndef f(x: np.ndarray):\n    return g(x, x)\n",
        (),
        ("x[0]",),
        (),
    ),
    "attributes of self": (
        "class M:\n    def f(self, dt: float):\n        self.t += dt\n        self.last = self.t\n",
        ("dt", "self.t"),
        ("self.last", "self.t"),
        ("self.t",),
    ),
    "out of a universal function": (
        "def f(x, y):\n    np.add(x, y, out=y)\n    np.multiply(x, 2.0, x)\n",
        ("x", "y"),
        ("x", "y"),
        ("x", "y"),
    ),
    "what is put in the place of another thing": (
        "def f(o):\n    s = o.a[0] + 1\n    o.a = np.zeros(3)\n    return s\n",
        ("o.a[0]",),
        ("o.a",),
        ("o.a",),
    ),
    "both ways of a condition": (
        (
            "def f(x: np.ndarray, y: np.ndarray):\n"
            "    if y[0] > 0:\n        x[:] = 0\n    else:\n        x[0] = 1\n    return x.sum()\n"
        ),
        ("x[1:]", "y[0]"),
        ("x",),
        ("x[1:]",),
    ),
    "a loop that counts down": (
        "def f(x: np.ndarray):\n    for i in range(4, 0, -1):\n        x[i] = 2 * x[i-1]\n",
        ("x[:4]",),
        ("x[1:5]",),
        ("x[1:4]",),
    ),
    "a loop that surely runs": (
        "def f(x: np.ndarray):\n    q = x[0]\n    for i in range(1, 3):\n        q = x[i]\n    return q * 2\n",
        ("x[1:3]",),
        (),
        (),
    ),
    "methods of a dict under keys that are written out": (
        (
            "def f(d: dict):\n    d.setdefault('b', d['a'])\n    d.update({'c': 2.0})\n"
            "    d['e'] = 1.0\n    return d.get('e')\n"
        ),
        ("d['a']", "d['b']"),
        ("d['b']", "d['c']", "d['e']"),
        ("d['b']",),
    ),
    "a transpose": (
        "def f(A: np.ndarray):\n    B = A.T\n    B[-1] = 2.0\n    return A[0].sum() + 1\n",
        ("A[0]",),
        ("A[..., -1]",),
        ("A[..., -1]",),
    ),
    "the last axis": (
        "def f(A: np.ndarray):\n    A[..., 1:-1] = A[..., 2:] - A[..., :-2]\n",
        ("A[..., 2:]", "A[..., :-2]"),
        ("A[..., 1:-1]",),
        ("A[..., 1:-2]", "A[..., 2:-1]"),
    ),
    "all of an array in another shape": (
        "def f(A: np.ndarray):\n    A[1:].T[:] = 0.0\n    return A.sum() + 1\n",
        ("A[0]",),
        ("A[1:]",),
        (),
    ),
    "a number that is taken before it is overwritten": (
        "def f(x: np.ndarray):\n    q = x[0]\n    r = x[1]\n    x[:] = 1.0\n    return q * 2\n",
        ("x[0]",),
        ("x",),
        ("x[0]",),
    ),
    "a row of which an item is read": (
        "def f(A: np.ndarray):\n    y = A[0]\n    y[1] = 1.0\n    z = A[2]\n    return y[2] * 2\n",
        ("A[0, 2:3]",),
        ("A[0, 1]",),
        (),
    ),
    "a number that is kept in an object": (
        (
            "class C:\n    pass\n\n"
            "def f(x: np.ndarray):\n    o = C()\n    o.s = x[0]\n    x[0] = 0.0\n    return o\n"
        ),
        ("x[0]",),
        ("x[0]",),
        ("x[0]",),
    ),
    "a reshape that may copy": (
        "def f(A: np.ndarray):\n    y = np.reshape(A.T, (24,))\n    A[:] = 0.0\n    return y.sum() * 2\n",
        ("A",),
        ("A",),
        ("A",),
    ),
    "an array that is given as an array": (
        "def f(x: np.ndarray):\n    x = np.asarray(x)\n    x[0] = 2.0\n    return x[1] * 2\n",
        ("x[1:2]",),
        ("x[0]",),
        (),
    ),
    "what is spread out": (
        "def f(x: np.ndarray):\n    return max([*x])\n",
        ("x",),
        (),
        (),
    ),
    "a key of an item": (
        "def f(p):\n    p[1]['a'] = p[0]['b'] + 1\n",
        ("p",),
        ("p",),
        ("p",),
    ),
    "the first axis of a transpose is the last one": (
        (
            "def f(A: np.ndarray, y: np.ndarray):\n"
            "    for i in range(A.T.shape[0]):\n        y[i] = 0.0\n    return A.ravel()[1:].shape[0]\n"
        ),
        (),
        ("y[:A.shape[-1]]",),
        (),
    ),
    "what is overwritten by its position": (
        "def f(x: np.ndarray, y: np.ndarray):\n    np.sin(x, y)\n    np.copyto(x, 0.0)\n",
        ("x",),
        ("x", "y"),
        ("x",),
    ),
    "what is never looked at again": (
        (
            "def f(A: np.ndarray):\n    s = 0.0\n"
            "    for i in range(3):\n        row = A[i]\n        s += row[0]\n    return s\n"
        ),
        ("A[:3, 0]",),
        (),
        (),
    ),
    "a number that leaves a loop": (
        (
            "def f(x: np.ndarray):\n    for i in range(3):\n        q = x[i]\n        if q > 0:\n            break\n"
            "    x[:] = 0.0\n    return q\n"
        ),
        ("x[:3]",),
        ("x",),
        ("x[:3]",),
    ),
    "a number that goes from turn to turn": (
        (
            "def f(x: np.ndarray):\n    prev = x[0]\n    for i in range(1, 4):\n"
            "        cur = x[i]\n        x[i] = prev\n        prev = cur\n"
        ),
        ("x[:4]",),
        ("x[1:4]",),
        ("x[1:4]",),
    ),
    "a number that a closure keeps": (
        (
            "def f(x: np.ndarray):\n    q = x[0]\n    def g():\n        return q * 2\n"
            "    x[0] = 1.0\n    return g\n"
        ),
        ("x[0]",),
        ("x[0]",),
        ("x[0]",),
    ),
    "an ellipsis between brackets": (
        "def f(x: np.ndarray):\n    x[...] = 0.0\n    return x[...]\n",
        (),
        ("x",),
        (),
    ),
    "one of two arrays is written": (
        (
            "def f(x: np.ndarray, y: np.ndarray, c: float):\n"
            "    z = x if c > 0 else y\n    z.fill(0.0)\n    np.sin(1.0, out=z)\n    return x[0] + y[0]\n"
        ),
        ("c", "x[0]", "y[0]"),
        ("x", "y"),
        ("x[0]", "y[0]"),
    ),
    "items of a list that another list takes": (
        "def f(p: list, q: list):\n    p.extend(q)\n    p[-1][0] = 1.0\n",
        ("p[-1]", "p[len(p):]", "q[:]"),
        ("p[-1][0]", "p[:, 0]", "p[len(p):]", "q[:, 0]"),
        ("p[-1]", "p[len(p):]", "q[:, 0]"),
    ),
    "a dict is updated by name": (
        "def f(d: dict, x: np.ndarray):\n    d.update(w=x)\n    d['w'][0] = 1.0\n",
        ("x[1:]",),
        ("d['w']", "x[0]"),
        (),
    ),
    "what a called function does before it raises": (
        (
            "def g(d, x):\n    d['w'] = x\n    if x[1] > 0:\n        raise ValueError\n    d['w'] = np.zeros(3)\n\n"
            "def f(d: dict, x: np.ndarray):\n    try:\n        g(d, x)\n"
            "    except ValueError:\n        d['w'][0] = 1.0\n"
        ),
        ("x",),
        ("d['w']", "x[0]"),
        ("d['w']", "x[0]"),
    ),
    "a part is set of what then goes": (
        "def f(o, x: np.ndarray):\n    o.a[1:] = 1.0\n    o.a = x\n",
        ("x",),
        ("o.a",),
        ("o.a",),
    ),
    "some items of a list go": (
        "def f(x: list[float]):\n    x[1:2] = []\n    return x[1]\n",
        ("x",),
        ("x",),
        ("x",),
    ),
    "a generator runs when it is asked": (
        (
            "def g(d):\n    d['w'][0] = 1.0\n    yield d['w'][1]\n\n"
            "def f(d: dict, x: np.ndarray):\n    it = g(d)\n    d['w'] = x\n    return next(it) + x[0]\n"
        ),
        ("x",),
        ("d['w']", "x[0]"),
        ("x[0]",),
    ),
    "an iterator of the program is asked": (
        (
            "class It:\n    def __init__(self, d):\n        self.d = d\n    def __iter__(self):\n        return self\n"
            "    def __next__(self):\n        self.d[0] += 1.0\n        return self.d\n\n"
            "def f(x: np.ndarray):\n    for y in It(x):\n        y[1] = 2.0\n"
        ),
        ("x[0]",),
        ("x[:2]",),
        ("x[0]",),
    ),
    "a generator that goes through an array": (
        (
            "def g(x):\n    for i in range(1, 3):\n        yield x[i]\n\n"
            "def f(x: np.ndarray):\n    s = 0.0\n    for y in g(x):\n        s += y\n    return s\n"
        ),
        ("x[1:3]",),
        (),
        (),
    ),
    "an index that gathers copies": (
        "def f(x: np.ndarray):\n    y = x[1:][[2, 1]]\n    x[:] = 0.0\n    y[:] = 1.0\n",
        ("x[2:4]",),
        ("x",),
        ("x[2:4]",),
    ),
    "an attribute of a base": (
        "class C:\n    count = 0\n\nclass D(C):\n    pass\n\ndef f():\n    return D().count + 1\n",
        ("C.count", "D.count"),
        (),
        (),
    ),
    "a part of what an item then replaces": (
        "def f(m: dict):\n    m['p'][0][:] = 1.0\n    m['p'][0] = 1.0\n",
        (),
        ("m['p'][0]",),
        ("m['p'][0]",),
    ),
    "items of a dict that another one takes": (
        "def f(d):\n    e = {**d}\n    e['w'][0] = 1.0\n",
        ("d",),
        ("d[:, 0]",),
        ("d[:, 0]",),
    ),
    "numbers that a part of a list takes": (
        "def f(l: list[float], m: list[float]):\n    l[:] = [m[0], 1.0]\n",
        ("m[0]",),
        ("l",),
        (),
    ),
    "a slice of a list that takes one item": (
        "def f(p):\n    q = p[:1]\n    r = p[:2]\n",
        ("p[:2]", "p[:]"),
        (),
        (),
    ),
    "out where a mask says so": (
        "def f(x: np.ndarray, y: np.ndarray):\n    np.sin(1.0, out=x, where=y > 0)\n    return x.sum()\n",
        ("x", "y"),
        ("x",),
        ("x",),
    ),
    "a variable that a loop names anew": (
        (
            "n = 3\ndef g(k, x):\n    for n in range(2):\n        x[n + k] = 0.0\n\n"
            "def f(x: np.ndarray):\n    g(n, x)\n    return x[0]\n"
        ),
        ("n", "x"),
        ("x",),
        (),
    ),
    "what a list of arrays holds": (
        "def f(p: list[np.ndarray], y: np.ndarray):\n    p.insert(0, y)\n    return len(p)\n",
        ("p[:]", "y"),
        ("p[:]",),
        ("p[:]",),
    ),
    "an array stands elsewhere in a list": (
        "def f(p: list[np.ndarray]):\n    p.reverse()\n    p[0][1] = 2.0\n",
        ("p[:]",),
        ("p[0][1]", "p[:, 1]", "p[:]"),
        ("p[0]", "p[:]"),
    ),
    "a list of numbers grows": (
        "def f(x: list[float]):\n    x.append(len(x))\n",
        ("x[len(x):]",),
        ("x[len(x):]",),
        ("x[len(x):]",),
    ),
    "an index that lists integers": (
        "def f(x: np.ndarray):\n    x[[0, -1]] -= x[[2, 3]]\n",
        ("x[-1]", "x[0]", "x[2:4]"),
        ("x[-1]", "x[0]"),
        ("x[-1]", "x[0]"),
    ),
    "some of an array is overwritten": (
        "def f(x: np.ndarray):\n    np.put(x, [0, 2], 1.0)\n    np.fill_diagonal(x, 2.0)\n",
        (),
        ("x",),
        (),
    ),
    "a number in a new object": (
        (
            "class C:\n    def __init__(self):\n        self.t = 0.0\n\n"
            "def f(o: C, s: float):\n    k = C()\n    k.t = s\n    o.k = k\n"
        ),
        ("s",),
        ("o.k",),
        (),
    ),
    "masks and functions that write tell of arrays": (
        (
            "def f(x, y, z):\n    np.sin(y, out=x)\n    y[y > 1.0] = z[2]\n"
            "    v = x[1:]\n    w = y[1:]\n    return v[0] + w[0]\n"
        ),
        ("y", "z[2]"),
        ("x", "y"),
        ("y",),
    ),
    "an item of an array of two axes is a view": (
        "def f(A: np.ndarray, m: dict):\n    A[1, 2] = 0.0\n    m['v'] = A[0]\n    A[0] = 1.0\n",
        (),
        ("A[0]", "A[1, 2]", "m['v']"),
        (),
    ),
    "a name of arrays of one axis and of two": (
        "def f(A: np.ndarray, m: dict):\n    A[1, 2] = 0.0\n    A = A.ravel()\n    m['v'] = A[0]\n",
        ("A[0]", "A[1, 3:]", "A[1, :2]", "A[2:]"),
        ("A[1, 2]", "m['v']"),
        (),
    ),
    "calls tell of what they pass": (
        "def f(x, m):\n    v = x[1:]\n    v[0] = len(m['p'])\n\nf(np.sin(np.zeros(3)), {'p': [np.ones(3)]})\n",
        ("m['p'][len(m['p']):]",),
        ("x[1]",),
        (),
    ),
}

# an array of one list, `a` or `b`, that may stand elsewhere in it when it is changed
MOVED = (
    "l.reverse()", "l.insert(0, a)", "l.sort(key=id)", "l.remove(a)", "l.pop(0)", "del l[0]", "l[:1] = [a, a]",
    "l[:0] = (a,)", "heapq.heappush(l, a)", "bisect.insort(l, a, key=id)", "random.shuffle(l)",
    "l, k = l[::-1], l", "l += [a]",
)  # fmt: skip


@pytest.mark.parametrize("change", MOVED)
def test_what_is_moved_in_a_list_may_be_any_of_its_items(change: str) -> None:
    program = "import bisect, heapq, random\n\ndef f(a: np.ndarray, b: np.ndarray):\n    l = [a, b]\n"
    at = "0" if change.startswith(("del", "l.pop", "l.remove", "l.rev", "l, k")) else "1"
    of_item = said(f"{program}    {change}\n    l[{at}][0] = 1.0\n").whole
    assert of_item.out == ("a[0]", "b[0]")
    unpacked = said(f"{program}    {change}\n    first, *_, last = l\n    first[0] = last[0] = 1.0\n").whole
    assert unpacked.out == ("a[0]", "b[0]")


@pytest.mark.parametrize("name", SETS)
def test_the_sets_and_the_snapshot_are_exact(name: str) -> None:
    program, use, out, snapshot = SETS[name]
    found = said(program, "M.f" if "class M" in program else "f").whole
    assert (found.use, found.out, found.snapshot.names) == (use, out, snapshot)
    assert not found.unknown
