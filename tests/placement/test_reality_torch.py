"""Plans that are written into PyTorch programs: they keep what was predicted, and give the same gradients."""

from __future__ import annotations

import warnings

import pytest
import torch

import tests.tape.torch.more_programs  # noqa: F401 -- adds its programs
from adlint.answers.document import Document
from adlint.answers.tape.question import Question
from adlint.fixes import with_checkpoints
from adlint.placement.plan import Goal
from adlint.placement.written.writing import SYSTEMS
from adlint.workspace import Workspace
from tests.placement.reality_torch import gradients
from tests.tape.torch.programs import PROGRAMS
from tests.tape.torch.truth import installed, really, with_no_empty

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
