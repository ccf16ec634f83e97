"""The server answers while it works, looks first at what is open, and leaves no finding without a remedy."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest
from texts import applied

ADLINT = (sys.executable, "-P", "-m", "adlint")
EXAMPLES = Path(__file__).parents[2] / "examples"
RESOLVES = {"textDocument": {"codeAction": {"resolveSupport": {"properties": ["edit"]}}}}
NOISY = "import numpy as np\n\n\ndef noisy(u):\n    return u * np.random.rand()\n"


def test_hover_is_answered_while_texts_are_checked(client):
    uri = client.uri("a.py")
    client.open(uri, "def f(x): !slow\n")
    time.sleep(0.2)  # the analysis has begun and takes half a second
    begun = time.monotonic()
    params = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 4}}
    found = client.request("textDocument/hover", params)
    assert "still analysing" in found["result"]["contents"]["value"]
    assert time.monotonic() - begun < 0.25
    assert client.notes.empty()


def test_what_is_open_is_checked_first_in_a_large_folder(connect):
    client = connect(*ADLINT, "server")
    body = "".join(f"def f{n}(u, v):\n    w = u * v + {n}\n    return w / (u + {n}.0)\n\n\n" for n in range(120))
    for number in range(60):
        (client.root / f"m{number}.py").write_text(body)
    (client.root / "caller.py").write_text("import jax\nfrom a import noisy\n\ngradient = jax.grad(noisy)\n")
    client.start()
    uri = client.uri("a.py")
    client.open(uri, NOISY + "x = 1  # adlint: ignore[AD101]\n")
    assert [one["code"] for one in client.published(uri, 1)] == ["AD105"]
    assert [one["code"] for one in client.published(uri, 1)] == ["AD105", "AD902"]


@pytest.mark.parametrize("name", sorted(file.name for file in EXAMPLES.glob("*.py")))
def test_every_finding_of_the_examples_can_be_ignored(connect, name):
    client = connect(*ADLINT, "server")
    client.start("utf-16", **RESOLVES)
    uri, text = client.uri(name), (EXAMPLES / name).read_text(encoding="utf-8")
    client.open(uri, text)
    version = 1
    while found := client.published(uri, version):
        context = {"diagnostics": [], "only": ["quickfix"]}
        params = {"textDocument": {"uri": uri}, "range": found[0]["range"], "context": context}
        actions = client.request("textDocument/codeAction", params)["result"]
        action = next(one for one in actions if one["title"].startswith(("Ignore", "Remove the ignore")))
        edit = client.request("codeAction/resolve", action)["result"]["edit"]
        text = applied(text, edit["changes"][uri])
        version += 1
        assert version < 40
        client.change(uri, version, {"text": text})
    assert client.stop() == 0
