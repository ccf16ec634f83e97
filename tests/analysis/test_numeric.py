"""Where nothing is differentiated, numerical functions are candidates, and no others are.

Every function draws from a hidden generator, so that it is spoken of exactly if it is a candidate.
"""

from __future__ import annotations

import pytest

from adlint.answers.document import Document
from adlint.settings import Settings
from adlint.workspace import Workspace

METHOD = "class {}:\n    def {}(self, x):\n        random.random()\n        return x / 2\n"
HEAD = "import random\nimport numpy as np\n\n\n"
NUMERICAL = {
    "array functions": "def f(x):\n    random.random()\n    return np.sin(x) * 2\n",
    "a choice by an array": "def f(x):\n    random.random()\n    return np.where(x > 0, x, 0.0)\n",
    "a matrix product": "class A:\n    def f(self, x):\n        random.random()\n        return self.w @ x\n",
    "functions of floats": "import math\n\ndef f(x):\n    random.random()\n    return math.exp(x)\n",
    "a division": "def f(x):\n    random.random()\n    return x / 2\n",
    "a product of arguments": "def f(x, y):\n    random.random()\n    return x * y\n",
    "a float beside something else": "def f(u, name):\n    random.random()\n    return u * 0.5, name\n",
    "floats in a dictionary": "def f(p):\n    random.random()\n    return {'w': p['w'] * 0.1}\n",
    "floats that are repeated": "def f(x, n):\n    random.random()\n    return [x / 2] * n\n",
    "a product of a choice": "def f(x, y):\n    random.random()\n    return (x or y) * x\n",
    "a list that scales": "def f(x):\n    random.random()\n    return x / 2 * [1.0, 2.0]\n",
    "floats in a list": "def f(xs):\n    random.random()\n    return [x / 2 for x in xs]\n",
    "an annotated float": "def f(x: float):\n    random.random()\n    return x + 1\n",
    "an annotated array": "def f(x: np.ndarray):\n    random.random()\n    return np.asarray(x) + 1\n",
    "an annotated tensor": "import torch\n\ndef f(x: torch.Tensor):\n    random.random()\n    return x\n",
    "a change in place": "def f(x):\n    random.random()\n    x[0] = x[1] / 2\n",
    "an operator in place": "def f(x):\n    random.random()\n    x *= 0.5\n",
    "a change in place of a part": "def f(x):\n    random.random()\n    part = x.rows[0]\n    part += 0.5\n",
    "a local array that is returned": (
        "def f(x):\n    random.random()\n    y = np.zeros_like(x)\n    y[0] = x[1] / 2\n    return y\n"
    ),
    "the state of an object": "class A:\n    def f(self):\n        random.random()\n        self.u = self.u / 2\n",
    "a default that is a float": "def f(x, step=0.5):\n    random.random()\n    return x - step\n",
    "an array that is moved": "def f(x):\n    random.random()\n    return np.flip(x)\n",
    "a part of what has a shape": "def f(x):\n    random.random()\n    return x[: x.shape[0] // 2]\n",
    "a multiple of ones": "def f(h, n):\n    random.random()\n    return h * np.ones(n)\n",
    "what has a shape": "def f(x, y):\n    random.random()\n    n = x.shape[0]\n    return x - y[:n]\n",
    "a record of floats": (
        "from typing import NamedTuple\n\nclass State(NamedTuple):\n    p: float\n\n"
        "def f(s):\n    random.random()\n    return State(s.p / 2)\n"
    ),
    "functions of an array library that is not known": (
        "from mystery import numpy as npx\n\ndef f(x):\n    random.random()\n    return npx.sqrt(x)\n"
    ),
    "a generator": "def f(u):\n    random.random()\n    yield u / 2\n",
    "a callee": "def f(x):\n    random.random()\n    return g(x)\n\ndef g(x):\n    return x / 2\n",
    "a loop": (
        "def f(u, n):\n    random.random()\n    for _ in range(n):\n"
        "        u = u + 0.1 * np.gradient(u)\n    return u\n"
    ),
}
OTHER = {
    "ones that count": "def f(k, n):\n    random.random()\n    return k + np.ones(n, int)\n",
    "a copy of something": "import copy\n\ndef f(x):\n    random.random()\n    return copy.copy(x)\n",
    "a web handler": (
        "def f(request):\n    random.random()\n    return {'n': len(request.args), 'q': request.args['q']}\n"
    ),
    "a joined path": (
        "import os\n\ndef f(folder, name):\n    random.random()\n    return os.path.join(folder, name)\n"
    ),
    "a formatted text": "def f(name, n):\n    random.random()\n    return '%s-%d' % (name, n) + f'{n}'\n",
    "a percentage for people": "def f(n, total):\n    random.random()\n    return f'{100 * n / total:.0f}%'\n",
    "texts joined": "def f(a, b):\n    random.random()\n    return a + ', ' + b\n",
    "a text repeated": "def f(a):\n    random.random()\n    return a * 3\n",
    "an index": "def f(i, n):\n    random.random()\n    return (i + 1) % n\n",
    "half an index": "def f(i, n):\n    random.random()\n    return i // n\n",
    "a count": "def f(xs):\n    random.random()\n    return len(xs) / 2\n",
    "a shape": "def f(x):\n    random.random()\n    return x.shape[0] // 2\n",
    "half a size": "def f(x):\n    random.random()\n    return x.shape[0] / 2\n",
    "an annotated integer": "def f(n: int):\n    random.random()\n    return n + 1\n",
    "the place of the largest": "def f(x):\n    random.random()\n    return np.argmax(x)\n",
    "a comparison": "def f(x):\n    random.random()\n    return x > 0.5\n",
    "a constant": "def f(x):\n    random.random()\n    return 1.5 / 2\n",
    "what is printed": "def f(x):\n    random.random()\n    print(x / 2)\n",
    "what is parsed": "import json\n\ndef f(text):\n    random.random()\n    return json.loads(text)['x']\n",
    "a sorted list": "def f(items):\n    random.random()\n    return sorted(items, key=lambda i: i.name)\n",
    "a size in bytes": "def f(x):\n    random.random()\n    return x.size * x.itemsize\n",
    "how long to wait": (
        "import time\n\ndef f(job, delay=0.5):\n    random.random()\n    time.sleep(delay / 2)\n    return job\n"
    ),
    "an object that is told a float": (
        "class Job:\n    def __init__(self, delay):\n        self.delay = delay\n\n"
        "def f(x):\n    random.random()\n    return Job(x / 2)\n"
    ),
    "a place in a buffer": "def f(b, i, n):\n    random.random()\n    k = i * n\n    return b[k].name, k\n",
    "declared counts": "def f(i: int, n: int):\n    random.random()\n    return i * n\n",
    "a declared count": "def f(x) -> int:\n    random.random()\n    return x * x\n",
    "declared strides": (
        "from collections.abc import Sequence\n\ndef f(shape: Sequence[int], strides: Sequence[int]):\n"
        "    random.random()\n    return sum((s - 1) * t for s, t in zip(shape, strides)) + 1\n"
    ),
    "how often an item is repeated": (
        "def f(xs):\n    random.random()\n    n = np.max(xs) + 1\n    found = [None] * n\n    return found\n"
    ),
    "the shape of what is made": "def f(n, m):\n    random.random()\n    return np.zeros(n * m), n * m\n",
    "an array of integers": "def f(i, n):\n    random.random()\n    return np.array([i * n], dtype=np.int32)\n",
    "a draw of another type": "def f(dtype):\n    random.random()\n    return np.random.rand(3).astype(dtype)\n",
    "a count that grows": (
        "def f(graph):\n    random.random()\n    n = 0\n    for x in graph:\n        n += g(x)\n    print(n)\n\n"
        "def g(x):\n    return x / 2\n"
    ),
    "what is kept in a local table": (
        "def f(x):\n    random.random()\n    kept = {}\n    kept['x'] = x\n    kept['half'] = x / 2\n    print(kept)\n"
    ),
    "a symbolic expression": "import sympy\n\ndef f(x):\n    random.random()\n    return sympy.sin(x)\n",
    "a benchmark": "def benchmark_f(x):\n    random.random()\n    return x / 2\n",
    "a check of itself": "class A:\n    def test(self, x):\n        random.random()\n        return x / 2\n",
    "a constructor": "class A:\n    def __init__(self, x):\n        random.random()\n        self.x = x / 2\n",
}
SIMPLE = NUMERICAL["a division"]
PURE = SIMPLE.replace("random.random()", "pass")


