"""Whole programs, random ones, and formulas: held to what PyTorch saves, byte for byte."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import adlint.tape.torch
import tests.tape.torch.more_programs
import tests.tape.torch.rarer_programs
import tests.tape.torch.sighted_programs
import tests.tape.torch.transformed_programs
import tests.tape.torch.twice_programs
import tests.tape.torch.unseen_programs  # noqa: F401 -- each adds its programs
from adlint.symbolic import evaluate, polynomial
from tests.tape.torch.derive import table
from tests.tape.torch.generated import program
from tests.tape.torch.open_programs import OPEN
from tests.tape.torch.programs import PROGRAMS
from tests.tape.torch.truth import really, said

CALLS = [(name, number) for name in PROGRAMS for number in range(2)]


@pytest.fixture(autouse=True)
def _quiet() -> None:
    warnings.simplefilter("ignore")


@pytest.mark.parametrize(("name", "number"), CALLS)
def test_programs(name: str, number: int) -> None:
    """What is said of a program is what PyTorch saves, of arguments and parameters too."""
    text, calls = PROGRAMS[name]
    tape, beside = said(text, calls[number])
    assert not tape.gaps
    assert (tape.bytes, beside) == really(text, calls[number])


@pytest.mark.parametrize("name", OPEN)
def test_what_is_not_modelled_is_said(name: str) -> None:
    """Where a program does something that no model tells of, there is a gap."""
    tape, _ = said(*OPEN[name])
    assert tape.gaps


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**6))
def test_random_programs(seed: int) -> None:
    """The same of programs that nobody wrote; what is not known is said."""
    text, call = program(Random(seed))
    tape, beside = said(text, call)
    if not tape.gaps:
        assert (tape.bytes, beside) == really(text, call), text


SYMBOLIC = [
    ("burgers", "burgers(f64[n], 0.1, T)", {"n": 200, "T": 40}),
    ("rnn_by_hand", "rnn(f32[T,B,I], f32[B,H], f32[I,H], f32[H,H], f32[H])", {"T": 40, "B": 8, "I": 10, "H": 12}),
    ("conjugate_gradient", "cg(f64[n,n], f64[n], T)", {"n": 30, "T": 20}),
    ("wave", "wave(f64[n], f64[n], T)", {"n": 100, "T": 25}),
    ("lorenz_loop", "lorenz(f64[3], f64[()], f64[()], f64[()], T)", {"T": 100}),
    ("lenet", "LeNet(classes=7)(f32[N,1,28,28])", {"N": 5}),
    ("attention_by_hand", "Attention(32, 4)(f32[B,T,32])", {"B": 3, "T": 12}),
    ("gpt", "GPT(50, 32, 32, 4, 3)(i64[B,T], i64[B,T])", {"B": 3, "T": 20}),
    ("nn_gru", "Net(8, 16)(f32[T,B,8])", {"T": 30, "B": 4}),
    ("encoder_layer", "Net(32, 4, 2)(f32[B,T,32])", {"B": 3, "T": 12}),
    ("neural_ode_rk4", "loss(3, 16, f32[B,3], f32[B,3], T)", {"B": 8, "T": 40}),
]


@pytest.mark.parametrize(("name", "call", "sizes"), SYMBOLIC)
def test_formulas_of_sizes(name: str, call: str, sizes: dict[str, int]) -> None:
    """A formula is what comes out for the sizes that its symbols stand for."""
    text, calls = PROGRAMS[name]
    tape, beside = said(text, call)
    assert not tape.gaps
    assert tuple(evaluate(polynomial(one), sizes) for one in (tape.bytes, beside)) == really(text, calls[1])


def test_what_was_measured_is_said() -> None:
    """The workspace of an LSTM is that of one machine, which the answer says; steps by hand keep none."""
    for name, count in (("nn_lstm", 1), ("double_lstm", 0), ("lstm_by_hand", 0)):
        text, calls = PROGRAMS[name]
        tape, _ = said(text, calls[0])
        assert len(tape.assumed) == count


def test_long_loops_cost_what_short_ones_cost() -> None:
    """A million turns are summed in closed form."""
    text, _ = PROGRAMS["burgers"]
    short, _ = said(text, "burgers(f64[200], 0.1, 40)")
    long, _ = said(text, "burgers(f64[200], 0.1, 1000000)")
    turn = said(text, "burgers(f64[200], 0.1, 41)")[0].bytes - short.bytes
    assert long.bytes == short.bytes + turn * (1000000 - 40)


def test_the_table_of_formulas_is_that_of_the_installed_version() -> None:
    """What the table says is what PyTorch's own table of derivatives says."""
    known = json.loads((Path(adlint.tape.torch.__file__).parent / "formulas.json").read_text())
    assert known == table()
