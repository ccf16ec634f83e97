"""Recurrent layers, step by step as ATen takes them on the CPU: written in Python and evaluated like any other program.

Source: aten/src/ATen/native/RNN.cpp.
"""

from __future__ import annotations

from adlint.evaluate.invocation.imports import of_text
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import External, Unknown, Value
from adlint.frameworks.torch.making import emit, made
from adlint.shapes.dims import Dim, dim, product
from adlint.symbolic import ceildiv
from adlint.trace import Array

MODULE = "torch.<recurrent>"
_TEXT = """
import torch

def lstm_cell(gates_in, state, w, b, projection=None):
    h, c = state
    gates = torch.nn.functional.linear(h, w, b).add_(gates_in)
    i, f, g, o = gates.unsafe_chunk(4, 1)
    i, f, g, o = i.sigmoid_(), f.sigmoid_(), g.tanh_(), o.sigmoid_()
    c = (f * c).add_(i * g)
    h = o * c.tanh()
    return h if projection is None else torch.matmul(h, projection.t()), c

def gru_cell(gates_in, state, w, b):
    h, = state
    r_in, z_in, n_in = gates_in.unsafe_chunk(3, 1)
    r, z, n = torch.nn.functional.linear(h, w, b).unsafe_chunk(3, 1)
    r = r.add_(r_in).sigmoid_()
    z = z.add_(z_in).sigmoid_()
    new = n_in.add(n.mul_(r)).tanh_()
    return (h - new).mul_(z).add_(new),

def rnn_tanh_cell(gates_in, state, w, b):
    return torch.nn.functional.linear(state[0], w, b).add_(gates_in).tanh_(),

def rnn_relu_cell(gates_in, state, w, b):
    return torch.nn.functional.linear(state[0], w, b).add_(gates_in).relu_(),

def step(cell, x, state, w_ih, w_hh, b_ih=None, b_hh=None):
    return cell(torch.nn.functional.linear(x, w_ih, b_ih), state, w_hh, b_hh)

def layer(cell, x, state, weights, biased):
    w_ih, w_hh = weights[0], weights[1]
    b_ih, b_hh = (weights[2], weights[3]) if biased else (None, None)
    more = weights[4 if biased else 2:]
    gates = torch.nn.functional.linear(x, w_ih, b_ih)
    outputs = []
    for t in range(x.shape[0]):
        state = cell(gates[t], state, w_hh, b_hh, *more)
        outputs.append(state[0])
    return torch.stack(outputs), *state

def packed_layer(cell, x, sizes, state, weights, biased, backwards):
    w_ih, w_hh = weights[0], weights[1]
    b_ih, b_hh = (weights[2], weights[3]) if biased else (None, None)
    more = weights[4 if biased else 2:]
    gates = torch.nn.functional.linear(x, w_ih, b_ih)
    given, outputs, ended = state, [], []
    steps = list(range(len(sizes)))
    last = sizes[-1] if backwards else sizes[0]
    if backwards:
        steps.reverse()
        state = tuple([one.narrow(0, 0, last) for one in given])
    for t in steps:
        size = sizes[t]
        if size < last:
            ended.append([one.narrow(0, size, last - size) for one in state])
            state = tuple([one.narrow(0, 0, size) for one in state])
        elif size > last:
            others = [one.narrow(0, last, size - last) for one in given]
            state = tuple([torch.cat(pair) for pair in zip(state, others)])
        last = size
        state = cell(gates.narrow(0, sum(sizes[:t]), size), state, w_hh, b_hh, *more)
        outputs.append(state[0])
    if not backwards:
        state = tuple([torch.cat([one, *[rest[n] for rest in reversed(ended)]]) for n, one in enumerate(state)])
    return torch.cat(outputs), *state

def layers_of(run, x, states, weights, biased, layers, rate, train, two_ways):
    states = [one.unbind(0) for one in states]
    ways = 2 if two_ways else 1
    count = len(weights) // (layers * ways)
    finals = []
    for number in range(layers):
        outputs = []
        for place in range(number * ways, (number + 1) * ways):
            own = weights[place * count:(place + 1) * count]
            state = tuple([one[place] for one in states])
            found = run(x, state, own, place % ways == 1)
            outputs.append(found[0])
            finals.append(found[1:])
        x = torch.cat(outputs, -1) if two_ways else outputs[0]
        if rate and train and number < layers - 1:
            x = torch.nn.functional.dropout(x, rate)
    return (x, *[torch.stack([final[n] for final in finals]) for n in range(len(finals[0]))])

def packed(cell, x, sizes, states, weights, biased, *how):
    def run(x, state, own, backwards):
        return packed_layer(cell, x, sizes, state, own, biased, backwards)
    return layers_of(run, x, states, weights, biased, *how)

def stacked(cell, x, states, weights, biased, layers, rate, train, two_ways, batch_first):
    fused = cell is lstm_cell and x.dtype == torch.float32 and states[0].shape[-1] == states[1].shape[-1]
    if batch_first:
        x = x.transpose(0, 1)
    if fused:
        x = x.contiguous()
    def run(x, state, own, _):
        return torch.mkldnn_layer(x, *state, own) if fused else layer(cell, x, state, own, biased)
    x, *finals = layers_of(run, x, states, weights, biased, layers, rate, train, two_ways)
    if batch_first:
        x = x.transpose(0, 1)
    return (x, *finals)
"""
_CELLS = {"lstm": "lstm_cell", "gru": "gru_cell", "rnn_tanh": "rnn_tanh_cell", "rnn_relu": "rnn_relu_cell"}


