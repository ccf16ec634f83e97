"""What fixes write, and what they leave alone: texts before and after."""

from __future__ import annotations

import textwrap

import pytest

from adlint.finding import Applicability, Finding, Position, Range, Repair, Severity
from adlint.fixes import fix
from adlint.fixes.applying import edited
from adlint.source import Source

# ruff: noqa: E501, ISC004

IMPORTS = "import random\nimport numpy as np\nfrom mpi4py import MPI\n\n"


def mended(text: str, mark: str, kind: str, *options: str) -> tuple[str, str] | None:
    """The text after the fix of a finding that stands at the one place of `mark`, and how sure it is; None without."""
    start = text.index(mark)
    assert text.count(mark) == 1
    line, column = text.count("\n", 0, start) + 1, start - (text.rfind("\n", 0, start) + 1)
    last = line + mark.count("\n")
    end = column + len(mark) if last == line else len(mark) - mark.rfind("\n") - 1
    place = Range(Position(line, column + 1), Position(line, column + 2))
    repair = Repair(kind, (line, column, last, end), options)
    finding = Finding("AD000", "x", Severity.WARNING, "", "a.py", place, repair=repair)
    made = fix(finding, Source("a.py", text))
    return None if made is None else (edited(text, made.edits), made.applicability.value)


def function(body: str, head: str = "def f(u, p, comm, lock):") -> str:
    return f"{IMPORTS}{head}\n{textwrap.indent(textwrap.dedent(body), '    ')}"


