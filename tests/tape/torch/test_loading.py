"""Batches of `torch.utils.data`: what is kept of one, against what PyTorch saves."""

from __future__ import annotations

import pytest

from tests.tape.torch.truth import really, said

HEAD = """
import torch
from torch.utils.data import ConcatDataset, DataLoader, Dataset, Subset, TensorDataset, random_split

class Own(Dataset):
    def __init__(self, n):
        self.x = torch.ones(n, 3)
    def __len__(self):
        return len(self.x)
    def __getitem__(self, i):
        return {"x": self.x[i], "y": 1.0, "k": i, "name": "a"}

def gather(samples):
    return torch.stack([one["x"] for one in samples]), len(samples)
"""
LOADED = {
    "tensors": """
    for x, y in DataLoader(TensorDataset(torch.ones(100, 3), torch.ones(100)), 7, shuffle=True):
        return ((x @ w).sin() * y).sum()
""",
    "items_of_a_dict": """
    for batch in DataLoader(Own(20), batch_size=8):
        return (batch["x"] @ w).sin().sum() * batch["y"].sum() * batch["k"].sum()
""",
    "one_by_one": """
    for batch in DataLoader(Own(5), batch_size=None):
        return (batch["x"] @ w).sin() * batch["y"]
""",
    "all_batches": """
    total = 0.0
    for (x,) in DataLoader(TensorDataset(torch.ones(10, 3)), batch_size=4):
        total = total + (x @ w).sin().sum()
    return total
""",
    "without_the_last": """
    loader = DataLoader(TensorDataset(torch.ones(10, 3)), batch_size=4, drop_last=True)
    return sum((x @ w).exp().sum() for (x,) in loader) / len(loader)
""",
    "a_part": """
    a, b = random_split(Own(50), [0.8, 0.2])
    x = next(iter(DataLoader(b, batch_size=16)))["x"]
    return (x @ w).sin().sum() / len(a)
""",
    "joined": """
    both = ConcatDataset([Own(3), Subset(Own(9), range(2))])
    for batch in DataLoader(both, batch_size=len(both)):
        return (batch["x"] @ w).sin().sum()
""",
    "slices from drawn places": """
    data = torch.arange(100.0)
    places = torch.randint(len(data) - 8, (5,))
    x = torch.stack([data[i:i + 3] for i in places])
    y = torch.stack([data[i + 1:i + 4] for i in places])
    return ((x @ w).sin() * (y @ w).exp()).sum()
""",
    "gathered": """
    for x, n in DataLoader(Own(9), batch_size=6, collate_fn=gather):
        return (x @ w).sin().sum() / n
""",
}


@pytest.mark.parametrize("name", LOADED)
def test_a_batch_is_as_large_as_it_is_made(name: str) -> None:
    text = f"{HEAD}\ndef f(w):{LOADED[name]}"
    tape, beside = said(text, "f(f32[3])")
    assert not tape.gaps
    assert (tape.bytes, beside) == really(text, "f(f32[3])")


def test_a_dataset_that_is_not_known_is_said_once_for_each_line() -> None:
    text = """
import torch
from nowhere import data
from torch.utils.data import DataLoader

def f(w):
    for x, y in DataLoader(data(), batch_size=6):
        return ((x @ w).sin() * y).sum()
"""
    tape, _ = said(text, "f(f32[3])")
    assert {gap.reason for gap in tape.gaps} == {"no model of `nowhere.data`"}