def found(program: str, module: str = "m", others: tuple[Document, ...] = (), scope: str = "auto") -> list[str]:
    """The functions that are candidates."""
    document = Document(f"{module.replace('.', '/')}.py", module, program)
    report = Workspace().check([document, *others], Settings(scope=scope))
    assert {f.code for f in report.findings} <= {"AD105"}
    return [f.function for f in report.findings]


@pytest.mark.parametrize("name", NUMERICAL)
def test_numerical_functions_are_candidates(name: str) -> None:
    assert found(HEAD + NUMERICAL[name]) == ["A.f" if "class A" in NUMERICAL[name] else "f"]


@pytest.mark.parametrize("name", OTHER)
def test_other_functions_are_not(name: str) -> None:
    assert found(HEAD + OTHER[name]) == []
    assert len(found(HEAD + OTHER[name], scope="all")) >= 1


@pytest.mark.parametrize(
    ("module", "is_looked_at"),
    [
        ("pkg.solver", True),
        ("contest", True),
        ("tests.solver", False),
        ("pkg.test_solver", False),
        ("pkg.benchmarks.solver", False),
        ("pkg.workbench", True),
        ("pkg.testing", False),
        ("conftest", False),
    ],
)
def test_tests_and_benchmarks_are_not_looked_at(module: str, is_looked_at: bool) -> None:
    assert bool(found(HEAD + SIMPLE, module)) is is_looked_at


