"""What the rules speak about: entries, checkpoints, marked regions, loops, and what is left out."""

from __future__ import annotations

from msgspec.structs import replace

from adlint.settings import Settings
from adlint.workspace import Document, Workspace

DRAW = "np.random.normal(size=u.shape)"


def found(text: str, settings: Settings | None = None, **others: str) -> set[tuple[str, int]]:
    documents = [Document(f"{name}.py", name, body) for name, body in {"model": text, **others}.items()]
    report = Workspace().check(documents, settings or Settings())
    return {(finding.code, finding.range.start.line) for finding in report.findings if finding.path == "model.py"}


TWO = f"""\
import numpy as np
def used(u):
    return u * {DRAW} / 2
def loss(u):
    return used(u)
def other(u):
    return u * {DRAW} / 3
"""


def test_without_an_entry_numerical_functions_are_judged() -> None:
    assert found(TWO) == {("AD105", 3), ("AD105", 7)}


def test_an_entry_of_the_settings_limits_what_is_judged() -> None:
    assert found(TWO, Settings(entries=("model:loss(u=f64[n])",))) == {("AD105", 3)}


def test_an_entry_in_the_program_limits_what_is_judged() -> None:
    assert found(TWO + "import autograd\ngradient = autograd.grad(loss)\n") == {("AD105", 3)}


def test_an_entry_of_a_program_apart_limits_nothing() -> None:
    apart = "import jax\ndef f(x):\n    return x * 2.0\ng = jax.grad(f)\n"
    assert found(TWO, apart=apart) == {("AD105", 3), ("AD105", 7)}


def test_a_traced_checkpoint_freezes_its_draws() -> None:
    assert found(TWO + "import jax\nsaved = jax.checkpoint(other)\n") == {("AD105", 3)}


def test_torch_restores_its_own_generator_and_no_other() -> None:
    text = """\
import numpy as np, torch
from torch.utils.checkpoint import checkpoint
def block(u):
    return u * torch.randn(3) / 2 + np.random.normal()
def run(u):
    return checkpoint(block, u)
"""
    assert found(text) == {("AD105", 4), ("AD115", 6)}
    assert found(text.replace(" + np.random.normal()", "")) == set()


def test_a_marked_region_is_judged_for_itself() -> None:
    text = """\
def run(path):
    outer = open(path)
    # adlint: checkpoint-start one
    inner = open(path + "2")
    text = inner.read()
    # adlint: checkpoint-end one
    inner.close()
    outer.close()
    return text
"""
    assert found(text) == {("AD101", 4), ("AD115", 4)}


def test_a_loop_may_draw_anew_what_the_function_seeds() -> None:
    text = f"""\
import numpy as np
def march(u, n):
    np.random.seed(1)
    for _ in range(n):
        u = u + {DRAW} / 2
    return u
"""
    assert found(text) == {("AD105", 5)}
    assert found(text.replace("    for _ in range(n):\n    ", "")) == set()


def test_constructors_and_tests_are_no_candidates() -> None:
    assert (
        found(f"import numpy as np\nclass A:\n    def __init__(self, u):\n        self.u = u * {DRAW} / 2\n") == set()
    )
    report = Workspace().check([Document("test_model.py", "test_model", TWO)], Settings())
    assert report.findings == ()


def test_a_function_that_is_handed_over_belongs_to_who_hands_it() -> None:
    text = f"""\
import numpy as np
from functools import partial
def draw(u):
    print({DRAW})
def loop(f, u):
    f(u)
    return u / 2
def noisy(u):
    return loop(draw, u)
def early(u):
    return loop(partial(draw, u), u)
def quiet(u):
    return loop(print, u)
def asking(u):
    print(callable(draw))
    return u / 2
"""
    settings = Settings(scope="differentiated")
    told = {("AD105", 4)}
    for entry, lines in (("noisy", told), ("early", told), ("quiet", set()), ("loop", set()), ("asking", set())):
        assert found(text, replace(settings, entries=(f"model:{entry}(u=f64[n])",))) == lines


def test_what_only_a_test_calls_is_a_part_of_it() -> None:
    text = f"""\
import numpy as np
def test(u):
    return _probe(u), probe(u)
def _probe(u):
    return u * {DRAW} / 2
def probe(u):
    return u * {DRAW} / 2
"""
    assert found(text) == {("AD105", 7)}
    assert found(text + "def other(u):\n    return _probe(u)\n") == {("AD105", 5), ("AD105", 7)}


def test_a_function_that_is_only_stored_is_not_called() -> None:
    text = f"""\
import numpy as np
REGISTRY = [None]
def register(pattern):
    REGISTRY[0] = pattern
def draw(u):
    print({DRAW})
def setup(u):
    register(draw)
    return u / 2
def apply(f, u):
    return f(u)
def run(u):
    apply(draw, u)
    return u / 2
"""
    assert found(text) == {("AD105", 6)}
    assert found(text.replace("    apply(draw, u)\n", "")) == set()


def test_a_class_does_not_call_the_methods_that_it_declares() -> None:
    text = """\
class Files:
    @staticmethod
    def opened(path):
        return open(path)
    @classmethod
    def again(cls, path):
        return open(path)
    @property
    def log(self):
        return open("log")
"""
    assert found(text, Settings(scope="all")) == set()


