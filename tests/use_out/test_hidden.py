"""Draws that libraries make by themselves, states of the world, and methods that tell no more than what is held."""

from __future__ import annotations

import pytest

from .checking import said
from .judging import judged

HEAD = (
    "import contextvars, functools, locale, os, sys\nimport matplotlib.pyplot as plt\n"
    "import networkx as nx\nimport numpy as np\nimport pandas as pd\nimport scipy\nimport torch\n"
    "from collections import OrderedDict\nfrom scipy.optimize import basinhopping\n"
    "from sklearn.cluster import KMeans\nfrom torch.utils.data import DataLoader\nfrom typing import Iterator\n"
    "from matplotlib import rcParams\nfrom pykdtree.kdtree import KDTree\n"
    "from sklearn.model_selection import KFold, train_test_split\n"
    "from sklearn.utils import check_random_state\n"
    "V = contextvars.ContextVar('V')\n\n@functools.cache\ndef kept(n):\n    return [n]\n\n"
)
VERDICTS = {  # the body of a function of `x` and `rng`
    "train_test_split(x)": "no",
    "train_test_split(x, random_state=0)": "yes",
    "train_test_split(x, random_state=x.seed)": "yes",
    "KMeans(3)": "yes",
    "KMeans(3).fit(x)": "no",
    "KMeans(3, random_state=0).fit(x).labels_": "yes",
    "DataLoader(x)": "yes",
    "[batch for batch in DataLoader(x)]": "no",
    "basinhopping(np.sum, x)": "no",
    "basinhopping(np.sum, x, seed=1)": "yes",
    "basinhopping(np.sum, x, rng=1)": "yes",
    "scipy.sparse.random(3, 3)": "no",
    "nx.erdos_renyi_graph(9, 0.1)": "no",
    "nx.erdos_renyi_graph(9, 0.1, seed=1)": "yes",
    "nx.random_lobster(9, 0.1, 0.1)": "no",
    "nx.erdos_renyi_graph(9, 0.1, 1)": "yes",
    "nx.community.louvain_communities(x)": "no",
    "nx.circular_layout(x)": "yes",
    "KDTree(x).query(x, k=3)": "yes",
    "nx.fiedler_vector(x)": "no",
    "nx.fiedler_vector(x, seed=1)": "yes",
    "nx.rich_club_coefficient(x)": "no",
    "nx.rich_club_coefficient(x, normalized=False)": "yes",
    "nx.rich_club_coefficient(x, False)": "yes",
    "nx.approximation.average_clustering(x)": "no",
    "nx.average_clustering(x)": "yes",
    "scipy.integrate.qmc_quad(np.sum, 0, 1)": "no",
    "scipy.integrate.qmc_quad(np.sum, 0, 1, qrng=scipy.stats.qmc.Halton(1, seed=1))": "yes",
    "scipy.stats.fit(scipy.stats.norm, x)": "no",
    "train_test_split(x, random_state=None)": "no",
    "[a for a, b in KFold(5, shuffle=True).split(x)]": "no",
    "[a for a, b in KFold(5, shuffle=True, random_state=1).split(x)]": "yes",
    "[a for a, b in KFold(5).split(x)]": "yes",
    "KFold(5, shuffle=True)": "yes",
    "scipy.stats.gaussian_kde(x).resample(5)": "no",
    "scipy.stats.gaussian_kde(x).resample(5, 1)": "yes",
    "scipy.stats.gamma(2.0).rvs(size=3)": "no",
    "scipy.stats.gamma(2.0).rvs(size=3, random_state=1)": "yes",
    "scipy.stats.gamma(2.0).pdf(x)": "yes",
    "scipy.stats.qmc.Sobol(2).random(8)": "no",
    "scipy.stats.qmc.Sobol(2, scramble=False).random(8)": "yes",
    "torch.nn.functional.dropout(x, 0.5)": "no",
    "torch.nn.functional.dropout(x, training=False)": "yes",
    "torch.nn.functional.dropout(x, 0.5, False)": "yes",
    "torch.nn.Dropout(0.5)": "yes",
    "torch.nn.Dropout(0.5)(x)": "no",
    "pd.DataFrame(x).to_csv(rng)": "yes",
    "pd.DataFrame(x).to_csv(rng, mode='a')": "no",
    "torch.set_num_threads(2)": "yes",
    "torch.manual_seed(torch.seed())": "no",
    "torch.set_num_threads(torch.get_num_threads() + 1)": "no",
    "np.seterr(all='ignore') and None": "no",
    "np.seterr(all='ignore'), None": "no",
    "(old := np.seterr(all='ignore')), np.log(x), np.seterr(**old), None": "yes",
    "locale.setlocale(locale.LC_ALL)": "yes",
    "locale.setlocale(locale.LC_ALL, 'C')": "no",
    "pd.set_option('display.width', pd.get_option('display.width') + 1)": "no",
    "pd.set_option('display.width', pd.get_option('display.height'))": "yes",
    "plt.plot(x)": "yes",  # doubled output does no harm
    "plt.plot(x), plt.savefig('a.png')": "no",
    "plt.plot(x), len(plt.gca().lines)": "no",
    "plt.figure(), plt.plot(x)": "yes",
    "sys.argv.pop()": "no",
    "sys.argv[1:]": "yes",
    "rcParams.update({'a': x})": "yes",
    "rcParams.setdefault('a', rcParams['b'])": "yes",
    "V.set(V.get() + 1)": "no",
    "V.set(3)": "yes",
    "kept(3).append(x)": "no",
    "len(kept(3))": "yes",
    "x.fetchone()": "no",
    "torch.nn.Linear(3, 4)": "no",
    "torch.nn.LayerNorm(3)": "yes",
    "torch.nn.init.normal_(x)": "no",
    "torch.nn.functional.gumbel_softmax(x)": "no",
    "check_random_state(None).normal()": "no",
    "check_random_state(1).normal()": "yes",
    "rng.choice(x)": "no",
    "rng.seed(x), rng.choice(x)": "yes",
    "rng.set_state(x), rng.rand(3)": "yes",
    "rng.get_state(), rng.rand(3)": "no",
    "np.random.mtrand._rand.rand(3)": "no",
    "getattr(next(iter(x)), rng)": "yes",
    "rng.shuffle(x)": "no",
    "x.np_random.sample(x, k=2)": "no",
    "x.random.sample(x, k=2)": "no",
    "x.rvs(size=3)": "no",
    "x.action_space(rng).sample()": "unknown",
    "x.sample(rng)": "unknown",
    "x.sample((3,), seed=rng)": "unknown",
    "pd.Series(x).sample(3)": "no",
    "next(iter(x))": "yes",
    "next(iter(OrderedDict(x)))": "yes",
    "next(x)": "no",
    "x.seek(0), x.write('a')": "yes",
    "x.seek(0, 2), x.write('a')": "no",
    "os.environ.get('A')": "yes",
    "os.environ.update(A='b')": "yes",
    "os.environ.update(A=os.environ['A'] + 'b')": "no",
    "os.environ.setdefault('A', 'b')": "yes",
}


