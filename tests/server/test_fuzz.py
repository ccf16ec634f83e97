"""A few hundred random edits; `make lsp-campaign` makes ten thousand."""

from __future__ import annotations

import pytest
from fuzz import ADLINT, PULLS, campaign


@pytest.mark.parametrize(("encoding", "seed"), [("utf-8", 1), ("utf-16", 2), ("utf-32", 3)])
def test_findings_after_random_edits_are_those_of_a_fresh_check(connect, encoding, seed):
    client = connect(*ADLINT, "server")
    client.start(encoding, **PULLS)
    campaign(client, encoding, seed, 100)
    assert client.stop() == 0
