"""Small programs with the verdicts on them."""

from __future__ import annotations

import pytest

from adlint.answers.sets.sets import Piece

from .checking import said

HALO = """
from mpi4py import MPI
class Halo:
    def __init__(self, comm):
        self.comm = comm
        self.pending = []

    def start(self, u):
        left, right = (self.comm.rank - 1) % self.comm.size, (self.comm.rank + 1) % self.comm.size
        self.pending = [self.comm.Irecv(u[0], source=left, tag=1), self.comm.Isend(u[-2], dest=right, tag=1)]

    def finish(self, u):
        MPI.Request.Waitall(self.pending)
        self.pending = []

"""
VERDICTS = {
    "attributes whose names are not known": (
        "def f(o, d):\n    for k, v in d.items():\n        setattr(o, k, v)\n    return o.total\n",
        "yes",
    ),
    "attributes whose names are not known, set to what is global": (
        "t = []\ndef f(o, d):\n    for k in d:\n        setattr(o, k, t)\n    o.a.append(1)\n",
        "unknown",
    ),
    "all variables": (
        "from types import SimpleNamespace\ndef f(n):\n    m = n + 1\n    return SimpleNamespace(**locals())\n",
        "yes",
    ),
    "a function that is only held": (
        (
            "import time\nfrom types import SimpleNamespace\ndef f(x):\n    def now():\n        return time.time()\n"
            "    return SimpleNamespace(now=now, x=x)\n"
        ),
        "yes",
    ),
    "all attributes": ("def f(o):\n    vars(o).pop('a', None)\n    return dict(vars(o))\n", "yes"),
    "a decorator that keeps a name": (
        (
            "import time\nfrom functools import wraps\ndef f(g):\n    @wraps(g)\n    def h(*a):\n"
            "        t = time.time()\n        return g(*a), t\n    return h\n"
        ),
        "yes",
    ),
    "a function that may not be there": (
        "g = None\nif np.__version__ > '1':\n    g = np.zeros\ndef f(n):\n    return g(n)\n",
        "yes",
    ),
    "a function that may not be there, and draws": (
        "g = None\nif np.__version__ > '1':\n    g = np.random.rand\ndef f(n):\n    return g(n)\n",
        "no",
    ),
    "a logger of a library": (
        "from mne.utils import logger\ndef f(x):\n    logger.debug(f'it is {x}')\n    return x\n",
        "yes",
    ),
    "branches of JAX, of what is not known": (
        (
            "import jax\ndef g(u):\n    return u * u\n"
            "def f(u, i):\n    u = jax.lax.cond(i % 2 == 0, g, lambda u: -u, u)\n"
            "    return jax.lax.while_loop(lambda s: s[0] < i, lambda s: (s[0] + 1, g(s[1])), (0, u))\n"
        ),
        "yes",
    ),
    "a branch of JAX that counts": (
        (
            "import jax\nn = [0]\ndef g(u):\n    n[0] += 1\n    return u\n"
            "def f(u, i):\n    return jax.lax.cond(i > 0, lambda u: u, g, u)\n"
        ),
        "no",
    ),
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
    "a flag, set where something else is done once": (
        "m = False\ndef f(g):\n    global m\n    if m:\n        return\n    g(np.e)\n    m = True\n",
        "no",
    ),
    "a flag, set where a message is told once": (
        "m = False\ndef f():\n    global m\n    if m:\n        return\n    print(np.e)\n    m = True\n",
        "unknown",
    ),
    "a text that is made once, and told": (
        "m = None\ndef f():\n    global m\n    if m is None:\n        print()\n        m = np.zeros(3)\n    return m\n",
        "yes",
    ),
    "an assertion of a class of tests, which runs none of the tests": (
        (
            "import unittest\nm = []\nclass T(unittest.TestCase):\n    def test(self):\n        m.append(1)\n"
            "t = T()\ndef f(x):\n    t.assertEqual(x, 1)\n"
        ),
        "yes",
    ),
    "a table that is filled, whose entry is returned where it is there": (
        (
            "t = {}\ndef f(k):\n    if k in t:\n        return t[k]\n    v = np.sin(k)\n"
            "    t[k] = v\n    return v\n"
        ),
        "yes",
    ),
    "a table that is filled where an exception says so": (
        (
            "t = {}\ndef f(k):\n    try:\n        v = t[k]\n    except KeyError:\n"
            "        v = t[k] = np.sin(k)\n    return v\n"
        ),
        "yes",
    ),
    "another value is returned than was put into a table": (
        (
            "t = {}\ndef f(x, k):\n    y = None\n    try:\n        return t[k]\n    except KeyError:\n"
            "        t[k] = y\n    y = x\n    return y\n"
        ),
        "unknown",
    ),
    "a variable is bound twice behind the value that is put into a table": (
        (
            "t = {}\ndef f(x, k):\n    y = x\n    y = 2 * x\n    try:\n        return t[k]\n    except KeyError:\n"
            "        t[k] = y\n        y = 1\n        y = 3\n        return y\n"
        ),
        "unknown",
    ),
    "a default that is put into a table": ("t = {}\ndef f(k):\n    return t.setdefault(k, np.sin(k))\n", "yes"),
    "a default that is put into a table behind a look at it": (
        "t = {}\ndef f(k):\n    n = len(t)\n    t.setdefault(k, np.sin(k))\n    return n\n",
        "no",
    ),
    "a value that may be set but once": (
        (
            "m = None\ndef f(x):\n    global m\n    if m is None:\n        m = x\n"
            "    else:\n        raise ValueError\n    return x\n"
        ),
        "no",
    ),
    "what is returned says whether a table was filled": (
        (
            "t = {}\ndef f(k):\n    new = False\n    if k not in t:\n        t[k] = 1\n        new = True\n"
            "    return new\n"
        ),
        "no",
    ),
    "what is returned is another thing than what is kept": (
        (
            "m = None\ndef f(x):\n    global m\n    if m is None:\n        m = x\n        y = 1\n"
            "    else:\n        y = 2\n    return y\n"
        ),
        "no",
    ),
    "a flag that says that something was done": (
        (
            "done = False\ndef f(x):\n    global done\n    if not done:\n"
            "        done = True\n        x[:] = 0\n    return x\n"
        ),
        "unknown",
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
    "what a caller passes is called": ("def f(g, x):\n    return g(x)\n", "yes"),
    "a folder that may be there": ("import os\ndef f(p):\n    os.makedirs(p, exist_ok=True)\n", "yes"),
    "a file that is removed": ("import os\ndef f(p):\n    os.remove(p)\n", "no"),
    "a file that is removed if it is there": (
        "import os\ndef f(p):\n    try:\n        os.remove(p)\n    except OSError:\n        pass\n",
        "yes",
    ),
    "the working directory is set, to what may be below it": (
        "import os\ndef f(p, x):\n    os.chdir(p)\n    return x\n",
        "unknown",
    ),
    "the working directory is set, wherever it is": (
        "import os\ndef f(p, x):\n    os.chdir(os.path.abspath('/' + p))\n    return x\n",
        "yes",
    ),
    "a file that is read and then written anew": (
        "def f(p, x):\n    y = np.load(p)\n    np.save(p, y + x)\n    return y\n",
        "no",
    ),
    "a file that is read and another one that is written": (
        "def f(p, q, x):\n    y = np.load(p + '.npy')\n    np.save(q + '.npy', y + x)\n    return y\n",
        "yes",
    ),
    "a file that is written and then read": (
        "def f(p, x):\n    np.save(p + '.npy', x)\n    return np.load(p + '.npy')\n",
        "yes",
    ),
    "what may be an open file is read": ("def f(p):\n    return np.load(p)\n", "unknown"),
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
    "a keyword argument is told from another in a dict that is spread": (
        (
            "t = {'a': np.zeros(3)}\ndef g(p=None, **rest):\n    p[0] += 1.0\n"
            "def f(p, k):\n    o = {'p': p}\n    for key, v in t.items():\n        if key == k:\n"
            "            o['other'] = v\n    g(**o)\n    return p\n"
        ),
        "yes",
    ),
    "a keyword argument that may be missing leaves the default": (
        (
            "n = np.zeros(3)\ndef g(x, quiet=False):\n    if not quiet:\n        n[0] += x\n"
            "def f(x, c):\n    o = {}\n    if c:\n        o['quiet'] = True\n    g(x, **o)\n    return x\n"
        ),
        "no",
    ),
    "options that are changed before they are passed on": (
        (
            "n = np.zeros(3)\ndef g(x, quiet=False):\n    if not quiet:\n        n[0] += x\n"
            "def f(x, c, **o):\n    if c:\n        o['quiet'] = True\n    g(x, **o)\n    return x\n"
        ),
        "no",
    ),
    "a default of a library": ("def g(x, how=np.sum):\n    return how(x)\ndef f(x):\n    return g(x)\n", "yes"),
    "a default of a library that draws": (
        "def g(n, how=np.random.rand):\n    return how(n)\ndef f(n):\n    return g(n)\n",
        "no",
    ),
    "a library that may be missing": (
        (
            "try:\n    import jax\nexcept ImportError:\n    jax = False\n"
            "def f(key, n):\n    return jax.random.uniform(key, (n,))\n"
        ),
        "yes",
    ),
    "a library that may be missing, and is set by a function": (
        (
            "try:\n    import jax\nexcept ImportError:\n    jax = False\n"
            "def use(other):\n    global jax\n    jax = other\n"
            "def f(key, n):\n    return jax.random.other(key, (n,))\n"
        ),
        "unknown",
    ),
    "functions of a namespace of arrays": (
        "def f(x, xp):\n    p = [xp.ones_like(x)]\n    p.append(p[-1] * x)\n    return xp.stack(p, axis=-1)\n",
        "yes",
    ),
    "a generator of a namespace of arrays": ("def f(n, xp):\n    return xp.random.rand(n)\n", "no"),
    "a default of the program": (
        "n = np.zeros(1)\ndef h(x):\n    n[0] += x\ndef g(x, how=h):\n    how(x)\ndef f(x):\n    g(x)\n    return x\n",
        "no",
    ),
    "an attribute by a name that is a global variable": (
        "KEY = 'k'\nclass M:\n    def f(self, x):\n        setattr(self, KEY, x)\n        return getattr(self, KEY)\n",
        "yes",
    ),
    "an attribute by a name that is changed": (
        (
            "KEY = 'mode'\ndef other():\n    global KEY\n    KEY = 'way'\nclass M:\n    def f(self, x):\n"
            "        setattr(self, KEY, x)\n        return x\n"
        ),
        "yes",
    ),
    "a message that an object starts and waits for, whatever it is called by": (
        HALO + "def f(u, halo):\n    halo.start(u)\n    halo.finish(u)\n\n"
        "def main(u):\n    f(u, Halo(MPI.COMM_WORLD))\n",
        "yes",
    ),
    "a message that an object starts, and that nobody waits for": (
        HALO + "def f(u, halo):\n    halo.start(u)\n    return u\n\n"
        "def main(u):\n    f(u, halo=Halo(MPI.COMM_WORLD))\n",
        "no",
    ),
    "a message that an object starts, or another one": (
        HALO + "class Other(Halo):\n    def start(self, u):\n        pass\n\n"
        "def f(u, halo):\n    halo.start(u)\n    return u\n\n"
        "def main(u):\n    f(u, Halo(MPI.COMM_WORLD))\n    f(u, Other(MPI.COMM_WORLD))\n",
        "unknown",
    ),
    "it prints": ("def f(x):\n    print(x)\n    return x * 2\n", "yes"),
}


def whole(program: str) -> Piece:
    name = "outer.f" if "def outer" in program else "M.f" if "class M" in program else "f"
    return said(program, name).whole


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


def test_functions_that_are_handed_to_each_other_are_cut() -> None:
    program = (
        "from functools import partial, reduce\ndef f(x):\n"
        "    several = [np.sin, np.cos, partial(np.multiply, 2.0), lambda z: z**2]\n"
        "    return np.sum(reduce(lambda acc, one: one(acc), several, x))\n"
    )
    assert whole(program).reentrant in ("yes", "unknown")
