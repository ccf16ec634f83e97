"""Plans that are written into PyTorch programs: they keep what was predicted, and give the same gradients."""

from __future__ import annotations

import warnings

import pytest
import torch

import tests.tape.torch.more_programs  # noqa: F401 -- adds its programs
from adlint.document import Document
from adlint.fixes import with_checkpoints
from adlint.placement.plan import Goal
from adlint.placement.writing import SYSTEMS
from adlint.question import Question
from adlint.workspace import Workspace
from tests.tape.torch.programs import PROGRAMS
from tests.tape.torch.truth import _DTYPES, _Atoms, installed, really, with_no_empty

NAMES = (
    "gpt", "vit", "unet", "resnet_block", "conv_bn_dropout", "neural_ode_rk4", "lstm_by_hand", "seq2seq",
    "mlp_mixer", "wavenet", "densenet_block", "convlstm", "leapfrog", "rmsnorm_rope",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_what_is_written_keeps_what_was_predicted(name: str) -> None:
    warnings.simplefilter("ignore")
    text, (call, _) = PROGRAMS[name]
    documents = [Document("program.py", "program", text.encode())]
    question = Question("program.py", "", with_no_empty(call))
    found = Workspace(keeps=False).plan(documents, question, Goal(written=True), installed)
    wraps = found.changes["program.py"]
    after, left = with_checkpoints(text, wraps, SYSTEMS["torch"])
    assert not left
    assert found.tape == {"store_all": really(text, call)[0], "plan": really(after, call)[0]}
    assert found.tape["plan"] < found.tape["store_all"]  # type: ignore[operator]
    for one, other in zip(gradients(text, call), gradients(after, call), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("name", ["train_step", "train_epochs", "ema_teacher"])
def test_what_the_call_itself_does_stands_in_no_text(name: str) -> None:
    warnings.simplefilter("ignore")
    text, (call, _) = PROGRAMS[name]
    documents = [Document("program.py", "program", text.encode())]
    question = Question("program.py", "", with_no_empty(call))
    found = Workspace(keeps=False).plan(documents, question, Goal(), installed)
    assert found.tape["store_all"] == really(text, call)[0]


def gradients(text: str, call: str) -> list[torch.Tensor]:
    """The gradients of the sum of the results with respect to the arguments."""
    torch.manual_seed(0)
    made: list[torch.Tensor] = []
    space: dict[str, object] = {}
    exec(compile(text, "<program>", "exec"), space)
    space |= {name: _Atoms(dtype, made) for name, dtype in _DTYPES.items()}
    result = eval(with_no_empty(call), space)
    results = result if isinstance(result, tuple | list) else [result]
    loss = sum(one.abs().sum() for one in results if isinstance(one, torch.Tensor) and one.requires_grad)
    assert isinstance(loss, torch.Tensor)
    loss.backward()  # type: ignore[no-untyped-call]
    return [one.grad for one in made if one.grad is not None]
