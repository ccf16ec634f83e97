# call: Towers(10, 20)(f32[6, 10], f32[6, 10])
import torch
from torch import nn


class Tower(nn.Module):
    def __init__(self, inputs, hidden):
        super().__init__()
        self.first = nn.Linear(inputs, hidden)
        self.second = nn.Linear(hidden, hidden)

    def forward(self, x, *, scale=1.0):
        x = torch.nn.functional.elu(self.first(x)) * scale
        return torch.nn.functional.normalize(torch.exp(-self.second(x).abs()), dim=-1)


class Towers(nn.Module):
    def __init__(self, inputs, hidden):
        super().__init__()
        self.left, self.right = Tower(inputs, hidden), Tower(inputs, hidden)

    def forward(self, a, b):
        left = self.left(a)
        right = self.right(b, scale=2.0)
        logits = left @ right.T
        return logits.log_softmax(-1).diagonal().mean()