test_an_expression_has_its_verdict = judged(VERDICTS, f"{HEAD}def f(x, rng):\n    return ")


PROGRAMS = {
    "a generator of the module": ("G = (i for i in range(9))\ndef f(x):\n    return list(zip(x, G))\n", "no"),
    "an iterator of the module": (
        "import itertools\nC = itertools.cycle([1])\ndef f(x):\n    return list(itertools.islice(C, 3))\n", "no"
    ),
    "an item that is deleted": ("D = {'a': 1}\ndef f(x):\n    del D['a']\n", "no"),
    "an item that is taken out and put back": (
        "D = {'a': 1}\ndef f(x):\n    old = D['a']\n    del D['a']\n    D['a'] = old\n", "yes"
    ),
    "a dict of its own that is made of one of the module": (
        (
            "G = {'a': []}\nclass R(dict):\n    def __init__(self, other):\n        super().__init__(other)\n"
            "        self['k'] = 1\ndef f(x):\n    R(G)['a'].append(len(R(G)['a']))\n"
        ),
        "no",
    ),
    "a dict of its own that is given a method": (
        (
            "import pandas as pd\nfrom types import MethodType\nclass R(dict):\n    pass\n"
            "def table(self):\n    return pd.DataFrame({'a': 1}, index=self['a'])\n"
            "def f(x):\n    r = R((k, [None]) for k in ['a'])\n    r['a'] = x['a']\n"
            "    r.table = MethodType(table, r)\n    return r.table()\n"
        ),
        "yes",
    ),
    "a table with defaults": (
        (
            "from collections import defaultdict\n"
            "class L:\n    def __init__(self):\n        self.state = defaultdict(dict)\n"
            "    def f(self, x):\n        s = self.state[x]\n        s['a'] = torch.clone(x.data)\n        x.mul_(2)\n"
            "def f(x: L):\n    x.f(torch.zeros(3))\n"
        ),
        "yes",
    ),
    "a part of a file that is passed": ("def f(x):\n    return x.create_dataset('a', data=[1])\n", "no"),
    "a part of a file that is asked for": (
        "def f(x):\n    if 'a' not in x:\n        x.create_dataset('a', data=[1])\n", "unknown"
    ),
    "a tensor is filled by chance": ("def f(x):\n    return torch.empty(3).bernoulli_(x)\n", "no"),
    "a message that is sent and received at once": (
        "def f(x, y, comm):\n    comm.Sendrecv(x, dest=1, recvbuf=y, source=0)\n    return y\n", "yes"
    ),
    "a name of Python 2": (
        "try:\n    import cPickle as p\nexcept ImportError:\n    p = None\ndef f(x):\n    return p.dumps(x)\n", "yes"
    ),
    "a deque of the module": ("from collections import deque\nQ = deque()\ndef f(x):\n    Q.rotate(1)\n", "no"),
    "a module by its name": (
        "import importlib\ndef f(x):\n    return importlib.import_module(x).run()\n", "unknown"
    ),
    "distributions in a distribution": (
        ("class D:\n    def __init__(self, ds):\n        self.ds = ds\n    def rvs(self):\n"
        "        return [d.rvs() for d in self.ds]\ndef f(x: D):\n    return x.rvs()\n"),
        "unknown",
    ),
    "a set is looked at and added to": (
        "SEEN = set()\ndef f(x):\n    new = x in SEEN\n    SEEN.add(x)\n    return new\n", "no"
    ),
    "what is added to is counted": ("def f(x):\n    x.seen.add(1)\n    return len(x.seen)\n", "yes"),
    "a tensor is added to": ("T = torch.zeros(3)\ndef f(x):\n    return T.add(x)\n", "yes"),
    "an attribute of the function": ("def f(x):\n    f.calls = getattr(f, 'calls', 0) + 1\n    return x\n", "no"),
    "an attribute of a function that is set": ("def f(x):\n    f.last = x\n    return x\n", "yes"),
    "a deque that is a default": (
        "import collections\ndef f(q=collections.deque([1, 2])):\n    return q.popleft()\n", "no"
    ),
    "a file that is added to": (
        "import h5py\ndef f(x):\n    with h5py.File(x, 'a') as g:\n        g.create_dataset('x', data=1)\n", "no"
    ),
    "a file that is written anew": (
        "import h5py\ndef f(x):\n    with h5py.File(x, 'w') as g:\n        g.create_dataset('x', data=1)\n", "yes"
    ),
    "a number in a file": (
        (
            "from pathlib import Path\n"
            "def f(x):\n    n = int(Path(x).read_text())\n    Path(x).write_text(str(n + 1))\n"
        ),
        "no",
    ),
    "a remote file": (
        "import fsspec\ndef f(x, d):\n    with fsspec.open(x, 'wb') as g:\n        g.write(d.encode())\n", "yes"
    ),
    "a remote file that is added to": (
        "import fsspec\ndef f(x, d):\n    with fsspec.open(x, 'ab') as g:\n        g.write(d)\n", "no"
    ),
    "a container that is a default": ("def f(x, a=[]):\n    a.append(x)\n    return a\n", "no"),
    "a table that is a default": ("def f(x, a={}):\n    a[x] = a.get(x, 0) + 1\n    return a\n", "no"),
    "a table that is a default, and is filled once": (
        "def f(n, a={}):\n    if n not in a:\n        a[n] = n * 2\n    return a[n]\n",
        "yes",
    ),
    "a default that is copied": ("def f(x, a=[]):\n    a = a + [x]\n    return a\n", "yes"),
    "a step of training": (
        (
            "def f(net, opt, x, y, loss):\n    opt.zero_grad()\n    value = loss(net(x), y)\n    value.backward()\n"
            "    torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)\n    opt.step()\n    return value.item()\n"
        ),
        "yes",
    ),
    "gradients of a global model": ("NET = make()\ndef f(x):\n    NET(x).sum().backward()\n", "unknown"),
    "a global optimizer": (
        (
            "NET = torch.nn.Linear(3, 4)\nOPT = torch.optim.SGD(NET.parameters(), 0.1)\n"
            "def f(x):\n    OPT.zero_grad()\n    NET(x).sum().backward()\n    OPT.step()\n"
        ),
        "no",
    ),
    "a step of an environment": ("def f(env, x):\n    return env.step(x)\n", "unknown"),
    "where texts go is kept and changed": (
        "def f(x):\n    x.old = sys.stdout\n    sys.stdout = x\n",
        "no",
    ),
    "where texts go is put back": (
        "def f(x):\n    old = sys.stdout\n    sys.stdout = x\n    print(1)\n    sys.stdout = old\n",
        "yes",
    ),
    "an iterator that is annotated": ("def f(x: Iterator[int]):\n    return sum(x)\n", "no"),
    "containers in containers": (
        (
            "def f(x):\n    if isinstance(x, dict):\n        return {k: f(v) for k, v in x.items()}\n"
            "    if isinstance(x, (list, tuple)):\n        return tuple(f(v) for v in x)\n    return x\n"
        ),
        "yes",
    ),
    "containers in containers, which are counted": (
        (
            "n = []\ndef f(x):\n    if isinstance(x, dict):\n        return {k: f(v) for k, v in x.items()}\n"
            "    n.append(x)\n    return x\n"
        ),
        "no",
    ),
    "a compiled function that is handed on": (
        (
            "import joblib, numba\n@numba.njit(cache=True)\ndef g(x):\n    return x + 1\n"
            "def f(x):\n    return joblib.Parallel(2)(joblib.delayed(g)(y) for y in x)\n"
        ),
        "yes",
    ),
    "a switch of a library": ("def f():\n    torch.backends.cudnn.benchmark = True\n", "yes"),
    "a global generator is set to a kept state": (
        "def f(x):\n    r = check_random_state(None)\n    r.set_state(x)\n    return r.normal()\n",
        "yes",
    ),
    "many classes tell the same": (
        "".join(f"class C{n}:\n    def size_of(self):\n        return len(self.a{n})\n" for n in range(7))
        + "class D:\n    def size_of(self):\n        return self.a.size_of() + 1\n"
        + "def f(x):\n    return x.size_of()\n",
        "yes",
    ),
    "one of many classes draws": (
        "".join(f"class C{n}:\n    def size_of(self):\n        return len(self.a{n})\n" for n in range(7))
        + "class D:\n    def size_of(self):\n        return np.random.rand()\n"
        + "def f(x):\n    return x.size_of()\n",
        "unknown",
    ),
}