def test_a_buffer_of_its_own_is_no_result() -> None:
    text = """\
import mmap
from mpi4py import MPI
comm = MPI.COMM_WORLD
def measure(n):
    buffer = mmap.mmap(-1, n)
    comm.Recv([buffer, n, MPI.BYTE], source=1)
    print(n / 1e6)
def fill(u):
    comm.Recv([u, MPI.DOUBLE], source=1)
    u *= 2.0
"""
    assert found(text) == {("AD102", 9)}


def test_the_other_end_of_a_message_may_be_farther_than_the_one_that_is_told() -> None:
    calls = "".join(f"def f{n}(u):\n    return f{n + 1}(u) / 2.0\n" for n in range(6))
    receives = "def f6(u):\n    send(u)\n    comm.Recv(u, source=1)\n    return u * 2.0\n"
    head = "from mpi4py import MPI\nimport numpy as np\ncomm = MPI.COMM_WORLD\n"
    asked = Settings(select=("AD102",))
    assert found(f"{head}{calls}{receives}def send(u):\n    comm.Send(u, dest=0)\n", asked) == set()
    assert found(f"{head}{calls}{receives}def send(u):\n    np.sin(u)\n", asked) == {("AD102", 18)}


def test_code_on_programs_is_no_numerical_code() -> None:
    assert found(TWO) == {("AD105", 3), ("AD105", 7)}
    assert found("import torch.fx\n" + TWO) == set()
    used = "import torch.fx\nfrom torch.utils.checkpoint import checkpoint\n" + TWO
    assert found(used + "saved = lambda u: checkpoint(other, u)\n") == {("AD105", 9), ("AD115", 10)}


def test_what_builds_code_is_no_numerical_code() -> None:
    builds = """\
import numpy as np
from jaxlib.mlir.dialects import arith
def lower(u):
    print(u)
    return arith.addf(u, u * 2.0)
"""
    beside = "".join(f"def step{n}(u):\n    print(u)\n    return u * np.sin(u)\n" for n in range(4))
    asked = Settings(select=("AD110",))
    assert found(builds, asked) == set()
    assert found(builds + beside, asked) == {("AD110", 7), ("AD110", 10), ("AD110", 13), ("AD110", 16)}
    assert found(builds + beside[: beside.index("def step2")], asked) == set()  # most of the module is about code


def test_what_builds_code_by_a_name_that_is_loaded_lazily_is_no_numerical_code() -> None:
    text = """\
import numpy as np
from mlir import arith
def lower(u):
    print(u)
    return arith.addf(u, np.sin(u) * 2.0)
def one(u, arith):
    print(u)
    return arith.addf(u, np.sin(u) * 2.0)
"""
    beside = "".join(f"def step{n}(u):\n    print(u)\n    return u * np.sin(u)\n" for n in range(4))
    attach = """\
import importlib
def attach(package, names):
    def __getattr__(name):
        if name in names:
            return importlib.import_module(f"{package}.{name}")
        raise AttributeError(name)
    return __getattr__, lambda: names
"""
    lazily = "import lazy\n__getattr__, __dir__ = lazy.attach('dialects', ['arith'])\n"
    lines = {line for _, line in found(text + beside, Settings(select=("AD110",)), mlir=lazily, lazy=attach)}
    assert lines == {7, 10, 13, 16, 19}


def test_what_is_passed_the_state_of_a_lowering_builds_code() -> None:
    text = """\
import numpy as np
from compiler.interpreters import mlir
def lower(ctx: mlir.LoweringRuleContext, u):
    print(u)
    return u * 2.0
def step(u: np.ndarray):
    print(u)
    return u * 2.0
"""
    assert found(text, Settings(select=("AD110",))) == {("AD110", 7)}
    nested = """\
import numpy as np
from compiler.interpreters import mlir
def rule(name):
    def lower(ctx: mlir.LoweringRuleContext, u):
        print(u)
        return u * 2.0
    def step(u: np.ndarray):
        print(u)
        return u * 2.0
    return lower if name else step
"""
    assert found(nested, Settings(select=("AD110",))) == {("AD110", 8)}


def test_what_compiles_others_is_no_numerical_code() -> None:
    text = "import numpy as np\ndef cached_compilation(u):\n    print(u)\n    return np.sin(u) / 2.0\n"
    asked = Settings(select=("AD110",))
    assert found(text, asked) == set()
    assert found(text.replace("compilation", "sine"), asked) == {("AD110", 3)}


def test_a_warning_is_told_once() -> None:
    text = "import warnings\ndef f(u):\n    warnings.warn('large')\n    print(u)\n    return u * 2.0\n"
    assert found(text, Settings(select=("AD110",))) == {("AD110", 4)}


def test_what_is_told_on_the_way_to_an_error_is_not_told_again() -> None:
    text = """\
def checked(u):
    if u < 0.0:
        print("negative")
        raise ValueError(u)
    return u / 2.0
def tried(u):
    try:
        return checked(u) * 2.0
    except ValueError:
        return u * 2.0
def failed(u):
    try:
        return u / 2.0
    except ZeroDivisionError:
        print("none")
        raise
def caught(u):
    try:
        print("first")
        raise ValueError(u)
    except ValueError:
        print("then")
    return u / 2.0
"""
    assert found(text, Settings(select=("AD110",))) == {("AD110", 3), ("AD110", 19), ("AD110", 22)}
    alone = text[: text.index("def tried")]
    assert found(alone, Settings(select=("AD110",))) == set()
