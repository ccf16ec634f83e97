"""What goes with the last reference to it is given back; what does not, or is written to, is not."""

from __future__ import annotations

import pytest

from adlint.settings import Settings
from adlint.workspace import Document, Workspace

HEAD = "import csv, gzip, io, json, random, tarfile, tempfile\nimport h5py\nimport numpy as np\n"
GIVEN_BACK = {
    "read at once": "def f(u, p):\n    return u * float(open(p).read())\n",
    "given to a reader": "def f(u, p):\n    return u * json.load(open(p, 'r'))['a']\n",
    "a loop over lines": "def f(u, p):\n    for line in open(p):\n        u = u * float(line)\n    return u\n",
    "lines of a file": "def f(u, p):\n    return u * sum([float(l) for l in open(p, mode='rt')])\n",
    "a dataset of a file": "def f(u, p):\n    return u * h5py.File(p)['x'][:]\n",
    "a returned dataset": "def f(p):\n    h = h5py.File(p)\n    return h['g']['x']\n",
    "a new dataset": "def f(u, p):\n    h = h5py.File(p, 'w')\n    return h.create_dataset('x', data=u)\n",
    "a dataset through a call": (
        "def f(p):\n    h = h5py.File(p)\n    return h['x']\ndef g(u, p):\n    d = f(p)\n    return d[:] * u\n"
    ),
    "a map of a file": "def f(u, p):\n    m = np.memmap(p, dtype='f8', mode='r+')\n    m[:] = u\n    return u * 2.0\n",
    "a new map that is deleted": "def f(u, p):\n    m = np.memmap(p, 'f8', 'w+')\n    m[:] = u\n    del m\n",
    "memory in a variable": "import mmap\ndef f(u):\n    m = mmap.mmap(-1, 8)\n    m.write(u)\n    return u * 2.0\n",
    "memory of a callee": (
        "import mmap\ndef room(n):\n    try:\n        return mmap.mmap(-1, n)\n    except OSError:\n"
        "        return np.zeros(n)\ndef f(u):\n    m = room(8)\n    m[:] = u\n    return u * 2.0\n"
    ),
    "memory that an object keeps": "import mmap\ndef f(self, u):\n    self.m = mmap.mmap(-1, 8)\n    return u * 2.0\n",
    "a file that is asked for its name": (
        "def f(u):\n    t = tempfile.NamedTemporaryFile()\n    np.save(t.name, u)\n    return np.load(t.name)\n"
    ),
    "a name through a call": (
        "def place():\n    return tempfile.NamedTemporaryFile()\n"
        "def f(u):\n    t = place()\n    np.save(t.name, u)\n    return np.load(t.name)\n"
    ),
    "a folder that is asked for its name": (
        "def f(u):\n    d = tempfile.TemporaryDirectory().name\n    np.save(d + '/u', u)\n    return u * 2.0\n"
    ),
    "a reader of bytes": (
        "def f(u, b):\n    r = gzip.GzipFile(fileobj=io.BytesIO(b))\n    return u * float(r.read())\n"
    ),
    "a reader of some stream": (
        "def f(u, p):\n    with p.open('rb') as s:\n        r = gzip.open(s)\n        return u * float(r.read())\n"
    ),
    "a flag that is True": (
        "def f(u, p):\n    ours = False\n    if isinstance(p, str):\n        p = open(p)\n        ours = True\n"
        "    u = u * 2.0\n    if ours is True:\n        p.close()\n    return u\n"
    ),
    "closed where it is kept": (
        "def f(u, p):\n    held = {}\n    held.setdefault('log', open(p, 'a'))\n    held['log'].close()\n"
        "    return u * 2.0\n"
    ),
    "handed on": "def f(p):\n    h = open(p)\n    return g(h)\ndef g(h):\n    return h, 1.0\n",
}
KEPT = {
    "written": ("def f(u, p):\n    open(p, 'w').write(str(u))\n    return u * 2.0\n", "AD101"),
    "appended": ("def f(u, p):\n    np.savetxt(open(p, mode='a'), u)\n    return u * 2.0\n", "AD101"),
    "an unknown mode": ("def f(u, p, m):\n    return u * float(open(p, m).read())\n", "AD101"),
    "a variable": ("def f(u, p):\n    h = open(p)\n    return u * float(h.read())\n", "AD101"),
    "a reader that is kept": ("def f(self, p):\n    self.rows = csv.reader(open(p))\n", "AD101"),
    "a method that is kept": ("def f(self, p):\n    self.line = open(p).readline\n", "AD101"),
    "a compressed archive": ("def f(p, s):\n    tarfile.open(p, 'w:gz').add(s)\n", "AD101"),
    "an unknown mode by keyword": ("def f(u, p, m):\n    json.dump(u, open(p, mode=m))\n", "AD101"),
    "a file that a callee lets stay": (
        ("def make():\n    return tempfile.NamedTemporaryFile(delete=False)\n"
        "def f(u):\n    name = make().name\n    return u, name\n"),
        "AD104",
    ),
    "a dataset on one of two ways": (
        "def f(p, lazy):\n    h = h5py.File(p)\n    if lazy:\n        return h['x']\n    return h['x'][:]\n",
        "AD101",
    ),
    "a flag that is None": (
        ("def f(p, keep=None):\n    if keep is False:\n        return 0\n    h = open(p, 'w')\n"
        "    if keep:\n        h.close()\n"),
        "AD101",
    ),
    "a read dataset": ("def f(u, p):\n    h = h5py.File(p)\n    return h['x'][:]\n", "AD101"),
    "a new map": ("def f(u, p):\n    m = np.memmap(p, 'f8', 'w+')\n    m[:] = u\n    return u * 2.0\n", "AD104"),
    "memory that is kept beside other": (
        "import mmap\nkept = {}\ndef f(u, n):\n    kept[n] = mmap.mmap(-1, 8)\n    return u * 2.0\n",
        "AD104",
    ),
    "shared memory": (
        ("from multiprocessing.shared_memory import SharedMemory\n"
        "def f(u):\n    m = SharedMemory(create=True, size=8)\n    m.buf[0] = 1\n    return u * 2.0\n"),
        "AD104",
    ),
    "memory of MPI": (
        "from mpi4py import MPI\ndef f(u):\n    m = MPI.Alloc_mem(8)\n    m[:] = u\n    return u * 2.0\n",
        "AD104",
    ),
    "a file that stays": (
        "def f(u):\n    t = tempfile.NamedTemporaryFile(delete=False)\n    np.save(t.name, u)\n    return u * 2.0\n",
        "AD104",
    ),
    "a written temporary file": (
        "def f(u):\n    t = tempfile.NamedTemporaryFile()\n    t.write(u)\n    return u * 2.0\n",
        "AD104",
    ),
    "a flag that is False": (
        "def f(u, p):\n    on = True\n    h = open(p)\n    if on is False:\n        h.close()\n    return u * 2.0\n",
        "AD101",
    ),
}


