"""A denoising residual network in PyTorch, its blocks checkpointed to fit long sequences into memory.

Each block is regularised by multiplicative noise on its hidden activations. The task is to recover a smooth
signal from samples with heavy-tailed errors.
"""

import math

import numpy as np
import torch
from torch import nn
from torch.utils.checkpoint import checkpoint


class NoisyBlock(nn.Module):
    """x + W2 (gelu(W1 x) * (1 + s e)), with e standard normal while training."""

    def __init__(self, width, hidden, strength=0.1):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.expand = nn.Linear(width, hidden)
        self.contract = nn.Linear(hidden, width)
        self.strength = strength

    def perturb(self, h):
        """The activations with multiplicative noise, the same for every sequence of the batch."""
        noise = np.random.normal(0.0, self.strength, size=h.shape[1:]).astype("float32")
        return h * (1.0 + torch.from_numpy(noise).to(h.device))

    def forward(self, x):
        h = torch.nn.functional.gelu(self.expand(self.norm(x)))
        if self.training:
            h = self.perturb(h)
        return x + self.contract(h)


class Denoiser(nn.Module):
    """Lift each sample to `width` channels, apply the blocks, project back."""

    def __init__(self, width=64, hidden=256, depth=8):
        super().__init__()
        self.lift = nn.Linear(1, width)
        self.blocks = nn.ModuleList(NoisyBlock(width, hidden) for _ in range(depth))
        self.project = nn.Linear(width, 1)

    def forward(self, x):
        x = self.lift(x)
        for block in self.blocks:
            x = checkpoint(block, x, use_reentrant=False)
        return self.project(x)


def signals(batch, length, generator):
    """Clean signals, sums of three sines, and the same with Student-t errors; shapes (batch, length, 1)."""
    t = torch.linspace(0.0, 1.0, length)
    frequency = torch.randint(1, 9, (batch, 3, 1), generator=generator)
    amplitude = torch.rand((batch, 3, 1), generator=generator)
    clean = (amplitude * torch.sin(2.0 * math.pi * frequency * t)).sum(dim=1)
    normal = torch.randn(clean.shape, generator=generator)
    chi = torch.randn((*clean.shape, 3), generator=generator).square().mean(dim=-1)
    noisy = clean + 0.1 * normal / chi.sqrt()
    return clean.unsqueeze(-1), noisy.unsqueeze(-1)


def loss_of(model, clean, noisy):
    """The Huber distance of the model's answer to the clean signal."""
    return nn.functional.huber_loss(model(noisy), clean, delta=0.1)


def train_step(model, optimizer, clean, noisy):
    """One optimiser step: the loss before it."""
    optimizer.zero_grad(set_to_none=True)
    loss = loss_of(model, clean, noisy)
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    return loss.item()


def evaluate(model, generator, batch=64, length=256):
    """The loss on fresh signals, without noise in the blocks."""
    model.eval()
    with torch.no_grad():
        value = loss_of(model, *signals(batch, length, generator)).item()
    model.train()
    return value


def main(steps=200, batch=16, length=256):
    """Train and print the loss now and then."""
    torch.manual_seed(0)
    np.random.seed(0)
    generator = torch.Generator().manual_seed(1)
    model = Denoiser()
    optimizer = torch.optim.AdamW(model.parameters(), lr=3.0e-4)
    for step in range(steps):
        value = train_step(model, optimizer, *signals(batch, length, generator))
        if step % 20 == 0:
            print(f"step {step:4d}  loss {value:.4f}")
    print(f"held out {evaluate(model, generator):.4f}")


if __name__ == "__main__":
    main()
