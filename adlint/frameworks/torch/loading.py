"""Datasets and loaders: batches as `torch.utils.data` makes them, of items that are all like the first one."""

from __future__ import annotations

from adlint.evaluate.invocation.imports import of_text
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Unknown, Value

_MODULE = "<torch.utils.data>"
_TEXT = """
import math
import torch

class TensorDataset:
    def __init__(self, *tensors):
        self.tensors = tensors
    def __getitem__(self, index):
        return tuple([one[index] for one in self.tensors])
    def __len__(self):
        return self.tensors[0].size(0)

class Subset:
    def __init__(self, dataset, indices):
        self.dataset = dataset
        self.indices = indices
    def __getitem__(self, index):
        return self.dataset[self.indices[index]]
    def __len__(self):
        return len(self.indices)

class ConcatDataset:
    def __init__(self, datasets):
        self.datasets = list(datasets)
    def __getitem__(self, index):
        for one in self.datasets:
            if index < len(one):
                return one[index]
            index = index - len(one)
        raise IndexError(index)
    def __len__(self):
        return sum([len(one) for one in self.datasets])

def random_split(dataset, lengths, generator=None):
    if sum(lengths) <= 1:
        lengths = [math.floor(len(dataset) * one) for one in lengths]
        for number in range(len(dataset) - sum(lengths)):
            lengths[number % len(lengths)] += 1
    return [Subset(dataset, range(one)) for one in lengths]

def default_collate(batch):
    first = batch[0]
    if isinstance(first, torch.Tensor):
        return torch.stack(batch)
    if isinstance(first, float):
        return torch.tensor(batch, dtype=torch.float64)
    if isinstance(first, int):
        return torch.tensor(batch)
    if isinstance(first, str):
        return batch
    if isinstance(first, dict):
        return {key: default_collate([one[key] for one in batch]) for key in first}
    if hasattr(first, "_fields"):
        return type(first)(*[default_collate(list(column)) for column in zip(*batch)])
    if isinstance(first, (tuple, list)):
        return [default_collate(list(column)) for column in zip(*batch)]
    return torch.stack([torch.as_tensor(one) for one in batch])

class DataLoader:
    def __init__(self, dataset, batch_size=1, shuffle=None, sampler=None, batch_sampler=None, num_workers=0,
                 collate_fn=None, pin_memory=False, drop_last=False, timeout=0, worker_init_fn=None,
                 multiprocessing_context=None, generator=None, **others):
        self.dataset = dataset
        self.batch_size = batch_size
        self.drop_last = drop_last
        self.sampler = sampler
        self.batch_sampler = batch_sampler
        self.collate_fn = default_collate if collate_fn is None else collate_fn
    def _sizes(self):
        if self.batch_sampler is not None:
            return [len(one) for one in self.batch_sampler]
        count = len(self.dataset if self.sampler is None else self.sampler)
        if self.batch_size is None:
            return [1] * count
        rest = count % self.batch_size
        last = [rest] if rest and not self.drop_last else []
        return [self.batch_size] * (count // self.batch_size) + last
    def __len__(self):
        return len(self._sizes())
    def __iter__(self):
        if not hasattr(self.dataset, "__getitem__"):
            return self._in_turn()
        sizes = self._sizes()
        first = self.dataset[0]
        if self.batch_size is None and self.batch_sampler is None:
            return iter([first for size in sizes])
        return iter([self.collate_fn([first] * size) for size in sizes])
    def _in_turn(self):
        held = list(self.dataset)
        if self.batch_size is None:
            return iter(held)
        starts = range(0, len(held), self.batch_size)
        batches = [held[start:start + self.batch_size] for start in starts]
        return iter([self.collate_fn(one) for one in batches if len(one) == self.batch_size or not self.drop_last])
"""
_SHORT = {"dataloader.default_collate": "default_collate", "_utils.collate.default_collate": "default_collate"}
NAMES = frozenset("TensorDataset Subset ConcatDataset random_split default_collate DataLoader".split()) | _SHORT.keys()


def loaded(m: Machine, name: str, given: Given) -> Value:
    """A call of `torch.utils.data.<name>`, one of NAMES."""
    unknown = next((one for one in given.values if isinstance(one, Unknown)), None)
    if unknown is not None:
        return unknown
    return m.tables.call(m, of_text(m, _MODULE, _TEXT)[_SHORT.get(name, name)], given)
