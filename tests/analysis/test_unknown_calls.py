"""What a candidate calls, and whether that is known (AD114)."""

from __future__ import annotations

from adlint.settings import Settings
from adlint.workspace import Document, Workspace

UNKNOWN = Settings(select=("AD114",))


def found(text: str) -> set[tuple[str, int]]:
    report = Workspace().check([Document("m.py", "m", text)], UNKNOWN)
    return {(finding.code, finding.range.start.line) for finding in report.findings}


def test_methods_that_are_known_by_name_are_not_unknown() -> None:
    text = """\
import numpy as np
def known(u, comm, part, box):
    parts = []
    parts.append(u.reshape(-1).astype(float))
    u = u.at[0].set(2.0)
    if isinstance(part, slice):
        u = u[slice(*part.indices(3))].compressed() / box._replace(a=1)._asdict()["b"]
    return np.sum(u) * comm.Get_rank() / float("{}".format(len(parts)))
def unknown(u):
    return u.solve() / 2.0
"""
    assert found(text) == {("AD114", 10)}


def test_one_of_many_functions_without_effects_is_not_unknown() -> None:
    many = "".join(f"def f{n}(u):\n    return np.sin(u) / {n}.0\n" for n in range(1, 13))
    table = f"TABLE = {{{', '.join(f'{n}: f{n}' for n in range(1, 13))}}}\n"
    chosen = "def one(u, n):\n    return TABLE[n](u) / 2.0\n"
    drawing = "def f13(u):\n    return u + np.random.rand()\nTABLE[13] = f13\n"
    calling = "def f13(u):\n    return u.solve() / 2.0\nTABLE[13] = f13\n"
    assert found(f"import numpy as np\n{many}{table}{chosen}") == set()
    assert ("AD114", 31) in found(f"import numpy as np\n{many}{table}{drawing}{chosen}")
    assert ("AD114", 31) in found(f"import numpy as np\n{many}{table}{calling}{chosen}")


def test_a_call_that_fails_tells_nothing_of_what_others_pass() -> None:
    head = "import numpy as np\ndef times(n):\n    def wrapped(body):\n        def inner(u):\n"
    inner = "            return n * body(u) / 2.0\n        return inner\n    return wrapped\n"
    many = "".join(f"@times({n})\ndef f{n}(u):\n    return np.sin(u) / {n}.0\n" for n in range(1, 21))
    failing = "def failing(u):\n    return times(2)()(u) / 2.0\n"
    report = Workspace().check([Document("m.py", "m", head + inner + many + failing)], UNKNOWN)
    told = [step.message for finding in report.findings for step in finding.related]
    assert told
    assert not any("not given" in message for message in told)


def test_what_is_known_by_the_library_behind_it_is_not_unknown() -> None:
    text = """\
import numpy as np
import scipy.sparse as sp
def chained(u):
    return sp.eye(3).tocsr().unpack() * u / 2.0
def by_name(u):
    m = sp.eye(3)
    return m.unpack() * u / 2.0
def of_namespace(u, xp):
    return xp.spacing(u) / 2.0
def of_mpi(u, status):
    status.Set_elements(np.sum(u), 1)
    return u / 2.0
def of_its_part(u, xp):
    return xp.linalg.vector_norm(u) / 2.0
def drawn(u, rng):
    return u * rng.standard_exponential(3)
def changing(u, m):
    if u[0] > 0.0:
        m = sp.eye(3)
    return m.unpack() * u / 2.0
"""
    assert found(text) == {("AD114", 20)}


def test_a_function_that_is_passed_is_known_where_each_call_on_the_way_passes_one() -> None:
    text = """\
import numpy as np
def each(u, body):
    return body(u) / 2.0
def again(u, body):
    return each(u, body) + np.sum(u)
def half(u):
    return np.sin(u) / 2.0
def known(u):
    return again(u, half) + each(u, half)
def unknown(u, other):
    return again(u, half) + again(u, other)
def repeated(u, body, n):
    return repeated(body(u) / 2.0, body, n - 1) if n else u
"""
    assert found(text) == {("AD114", line) for line in (3, 5, 11, 13)}


def test_a_method_of_what_is_asked_for_its_class_is_known() -> None:
    text = """\
import numpy as np
class Kernel:
    def apply(self, u): return np.sin(u) / 2
def asked(u, kernel): return kernel.apply(u) / 2 if isinstance(kernel, Kernel) else np.sin(u)
def stored(u, kernel):
    if isinstance(kernel, Kernel):
        kernel = kernel.apply(u)
    return kernel / 2
def other(u, kernel): return np.sin(u) if isinstance(kernel, Kernel) else kernel.apply(u) / 2
def bound(u, kernel, table):
    if isinstance(kernel, Kernel):
        kernel = table[kernel]
        u = kernel.apply(u) / 2
    return np.sin(u)
def several(u, kernel): return kernel.apply(u) / 2 if isinstance(kernel, (Kernel, np.ndarray)) else np.sin(u)
def turned(u, kernel, table):
    if isinstance(kernel, Kernel):
        for n in range(3):
            u = kernel.apply(u) / 2
            kernel = table[n]
    return np.sin(u)
"""
    lines = {line for _, line in found(text)}
    assert lines == {9, 13, 15, 19}


def test_routines_of_compiled_libraries_are_known() -> None:
    text = """\
import numpy as np
from scipy.linalg import get_blas_funcs
from scipy.linalg.lapack import get_lapack_funcs
def one(u):
    norm = get_blas_funcs("nrm2", (u,))
    return norm(u) / 2.0
def several(u):
    axpy, dot = get_blas_funcs(["axpy", "dot"], (u,))
    if u[0] > 0.0:
        (dot,) = get_lapack_funcs(["dot"], (u,))
    return axpy(u, u) * dot(u, u)
def other(u, norm):
    if norm is None:
        norm = get_blas_funcs("nrm2", (u,))
    return norm(u) / 2.0
def own(u, get_blas_funcs):
    norm = get_blas_funcs("nrm2", (u,))
    return norm(u) / 2.0
"""
    assert {line for _, line in found(text)} == {15, 17}