OPEN = ("open(p)", "manage", "builtins.open")
SAFE, UNSAFE = Applicability.SAFE.value, Applicability.UNSAFE.value
# fmt: off
MANAGED = {
    "used, and closed at the end": (
        "g = open(p)\ng.write(u)\ng.close()\nreturn u\n",
        "with open(p) as g:\n    g.write(u)\nreturn u\n", SAFE),
    "the comments stay": (
        "# why\ng = open(p)  # what\n# how\ng.write(u)  # this\n# then\nreturn u\n",
        "# why\nwith open(p) as g:  # what\n    # how\n    g.write(u)  # this\n# then\nreturn u\n", SAFE),
    "a close that says why it stands there": (
        "g = open(p)\ng.write(u)\n# now\ng.close()\nreturn u\n",
        "with open(p) as g:\n    g.write(u)\n    # now\n    g.close()\nreturn u\n", SAFE),
    "blocks and texts in it": (
        'g = open(p)\nfor x in g:\n    if x:\n        print("""\n  a""", file=g)\nreturn u\n',
        'with open(p) as g:\n    for x in g:\n        if x:\n            print("""\n  a""", file=g)\nreturn u\n', SAFE),
    "left before it is closed": (
        "g = open(p)\nif u:\n    return g.read()\ng.close()\n",
        "with open(p) as g:\n    if u:\n        return g.read()\n", SAFE),
    "handed to a function that is done with it": (
        "g = open(p)\nnp.save(g, u)\nreturn u\n",
        "with open(p) as g:\n    np.save(g, u)\nreturn u\n", SAFE),
    "handed to a function that may keep it": (
        "g = open(p)\nuse(g)\nreturn u\n",
        "with open(p) as g:\n    use(g)\nreturn u\n", UNSAFE),
    "a method that is kept": (
        "g = open(p)\nw = g.write\nw(u)\n",
        "with open(p) as g:\n    w = g.write\nw(u)\n", UNSAFE),
}
LEFT_OPEN = {
    "returned": "g = open(p)\nreturn g\n",
    "kept": "g = open(p)\nself.g = g\n",
    "used in another block": "if u:\n    g = open(p)\nelse:\n    g = None\nuse(g)\n",
    "used in a function": "g = open(p)\ndef h():\n    g.write(u)\nreturn h\n",
    "used in a generator": "g = open(p)\nreturn (float(x) for x in g)\n",
    "given another value": "g = open(p)\ng.write(u)\ng = None\nreturn u\n",
    "not used": "g = open(p)\nreturn u\n",
    "two statements on a line": "g = open(p); g.write(u)\n",
    "behind a colon": "if u: g = open(p)\n",
    "annotated": "g: object = open(p)\ng.write(u)\n",
    "two names": "g = h = open(p)\ng.write(u)\n",
    "not named": "use(open(p))\n",
    "declared global": "global g\ng = open(p)\ng.write(u)\n",
    "deleted": "g = open(p)\ng.write(u)\ndel g\n",
}
SEND = ("comm.Isend(u)", "wait", "Wait")
WAITED = {
    "before the end": ("r = comm.Isend(u)\nuse(u)\n", "r = comm.Isend(u)\nuse(u)\nr.Wait()\n"),
    "before what is returned": ("r = comm.Isend(u)\nreturn u / 2\n", "r = comm.Isend(u)\nr.Wait()\nreturn u / 2\n"),
    "dropped": ("comm.Isend(u)\nreturn u\n", "request = comm.Isend(u)\nrequest.Wait()\nreturn u\n"),
    "dropped beside another": (
        "request = 1\ncomm.Isend(u)\nreturn u\n", "request = 1\nrequest_2 = comm.Isend(u)\nrequest_2.Wait()\nreturn u\n"),
    "on every way out": (
        "r = comm.Isend(u)\nif u:\n    return 1\nif p: return 2\nfor x in u:\n    if x:\n        break\nr.Wait()\nreturn 3\n",
        "r = comm.Isend(u)\nif u:\n    r.Wait()\n    return 1\nif p:\n    r.Wait()\n    return 2\n"
        "for x in u:\n    if x:\n        break\nr.Wait()\nreturn 3\n"),
    "in each turn of a loop": (
        "for x in u:\n    r = comm.Isend(u)\n    if x:\n        continue\n    use(x)\n",
        "for x in u:\n    r = comm.Isend(u)\n    if x:\n        r.Wait()\n        continue\n    use(x)\n    r.Wait()\n"),
    "in a list": (
        "rs = [comm.Isend(u), comm.Irecv(p)]\nreturn u\n",
        "rs = [comm.Isend(u), comm.Irecv(p)]\nMPI.Request.Waitall(rs)\nreturn u\n"),
    "not in functions": (
        "r = comm.Isend(u)\ndef g():\n    return 1\nreturn g()\n",
        "r = comm.Isend(u)\ndef g():\n    return 1\nr.Wait()\nreturn g()\n"),
}
DRAWN = {
    "normal": ("return np.random.normal(size=3)\n", "np.random.normal(size=3)", "numpy.random",
               "rng = np.random.default_rng(0)\nreturn rng.normal(size=3)\n"),
    "a shape in arguments": ("return np.random.randn(2, 3)\n", "np.random.randn(2, 3)", "numpy.random",
                             "rng = np.random.default_rng(0)\nreturn rng.standard_normal((2, 3))\n"),
    "one argument": ("return np.random.rand(n)\n", "np.random.rand(n)", "numpy.random",
                     "rng = np.random.default_rng(0)\nreturn rng.random((n,))\n"),
    "whole numbers": ("return np.random.randint(0, 9, 3)\n", "np.random.randint(0, 9, 3)", "numpy.random",
                      "rng = np.random.default_rng(0)\nreturn rng.integers(0, 9, 3)\n"),
    "behind a docstring": ('"""Says."""\nreturn random.gauss(0, 1)\n', "random.gauss(0, 1)", "random",
                           '"""Says."""\nrng = random.Random(0)\nreturn rng.gauss(0, 1)\n'),
    "a name that is taken": ("rng = 1\nreturn random.random()\n", "random.random()", "random",
                             "rng_2 = random.Random(0)\nrng = 1\nreturn rng_2.random()\n"),
    "one that is there": ("rng = random.Random(0)\nreturn rng.random() + random.gauss(0, 1)\n", "random.gauss(0, 1)", "random",
                          "rng = random.Random(0)\nreturn rng.random() + rng.gauss(0, 1)\n"),
}
SPLIT = {
    "jax.checkpoint(f)(u, 1)": "f(u, 1)",
    "jax.checkpoint(f, policy=g)(u)": "f(u)",
    "jax.remat(lambda v: v * u)(p)": "(lambda v: v * u)(p)",
    "jax.checkpoint(lambda: f(u, 3))()": "f(u, 3)",
    "ckpt(f, u, p, use_reentrant=False)": "f(u, p)",
    "ckpt(f, u, use_reentrant=False, k=1)": "f(u, k=1)",
    "jax.lax.scan(jax.checkpoint(f), u, None, 3)": "jax.lax.scan(f, u, None, 3)",
    "jax.lax.fori_loop(0, 3, body_fun=jax.checkpoint(f), init_val=u)": "jax.lax.fori_loop(0, 3, body_fun=f, init_val=u)",
    "f(jax.checkpoint(g)(u))": None,
    "ckpt(*u)": None,
}
# fmt: on


