"""Small programs with their exact use and out sets, snapshots and verdicts."""

from __future__ import annotations

import pytest

from adlint.document import Document
from adlint.sets import Piece
from adlint.workspace import Workspace

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
        ("p", "q"),
        ("p", "q"),
        ("p", "q"),
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
        ("d", "x"),
        ("d['w']", "x[0]"),
        ("d['w']", "x[0]"),
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
        ("x[1:]",),
        ("x",),
        ("x[1:]",),
    ),
    "an attribute of a base": (
        "class C:\n    count = 0\n\nclass D(C):\n    pass\n\ndef f():\n    return D().count + 1\n",
        ("C.count", "D.count"),
        (),
        (),
    ),
    "a part of what an item then replaces": (
        "def f(m: dict):\n    m['p'][0][:] = 1.0\n    m['p'][0] = 1.0\n",
        ("m['p'][0]",),
        ("m['p'][0]",),
        ("m['p'][0]",),
    ),
    "items of a dict that another one takes": (
        "def f(d):\n    e = {**d}\n    e['w'][0] = 1.0\n",
        ("d",),
        ("d",),
        ("d",),
    ),
    "numbers that a part of a list takes": (
        "def f(l: list[float], m: list[float]):\n    l[:] = [m[0], 1.0]\n",
        ("m[0]",),
        ("l",),
        (),
    ),
    "a slice of a list that takes one item": (
        "def f(p):\n    q = p[:1]\n    r = p[:2]\n",
        ("p",),
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
}

# the function, then what the body of its last loop reads and writes
BODIES = {
    "a view of an array that the function made": (
        "def f(x: np.ndarray):\n    y = (x * 2.0)[1:]\n    for i in range(3):\n        y[i] = 2.0 * y[i]\n",
        ("y",),
        ("i", "y"),
    ),
    "two names of one array, in other shapes": (
        (
            "def f(x: np.ndarray):\n    y = 2.0 * x\n    z = y.reshape(2, 3)[1]\n"
            "    for i in range(3):\n        y[2] += i\n        z.fill(1.0)\n"
        ),
        ("y[2]", "z"),
        ("i", "y", "z"),
    ),
    "an item that was replaced is known by a variable": (
        (
            "def f(x: float, p):\n    y = p[0]\n    p[0] = x\n"
            "    for i in range(3):\n        y[1] += 1.0\n"
        ),
        ("p", "x", "y"),
        ("i", "p[0, 1]", "y"),
    ),
    "what is added to an item of a list is an array": (
        "def f(p: list[np.ndarray]):\n    y = p[1] + 1.0\n    for i in range(3):\n        y.fill(1.0)\n",
        (),
        ("i", "y"),
    ),
    "a variable is given its own value": (
        "def f(x: list[float]):\n    for y in x:\n        for i in range(3):\n            y = y\n",
        ("x", "y"),
        ("i", "y"),
    ),
    "the largest of some numbers is moved": (
        "def f(x: list[float]):\n    y = max(x)\n    for i in range(3):\n        z = y\n    return z\n",
        ("x", "y", "z"),
        ("i", "z"),
    ),
    "what may be a number is moved": (
        "def f(x: np.ndarray):\n    y = np.dot(x, x)\n    for i in range(3):\n        z = y\n    return z\n",
        ("y",),
        ("i", "z"),
    ),
}

