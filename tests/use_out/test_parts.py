"""Parts of files that are made, removed and made again, files that have to be new; and what is known of an argument."""

from __future__ import annotations

from .judging import judged

HEAD = "import h5py, shelve, zarr\n"
FILES = {  # the body of a function of the name of a file, a mode, a key and a value
    "with h5py.File(n, 'a') as h:\n        del h[k]": "no",
    "with h5py.File(n, 'a') as h:\n        del h.attrs[k]": "no",
    "with h5py.File(n, 'a') as h:\n        h.attrs.__delitem__(k)": "no",
    "with h5py.File(n, 'a') as h:\n        return h.attrs.pop(k)": "no",
    "with h5py.File(n, 'a') as h:\n        h.attrs.clear()": "yes",
    "with h5py.File(n, 'w') as h:\n        h[k] = x\n        del h[k]": "yes",
    "with h5py.File(n, 'a') as h:\n        if k in h:\n            del h[k]": "unknown",
    "with h5py.File(n, 'a') as h:\n        if k in h:\n            del h[k]\n        h[k] = x": "yes",
    "with h5py.File(n, 'a') as h:\n        del h[k]\n        h[k] = x": "yes",
    "with h5py.File(n, 'a') as h:\n        del h[k]\n        h.create_dataset('other', data=x)": "no",
    "with h5py.File(n, 'a') as h:\n        del h[k]\n        if x:\n            h[k] = x": "no",
    "with h5py.File(n, 'a') as h:\n        del h[k]\n        if x is None:\n            return\n        h[k] = x": "no",
    "with h5py.File(n, m) as h:\n        del h[k]": "unknown",
    "with h5py.File(n, m) as h:\n        h.create_dataset(k, data=x)": "unknown",
    "with h5py.File(n, 'x') as h:\n        h[k] = x": "no",
    "with h5py.File(n, 'a') as h:\n        h[k][:] += x": "no",
    "with h5py.File(n, 'r') as h:\n        y = h[k][:]\n        y += x\n        return y": "yes",
    "with h5py.File(n, 'r') as h:\n        return h.attrs[k].decode('utf-8')": "yes",
    "g = zarr.open_group(n)\n    del g[k]": "no",
    "g = zarr.open_group(n, mode='a')\n    g.attrs[k] = x": "yes",
    "with shelve.open(n) as d:\n        del d[k]": "no",
    "with shelve.open(n) as d:\n        d[k] = x": "yes",
    "with shelve.open(n) as d:\n        d[k] = d.get(k, 0) + 1": "unknown",
    "return shelve.open(n)": "no",
}


test_a_part_that_is_removed_fails_where_it_is_gone = judged(FILES, f"{HEAD}def f(n, m, k, x):\n    ")


SEEDED = "def f(n, seed=None):\n    return np.random.default_rng(seed).random(n)\n"
PROGRAMS = {
    SEEDED: "no",
    SEEDED.replace("=None", ""): "yes",
    SEEDED.replace("=None", "=3"): "yes",
    SEEDED.replace("(seed)", "(seed or 1)"): "yes",
    SEEDED.replace("    return", "    if seed is None:\n        seed = 0\n    return"): "yes",
    SEEDED.replace("    return", "    if seed is None:\n        return n\n    return"): "yes",
    SEEDED.replace("default_rng", "RandomState").replace("random(n)", "rand(n)"): "no",
    "def f(n, seed=None):\n    np.random.seed(seed)\n    return np.random.rand(n)\n": "no",
    "def g(s):\n    return np.random.default_rng(s)\ndef f(n, seed=None):\n    return g(seed).random(n)\n": "no",
    (
        "from torch.utils.data import DataLoader\ndef f(d):\n    if not isinstance(d, DataLoader):\n"
        "        raise TypeError(d)\n    return [x for _, x in enumerate(d)]\n"
    ): "no",
    (
        "from torch.utils.data import DataLoader\ndef f(d):\n    assert isinstance(d, DataLoader)\n"
        "    return next(iter(d))\n"
    ): "no",
    (
        "import torch\ndef f(g: torch.Generator, s):\n    g.manual_seed(s)\n"
        "    return torch.randint(9, (s,), generator=g)\n"
    ): "yes",
    (
        "class C:\n    n = 0\n    @property\n    def p(self):\n        return C.n\n    @p.setter\n    def p(self, v):\n"
        "        C.n += v\ndef f(o: C, d):\n    for k, v in d.items():\n        setattr(o, k, v)\n"
    ): "no",
    "def f(c, k):\n    return c.execute('SELECT v FROM t WHERE k = ?', (k,)).fetchall()\n": "yes",
    "def f(c, k):\n    c.execute('INSERT INTO t VALUES (?)', (k,))\n": "no",
    "def f(c, k):\n    c.execute('INSERT OR REPLACE INTO t VALUES (?)', (k,))\n": "yes",
    "def f(c):\n    c.execute('CREATE TABLE t (k)')\n": "no",
    "def f(c):\n    c.execute('CREATE TABLE IF NOT EXISTS t (k)')\n": "yes",
    "def f(c):\n    c.executescript('CREATE TABLE IF NOT EXISTS t (k); INSERT INTO t VALUES (1)')\n": "unknown",
    "def f(c, q):\n    c.execute(q)\n": "unknown",
    "import torch.distributed as d\ndef f(x):\n    d.send(x, 1)\n": "no",
    "import requests\nS = requests.Session()\ndef f(u, x):\n    return S.post(u, json=x)\n": "no",
    "def f(x):\n    return x.normal_()\n": "no",
    "def f(x):\n    x.dropna(inplace=True)\n    return x\n": "yes",
    "import torch\ndef f(s: torch.optim.lr_scheduler.StepLR, x):\n    s.step(x)\n": "yes",
}


test_what_is_known_of_an_argument_tells = judged(PROGRAMS)