test_a_program_has_its_verdict = judged(PROGRAMS.values(), HEAD)


MANAGERS = (
    "import contextlib\nimport numpy as np\nMODE = 1\n"
    "@contextlib.contextmanager\ndef mode(m):\n    global MODE\n    old = MODE\n    MODE = m\n"
    "    try:\n        yield m\n    finally:\n        MODE = old\n"
    "@contextlib.contextmanager\ndef moved(m):\n    global MODE\n    MODE = MODE + m\n    yield m\n"
    "class Counted:\n    def __enter__(self):\n        return self\n"
    "    def __exit__(self, *error):\n        global MODE\n        MODE += 1\n"
)
MANAGED = {  # the body of a function of `x`
    "    with mode(2):\n        return x * MODE\n": "yes",
    "    with mode(2) as m:\n        y = x * m\n    return y\n": "yes",
    "    with mode(1), mode(2):\n        return x\n": "yes",
    "    for y in x:\n        with mode(y):\n            if y > 3:\n                break\n            if y > 2:\n"
    "                continue\n            y += 1\n    return x\n": "yes",
    "    with moved(2):\n        return x\n": "no",
    "    with mode(2):\n        return x * np.random.rand()\n": "no",
    "    with mode(2):\n        COUNTS.append(x)\n": "no",
    "    with Counted():\n        x += 1\n    return x\n": "no",
    "    with Counted():\n        return x\n": "no",
    "    for y in x:\n        with Counted():\n            break\n": "no",
    "    for y in x:\n        with Counted():\n            continue\n": "no",
}


