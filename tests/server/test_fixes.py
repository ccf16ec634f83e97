"""Fixes and modes in an editor: they write what the command line writes."""

from __future__ import annotations

import subprocess
import sys

import pytest
from client import Client
from texts import applied, position

ADLINT = (sys.executable, "-P", "-m", "adlint")
ACTIONS = {"resolveSupport": {"properties": ["edit"]}, "disabledSupport": True}
STEP = """\
import numpy as np


def step(u, dt):
    log = open("norm.txt", "a")  # \N{GRINNING FACE}
    log.write(str(np.linalg.norm(u)))
    log.close() if dt else None
    return u - dt * np.gradient(u) * np.random.normal()


x = 1  # adlint: ignore[AD101]
"""
DEEP = """\
import jax
import jax.numpy as jnp


def layer(w, x):
    return jnp.tanh(jnp.sin(jnp.cos(w @ x)))


def loss(w, x):
    x = jax.checkpoint(layer)(w, x)
    for _ in range(3):
        x = layer(w, x)
    return jnp.sum(x)
"""
PLAIN = """\
import numpy as np


def step(u, dt):
    return u + dt * np.sin(u) * u


def run(u, steps):
    for _ in range(steps):
        u = step(
            u, 0.1)
    return u.sum()
"""
STALE = """\
import jax
import jax.numpy as jnp


def step(u, k):
    f = jnp.sin(u) * k
    return u + 0.1 * jnp.tanh(f) * f


# adlint: call(f32[100], f32[100])
def kept(u, k):
    # adlint: split
    a = step(jnp.cos(u), k)
    return jnp.sum(step(jnp.cos(a), k))
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    made = Client(tmp_path_factory.mktemp("fixes"), *ADLINT, "server")
    made.start("utf-16", textDocument={"codeAction": ACTIONS})
    yield made
    made.process.kill()
    made.process.wait()


def opened(client, name, text):
    """The diagnostics of a text, newly opened under a name."""
    client.open(client.uri(name), text)
    return client.published(client.uri(name), 1)


def acted(client, name, text, word, *kinds):
    at = position(text, text.index(word))
    context = {"diagnostics": [], "only": list(kinds), "triggerKind": 1}
    params = {"textDocument": {"uri": client.uri(name)}, "range": {"start": at, "end": at}, "context": context}
    return client.request("textDocument/codeAction", params)["result"]


def done(client, name, text, action):
    """The text after an action."""
    edit = client.request("codeAction/resolve", action)["result"]["edit"]
    return applied(text, edit["changes"][client.uri(name)])


def written(client, text, *options):
    """What the command line makes of a text."""
    file = client.root / "alone" / "same.py"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(text.encode())
    command = [*ADLINT, "check", "--no-cache", "--exit-zero", "--fix", *options, "same.py"]
    subprocess.run(command, cwd=file.parent, check=True, capture_output=True, timeout=120)
    after = file.read_bytes().decode()
    file.unlink()
    return after


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_all_safe_fixes_are_those_of_the_command_line(client, newline, mark):
    name = f"all{len(newline)}{len(mark)}.py"
    text = mark + STEP.replace("\n", newline)
    assert [one["code"] for one in opened(client, name, text)] == ["AD101", "AD105", "AD902"]
    (action,) = acted(client, name, text, "np", "source.fixAll.adlint")
    assert "edit" not in action
    after = done(client, name, text, action)
    assert after == written(client, text)
    assert after == text.replace("  # adlint: ignore[AD101]", "").replace(
        f'log = open("norm.txt", "a")  # \N{GRINNING FACE}{newline}    log.write(',
        f'with open("norm.txt", "a") as log:  # \N{GRINNING FACE}{newline}        log.write(',
    ).replace("    log.close()", "        log.close()")
    client.close(client.uri(name))


def test_nothing_to_fix_is_no_action(client):
    opened(client, "none.py", DEEP)
    assert acted(client, "none.py", DEEP, "jax", "source.fixAll") == []
    client.close(client.uri("none.py"))


def test_each_finding_offers_its_fix_and_an_ignore(client):
    opened(client, "each.py", STEP)
    fix, ignore = acted(client, "each.py", STEP, "np.random", "quickfix")
    assert (fix.get("isPreferred"), ignore["title"][:12]) == (None, "Ignore AD105")
    after = done(client, "each.py", STEP, fix)
    assert "rng = np.random.default_rng(0)" in after
    (safe, _) = acted(client, "each.py", STEP, "open(", "quickfix")
    assert safe["isPreferred"]
    (remove,) = acted(client, "each.py", STEP, "x = 1", "quickfix")
    assert done(client, "each.py", STEP, remove) == STEP.replace("  # adlint: ignore[AD101]", "")
    client.change(client.uri("each.py"), 2, {"text": f"\n{STEP}"})
    assert client.request("codeAction/resolve", fix)["error"]["code"] == -32801
    client.close(client.uri("each.py"))


def test_an_editor_that_resolves_nothing_gets_edits_at_once(connect):
    made = connect(*ADLINT, "server")
    made.start()
    opened(made, "now.py", STEP)
    fix, _ = acted(made, "now.py", STEP, "np.random", "quickfix")
    assert "rng = " in str(fix["edit"])
    (every,) = acted(made, "now.py", STEP, "np", "source.fixAll.adlint")
    assert "with open" in str(every["edit"])


def test_a_checkpoint_is_taken_out(client):
    opened(client, "deep.py", DEEP)
    (split,) = acted(client, "deep.py", DEEP, "(layer)(w", "refactor.rewrite")
    assert split["kind"] == "refactor.rewrite.adlint.split"
    assert done(client, "deep.py", DEEP, split) == DEEP.replace("jax.checkpoint(layer)(", "layer(")
    joint, split = acted(client, "deep.py", DEEP, "layer(w, x)\n    return jnp.sum", "refactor.rewrite")
    put_in = done(client, "deep.py", DEEP, joint)
    assert put_in == DEEP.replace("   x = layer(w, x)", "   x = jax.checkpoint(lambda: layer(w, x))()")
    over = done(client, "deep.py", DEEP, split)
    assert over == DEEP.replace("        x = layer", "        # adlint: split\n        x = layer")
    client.close(client.uri("deep.py"))


def test_a_checkpoint_that_was_put_in_is_taken_out_again(client):
    opened(client, "again.py", DEEP)
    joint, _ = acted(client, "again.py", DEEP, "layer(w, x)\n    return jnp.sum", "refactor.rewrite")
    after = done(client, "again.py", DEEP, joint)
    client.change(client.uri("again.py"), 2, {"text": after})
    client.published(client.uri("again.py"), 2)
    (split,) = acted(client, "again.py", after, "lambda: layer", "refactor.rewrite")
    assert done(client, "again.py", after, split) == DEEP
    client.close(client.uri("again.py"))


def test_calls_and_loops_of_numpy_are_decided_by_directives(client):
    opened(client, "plain.py", PLAIN)
    joint, split = acted(client, "plain.py", PLAIN, "step(\n", "refactor.rewrite")
    over = PLAIN.replace("        u = step(", "        # adlint: joint\n        u = step(")
    assert done(client, "plain.py", PLAIN, joint) == over
    loop, _ = acted(client, "plain.py", PLAIN, "for _", "refactor.rewrite")
    around = PLAIN.replace("    for _", "    # adlint: joint\n    for _")
    assert done(client, "plain.py", PLAIN, loop) == around
    client.change(client.uri("plain.py"), 2, {"text": around})
    client.published(client.uri("plain.py"), 2)
    _, split = acted(client, "plain.py", around, "for _", "refactor.rewrite")
    assert done(client, "plain.py", around, split) == PLAIN
    client.close(client.uri("plain.py"))


def test_a_placement_is_stale_as_soon_as_an_edit_makes_it_so(client):
    assert opened(client, "stale.py", STALE) == []
    large = STALE.replace("[100]", "[100_000]")
    client.change(client.uri("stale.py"), 2, {"text": large})
    (found,) = client.published(client.uri("stale.py"), 2)
    assert (found["code"], found["range"]["start"]["line"]) == ("AD310", 12)
    (fix, _) = acted(client, "stale.py", large, "step(jnp.cos(u)", "quickfix")
    after = done(client, "stale.py", large, fix)
    assert after == large.replace("adlint: split", "adlint: joint")
    client.change(client.uri("stale.py"), 3, {"text": after})
    assert client.published(client.uri("stale.py"), 3) == []
    client.close(client.uri("stale.py"))
