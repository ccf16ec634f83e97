"""Whatever is asked, wherever, is answered: no request fails, and what is said has places that exist."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

ADLINT = (sys.executable, "-P", "-m", "adlint")
EXAMPLES = Path(__file__).parents[2] / "examples"
KNOWN = {
    "scan_jax.py": ("def rk4", "# adlint: call(x=f32[40], dt=0.01)\ndef rk4"),
    "clean_burgers.py": ("", ""),
    "heat_numpy.py": ("", ""),
}
FEW = 25  # places in each file


@pytest.mark.parametrize("name", sorted(file.name for file in EXAMPLES.glob("*.py")))
def test_every_request_is_answered_at_random_places(connect, name):
    client = connect(*ADLINT, "server")
    client.start()
    uri = client.uri(name)
    before, after = KNOWN.get(name, ("", ""))
    text = (EXAMPLES / name).read_text(encoding="utf-8").replace(before, after, 1)
    client.open(uri, text)
    client.published(uri, 1)
    draw = random.Random(name)
    lines = text.split("\n")
    document = {"textDocument": {"uri": uri}}
    for line in draw.sample(range(len(lines)), min(FEW, len(lines))):
        place = {"line": line, "character": draw.randrange(len(lines[line]) + 1)}
        span = {"start": place, "end": place}
        context = {"diagnostics": [], "triggerKind": draw.choice((1, 2))}
        for method, more in (
            ("textDocument/hover", {"position": place}),
            ("textDocument/codeAction", {"range": span, "context": context}),
            ("textDocument/prepareCallHierarchy", {"position": place}),
            ("textDocument/inlayHint", {"range": span}),
        ):
            reply = client.request(method, {**document, **more})
            assert "error" not in reply, (method, place)
    for lens in client.request("textDocument/codeLens", document)["result"]:
        assert lens["range"]["end"]["line"] < len(lines)
        assert "error" not in client.request("codeLens/resolve", lens)
    for symbol in client.request("textDocument/documentSymbol", document)["result"]:
        start = symbol["location"]["range"]["start"]["line"]
        assert symbol["name"] in "\n".join(lines[start : start + 3])
    assert client.stop() == 0
    assert b"Traceback" not in client.process.stderr.read()