test_what_a_manager_puts_back_is_as_it_was = judged(MANAGED, f"{MANAGERS}COUNTS = []\ndef f(x):\n")


KEPT_BY_LIBRARIES = {  # a program with a function `f`
    "import webbrowser\ndef f():\n    webbrowser.open('https://example.org')\n": "no",
    "class A:\n    def f(self, seed):\n        self._rng.seed(seed)\n        return self._rng.randint(0, 9)\n": "yes",
    "class A:\n    def f(self):\n        self._rng.seed(None)\n        return self._rng.randint(0, 9)\n": "no",
    "class A:\n    def f(self):\n        return next(self.model.parameters()).dtype\n": "yes",
    "class A:\n    def f(self):\n        return next(self.model)\n": "no",
    "from sklearn.utils.validation import check_random_state\n"
    "class A:\n    def f(self, n):\n        return check_random_state(self.random_state).normal(size=n)\n": "no",
    "from sklearn.cluster import KMeans\n"
    "class A:\n    def f(self):\n        self.clf = KMeans(random_state=self.random_state)\n": "yes",
    "from sklearn.cluster import KMeans\n"
    "class A:\n    def f(self, x):\n        return KMeans(random_state=self.random_state).fit(x)\n": "no",
    "import mylib.noise\ndef f(n):\n    return mylib.noise.rng.normal(size=n)\n": "no",
    "import jax\ndef f(key):\n    return jax.random.normal(key)\n": "yes",
    "class A:\n    def __init__(self, generator):\n        self.generator = generator\n"
    "    def f(self, x):\n        return self.generator(x)\n": "yes",
    "import rasterio\ndef f(path):\n    return rasterio.open(path)\n": "no",
    "import ase.build\ndef f(name):\n    return ase.build.molecule(name)\n": "yes",
    "import ase.io\ndef f(path, atoms):\n    ase.io.write(path, atoms)\n": "unknown",
    "import ase\ndef f(atoms: ase.Atoms):\n    atoms.rattle()\n": "unknown",
    "def f(state, x):\n    state = state._replace(x=x)\n    return state.x\n": "yes",
    "import numpy as np\ndef g(n, seed=None):\n    np.random.seed(seed)\n    return np.random.rand(n)\n"
    "def f(n):\n    return g(n)\n": "no",
    "import numpy as np\ndef g(n, seed=None):\n    np.random.seed(seed)\n    return np.random.rand(n)\n"
    "def f(n):\n    return g(n, 3)\n": "yes",
    "from sklearn.utils.validation import check_random_state\n"
    "def f(n, rs=None):\n    rs = check_random_state(rs)\n    return rs.randint(n)\n": "no",
    "from sklearn.utils import check_random_state\ndef f(n):\n    return check_random_state(0).randint(n)\n": "yes",
    "from sklearn.utils import check_random_state\n"
    "def f(n, seed):\n    return check_random_state(seed).randint(n)\n": "yes",
    "fft = None\ndef g(*x):\n    global fft\n    if fft is None:\n"
    "        from scipy.fft import fft\n    return fft(*x)\n"
    "def f(x):\n    y = g(x)\n    y[0] /= 2\n    return y\n": "yes",
    "rng = None\ndef f(n):\n    global rng\n    if rng is None:\n"
    "        import numpy.random as rng\n    return rng.rand(n)\n": "no",
    "class A:\n    SIZE = 4\n    @classmethod\n    def f(cls, n):\n        size = cls.SIZE\n"
    "        size += n\n        return size\n": "yes",
    "class A:\n    SEEN = []\n    @classmethod\n    def f(cls, n):\n        seen = cls.SEEN\n"
    "        seen += [n]\n        return seen\n": "no",
    "from torch import nn\nclass A:\n    def __init__(self, g=None):\n"
    "        self.g = g if g is not None else nn.ReLU()\n"
    "    def f(self, x):\n        return self.g(x)\n": "yes",
    "from torch import nn\nclass A:\n    def __init__(self, g=None):\n        self.g = g or nn.Dropout(0.5)\n"
    "    def f(self, x):\n        return self.g(x)\n": "no",
    "def g(name, mode='r'):\n    mode += 't' if mode in ('r', 'w') else ''\n    return open(name, mode)\n"
    "def f(name):\n    with g(name) as file:\n        return file.read()\n": "yes",
    "def f(name, x):\n    with open(name, 'a' + ('b' if x else '')) as file:\n        file.write(x)\n": "no",
    "def f(name, mode):\n    with open(name, mode) as file:\n        return file.name\n": "unknown",
    "import yaml\ndef f(x, file):\n    yaml.dump(x, file)\n": "no",
    "import yaml\ndef f(x):\n    return yaml.dump(x)\n": "yes",
    "def f(make, x):\n    y = make(x)\n    y.zero_grad()\n    y.step()\n    return x\n": "yes",
    "def f(make, x):\n    y = make(x)\n    y.put(x)\n    return x\n": "unknown",
    "def f(make, x):\n    return make(x).rvs(3)\n": "unknown",
}


@pytest.mark.parametrize("program", KEPT_BY_LIBRARIES)
def test_what_objects_of_libraries_draw_from_and_go_on_with(program: str) -> None:
    name = "A.f" if "class A" in program else "f"
    assert said(program, name).whole.reentrant == KEPT_BY_LIBRARIES[program]