def _part(m: Machine, name: str) -> Value:
    return of_text(m, MODULE, _TEXT)[name]


def recurrent(m: Machine, name: str, given: Given) -> Value:
    """`_VF.lstm`, `_VF.gru`, `_VF.rnn_tanh`: several layers over all steps."""
    if not isinstance(given.positional[3], bool):
        return _of_packed(m, name, given)
    x, states, *rest = given.positional
    several = states if name == "lstm" else (states,)
    passed = Given((_part(m, _CELLS[name]), x, several, *rest), given.keywords)
    return m.tables.call(m, _part(m, "stacked"), passed)


def _of_packed(m: Machine, name: str, given: Given) -> Value:
    """The same of sequences of several lengths, the steps of all of them one after the other."""
    data, sizes, states, *rest = given.positional
    several = states if name == "lstm" else (states,)
    known = m.call(External("torch.whole_numbers"), sizes)
    if isinstance(known, Unknown):
        return known
    return m.call(_part(m, "packed"), _part(m, _CELLS[name]), data, known, several, *rest, **given.keywords)


def cell(m: Machine, name: str, given: Given) -> Value:
    """`_VF.lstm_cell`, `_VF.gru_cell`, `_VF.rnn_tanh_cell`: one step."""
    x, state, *weights = given.positional
    several = state if name == "lstm_cell" else (state,)
    found = m.tables.call(m, _part(m, "step"), Given((_part(m, name), x, several, *weights), given.keywords))
    return found if name == "lstm_cell" or not isinstance(found, tuple) else found[0]


def fused_layer(m: Machine, given: Given) -> Value:
    """A layer of an LSTM in one operation of oneDNN, which keeps a workspace."""
    x, h, c, weights = given.positional[:4]
    assert isinstance(x, Array)
    assert isinstance(h, Array)
    assert isinstance(c, Array)
    steps, batch, _ = x.shape
    own = [one for one in items(m, weights) or [] if isinstance(one, Array)]
    hidden = h.shape[-1]
    output = made(m, (steps, batch, hidden), x.dtype)
    last = [made(m, (batch, hidden), x.dtype) for _ in range(2)]
    workspace = made(m, (_workspace(m, steps, batch, hidden, x.shape[-1]),), "u8")
    four = (*own, *[None] * (4 - len(own)))
    emit(m, "mkldnn_rnn_layer", (x, *four, h, c), output, *last, workspace)
    return output, *last


def _workspace(m: Machine, steps: Dim, batch: Dim, hidden: Dim, width: Dim) -> Dim:
    """The bytes that oneDNN keeps for a layer in single precision, in pages of 4096: gates, hidden states of all steps
    with rows padded to 16, and plain ones. This is fitted to what PyTorch 2.13.0 keeps on one x86-64 processor, not
    read from a source; the tape says that with its answer.
    """
    rows, more = product((steps, batch)), product((2, dim(steps + 1), batch))
    wide = _padded(m, m.sizes.larger(hidden, width))
    parts = [(1, rows, _padded(m, dim(4 * hidden))), (1, rows, _padded(m, hidden)), (3, more, wide), (2, more, hidden)]
    total: Dim = 0
    for times, count, size in parts:
        total = dim(total + times * ceildiv(product((4, count, size)), 4096))
    return dim(4096 * total)


def _padded(m: Machine, size: Dim) -> Dim:
    """A length of rows as oneDNN pads it: to 16, and not to a multiple of 256."""
    found = dim(16 * ceildiv(size, 16))
    if not isinstance(found, int):
        return m.fresh("how oneDNN pads rows of symbolic length", size)
    return found + 16 if found % 256 == 0 else found
