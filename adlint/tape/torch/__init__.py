"""PyTorch: what the derivative formulas of operations save, each storage once."""

from adlint.tape.torch.recorder import saved_tensors

__all__ = ["saved_tensors"]
