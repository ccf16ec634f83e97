"""Datasets of PyTorch: what is asked of them by loaders, and by datasets that are made of them."""

from __future__ import annotations

from adlint.interpret.collections.containers import of_items
from adlint.interpret.collections.iteration import items_of, lazy, may_be_object
from adlint.interpret.collections.methods import FUNCTIONS
from adlint.interpret.evidence.narrowing import truth_of
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.library import MEANINGS
from adlint.interpret.memory.atoms import NUMBER, Builtin, Partial, Value, joined
from adlint.interpret.objects.classes import of_library
from adlint.interpret.objects.dispatch import call_method
from adlint.interpret.views.described import External

_DATA = "torch.utils.data."


def _loader(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`DataLoader(dataset)`: whoever iterates over it asks the dataset for its items."""
    dataset, collate = given.at(0, "dataset"), given.at(-1, "collate_fn")
    order = given.at(-1, "sampler") or given.at(-1, "batch_sampler") or NUMBER
    if dataset is None or not (may_be_object(dataset) or may_be_object(order) or collate is not None):
        return None
    if truth_of(given.at(2, "shuffle") or NUMBER):
        call_method(f, at, dataset, "__len__")  # an order is made at once
    early = (dataset, order) if collate is None else (dataset, order, collate)
    named = {"__iter__": "batches", "__len__": "number of batches"}
    methods = {name: Partial(Builtin(External(path), how), early, ()) for name, how in named.items()}
    return of_library(f, at, path, methods)


def _batches(f: Frame, at: int, given: Arguments) -> Value:
    load = Partial(Builtin(External(f"{_DATA}DataLoader"), "*loaded"), given.positional, ())
    return lazy(f, at, "map", load, (of_items(f, "list", at, None, NUMBER),))


def _count(f: Frame, at: int, given: Arguments) -> Value:
    dataset, order, *_ = given.positional
    call_method(f, at, dataset if order is NUMBER else order, "__len__")
    return NUMBER


def _loaded(f: Frame, at: int, given: Arguments) -> Value:
    """A batch of a dataset's items, collated."""
    dataset, order, *collate, _ = given.positional
    item = call_method(f, at, dataset, "__getitem__", NUMBER)
    if order is not NUMBER:
        items_of(f, at, order)
    elif item is not None:
        call_method(f, at, dataset, "__len__")
    items = of_items(f, "list", at, None, items_of(f, at, dataset) if item is None else item)
    return f.call(at, collate[0], Arguments((items,))) if collate else NUMBER


def _made_of(f: Frame, at: int, path: str, datasets: Value) -> Value:
    """A dataset that asks others for its items."""
    return of_library(f, at, path, {"__getitem__": Partial(Builtin(External(path), "item of"), (datasets,), ())})


def _item_of(f: Frame, at: int, given: Arguments) -> Value:
    return call_method(f, at, given.positional[0], "__getitem__", NUMBER) or NUMBER


def _subset(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`Subset(dataset, indices)`."""
    dataset = given.at(0, "dataset")
    return None if dataset is None or not may_be_object(dataset) else _made_of(f, at, path, dataset)


def _split(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`random_split(dataset, lengths)`: a list of subsets."""
    dataset = given.at(0, "dataset")
    if dataset is None or not may_be_object(dataset):
        return None
    call_method(f, at, dataset, "__len__")
    return of_items(f, "list", at, None, _made_of(f, at, f"{_DATA}Subset", dataset))


def _concatenated(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`ConcatDataset(datasets)` and `StackDataset(*datasets)` ask for lengths at once."""
    several = [items_of(f, at, given.positional[0])] if path.endswith("ConcatDataset") else given.positional
    datasets = joined(several) if given.positional else None
    if datasets is None or not may_be_object(datasets):
        return None
    call_method(f, at, datasets, "__len__")
    return _made_of(f, at, path, datasets)


MEANINGS.update({
    f"{_DATA}DataLoader": _loader,
    f"{_DATA}Subset": _subset,
    f"{_DATA}random_split": _split,
    f"{_DATA}ConcatDataset": _concatenated,
    f"{_DATA}StackDataset": _concatenated,
})  # fmt: skip
FUNCTIONS.update({"batches": _batches, "number of batches": _count, "*loaded": _loaded, "item of": _item_of})
