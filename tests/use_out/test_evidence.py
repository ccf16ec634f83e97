"""Small programs whose verdicts hang on what is known of objects: classes, annotations, models of libraries."""

from __future__ import annotations

import pytest

from .checking import said

NODES = (
    "class Leaf:\n    def cost_of(self):\n        return 1\n"
    "class Tree:\n    def all_leaves(self):\n        found = []\n        for part in self.parts:\n"
    "            found += part.all_leaves()\n        return found\n"
    "def f(x):\n    return x.cost_of()\n"
)
OPTIMIZING = (
    "{}def f(optim, params, grads):\n    state = optim.init(params)\n"
    "    updates, state = optim.update(grads, state)\n    return {}(params, updates), state\n"
)
APPLYING = "def f(net, params, x):\n    return net.apply(params, x)\n"
# the text, the function, the verdict on it
VERDICTS = {
    "a method that classes of the program define": (NODES, "f", "yes"),
    "a method that calls itself on parts": (NODES, "Tree.all_leaves", "yes"),
    "a generator that calls itself": (
        (
            "def f(node, seen):\n    for n in node.children:\n        for m in f(n, seen):\n            yield m\n"
            "    seen.add(node)\n    yield node\n"
        ),
        "f",
        "yes",
    ),
    "a recursion that counts": ("t = []\ndef f(n):\n    t.append(n)\n    return 1 if n < 2 else f(n - 1)\n", "f", "no"),
    "a recursion over an iterator": (
        "def f(n, it):\n    next(it)\n    return 1 if n < 2 else n * f(n - 1, it)\n",
        "f",
        "no",
    ),
    "a recursion that calls what is passed": (
        "def f(n, g):\n    return g(n) if n < 2 else n * f(n - 1, g)\n",
        "f",
        "yes",
    ),
    "a class or None": (
        "class D:\n    def go_on(self, x):\n        return 2 * x\ndef f(d: D | None, x):\n    return d.go_on(x)\n",
        "f",
        "yes",
    ),
    "a class that is written as a text": (
        (
            "import typing\nclass D:\n    def __call__(self, x):\n        return x\n"
            "def f(d: 'typing.Optional[D]', x):\n    return d(x)\n"
        ),
        "f",
        "yes",
    ),
    "a class below overrides the method": (
        (
            "class D:\n    def go_on(self, x):\n        return x\n"
            "class E(D):\n    def go_on(self, x):\n        return next(self.it)\n"
            "def f(d: D, x):\n    return d.go_on(x)\n"
        ),
        "f",
        "no",
    ),
    "a generator that is declared": ("def f(r: np.random.Generator, x):\n    return r.choice(x)\n", "f", "no"),
    "a queue that is declared": ("import queue\ndef f(q: queue.Queue):\n    return q.get()\n", "f", "no"),
    "something is got from a queue, for all that is known": ("def f(q):\n    return q.get()\n", "f", "unknown"),
    "an entry of a table": ("def f(q):\n    return q.get('a', 3)\n", "f", "yes"),
    "events of the kernel": (
        (
            "import select\nclass S:\n    def __init__(self):\n        self.k = select.kqueue()\n"
            "    def f(self):\n        return self.k.control(1, 2)\n"
        ),
        "S.f",
        "no",
    ),
    "an operation of MPI by default": (
        "from mpi4py import MPI\ndef f(a, b, op=MPI.SUM):\n    return op(a, b)\n",
        "f",
        "yes",
    ),
    "a server is asked for the next number": (
        (
            "from mpi4py import MPI\ncomm = MPI.COMM_WORLD\ndef f(n):\n"
            "    comm.Ssend([n, MPI.INT], 0, 0)\n    comm.Recv([n, MPI.INT], 0, 0)\n    return n[0]\n"
        ),
        "f",
        "unknown",
    ),
    "two ranks exchange messages": (
        (
            "from mpi4py import MPI\ncomm = MPI.COMM_WORLD\ndef f(u: np.ndarray):\n    if comm.rank == 0:\n"
            "        comm.Send(u, 1, 0)\n        comm.Recv(u, 1, 0)\n    else:\n        v = np.zeros(3)\n"
            "        comm.Recv(v, 0, 0)\n        comm.Send(v, 0, 0)\n"
        ),
        "f",
        "yes",
    ),
    "a message of mpi4jax": ("import mpi4jax\ndef f(u, c):\n    mpi4jax.send(u, 1, comm=c)\n", "f", "no"),
    "a logger": (
        "import logging\nlog = logging.getLogger('m')\ndef f(x):\n    log.info('%s', x)\n    return x\n",
        "f",
        "yes",
    ),
    "a logger, by what it is given": ("def f(s, x):\n    s.log.debug(f'{x}')\n    return x\n", "f", "yes"),
    "an attribute is deleted": ("def f(s):\n    delattr(s, 'x')\n", "f", "yes"),
    "a handler is added": (
        "import logging\nlog = logging.getLogger('m')\ndef f(h):\n    log.addHandler(h)\n",
        "f",
        "yes",  # which adds it once
    ),
    "a new handler is added": (
        "import logging\nlog = logging.getLogger('m')\ndef f():\n    log.addHandler(logging.StreamHandler())\n",
        "f",
        "no",
    ),
    "an exception of a library is raised": (
        "from airflow.exceptions import Skip\ndef f(x):\n    if x is None:\n        raise Skip('none')\n    return x\n",
        "f",
        "yes",
    ),
    "an object of a library is made, and another one raised": (
        "import airflow\ndef f(x):\n    e = airflow.Skip(x)\n    raise airflow.Skip(x) from e\n",
        "f",
        "unknown",
    ),
    "an exception of a library is raised of what draws": (
        "import random, airflow\ndef f(x):\n    raise airflow.Skip(random.random())\n",
        "f",
        "no",
    ),
    "what a function of a library gives is raised": (
        "import airflow\ndef f(x):\n    raise airflow.skip(x)\n",
        "f",
        "unknown",
    ),
    "a thread is started": ("import threading\ndef f():\n    t = threading.Thread()\n    t.start()\n", "f", "no"),
    "a thread is started and waited for": (
        "import threading\ndef f():\n    t = threading.Thread()\n    t.start()\n    t.join()\n",
        "f",
        "yes",
    ),
    "a thread of a class of the program": (
        "import threading\nclass A(threading.Thread):\n    pass\ndef f():\n    t = A()\n    t.start()\n",
        "f",
        "no",
    ),
    "a thread is started as its base does it": (
        (
            "import threading\nclass A(threading.Thread):\n    def start(self):\n        super().start()\n"
            "def f():\n    t = A()\n    t.start()\n"
        ),
        "f",
        "no",
    ),
    "what its base does first": (
        "class A(dict):\n    def __init__(self, *a):\n        super().__init__(*a)\ndef f(x):\n    return A(x)\n",
        "f",
        "yes",
    ),
    "a layer of a class of the program": (
        (
            "import torch.nn as nn\nclass B(nn.Module):\n    pass\nclass C(B):\n    pass\n"
            "def f():\n    m = C()\n    m.train()\n    return m\n"
        ),
        "f",
        "yes",
    ),
    "an object that calls what it was made of": (
        (
            "import functools\nclass A:\n    def __init__(self, g):\n        self.g = functools.partial(g)\n"
            "    def f(self):\n        return self.g()\n"
        ),
        "A.f",
        "unknown",
    ),
    "a decorator that wraps": (
        "import functools\ndef f(g):\n    @functools.wraps(g)\n    def h(x):\n        return g(x)\n    return h\n",
        "f",
        "yes",
    ),
    "a method that is made": (
        "import types\ndef g(s):\n    return s.x\ndef f(s):\n    s.m = types.MethodType(g, s)\n    return s.m()\n",
        "f",
        "yes",
    ),
    "a path is unlinked": ("def f(p):\n    p.unlink()\n", "f", "no"),
    "a path is written": ("def f(p, x):\n    p.write_text(str(x))\n    return p.exists()\n", "f", "yes"),
    "a module and a part of it are imported": (
        "import os\nimport os.path\ndef f(p):\n    return os.path.join(p, 'a')\n",
        "f",
        "yes",
    ),
    "seeds are spawned": ("def f(r, n):\n    return r.bit_generator.seed_seq.spawn(n)\n", "f", "no"),
    "a file that is removed and written anew": (
        "import os\ndef f(p, x):\n    os.unlink(p)\n    with open(p, 'w') as s:\n        s.write(str(x))\n",
        "f",
        "yes",
    ),
    "a file that is removed and perhaps written anew": (
        (
            "import os\ndef f(p, x):\n    os.unlink(p)\n    if x:\n"
            "        with open(p, 'w') as s:\n            s.write('y')\n"
        ),
        "f",
        "no",
    ),
    "a file that is put back": (
        "def f(s):\n    c = s.tell()\n    s.seek(0, 2)\n    n = s.tell()\n    s.seek(c, 0)\n    return n\n",
        "f",
        "yes",
    ),
    "a file that is perhaps put back": (
        "def f(s, x):\n    c = s.tell()\n    n = s.read(3)\n    if x:\n        s.seek(c)\n    return n\n",
        "f",
        "no",
    ),
    "a file that goes on after it was put back": (
        "def f(s):\n    c = s.tell()\n    s.read(3)\n    s.seek(c)\n    return s.read(3)\n",
        "f",
        "no",
    ),
    "a file is perhaps put somewhere": (
        "def f(s, x):\n    if x:\n        s.seek(0)\n    return s.read(3)\n",
        "f",
        "no",
    ),
    "draws in a loop": (
        (
            "def f(r: np.random.Generator, n: int):\n    found = []\n    for j in range(n):\n"
            "        found.append(r.integers(j))\n    return found\n"
        ),
        "f",
        "no",
    ),
    "a file is put where it stood later": (
        "def f(s):\n    n = s.read(3)\n    c = s.tell()\n    s.seek(c)\n    return n\n",
        "f",
        "no",
    ),
    "pictures are flipped at random": (
        "import tensorflow as tf\ndef f(x):\n    return tf.image.random_flip_left_right(x)\n",
        "f",
        "no",
    ),
    "a library counts how often it is used": (
        "import torch\ndef f(x):\n    torch._C._log_api_usage_once('f')\n    return x\n",
        "f",
        "yes",
    ),
    "an optimizer of JAX that is passed": (OPTIMIZING.format("import optax\n", "optax.apply_updates"), "f", "yes"),
    "something else that is updated": (OPTIMIZING.format("", "zip"), "f", "unknown"),
    "a model of JAX that is passed": (f"import jax\n{APPLYING}", "f", "yes"),
    "something else that is applied": (APPLYING, "f", "unknown"),
    "a test that is mixed into a library's class": (
        (
            "import unittest\nclass B:\n    def test(self):\n        with self.subTest(n=1):\n"
            "            self.assertTrue(1)\n"
            "class T(B, unittest.TestCase):\n    pass\n"
        ),
        "B.test",
        "yes",
    ),
    "an object without a call is called where it raises": (
        (
            "class A:\n    pass\nclass B:\n    def __init__(self, g):\n        self.g = g\n"
            "def f(x):\n    return B(A() if x is None else abs).g(x)\n"
        ),
        "f",
        "yes",
    ),
    "another layer with other weights": (
        (
            "import equinox as eqx\ndef f(key, w, x):\n    layer = eqx.nn.Linear(3, 4, key=key)\n"
            "    return eqx.tree_at(lambda one: one.weight, layer, w)(x)\n"
        ),
        "f",
        "yes",
    ),
    "a function that counts is put into a model": (
        (
            "import equinox as eqx\nn = [0]\ndef count(x):\n    n[0] += 1\n    return x * n[0]\n"
            "class Net(eqx.Module):\n    act: object\n    def __init__(self, act):\n        self.act = act\n"
            "    def __call__(self, x):\n        return self.act(x)\n"
            "def f(x, net: Net):\n    return eqx.tree_at(lambda one: one.act, net, count)(x)\n"
        ),
        "f",
        "no",
    ),
    "parameters are updated in place": (
        "def f(group, s):\n    for p in group['params']:\n        p.data.mul_(2.0).add_(s[p])\n",
        "f",
        "yes",
    ),
}


@pytest.mark.parametrize("name", VERDICTS)
def test_the_verdict_is_right(name: str) -> None:
    text, function, verdict = VERDICTS[name]
    assert said(text, function).whole.reentrant == verdict
