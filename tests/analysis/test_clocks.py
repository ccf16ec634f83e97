"""A clock is spoken of where it decides what is computed, and not where it only tells how long that took."""

from __future__ import annotations

import pytest

from adlint.answers.document import Document
from adlint.settings import Settings
from adlint.workspace import Workspace

HEAD = "import logging\nimport time\nfrom datetime import datetime\n\n\n"
LATE = (
    "{imported}\ndef f(u):\n    bar = None\n    begun = time.time()\n    for x in u:\n"
    "        if bar is None and time.time() - begun > 5:\n            bar = {made}\n            bar.update(1)\n"
    "        if bar is not None:\n            bar.update(1)\n        u = u / 2\n    return u\n"
)
HARMFUL = {
    "an unknown object that is made after a while": LATE.format(imported="import other", made="other.make(u)"),
    "one of two objects": LATE.format(imported="import other, tqdm", made="tqdm.tqdm() if u[0] else other.make(u)"),
    "a part of a product": "def f(u):\n    v = u * time.time()\n    return v[1:-1]\n",
    "a function of a product": "import numpy as np\ndef f(u):\n    return np.log(u * time.time())\n",
    "a sum with a function of data": "import numpy as np\ndef f(u, v):\n    return np.sin(u) / v + time.time()\n",
    "a sum with data": "import numpy as np\ndef f(u):\n    u = u + 1e-9 * time.time()\n    return np.exp(u)\n",
    "a sum with a part of an array": "def f(u):\n    u[1:] += 1e-9 * time.perf_counter()\n    return u / 2\n",
    "a sum with a new array": (
        "import numpy as np\ndef f(u):\n    v = np.zeros_like(u) + time.time()\n    return u - v\n"
    ),
    "a sum by a function": "import numpy as np\ndef f(u):\n    return np.add(u, time.time())\n",
    "a product by a function": "import jax.numpy as jnp\ndef f(u):\n    return jnp.multiply(time.time(), u)\n",
    "a power by a function": "import torch\ndef f(u):\n    return torch.pow(u, time.time() - 3.0)\n",
    "the larger one of data and a time": (
        "import numpy as np\ndef f(u):\n    v = np.sqrt(u)\n    return np.maximum(v, 1e-9 * time.time())\n"
    ),
    "a sine": "import numpy as np\ndef f(u):\n    return u + np.sin(time.time())\n",
    "a sum that is written": "import numpy as np\ndef f(u):\n    np.add(u, time.time(), out=u)\n",
    "a sum that is written in place": "def f(u):\n    u.add_(time.time())\n",
    "a sum that is written in a part": "def f(u):\n    u[1:].mul_(time.time())\n",
    "a sum that is written in an attribute": "class A:\n    def f(self):\n        self.u.add_(time.time())\n",
    "a sum that is written and returned": (
        "import torch\ndef f(u):\n    v = torch.zeros(3)\n    v.add_(time.time())\n    return u / v\n"
    ),
    "a product that is added in place": "def f(u, v):\n    u.add_(v * time.time())\n",
    "a new array of a time": "import numpy as np\ndef f(u, n):\n    return np.full(n, time.time())\n",
    "an array that a time is copied into": (
        "import numpy as np\ndef f(u):\n    np.copyto(u, time.time())\n    return np.sin(u)\n"
    ),
    "an array that a time is put into": (
        "import numpy as np\ndef f(u, i):\n    np.put(u, i, time.time())\n    return np.sin(u)\n"
    ),
    "a sum that is written at some places": (
        "import numpy as np\ndef f(u, i):\n    np.add.at(u, i, time.time())\n    return np.sin(u)\n"
    ),
    "a difference from data": "import numpy as np\ndef f(u):\n    return np.sin(u) - time.time()\n",
    "a difference from data by a function": (
        "import numpy as np\ndef f(u):\n    v = np.exp(u)\n    return np.subtract(v, time.time())\n"
    ),
    "an item of data": "import numpy as np\ndef f(u):\n    t = time.time()\n    u[0] = t\n    return np.sin(u)\n",
    "an item of a result": "import numpy as np\ndef f(u):\n    v = np.sin(u)\n    v[0] = time.time()\n    return v\n",
    "an array that is filled": "def f(u):\n    u[1:].fill(time.time())\n",
    "a copy of a product": "def f(u):\n    v = u * time.time()\n    return v.copy()\n",
    "a list of products": "def f(u):\n    t = time.time()\n    return [x * t for x in u]\n",
    "a dict of a product": "def f(u):\n    return {'a': u * time.time()}\n",
    "what was given is scaled": "def f(u):\n    u *= time.time()\n",
    "a product that a callee stores": (
        "class A:\n    def put(self, x):\n        self.x = x\n\n"
        "    def f(self, u):\n        self.put(u * time.time())\n"
    ),
    "a product that is returned in a tuple": "def f(u):\n    return 1, u * time.time()\n",
    "a product that is stored": "class A:\n    def f(self, u):\n        self.u = u * time.time()\n",
    "a product of a callee": "def f(u):\n    return g(u, time.time())\n\ndef g(u, t):\n    return 2.0 * (u * t)\n",
    "a time that a callee hands back": (
        "def f(u):\n    return u * g(time.time())\n\ndef g(t):\n    return t - 1.0\n"
    ),
    "a callee that leaves early and changes something": (
        "def f(u, t0):\n    if time.time() > t0:\n        g(u)\n    return u / 2\n\n"
        "def g(u):\n    if u is None:\n        return\n    u[:] = 0.0\n"
    ),
    "a generator that is seeded": (
        "import numpy as np\ndef f(u):\n    rng = np.random.default_rng(int(time.time()))\n"
        "    return u + rng.normal(size=3)\n"
    ),
    "the state of Python's generator": "import random\ndef f(u):\n    random.seed(time.time())\n    return u / 2\n",
    "a key": (
        "import jax\ndef f(u):\n    key = jax.random.PRNGKey(time.time_ns() % 1000)\n"
        "    return u + jax.random.normal(key)\n"
    ),
    "a branch": "def f(u, t0):\n    if time.time() > t0:\n        return u\n    return u / 2\n",
    "a conditional expression": "def f(u, t0):\n    return u if time.time() > t0 else u / 2\n",
    "a part of a condition": "def f(u, a, t0):\n    if a and time.time() > t0:\n        return u\n    return u / 2\n",
    "a loop": "def f(u, t0):\n    while time.monotonic() < t0:\n        u = u / 2\n    return u\n",
    "a break": "def f(u, t0):\n    while True:\n        u = u / 2\n        if time.time() > t0:\n            break\n",
    "the time of the process": (
        "def f(u, t0):\n    while time.process_time() < t0:\n        u = u / 2\n    return u\n"
    ),
    "a date": "def f(u, t0):\n    if datetime.now() > t0:\n        return u\n    return u / 2\n",
    "a product": "def f(u):\n    return u * time.time()\n",
    "a product with powers": "def f(u):\n    return time.time() * u ** 2 * 10 ** 3\n",
    "a power": "def f(u):\n    return u ** time.time()\n",
    "a product with a difference": "def f(u, last):\n    dt = time.time() - last\n    return u + 2.0 * u * dt\n",
    "what is printed and used": (
        "def f(u, n, t0):\n    k = 2\n    if time.time() > t0:\n        k = n.left(1)\n        print(k)\n"
        "    return u / k\n"
    ),
    "what is called before something is printed": (
        "def f(u, n, t0):\n    if time.time() > t0:\n        n.step(u)\n        print('step')\n    return u / 2\n"
    ),
    "a budget around a callee that runs another process": (
        "import subprocess\ndef f(u, t0):\n    while time.time() < t0:\n        u = u / g(u)\n    return u\n\n"
        "def g(u):\n    return float(subprocess.run(['solve']).stdout)\n"
    ),
    "a branch of what is tried": (
        "def f(u, t0):\n    try:\n        if time.time() > t0:\n            return u\n    except OSError:\n"
        "        pass\n    return u / 2\n"
    ),
    "a branch behind what failed": (
        "def f(u, t0):\n    now = 0\n    try:\n        u = u / 3\n    except OSError:\n        now = time.time()\n"
        "    return u if now > t0 else u / 2\n"
    ),
    "a flag": "class A:\n    def f(self, t0):\n        if time.time() > t0:\n            self.done = True\n",
    "a callee branches": (
        "def f(u):\n    return g(u, time.time())\n\ndef g(u, t):\n    if t > 3:\n        return u\n    return u / 2\n"
    ),
    "a keyword of a callee": "def f(u):\n    return g(u, t=time.time())\n\ndef g(u, t):\n    return u * t\n",
}
HARMLESS = {
    "a progress bar that is made after a while": LATE.format(imported="import tqdm", made="tqdm.tqdm(total=3)"),
    "a deadline": (
        "class A:\n    def f(self, u, timeout):\n        self.deadline = time.time() + timeout\n        return u / 2\n"
    ),
    "times since several": (
        "import numpy as np\nclass A:\n    def f(self, u, starts):\n"
        "        self.taken = time.time() - np.array(starts)\n        return u / 2\n"
    ),
    "a sum with a number by a function": (
        "import numpy as np\nclass A:\n    def f(self, u):\n        self.due = np.add(time.time(), 30.0)\n"
        "        return u / 2\n"
    ),
    "a difference by a function": (
        "import numpy as np\nclass A:\n    def f(self, u, t0):\n"
        "        self.taken = np.abs(np.subtract(time.time(), t0))\n        return u / 2\n"
    ),
    "a rate by a function": (
        "import numpy as np\ndef f(u, n, t0):\n    print(np.divide(n, time.time() - t0))\n    return u / 2\n"
    ),
    "items of an array of times": (
        "import numpy as np\ndef f(u, times):\n    own = np.zeros(2)\n    own[0] = times[0] = time.time()\n"
        "    v = np.sin(u)\n    own[1] = times[1] = time.time()\n    return v, own\n"
    ),
    "an array of times that a time is copied into": (
        "import numpy as np\ndef f(u, times):\n    np.copyto(times, time.time())\n    return np.sin(u)\n"
    ),
    "a set of times": "def f(u, seen):\n    seen.add(time.time())\n    return u / 2\n",
    "a bar that is filled": "def f(u, bar):\n    bar.fill(time.time())\n    return u / 2\n",
    "an array of its own that is filled": (
        "import numpy as np\ndef f(u):\n    v = np.zeros(3)\n    v.fill(time.time())\n    print(v)\n"
        "    return u / 2\n"
    ),
    "an estimate by a function": (
        "import numpy as np\ndef f(u, n, t0):\n    print(np.multiply(n, time.time() - t0))\n    return u / 2\n"
    ),
    "a lock that is tried again": (
        "import os\ndef f(u, t0):\n    while True:\n        try:\n            os.mkdir('lock')\n            break\n"
        "        except OSError:\n            if time.time() > t0:\n                os.rmdir('lock')\n"
        "    return u / 2\n"
    ),
    "a wait for another process": (
        "import subprocess\ndef f(u, t0):\n    p = subprocess.Popen(['solve'])\n"
        "    while p.poll() is None and time.time() < t0:\n        pass\n    return u / 2\n"
    ),
    "a callee that asks a server again": (
        "import requests\ndef f(u, t0):\n    return u * g(t0)\n\ndef g(t0):\n    while True:\n"
        "        r = requests.get('rate')\n        if r.ok or time.time() > t0:\n            return r.json()\n"
    ),
    "what is asked for to be printed": (
        "def f(u, n, t0):\n    if time.time() > t0:\n"
        "        print('%d %f' % (n.left(1), min([1.0] + [x for x in n.losses(2) if x is not None])))\n"
        "    return u / 2\n"
    ),
    "an estimate that is printed": (
        "def f(u, n, t0):\n    left = n * (time.time() - t0)\n    print(f'{left} to go')\n    return u / 2\n"
    ),
    "an estimate through a callee": (
        "def f(u, n, t0):\n    left = shown(n * (time.time() - t0))\n    print(left)\n    return u / 2\n\n"
        "def shown(s):\n    return s / 60 if s > 60 else s\n"
    ),
    "a callee that reports and leaves early": (
        "def f(u, t0):\n    if time.time() > t0:\n        g(u, None)\n    return u / 2\n\n"
        "def g(u, x):\n    if x is None:\n        print('none')\n        return\n    print(minutes(x))\n\n"
        "def minutes(x):\n    return x / 60\n"
    ),
    "a callee that is told a time": (
        "def f(u, t0):\n    g(2, time.time() - t0)\n    return u / 2\n\n"
        "def g(skip, t=None):\n    if t is None:\n        print('none')\n        return\n    print(skip * t)\n"
    ),
    "returned beside the result": "def f(u):\n    t = time.time()\n    u = u / 2\n    return u, time.time() - t\n",
    "a rounded stamp": (
        "def f(u, log):\n    log['t'] = g()\n    return u / 2\n\n"
        "def g():\n    now = datetime.now()\n    return datetime(now.year, now.microsecond // 10**3 * 10**3)\n"
    ),
    "milliseconds": (
        "def f(u):\n    t = time.time()\n    u = u / 2\n    print(1000 * (time.time() - t))\n    return u\n"
    ),
    "a rate": "def f(u, n):\n    t = time.time()\n    u = u / 2\n    print(n / (time.time() - t))\n    return u\n",
    "a branch that logs": (
        "def f(u, t0):\n    if time.time() > t0:\n        logging.warning('slow')\n    return u / 2\n"
    ),
    "a time-out": "def f(u, t0):\n    if time.time() > t0:\n        raise TimeoutError(u.max())\n    return u / 2\n",
    "an assertion": "def f(u, t0):\n    assert time.time() < t0\n    return u / 2\n",
    "a callee logs": "def f(u):\n    g(time.time())\n    return u / 2\n\ndef g(t):\n    print(t)\n",
    "a stamp on an object": "class A:\n    def f(self, u):\n        self.t = time.time()\n        return u / 2\n",
    "a pause": "def f(u):\n    time.sleep(0.1)\n    return u / 2\n",
    "a date in a message": "def f(u):\n    print(datetime.now().strftime('%H'))\n    return u / 2\n",
    "a list of timings": (
        "def f(u, all):\n    t = time.time()\n    u = u / 2\n    all.append(time.time() - t)\n    return u\n"
    ),
    "a total": (
        "def f(u, total):\n    t = time.time()\n    u = u / 2\n    total += time.time() - t\n    return u, total\n"
    ),
    "a mean": "def f(u, n):\n    t = time.time()\n    u = u / 2\n    return u, (time.time() - t) / n\n",
    "the best of many": "def f(u):\n    t = time.time()\n    u = u / 2\n    return u, min(1e9, time.time() - t)\n",
    "a chain of calls to nowhere": "def f(u):\n    return g(u, time.time())\n\ndef g(u, t):\n    return g(u, t)\n",
}


