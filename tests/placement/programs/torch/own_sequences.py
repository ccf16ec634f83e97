# call: Tower(16, 9)(f32[32, 16], f32[32, 16])
import torch
from torch import nn


class Scale(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.w = nn.Parameter(torch.ones(n))

    def forward(self, x):
        return torch.tanh(x * self.w) + x.sin()


class Stack(nn.Sequential):
    def __init__(self, n, depth):
        super().__init__(*[Scale(n) for _ in range(depth)])


class Tower(nn.Module):
    def __init__(self, n, depth):
        super().__init__()
        self.left = Stack(n, depth)
        self.right = Stack(n, depth // 2)

    def forward(self, a, b):
        a = self.left(a)
        for _ in range(2):
            b = self.right(b)
        return (a * b).sum()
