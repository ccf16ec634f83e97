"""What stays behind a call that no variable of it shows: shared defaults, maps of files, tables, temporary files."""

from __future__ import annotations

from .judging import judged

HEAD = (
    "import os, tempfile, types\nimport numpy as np\nimport pandas as pd\nfrom datetime import timedelta\n"
    "from pathlib import Path\nfrom scipy.integrate import ode\n"
    "class C:\n    n = 0\n    def seen(self, x, a=[]):\n        a.append(x)\n        return len(a)\n"
    "W = np.zeros(3)\nTABLE = pd.DataFrame({'a': [0.0]})\nBITS = np.random.PCG64(3)\n"
    "SEEDS = np.random.SeedSequence(3)\n"
    "R = ode(lambda t, y: -y).set_integrator('dopri5').set_initial_value([1.0], 0.0)\n"
)
PROGRAMS = {
    "def f(x, a=np.zeros(3)):\n    a += x\n    return a\n": "no",
    "def f(x, a=np.zeros(3)):\n    a = a + x\n    a += 1\n    return a\n": "yes",
    "def f(x, c=C()):\n    c.n += 1\n    return c.n\n": "no",
    "def f(x, s=types.SimpleNamespace(n=0)):\n    s.n += 1\n    return x * s.n\n": "no",
    "def f(x, w=W):\n    w += x\n    return w\n": "no",
    "def f(x):\n    return C().seen(x)\n": "no",
    "def f(x, b=float('inf')):\n    b += x\n    return b\n": "yes",
    "def f(x, dt=timedelta(days=1)):\n    return x + dt\n": "yes",
    "def f(x):\n    TABLE.loc[len(TABLE)] = x\n    return TABLE['a'].mean()\n": "no",
    "def f(t, i, x):\n    t.loc[i, 'a'] = x\n    return t.iloc[0].sum()\n": "yes",
    "def f(p, n):\n    m = np.memmap(p, mode='r+', shape=(n,))\n    m += 1.0\n    return m[0]\n": "no",
    "def f(p, n):\n    m = np.memmap(p, mode='c')\n    m += 1\n    return float(m[0])\n": "yes",
    "def f(p, q):\n    m = np.memmap(p, mode='r')\n    k = np.memmap(q, mode='r+')\n    k[:] = m * 2\n": "yes",
    "def f(dt):\n    return R.integrate(R.t + dt)\n": "no",
    "def f(y, t):\n    r = ode(lambda t, y: -y)\n    r.set_initial_value(y, 0.0)\n    return r.integrate(t)\n": "yes",
    "def f(x):\n    return x * np.random.Generator(BITS).standard_normal()\n": "no",
    "def f(x):\n    return x * np.random.default_rng(SEEDS).standard_normal()\n": "yes",
    "def f(x):\n    s = np.random.SeedSequence()\n    return x * np.random.default_rng(s).normal()\n": "no",
    "def f(x):\n    h, p = tempfile.mkstemp()\n    os.close(h)\n    return x\n": "no",
    "def f(x):\n    h, p = tempfile.mkstemp()\n    os.close(h)\n    Path(p).unlink()\n    return x\n": "yes",
    "def f(x):\n    with tempfile.NamedTemporaryFile('w', delete=False) as o:\n        o.write(str(x))\n": "no",
    "def f(x, t):\n    with tempfile.NamedTemporaryFile('w', delete=False) as o:\n        o.write(str(x))\n"
    "    os.replace(o.name, t)\n": "yes",
}


test_what_is_left_behind_is_judged = judged(PROGRAMS, HEAD)


STORED = {  # the body of a function of `k`, `other` and `x`, beside a table of the module
    "T[k] = x\n    return T[k] + 1": "yes",
    "T[k, 0] = x\n    return T[k, 0] + 1": "yes",
    "T[k] = x\n    T[other] = 3\n    return T[k] + 1": "no",
    "T[k] = x\n    return T[other] + 1": "no",
    "T[k] = x\n    k = other\n    return T[k] + 1": "no",
    "T[k] = x\n    T.pop(other)\n    return T[k] + 1": "no",
    "T[k] = x\n    T.update(other)\n    return T[k] + 1": "no",
    "if x > 1:\n        T[k] = x\n    return T[k] + 1": "no",
    "for k in other:\n        T[k] = x\n    for k in other:\n        x += T[k]\n    return x": "no",
    "T[k] = T[k] + x\n    return T[k] + 1": "no",
}


test_what_was_stored_under_a_key_stands_there = judged(STORED, "T = {}\ndef f(k, other, x):\n    ")
