"""Networks that hold their layers in containers: what a layer does counts, wherever it comes from."""

from __future__ import annotations

import re

import pytest

from .checking import said

LAYERS = {
    "linear": ("nn.Linear(4, 4)", "", "yes"),
    "of the program": ("Plain()", "", "yes"),
    "noisy": ("Noisy()", "", "no"),
    "running statistics": ("nn.BatchNorm1d(4)", "self.layers", "yes"),
    "no statistics": ("nn.GroupNorm(2, 4)", "", "yes"),
}
HELD = {
    "a list": ("nn.ModuleList([{layer} for _ in range(3)])", "for one in self.layers:\n            x = one(x)"),
    "a list by number": ("nn.ModuleList([{layer}])", "x = self.layers[0](x)"),
    "a dict": ('nn.ModuleDict({{"a": {layer}}})', "for one in self.layers.values():\n            x = one(x)"),
    "a dict by attributes": ("nn.ModuleDict(dict(a={layer}))", "x = self.layers.a(x)"),
    "a list in a dict": (
        "nn.ModuleDict(dict(a=nn.ModuleList([{layer}, {layer}])))",
        "for one in self.layers.a:\n            x = one(x)",
    ),
    "in step": ("nn.ModuleList([{layer}])", "for n, one in zip(range(3), self.layers):\n            x = one(x) * n"),
}
HANDED = {
    "checkpointed": r"checkpoint(\1, x, use_reentrant=False)",
    "a method, checkpointed": r"checkpoint(\1.forward, x, use_reentrant=False)",
    "with other parameters": r"functional_call(\1, {}, (x,))",
}
TEXT = """
import numpy as np
from torch import nn
from torch.func import functional_call
from torch.utils.checkpoint import checkpoint

class Plain(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = nn.Linear(4, 4)

    def forward(self, x):
        return self.inner(x) * 2

class Noisy(Plain):
    def forward(self, x):
        return self.inner(x) + np.random.normal()

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = {held}

    def forward(self, x):
        {loop}
        return x
"""


@pytest.mark.parametrize("holding", HELD)
@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_in_a_container(name: str, holding: str) -> None:
    layer, changed, verdict = LAYERS[name]
    held, loop = HELD[holding]
    whole = said(TEXT.format(held=held.format(layer=layer), loop=loop), "Net.forward").whole
    assert whole.reentrant == verdict
    assert bool(changed) == any(one.startswith("self.layers") for one in whole.out)
    assert any(one.startswith("self.layers") for one in whole.use)  # its parameters


@pytest.mark.parametrize("handing", HANDED)
@pytest.mark.parametrize("holding", HELD)
@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_in_a_container_that_is_handed_to_what_calls_it(name: str, holding: str, handing: str) -> None:
    layer, _, verdict = LAYERS[name]
    held, loop = HELD[holding]
    handed = re.sub(r"([\w.]+(\[0\])?)\(x\)", HANDED[handing], loop)
    assert handed != loop
    assert said(TEXT.format(held=held.format(layer=layer), loop=handed), "Net.forward").whole.reentrant == verdict


SEQUENCES = {
    "of the library": ("nn.Linear(4, 4), nn.GELU()", "yes"),
    "with statistics": ("nn.Linear(4, 4), nn.BatchNorm1d(4)", "yes"),
    "with one of the program": ("nn.Linear(4, 4), Noisy()", "no"),
    "in each other": ("nn.Sequential(nn.Linear(4, 4)), nn.Sequential(nn.ReLU(), Noisy())", "no"),
    "of a list": ("*[Noisy() for _ in range(3)]", "no"),
}
BLOCKS = """
import numpy as np
from torch import nn

class Noisy(nn.Module):
    def forward(self, x):
        return x + np.random.normal()

class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential({layers})

    def forward(self, x):
        return x + self.layers(x)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList(Block() for _ in range(3))

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return x
"""


@pytest.mark.parametrize("name", SEQUENCES)
@pytest.mark.parametrize("of", ["Block.forward", "Net.forward"])
def test_layers_that_are_called_one_after_the_other(name: str, of: str) -> None:
    layers, verdict = SEQUENCES[name]
    whole = said(BLOCKS.format(layers=layers), of).whole
    assert whole.reentrant == verdict
    assert bool(whole.out) == ("BatchNorm" in layers)


def test_layers_that_are_added_later_are_not_known() -> None:
    begun = "        self.layers = nn.Sequential()\n"
    text = BLOCKS.format(layers="").replace(begun, f"{begun}        self.layers.append(made())\n")
    assert said(text, "Block.forward").whole.reentrant == "unknown"


@pytest.mark.parametrize("layer", ["nn.Linear(4, 4)", "nn.Sequential(nn.Linear(4, 4))"])
def test_a_call_of_a_layer_reads_its_parameters(layer: str) -> None:
    assert said(BLOCKS.format(layers=layer), "Block.forward").whole.use == ("self.layers", "x")


NNX = """
import numpy as np
from flax import nnx

class Plain(nnx.Module):
    def __call__(self, x):
        return x * 2

class Noisy(nnx.Module):
    def __call__(self, x):
        return x + np.random.normal()

class Net(nnx.Module):
    def __init__(self):
        self.layers = {held}

    def __call__(self, x):
        for one in self.layers:
            x = one(x)
        return x
"""


@pytest.mark.parametrize(("layer", "verdict"), [("Plain()", "yes"), ("Noisy()", "no")])
@pytest.mark.parametrize("held", ["nnx.List([{layer} for _ in range(3)])", "nnx.List([nnx.relu, {layer}])"])
def test_a_layer_in_a_list_of_flax(held: str, layer: str, verdict: str) -> None:
    assert said(NNX.format(held=held.format(layer=layer)), "Net.__call__").whole.reentrant == verdict


WRAPPED = """
import functools
import numpy as np
from torch import nn

class Noisy(nn.Module):
    def forward(self, x):
        return x + np.random.normal()

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.held = {held}

    def forward(self, x):
        return self.held(x)
"""


@pytest.mark.parametrize("held", ["nn.DataParallel(Noisy())", "functools.partial(Noisy().forward)"])
def test_what_an_object_of_a_library_was_made_of_is_called_with_it(held: str) -> None:
    assert said(WRAPPED.format(held=held), "Net.forward").whole.reentrant in ("no", "unknown")
