# call: Recurrent(6, 20)(f32[15, 4, 6])
import torch
from torch import nn


class Cell(nn.Module):
    def __init__(self, inputs, hidden):
        super().__init__()
        self.x = nn.Linear(inputs, 3 * hidden)
        self.h = nn.Linear(hidden, 3 * hidden, bias=False)

    def forward(self, x, h):
        rx, zx, nx = self.x(x).chunk(3, -1)
        rh, zh, nh = self.h(h).chunk(3, -1)
        reset, update = torch.sigmoid(rx + rh), torch.sigmoid(zx + zh)
        new = torch.tanh(nx + reset * nh)
        return (1 - update) * new + update * h


class Recurrent(nn.Module):
    def __init__(self, inputs, hidden):
        super().__init__()
        self.hidden = hidden
        self.cell = Cell(inputs, hidden)

    def forward(self, xs):
        h = xs.new_zeros(xs.shape[1], self.hidden)
        for x in xs:
            h = self.cell(x, h)
        return h
