# call: Net(16)(f32[8, 16])
import torch
from torch import nn
from torch.utils.checkpoint import checkpoint_sequential


class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.layers = nn.Sequential(*[nn.Sequential(nn.Linear(width, width), nn.Tanh()) for _ in range(8)])

    def forward(self, x):
        return checkpoint_sequential(self.layers, 4, x, use_reentrant=False).sum()
