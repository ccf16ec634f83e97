"""Which parts of JAX are read from their source, and which public functions stand behind the names of its inside."""

from __future__ import annotations

# modules that are written in terms of others, and whose functions have no models of their own
_READ = (
    "jax.scipy.stats", "jax._src.scipy.stats", "jax.scipy.ndimage", "jax._src.scipy.ndimage", "jax.image",
    "jax._src.image", "jax._src.util", "jax._src.scipy.special", "jax.scipy.special", "jax._src.numpy.vectorize",
    "jax._src.scipy.linalg", "jax.scipy.linalg",
    "jax._src.third_party.scipy", "jax.experimental.ode", "jax.scipy.sparse", "jax._src.scipy.sparse",
)  # fmt: skip
# modules of which single functions are read, where no model stands for them
_WRITTEN = (
    "jax._src.numpy.", "jax._src.nn.", "jax._src.lax.convolution", "jax._src.lax.linalg", "jax._src.lax.other",
    "jax._src.lax.utils", "jax._src.random", "jax._src.ops.", "jax._src.scipy.", "jax.numpy", "jax.nn", "jax.lax",
    "jax.random", "jax.ops", "jax.scipy", "jax.flatten_util", "jax._src.flatten_util",
)  # fmt: skip
_INSIDE = (
    ("jax._src.numpy.util.", "jax.numpy.util."), ("jax._src.numpy.linalg.", "jax.numpy.linalg."),
    ("jax._src.numpy.fft.", "jax.numpy.fft."), ("jax._src.lax.convolution.", "jax.lax."),
    *((f"jax._src.numpy.{one}.", "jax.numpy.") for one in (
        "array_constructors", "array_creation", "array_methods", "index_tricks", "indexing", "polynomial", "setops",
        "sorting", "tensor_contractions", "window_functions",
    )),
    ("jax._src.numpy.einsum.", "jax.numpy."), ("jax._src.numpy.vectorize.", "jax.numpy."),
    ("jax._src.numpy.lax_numpy.", "jax.numpy."), ("jax._src.numpy.reductions.", "jax.numpy."),
    ("jax._src.numpy.ufuncs.", "jax.numpy."), ("jax._src.numpy.", "jax.numpy."), ("jax._src.lax.lax.", "jax.lax."),
    ("jax._src.lax.slicing.", "jax.lax."), ("jax._src.lax.special.", "jax.lax."),
    ("jax._src.lax.control_flow.", "jax.lax."), ("jax._src.lax.", "jax.lax."),
    ("jax._src.scipy.", "jax.scipy."), ("jax._src.random.core.", "jax.random."),
    ("jax._src.random.", "jax.random."), ("jax._src.nn.functions.", "jax.nn."),
    ("jax.ad_checkpoint.checkpoint_policies.", "jax.checkpoint_policies."), ("jax._src.api.", "jax."),
    ("jax._src.tree_util.", "jax.tree_util."), ("jax._src.linear_util.", "jax.linear_util."),
    ("jax.custom_derivatives.", "jax."), ("jax._src.ops.special.", "jax.nn."), ("jax._src.custom_derivatives.", "jax."),
    ("jax._src.dtypes.", "jax.dtypes."),
)  # fmt: skip


def is_read(path: str) -> bool:
    """Whether a module, or what is in it, is read from its source."""
    return any(path == one or path.startswith(f"{one}.") for one in _READ)


def is_written(module: str) -> bool:
    """Whether functions of a module are read from its source where they have no models."""
    return module in ("jax._src.lax", "jax._src.numpy") or module.startswith(_WRITTEN)


def public(path: str) -> str:
    """The public name of a function that is named by where it is written."""
    for inside, outside in _INSIDE:
        if path.startswith(inside):
            return outside + path.removeprefix(inside)
    return path
