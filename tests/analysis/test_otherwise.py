"""What takes a hazard away, or does not: who gives a resource back, what a draw is given, what it is looked at for."""

from __future__ import annotations

import pytest

from adlint.answers.document import Document
from adlint.settings import Settings
from adlint.workspace import Workspace

HEAD = (
    "import os, tempfile, time\nimport numpy as np\nfrom pathlib import Path\nfrom mpi4py import MPI\n"
    "from scipy import stats\n"
    "from scipy.cluster.vq import kmeans, kmeans2\n"
    "class Uniform(stats.rv_continuous):\n    def _pdf(self, x):\n        return np.exp(-x)\n"
    "class Stats:\n    def set_time(self, t, n):\n        if t == 0:\n            self.speed = 0.0\n"
    "        else:\n            self.speed = n / t\n"
)
STEP = (
    "    def step(v):\n        nonlocal log\n        if log is None:\n            log = open('log', 'w')\n"
    "        log.write(str(v))\n        return v * 2.0\n    x = step(x)\n"
)
SENDS = "    MPI.COMM_WORLD.send(x, c.rank)\n    return np.sin(x)\n"
ZIPPED = (
    "from zipfile import ZipFile\ndef f(x):\n    with tempfile.TemporaryDirectory() as d:\n"
    "        name = os.path.join(d, x)\n        try:\n            with ZipFile(name, 'r') as z:\n"
    "                z.extractall(x)\n"
)
TRIED = "def f(x):\n    d = tempfile.mkdtemp()\n    x = np.sin(x)\n    try:\n"
SAVED = (
    "def f(x):\n    if time.time() - x.last > 3:\n        with open(x.path, 'w') as o:\n            o.write(str(x.u))\n"
)
FREED = (
    "import weakref\ndef freed(c):\n    weakref.finalize(c, print, c.handle)\n    return c\n"
    "def same(c):\n    print(c.handle)\n    return c\n"
)
FOUND = {
    f"def f(x):\n    log = None\n{STEP}    return x\n": "AD101",
    f"def f(x):\n    log = None\n{STEP}    log.close()\n    return x\n": "",
    "def f(x, m):\n    d = tempfile.mkdtemp()\n    def gone():\n        os.rmdir(d)\n    m.end = gone\n": "",
    "def f(x, m):\n    d = tempfile.mkdtemp()\n    def gone():\n        os.rmdir(m)\n    m.end = gone\n": "AD104",
    "def f(x):\n    h, p = tempfile.mkstemp()\n    os.close(h)\n": "AD104",
    "def f(x):\n    h, p = tempfile.mkstemp()\n    os.close(h)\n    Path(p).unlink()\n": "",
    "def f(x, t):\n    with tempfile.NamedTemporaryFile(delete=False) as o:\n        o.write(x)\n": "AD104",
    "def f(x, t):\n    with tempfile.NamedTemporaryFile(delete=False) as o:\n        o.write(x)\n"
    "    os.replace(o.name, t)\n": "",
    "def f(x):\n    return x * Uniform(a=0.0).rvs(size=3)\n": "AD105",
    "def f(x, s):\n    d = Uniform(a=0.0, seed=s)\n    return x * d.rvs(size=3)\n": "",
    "def f(x, s, **more):\n    more['seed'] = s\n    d = Uniform(**more)\n    return x * d.rvs(size=3)\n": "",
    "def f(x, s, **more):\n    more['name'] = s\n    d = Uniform(**more)\n    return x * d.rvs(size=3)\n": "AD105",
    "def f(x, start):\n    return kmeans2(x, start, minit='matrix')[0]\n": "",
    "def f(x):\n    return kmeans2(x, 3)[0]\n": "AD105",
    "def f(x):\n    c = np.asarray(x)\n    return kmeans2(c, c[np.arange(3)])[0]\n": "",
    "def f(x, s):\n    return kmeans(x, x[:3] / s)[0]\n": "",
    "def f(x):\n    return x * np.random.Generator(np.random.MT19937()).normal()\n": "AD105",
    "def f(x, s):\n    return x * np.random.Generator(np.random.MT19937(s)).normal()\n": "",
    "def f(u, m):\n    assert m is None or np.random.rand() < 1 or np.all(u < 2)\n    return u / 3.0\n": "",
    "def f(u, m):\n    s = 2.0 if np.random.rand() < 0.5 else 1.0\n    return u * s\n": "AD105",
    "def f(u, m):\n    if np.random.rand() < 0.5:\n        m.append(u)\n": "AD105",
    "def f(u, m):\n    k = np.random.rand()\n    assert k < 1\n    return u * k\n": "AD105",
    "def f(x):\n    t = time.time()\n    Stats().set_time(time.time() - t, 3)\n    return x * 2.0\n": "",
    "def f(x, s):\n    t = time.time()\n    s.late = 1 if time.time() - t > 3 else 0\n    return x\n": "AD106",
    "def f(x):\n    if 'D' not in os.environ:\n        os.environ['D'] = tempfile.mkdtemp()\n": "",
    "def f(x):\n    if f.folder is None:\n        f.folder = tempfile.mkdtemp()\n": "",
    "def f(x):\n    if f.folder is None:\n        f.other = tempfile.mkdtemp()\n": "AD104",
    "def f(x):\n    if 'E' not in os.environ:\n        os.environ['D'] = tempfile.mkdtemp()\n": "AD104",
    "from tempfile import _TemporaryFileWrapper as W\ndef f(x):\n    h = open(x, 'w')\n    return W(h, x)\n": "",
    f"def f(x, c):\n    if c.rank != MPI.PROC_NULL:\n        return np.sin(x)\n{SENDS}": "",
    f"def f(x, c):\n    if c.rank != MPI.ROOT:\n        return np.sin(x)\n{SENDS}": "AD102",
    f"{ZIPPED}            return True\n        except ValueError:\n            return False\n": "",
    f"{ZIPPED}            z = ZipFile(name)\n        except ValueError:\n            return False\n": "AD101",
    f"{TRIED}        os.rmdir(d)\n    except OSError:\n        pass\n    return x / 2\n": "",
    f"{TRIED}        x.run(d)\n        os.rmdir(d)\n    except OSError:\n        pass\n    return x / 2\n": "AD104",
    f"{SAVED}        x.last = time.time()\n    return x.u / 2\n": "",
    f"{SAVED}        x.u = x.u * 2\n    return x.u / 2\n": "AD106",
    f"{FREED}def f(x):\n    c = freed(MPI.COMM_WORLD.Dup())\n    return c.allreduce(x)\n": "",
    f"{FREED}def f(x):\n    c = same(MPI.COMM_WORLD.Dup())\n    return c.allreduce(x)\n": "AD104",
    "def f(x):\n    t = time.time() - x.start\n    x.log.record_scalar('late', t if t > 0 else 1.0)\n": "",
}


@pytest.mark.parametrize("program", FOUND)
def test_what_is_otherwise_is_found(program: str) -> None:
    report = Workspace().check([Document("m.py", "m", HEAD + program)], Settings(scope="all"))
    assert {finding.code for finding in report.findings} == {FOUND[program]} - {""}


KEPT = """
import zipfile
class R:
    def __init__(self, name):
        self.name = name
        self.archive = None
    def begin(self):
        if self.name:
            self.file = open(self.name, "wb")
        else:
            self.archive = zipfile.ZipFile("a", "r")
            self.file = self.archive.open("x", "r")
        return self.file
    def end(self):
        self.file.close()
        if self.archive:
            self.archive.close()
class P:
    def __init__(self, r):
        self.r = r
    def write(self, x):
        self.r.begin().write(x.tobytes())
        return x * 2.0
def go(x):
    r = R("a")
    y = P(r).write(x)
    r.end()
    return y
"""


def test_what_an_attribute_holds_is_asked_for_and_given_back() -> None:
    report = Workspace().check([Document("m.py", "m", KEPT)], Settings(scope="numeric"))
    assert not report.findings
