"""Models of torchvision, read from its installed source: what is said of them is what PyTorch keeps, byte for byte."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import pytest
import torch

from adlint import ir
from adlint.evaluate.evaluate import Evaluated
from adlint.project.installed import Installed
from adlint.shapes.sizes import Sizes
from adlint.tape.torch import saved_tensors
from tests.tape.torch import truth

FOUND = find_spec("torchvision")
# of images nothing is asked: models are made and run
_IMAGES = ("PIL", "PIL.Image", "PIL.ImageDraw", "PIL.ImageFont", "PIL.ImageColor", "PIL.ImageOps", "PIL.ImageEnhance")
pytestmark = pytest.mark.skipif(FOUND is None, reason="torchvision is not installed")
# operators of its compiled extension, which does not load beside a build of PyTorch without CUDA; no classifier uses them
_OPERATORS = (
    "nms", "qnms", "roi_align", "roi_pool", "ps_roi_align", "ps_roi_pool", "deform_conv2d", "_roi_align_backward",
    "_roi_pool_backward", "_ps_roi_align_backward", "_ps_roi_pool_backward", "_deform_conv2d_backward",
)  # fmt: skip
CALLS = [
    "models.resnet18(num_classes=10)(f32[2,3,32,32]).sum()",
    "models.mobilenet_v2(num_classes=10)(f32[2,3,32,32]).sum()",
    "models.vit_b_16(image_size=32, num_classes=10)(f32[1,3,32,32]).sum()",
    "models.regnet_y_400mf(num_classes=10)(f32[2,3,32,32]).sum()",
    "models.shufflenet_v2_x0_5(num_classes=10)(f32[2,3,32,32]).sum()",
]


class _Images(ModuleType):
    """Pillow, where it is not installed: each name that is asked of it is a class."""

    __version__, __path__ = "0.0", ()

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return sys.modules.get(f"{self.__name__}.{name}") or type(name, (), {name: name})  # type: ignore[return-value]


@pytest.fixture(scope="module", autouse=True)
def _operators() -> Iterator[None]:
    """The operators of the extension, declared where it did not load."""
    if find_spec("PIL") is None:
        sys.modules.update({name: _Images(name) for name in _IMAGES})
    library = torch.library.Library("torchvision", "FRAGMENT")
    for name in _OPERATORS:
        if not hasattr(torch.ops.torchvision, name):
            library.define(f"{name}(Tensor a, Tensor b, float c) -> Tensor")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@cache
def _installed() -> Installed:
    assert FOUND is not None
    assert FOUND.origin is not None
    return Installed((str(Path(FOUND.origin).parent.parent), str(truth.SITE)))


def _module(name: str) -> ir.Module | None:
    return _installed().module(name)


@pytest.mark.parametrize("call", CALLS)
def test_model(call: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(truth, "installed", _module)
    text = "from torchvision import models\n"
    found: Evaluated = truth.evaluated(text, call)
    assert found.failure is None
    tape, beside = saved_tensors(found.trace, found.arguments.values(), found.results, Sizes(dict(found.bounds)))
    assert not tape.gaps
    assert (tape.bytes, beside) == truth.really(text, call)
