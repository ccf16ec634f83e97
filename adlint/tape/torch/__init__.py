"""PyTorch: what the derivative formulas of operations save, each storage once."""

from adlint.tape.torch.recorder import record

__all__ = ["record"]