def found(program: str) -> set[tuple[str, str]]:
    """The codes of the findings and the functions that they stand in, with every function as a candidate."""
    report = Workspace().check([Document("m.py", "m", HEAD + program)], Settings(scope="all"))
    return {(f.code, f.function) for f in report.findings}


@pytest.mark.parametrize("name", HARMFUL)
def test_a_clock_that_decides_is_found(name: str) -> None:
    assert found(HARMFUL[name]) == {("AD106", "A.f" if "class A" in HARMFUL[name] else "f")}


@pytest.mark.parametrize("name", HARMLESS)
def test_a_clock_that_tells_is_not(name: str) -> None:
    assert found(HARMLESS[name]) == set()


BEHIND_HARMFUL = {
    "a timer that a helper asks": (
        "def f(u, t0):\n    if late(t0):\n        return u\n    return u / 2\n\n"
        "def late(t0):\n    if time.time() > t0:\n        return True\n    return False\n"
    ),
    "a helper that tells the time, which decides": (
        "def now():\n    return time.time()\n\ndef f(u, t0):\n    while now() < t0:\n        u = u / 2\n    return u\n"
    ),
}
BEHIND_HARMLESS = {
    "a timer that a helper keeps": (
        "class Timer:\n    def due(self):\n        now = time.time()\n        if now - self.last > 9:\n"
        "            self.last = now\n            return True\n        return False\n\n"
        "class A:\n    def f(self, u, timer: Timer):\n        if timer.due():\n            self.save_state(u)\n"
        "        return u / 2\n\n    def save_state(self, u):\n        u.dump('state')\n"
    ),
    "a helper that tells the time": (
        "def now():\n    return time.time()\n\ndef f(u):\n    t = now()\n    print(t)\n    return u / 2\n"
    ),
}


def decides(program: str) -> bool:
    """Whether a clock decides what `f` computes, judged with everything behind it."""
    name = "m:A.f" if "class A" in program else "m:f"
    settings = Settings(scope="differentiated", entries=(f"{name}(u=f64[n])",))
    report = Workspace().check([Document("m.py", "m", HEAD + program)], settings)
    return {f.code for f in report.findings} == {"AD106"}


@pytest.mark.parametrize("name", BEHIND_HARMFUL)
def test_a_clock_that_a_helper_reads_decides(name: str) -> None:
    assert decides(BEHIND_HARMFUL[name])


@pytest.mark.parametrize("name", BEHIND_HARMLESS)
def test_a_clock_that_a_helper_reads_tells(name: str) -> None:
    assert not decides(BEHIND_HARMLESS[name])
