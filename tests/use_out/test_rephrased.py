"""No verdict hangs on names or on how a function is called: programs that do the same are judged alike."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import pytest

from adlint.answers.document import Document
from adlint.settings import Settings
from adlint.workspace import Workspace

from .rephrasing import MODULE, RENAMED, WAYS, rephrased

# what rephrasing adds is judged, too
HELPER = re.compile(r"`(helper\d*|Helper\.act\d*|apply|f\.<lambda\d*>|plainly\.plain)`")

# the verdict, the function whose calls are made in other ways, and the program
CASES = {
    "a file that is written anew": (
        "yes",
        "open",
        "def f(p, x):\n    with open(p, 'w') as s:\n        s.write(str(x))\n",
    ),
    "a file that is appended to": (
        "no",
        "open",
        "def f(p, x):\n    with open(p, 'a') as s:\n        s.write(str(x))\n",
    ),
    "a file that is read": (
        "yes",
        "open",
        "def f(p, x):\n    s = open(p)\n    y = s.read()\n    s.close()\n    return y\n",
    ),
    "a file that is left open": ("no", "open", "def f(p, x):\n    s = open(p)\n    y = s.read()\n    return y\n"),
    "a file closed on one path": (
        "no",
        "open",
        "def f(p, x):\n    s = open(p)\n    if x > 0:\n        s.close()\n    return x\n",
    ),
    "a file that is removed": ("no", "os.remove", "import os\n\ndef f(p, x):\n    os.remove(p)\n    return x\n"),
    "a folder that may be there": (
        "yes",
        "os.makedirs",
        "import os\n\ndef f(p, x):\n    os.makedirs(p, exist_ok=True)\n    return x\n",
    ),
    "a folder that is made": ("no", "os.makedirs", "import os\n\ndef f(p, x):\n    os.makedirs(p)\n    return x\n"),
    "a draw": ("no", "np.random.normal", "import numpy as np\n\ndef f(x):\n    return x + np.random.normal(size=3)\n"),
    "a draw of Python's": ("no", "random.random", "import random\n\ndef f(x):\n    return x * random.random()\n"),
    "a generator with a seed": (
        "yes",
        "np.random.default_rng",
        "import numpy as np\n\ndef f(x):\n    rng = np.random.default_rng(3)\n    return x + rng.normal()\n",
    ),
    "a generator without one": (
        "no",
        "np.random.default_rng",
        "import numpy as np\n\ndef f(x):\n    rng = np.random.default_rng()\n    return x + rng.normal()\n",
    ),
    "a generator that is passed": ("no", "rng.normal", "def f(x, rng):\n    return x * rng.normal()\n"),
    "a generator of the module": (
        "no",
        "rng.normal",
        "import numpy as np\nrng = np.random.default_rng(0)\n\ndef f(x):\n    return x * rng.normal()\n",
    ),
    "a generator of the module that is given a state": (
        "no",
        "rng.random",
        "import random\nrng = random.Random(0)\n\ndef f(x):\n    rng.seed()\n    return x * rng.random()\n",
    ),
    "an iterator of the module": (
        "no",
        "next",
        "import itertools\nturns = itertools.count()\n\ndef f(x):\n    return x * next(turns)\n",
    ),
    "a loop over an iterator of the module": (
        "no",
        "abs",
        "rows = iter([1.0, 2.0])\n\ndef f(x):\n    for row in rows:\n        x = abs(x) * row\n    return x\n",
    ),
    "a queue of the module": (
        "no",
        "jobs.put",
        "import queue\njobs = queue.Queue()\n\ndef f(x):\n    jobs.put(x)\n    return x * 2.0\n",
    ),
    "a heap of the module": (
        "no",
        "heapq.heappush",
        "import heapq\nheap = []\n\ndef f(x):\n    heapq.heappush(heap, x)\n    return x * 2.0\n",
    ),
    "an array of the module that is added to": (
        "no",
        "np.add",
        "import numpy as np\ntotal = np.zeros(3)\n\ndef f(x):\n    np.add(total, x, out=total)\n    return x * 2.0\n",
    ),
    "an object of the module that counts": (
        "no",
        "state.count",
        (
            "class State:\n    def __init__(self):\n        self.n = 0\n    def count(self):\n        self.n += 1\n\n"
            "state = State()\n\ndef f(x):\n    state.count()\n    return x * 2.0\n"
        ),
    ),
    "an object of its own that counts": (
        "yes",
        "state.count",
        (
            "class State:\n    def __init__(self):\n        self.n = 0\n    def count(self):\n        self.n += 1\n\n"
            "def f(x):\n    state = State()\n    state.count()\n    return x * state.n\n"
        ),
    ),
    "a clock": ("no", "time.time", "import time\n\ndef f(x):\n    return x * time.time()\n"),
    "a date": (
        "no",
        "datetime.datetime.now",
        "import datetime\n\ndef f(x):\n    return x * datetime.datetime.now().year\n",
    ),
    "an iterator": ("no", "next", "def f(it, x):\n    return next(it) * x\n"),
    "an iterator of its own": ("yes", "next", "def f(x: list):\n    it = iter(x)\n    return next(it) * 2.0\n"),
    "a cursor": ("no", "stream.readline", "def f(stream, x):\n    return float(stream.readline())\n"),
    "a message that is sent": (
        "no",
        "comm.send",
        "from mpi4py import MPI\ncomm = MPI.COMM_WORLD\n\ndef f(x):\n    comm.send(x, dest=1)\n    return x\n",
    ),
    "a message there and back": (
        "unknown",
        "comm.send",
        (
            "from mpi4py import MPI\ncomm = MPI.COMM_WORLD\n\n"
            "def f(x):\n    comm.send(x, dest=1)\n    return comm.recv(source=1)\n"
        ),
    ),
    "a buffer that is sent": (
        "no",
        "comm.Send",
        (
            "import numpy as np\nfrom mpi4py import MPI\ncomm = MPI.COMM_WORLD\n\n"
            "def f(x):\n    comm.Send(x, dest=1)\n    return x\n"
        ),
    ),
    "a request that nobody waits for": (
        "no",
        "comm.isend",
        (
            "from mpi4py import MPI\ncomm = MPI.COMM_WORLD\n\n"
            "def f(x):\n    r = comm.isend(x, dest=1)\n    return comm.recv(source=1)\n"
        ),
    ),
    "a request with its wait": (
        "unknown",
        "comm.isend",
        (
            "from mpi4py import MPI\ncomm = MPI.COMM_WORLD\n\n"
            "def f(x):\n    r = comm.isend(x, dest=1)\n    y = comm.recv(source=1)\n    r.wait()\n    return y\n"
        ),
    ),
    "a reduction": (
        "yes",
        "comm.allreduce",
        "from mpi4py import MPI\ncomm = MPI.COMM_WORLD\n\ndef f(x):\n    return comm.allreduce(x)\n",
    ),
    "a counter": (
        "no",
        "count",
        "n = 0\n\ndef count():\n    global n\n    n += 1\n\ndef f(x):\n    count()\n    return x\n",
    ),
    "a list that grows": ("no", "seen.append", "seen = []\n\ndef f(x):\n    seen.append(x)\n    return x * 2.0\n"),
    "a list of its own": ("yes", "seen.append", "def f(x):\n    seen = []\n    seen.append(x)\n    return seen\n"),
    "counts by name": ("no", "abs", "stats = {'calls': 0}\n\ndef f(x):\n    stats['calls'] += 1\n    return abs(x)\n"),
    "a table that is filled": (
        "yes",
        "np.sin",
        (
            "import numpy as np\ntable = {}\n\n"
            "def f(k):\n    if k not in table:\n        table[k] = np.sin(k)\n    return table[k]\n"
        ),
    ),
    "a cache": (
        "yes",
        "look",
        "import functools\n\n@functools.lru_cache\ndef look(k):\n    return k * 2.0\n\ndef f(k):\n    return look(k)\n",
    ),
    "a lock": (
        "yes",
        "lock.acquire",
        (
            "import threading\nlock = threading.Lock()\n\n"
            "def f(x):\n    lock.acquire()\n    y = x * 2.0\n    lock.release()\n    return y\n"
        ),
    ),
    "a lock that stays": (
        "no",
        "lock.acquire",
        "import threading\nlock = threading.Lock()\n\ndef f(x):\n    lock.acquire()\n    return x * 2.0\n",
    ),
    "a process": ("no", "subprocess.run", "import subprocess\n\ndef f(x):\n    subprocess.run(['ls'])\n    return x\n"),
    "a temporary folder": (
        "no",
        "tempfile.mkdtemp",
        "import tempfile\n\ndef f(x):\n    p = tempfile.mkdtemp()\n    return x\n",
    ),
    "an attribute of the class": (
        "no",
        "M.count",
        "class M:\n    n = 0\n    def count():\n        M.n += 1\n\ndef f(x):\n    M.count()\n    return x\n",
    ),
    "a request that is sent": (
        "no",
        "requests.post",
        "import requests\n\ndef f(u, x):\n    requests.post(u, json=x)\n    return x\n",
    ),
    "a setting that is asked and set": (
        "no",
        "gc.disable",
        "import gc\n\ndef f(x):\n    on = gc.isenabled()\n    gc.disable()\n    return x * on\n",
    ),
    "an item that is looked up": (
        "yes",
        "operator.itemgetter",
        "import operator\n\ndef f(rows, k):\n    get = operator.itemgetter(k)\n    return sorted(rows, key=get)\n",
    ),
    "bytes that are pressed": ("yes", "zlib.compress", "import zlib\n\ndef f(x):\n    return zlib.compress(x)\n"),
    "secret bytes": (
        "no",
        "secrets.token_bytes",
        "import secrets\n\ndef f(x):\n    return x + secrets.token_bytes(4)\n",
    ),
    "a table that is written": ("yes", "df.to_csv", "def f(df, p):\n    df.to_csv(p)\n    return p\n"),
    "a table that is drawn from by a seed": (
        "yes",
        "df.sample",
        "def f(df, n):\n    return df.sample(n=n, random_state=3)\n",
    ),
    "a lock with a time-out": (
        "no",
        "lock.acquire",
        "import threading\nlock = threading.Lock()\n\ndef f(x):\n    lock.acquire(timeout=1.0)\n    return x * 2.0\n",
    ),
    "a message to a port": (
        "no",
        "s.sendto",
        (
            "import socket\n\ndef f(x, port):\n    s = socket.socket()\n    s.sendto(x, ('localhost', port))\n"
            "    s.close()\n    return x\n"
        ),
    ),
    "it prints": ("yes", "print", "def f(x):\n    print(x)\n    return x * 2.0\n"),
    "numbers alone": ("yes", "np.sin", "import numpy as np\n\ndef f(x):\n    return np.sin(x) * 2.0\n"),
    "a state that is saved": (
        "no",
        "np.save",
        "import numpy as np\n\ndef f(s, x):\n    y = np.load(s)\n    np.save(s, y + x)\n    return y\n",
    ),
}


# what is not reached yet, by program: the rules do not follow functions that open, send or seed where they are passed
# on, nor where files and iterators stand that are parameters known by another name, know what only counts by what it is
# called, and take a decorator to call what it decorates; a cache that is passed on is its function
HELPERS = ("in a helper", "in another module", "in a method", "in a lambda", "in a decorated helper")
GIVEN = "by a function that is given it"
HELD = ("by a partial", "by an attribute", "by an item of a list", "by an item of a dict")
DECORATED = "in a decorated helper"
PASSED = (
    "a file that is left open", "a file closed on one path", "a generator without one", "a message that is sent",
    "a buffer that is sent", "a request that nobody waits for", "a temporary folder", "an iterator of the module",
)  # fmt: skip
INEXACT: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(PASSED, (GIVEN,)),
    "a file that is written anew": (DECORATED, GIVEN),
    "a file that is read": (DECORATED, GIVEN),
    "a file that is appended to": (DECORATED,),
    "an iterator": ("by a partial", GIVEN),
    "a cursor": (*HELD, "by another name of the object", GIVEN),
    "a list that grows": ("by a global alias",),
    "a queue of the module": ("by a global alias",),
    "a heap of the module": (GIVEN,),
    "an array of the module that is added to": (*HELPERS, "by a partial", GIVEN),
    "an object of the module that counts": HELPERS,
    "counts by name": ("renamed",),
    "a message there and back": (*HELPERS, GIVEN),
    "a request with its wait": (*HELPERS, GIVEN),
    "a lock": (*HELPERS, GIVEN),
    "a lock that stays": (*HELPERS, GIVEN),
    "a lock with a time-out": (*HELPERS, GIVEN),
    "a message to a port": ("by a partial", GIVEN),
}


def test_what_is_inexact_is_among_the_programs() -> None:
    """An entry that no program or way has would be held to nothing."""
    assert INEXACT.keys() <= CASES.keys()
    assert {way for ways in INEXACT.values() for way in ways} <= set(WAYS) - {"as it is"}


class Judged(NamedTuple):
    """The verdict on a function, the codes of what is found in it, and those of what is found at all."""

    verdict: str
    own: frozenset[str]
    every: frozenset[str]


@cache
def judged(name: str, way: str) -> Judged:
    _, callee, text = CASES[name]
    sources = rephrased(text, callee, way)
    documents = [Document(f"{module}.py", module, text) for module, text in sources.items()]
    target = RENAMED if way == "renamed" else "f"
    verdict = Workspace(keeps=False).sets(documents, f"{MODULE}.py", target).whole.reentrant
    found = Workspace(keeps=False).check(documents, Settings(scope="all")).findings
    own = frozenset(one.code for one in found if not HELPER.search(one.message))
    return Judged(verdict, own, frozenset(one.code for one in found))


def is_alike(name: str, way: str) -> bool:
    """What is found in a helper stands for what is found in the function that calls it."""
    first, other = judged(name, "as it is"), judged(name, way)
    return first.verdict == other.verdict and other.own <= first.own <= other.every


@pytest.mark.parametrize("name", CASES)
def test_the_verdict_is_right(name: str) -> None:
    assert judged(name, "as it is").verdict == CASES[name][0]


@pytest.mark.parametrize("way", [way for way in WAYS if way != "as it is"])
@pytest.mark.parametrize("name", CASES)
def test_said_otherwise_it_is_judged_alike(name: str, way: str) -> None:
    """Where that is not reached yet, a hazard still is never taken for none."""
    if CASES[name][0] == "no":
        assert judged(name, way).verdict != "yes"
    assert is_alike(name, way) is (way not in INEXACT.get(name, ()))
