"""What is written calls a library by the name that the text has for it."""

from __future__ import annotations

import pytest

from adlint.fixes.naming import name_in

PATH = "torch.utils.checkpoint.checkpoint"
NAMES = {
    "from torch.utils.checkpoint import checkpoint\n": "checkpoint",
    "from torch.utils.checkpoint import checkpoint as again\n": "again",
    "from torch.utils import checkpoint\n": "checkpoint.checkpoint",
    "import torch.utils.checkpoint as cp\n": "cp.checkpoint",
    "import torch.utils.checkpoint\n": PATH,
    "import torch\n": "",
    "from .checkpoint import checkpoint\n": "",
    "def f():\n    from torch.utils.checkpoint import checkpoint\n": "",
    "from torch.utils.checkpoint import checkpoint\n\ndef load(checkpoint):\n    return checkpoint\n": "",
    "from torch.utils.checkpoint import checkpoint\ncheckpoint = None\n": "",
}


@pytest.mark.parametrize("text", NAMES)
def test_the_name_is_that_of_the_text(text: str) -> None:
    assert name_in(text, PATH) == NAMES[text]