VERDICTS = {
    "a counter": ("n = 0\ndef f(x):\n    global n\n    n += 1\n    return x\n", "no"),
    "a global variable that is put back": (
        "n = 0\ndef f(x):\n    global n\n    old = n\n    n = 5\n    y = x * n\n    n = old\n    return y\n",
        "yes",
    ),
    "a table that is filled": (
        "t = {}\ndef f(k):\n    if k not in t:\n        t[k] = np.sin(k)\n    return t[k]\n",
        "yes",
    ),
    "a value that is made once": (
        "m = None\ndef f():\n    global m\n    if m is None:\n        m = np.zeros(3)\n    return m\n",
        "yes",
    ),
    "a generator that is passed": ("def f(x, rng):\n    return x * rng.normal()\n", "no"),
    "a generator of its own": (
        "def f(x):\n    rng = np.random.default_rng(0)\n    return x * rng.normal()\n",
        "yes",
    ),
    "a generator of the object": (
        (
            "class M:\n    def __init__(self):\n        self.r = np.random.RandomState(0)\n"
            "    def f(self):\n        return self.r.rand()\n"
        ),
        "no",
    ),
    "an iterator": ("def f(it, x):\n    return next(it) * x\n", "no"),
    "a cursor": ("def f(stream):\n    return float(stream.readline())\n", "no"),
    "a file that is written anew": ("def f(p, x):\n    with open(p, 'w') as s:\n        s.write(str(x))\n", "yes"),
    "a file that is appended to": ("def f(p, x):\n    with open(p, 'a') as s:\n        s.write(str(x))\n", "no"),
    "a file that is left open": ("def f(p):\n    s = open(p)\n    return s\n", "no"),
    "an attribute of the class": (
        "class M:\n    n = 0\n    def f(self, x):\n        M.n += 1\n        return x\n",
        "no",
    ),
    "an attribute of the object": (
        "class M:\n    def f(self, x):\n        self.mean = 0.9 * self.mean + 0.1 * x\n        return x\n",
        "yes",
    ),
    "a variable of the function around": (
        "def outer(u):\n    def f(v):\n        nonlocal u\n        u = u + v\n        return u\n    return f\n",
        "no",
    ),
    "a part of a global variable is set, and then another thing": (
        "d = {'w': 0}\ndef f(x):\n    d['w'][1:] = 1.0\n    d['w'] = x\n    return x\n",
        "no",
    ),
    "what is entered is not known": ("def f(m, x):\n    with m:\n        return x\n", "unknown"),
    "what is entered is an object of the program": (
        (
            "class E:\n    def __enter__(self):\n        self.n = self.n + 1\n"
            "    def __exit__(self, *a):\n        pass\ne = E()\ndef f(x):\n    with e:\n        return x\n"
        ),
        "no",
    ),
    "what a caller passes is called": ("def f(g, x):\n    return g(x)\n", "unknown"),
    "a folder that may be there": ("import os\ndef f(p):\n    os.makedirs(p, exist_ok=True)\n", "yes"),
    "a file that is removed": ("import os\ndef f(p):\n    os.remove(p)\n", "no"),
    "a file that is removed if it is there": (
        "import os\ndef f(p):\n    try:\n        os.remove(p)\n    except OSError:\n        pass\n",
        "yes",
    ),
    "the working directory is set": ("import os\ndef f(p, x):\n    os.chdir(p)\n    return x\n", "yes"),
    "a file that is read and then written anew": (
        "def f(p, x):\n    y = np.load(p)\n    np.save(p, y + x)\n    return y\n",
        "no",
    ),
    "a file that is read and another one that is written": (
        "def f(p, q, x):\n    y = np.load(p)\n    np.save(q, y + x)\n    return y\n",
        "yes",
    ),
    "a file that is written and then read": (
        "def f(p, x):\n    np.save(p, x)\n    return np.load(p)\n",
        "yes",
    ),
    "a draw far below": (
        (
            "def g0(x):\n    return x * np.random.rand()\n"
            + "".join(f"def g{n}(x):\n    return g{n - 1}(x)\n" for n in range(1, 9))
            + "def f(x):\n    return g8(x)\n"
        ),
        "no",
    ),
    "a draw of a property": (
        (
            "class N:\n    @property\n    def noise(self):\n        return np.random.rand()\n"
            "def f(x):\n    return x * N().noise\n"
        ),
        "no",
    ),
    "a draw of a constructor": (
        "class N:\n    def __init__(self):\n        self.x = np.random.rand()\ndef f(x):\n    return x * N().x\n",
        "no",
    ),
    "a clock that is passed on": (
        "import time\ndef g(clock, *args):\n    return clock(*args)\ndef f(x):\n    return x * g(time.time)\n",
        "no",
    ),
    "a draw that is only named": (
        "def g(draw, x):\n    return x\ndef f(x):\n    return g(np.random.rand, x)\n",
        "yes",
    ),
    "what is written by arguments that are spread out": (
        "d = np.zeros(3)\ndef f(x):\n    a = (d, d + x)\n    np.copyto(*a)\n    return x\n",
        "no",
    ),
    "what a checkpoint calls": (
        (
            "from torch.utils.checkpoint import checkpoint\nn = 0\n"
            "def g(x):\n    global n\n    n += 1\n    return x * n\n"
            "def f(x):\n    return checkpoint(g, x, use_reentrant=False)\n"
        ),
        "no",
    ),
    "it prints": ("def f(x):\n    print(x)\n    return x * 2\n", "yes"),
}


def whole(program: str) -> Piece:
    text = f"import numpy as np\n\n{program}"
    name = "outer.f" if "def outer" in program else "M.f" if "class M" in program else "f"
    return Workspace(keeps=False).sets([Document("m.py", "m", text)], "m.py", name).whole


@pytest.mark.parametrize("name", SETS)
def test_the_sets_and_the_snapshot_are_exact(name: str) -> None:
    program, use, out, snapshot = SETS[name]
    found = whole(program)
    assert (found.use, found.out, found.snapshot.names) == (use, out, snapshot)
    assert not found.unknown


@pytest.mark.parametrize("name", BODIES)
def test_the_sets_of_a_loop_body_are_exact(name: str) -> None:
    program, use, out = BODIES[name]
    text = f"import numpy as np\n\n{program}"
    found = Workspace(keeps=False).sets([Document("m.py", "m", text)], "m.py", "f")
    body = [piece for piece in found.candidates if piece.kind == "loop-body"][-1]
    assert (body.use, body.out) == (use, out)


@pytest.mark.parametrize("name", VERDICTS)
def test_the_verdict_is_right(name: str) -> None:
    program, verdict = VERDICTS[name]
    found = whole(program)
    assert found.reentrant == verdict
    assert bool(found.evidence) is (verdict != "yes")


PLAIN = [name for name, (program, _) in VERDICTS.items() if "class M" not in program and "def outer" not in program]


@pytest.mark.parametrize("name", PLAIN)
def test_a_function_around_it_changes_no_verdict(name: str) -> None:
    program, verdict = VERDICTS[name]
    head = next(line for line in program.splitlines() if line.startswith("def f("))
    parameters = head[6 : head.index(")")]
    inner = program.replace("def f(", "def inner(")
    assert whole(f"{inner}\ndef f({parameters}):\n    return inner({parameters})\n").reentrant == verdict
