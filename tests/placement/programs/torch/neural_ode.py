# call: Flow(6, 8)(f32[10, 6])
import torch
from torch import nn


class Flow(nn.Module):
    def __init__(self, width, steps):
        super().__init__()
        self.steps = steps
        self.field = nn.Sequential(nn.Linear(width, 32), nn.Tanh(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, width))

    def advance(self, x, h):
        a = self.field(x)
        b = self.field(x + 0.5 * h * a)
        return x + h * b

    def forward(self, x):
        h = 1.0 / self.steps
        for _ in range(self.steps):
            x = self.advance(x, h)
        return x