@pytest.mark.parametrize("case", MANAGED)
def test_a_file_is_opened_by_with(case: str) -> None:
    before, after, sure = MANAGED[case]
    assert mended(function(before), *OPEN) == (function(after), sure)


@pytest.mark.parametrize("case", LEFT_OPEN)
def test_a_file_that_goes_elsewhere_is_left_to_people(case: str) -> None:
    assert mended(function(LEFT_OPEN[case]), *OPEN) is None


@pytest.mark.parametrize("case", WAITED)
def test_a_request_is_waited_for(case: str) -> None:
    before, after = WAITED[case]
    assert mended(function(before), *SEND) == (function(after), UNSAFE)


@pytest.mark.parametrize("case", DRAWN)
def test_a_draw_comes_from_a_generator_of_its_own(case: str) -> None:
    before, mark, library, after = DRAWN[case]
    assert mended(function(before), mark, "generator", library) == (function(after), UNSAFE)


@pytest.mark.parametrize("body", ["np.random.zipf(2)\n", "np.random.random_integers(3)\n", "np.random.rand(*u)\n"])
def test_a_draw_that_no_generator_has_alike_is_left_to_people(body: str) -> None:
    assert (mended(function(body), body.strip(), "generator", "numpy.random") is None) == ("zipf" not in body)


@pytest.mark.parametrize("before", SPLIT)
def test_a_checkpoint_is_taken_out(before: str) -> None:
    head = "import jax\nfrom torch.utils.checkpoint import checkpoint as ckpt\n\n\ndef h(u, p):\n    return "
    after = SPLIT[before]
    expected = None if after is None else (f"{head}{after}\n", UNSAFE)
    assert mended(f"{head}{before}\n", before, "split") == expected


def test_a_lock_is_taken_by_with() -> None:
    before = function("lock.acquire()  # mine\nif u:\n    return 1\nlock.release()\nreturn 2\n")
    after = function("with lock:  # mine\n    if u:\n        return 1\nreturn 2\n")
    assert mended(before, "lock.acquire()", "lock") == (after, UNSAFE)
    twice = function("lock.acquire()\nif u:\n    lock.release()\n    return 1\nuse(u)\n")
    assert mended(twice, "lock.acquire()", "lock") is None


def test_what_is_not_a_file_is_given_back_in_the_end() -> None:
    before = function("row = comm.Dup()\nreturn row.allreduce(u)\n")
    after = function("row = comm.Dup()\ntry:\n    return row.allreduce(u)\nfinally:\n    row.Free()\n")
    assert mended(before, "comm.Dup()", "finally", "Free") == (after, UNSAFE)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_line_ends_stay(newline: str) -> None:
    before, after, _ = MANAGED["blocks and texts in it"]
    text = function(before)
    start = text.index("open(p)")
    line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start) - 1
    repair = Repair("manage", (line, column, line, column + 7), ("builtins.open",))
    place = Range(Position(line, column + 1), Position(line, column + 8))
    finding = Finding("AD101", "x", Severity.WARNING, "", "a.py", place, repair=repair)
    source = Source("a.py", text.replace("\n", newline))
    made = fix(finding, source)
    assert made is not None
    assert edited(source.text, made.edits) == function(after).replace("\n", newline)


IGNORES = {
    "x = 1  # adlint: ignore[AD101]\n": "x = 1\n",
    "x = 1  # adlint: ignore[AD101] because\n": "x = 1\n",
    "x = 1  # adlint: ignore[AD101, AD102] because\n": "x = 1  # adlint: ignore[AD102] because\n",
    "# adlint: ignore[AD101]\nx = 1\n": "x = 1\n",
    "x = 1  # adlint: ignore[AD101]  # noqa: E501\n": "x = 1  # noqa: E501\n",
}


@pytest.mark.parametrize("before", IGNORES)
def test_an_ignore_of_no_use_goes(before: str) -> None:
    comment = before[before.index("#") :].splitlines()[0].partition("  # noqa")[0]
    whole = before.splitlines()[0] if before.startswith("x") and "noqa" not in before else comment
    if "noqa" in before:
        whole = before.rstrip("\n")
    assert mended(before, whole, "unused-ignore", "AD101") == (IGNORES[before], SAFE)


@pytest.mark.parametrize("text", ["def f(:\n    g = open(p)\n", "x = " + "-" * 20_000 + "1\ng = open(p)\ng.read()\n"])
def test_a_text_that_cannot_be_read_is_left_alone(text: str) -> None:
    assert mended(text, *OPEN) is None