def found(program: str) -> set[str]:
    report = Workspace().check([Document("m.py", "m", HEAD + program)], Settings(scope="all"))
    return {finding.code for finding in report.findings}


@pytest.mark.parametrize("name", GIVEN_BACK)
def test_what_goes_by_itself_is_given_back(name: str) -> None:
    assert found(GIVEN_BACK[name]) == set()


@pytest.mark.parametrize("name", KEPT)
def test_what_stays_is_found(name: str) -> None:
    program, code = KEPT[name]
    assert found(program) == {code}


TEXTS = [
    "str(random.random())",
    "f'run-{random.randint(0, 9)}'",
    "'%d' % random.randint(0, 9)",
    "'{}'.format(random.random())",
    "''.join(random.choices('abc', k=8))",
    "''.join(random.choice('abc') for _ in range(8))",
    "np.random.rand(3).shape",
    "[np.random.rand(3).size, 1]",
    "hasattr(random.random(), 'imag')",
]
NUMBERS = [
    "len(str(random.random()))",
    "float('%.3f' % random.random())",
    "[1, 2][int(f'{random.randint(0, 1)}')]",
    "{'p0': 1, 'p1': 2}[f'p{random.randint(0, 1)}']",
    "(u[np.random.rand(3) < 0.5]).size",
    "len(np.flatnonzero(np.random.rand(3) < 0.5))",
    "random.choice([u, u[1:]]).shape",
    "u.join(np.random.rand(3))",
    "random.random()", "[random.random()]", "(random.random(), 1)", "float(random.random())"]


def draws(expression: str) -> bool:
    program = f"import random, numpy as np\ndef f(u):\n    made = {expression}\n    return u * 2.0, made\n"
    return found(program) == {"AD105"}


@pytest.mark.parametrize("expression", TEXTS)
def test_a_draw_that_only_names_something_is_no_hazard(expression: str) -> None:
    assert not draws(expression)


def test_what_only_probes_a_callee_is_no_hazard() -> None:
    program = """\
import numpy as np
def f(u, step):
    def agree(a, b):
        if a != b:
            raise ValueError("shapes")
    v = np.random.normal(size=u.shape)
    first, second = step(u, v)
    agree(first.shape, second.shape)
    return u * 2.0
"""
    assert found(program) == set()
    assert found(program.replace("return u * 2.0", "return first")) == {"AD105"}
    assert found(program.replace("if a != b", "if a != v")) == {"AD105"}


def test_a_generator_that_gets_its_state_is_no_hazard() -> None:
    program = "import random\ndef f(u, state):\n    r = random.Random()\n    {}\n    return u * r.random()\n"
    assert found(program.format("r.setstate(state)")) == set()
    for other in ("pass", "r.seed()", "r.seed(None)", "if state is not None:\n        r.seed(state)"):
        assert found(program.format(other)) == {"AD105"}


@pytest.mark.parametrize("expression", NUMBERS)
def test_a_draw_that_is_a_number_is_one(expression: str) -> None:
    assert draws(expression)


@pytest.mark.parametrize(
    "body",
    [
        "    t = tempfile.NamedTemporaryFile()\n    g = t\n    t = g\n    return u\n",
        "    t = random.Random()\n    g = t\n    t = g\n    return u * t.random()\n",
    ],
)
def test_variables_that_are_swapped_end(body: str) -> None:
    assert "AD904" not in found(f"def f(u):\n{body}")


def test_many_sums_of_a_draw_end() -> None:
    sums = "".join(f"    a{i + 1} = a{i} + a{i}\n" for i in range(60))
    assert found(f"def f(u):\n    a0 = random.random()\n{sums}    return u, f'{{a60}}'\n") == set()


def test_one_of_too_many_resources_may_be_any() -> None:
    arms = "".join(f"    if k == {i}:\n        h = open(p)\n" for i in range(12))
    program = f"class Owner:\n    pass\ndef f(p, k):\n    h = None\n{arms}    return Owner(h), 1.0\n"
    assert found(program) == set()
    assert found(program.replace("Owner(h)", "Owner(p)")) == {"AD101"}
