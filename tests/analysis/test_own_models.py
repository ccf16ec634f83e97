"""A library that is itself what is checked is known by its models, not by what its code seems to do."""

from __future__ import annotations

import pytest

from adlint.answers.document import Document
from adlint.settings import Settings
from adlint.workspace import Workspace

RANDOM = """from torch._C import Generator


def manual_seed(seed):
    return default_generator.manual_seed(int(seed))


default_generator = Generator()
"""
NOISE = """import numpy as np
import torch
from torch.random import manual_seed


def noisy(x, seed):
    {}
    return np.sin(x) + torch.randn(3)
"""


@pytest.mark.parametrize(
    ("seeding", "codes"), [("manual_seed(seed)", []), ("torch.random.manual_seed(seed)", []), ("seed += 1", ["AD105"])]
)
def test_a_seed_of_the_library_seeds_in_the_library(seeding: str, codes: list[str]) -> None:
    documents = [
        Document("torch/__init__.py", "torch", "from torch import random\n", is_package=True),
        Document("torch/random.py", "torch.random", RANDOM),
        Document("torch/noise.py", "torch.noise", NOISE.format(seeding)),
    ]
    assert [f.code for f in Workspace().check(documents, Settings(scope="numeric")).findings] == codes