def test_a_module_without_a_numerical_library_is_not_looked_at_among_others() -> None:
    other = Document("other.py", "other", "x = 1\n")
    assert found("import random\n\n\n" + SIMPLE, others=(other,)) == []
    assert found(HEAD + SIMPLE, others=(other,)) == ["f"]
    assert found("import random\n\n\n" + SIMPLE) == ["f"]


def test_a_differentiated_function_hides_numerical_ones_that_it_does_not_reach() -> None:
    entry = "\n\n\nimport jax\n\njax.grad({})\n"
    assert found(HEAD + SIMPLE + entry.format("f")) == ["f"]
    assert found(HEAD + SIMPLE + PURE.replace("f(", "g(") + entry.format("g")) == []
    assert found(HEAD + SIMPLE + PURE.replace("f(", "g(") + entry.format("g"), scope="numeric") == ["f"]
    assert found(HEAD + SIMPLE, scope="differentiated") == []


def test_what_a_benchmark_draws_on_the_way_is_not_computed_with() -> None:
    program = HEAD + "def f(x):\n    {0}(x)\n    return x / 2\n\ndef {0}(x):\n    x.fill(random.random())\n"
    assert found(program.format("jitter")) == ["jitter"]
    assert found(program.format("benchmark")) == []
    assert found(program.format("auto_tune")) == []


def test_what_tunes_or_compiles_is_no_candidate_unless_it_is_differentiated_itself() -> None:
    entry = "\n\n\nimport jax\n\ndef g(x):\n    return {0}(x) * 2\n\njax.grad({1})\n"
    program = HEAD + SIMPLE.replace("f(", "{0}(") + entry
    assert found(program.format("jitter", "g")) == ["jitter"]
    for name in ("auto_tune", "benchmark", "codeGen"):
        assert found(program.format(name, "g")) == []
        assert found(program.format(name, name)) == [name]
        assert found(program.format(name, name), scope="numeric") == []


@pytest.mark.parametrize(
    ("name", "is_looked_at"),
    [
        ("ProgressBarManager", False),
        ("KernelAutotuner", False),
        ("PrintStdOut", False),
        ("Blueprint", True),
        ("InProgress", True),
        ("Workbench", True),
        ("U_I", True),
    ],
)
def test_words_of_a_class_tell_what_it_is_for(name: str, is_looked_at: bool) -> None:
    assert bool(found(HEAD + METHOD.format(name, "f"))) is is_looked_at


def test_a_method_that_is_called_a_test_is_no_candidate() -> None:
    assert found(HEAD + METHOD.format("A", "testDerivative")) == []
    assert found(HEAD + METHOD.format("A", "tested")) == ["A.tested"]


def test_mathematics_in_an_imported_module_makes_no_numerical_module() -> None:
    program = "import random\nimport other\n\n\n" + SIMPLE
    assert found(program, others=(Document("other.py", "other", "import math\n"),)) == []
    assert found(program, others=(Document("other.py", "other", "import numpy\n"),)) == ["f"]


def test_what_is_called_is_not_judged_where_a_function_calculates_itself() -> None:
    workspace = Workspace()
    text = f"{HEAD}def f(x):\n    random.random()\n    log()\n    return x / 2\n\n\ndef log():\n    return 0\n"
    assert len(workspace.check([Document("m.py", "m", text)], Settings()).findings) == 1
    judged, _ = workspace.memo.generations("numerics")
    assert {name for name, _ in judged} == {"m:f"}
