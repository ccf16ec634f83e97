# call: UNet(4)(f32[1, 3, 16, 16])
import torch
from torch import nn
import torch.nn.functional as F


class Double(nn.Module):
    def __init__(self, before, after):
        super().__init__()
        self.one = nn.Conv2d(before, after, 3, padding=1)
        self.norm = nn.GroupNorm(2, after)
        self.two = nn.Conv2d(after, after, 3, padding=1)

    def forward(self, x):
        x = F.silu(self.norm(self.one(x)))
        return F.silu(self.two(x))


class UNet(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.down1, self.down2 = Double(3, width), Double(width, 2 * width)
        self.middle = Double(2 * width, 4 * width)
        self.up2, self.up1 = Double(6 * width, 2 * width), Double(3 * width, width)
        self.out = nn.Conv2d(width, 1, 1)

    def forward(self, x):
        a = self.down1(x)
        b = self.down2(F.max_pool2d(a, 2))
        c = self.middle(F.max_pool2d(b, 2))
        c = F.interpolate(c, scale_factor=2.0, mode="nearest")
        b = self.up2(torch.cat([c, b], 1))
        b = F.interpolate(b, scale_factor=2.0, mode="nearest")
        return self.out(self.up1(torch.cat([b, a], 1)))
