# call: Net(12)(f32[30, 12])
import torch
from torch import nn
from torch.utils.checkpoint import checkpoint


class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.one, self.two, self.three = (nn.Linear(width, width) for _ in range(3))

    def body(self, x):
        x = torch.tanh(self.one(x))
        x = torch.sigmoid(self.two(x)) * x
        return torch.relu(self.three(x)) * x

    def forward(self, x):
        return checkpoint(self.body, x, use_reentrant=False).sum()
