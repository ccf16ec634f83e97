"""PyTorch: tensors with strides, views, in-place operations, and modes in which nothing is recorded."""

from adlint.frameworks.torch.library import TORCH

__all__ = ["TORCH"]
